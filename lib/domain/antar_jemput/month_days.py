"""Every posyandu day of a month as a calendar shows it: those that open, moved ones on both days, cancelled
ones."""

from __future__ import annotations

import pandas as pd

from lib.domain.steps.rounds import compute_posyandu_days
from lib.domain.steps.status import compute_month_start

OPENS, MOVED_AWAY, CANCELLED = "buka", "dipindah", "batal"
DAY_COLUMNS = ["date", "posyandu", "state", "other_date", "open_time", "bus", "note"]


def compute_every_day(jadwal: pd.DataFrame) -> pd.DataFrame:
    """One row a posyandu and day, by date and posyandu: DAY_COLUMNS.

    `state`: OPENS (other_date: the day it was moved from, NaT unless moved), MOVED_AWAY (other_date: the day
    it was moved to), CANCELLED.  A day moved over the month's end stands in both months.
    """
    days = compute_posyandu_days(jadwal)
    opening = days.assign(state=OPENS, other_date=days["original_date"])
    moved = days[days["original_date"].notna() & days["original_date"].ne(days["date"])]
    moved = moved.assign(state=MOVED_AWAY, other_date=moved["date"], date=moved["original_date"])
    off = jadwal[jadwal["status"].eq("Batal").fillna(False) & jadwal["posyandu"].notna()]
    off = off.assign(state=CANCELLED, other_date=pd.Series(pd.NaT, index=off.index, dtype="datetime64[s]"))
    together = pd.concat([table[DAY_COLUMNS] for table in (opening, moved, off)], ignore_index=True)
    together = together[together["date"].notna()]
    # A day that is open after all, or was cancelled by name, needs no second word.
    together = together.drop_duplicates(["date", "posyandu"], keep="first")
    return together.sort_values(["date", "posyandu"], kind="stable").reset_index(drop=True)


def select_month_days(days: pd.DataFrame, *, month: object) -> pd.DataFrame:
    """The rows of compute_every_day whose date lies in `month`."""
    start = compute_month_start(month)
    inside = (days["date"] >= start) & (days["date"] < start + pd.offsets.MonthBegin(1))
    cut: pd.DataFrame = days[inside].reset_index(drop=True)
    return cut
