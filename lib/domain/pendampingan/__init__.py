"""Ibu hamil and One Student One Client.

kspr.py scores the risk; mothers.py has gestational age, nifas, KEK, anaemia and blood pressure; pairs.py the
students, their mothers and what was measured; planning.py the counts without names; findings.py what cannot
be true.
"""

from lib.domain import kspr, mothers
from lib.domain.kspr import GROUPS, HIGH_RISK, KSPR_FACTORS, compute_kspr, compute_unread_factors
from lib.domain.mothers import (
    ANAEMIA_HB,
    DANGEROUS_PRESSURE,
    HIGH_PRESSURE,
    KEK_LILA_CM,
    NIFAS_DAYS,
    PREGNANT,
    SEVERE_HB,
    SIGNS,
    TERM_DAYS,
    compute_mothers,
    compute_postpartum_day,
    compute_trimester,
)
from lib.domain.pendampingan import pairs, planning
from lib.domain.pendampingan.findings import compute_pregnancy_findings
from lib.domain.pendampingan.pairs import (
    ACTIVE,
    DOCUMENTS,
    GONE,
    MEASURED,
    OPEN,
    compute_matchless,
    compute_osoc_steps,
    compute_pairs,
    compute_unaccompanied,
    compute_visits,
    select_urgent,
    sort_by_urgency,
)
from lib.domain.pendampingan.planning import (
    FIGURES,
    compute_planning,
    compute_posyandu_planning,
    compute_visit_months,
    hide_small_planning,
)

METHODS: dict[str, str] = {**mothers.METHODS, **kspr.METHODS, **pairs.METHODS, **planning.METHODS}

__all__ = [
    "ACTIVE",
    "ANAEMIA_HB",
    "DANGEROUS_PRESSURE",
    "DOCUMENTS",
    "FIGURES",
    "GONE",
    "GROUPS",
    "HIGH_PRESSURE",
    "HIGH_RISK",
    "KEK_LILA_CM",
    "KSPR_FACTORS",
    "MEASURED",
    "METHODS",
    "NIFAS_DAYS",
    "OPEN",
    "PREGNANT",
    "SEVERE_HB",
    "SIGNS",
    "TERM_DAYS",
    "compute_kspr",
    "compute_matchless",
    "compute_mothers",
    "compute_osoc_steps",
    "compute_pairs",
    "compute_planning",
    "compute_postpartum_day",
    "compute_posyandu_planning",
    "compute_pregnancy_findings",
    "compute_trimester",
    "compute_unaccompanied",
    "compute_unread_factors",
    "compute_visit_months",
    "compute_visits",
    "hide_small_planning",
    "select_urgent",
    "sort_by_urgency",
]
