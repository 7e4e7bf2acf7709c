"""Every occasion of a year with its record and its state: what months are cut from.

A year is computed in one go, since twelve months asked one by one would join the same records twelve times.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.domain.steps.anchors import Anchors
from lib.domain.steps.occasions import BY_EVENT, compute_period_occasions
from lib.domain.steps.owing import Owing, compute_owed
from lib.domain.steps.timing import Rhythm, compute_first_day, compute_state

_DATE: Final = "datetime64[s]"
_SPAN = 1 << 24
_NEVER = (1 << 23) - 1
"""A row of the grid and a round are one number: days since 1970 within the span; never is none of them."""

_OF_GRID = (
    *("sop", "sop_title", "step", "step_order", "phase", "description", "timing", "unit_kind", "unit"),
    *("partner", "posyandu", "unit_status", "standard_executor", "standard_minutes", "alive_from"),
    *("alive_until", "sop_key", "step_key", "unit_key", "level", "kelurahan", "active_from"),
)
_OF_OCCASION = ("round_date", "original_date", "starts_on", "due_on")
_OF_RECORD = (
    *("result", "done_on", "executor", "minutes", "note", "proof", "source", "source_book", "source_row"),
    *("hint", "late", "partly"),
)
_ORDER = ["sop_place", "unit_place", "round_date", "step_order"]


def _number_rounds(grid_row: pd.Series, round_date: pd.Series) -> npt.NDArray[np.int64]:
    day = round_date.to_numpy().astype("datetime64[D]")
    numbers: npt.NDArray[np.int64] = np.where(np.isnat(day), _NEVER, day.astype("int64"))
    return grid_row.to_numpy("int64") * _SPAN + numbers


def compute_records(typed: pd.DataFrame, derived: pd.DataFrame) -> pd.DataFrame:
    """The one record of each occasion, indexed by its number: the latest typed, else the earliest derived.

    Both sorted so, as compute_rounds_of_records and compute_typed_records leave them.
    """
    columns = ["grid_row", "round_date", *_OF_RECORD]
    key = ["grid_row", "round_date"]
    latest = typed[columns].drop_duplicates(key, keep="last")
    both = [part for part in (latest, derived[columns]) if len(part)]
    records = pd.concat(both, ignore_index=True) if both else latest
    records = records.drop_duplicates(key, keep="first")
    numbers = _number_rounds(records["grid_row"], records["round_date"])
    return records[list(_OF_RECORD)].set_axis(pd.Index(numbers, dtype="int64"))


def compute_year(
    grid: pd.DataFrame,
    day_occasions: pd.DataFrame,
    records: pd.DataFrame,
    *,
    year: int,
    today: pd.Timestamp,
    anchors: Anchors,
    owing: Owing,
) -> pd.DataFrame:
    """The occasions whose round lies in a year, or which are due in it, sorted by SOP, unit, round and step.

    Where a step is not owed only what was typed stands; what another tab proves does not.

    Columns: those of compute_sop_status without `counts`, rhythm, alive_from, alive_until, and two months
    (first day): shown_in, of its round (NaT: in every month), and counted_in, in which it counts (NaT: in
    none of this year), so that the rows of several years count each step once.
    """
    first, after = pd.Timestamp(year, 1, 1), pd.Timestamp(year + 1, 1, 1)
    rounds, due = day_occasions["round_date"], day_occasions["due_on"]
    near = ((rounds >= first) & (rounds < after)) | ((due >= first) & (due < after))
    periods = compute_period_occasions(grid, year, anchors)
    never = pd.Series(pd.NaT, index=periods.index, dtype=_DATE)
    columns = ["grid_row", *_OF_OCCASION]
    parts = [day_occasions.loc[near, columns], periods.assign(original_date=never)[columns]]
    occasions = pd.concat(parts, ignore_index=True)
    at = grid.index.get_indexer(pd.Index(occasions["grid_row"]))
    order: dict[str, Any] = {
        "sop_place": grid.groupby("sop_key", sort=False).ngroup().to_numpy()[at],
        "unit_place": grid.groupby(["sop_key", "unit_key"], sort=False).ngroup().to_numpy()[at],
        "step_order": grid["step_order"].to_numpy()[at],
    }
    occasions = occasions.assign(at=at, **order).sort_values(_ORDER, kind="stable", na_position="last")
    rows = grid[[*_OF_GRID, "rhythm"]].take(occasions["at"].to_numpy()).reset_index(drop=True)
    rows = rows.assign(**{name: occasions[name].to_numpy() for name in _OF_OCCASION})
    numbers = _number_rounds(occasions["grid_row"], occasions["round_date"])
    places = records.index.get_indexer(pd.Index(numbers))
    owed, begun = compute_owed(rows, owing)
    numbered = records.reset_index(drop=True)
    typed = numbered["source"].eq("diketik").fillna(False).reindex(places).eq(True).to_numpy()
    places = np.where(owed.to_numpy() | typed, places, -1)
    found = numbered.reindex(places).reset_index(drop=True)
    found = found.astype({"done_on": _DATE, "hint": _DATE, "minutes": "float64"})
    found = found.assign(**{name: found[name].eq(True).fillna(False) for name in ("late", "partly")})
    rows = pd.concat([rows, found], axis=1)
    state = compute_state(
        *(rows["result"], rows["done_on"], rows["starts_on"], rows["due_on"], today),
        late=rows["late"],
        partly=rows["partly"],
        owed=owed,
        begun=begun,
    )
    recorded_on = rows["done_on"].fillna(rows["hint"]).where(rows["result"].notna())
    rows = rows.assign(state=state, counted_on=rows["due_on"].fillna(recorded_on), owed=owed)
    rows["fell_due"] = owed & (rows["due_on"] <= today)
    counted = _find_counted_month(rows)
    rows = rows.assign(shown_in=_find_month(rows), counted_in=counted.where(counted.dt.year.eq(year)))
    return rows.drop(columns=["hint", "late", "partly", "level", "kelurahan", "active_from"])


def _find_month(rows: pd.DataFrame) -> pd.Series:
    """The month of a round; NaT for what runs all year, or happens once whenever that is.  What the year
    before still owes shows in the month it is due."""
    by_month = rows["rhythm"].isin([*BY_EVENT, Rhythm.MONTHLY, Rhythm.NONE])
    old = rows["rhythm"].eq(Rhythm.PAIRS_YEAR) & rows["round_date"].dt.year.lt(rows["due_on"].dt.year)
    shown = compute_first_day(rows["round_date"], "M").where(by_month)
    return shown.mask(old, compute_first_day(rows["due_on"], "M"))


def is_alive(rows: pd.DataFrame, month: pd.Timestamp | pd.Series) -> pd.Series:
    """Whether the unit of each row was there on any day of the month (its first day)."""
    begun: pd.Series = ~(rows["alive_from"] >= month + pd.offsets.MonthBegin(1))
    return begun & ~(rows["alive_until"] < month)


def _find_counted_month(rows: pd.DataFrame) -> pd.Series:
    """Due in it while the unit is there (what hangs on an event: also after it ended), or recorded in it
    where there is no due date; nothing where the step is neither owed nor typed."""
    month = compute_first_day(rows["counted_on"], "M")
    due = rows["due_on"].notna()
    anchored = rows["rhythm"].isin([Rhythm.PAIR, Rhythm.PAIRS_YEAR, Rhythm.SESSION, Rhythm.VISITS])
    there = due & (anchored | is_alive(rows, month))
    wanted = rows["owed"] | rows["result"].notna()
    return month.where(wanted & (there | (~due & rows["result"].notna())))
