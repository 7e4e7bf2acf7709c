"""Posyandu days from `Jadwal`: the H of every round, moved days and cancelled days resolved.

Decided: a row with `Tanggal semula` is the day it was moved to, and replaces a row left on the old day;
`Batal` leaves no round; two days of one posyandu in one month are two rounds.
"""

from __future__ import annotations

import pandas as pd

DAY_COLUMNS = (
    "posyandu",
    "date",
    "original_date",
    "status",
    "open_time",
    "venue",
    "bus",
    "note",
    "source_book",
    "source_row",
)
MOVES_FOLLOWED = 4  # a day moved more often than this keeps its last known date


def _schedule(jadwal: pd.DataFrame) -> pd.DataFrame:
    rows = jadwal.reindex(columns=list(DAY_COLUMNS))
    rows = rows[rows["date"].notna() & rows["posyandu"].notna()]
    rows = rows.astype({"date": "datetime64[s]", "original_date": "datetime64[s]"})
    return rows.drop_duplicates(["posyandu", "date"], keep="last")


def compute_moves(jadwal: pd.DataFrame, days: pd.DataFrame | None = None) -> pd.DataFrame:
    """Every date under which a round may have been typed.

    Returns posyandu, typed_date, date: the day itself and, for a moved day, the days before it
    (`Tanggal semula`, followed over several moves).  Cancelled days are absent.  `days` are those of
    compute_posyandu_days, if at hand.
    """
    rows = _schedule(jadwal)
    days = (compute_posyandu_days(jadwal) if days is None else days)[["posyandu", "date"]]
    found = [days.assign(typed_date=days["date"])]
    moves = rows.loc[rows["original_date"].notna() & rows["original_date"].ne(rows["date"])]
    moves = moves[["posyandu", "date", "original_date"]].rename(columns={"original_date": "from_date"})
    for _ in range(MOVES_FOLLOWED):
        earlier = found[-1].merge(
            moves.rename(columns={"date": "typed_date"}), on=["posyandu", "typed_date"], how="inner"
        )
        found.append(earlier[["posyandu", "date"]].assign(typed_date=earlier["from_date"]))
    # The day itself comes first: an old date that is again a posyandu day of its own belongs to that day.
    return pd.concat(found, ignore_index=True).drop_duplicates(["posyandu", "typed_date"], keep="first")[
        ["posyandu", "typed_date", "date"]
    ]


def compute_posyandu_days(jadwal: pd.DataFrame) -> pd.DataFrame:
    """The posyandu days that take place: one row each, `DAY_COLUMNS`, sorted by date and posyandu.

    `original_date` is NaT for a day that was not moved.
    """
    rows = _schedule(jadwal)
    moved = rows.loc[rows["original_date"].notna() & rows["original_date"].ne(rows["date"])]
    left_behind = pd.MultiIndex.from_frame(moved[["posyandu", "original_date"]])
    replaced = pd.MultiIndex.from_frame(rows[["posyandu", "date"]]).isin(left_behind)
    # A day that was moved here cannot be replaced by itself having moved away and back.
    replaced &= ~(rows["original_date"].notna() & _moved_back(rows, moved)).to_numpy(bool)
    cancelled = rows["status"].eq("Batal").fillna(False).to_numpy(bool)
    return (
        rows[~replaced & ~cancelled].sort_values(["date", "posyandu"], kind="stable").reset_index(drop=True)
    )


def _moved_back(rows: pd.DataFrame, moved: pd.DataFrame) -> pd.Series:
    """Rows that swap days with another row (5 → 12 and 12 → 5): both take place."""
    there = pd.MultiIndex.from_frame(moved[["posyandu", "date", "original_date"]])
    back = pd.MultiIndex.from_frame(rows[["posyandu", "original_date", "date"]])
    return pd.Series(back.isin(there), index=rows.index)


ROUND_KEY = ["posyandu", "round_date"]
CHILD, MOTHER, STRANGER = "balita", "ibu hamil", "tidak dikenal"
