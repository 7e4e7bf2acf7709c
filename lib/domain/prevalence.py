"""Stunting, wasting, underweight: cases among the children measured, with a 95% interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.domain.categories import MODERATE
from lib.domain.growth import round_z

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

INDICATORS: tuple[str, ...] = ("stunting", "wasting", "underweight")
Z_OF_95_PERCENT = 1.959963984540054  # two-sided, standard normal
WEIGHING_MONTHS: tuple[int, ...] = (2, 8)  # bulan timbang: February and August

METHODS: dict[str, str] = {
    "stunting": (
        "Stunting: anak dalam S dengan z TB/U di bawah −2 dibagi anak dalam S yang punya nilai TB/U wajar "
        "bulan itu. Yang di luar sasaran tidak ikut, di ketiga angka ini."
    ),
    "wasting": (
        "Wasting: anak dengan z BB/TB di bawah −2 atau edema, dibagi "
        "anak yang nilai BB/TB-nya wajar atau edema."
    ),
    "underweight": (
        "Underweight: anak dengan z BB/U di bawah −2 dibagi anak yang punya nilai BB/U wajar. "
        "Anak dengan edema tidak ikut karena BB/U-nya tidak bisa dihitung."
    ),
    "interval": (
        "Selang 95% (Wilson): angka sebenarnya hampir pasti di antara dua batas ini. "
        "Makin sedikit anak yang diukur, makin lebar selangnya."
    ),
}


def compute_prevalence(monthly: pd.DataFrame, *, by: Sequence[str] = ("posyandu",)) -> pd.DataFrame:
    """Prevalence, three rows (INDICATORS, in that order) for each month and group in `monthly`.

    `monthly` is of compute_monthly_status, rows of children in S; `by` names columns of it (posyandu,
    sex, age_group, a desa joined to it); by=() gives the totals. Counted are children with a valid value:
    implausible z are left out, and so is whoever lacks the measurement. Stunting TB/U < −2, underweight BB/U
    < −2, wasting BB/TB < −2 or oedema (a child with oedema is a case even where BB/TB is undefined). A
    missing group is its own group.

    Columns: month, those of `by`, indicator (str), cases, n (int64), percent, low, high (float64, 0–100; NaN
    where n is 0). KeyError for an unknown column. Source: aturan; WHO (2019) on anthropometry data quality.
    """
    judged = find_cases(monthly)
    keys = ["month", *by]
    number = monthly.groupby(keys, dropna=False, sort=True, observed=True).ngroup().to_numpy(dtype=np.intp)
    _, firsts = np.unique(number, return_index=True)
    groups = monthly[keys].take(firsts).reset_index(drop=True)

    # One row a group and indicator, side by side: sorting them afterwards costs more than counting.
    cases, n = (
        np.stack(
            [np.bincount(number[judged[one][part]], minlength=len(groups)) for one in INDICATORS], axis=1
        )
        .astype(np.int64)
        .ravel()
        for part in (0, 1)
    )
    low, high = compute_wilson(cases, n)
    percent = np.full(len(n), np.nan)
    np.divide(cases * 100.0, n, out=percent, where=n > 0)
    each = groups.take(np.repeat(np.arange(len(groups)), len(INDICATORS))).reset_index(drop=True)
    names = pd.Series([*INDICATORS] * len(groups), dtype="str")
    return each.assign(indicator=names, cases=cases, n=n, percent=percent, low=low, high=high)


def find_cases(monthly: pd.DataFrame) -> dict[str, tuple[Bools, Bools]]:
    """By indicator (INDICATORS) of each row whether it is a case, and whether it has a valid value."""
    oedema = monthly["oedema"].astype("boolean").fillna(False).to_numpy(dtype=np.bool_)
    thin, judged = _judge(monthly, "bb_tb")
    return {
        "stunting": _judge(monthly, "tb_u"),
        "wasting": (thin | oedema, judged | oedema),
        "underweight": _judge(monthly, "bb_u"),
    }


def compute_wilson(cases: Any, n: Any) -> tuple[Floats, Floats]:
    """The 95% Wilson score interval of cases out of n, in percent (0–100); NaN where n is 0.

    Source: Wilson (1927), J Am Stat Assoc 22:209–212; without continuity correction.
    """
    k, size = np.asarray(cases, dtype=np.float64), np.asarray(n, dtype=np.float64)
    whole = np.where(size > 0, size, np.nan)
    p, z2 = k / whole, Z_OF_95_PERCENT**2
    middle = (p + z2 / (2 * whole)) / (1 + z2 / whole)
    half = Z_OF_95_PERCENT * np.sqrt(p * (1 - p) / whole + z2 / (4 * whole**2)) / (1 + z2 / whole)
    # At 0 and n of n the bound is 0 and 100 exactly; rounding must not push it past them.
    low = np.where(k == 0, 0.0, np.maximum(middle - half, 0)) + 0 * whole
    high = np.where(k == size, 1.0, np.minimum(middle + half, 1)) + 0 * whole
    return np.asarray(low * 100), np.asarray(high * 100)


def _judge(monthly: pd.DataFrame, index: str) -> tuple[Bools, Bools]:
    """Of each row whether it is a case (below −2) and whether it has a valid value."""
    z = round_z(monthly[f"z_{index}"])
    valid = ~np.isnan(z) & ~monthly[f"flag_{index}"].to_numpy(dtype=np.bool_)
    return np.asarray(valid & (z < MODERATE)), np.asarray(valid)
