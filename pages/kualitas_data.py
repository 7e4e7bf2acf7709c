"""Kualitas Data: what is wrong in the workbooks, where, and what to type instead."""

import streamlit as st

from lib import auth, data
from lib.views import components, filters, kualitas_data, notes
from lib.views.kualitas_data import loop, reading

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
ledger = data.findings_by_week(viewer)
kualitas_data.counts(findings)
kualitas_data.left_out_table(view.left_out)
loop.thanks(ledger, view.posyandu_names, view.today)

names = {code: name for code, name in view.posyandu_names.items() if posyandu in (None, code)}
places = loop.build_places(findings, view.tables["posyandu"], names, ledger, view.today)
if not findings.empty:
    st.header("Menurut posyandu", anchor=False)
    loop.places_table(places)
    told = loop.choose_told(places)
    if told is not None:
        typed, lines = dict(view.settings.messages), view.mending_lines(told["posyandu"])
        texts = loop.build_texts(lines, told, typed, view.settings.name)
        with st.expander(f"Pesan WhatsApp untuk {told['name']}", icon=":material/chat:"):
            loop.message(texts, told["phone"], typed)

st.header("Isian yang perlu diperbaiki", anchor=False)
level, tab = kualitas_data.choose_level_and_tab(findings) if len(findings) else (None, None)
shown = view.findings_of(posyandu, level=level, tab=tab)
all_read = view.findings.empty and not view.unread
kualitas_data.findings_table(shown, view.posyandu_names, all_read=all_read)
if not shown.empty:
    kualitas_data.download(shown)
    with st.expander("Bukan kesalahan", icon=":material/verified:"):
        loop.confirmations(view.propose_confirmations(loop.choose_confirmed(shown)))

if ledger.weeks:
    st.header("Dari minggu ke minggu", anchor=False)
    loop.weeks_table(ledger, [posyandu] if posyandu else None)
components.method_note(view.methods(*loop.METHODS))

st.header("Yang dibaca", anchor=False)
reading.summary(view.sheets, view.unread_measures)
reading.columns(view.sheets)
reading.proposals(*view.propose_mapping(), is_new=bool(view.missing_tabs("pemetaan")))
