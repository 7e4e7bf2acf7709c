"""Occasions: every step that is wanted of a unit in a round, with its due date; and the round to which a
record belongs."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pandas as pd

from lib.domain.steps.anchors import AFTER_THE_END, Anchors
from lib.domain.steps.timing import Rhythm, Timing, compute_anchor, compute_period

KEYS = ["sop_key", "step_key", "unit_key"]
_DATE: Final = "datetime64[s]"
NEAREST_WITHIN = pd.Timedelta(days=31)
"""A record without `Putaran` belongs to the round whose due date for that step is nearest, within this."""


def compute_day_occasions(grid: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    """Steps counted from a posyandu day, for all `days` (compute_posyandu_days): grid_row (its place in
    `grid`), KEYS, round_date (H), original_date, starts_on, due_on."""
    days = days[["posyandu", "date", "original_date"]].rename(columns={"date": "round_date"})
    by_day = grid.loc[grid["rhythm"].eq(Rhythm.DAY), [*KEYS, "posyandu", "number"]]
    rows = by_day.assign(grid_row=by_day.index).merge(days, on="posyandu", how="inner")
    rows = rows.astype({"round_date": _DATE, "original_date": _DATE})
    due = (rows["round_date"] + pd.to_timedelta(rows["number"], unit="D")).astype(_DATE)
    columns = ["grid_row", *KEYS, "round_date", "original_date", "starts_on", "due_on"]
    return rows.assign(starts_on=due, due_on=due)[columns]


BY_EVENT = (Rhythm.DAY, Rhythm.SESSION, Rhythm.VISITS)
"""Rhythms whose occasions are events: posyandu days, sessions, and the visits of a pair."""
_ANCHORED = (Rhythm.PAIR, Rhythm.VISITS, Rhythm.PAIRS_YEAR)


def compute_period_occasions(grid: pd.DataFrame, year: int, anchors: Anchors | None = None) -> pd.DataFrame:
    """All other steps, for every round of a year: grid_row, round_date, starts_on, due_on.

    Rounds: its months, or 1 January for quarters, named months and the year.  A step without a due date may
    be recorded long before or after its round: it has the months of both neighbouring years as well, but a
    pair's happens once, whenever that is (round_date NaT).
    """
    once = grid["unit_kind"].eq("pasangan")
    months = pd.date_range(f"{year}-01-01", periods=12, freq="MS")
    rounds = {
        (Rhythm.MONTHLY, True): months,
        (Rhythm.MONTHLY, False): months,
        (Rhythm.NONE, True): pd.DatetimeIndex([pd.NaT]),
        (Rhythm.ONCE, True): pd.DatetimeIndex([pd.NaT]),
        (Rhythm.ONCE, False): pd.DatetimeIndex([pd.NaT]),
        (Rhythm.NONE, False): months.append([months + pd.DateOffset(years=by) for by in (-1, 1)]),
    }
    frames = []
    rows = grid[~grid["rhythm"].isin([*BY_EVENT, *_ANCHORED])]
    for (word, number, is_once), found in rows.groupby(["rhythm", "number", once[rows.index]], sort=False):
        rhythm = Rhythm(str(word))
        dates = rounds.get((rhythm, bool(is_once)), months[:1])
        starts, due = compute_period(Timing(rhythm, int(str(number))), pd.Series(dates))
        part = {"round_date": dates, "starts_on": starts, "due_on": due}
        dated = {name: np.tile(np.asarray(values), len(found)) for name, values in part.items()}
        frames.append(pd.DataFrame({"grid_row": np.repeat(found.index, len(dates)), **dated}))
    columns = ["grid_row", "round_date", "starts_on", "due_on"]
    frames += [] if anchors is None else _select_anchored(grid, anchors, year)
    table = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    return table.astype({"grid_row": "int64", **dict.fromkeys(columns[1:], _DATE)})


def _select_anchored(grid: pd.DataFrame, anchors: Anchors, year: int) -> list[pd.DataFrame]:
    """Of pairs every step; of the puskesmas those of this year and what falls due in it of the year before,
    and one without a due date where the year has no pair."""
    first = pd.Timestamp(year, 1, 1)
    of_pairs = anchors.of_pairs[anchors.of_pairs["grid_row"].isin(grid.index)]
    of_years = anchors.of_years[anchors.of_years["grid_row"].isin(grid.index)]
    due_now = of_years["due_on"].dt.year.eq(year) & of_years["round_date"].lt(first)
    kept = of_years[of_years["round_date"].eq(first) | due_now]
    rows = grid.index[grid["rhythm"].eq(Rhythm.PAIRS_YEAR)]
    bare = rows[~rows.isin(kept.loc[kept["round_date"].eq(first), "grid_row"])]
    never = pd.Series(pd.NaT, index=range(len(bare)), dtype=_DATE)
    without = pd.DataFrame({"grid_row": bare, "round_date": first, "starts_on": never, "due_on": never})
    return [part for part in (of_pairs, kept, without) if len(part)]


def compute_rounds_of_records(
    records: pd.DataFrame,
    grid: pd.DataFrame,
    day_occasions: pd.DataFrame,
    moves: pd.DataFrame,
    anchors: Anchors,
) -> pd.DataFrame:
    """The round each record belongs to.

    `records` carries sop_key, step_key, unit_key, hint (a date) and exact (True: the hint is the round's
    H-day, as typed in `Putaran`); `moves` are those of compute_moves.  Returns the rows whose step and unit
    exist, with grid_row, round_date, rhythm and lost (True: counted from a posyandu day, but there is none to
    which it could belong).

    Decided: without `Putaran` a step counted from a posyandu day belongs to the round whose due date for
    that step is nearest (a tie goes to the earlier round).
    """
    about = grid[[*KEYS, "rhythm", "posyandu", "unit_kind"]].rename(columns={"posyandu": "home"})
    about = about.assign(grid_row=grid.index)
    found = records.merge(about, on=KEYS, how="inner").reset_index(drop=True)
    found["hint"] = found["hint"].astype("datetime64[s]")
    found["round_date"] = compute_anchor(found["rhythm"], found["hint"])
    once = found["rhythm"].eq(Rhythm.NONE) & found["unit_kind"].eq("pasangan")
    once |= found["rhythm"].isin([Rhythm.ONCE, Rhythm.PAIR])
    by_day = found["rhythm"].eq(Rhythm.DAY)
    by_event = found["rhythm"].isin(BY_EVENT)
    found["round_date"] = found["round_date"].mask(once | by_event)
    found = _find_pair_years(found, anchors)
    found = _find_sessions_and_visits(found, day_occasions)

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
    idle = found["rhythm"].eq(Rhythm.VISITS) & ~found["grid_row"].isin(day_occasions["grid_row"])
    return found.assign(lost=by_event & ~idle & found["round_date"].isna())


def _find_pair_years(found: pd.DataFrame, anchors: Anchors) -> pd.DataFrame:
    """The calendar year of an OSOC step of the puskesmas; what follows the last pair's end (8, 9) may be done
    in the next January and still belongs to the year before, if a pair ended in it and unless `Putaran` says
    otherwise."""
    days = found["step_key"].map(AFTER_THE_END).fillna(0)
    shifted = found["hint"] - pd.to_timedelta(days, unit="D")
    loose = found["rhythm"].eq(Rhythm.PAIRS_YEAR) & ~found["exact"].astype(bool)
    year = compute_anchor(found["rhythm"], shifted)
    ended = anchors.of_years[anchors.of_years["due_on"].notna()]
    known = pd.MultiIndex.from_frame(ended[["grid_row", "round_date"]])
    loose &= np.asarray(pd.MultiIndex.from_arrays([found["grid_row"], year]).isin(known))
    return found.assign(round_date=found["round_date"].mask(loose, year))


def _find_sessions_and_visits(found: pd.DataFrame, occasions: pd.DataFrame) -> pd.DataFrame:
    """A record of B7 belongs to the session it names (`Putaran`), else to the one whose due day is nearest; a
    visit to the thirty days it lies in, after the last of them to the last."""
    dues = occasions[[*KEYS, "due_on", "round_date"]].sort_values("due_on", kind="stable")
    when: dict[Rhythm, tuple[str, Literal["nearest", "forward"]]] = {
        Rhythm.SESSION: ("done_on", "nearest"),
        Rhythm.VISITS: ("hint", "forward"),
    }
    for rhythm, (column, direction) in when.items():
        rows = found.loc[found["rhythm"].eq(rhythm), [*KEYS, "hint", "exact", "done_on"]].reset_index()
        if rows.empty or dues.empty:
            continue
        day = rows[column].astype(_DATE).fillna(rows["hint"])
        loose = rows.assign(day=day)[day.notna()].sort_values("day", kind="stable")
        near = pd.merge_asof(
            loose, dues, left_on="day", right_on="due_on", by=KEYS, direction=direction,
            tolerance=NEAREST_WITHIN if rhythm == Rhythm.SESSION else None,
        )  # fmt: skip
        if rhythm == Rhythm.VISITS:
            last = dues.drop_duplicates(KEYS, keep="last").rename(columns={"round_date": "last"})
            near = near.merge(last[[*KEYS, "last"]], on=KEYS, how="left")
            near["round_date"] = near["round_date"].fillna(near["last"])
        found.loc[near["index"], "round_date"] = near["round_date"].to_numpy()
        if rhythm == Rhythm.SESSION:
            named = rows[rows["exact"].astype(bool)]
            named = named.merge(dues, left_on=[*KEYS, "hint"], right_on=[*KEYS, "round_date"], how="inner")
            found.loc[named["index"], "round_date"] = named["round_date"].to_numpy()
    return found
