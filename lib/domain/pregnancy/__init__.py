"""Ibu hamil and One Student One Client.

kspr.py scores the risk; mothers.py has gestational age, nifas, KEK, anaemia and blood pressure; pairs.py the
students and their mothers.
"""

from lib.domain.pregnancy import kspr, mothers, pairs
from lib.domain.pregnancy.kspr import (
    GROUPS,
    HIGH_RISK,
    KSPR_FACTORS,
    compute_kspr,
    compute_unread_factors,
)
from lib.domain.pregnancy.mothers import (
    ANAEMIA_HB,
    DANGEROUS_PRESSURE,
    HIGH_PRESSURE,
    KEK_LILA_CM,
    NIFAS_DAYS,
    PREGNANT,
    TERM_DAYS,
    compute_mothers,
    compute_postpartum_day,
    compute_trimester,
)
from lib.domain.pregnancy.pairs import compute_companions, compute_unaccompanied

METHODS: dict[str, str] = {**mothers.METHODS, **kspr.METHODS, **pairs.METHODS}

__all__ = [
    "ANAEMIA_HB",
    "DANGEROUS_PRESSURE",
    "GROUPS",
    "HIGH_PRESSURE",
    "HIGH_RISK",
    "KEK_LILA_CM",
    "KSPR_FACTORS",
    "METHODS",
    "NIFAS_DAYS",
    "PREGNANT",
    "TERM_DAYS",
    "compute_companions",
    "compute_kspr",
    "compute_mothers",
    "compute_postpartum_day",
    "compute_trimester",
    "compute_unaccompanied",
    "compute_unread_factors",
]
