"""SOP: due dates, ticks (typed and derived), states, compliance.

timing.py reads `Waktu`; rounds.py the posyandu days; units.py for whom an SOP is ticked; occasions.py puts
them together, anchors.py those that hang on an event, owing.py who owes them, year.py with their records;
typed.py and derived.py bring the ticks; status.py is the engine, and finds those that contradict each other;
compliance.py the rate.
"""

from lib.domain.steps import compliance, derived, owing, timing
from lib.domain.steps.compliance import (
    GOOD_FROM,
    JUDGED_FROM,
    compute_compliance,
    compute_compliance_months,
    compute_missed_steps,
    compute_place_months,
    is_judged,
    list_not_begun,
    list_waiting,
)
from lib.domain.steps.derived import FROM_WEIGHINGS
from lib.domain.steps.rounds import compute_posyandu_days
from lib.domain.steps.status import (
    STATUS_COLUMNS,
    SopEngine,
    build_engine,
    compute_engine_findings,
    compute_findings_without_ticks,
    compute_month_status,
    compute_pair_status,
    compute_sop_findings,
    compute_sop_status,
    compute_year_rows,
    select_month,
)
from lib.domain.steps.timing import STATES

METHODS: dict[str, str] = {
    **timing.METHODS,
    **owing.METHODS,
    **derived.METHODS,
    **compliance.METHODS,
}

__all__ = [
    "FROM_WEIGHINGS",
    "GOOD_FROM",
    "JUDGED_FROM",
    "METHODS",
    "STATES",
    "STATUS_COLUMNS",
    "SopEngine",
    "build_engine",
    "compute_compliance",
    "compute_compliance_months",
    "compute_engine_findings",
    "compute_findings_without_ticks",
    "compute_missed_steps",
    "compute_month_status",
    "compute_pair_status",
    "compute_place_months",
    "compute_posyandu_days",
    "compute_sop_findings",
    "compute_sop_status",
    "compute_year_rows",
    "is_judged",
    "list_not_begun",
    "list_waiting",
    "select_month",
]
