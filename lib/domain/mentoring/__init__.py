"""SIKERITING: who is accompanied by whom, how far along the year's rail, and what became of the child.

pairs.py each child and its mentor, and what is doubtful; rail.py the steps of teams and kelurahan; plan.py
what was planned and what was held; selection.py who could be chosen; mou.py the agreements; monev.py the
patients against the day they were chosen; actions.py plans that are to become a Tindak Lanjut.
"""

from lib.domain.mentoring import actions, monev, mou, pairs, plan, rail, selection
from lib.domain.mentoring.actions import compute_open_actions, compute_plans
from lib.domain.mentoring.monev import (
    Window,
    compute_monev,
    compute_monev_figures,
    compute_monev_nt,
    compute_moves,
    compute_window,
)
from lib.domain.mentoring.mou import EXPIRES_SOON_DAYS, compute_mou
from lib.domain.mentoring.pairs import (
    ACTIVE,
    BASELINE_DAYS,
    INDICES,
    LEFT,
    PAIR_COLUMNS,
    compute_changes,
    compute_measurements,
    compute_mentoring_findings,
    compute_pair_steps,
    compute_pairs,
    find_strangers,
    keep_place,
)
from lib.domain.mentoring.plan import LATE_DAYS, compute_plan, count_plan
from lib.domain.mentoring.rail import compute_rail, compute_rail_without_pairs
from lib.domain.mentoring.selection import CRITERIA, FRESH_DAYS, compute_candidates

METHODS: dict[str, str] = {
    **pairs.METHODS,
    **rail.METHODS,
    **plan.METHODS,
    **selection.METHODS,
    **mou.METHODS,
    **monev.METHODS,
    **actions.METHODS,
}

__all__ = [
    "ACTIVE",
    "BASELINE_DAYS",
    "CRITERIA",
    "EXPIRES_SOON_DAYS",
    "FRESH_DAYS",
    "INDICES",
    "LATE_DAYS",
    "LEFT",
    "METHODS",
    "PAIR_COLUMNS",
    "Window",
    "compute_candidates",
    "compute_changes",
    "compute_measurements",
    "compute_mentoring_findings",
    "compute_monev",
    "compute_monev_figures",
    "compute_monev_nt",
    "compute_mou",
    "compute_moves",
    "compute_open_actions",
    "compute_pair_steps",
    "compute_pairs",
    "compute_plan",
    "compute_plans",
    "compute_rail",
    "compute_rail_without_pairs",
    "compute_window",
    "count_plan",
    "find_strangers",
    "keep_place",
]
