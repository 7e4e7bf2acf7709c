"""Beranda: what needs attention, the month in four figures, the five SOPs."""

import streamlit as st

from lib import auth, data
from lib.domain.beranda import WEIGHINGS
from lib.domain.months import list_year
from lib.views import beranda, components, filters, links, notes, trust
from lib.views.drawn import Drawing
from lib.views.links import ChildLinks
from lib.views.weighings import no_weights, opening_note
from lib.words.formats import format_short_month

viewer = auth.require_viewer("beranda")
seen = data.load(viewer)
place = components.page_head(
    "Beranda",
    "Yang perlu perhatian, lalu angka bulan ini.",
    data.freshness_of(viewer),
    rerun=auth.rerun_quietly,
)
if seen is None:
    notes.waiting()
    st.stop()

month, posyandu = filters.month_and_posyandu(place, seen.months, seen.this_month, seen.posyandu_names)
draw = Drawing(seen, viewer.role, month, posyandu)
notes.missing_tabs(seen.missing_tabs("balita", "penimbangan"))

new = seen.beranda.first_steps
first, steps, figures, last = (st.container() for _ in range(4))
# Before anything else is filled, what is filled has to be read.
urgent = first if seen.kualitas_data.unread_measures else last
if new is not None:
    with steps:
        if seen.scope.names == "full" and seen.scope.name_in_book is None:
            beranda.render_first_steps(new, {name: seen.tab_links(name) for name in new})
        else:
            beranda.render_waiting()
        links.page_link("panduan", "Cara mengisi buku kerja")

if new is None or new[WEIGHINGS]:  # before the first weighing there is nothing to judge
    # The figures first: what needs attention takes longer, all SOPs go into it.
    year, running = list_year(month, seen.months), month == seen.this_month
    with figures, components.loading(120):
        now, before = seen.beranda.headline(month, posyandu)
        then = seen.beranda.headline_year_before(month, posyandu)
        line = seen.beranda.months(year, posyandu)
    with figures:
        if running:
            draw(opening_note, seen.gizi.openings(month), posyandu)
        no_weights(now["D"], seen.gizi.count_counted(month, posyandu))
        draw(
            beranda.headline,
            now,
            before,
            line,
            closed=not seen.may_see_cases(posyandu),
            year_before=(format_short_month(month - 12), then) if then else None,
        )
        draw(trust.trust_line, seen.kualitas_data.measurement([month], posyandu))
        draw(
            beranda.places,
            seen.gizi.skdn_of_all(*year),
            target=seen.settings.targets.ds,
            months=year,
            posyandu=posyandu,
            address=ChildLinks(
                seen.scope.names == "full" and viewer.may_open("daftar_anak"),
                month,
                posyandu,
                seen.posyandu_names,
                everywhere=not seen.scope.posyandu,
            ).open_place,
            running=running,
        )
with urgent, components.loading():
    matters = seen.beranda.attention(month, posyandu)
with urgent:
    if new is None or len(matters):
        st.header("Perlu perhatian", anchor=False)
        if month == seen.this_month:
            draw(
                beranda.render_next,
                matters,
                viewer.role,
                posyandu=seen.posyandu_names,
                sops=seen.sop_titles,
                may_open=viewer.may_open,
                query={"bulan": None, "posyandu": posyandu},
            )
        draw(
            beranda.attention_list,
            matters,
            posyandu=seen.posyandu_names,
            sops=seen.sop_titles,
            may_open=viewer.may_open,
            query={"bulan": str(month), "posyandu": posyandu},
            today=seen.today,
            running=month == seen.this_month,
        )
st.header("Kepatuhan SOP", anchor=False)
compliance = seen.sop.compliance(month, posyandu=posyandu)
targets = seen.settings.targets
draw(
    beranda.compliance_table,
    compliance,
    seen.sop_titles,
    targets.compliance,
    least=targets.filled,
    waiting=seen.sop.not_begun(month),
)
if viewer.may_open("rapat"):
    chosen_month = None if month == seen.this_month else str(month)
    links.page_link("rapat", links.RAPAT_MODE, bulan=chosen_month, posyandu=posyandu)
components.method_note(seen.methods(*beranda.METHODS, *trust.METHODS))
notes.left_out(seen.left_out, may_open=viewer.may_open, again=seen.gizi.weighed_again(month, posyandu))
