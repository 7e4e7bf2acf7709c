"""Pendampingan: One Student One Client; pairs, one mother, who has nobody, births, the recap of reports."""

import streamlit as st

from lib import auth, data
from lib.domain.access import Role
from lib.domain.pendampingan import METHODS
from lib.domain.rows import of_posyandu
from lib.reports.pendampingan import open_recap
from lib.views import boards, components, filters, notes, pendampingan
from lib.views.drawn import Drawing
from lib.views.pendampingan import alone as without
from lib.views.pendampingan import mother as one_mother
from lib.views.pendampingan import recap as recap_part

viewer = auth.require_viewer("pendampingan")
seen = data.load(viewer)
place = components.page_head(
    pendampingan.TITLE, pendampingan.LEAD, data.freshness_of(viewer), rerun=auth.rerun_quietly
)
boards.render_board_style()
if seen is None:
    notes.waiting()
    st.stop()
is_own, is_counting = seen.scope.name_in_book is not None, seen.scope.names != "full"
is_office = seen.scope.role is Role.KEPALA
if not is_own and (missing := seen.missing_tabs("ibu_hamil", "pendampingan")):
    notes.missing_tabs(missing)
    st.stop()

names, today, posyandu = seen.posyandu_names, seen.today, None
if not (is_own or is_counting):
    with filters.fold(place, [filters.say_posyandu(names)]):
        posyandu = filters.posyandu_filter(names)
part = pendampingan.choose_part(is_own=is_own, is_counting=is_counting)
with components.loading():
    mothers, pairs = (
        of_posyandu(table, posyandu) for table in (seen.pendampingan.mothers, seen.pendampingan.pairs)
    )
    visits = of_posyandu(seen.pendampingan.visits, posyandu)
if mothers.empty and not (is_counting and seen.pendampingan.has_mothers):
    components.empty_state(*pendampingan.nothing(is_own=is_own))
    notes.left_out(seen.left_out, *pendampingan.TABS_READ, may_open=viewer.may_open)
    st.stop()

draw = Drawing(seen, viewer.role, posyandu)
if not is_counting and part != "ibu":
    draw(pendampingan.render_alerts, mothers, pairs)
alone, unlisted = (
    seen.pendampingan.unaccompanied(posyandu),
    seen.pendampingan.unlisted_students,
)
matchless = of_posyandu(seen.pendampingan.matchless, posyandu)
if part == "pasangan":
    draw(pendampingan.render_figures, mothers, pairs, alone, len(matchless) + len(unlisted))
    shown = pendampingan.choose_pairs(draw(pendampingan.sort_pairs, pairs))
    # By their rows in the workbook: those of the table are numbered anew after a search.
    draw = Drawing(seen, viewer.role, posyandu, shown[["source_book", "source_row"]].to_numpy().tolist())
    draw(pendampingan.render_pairs, shown, mothers, names, today)
    draw(one_mother.render_timeline, visits, pendampingan.select_open(shown), today)
    draw(pendampingan.render_steps, shown, seen.pendampingan.steps)
elif part == "ibu":
    mother_id = one_mother.choose_mother(draw(one_mother.name_mothers, mothers, pairs, names))
    mother, pairs, contact, visits = (
        one_mother.select_mother(table, mother_id)
        for table in (mothers, pairs, seen.tables["ibu_hamil"], visits)
    )
    draw = Drawing(seen, viewer.role, posyandu, mother_id)
    draw(one_mother.render_mother, mother, pairs, contact, names, today)
    draw(one_mother.render_timeline, visits, mother, today)
    draw(one_mother.render_visits, visits)
    draw(one_mother.render_pair_steps, pairs, seen.pendampingan.steps)
elif part == "tanpa":
    draw(without.render_alone, alone, names, today)
    draw(without.render_matchless, matchless, unlisted, names)
    draw(without.render_strange_visits, visits, pairs, seen.pendampingan.unlisted_visits)
elif part == "nifas":
    draw(without.render_due, mothers, pairs, names, today)
    draw(without.render_nifas, mothers, pairs, names)
else:
    to_send = seen.pendampingan.planning(to_send=True), seen.pendampingan.visit_months(to_send=True)
    recap = open_recap(seen.settings, seen.pendampingan.recap(), *to_send, names=names, today=today)
    draw(recap_part.render_planning, seen.pendampingan.planning(posyandu), is_hidden=is_counting)
    if is_office or is_counting:
        nameless = recap.list_nameless(with_letter=not is_counting)
        recap_part.render_sending(nameless, is_own=is_counting, problem=recap.problem)
    draw(recap_part.render_months, seen.pendampingan.visit_months(posyandu))
    draw(recap_part.render_places, of_posyandu(seen.pendampingan.posyandu_planning(), posyandu), names)
    if is_office:
        recap_part.render_reports(seen.pendampingan.recap(posyandu), names, recap.list_named())

notes.missing_tabs([] if is_own or is_counting else seen.missing_tabs("kunjungan_ibu"))
notes.left_out(seen.left_out, *pendampingan.TABS_READ, may_open=viewer.may_open)
components.method_note(seen.methods(*METHODS))
