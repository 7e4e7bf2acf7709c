"""e-PPGBM: the month's upload files, what would be refused, and how it compares with the SKDN."""

import streamlit as st

from lib import auth, data
from lib.domain.eppgbm import compute_reconciliation
from lib.reports.eppgbm import build_rows_book, list_files, list_own_rows
from lib.views import components, eppgbm, filters, notes
from lib.views.eppgbm import sigizi

viewer = auth.require_viewer("eppgbm")
seen = data.load(viewer)
place = components.page_head(eppgbm.TITLE, eppgbm.LEAD, data.freshness_of(viewer), rerun=auth.rerun_quietly)
if seen is None:
    notes.waiting()
    st.stop()

month, posyandu = filters.month_and_posyandu(place, seen.months, seen.this_month, seen.posyandu_names)

with components.loading():
    upload = seen.eppgbm.upload(month).of(posyandu)
    beside = seen.eppgbm.compare(month)
if upload.children.empty:
    eppgbm.nothing_to_send(seen.missing_tabs("balita", "penimbangan"))
    notes.left_out(seen.left_out, may_open=viewer.may_open)
    st.stop()

eppgbm.headline(compute_reconciliation(upload, by_posyandu=False), upload)
components.method_note(seen.methods(*eppgbm.METHODS))

st.header(eppgbm.FILES_TITLE, anchor=False)
eppgbm.downloads(list_files(upload, seen.posyandu_names, posyandu))
eppgbm.guide()

st.header(eppgbm.HELD_TITLE, anchor=False)
eppgbm.held_table(upload.held, seen.posyandu_names)

st.header(eppgbm.POSYANDU_TITLE, anchor=False)
eppgbm.reconciliation_table(compute_reconciliation(upload), seen.posyandu_names)

st.header(sigizi.TITLE, anchor=False)
if beside is None:
    sigizi.nothing()
else:
    beside = beside.of(posyandu)
    sigizi.summary(beside, seen.posyandu_names)
    components.method_note(seen.methods(*sigizi.METHODS))
    sigizi.differences(beside, seen.posyandu_names)
    sigizi.rows_to_enter(
        beside,
        list_own_rows(beside)[1],
        lambda: build_rows_book(beside, upload, seen.posyandu_names),
        posyandu,
    )
notes.left_out(seen.left_out, may_open=viewer.may_open)
