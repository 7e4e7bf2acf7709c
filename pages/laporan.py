"""Laporan: the month's report of the puskesmas, to check on the screen and to download as PDF and .xlsx."""

import streamlit as st

from lib import auth, data
from lib.reports.laporan.book import build_report_book
from lib.reports.laporan.pdf import MonthlyReport
from lib.views import components, filters, laporan, notes
from lib.views.weighings import no_weighings, nothing_weighed
from lib.words.figures import SMALL_NOTE
from lib.words.formats import format_month

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
components.render_lead(f"{report.opened}.")
laporan.tables(tables)
components.method_note(seen.methods(*laporan.METHODS))
notes.left_out(seen.left_out, may_open=viewer.may_open, again=seen.gizi.weighed_again(month))
