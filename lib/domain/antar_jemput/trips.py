"""The bus list cut into trips: who fits on which, and whether the SOP's time is enough.

Decided: a bus is filled in stop order, person by person, so that no trip drives with seats that the next
one needs; a stop may be on two trips.  Nobody is split from their carer.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.domain.steps.rounds import ROUND_KEY

STANDARD_MINUTES = 35.0
"""SOP antar-jemput, step 5: fetching takes 35 minutes."""

TWO_ROUNDS_MINUTES = 120.0
"""Decided: a bus needs so long between two posyandu that open on the same day."""

TRIP_COLUMNS = (
    *ROUND_KEY,
    "trip",
    "people",
    "seats",
    "first_time",
    "last_time",
    "minutes",
    "untimed",
)

PUBLIC_COLUMNS = frozenset({"trip"})
"""On which trip somebody is: public where persons are initials."""


def compute_trip_numbers(roster: pd.DataFrame, rounds: pd.DataFrame) -> pd.Series:
    """The trip (1, 2, …) of each row of `roster` (compute_roster), NaN for who has no known pickup point.

    A round whose bus or capacity is not known has one trip.  Who needs more seats than the bus has travels
    alone on a trip that is too full.
    """
    capacity = roster[ROUND_KEY].merge(rounds[[*ROUND_KEY, "capacity"]], on=ROUND_KEY, how="left")["capacity"]
    trips = np.full(len(roster), np.nan)
    placed = roster["point_name"].notna().to_numpy()
    room, seats = capacity.to_numpy("float64"), roster["seats"].to_numpy("float64")
    round_at = roster.groupby(ROUND_KEY, sort=False).ngroup().to_numpy()
    trip, taken, last = 1, 0.0, -1
    for place in np.flatnonzero(placed):
        if round_at[place] != last:
            trip, taken, last = 1, 0.0, round_at[place]
        if taken and taken + seats[place] > room[place]:  # never true where the capacity is NaN
            trip, taken = trip + 1, 0.0
        taken += seats[place]
        trips[place] = trip
    return pd.Series(trips, index=roster.index, dtype="float64")


def compute_trips(roster: pd.DataFrame) -> pd.DataFrame:
    """One row a round and trip of `roster`, which has `trip`: TRIP_COLUMNS.

    people and seats; first_time and last_time of its stops (minutes after midnight); `minutes` between them:
    the least that fetching takes, for the way from the last stop is not in the workbook; `untimed`: stops
    without an hour.  `minutes` is NaN where no stop has an hour.
    """
    aboard = roster[roster["trip"].notna()]
    key = [*ROUND_KEY, "trip"]
    groups = aboard.groupby(key, sort=True)
    table = groups.agg(
        people=("seats", "size"),
        seats=("seats", "sum"),
        first_time=("point_time", "min"),
        last_time=("point_time", "max"),
    ).reset_index()
    blank = aboard[aboard["point_time"].isna()].drop_duplicates([*key, "point"])
    untimed = blank.groupby(key).size().rename("untimed").reset_index()
    table = table.merge(untimed, on=key, how="left")
    table["untimed"] = table["untimed"].fillna(0).astype("int64")
    table["minutes"] = table["last_time"] - table["first_time"]
    return table[list(TRIP_COLUMNS)]


def find_too_long(trips: pd.DataFrame, standard_minutes: float = STANDARD_MINUTES) -> float:
    """The least minutes that the trips of one round take together, where these are more than the SOP's; else
    NaN.  Below them nothing is proved: the ways to the posyandu and back come on top."""
    least = float(trips["minutes"].fillna(0).sum())
    return least if least > standard_minutes else float("nan")


def find_bus_clashes(rounds: pd.DataFrame) -> pd.DataFrame:
    """Rounds that want the same bus on the same day: bus, round_date, posyandu (list of the names with the
    opening time, by hour), overlaps (bool).

    They overlap unless every two of them open at least TWO_ROUNDS_MINUTES apart.
    """
    wanted = rounds[rounds["bus"].notna()]
    wanted = wanted.assign(
        key=wanted["bus"].str.split().str.join(" ").str.casefold(),
        label=wanted["posyandu_name"].fillna(wanted["posyandu"]),
    ).sort_values(["round_date", "key", "open_time", "label"], kind="stable")
    rows = []
    for (day, _), group in wanted.groupby(["round_date", "key"], sort=True):
        if len(group) < 2:
            continue
        gaps = group["open_time"].diff().iloc[1:]
        rows.append(
            {
                "bus": group["bus"].iloc[0],
                "round_date": day,
                "posyandu": list(zip(group["label"], group["open_time"], strict=True)),
                "overlaps": bool(group["open_time"].isna().any() or (gaps < TWO_ROUNDS_MINUTES).any()),
            }
        )
    return pd.DataFrame(rows, columns=["bus", "round_date", "posyandu", "overlaps"])
