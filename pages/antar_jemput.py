"""Antar Jemput: the rounds of a month, one round from the first task to the bus list, and twelve months."""

import streamlit as st

from lib import auth, data
from lib.domain.pickup import METHODS, compute_bus_months
from lib.reports.round_sheets import list_sheets
from lib.views import antar_jemput as jemput
from lib.views import boards, bus_calls, bus_days, bus_list, bus_paper, bus_year, components, filters, notes

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
    bus_days.render_cancelled(jemput.select_posyandu(view.cancelled_days(month), posyandu), names)
    clashes = view.bus_clashes(month)
    bus_days.render_clashes(clashes, view.today)
    bus_days.render_rounds(rounds, tasks, view.funnel(month))
    bus_days.render_calendar(view.month_days(month, posyandu), month, names, view.today, clashes)
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
    bus_year.render_lost_of_round(people, one, with_names=with_contacts)
elif part == "ajakan":
    bus_calls.render_summary(people)
    shares = view.call_shares(people, one["posyandu"])
    bus_calls.render_to_call(people, one, settings, shares, with_contacts=with_contacts)
    bus_calls.render_copy(people, with_contacts=with_contacts)
    dropped = view.dropped_sasaran(month, one["posyandu"])
    bus_calls.render_not_coming(people, dropped, with_contacts=with_contacts)
    bus_calls.render_refusals(view.refusals(year, posyandu), with_contacts=with_contacts)
elif part == "bus":
    standard = jemput.find_standard_minutes(tasks)
    bus_list.render_roster(roster, one, with_contacts=with_contacts, standard_minutes=standard)
    if with_contacts:
        sheets = list_sheets(one, people, roster, settings, today=view.today)
        bus_paper.render_downloads(one, sheets)
        bus_paper.render_company(one, roster, settings, sheets)
else:
    skdn, table = view.skdn(year, posyandu=posyandu), view.pickup_year(year, posyandu)
    bus_year.render_year(table, skdn, settings.targets.ds, view.this_month)
    bus_year.render_bus_months(compute_bus_months(table, today=view.today))
    bus_year.render_lost_of_year(view.lost_people(year, posyandu), names, with_names=with_contacts)
    if with_contacts:
        bus_year.render_lost_often(view.lost_often(year, posyandu), table, names)
    bus_year.render_donations(view.donations(year, posyandu), names, with_donors=with_contacts)

notes.left_out(view.left_out, *jemput.TABS_READ, may_open=viewer.may_open)
components.method_note(view.methods(*METHODS))
