"""Gizi: the month in figures, twelve months, every posyandu and desa, and z-scores beside WHO's standard."""

import streamlit as st

from lib import auth, data
from lib.views import components, filters, gizi, gizi_trends, notes
from lib.views.formats import format_month

viewer = auth.require_viewer("gizi")
view = data.load(viewer)
components.page_head(
    "Gizi",
    "Siapa ditimbang, siapa naik, dan bagaimana gizinya.",
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

st.header(f"{format_month(month)}, {components.plain(where)}", anchor=False)
part = gizi_trends.choose_part()
if view.scope.hides_small_counts:
    st.caption(gizi.SMALL_NOTE)
if partial:
    gizi.opening_note(view.openings(month), posyandu)
targets, measured = view.settings.targets, view.measured(month, posyandu)

if part == "bulan":
    with components.loading():
        now, before = view.skdn_now_and_before(month, posyandu)
        lists = view.case_lists(month, posyandu)
    if measured.empty:
        gizi.no_weighings(view.months, month)
    else:
        gizi.headline(now, before, lists["gizi_buruk"].count, targets, partial=partial, month=month)
        gizi.links_to_children(lists, viewer.may_open, {"bulan": str(month), "posyandu": posyandu})
        components.method_note(view.methods(*gizi.methods_of_month(view.settings.n_rule)))
    st.header("Balok SKDN", anchor=False)
    gizi.balok(view.skdn(gizi.months_drawn(view.months, month), posyandu=posyandu), view.this_month)
    if not measured.empty and not closed:
        st.header("Status gizi anak yang diukur", anchor=False)
        shares, left_out = view.statuses(month, posyandu), view.without_status(month, posyandu)
        gizi.statuses(view.prevalence(month, posyandu), shares, left_out)
        components.method_note(view.methods(*gizi.METHODS_OF_STATUS))
        gizi_trends.programme(view.programme(month, posyandu))
        components.method_note(view.methods(*gizi_trends.METHODS_OF_PROGRAMME))
elif part == "tren":
    gizi_trends.trends(view.skdn(gizi_trends.months_of_trend(month, view.months), posyandu=posyandu), targets)
    gizi_trends.groups_table(*(view.skdn_by_people(month, posyandu, by) for by in gizi_trends.GROUPS))
    components.method_note(view.methods(*gizi_trends.METHODS_OF_TREND))
elif part == "posyandu":
    months = gizi_trends.months_of_trend(month, view.months)
    gizi.posyandu_table(view.skdn_of_all(month), targets=targets, chosen=posyandu, running=running)
    gizi_trends.multiples(view.skdn_of_all(*months), targets, months)
    gizi_trends.desa_table(view.skdn_by_desa(month))
    components.method_note(view.methods(*gizi.METHODS_OF_TABLE))
elif closed:
    components.notice_note(gizi.CLOSED_DISTRIBUTION)
else:
    index = gizi_trends.choose_index()
    gizi_trends.z_distribution(view.z_distribution(month, index, posyandu), index)
    components.method_note(view.methods(*gizi_trends.METHODS_OF_Z))
notes.left_out(view.left_out)
