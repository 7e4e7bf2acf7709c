"""Gizi: the month in figures, twelve months, every posyandu and desa, and z-scores beside WHO's standard."""

import streamlit as st

from lib import auth, data
from lib.views import components, filters, gizi, notes, trust
from lib.views.child_links import ChildLinks
from lib.views.gizi import places, programme, status, trends

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

month, posyandu = filters.month_and_posyandu(view.months, view.this_month, view.posyandu_names)
running = month == view.this_month
partial = running and gizi.is_partial(view.openings(month), posyandu)
closed = not view.may_see_cases(posyandu)

if not view.has_weighings:
    gizi.nothing_weighed(view.missing_tabs("balita", "penimbangan"))
    notes.left_out(view.left_out, may_open=viewer.may_open)
    st.stop()

gizi.title(month, view.posyandu_names.get(posyandu or ""))
part = trends.choose_part()
if view.scope.hides_small_counts:
    st.caption(gizi.SMALL_NOTE)
if partial:
    gizi.opening_note(view.openings(month), posyandu)
targets, measured = view.settings.targets, view.count_counted(month, posyandu)
year = trends.months_of_trend(month, view.months)
named = view.scope.names == "full" and viewer.may_open("daftar_anak")
children = ChildLinks(named, month, posyandu, view.posyandu_names, everywhere=not view.scope.posyandu)

if part == "bulan":
    with components.loading():
        now, before, then = view.skdn_compared(month, posyandu)
        lists = view.case_lists(month, posyandu)
    if not measured:
        gizi.no_weighings(view.months, month)
    else:
        gizi.headline(
            now, before, then, lists, targets, partial=partial, closed_here=closed, children=children
        )
        trust.trust_line(view.measurement_quality([month], posyandu))
        gizi.links_to_children(lists, viewer.may_open, {"bulan": str(month), "posyandu": posyandu})
        components.method_note(view.methods(*gizi.methods_of_month(view.settings.n_rule)))
    drawn = view.skdn(gizi.months_drawn(view.months, month), posyandu=posyandu)
    gizi.balok(drawn, view.this_month, now, children)
    if measured and not closed:
        shares, left_out = view.statuses(month, posyandu), view.without_status(month, posyandu)
        status.statuses(view.prevalence_compared(month, posyandu), shares, left_out, children)
        components.method_note(view.methods(*status.METHODS_OF_STATUS))
        programme.programme(view.programme(month, posyandu), children, view.settings.vitamin_a_months)
        components.method_note(view.methods(*programme.METHODS_OF_PROGRAMME))
elif part == "tren":
    table = view.skdn(year, posyandu=posyandu)
    trends.trends(table, targets, view.trend_marks(year, posyandu))
    trends.months_table(table, children)
    by_people = (view.skdn_by_people(month, posyandu, by) for by in trends.GROUPS)
    trends.groups_table(*by_people, children)
    if posyandu:
        quality, delays = view.measurement_quality(year, posyandu), data.entry_delays(viewer)
        trust.quality_table(quality, delays, of_places=False)
    components.method_note(view.methods(*trends.METHODS_OF_TREND, *trust.METHODS))
elif part == "posyandu":
    of_all, history = view.skdn_of_all(month), view.skdn_of_all(*year)
    places.posyandu_table(of_all, targets=targets, chosen=posyandu, running=running, children=children)
    places.multiples(history, targets=targets, months=year, children=children, running=running)
    places.desa_table(view.skdn_by_desa(month), children)
    trust.quality_table(view.measurement_quality([month]), data.entry_delays(viewer), of_places=True)
    components.method_note(view.methods(*places.METHODS_OF_TABLE, *trust.METHODS))
elif view.scope.hides_small_counts:
    components.notice_note(status.CLOSED_DISTRIBUTION)
else:
    index = status.choose_index()
    table, shares = view.z_distribution(month, index, posyandu), view.statuses(month, posyandu)
    status.z_distribution(table, index, shares, view.without_status(month, posyandu), children)
    components.method_note(view.methods(*status.METHODS_OF_Z))
notes.left_out(view.left_out, may_open=viewer.may_open, again=view.weighed_again(month, posyandu))
