"""Planned against held: `Tanggal rencana` and `Tanggal` of `Kegiatan Mentoring`.

Source: SOP SIKERITING step 4 (the team plans its activities).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.domain.steps.keys import look_up, normalise_step
from lib.domain.steps.status import compute_today
from lib.domain.steps.units import Tables

LATE_DAYS = 7
"""Held more than this many days after the planned day is late (decided: up to a week is a moved visit)."""

ON_TIME, LATE, NOT_HELD = "sesuai rencana", "terlambat", "belum terlaksana"
DUE_TODAY, COMING, UNPLANNED = "hari ini", "akan datang", "tanpa rencana"

PLAN_COLUMNS = (
    *("planned_on", "date", "delay_days", "state", "step", "team", "child_id", "kelurahan", "posyandu"),
    *("result", "plan", "proof", "source_book", "source_row"),
)
PUBLIC_COLUMNS = frozenset({"delay_days", "state"})
"""Of PLAN_COLUMNS, beside what `Kegiatan Mentoring` declares: public where children are initials."""

METHODS = {
    "rencana": (
        "Rencana dan pelaksanaan: Tanggal rencana dibandingkan dengan Tanggal di tab Kegiatan Mentoring. "
        f"Terlambat bila lebih dari {LATE_DAYS} hari sesudah rencana; belum terlaksana bila tanggal "
        "rencananya sudah lewat dan Tanggal masih kosong. Kegiatan tanpa Tanggal rencana dihitung terpisah."
    ),
}


def compute_plan(tables: Tables, *, today: object, year: int) -> pd.DataFrame:
    """The activities of a year (by the planned day, else the day held): PLAN_COLUMNS, by that day.

    delay_days = date − planned_on (negative: earlier; NaN unless both are known).  A day held that lies after
    today is not held yet.  posyandu and kelurahan: as typed, else the child's.
    """
    now = compute_today(today)
    rows = tables["kegiatan_mentoring"]
    rows = rows.assign(date=rows["date"].where(rows["date"] <= now))
    day = rows["planned_on"].fillna(rows["date"])
    rows = rows[day.dt.year.eq(year)].assign(day=day).sort_values("day", kind="stable", ignore_index=True)
    posyandu = look_up(rows["child_id"], tables["balita"], "child_id", "posyandu")
    desa = look_up(posyandu, tables["posyandu"], "code", "desa")
    delay = (rows["date"] - rows["planned_on"]).dt.days.astype("float64")
    held, planned = rows["date"].notna(), rows["planned_on"].notna()
    state = np.select(
        [
            held & ~planned,
            held & (delay > LATE_DAYS),
            held,
            rows["planned_on"] < now,
            rows["planned_on"] == now,
        ],
        [UNPLANNED, LATE, ON_TIME, NOT_HELD, DUE_TODAY],
        COMING,
    )
    rows = rows.assign(
        step=normalise_step(rows["step"]),
        posyandu=posyandu,
        kelurahan=rows["kelurahan"].fillna(desa),
        delay_days=delay,
        state=pd.Series(state, index=rows.index, dtype="str"),
    )
    compared: pd.DataFrame = rows.reindex(columns=list(PLAN_COLUMNS))
    return compared


def count_plan(plan: pd.DataFrame, by: Sequence[str] = ("team",)) -> pd.DataFrame:
    """Activities by group: *by, planned (up to and with today), held (of those, and of what was planned for
    later), late, not_held, coming, unplanned; one row a group, in alphabetical order, a missing name last."""
    state = plan["state"]
    figures = {
        "planned": state.isin([ON_TIME, LATE, NOT_HELD, DUE_TODAY]),
        "held": state.isin([ON_TIME, LATE]),
        "late": state.eq(LATE),
        "not_held": state.eq(NOT_HELD),
        "coming": state.isin([COMING, DUE_TODAY]),
        "unplanned": state.eq(UNPLANNED),
    }
    table = plan[list(by)].assign(**{name: marks.astype("int64") for name, marks in figures.items()})
    if not by:
        return table.sum().to_frame().T.astype("int64")
    return table.groupby(list(by), dropna=False).sum().reset_index()
