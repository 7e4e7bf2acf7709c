"""Antar Jemput: the rounds of a month, one round from the first task to the bus list, and twelve months."""

import streamlit as st

from lib import auth, data
from lib.domain.antar_jemput import METHODS, compute_bus_months
from lib.reports.antar_jemput.sheets import list_sheets
from lib.views import antar_jemput as jemput
from lib.views import boards, components, filters, notes
from lib.views.antar_jemput import calls, days, papers
from lib.views.antar_jemput import people as list_part
from lib.views.antar_jemput import year as year_part

viewer = auth.require_viewer("antar_jemput")
view = data.load(viewer)
components.page_head(jemput.TITLE, jemput.LEAD, data.freshness_of(viewer), rerun=auth.rerun_quietly)
boards.render_board_style()
if view is None:
    notes.waiting()
    st.stop()
notes.missing_tabs(view.missing_tabs("jadwal", "antar_jemput"))

left, right = st.columns(2)
with left:
    month = filters.month_filter(view.planned_months, view.this_month)
with right:
    posyandu = filters.posyandu_filter(view.posyandu_names)
part, names, settings = jemput.choose_part(), view.posyandu_names, view.settings
with_contacts, year = view.scope.names == "full", jemput.months_of_year(month)
rounds = jemput.select_posyandu(view.rounds(month), posyandu)
with components.loading():
    people, roster, tasks = view.round_sasaran(month), view.roster(month), view.round_tasks(month)
if month > view.this_month:
    components.notice_note(jemput.AHEAD_NOTE)

if part == "putaran":
    days.render_cancelled(jemput.select_posyandu(view.cancelled_days(month), posyandu), names)
    clashes = view.bus_clashes(month)
    days.render_clashes(clashes, view.today)
    days.render_rounds(rounds, tasks, view.funnel(month))
    days.render_calendar(view.month_days(month, posyandu), month, names, view.today, clashes)
if part != "tahun":
    if rounds.empty:
        components.empty_state(jemput.NO_ROUNDS_TITLE, jemput.NO_ROUNDS_HELP)
        st.stop()
    one = jemput.choose_round(rounds)
    people, roster, tasks = (jemput.select_round(table, one) for table in (people, roster, tasks))
    jemput.render_round_head(one, view.base_month(month, one["posyandu"]))
if part == "putaran":
    jemput.render_tasks(tasks)
    left, right = st.columns(2, gap="large")
    with left:
        skdn = view.skdn([month], posyandu=one["posyandu"])
        jemput.render_funnel(jemput.select_round(view.funnel(month), one), skdn)
    with right:
        jemput.render_buckets(people)
    year_part.render_lost_of_round(people, one, with_names=with_contacts)
elif part == "ajakan":
    calls.render_summary(people)
    shares = view.call_shares(people, one["posyandu"])
    calls.render_to_call(people, one, settings, shares, with_contacts=with_contacts)
    calls.render_copy(people, with_contacts=with_contacts)
    dropped = view.dropped_sasaran(month, one["posyandu"])
    calls.render_not_coming(people, dropped, with_contacts=with_contacts)
    calls.render_refusals(view.refusals(year, posyandu), with_contacts=with_contacts)
elif part == "bus":
    standard = jemput.find_standard_minutes(tasks)
    list_part.render_roster(roster, one, with_contacts=with_contacts, standard_minutes=standard)
    if with_contacts:
        sheets = list_sheets(one, people, roster, settings, today=view.today)
        papers.render_downloads(one, sheets)
        papers.render_company(one, roster, settings, sheets)
else:
    skdn, table = view.skdn(year, posyandu=posyandu), view.pickup_year(year, posyandu)
    year_part.render_year(table, skdn, settings.targets.ds, view.this_month)
    year_part.render_bus_months(compute_bus_months(table, today=view.today))
    year_part.render_lost_of_year(view.lost_people(year, posyandu), names, with_names=with_contacts)
    if with_contacts:
        year_part.render_lost_often(view.lost_often(year, posyandu), table, names)
    year_part.render_donations(view.donations(year, posyandu), names, with_donors=with_contacts)

notes.left_out(view.left_out, *jemput.TABS_READ, may_open=viewer.may_open)
components.method_note(view.methods(*METHODS))
