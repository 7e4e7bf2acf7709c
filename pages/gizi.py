"""Gizi: the month in figures, balok SKDN, status gizi, every posyandu, and the children to act on."""

import streamlit as st

from lib import auth, data
from lib.views import components, filters, gizi, notes
from lib.views.formats import format_month

viewer = auth.require_viewer("gizi")
view = data.load(viewer)
components.page_head(
    "Gizi",
    "Siapa ditimbang, siapa naik, dan anak mana yang perlu ditolong lebih dulu.",
    data.freshness_of(viewer),
    rerun=auth.rerun_quietly,
)
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
running = month == view.this_month
partial = running and gizi.is_partial(view.openings(month), posyandu)
closed = not view.may_see_cases(posyandu)

if view.monthly.empty:
    gizi.nothing_weighed(view.missing_tabs("balita", "penimbangan"))
    notes.left_out(view.left_out)
    st.stop()

with components.loading():
    measured = view.measured(month, posyandu)
    now, before = view.skdn_now_and_before(month, posyandu)
    lists = view.case_lists(month, posyandu)
    drawn = view.skdn(gizi.months_drawn(view.months, month), posyandu=posyandu)
    everywhere = view.skdn_of_all(month)
    shares, left_out = view.statuses(month, posyandu), view.without_status(month, posyandu)

st.header(f"{format_month(month)}, {components.plain(where)}", anchor=False)
if view.scope.hides_small_counts:
    st.caption(gizi.SMALL_NOTE)
if partial:
    gizi.opening_note(view.openings(month), posyandu)
if measured.empty:
    gizi.no_weighings(view.months, month)
else:
    gizi.headline(
        now,
        before,
        gizi_buruk=lists["gizi_buruk"].count,
        targets=view.settings.targets,
        partial=partial,
        last_month=month - 1,
    )
    components.method_note(view.methods(*gizi.methods_of_month(view.settings.n_rule)))

st.header("Balok SKDN", anchor=False)
gizi.balok(drawn, view.this_month)

if not measured.empty and not closed:
    st.header("Status gizi anak yang diukur", anchor=False)
    gizi.statuses(view.prevalence(month, posyandu), shares, left_out)
    components.method_note(view.methods(*gizi.METHODS_OF_STATUS))

st.header("SKDN tiap posyandu", anchor=False)
gizi.posyandu_table(everywhere, targets=view.settings.targets, chosen=posyandu, running=running)
components.method_note(view.methods(*gizi.METHODS_OF_TABLE))
notes.left_out(view.left_out)
