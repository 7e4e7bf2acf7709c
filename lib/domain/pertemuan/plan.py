"""The meetings of the plan and what became of each. Source: SOP Pertemuan Kader, steps 1–4 and 6–7."""

from __future__ import annotations

import pandas as pd

from lib.domain.steps.derived import find_held_meetings
from lib.domain.steps.units import Tables

KADER_MEETING, WORKSHOP = "Pertemuan kader", "Lokmin"
"""Kinds of meetings that have an agenda of their own; a blank `Jenis` is a pertemuan kader."""

PLANNED, HELD, POSTPONED, CANCELLED, OVERDUE = "rencana", "terlaksana", "ditunda", "batal", "lewat"
STATES: tuple[str, ...] = (PLANNED, HELD, POSTPONED, CANCELLED, OVERDUE)
"""Every meeting is in exactly one of these."""

MEETING_COLUMNS: tuple[str, ...] = (
    *("meeting_id", "kind", "planned_on", "date", "day", "month", "state", "days_left", "moved_days"),
    *("venue", "agenda", "owner", "tools_ready", "cross_program", "discussion", "conclusion"),
    *("report", "photos", "source_book", "source_row"),
)


def compute_meetings(tables: Tables, *, today: pd.Timestamp) -> pd.DataFrame:
    """Every meeting of `pertemuan`, by day: MEETING_COLUMNS; of two rows with one ID the first counts.

    day: when it was held or is to be (`Tanggal`, else `Tanggal rencana`); month: the first day of the month
    it was planned for; days_left: day − today (negative in the past); moved_days: date − planned_on (NaN
    unless held). A row that says Terlaksana without a date is overdue: nobody knows when it was.
    """
    rows = tables["pertemuan"]
    rows = rows[rows["meeting_id"].notna()].drop_duplicates("meeting_id")
    day = rows["date"].fillna(rows["planned_on"])
    held = find_held_meetings(rows) & (rows["date"] <= today)
    state = pd.Series(PLANNED, index=rows.index, dtype="str").mask(day < today, OVERDUE)
    state = state.mask(rows["status"].eq("Ditunda").fillna(False), POSTPONED)
    state = state.mask(rows["status"].eq("Batal").fillna(False), CANCELLED).mask(held, HELD)
    months = rows["planned_on"].fillna(rows["date"]).dt.to_period("M").dt.to_timestamp()
    table = rows.assign(
        kind=rows["kind"].fillna(KADER_MEETING),
        day=day,
        month=months.astype("datetime64[s]"),
        state=state,
        days_left=(day - today).dt.days.astype("float64"),
        moved_days=(rows["date"] - rows["planned_on"]).dt.days.astype("float64").where(held),
    )
    table = table.sort_values(["day", "meeting_id"], kind="stable", ignore_index=True)
    return table[list(MEETING_COLUMNS)]


def choose_meeting(meetings: pd.DataFrame, *, today: pd.Timestamp, kind: str | None = None) -> str | None:
    """The meeting to look at first: the next one from today on, else the newest held, else the last; None
    without any. `meetings` of compute_meetings."""
    rows = meetings if kind is None else meetings[meetings["kind"].eq(kind)]
    coming = rows[rows["state"].isin([PLANNED, POSTPONED]) & (rows["day"] >= today)]
    held = rows[rows["state"].eq(HELD)]
    for found in (coming.head(1), held.tail(1), rows.tail(1)):
        if len(found):
            return str(found["meeting_id"].iloc[0])
    return None
