"""Antar Jemput: the rounds of a month, and one round from the first task to the bus list."""

import streamlit as st

from lib import auth, data
from lib.domain.pickup import METHODS
from lib.views import antar_jemput as jemput
from lib.views import boards, bus_list, components, filters, notes

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

with components.loading():
    rounds = jemput.select_posyandu(view.rounds(month), posyandu)
    tasks, funnel, people = view.round_tasks(month), view.funnel(month), view.round_people(month)
    roster = view.roster(month)

jemput.render_cancelled(jemput.select_posyandu(view.cancelled_days(month), posyandu), view.posyandu_names)
if rounds.empty:
    components.empty_state(jemput.NO_ROUNDS_TITLE, jemput.NO_ROUNDS_HELP)
    st.stop()
if month > view.this_month:
    components.notice_note(jemput.AHEAD_NOTE)
jemput.render_rounds(rounds, tasks, funnel)
boards.render_legend(tasks["state"])

choices, following = jemput.describe_rounds(rounds)
one = jemput.find_round(rounds, filters.choice_filter(jemput.CHOOSE_ROUND, "putaran", choices, following))
of_round = jemput.select_round(people, one)
with_contacts = view.scope.names == "full"

jemput.render_round_head(one)
jemput.render_tasks(jemput.select_round(tasks, one))
left, right = st.columns(2, gap="large")
with left:
    jemput.render_funnel(jemput.select_round(funnel, one))
with right:
    jemput.render_buckets(of_round)
bus_list.render_to_call(of_round, one["days_left"], with_contacts=with_contacts)
bus_list.render_roster(jemput.select_round(roster, one), one["capacity"], with_contacts=with_contacts)
bus_list.render_not_coming(of_round, with_contacts=with_contacts)

notes.left_out(view.left_out, *jemput.TABS_READ)
components.method_note(view.methods(*METHODS))
