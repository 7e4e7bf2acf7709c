"""Occasions: every step that is wanted of a unit in a round, with its due date; and the round to which a
record belongs."""

from __future__ import annotations

import pandas as pd

from lib.domain.sop.timing import Rhythm, Timing, compute_anchor, compute_period

KEYS = ["sop_key", "step_key", "unit_key"]
NEAREST_WITHIN = pd.Timedelta(days=31)
"""A record without `Putaran` belongs to the round whose due date for that step is nearest, within this."""


def _with_periods(occasions: pd.DataFrame) -> pd.DataFrame:
    """Add starts_on and due_on to rows that carry rhythm, number and round_date."""
    starts = pd.Series(pd.NaT, index=occasions.index, dtype="datetime64[s]")
    due = starts.copy()
    for (rhythm, number), rows in occasions.groupby(["rhythm", "number"], sort=False):
        timing = Timing(Rhythm(str(rhythm)), int(str(number)))
        starts.loc[rows.index], due.loc[rows.index] = compute_period(timing, rows["round_date"])
    return occasions.assign(starts_on=starts, due_on=due)


def compute_day_occasions(grid: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    """Steps counted from a posyandu day, for all `days` (compute_posyandu_days): the rows of `grid` × days,
    with round_date (H), original_date, starts_on, due_on."""
    days = days[["posyandu", "date", "original_date"]]
    by_day = grid[grid["rhythm"].eq(Rhythm.DAY)]
    occasions = by_day.merge(days.rename(columns={"date": "round_date"}), on="posyandu", how="inner")
    return _with_periods(occasions.astype({"round_date": "datetime64[s]", "original_date": "datetime64[s]"}))


def compute_period_occasions(grid: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    """All other steps, for the month, or the year, that `month` (its first day) lies in.

    A pair's step without a due date happens once, whenever that is: its round_date is NaT.
    """
    rows = grid[~grid["rhythm"].eq(Rhythm.DAY)].reset_index(drop=True)
    anchor = compute_anchor(rows["rhythm"], pd.Series(month, index=rows.index).astype("datetime64[s]"))
    once = rows["rhythm"].eq(Rhythm.NONE) & rows["unit_kind"].eq("pasangan")
    original = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")
    return _with_periods(rows.assign(round_date=anchor.mask(once), original_date=original))


def compute_rounds_of_records(
    records: pd.DataFrame, grid: pd.DataFrame, day_occasions: pd.DataFrame, moves: pd.DataFrame
) -> pd.DataFrame:
    """The round each record belongs to.

    `records` carries sop_key, step_key, unit_key, hint (a date) and exact (True: the hint is the round's
    H-day, as typed in `Putaran`); `moves` are those of compute_moves.  Returns the rows whose step and unit
    exist, with round_date, rhythm and lost (True: counted from a posyandu day, but there is none to which
    it could belong).

    Decided: without `Putaran` a step counted from a posyandu day belongs to the round whose due date for
    that step is nearest (a tie goes to the earlier round).
    """
    about = grid[[*KEYS, "rhythm", "posyandu", "unit_kind"]].rename(columns={"posyandu": "home"})
    found = records.merge(about, on=KEYS, how="inner").reset_index(drop=True)
    found["hint"] = found["hint"].astype("datetime64[s]")
    found["round_date"] = compute_anchor(found["rhythm"], found["hint"])
    once = found["rhythm"].eq(Rhythm.NONE) & found["unit_kind"].eq("pasangan")
    by_day = found["rhythm"].eq(Rhythm.DAY)
    found["round_date"] = found["round_date"].mask(once | by_day)

    moves = moves.astype({"typed_date": "datetime64[s]", "date": "datetime64[s]"})
    named = found.loc[by_day & found["exact"], ["home", "hint"]].reset_index()
    named = named.merge(moves, left_on=["home", "hint"], right_on=["posyandu", "typed_date"], how="inner")
    found.loc[named["index"], "round_date"] = named["date"].to_numpy()

    loose = found.loc[by_day & ~found["exact"] & found["hint"].notna(), [*KEYS, "hint"]]
    loose = loose.reset_index().sort_values("hint", kind="stable")
    dues = day_occasions[[*KEYS, "due_on", "round_date"]].sort_values("due_on", kind="stable")
    if len(loose) and len(dues):
        near = pd.merge_asof(
            loose,
            dues,
            left_on="hint",
            right_on="due_on",
            by=KEYS,
            direction="nearest",
            tolerance=NEAREST_WITHIN,
        )
        found.loc[near["index"], "round_date"] = near["round_date"].to_numpy()
    return found.assign(lost=by_day & found["round_date"].isna())
