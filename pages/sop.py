"""Dokumen SOP: one SOP as its document has it, its flow chart with the month's states, and printed pages."""

import streamlit as st

from lib import auth, data
from lib.domain.rows import of_posyandu_and_all
from lib.reports.sop import downloads as sop_downloads
from lib.reports.sop import flow_chart
from lib.views import boards, components, filters, links, notes, sop
from lib.views.sop import checklist as tilik
from lib.views.steps import name_units
from lib.words import sop_document

viewer = auth.require_viewer("sop")
seen = data.load(viewer)
place = components.page_head(sop.TITLE, sop.LEAD, data.freshness_of(viewer), rerun=auth.rerun_quietly)
boards.render_board_style()
sop.render_style()
if seen is None:
    notes.waiting()
    st.stop()
notes.missing_tabs(seen.missing_tabs("sop", "langkah_sop"))
titles = sop_document.list_documents(seen.tables, seen.sop.steps)
if not titles:
    components.empty_state(sop.EMPTY_TITLE, sop.EMPTY_HELP)
    st.stop()

code = filters.choice_filter(
    sop.CHOOSE_SOP, "sop", {code: code for code in titles}, next(iter(titles)), as_bar=True
)
month, posyandu = filters.month_and_posyandu(place, seen.months, seen.this_month, seen.posyandu_names)

with components.loading():
    document = sop_document.build_document(seen.tables, code, seen.sop.steps)
    rows = tilik.select_sop(of_posyandu_and_all(seen.sop.status(month), posyandu), code)
    states = sop_document.build_step_states(rows)

sop.render_head(document)
lines = name_units(
    tilik.select_named(rows, names=seen.scope.names),
    people=seen.person_labels,
    posyandu_names=seen.posyandu_names,
)
components.render_downloads(
    sop_downloads.list_downloads(
        document, lines, month=month, posyandu=posyandu, settings=seen.settings, today=seen.today
    )
)
sop.render_notes(document)
links.page_link(
    "daftar_tilik", sop.TO_CHECKLIST.format(sop=code), sop=code, bulan=str(month), posyandu=posyandu
)
sop.render_document(
    document,
    states,
    lambda: flow_chart.build_flow_charts(document, states, dark=components.is_dark()),
    caption=sop.describe_scope(
        month, seen.posyandu_names.get(posyandu) if posyandu else None, has_states=bool(states)
    ),
)
notes.left_out(seen.left_out, *sop.TABS_READ, may_open=viewer.may_open)
components.method_note(seen.methods("keadaan", "jatuh_tempo", "turunan"))
