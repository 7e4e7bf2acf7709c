"""Pendampingan: One Student One Client; mothers at high risk, their students, and who is still alone."""

import streamlit as st

from lib import auth, data
from lib.views import components, filters, notes, pendampingan

viewer = auth.require_viewer("pendampingan")
view = data.load(viewer)
components.page_head(
    pendampingan.TITLE, pendampingan.LEAD, data.freshness_of(viewer), rerun=auth.rerun_quietly
)
if view is None:
    notes.waiting()
    st.stop()
is_own = view.scope.name_in_book is not None
if not is_own and (missing := view.missing_tabs("ibu_hamil", "pendampingan")):
    notes.missing_tabs(missing)
    st.stop()

posyandu = filters.posyandu_filter(view.posyandu_names)
with components.loading():
    mothers = pendampingan.select(view.mothers, posyandu)
    companions = pendampingan.select(view.companions, posyandu)
    alone = view.unaccompanied(posyandu)
if mothers.empty and companions.empty:
    title, what = pendampingan.nothing(is_own=is_own)
    components.empty_state(title, what)
    notes.left_out(view.left_out, *pendampingan.TABS_READ)
    st.stop()

pendampingan.alerts(mothers)
if not is_own:
    pendampingan.figures(mothers, companions, alone)
st.header("Pasangan ibu dan mahasiswa", anchor=False)
steps = pendampingan.steps_of_osoc(view.sop_status(view.this_month))
pendampingan.pairs_table(companions, mothers, steps, view.posyandu_names, view.today)
if not is_own:
    st.header("Berisiko tinggi, belum didampingi", anchor=False)
    pendampingan.alone_table(alone, view.posyandu_names, view.today)
components.method_note(
    view.methods("usia_kehamilan", "kspr", "kek", "anemia", "tekanan_darah", "tanpa_pendamping")
)
notes.left_out(view.left_out, *pendampingan.TABS_READ)
