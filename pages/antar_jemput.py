"""Antar Jemput: the rounds of a month, one round from the first task to the bus list, and twelve months."""

import streamlit as st

from lib import auth, data
from lib.domain.antar_jemput import METHODS, compute_bus_months
from lib.domain.months import list_year
from lib.domain.rows import of_posyandu
from lib.reports.antar_jemput import list_sheets
from lib.views import antar_jemput as jemput
from lib.views import boards, components, filters, notes
from lib.views.antar_jemput import calls, days, papers, route
from lib.views.antar_jemput import people as list_part
from lib.views.antar_jemput import year as year_part
from lib.views.drawn import Drawing

viewer = auth.require_viewer("antar_jemput")
seen = data.load(viewer)
place = components.page_head(jemput.TITLE, jemput.LEAD, data.freshness_of(viewer), rerun=auth.rerun_quietly)
boards.render_board_style()
if seen is None:
    notes.waiting()
    st.stop()
missing = seen.missing_tabs("jadwal", "antar_jemput")
notes.missing_tabs(missing)

month, posyandu = filters.month_and_posyandu(place, seen.planned_months, seen.this_month, seen.posyandu_names)
draw = Drawing(seen, viewer.role, month, posyandu)
part, names, settings = jemput.choose_part(), seen.posyandu_names, seen.settings
with_contacts, year = seen.scope.names == "full", jemput.months_of_year(month)
rounds = of_posyandu(seen.antar_jemput.rounds(month), posyandu)
with components.loading():
    people, roster, tasks = (
        seen.antar_jemput.round_sasaran(month),
        seen.antar_jemput.roster(month),
        seen.antar_jemput.tasks(month),
    )
if month > seen.this_month:
    components.notice_note(jemput.AHEAD_NOTE)

if part == "putaran" and not rounds.empty:
    line = seen.gizi.skdn(list_year(month, seen.months), posyandu=posyandu)
    funnel = of_posyandu(seen.antar_jemput.funnel(month), posyandu)
    draw(jemput.render_figures, rounds, funnel, line, seen.this_month)
if part == "putaran":
    draw(days.render_cancelled, of_posyandu(seen.antar_jemput.cancelled_days(month), posyandu), names)
    clashes = seen.antar_jemput.bus_clashes(month)
    draw(days.render_clashes, clashes, seen.today)
    draw(days.render_rounds, rounds, tasks, seen.antar_jemput.funnel(month))
    draw(
        days.render_calendar, seen.antar_jemput.month_days(month, posyandu), month, names, seen.today, clashes
    )
if part != "tahun":
    if rounds.empty:
        if not missing:
            components.empty_state(jemput.NO_ROUNDS_TITLE, jemput.NO_ROUNDS_HELP)
        st.stop()
    choices, following = draw(jemput.describe_rounds, rounds)
    one = draw(jemput.find_round, rounds, jemput.choose_round(choices, following))
    draw = Drawing(seen, viewer.role, month, posyandu, one["posyandu"], one["round_date"])
    of_month = people, roster, tasks, seen.antar_jemput.funnel(month)
    people, roster, tasks, funnel = draw(jemput.select_round, of_month, one)
    draw(jemput.render_round_head, one, seen.antar_jemput.base_month(month, one["posyandu"]))
if part == "putaran":
    draw(jemput.render_tasks, tasks)
    left, right = st.columns(2, gap="large")
    with left:
        skdn = seen.gizi.skdn([month], posyandu=one["posyandu"])
        draw(jemput.render_funnel, funnel, skdn)
    with right:
        draw(jemput.render_buckets, people)
    draw(year_part.render_lost_of_round, people, one, with_names=with_contacts)
elif part == "ajakan":
    calls.render_summary(people)
    shares = seen.antar_jemput.call_shares(people, one["posyandu"])
    calls.render_to_call(
        auth.guard("antar_jemput"),
        people,
        one,
        settings,
        shares,
        with_contacts=with_contacts,
    )
    calls.render_copy(people, with_contacts=with_contacts)
    dropped = seen.antar_jemput.dropped(month, one["posyandu"])
    calls.render_not_coming(people, dropped, with_contacts=with_contacts)
    calls.render_refusals(seen.antar_jemput.refusals(year, posyandu), with_contacts=with_contacts)
elif part == "bus":
    standard = jemput.find_standard_minutes(tasks)
    list_part.render_roster(roster, one, with_contacts=with_contacts, standard_minutes=standard)
    route.render_route(
        seen.antar_jemput.stops(roster, one["posyandu"]), settings.pace, standard_minutes=standard
    )
    if with_contacts:
        sheets = list_sheets(one, people, roster, settings, today=seen.today)
        papers.render_downloads(one, sheets)
        papers.render_company(one, roster, settings, sheets)
else:
    skdn, table = seen.gizi.skdn(year, posyandu=posyandu), seen.antar_jemput.year(year, posyandu)
    draw(year_part.render_year, table, skdn, settings.targets.ds, seen.this_month)
    draw(year_part.render_bus_months, compute_bus_months(table, today=seen.today))
    year_part.render_lost_of_year(
        seen.antar_jemput.lost_people(year, posyandu), names, with_names=with_contacts
    )
    if with_contacts:
        year_part.render_lost_often(seen.antar_jemput.lost_often(year, posyandu), table, names)
    year_part.render_donations(seen.antar_jemput.donations(year, posyandu), names, with_donors=with_contacts)

notes.left_out(seen.left_out, *jemput.TABS_READ, may_open=viewer.may_open)
components.method_note(seen.methods(*METHODS))
