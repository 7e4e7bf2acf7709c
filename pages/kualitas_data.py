"""Kualitas Data: what is wrong in the workbooks, where, and what to type instead."""

import streamlit as st

from lib import auth, data
from lib.views import components, filters, kualitas_data, notes, yang_dibaca

viewer = auth.require_viewer("kualitas_data")
view = data.load(viewer)
components.page_head(
    "Kualitas Data",
    "Isian yang perlu diperbaiki di buku kerja, beserta selnya.",
    data.freshness_of(viewer),
    rerun=auth.rerun_quietly,
)
if view is None:
    notes.waiting()
    st.stop()

posyandu = filters.posyandu_filter(view.posyandu_names)
findings = view.findings_of(posyandu)
kualitas_data.counts(findings)
kualitas_data.left_out_table(view.left_out)
level, tab = kualitas_data.choose_level_and_tab(findings)
shown = view.findings_of(posyandu, level=level, tab=tab)
all_read = view.findings.empty and not view.unread
kualitas_data.findings_table(shown, view.posyandu_names, all_read=all_read)
kualitas_data.download(shown)

st.header("Yang dibaca", anchor=False)
yang_dibaca.summary(view.sheets, view.unread, view.unread_measures)
yang_dibaca.columns(view.sheets)
yang_dibaca.proposals(*view.propose_mapping())
