"""Mentoring: SIKERITING pairs along the year; for a student, the steps of their own mothers."""

import streamlit as st

from lib import auth, data
from lib.domain.mentoring import METHODS
from lib.views import boards, components, filters, notes
from lib.views import mentoring as sikeriting

viewer = auth.require_viewer("mentoring")
view = data.load(viewer)
components.page_head(sikeriting.TITLE, sikeriting.LEAD, data.freshness_of(viewer), rerun=auth.rerun_quietly)
boards.render_board_style()
if view is None:
    notes.waiting()
    st.stop()
is_own = view.scope.name_in_book is not None
if not is_own and (missing := view.missing_tabs("mentoring")):
    notes.missing_tabs(missing)
    st.stop()

years = sikeriting.read_years(view.tables["mentoring"], view.today.year)
first, second, third = st.columns(3)
with first:
    year = int(filters.choice_filter(sikeriting.CHOOSE_YEAR, "tahun", years, str(view.today.year)))
with components.loading():
    every_pair, every_step = view.pairs(year), view.pair_steps(year)
names = sikeriting.read_kelurahan(every_pair)
with second:
    kelurahan = (
        filters.choice_filter(sikeriting.CHOOSE_KELURAHAN, "kelurahan", names, "") if len(names) > 1 else ""
    )
with third:
    posyandu = filters.posyandu_filter(view.posyandu_names)

pairs = sikeriting.select_pairs(every_pair, kelurahan, posyandu)
osoc = sikeriting.select_osoc(view.sop_status(view.this_month), view.person_labels) if is_own else None
if not pairs.empty:
    sikeriting.render_figures(pairs)
    sikeriting.render_rail(pairs, every_step, view.posyandu_names, view.today)
    sikeriting.render_step_words(every_step)
if osoc is not None and not osoc.empty:
    sikeriting.render_osoc(osoc)
elif pairs.empty and is_own:
    components.empty_state(sikeriting.NO_OWN_PAIRS_TITLE, sikeriting.NO_OWN_PAIRS_HELP)
elif pairs.empty:
    components.empty_state(sikeriting.NO_PAIRS_TITLE, sikeriting.NO_PAIRS_HELP)

notes.missing_tabs(view.missing_tabs("kegiatan_mentoring") if not is_own else [])
notes.left_out(view.left_out, *sikeriting.TABS_READ)
components.method_note(view.methods(*METHODS))
