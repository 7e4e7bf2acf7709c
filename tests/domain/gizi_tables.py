"""Small typed tables for the gizi tests, shaped as the parser makes them. Invented children only."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

BALITA: dict[str, tuple[str, Any]] = {
    "child_id": ("str", "A-1"),
    "name": ("str", "Anak Contoh"),
    "sex": ("str", "L"),
    "birth_date": ("datetime64[s]", "2025-01-10"),
    "posyandu": ("str", "MLT1"),
    "joined_on": ("datetime64[s]", None),
    "left_on": ("datetime64[s]", None),
    "status": ("str", "Aktif"),
    "has_kms": ("boolean", True),
}
PENIMBANGAN: dict[str, tuple[str, Any]] = {
    "date": ("datetime64[s]", "2026-01-15"),
    "posyandu": ("str", "MLT1"),
    "child_id": ("str", "A-1"),
    "weight_kg": ("float64", np.nan),
    "height_cm": ("float64", np.nan),
    "position": ("str", None),
    "lila_cm": ("float64", np.nan),
    "head_cm": ("float64", np.nan),
    "oedema": ("boolean", None),
    "source_book": ("str", "buku"),
    "source_row": ("float64", 2.0),
}
FAR = pd.Timestamp("2099-12-31")


def build(columns: dict[str, tuple[str, Any]], rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            name: pd.Series([row.get(name, usual) for row in rows], dtype=dtype)
            for name, (dtype, usual) in columns.items()
        }
    )


def build_balita(*rows: dict[str, Any]) -> pd.DataFrame:
    """Typed `balita`: what a row leaves out is as usual (a boy of MLT1 born on 10 January 2025)."""
    return build(BALITA, list(rows))


def build_penimbangan(*rows: dict[str, Any]) -> pd.DataFrame:
    """Typed `penimbangan`; what a row leaves out is blank, its child A-1."""
    return build(PENIMBANGAN, [{"source_row": float(at), **row} for at, row in enumerate(rows, start=2)])


def weigh(date: str, weight_kg: float, child_id: str = "A-1", **more: Any) -> dict[str, Any]:
    return {"date": date, "weight_kg": weight_kg, "child_id": child_id, **more}
