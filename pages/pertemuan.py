"""Pertemuan: the year's plan, and one meeting from its preparation to what is carried into the next."""

import streamlit as st

from lib import auth, data
from lib.reports import letterhead
from lib.reports import pertemuan as papers
from lib.views import components, links, notes, pertemuan
from lib.views.drawn import Drawing
from lib.views.pertemuan import actions as tindak
from lib.views.pertemuan import agenda
from lib.views.pertemuan import papers as dokumen
from lib.views.pertemuan import results as hasil
from lib.views.pertemuan import year as tahun
from lib.words.pertemuan import describe_agenda

viewer = auth.require_viewer("pertemuan")
seen = data.load(viewer)
place = components.page_head(
    pertemuan.TITLE, pertemuan.LEAD, data.freshness_of(viewer), rerun=auth.rerun_quietly
)
pertemuan.render_style()
if seen is None:
    notes.waiting()
    st.stop()
names, detailed, is_staff = seen.posyandu_names, seen.scope.names == "full", seen.may_write_for_all
plan = Drawing(seen)(pertemuan.name_meetings, seen.pertemuan.meetings)
chosen = pertemuan.choose(place, plan, seen.pertemuan.next, missing=seen.missing_tabs("pertemuan"))
one = seen.pertemuan.meeting(chosen)
draw = Drawing(seen, viewer.role, chosen)
part = pertemuan.choose_part(is_staff=is_staff, is_field=detailed)

if part == "tindak":
    notes.missing_tabs(seen.missing_tabs("tindak_lanjut"))
    tindak.render_actions(
        seen.pertemuan.actions, names, one=one, counts=seen.pertemuan.action_counts, detailed=detailed
    )
elif part == "agenda":
    called = agenda.choose_kind(one)
    with components.loading():
        sections = describe_agenda(seen.pertemuan.agenda, names, seen.sop_titles)
    agenda.render_head(seen.pertemuan.coming(called), called=called, is_own=not is_staff)
    if is_staff:
        dokumen.render_paper(papers.open_agenda(seen, called))
    agenda.render_agenda(sections)
elif one is not None:
    if part in ("ringkas", "tahun"):
        year = pertemuan.read_year(one, seen.today)
        meetings = seen.pertemuan.year(year)
        draw(tahun.render_year, meetings, year=year, chosen=chosen, today=seen.today)
        draw(pertemuan.render_overdue, seen.pertemuan.meetings)
    if part == "tahun":
        draw(tahun.render_table, meetings)
    else:
        draw(pertemuan.render_head, one)
    turnout, scores, gain = (
        seen.pertemuan.turnout(chosen),
        seen.pertemuan.scores(chosen),
        seen.pertemuan.gain(chosen),
    )
    if part == "ringkas":
        draw(pertemuan.render_figures, one, turnout, scores, gain, seen.pertemuan.action_counts)
        draw(pertemuan.render_coming, one, seen.pertemuan.carried_into(chosen) if detailed else None)
        draw(pertemuan.render_facts, one, with_owner=detailed)
        draw(pertemuan.render_minutes, one)
    elif part == "hadir":
        notes.missing_tabs(seen.missing_tabs("hadir_pertemuan", "kader"))
        rows = seen.pertemuan.attendance_of(chosen)
        hasil.render_attendance(
            rows, turnout, seen.every_posyandu_name, state=one["state"], detailed=detailed
        )
        hasil.render_attendees(seen.pertemuan.attendees(chosen), names)
    elif part == "soal":
        notes.missing_tabs(seen.missing_tabs("tanya_jawab"))
        questions, places = seen.pertemuan.gain(chosen, "question"), seen.pertemuan.gain(chosen, "posyandu")
        draw(hasil.render_questions, scores, gain, questions, places, names, state=one["state"])
    elif part == "dokumen":
        dokumen.render_papers(papers.list_papers(seen, one), letterhead.list_missing(seen.settings))
        dokumen.render_message(one, seen.settings)

if viewer.may_open("rapat"):
    links.page_link("rapat", links.RAPAT_MODE)
notes.left_out(seen.left_out, *pertemuan.TABS_READ, may_open=viewer.may_open)
components.method_note(seen.methods(*pertemuan.METHODS))
