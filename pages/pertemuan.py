"""Pertemuan: the year's plan, and one meeting from its preparation to what is carried into the next."""

import streamlit as st

from lib import auth, data
from lib.views import (
    components,
    filters,
    notes,
    pertemuan,
    pertemuan_agenda,
    pertemuan_hasil,
    pertemuan_tindak,
)

viewer = auth.require_viewer("pertemuan")
view = data.load(viewer)
components.page_head(pertemuan.TITLE, pertemuan.LEAD, data.freshness_of(viewer), rerun=auth.rerun_quietly)
pertemuan.render_style()
if view is None:
    notes.waiting()
    st.stop()
notes.missing_tabs(view.missing_tabs("pertemuan"))
plan, names = view.meetings, view.posyandu_names
detailed = view.scope.names == "full"
if plan.empty:
    components.empty_state(pertemuan.NO_MEETINGS_TITLE, pertemuan.NO_MEETINGS_HELP)

with st.container(key="papan_saringan"):
    left, _ = st.columns(2)
called = pertemuan.name_meetings(plan)
chosen = None
if called:
    with left:
        chosen = filters.choice_filter(pertemuan.CHOOSE, "pertemuan", called, view.next_meeting or "")
one = view.meeting(chosen)
parts = pertemuan.list_parts(is_staff=view.may_write_for_all, is_field=detailed)
part = filters.choice_filter(pertemuan.CHOOSE_PART, "bagian", parts, "ringkas", as_bar=True)

if part == "tindak":
    notes.missing_tabs(view.missing_tabs("tindak_lanjut"))
    pertemuan_tindak.render_actions(
        view.actions, names, one=one, counts=view.action_counts, detailed=detailed
    )
elif part == "agenda":
    pertemuan_agenda.render_agenda(
        pertemuan_agenda.describe_agenda(view.meeting_agenda, names, view.sop_titles)
    )
elif one is not None:
    year = pertemuan.read_year(one, view.today)
    turnout, scores = view.meeting_turnout(chosen), view.meeting_scores(chosen)
    gain = view.meeting_gain(chosen)
    if part == "ringkas":
        pertemuan.render_year(view.meeting_year(year), year=year, chosen=chosen, today=view.today)
        pertemuan.render_overdue(plan)
        pertemuan.render_head(one)
        if one["state"] == "terlaksana":
            pertemuan.render_figures(turnout, scores, gain, view.action_counts)
        pertemuan.render_facts(one)
        pertemuan.render_minutes(one)
    elif part == "hadir":
        notes.missing_tabs(view.missing_tabs("hadir_pertemuan"))
        pertemuan.render_head(one)
        pertemuan_hasil.render_attendance(
            view.attendance_of(chosen), turnout, view.every_posyandu_name, detailed=detailed
        )
        pertemuan_hasil.render_attendees(view.meeting_attendees(chosen), names)
    elif part == "soal":
        notes.missing_tabs(view.missing_tabs("tanya_jawab"))
        pertemuan.render_head(one)
        questions, places = view.meeting_gain(chosen, "question"), view.meeting_gain(chosen, "posyandu")
        pertemuan_hasil.render_questions(scores, gain, questions, places, names)
    else:
        pertemuan.render_year(view.meeting_year(year), year=year, chosen=chosen, today=view.today)
        pertemuan.render_table(view.meeting_year(year))

notes.left_out(view.left_out, *pertemuan.TABS_READ)
components.method_note(view.methods(*pertemuan.METHODS))
