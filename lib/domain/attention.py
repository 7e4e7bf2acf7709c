"""What needs somebody's attention now, over all SOPs and case lists: one row a matter, gravest first."""

from __future__ import annotations

import pandas as pd

from lib.domain.sop import STATES

SOON_DAYS = 7
"""A posyandu day within this many days is a matter of this week."""

SILENT_DAYS = 30
"""A pair without any activity for longer than this is silent."""

LATE, DUE, CASES, COMING, DATA = "lewat", "hari ini", "kasus", "akan datang", "data"
KINDS = (CASES, LATE, DUE, COMING, DATA)
"""Kinds of matters in the order they are shown."""

COLUMNS = ("kind", "matter", "count", "sop", "posyandu", "day", "days_left", "page")
"""Columns of an attention table; those that do not apply are missing."""

assert {LATE, DUE, COMING} <= set(STATES)


def _rows(kind: str, matter: str, page: str, **columns: object) -> pd.DataFrame:
    size = max((len(values) for values in columns.values() if isinstance(values, pd.Series)), default=1)
    fixed = {
        name: values.to_numpy() if isinstance(values, pd.Series) else values
        for name, values in columns.items()
    }
    return pd.DataFrame({"kind": kind, "matter": matter, "page": page, **fixed}, index=range(size))


def compute_attention(
    *, cases: dict[str, float], status: pd.DataFrame, rounds: pd.DataFrame, pairs: pd.DataFrame, errors: int
) -> pd.DataFrame:
    """Matters of this month: COLUMNS, one row each.

    `cases` counts children by list (gizi_buruk, kebal, nyaris_2t, not_weighed; NaN = below five, hidden);
    `status` of compute_sop_status; `rounds` with posyandu, round_date, days_left; `pairs` with silent_days
    and status; `errors` findings of level Galat.
    """
    parts = [
        _rows(CASES, matter, "daftar_anak", count=count) for matter, count in cases.items() if count != 0
    ]
    for kind in (LATE, DUE):
        found = (
            status[(status["state"] == kind) & status["counts"].astype(bool)]
            .groupby("sop", sort=False)
            .size()
        )
        if len(found):
            sop = found.index.to_series().reset_index(drop=True)
            parts.append(_rows(kind, "langkah", "daftar_tilik", sop=sop, count=found.reset_index(drop=True)))
    soon = rounds[(rounds["days_left"] >= 0) & (rounds["days_left"] <= SOON_DAYS)].sort_values("days_left")
    if len(soon):
        parts.append(
            _rows(
                COMING,
                "hari posyandu",
                "antar_jemput",
                posyandu=soon["posyandu"],
                day=soon["round_date"],
                days_left=soon["days_left"],
            )
        )
    active = pairs["status"].fillna("Aktif") == "Aktif"
    silent = int((active & (pairs["silent_days"] > SILENT_DAYS)).sum())
    if silent:
        parts.append(_rows(LATE, "pasangan diam", "mentoring", count=silent))
    if errors:
        parts.append(_rows(DATA, "galat", "kualitas_data", count=errors))
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS))
    table = pd.concat(parts, ignore_index=True).reindex(columns=list(COLUMNS))
    order = table["kind"].map({kind: place for place, kind in enumerate(KINDS)})
    return table.iloc[order.argsort(kind="stable")].reset_index(drop=True)
