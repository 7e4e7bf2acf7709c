"""Due dates that hang on what happened instead of on a calendar: KEBAL B7 on a session, OSOC on its pairs.

Source: SOP KEBAL MSG ("1 bulan"), SOP OSOC (the order of its steps); aturan.md "Verdict" fixes the days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from lib.domain.steps.keys import normalise_key
from lib.domain.steps.timing import Rhythm
from lib.domain.steps.units import Tables

VISIT_DAYS = 30
"""OSOC 6 is due every so many days while the pair is active."""

REPORT_DAYS, RECEIPT_DAYS = 30, 60
"""OSOC 7 and 8 are due within so many days of `Tanggal selesai`, 9 within so many."""

AFTER_THE_END = {"7": REPORT_DAYS, "8": REPORT_DAYS, "9": RECEIPT_DAYS}
"""OSOC step → days after `Tanggal selesai`; every other but 6 is due by `Tanggal mulai`."""

_DATE: Final = "datetime64[s]"
_COLUMNS = ["grid_row", "round_date", "starts_on", "due_on"]


@dataclass(frozen=True, slots=True)
class Anchors:
    """Occasions by what they hang on: `of_pairs` (one per pair and step, round NaT) and `of_years` (one per
    calendar year and step of the puskesmas, round 1 January): grid_row, round_date, starts_on, due_on."""

    of_pairs: pd.DataFrame
    of_years: pd.DataFrame


def compute_sessions(tables: Tables, today: pd.Timestamp) -> pd.DataFrame:
    """The days on which a posyandu held KEBAL MSG, up to today: unit_key (posyandu), date; each once."""
    rows = tables["kebal_msg"]
    rows = rows[rows["date"].notna() & rows["posyandu"].notna() & (rows["date"] <= today)]
    found = pd.DataFrame(
        {"unit_key": normalise_key(rows["posyandu"]), "date": rows["date"].astype(_DATE)}
    ).drop_duplicates()
    return found.sort_values(["date", "unit_key"], kind="stable", ignore_index=True)


def compute_session_due(date: pd.Series) -> pd.Series:
    """One calendar month after each session (31 January: the last day of February)."""
    return (date + pd.DateOffset(months=1)).astype(_DATE)


def compute_session_occasions(grid: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    """KEBAL B7: one occasion a session, due one month after it; columns as of compute_day_occasions."""
    rows = grid.loc[grid["rhythm"].eq(Rhythm.SESSION), ["sop_key", "step_key", "unit_key"]]
    rows = rows.assign(grid_row=rows.index).merge(sessions, on="unit_key", how="inner")
    due = compute_session_due(rows["date"])
    return rows.rename(columns={"date": "round_date"}).assign(starts_on=rows["date"], due_on=due)


def compute_visit_occasions(pairs: pd.DataFrame, grid: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """OSOC 6, of `pairs` (compute_osoc_pairs): one occasion every VISIT_DAYS from `Tanggal mulai` while the
    pair is active, up to the one that runs today; round_date is its due day.  A planned pair has none, an
    ended one those before it ended."""
    started, ended = pairs["started_on"].astype(_DATE), pairs["ended_on"].astype(_DATE)
    over = pairs["status"].isin(["Selesai", "Berhenti"])
    until = ended.fillna(started.where(over)).fillna(today + pd.Timedelta(days=VISIT_DAYS - 1))
    rows = pd.DataFrame({"unit_key": pairs["unit_key"], "started": started, "until": until})
    rows = rows[started.notna() & ~pairs["status"].eq("Direncanakan").fillna(False)]
    count = ((rows["until"] - rows["started"]).dt.days // VISIT_DAYS).clip(lower=0).astype("int64")
    rows = rows.loc[rows.index.repeat(count)]
    turn = rows.groupby(level=0, sort=False).cumcount() + 1
    due = (rows["started"] + pd.to_timedelta(turn * VISIT_DAYS, unit="D")).astype(_DATE)
    rows = rows.assign(round_date=due, due_on=due, starts_on=due - pd.Timedelta(days=VISIT_DAYS - 1))
    steps = grid.loc[grid["rhythm"].eq(Rhythm.VISITS), ["sop_key", "step_key", "unit_key"]]
    steps = steps.assign(grid_row=steps.index)
    return steps.merge(rows.drop(columns=["started", "until"]), on="unit_key", how="inner")


def compute_anchors(pairs: pd.DataFrame, grid: pd.DataFrame, visited: pd.Series) -> Anchors:
    """The due dates of OSOC's steps but for the visits, of `pairs` (compute_osoc_pairs); `visited`: grid rows
    that have visit occasions (a step 6 without any stands once, without a due date)."""
    dates = pairs[["unit_key", "started_on", "ended_on"]].astype({"started_on": _DATE, "ended_on": _DATE})
    rows = grid[grid["rhythm"].isin([Rhythm.PAIR, Rhythm.VISITS]) & ~grid.index.isin(visited)]
    rows = rows[["unit_key", "step_key", "rhythm"]].assign(grid_row=rows.index)
    rows = rows.merge(dates.drop_duplicates("unit_key"), on="unit_key", how="left")
    rows = _add_due(rows, rows["started_on"], rows["ended_on"])
    rows["due_on"] = rows["due_on"].mask(rows["rhythm"].eq(Rhythm.VISITS))
    of_pairs = rows.assign(round_date=pd.Series(pd.NaT, index=rows.index, dtype=_DATE))

    steps = grid.loc[grid["rhythm"].eq(Rhythm.PAIRS_YEAR), ["step_key"]]
    steps = steps.assign(grid_row=steps.index)
    first = dates.groupby(dates["started_on"].dt.year)["started_on"].min()
    last = dates.groupby(dates["ended_on"].dt.year)["ended_on"].max()
    years = pd.DataFrame({"first": first, "last": last})
    years.index = years.index.astype("int64")
    years = years.rename_axis("year").reset_index()
    days = pd.to_datetime({"year": years["year"], "month": 1, "day": 1})
    spread = steps.merge(years.assign(round_date=days.astype(_DATE)), how="cross")
    of_years = _add_due(spread, spread["first"], spread["last"])
    return Anchors(of_pairs[_COLUMNS].astype(_TYPES), of_years[_COLUMNS].astype(_TYPES))


_TYPES = {"grid_row": "int64", **dict.fromkeys(_COLUMNS[1:], _DATE)}


def _add_due(rows: pd.DataFrame, started: pd.Series, ended: pd.Series) -> pd.DataFrame:
    days = rows["step_key"].map(AFTER_THE_END)
    after = days.notna()
    late = ended.astype(_DATE) + pd.to_timedelta(days.fillna(0), unit="D")
    due = started.astype(_DATE).where(~after, late).astype(_DATE)
    nothing = pd.Series(np.datetime64("NaT"), index=rows.index, dtype=_DATE)
    return rows.assign(due_on=due, starts_on=ended.astype(_DATE).where(after, nothing))
