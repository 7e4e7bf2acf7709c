"""Gizi: the month in figures, twelve months, every posyandu and desa, and z-scores beside WHO's standard."""

import streamlit as st

from lib import auth, data
from lib.domain.months import list_half_year, list_year
from lib.views import components, filters, gizi, notes, trust
from lib.views.drawn import Drawing
from lib.views.gizi import places, programme, status, trends, weighing_days
from lib.views.links import ChildLinks
from lib.views.weighings import is_partial, no_weighings, no_weights, nothing_weighed, opening_note
from lib.words.figures import SMALL_NOTE

viewer = auth.require_viewer("gizi")
seen = data.load(viewer)
place = components.page_head(
    "Gizi",
    "Siapa ditimbang, siapa naik, dan bagaimana gizinya.",
    data.freshness_of(viewer),
    rerun=auth.rerun_quietly,
)
if seen is None:
    notes.waiting()
    st.stop()

month, posyandu = filters.month_and_posyandu(place, seen.months, seen.this_month, seen.posyandu_names)
draw = Drawing(seen, viewer.role, month, posyandu)
running = month == seen.this_month
partial = running and is_partial(seen.gizi.openings(month), posyandu)
closed = not seen.may_see_cases(posyandu)

if not seen.gizi.has_weighings:
    nothing_weighed(seen.missing_tabs("balita", "penimbangan"))
    notes.left_out(seen.left_out, may_open=viewer.may_open)
    st.stop()

part = trends.choose_part()
if seen.scope.hides_small_counts:
    st.caption(SMALL_NOTE)
if partial:
    draw(opening_note, seen.gizi.openings(month), posyandu)
targets, measured = seen.settings.targets, seen.gizi.count_counted(month, posyandu)
year = list_year(month, seen.months)
named = seen.scope.names == "full" and viewer.may_open("daftar_anak")
children = ChildLinks(named, month, posyandu, seen.posyandu_names, everywhere=not seen.scope.posyandu)

if part == "bulan":
    with components.loading():
        now, before, then = seen.gizi.skdn_compared(month, posyandu)
        lists = seen.gizi.case_lists(month, posyandu)
    if not measured:
        no_weighings(seen.months, month)
    else:
        no_weights(now["D"], measured)
        line = seen.gizi.skdn(year, posyandu=posyandu)
        draw(gizi.rates, now, before, then, line, targets, partial=partial, children=children)
    drawn = seen.gizi.skdn(list_half_year(month, seen.months), posyandu=posyandu)
    draw(gizi.balok, drawn, seen.this_month, now, children)
    if measured:
        draw(gizi.counts, now, before, lists, partial=partial, closed_here=closed, children=children)
        draw(trust.trust_line, seen.kualitas_data.measurement([month], posyandu))
        draw(gizi.links_to_children, lists, viewer.may_open, {"bulan": str(month), "posyandu": posyandu})
        components.method_note(seen.methods(*gizi.methods_of_month(seen.settings.n_rule)))
    if measured and not closed:
        shares, left_out = seen.gizi.statuses(month, posyandu), seen.gizi.without_status(month, posyandu)
        draw(status.statuses, seen.gizi.prevalence_compared(month, posyandu), shares, left_out, children)
        components.method_note(seen.methods(*status.METHODS_OF_STATUS))
        draw(
            programme.programme,
            seen.gizi.programme(month, posyandu),
            children,
            seen.settings.vitamin_a_months,
        )
        components.method_note(seen.methods(*programme.METHODS_OF_PROGRAMME))
elif part == "tren":
    table = seen.gizi.skdn(year, posyandu=posyandu)
    draw(trends.trends, table, targets, seen.gizi.trend_marks(year, posyandu))
    draw(trends.months_table, table, children)
    by_people = (seen.gizi.skdn_by_people(month, posyandu, by) for by in trends.GROUPS)
    trends.groups_table(*by_people, children)
    if posyandu:
        quality, delays = seen.kualitas_data.measurement(year, posyandu), data.entry_delays(viewer)
        trust.quality_table(quality, delays, of_places=False)
    components.method_note(seen.methods(*trends.METHODS_OF_TREND, *trust.METHODS))
elif part == "posyandu":
    if span := seen.gizi.announced(month):
        weighing_days.render_days(seen.gizi.weighing_days(month, posyandu), span, seen.posyandu_names)
        components.method_note(seen.methods(*weighing_days.METHODS))
    of_all, history = seen.gizi.skdn_of_all(month), seen.gizi.skdn_of_all(*year)
    draw(places.posyandu_table, of_all, targets=targets, chosen=posyandu, running=running, children=children)
    draw(places.multiples, history, targets=targets, months=year, children=children, running=running)
    draw(places.desa_table, seen.gizi.skdn_by_desa(month), children)
    trust.quality_table(seen.kualitas_data.measurement([month]), data.entry_delays(viewer), of_places=True)
    components.method_note(seen.methods(*places.METHODS_OF_TABLE, *trust.METHODS))
elif seen.scope.hides_small_counts:
    components.notice_note(status.CLOSED_DISTRIBUTION)
else:
    index = status.choose_index()
    table, shares = seen.gizi.z_distribution(month, index, posyandu), seen.gizi.statuses(month, posyandu)
    status.z_distribution(table, index, shares, seen.gizi.without_status(month, posyandu), children)
    components.method_note(seen.methods(*status.METHODS_OF_Z))
notes.left_out(seen.left_out, may_open=viewer.may_open, again=seen.gizi.weighed_again(month, posyandu))
