"""Daftar Tilik: the steps of every SOP in a month, what is ticked, and how much of what was due was done."""

import streamlit as st

from lib import auth, data
from lib.domain.steps import METHODS
from lib.reports.sop import downloads as sop_downloads
from lib.views import boards, components, downloads, filters, links, notes
from lib.views.sop import causes, head
from lib.views.sop import checklist as tilik
from lib.words.sop_document import build_document

viewer = auth.require_viewer("daftar_tilik")
view = data.load(viewer)
components.page_head(tilik.TITLE, tilik.LEAD, data.freshness_of(viewer), rerun=auth.rerun_quietly)
boards.render_board_style()
if view is None:
    notes.waiting()
    st.stop()
if missing := view.missing_tabs("sop", "langkah_sop"):
    notes.missing_tabs(missing)
    st.stop()
sops = tilik.list_sops(view.sop_steps)
if sops.empty:
    components.empty_state(tilik.NO_STEPS_TITLE, tilik.NO_STEPS_HELP)
    st.stop()

month, posyandu = filters.month_and_posyandu(view.months, view.this_month, view.posyandu_names)
glance = st.container()
codes = sops["sop"].tolist()
sop = filters.choice_filter(
    tilik.CHOOSE_SOP, "sop", dict(zip(codes, codes, strict=True)), codes[0], as_bar=True
)

with glance, components.loading(180):
    rows = tilik.select_posyandu(view.sop_status(month), posyandu)
    st.header(head.GLANCE_TITLE, anchor=False)
    targets = view.settings.targets
    idle = view.sops_not_begun(month)
    head.render_glance(sops, rows, targets.compliance, sop, least=targets.filled, not_begun=idle)

head.render_document(view.tables, view.sop_steps, sop)
links.page_link("sop", head.TO_DOCUMENT, sop=sop, bulan=str(month), posyandu=posyandu)
steps = view.add_record_links(tilik.select_sop(rows, sop))
steps = tilik.name_units(steps, people=view.person_labels, posyandu_names=view.posyandu_names)
causes.render_fill_in(view.tab_links("daftar_tilik", posyandu))
chosen = None
if steps.empty:
    tilik.render_no_units(sops, sop)
elif view.scope.names == "none" and tilik.is_about_persons(steps):
    tilik.render_step_totals(steps)
else:
    boards.render_legend(steps["state"])
    units, unit = tilik.describe_units(steps)
    if len(units) > 1:
        tilik.render_matrix(steps)
        unit = filters.choice_filter(tilik.CHOOSE_UNIT, "unit", units, unit)
    else:
        tilik.render_unit_name(units[unit])
    chosen = tilik.select_unit(steps, unit)
    tilik.render_steps(chosen)
causes.render_causes(steps)
if causes.wants_trend():
    trend = view.compliance_months(sop, month, posyandu)
    causes.render_trend(trend, targets.compliance)
    places = view.compliance_places(sop, month, posyandu)
    causes.render_places(places, view.posyandu_names, trend["month"].tolist(), targets.compliance)
downloads.render_downloads(
    sop_downloads.list_downloads(
        build_document(view.tables, sop, view.sop_steps),
        tilik.select_named(steps, names=view.scope.names),
        month=month,
        posyandu=posyandu,
        settings=view.settings,
        today=view.today,
        filled=chosen,
    )
)

notes.left_out(view.left_out, *tilik.TABS_READ, may_open=viewer.may_open)
components.method_note(view.methods(*METHODS))
