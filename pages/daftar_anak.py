"""Daftar Anak: who has to be helped this month, why, what was agreed, and how to reach the family."""

import streamlit as st

from lib import auth, data
from lib.domain import followed_up
from lib.reports import list_book
from lib.reports.daftar_anak import build_kader_sheets, name_sheets
from lib.views import case_sifts, components, daftar_anak, filters, notes, paste_block
from lib.views.drawn import Drawing
from lib.views.weighings import is_partial, no_weighings, nothing_weighed, opening_note
from lib.words.case_lists import TITLES
from lib.words.followed_up import describe_priority
from lib.words.formats import format_month

viewer = auth.require_viewer("daftar_anak")
seen = data.load(viewer)
place = components.page_head(
    "Daftar Anak",
    "Anak yang perlu ditolong bulan ini, sebabnya, dan cara menghubungi keluarganya.",
    data.freshness_of(viewer),
    rerun=auth.rerun_quietly,
)
if seen is None:
    notes.waiting()
    st.stop()

month, posyandu = filters.month_and_posyandu(place, seen.months, seen.this_month, seen.posyandu_names)
if not seen.gizi.has_weighings:
    nothing_weighed(seen.missing_tabs("balita", "penimbangan"))
    notes.left_out(seen.left_out, may_open=viewer.may_open)
    st.stop()

partial = month == seen.this_month and is_partial(seen.gizi.openings(month), posyandu)
with components.loading():
    lists = seen.gizi.case_lists(month, posyandu)
    if seen.scope.names == "full":
        lists = {followed_up.UNFOLLOWED: seen.daftar_anak.unfollowed(month, posyandu), **lists}
    priority = describe_priority(seen.daftar_anak.followed_by_kind(month, posyandu))
if partial:
    Drawing(seen, month)(opening_note, seen.gizi.openings(month), posyandu)
nobody_measured = seen.gizi.count_measured(month, posyandu) == 0
if priority and not nobody_measured:
    components.render_lead(priority)
if seen.scope.names == "none":
    if nobody_measured:
        no_weighings(seen.months, month)
    daftar_anak.counts_only(lists, partial=partial)
    components.method_note(seen.methods(*daftar_anak.METHODS))
    st.stop()

if seen.scope.names == "full":
    daftar_anak.kader_sheets(lambda: build_kader_sheets(seen, month, posyandu), name_sheets(month, posyandu))
chosen = daftar_anak.choose_list(lists, partial=partial)
if nobody_measured and chosen in daftar_anak.OF_MEASURED:
    no_weighings(seen.months, month)
    shown = False
else:
    shown = daftar_anak.says_something(chosen, lists[chosen], closed=not seen.may_see_cases(posyandu))
rows = seen.daftar_anak.rows(chosen, month, posyandu)
if shown and seen.scope.names == "full":
    with st.container(key="papan_saringan_daftar", horizontal=True):
        if chosen in case_sifts.SIFTS:
            rows = case_sifts.sift_rows(rows, chosen, seen.daftar_anak.sifts(month, posyandu))
        rows = daftar_anak.sort_rows(rows)
    message = daftar_anak.message_of(chosen, dict(seen.settings.messages))
    page = components.take_page(rows, f"papan_halaman_{chosen}")
    draw = Drawing(seen, viewer.role, month, posyandu, page["child_id"].tolist())
    draw(
        daftar_anak.children_table,
        page,
        chosen,
        seen.posyandu_names,
        message=message,
        puskesmas=seen.settings.name,
    )
    build = list_book.build_case_list_book
    daftar_anak.download(rows, chosen, seen.posyandu_names, month, build=build)
    origin = f"{TITLES[chosen]} {format_month(month)}"
    draw = Drawing(seen, viewer.role, month, posyandu, chosen, rows["child_id"].tolist())
    if chosen in paste_block.PLANS:
        draw(paste_block.render_actions, rows, chosen, origin=origin, today=seen.today)
    if chosen == "not_weighed":
        draw(paste_block.render_antar_jemput, rows)
elif shown:
    daftar_anak.labels_only(rows)
components.method_note(seen.methods(*daftar_anak.METHODS))
notes.left_out(seen.left_out, may_open=viewer.may_open, again=seen.gizi.weighed_again(month, posyandu))
