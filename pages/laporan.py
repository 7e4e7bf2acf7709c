"""Laporan: the month's report of the puskesmas, to check and to download, and its summary to send."""

import streamlit as st

from lib import auth, data
from lib.reports.laporan.files import MonthlyReport, build_report_book
from lib.reports.laporan.pictures import build_picture, name_picture
from lib.views import components, filters, laporan, links, notes
from lib.views.weighings import no_weighings, nothing_weighed
from lib.words import ringkasan
from lib.words.figures import SMALL_NOTE
from lib.words.formats import format_month
from lib.words.rapat import list_titles

viewer = auth.require_viewer("laporan")
seen = data.load(viewer)
place = components.page_head(laporan.TITLE, laporan.LEAD, data.freshness_of(viewer), rerun=auth.rerun_quietly)
if seen is None:
    notes.waiting()
    st.stop()

with filters.fold(place, [filters.say_month(seen.months, seen.this_month)]):
    month = filters.month_filter(seen.months, seen.this_month)
if not seen.gizi.has_weighings:
    nothing_weighed(seen.missing_tabs("balita", "penimbangan"))
    notes.left_out(seen.left_out, may_open=viewer.may_open)
    st.stop()

st.header(format_month(month), anchor=False)
if seen.scope.hides_small_counts:
    st.caption(SMALL_NOTE)
if not seen.gizi.count_measured(month):
    no_weighings(seen.months, month)
    notes.left_out(seen.left_out, may_open=viewer.may_open)
    st.stop()

report = MonthlyReport(seen, month)
with components.loading():
    tables = report.tables
laporan.downloads(
    running=month == seen.this_month,
    missing=report.missing,
    pdf=(report.build_pdf, report.name("pdf")),
    book=(lambda: build_report_book(report), report.name("xlsx")),
)
audience, posyandu = laporan.choose_message(seen.posyandu_names)
group = data.load_for_group(viewer)
if audience == ringkasan.KEPALA:
    with components.loading(120):
        summary, standing = seen.laporan.summary(month, posyandu), seen.laporan.standing(month, posyandu)
    laporan.message(ringkasan.build_kepala_text(summary, standing), audience)
elif group is not None:
    laporan.message(ringkasan.build_kader_text(group.laporan.summary(month, posyandu)), audience)
if group is not None:
    titles = list_titles(viewer.may_open)
    if not seen.gizi.announced(month):
        titles.pop("timbang", None)
    laporan.pictures(
        titles,
        build=lambda slide: build_picture(group, slide, month, posyandu),
        name=lambda slide: name_picture(slide, month, posyandu),
    )
if seen.scope.names == "full":
    links.page_link("daftar_anak", laporan.SHEETS_LINK, bulan=str(month), posyandu=posyandu)
components.render_lead(f"{report.opened}.")
laporan.tables(tables)
components.method_note(seen.methods(*laporan.METHODS))
notes.left_out(seen.left_out, may_open=viewer.may_open, again=seen.gizi.weighed_again(month))
