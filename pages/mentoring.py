"""Mentoring: SIKERITING over the year, pairs, candidates, MoU and monev; for a student, their own mothers."""

import streamlit as st

from lib import auth, data
from lib.reports.mentoring import MonevReport
from lib.views import boards, components, filters, notes
from lib.views import mentoring as sikeriting
from lib.views.mentoring import board, candidates, monev, mou, plan, rail, rtl
from lib.views.steps import render_step_words

viewer = auth.require_viewer("mentoring")
seen = data.load(viewer)
place = components.page_head(
    sikeriting.TITLE, sikeriting.LEAD, data.freshness_of(viewer), rerun=auth.rerun_quietly
)
boards.render_board_style()
if seen is None:
    notes.waiting()
    st.stop()
is_own = seen.scope.name_in_book is not None
if not is_own and (missing := seen.missing_tabs("mentoring")):
    notes.missing_tabs(missing)
    st.stop()

years = sikeriting.read_years(seen.tables["mentoring"], seen.today.year)
year = int(filters.read_choice("tahun", list(years), str(seen.today.year)))
with components.loading():
    every_pair, every_step = seen.mentoring.pairs(year), seen.mentoring.pair_steps(year)
with filters.fold(place, [str(year), filters.say_posyandu(seen.posyandu_names)]):
    filters.choice_filter(sikeriting.CHOOSE_YEAR, "tahun", years, str(seen.today.year))
    kelurahan = sikeriting.choose_kelurahan(every_pair)
    posyandu = filters.posyandu_filter(seen.posyandu_names)

names, people, today = seen.posyandu_names, seen.person_labels, seen.today
place = (kelurahan, posyandu)
pairs = sikeriting.select_pairs(every_pair, *place)
osoc = sikeriting.select_osoc(seen.sop.status(seen.this_month), people) if is_own else None
part = sikeriting.choose_part(is_own=is_own) if not (is_own and every_pair.empty) else sikeriting.YEAR
needs_pairs = part in (sikeriting.YEAR, sikeriting.PAIRS, sikeriting.MONEV)
if not is_own:
    notes.missing_tabs(seen.missing_tabs(*sikeriting.TABS_OF_PARTS[part]))
if pairs.empty and needs_pairs:
    if osoc is None or osoc.empty:
        sikeriting.render_nothing(is_own=is_own)
    if part == sikeriting.YEAR:
        rail.render_teams(seen.mentoring.rail(year, *place), today)
elif part == sikeriting.YEAR:
    sikeriting.render_figures(pairs, every_step, today)
    boards.render_legend(every_step["state"])
    rail.render_teams(seen.mentoring.rail(year, *place), today)
    rail.render_rail(pairs, every_step, names, today)
    render_step_words(every_step)
elif part == sikeriting.PAIRS:
    words = sikeriting.describe_steps(every_step)
    board.render_board(pairs, names, today)
    plan.render_plan(seen.mentoring.plan(year, *place), people, words)
    board.render_strangers(seen.mentoring.strangers(posyandu), people, words)
elif part == sikeriting.CANDIDATES:
    candidates.render_candidates(auth.guard("mentoring"), seen.mentoring.candidates(*place), names, today)
elif part == sikeriting.MOU:
    mou.render_register(seen.mentoring.mou(kelurahan))
else:
    number = monev.choose_monev(year, today)
    children = seen.mentoring.monev(year, number, *place)
    monev.render_window(seen.mentoring.window(year, number), number)
    monev.render_figures(children)
    monev.render_report(MonevReport(seen, year, number, *place))
    monev.render_charts(children)
    monev.render_moves(children)
    monev.render_children(children, names)
    rtl.render_plans(seen.mentoring.plans(year, *place), people, today)
    rtl.render_open(seen.mentoring.actions(year, *place))
if osoc is not None and not osoc.empty and part == sikeriting.YEAR:
    sikeriting.render_osoc(osoc)
again = seen.gizi.weighed_again(seen.this_month, posyandu)
notes.left_out(seen.left_out, *sikeriting.TABS_READ, may_open=viewer.may_open, again=again)
components.method_note(seen.methods(*sikeriting.METHODS_OF_PARTS[part]))
