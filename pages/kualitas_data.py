"""Kualitas Data: what is wrong in the workbooks, where, and what to type instead."""

import streamlit as st

from lib import auth, data
from lib.views import components, filters, kualitas_data, notes
from lib.views.kualitas_data import loop, reading

viewer = auth.require_viewer("kualitas_data")
seen = data.load(viewer)
place = components.page_head(
    "Kualitas Data",
    "Isian yang perlu diperbaiki di buku kerja, beserta selnya.",
    data.freshness_of(viewer),
    rerun=auth.rerun_quietly,
)
if seen is None:
    notes.waiting()
    st.stop()

with filters.fold(place, [filters.say_posyandu(seen.posyandu_names)]):
    posyandu = filters.posyandu_filter(seen.posyandu_names)
findings = seen.kualitas_data.findings_of(posyandu)
ledger = data.findings_by_week(viewer)
kualitas_data.counts(findings)
kualitas_data.left_out_table(seen.left_out)
loop.thanks(ledger, seen.posyandu_names, seen.today)

names = {code: name for code, name in seen.posyandu_names.items() if posyandu in (None, code)}
places = loop.build_places(findings, seen.tables["posyandu"], names, ledger, seen.today)
if not findings.empty:
    st.header("Menurut posyandu", anchor=False)
    loop.places_table(places)
    told = loop.choose_told(places)
    if told is not None:
        typed, lines = dict(seen.settings.messages), seen.kualitas_data.mending_lines(told["posyandu"])
        texts = loop.build_texts(lines, told, typed, seen.settings.name)
        with st.expander(f"Pesan WhatsApp untuk {told['name']}", icon=":material/chat:"):
            loop.message(texts, told["phone"], typed)

st.header("Isian yang perlu diperbaiki", anchor=False)
level, tab = kualitas_data.choose_level_and_tab(findings) if len(findings) else (None, None)
shown = seen.kualitas_data.findings_of(posyandu, level=level, tab=tab)
all_read = seen.kualitas_data.findings.empty and not seen.kualitas_data.unread
kualitas_data.findings_table(shown, seen.posyandu_names, all_read=all_read)
if not shown.empty:
    kualitas_data.download(shown)
    with st.expander("Bukan kesalahan", icon=":material/verified:"):
        loop.confirmations(seen.kualitas_data.propose_confirmations(loop.choose_confirmed(shown)))

if ledger.weeks:
    st.header("Dari minggu ke minggu", anchor=False)
    loop.weeks_table(ledger, [posyandu] if posyandu else None)
components.method_note(seen.methods(*loop.METHODS))

st.header("Yang dibaca", anchor=False)
reading.summary(seen.kualitas_data.sheets, seen.kualitas_data.unread_measures)
reading.columns(auth.guard("kualitas_data"), seen.kualitas_data.sheets)
reading.proposals(*seen.kualitas_data.propose_mapping(), is_new=bool(seen.missing_tabs("pemetaan")))
