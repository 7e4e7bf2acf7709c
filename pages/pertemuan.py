"""Pertemuan: the year's plan, and one meeting from its preparation to what is carried into the next."""

import streamlit as st

from lib import auth, data
from lib.reports import letterhead
from lib.reports.pertemuan import papers
from lib.views import components, links, notes, pertemuan
from lib.views.pertemuan import actions as tindak
from lib.views.pertemuan import agenda
from lib.views.pertemuan import papers as dokumen
from lib.views.pertemuan import results as hasil
from lib.views.pertemuan import year as tahun

viewer = auth.require_viewer("pertemuan")
view = data.load(viewer)
components.page_head(pertemuan.TITLE, pertemuan.LEAD, data.freshness_of(viewer), rerun=auth.rerun_quietly)
pertemuan.render_style()
if view is None:
    notes.waiting()
    st.stop()
names, detailed, is_staff = view.posyandu_names, view.scope.names == "full", view.may_write_for_all
chosen = pertemuan.choose(view.meetings, view.next_meeting, missing=view.missing_tabs("pertemuan"))
one = view.meeting(chosen)
part = pertemuan.choose_part(is_staff=is_staff, is_field=detailed)

if part == "tindak":
    notes.missing_tabs(view.missing_tabs("tindak_lanjut"))
    tindak.render_actions(view.actions, names, one=one, counts=view.action_counts, detailed=detailed)
elif part == "agenda":
    called = agenda.choose_kind(one)
    with components.loading():
        sections = agenda.describe_agenda(view.meeting_agenda, names, view.sop_titles)
    agenda.render_head(view.coming_meeting(called), called=called, is_own=not is_staff)
    if is_staff:
        dokumen.render_paper(papers.open_agenda(view, called))
    agenda.render_agenda(sections)
elif one is not None:
    if part in ("ringkas", "tahun"):
        year = pertemuan.read_year(one, view.today)
        meetings = view.meeting_year(year)
        tahun.render_year(meetings, year=year, chosen=chosen, today=view.today)
        pertemuan.render_overdue(view.meetings)
    if part == "tahun":
        tahun.render_table(meetings)
    else:
        pertemuan.render_head(one)
    turnout, scores, gain = (
        view.meeting_turnout(chosen),
        view.meeting_scores(chosen),
        view.meeting_gain(chosen),
    )
    if part == "ringkas":
        pertemuan.render_figures(one, turnout, scores, gain, view.action_counts)
        pertemuan.render_coming(one, view.carried_into(one) if detailed else None)
        pertemuan.render_facts(one, with_owner=detailed)
        pertemuan.render_minutes(one)
    elif part == "hadir":
        notes.missing_tabs(view.missing_tabs("hadir_pertemuan", "kader"))
        rows = view.attendance_of(chosen)
        hasil.render_attendance(
            rows, turnout, view.every_posyandu_name, state=one["state"], detailed=detailed
        )
        hasil.render_attendees(view.meeting_attendees(chosen), names)
    elif part == "soal":
        notes.missing_tabs(view.missing_tabs("tanya_jawab"))
        questions, places = view.meeting_gain(chosen, "question"), view.meeting_gain(chosen, "posyandu")
        hasil.render_questions(scores, gain, questions, places, names, state=one["state"])
    elif part == "dokumen":
        dokumen.render_papers(papers.list_papers(view, one), letterhead.list_missing(view.settings))
        dokumen.render_message(one, view.settings)

if viewer.may_open("rapat"):
    links.page_link("rapat", links.MEETING_MODE)
notes.left_out(view.left_out, *pertemuan.TABS_READ, may_open=viewer.may_open)
components.method_note(view.methods(*pertemuan.METHODS))
