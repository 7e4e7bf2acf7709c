"""Daftar Tilik: the steps of every SOP in a month, what is ticked, and how much of what was due was done."""

import streamlit as st

from lib import auth, data
from lib.domain.rows import of_posyandu_and_all
from lib.domain.steps import METHODS
from lib.reports.sop import downloads as sop_downloads
from lib.views import boards, components, filters, links, notes
from lib.views.drawn import Drawing
from lib.views.sop import causes, head
from lib.views.sop import checklist as tilik
from lib.views.steps import name_units, render_matrix, render_steps
from lib.words.sop_document import build_document
from lib.words.steps import TITLE

viewer = auth.require_viewer("daftar_tilik")
seen = data.load(viewer)
place = components.page_head(TITLE, tilik.LEAD, data.freshness_of(viewer), rerun=auth.rerun_quietly)
boards.render_board_style()
if seen is None:
    notes.waiting()
    st.stop()
if missing := seen.missing_tabs("sop", "langkah_sop"):
    notes.missing_tabs(missing)
    st.stop()
sops = Drawing(seen)(tilik.list_sops, seen.sop.steps)
if sops.empty:
    components.empty_state(tilik.NO_STEPS_TITLE, tilik.NO_STEPS_HELP)
    st.stop()

month, posyandu = filters.month_and_posyandu(place, seen.months, seen.this_month, seen.posyandu_names)
glance = st.container()
codes = sops["sop"].tolist()
sop = filters.choice_filter(
    tilik.CHOOSE_SOP, "sop", dict(zip(codes, codes, strict=True)), codes[0], as_bar=True
)

draw = Drawing(seen, viewer.role, month, posyandu, sop)
with glance, components.loading(180):
    rows = of_posyandu_and_all(seen.sop.status(month), posyandu)
    st.header(head.GLANCE_TITLE, anchor=False)
    targets = seen.settings.targets
    idle = seen.sop.not_begun(month)
    draw(head.render_glance, sops, rows, targets.compliance, sop, least=targets.filled, not_begun=idle)

draw(head.render_document, seen.tables, seen.sop.steps, sop)
links.page_link("sop", head.TO_DOCUMENT, sop=sop, bulan=str(month), posyandu=posyandu)
steps = draw(
    name_units,
    seen.sop.steps_of(sop, month, posyandu),
    people=seen.person_labels,
    posyandu_names=seen.posyandu_names,
)
causes.render_fill_in(seen.tab_links("daftar_tilik", posyandu))
chosen = None
if steps.empty:
    tilik.render_no_units(sops, sop)
elif seen.scope.names == "none" and tilik.is_about_persons(steps):
    tilik.render_step_totals(steps)
else:
    boards.render_legend(steps["state"])
    units, unit = draw(tilik.describe_units, steps)
    if len(units) > 1:
        draw(render_matrix, steps)
        unit = filters.choice_filter(tilik.CHOOSE_UNIT, "unit", units, unit)
    else:
        tilik.render_unit_name(units[unit])
    chosen = draw(tilik.select_unit, steps, unit)
    Drawing(seen, viewer.role, month, posyandu, sop, unit)(render_steps, chosen)
draw(causes.render_causes, steps)
if causes.wants_trend():
    trend = seen.sop.compliance_months(sop, month, posyandu)
    causes.render_trend(trend, targets.compliance)
    places = seen.sop.compliance_places(sop, month, posyandu)
    causes.render_places(places, seen.posyandu_names, trend["month"].tolist(), targets.compliance)
components.render_downloads(
    sop_downloads.list_downloads(
        draw(build_document, seen.tables, sop, seen.sop.steps),
        tilik.select_named(steps, names=seen.scope.names),
        month=month,
        posyandu=posyandu,
        settings=seen.settings,
        today=seen.today,
        filled=chosen,
    )
)

notes.left_out(seen.left_out, *tilik.TABS_READ, may_open=viewer.may_open)
components.method_note(seen.methods(*METHODS))
