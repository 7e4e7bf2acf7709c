"""e-PPGBM: the month's upload files, what would be refused, and how it compares with the SKDN."""

import streamlit as st

from lib import auth, data
from lib.domain.eppgbm import compute_reconciliation
from lib.reports import eppgbm_files
from lib.views import components, eppgbm, filters, notes
from lib.views.formats import format_month

viewer = auth.require_viewer("eppgbm")
view = data.load(viewer)
components.page_head(eppgbm.TITLE, eppgbm.LEAD, data.freshness_of(viewer), rerun=auth.rerun_quietly)
if view is None:
    notes.waiting()
    st.stop()

with st.container(key="papan_saringan"):
    left, right = st.columns(2)
with left:
    month = filters.month_filter(view.months, view.this_month)
with right:
    posyandu = filters.posyandu_filter(view.posyandu_names)
where = f"Posyandu {view.posyandu_names[posyandu]}" if posyandu else "semua posyandu"

with components.loading():
    upload = view.eppgbm(month).of(posyandu)
st.header(f"{format_month(month)}, {components.plain(where)}", anchor=False)
if upload.children.empty:
    eppgbm.nothing_to_send(view.missing_tabs("balita", "penimbangan"))
    notes.left_out(view.left_out)
    st.stop()

eppgbm.headline(compute_reconciliation(upload, by_posyandu=False), upload)
components.method_note(view.methods(*eppgbm.METHODS))

st.header(eppgbm.FILES_TITLE, anchor=False)
eppgbm.downloads(eppgbm_files.list_files(upload, view.posyandu_names, posyandu))
eppgbm.guide()

st.header(eppgbm.HELD_TITLE, anchor=False)
eppgbm.held_table(upload.held, view.posyandu_names)

st.header(eppgbm.POSYANDU_TITLE, anchor=False)
eppgbm.reconciliation_table(compute_reconciliation(upload), view.posyandu_names)
notes.left_out(view.left_out)
