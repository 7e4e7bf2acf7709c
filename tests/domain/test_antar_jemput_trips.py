"""The bus list cut into trips: everyone once, never more than the seats, and the SOP's 35 minutes."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from lib.domain.antar_jemput import (
    compute_people,
    compute_roster,
    compute_rounds,
    compute_sasaran,
    compute_trip_numbers,
    compute_trips,
    find_bus_clashes,
    find_too_long,
)
from lib.domain.kms import compute_monthly_status
from tests.budget import examples
from tests.domain.workbook_tables import POSYANDU, build_tables

H = "2026-11-12"
POINTS = [
    {"code": "A", "name": "Gapura", "posyandu": "MLT1", "stop_order": 1, "time": 435},
    {"code": "B", "name": "Pos", "posyandu": "MLT1", "stop_order": 2, "time": 450},
    {"code": "C", "name": "Warung", "posyandu": "MLT1", "stop_order": 3},
]


def roster_of(*points: str | None, seats: float | None = 4, **more: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A round with one willing balita at each of `points`, and its rounds."""
    tables = build_tables(
        posyandu=POSYANDU,
        jadwal=[{"date": H, "posyandu": "MLT1", "bus": "Bus 1"}],
        armada=[] if seats is None else [{"name": "Bus 1", "seats": seats}],
        titik_jemput=POINTS,
        balita=[
            {
                "child_id": f"X-{number}",
                "name": f"Anak {number}",
                "sex": "L",
                "birth_date": "2025-01-10",
                "posyandu": "MLT1",
                "pickup_point": point,
            }
            for number, point in enumerate(points)
        ],
        antar_jemput=[
            {"date": H, "posyandu": "MLT1", "person_id": f"X-{number}", "willing": "Ya", **more}
            for number, _ in enumerate(points)
        ],
    )
    monthly = compute_monthly_status(
        tables["balita"], tables["penimbangan"], until=pd.Timestamp("2026-11-30")
    )
    rounds = compute_rounds(tables, today="2026-11-10", month="2026-11")
    sasaran = compute_sasaran(tables, monthly, month="2026-11")
    roster = compute_roster(tables, compute_people(tables, rounds, sasaran, monthly))
    return roster.assign(trip=compute_trip_numbers(roster, rounds)), rounds


def test_the_bus_is_filled_in_stop_order_then_comes_the_next_trip() -> None:
    roster, _ = roster_of("C", "A", "B", "A", "B")
    assert roster["point"].tolist() == ["A", "A", "B", "B", "C"]
    assert roster["trip"].tolist() == [1, 1, 2, 2, 3]
    trips = compute_trips(roster)
    assert trips["people"].tolist() == [2, 2, 1] and trips["seats"].tolist() == [4, 4, 2]


def test_an_odd_seat_stays_free_rather_than_part_a_child_from_the_carer() -> None:
    roster, _ = roster_of("A", "A", "A", seats=5)
    assert roster["trip"].tolist() == [1, 1, 2]


def test_without_armada_there_is_one_trip() -> None:
    roster, rounds = roster_of(*["A"] * 30, seats=None)
    assert rounds["capacity"].isna().all()
    assert set(roster["trip"]) == {1.0}


def test_who_needs_more_seats_than_the_bus_has_still_stands_on_the_list() -> None:
    roster, _ = roster_of("A", "B", seats=1)
    assert roster["trip"].tolist() == [1, 2]


def test_who_has_no_point_is_on_no_trip_and_still_on_the_list() -> None:
    roster, _ = roster_of("A", None, "tidak ada")
    assert len(roster) == 3
    assert roster["trip"].isna().tolist() == [False, True, True]
    assert compute_trips(roster)["people"].sum() == 1


def test_minutes_are_those_between_the_hours_of_the_stops() -> None:
    roster, _ = roster_of("A", "B", "C", seats=20)
    (trip,) = compute_trips(roster).to_dict("records")
    assert (trip["first_time"], trip["last_time"], trip["minutes"], trip["untimed"]) == (435, 450, 15, 1)
    untimed = compute_trips(roster_of("C")[0]).iloc[0]
    assert math.isnan(untimed["minutes"]) and untimed["untimed"] == 1


def test_too_long_only_where_the_hours_prove_it() -> None:
    def trips(*minutes: float) -> pd.DataFrame:
        return pd.DataFrame({"minutes": minutes})

    assert find_too_long(trips(36.0)) == 36
    assert find_too_long(trips(20.0, 16.0)) == 36
    assert math.isnan(find_too_long(trips(35.0)))
    assert math.isnan(find_too_long(trips(float("nan"))))
    assert find_too_long(trips(20.0), 15.0) == 20


@examples(25)
@given(points=st.lists(st.sampled_from(["A", "B", "C", None, "?"]), max_size=14), seats=st.integers(1, 12))
def test_everyone_is_on_one_trip_or_has_no_point_and_no_bus_is_too_full(points: list, seats: int) -> None:
    roster, _ = roster_of(*points, seats=seats)
    assert sorted(roster["person_id"]) == sorted(f"X-{number}" for number in range(len(points)))
    assert roster["trip"].isna().equals(roster["point_name"].isna())
    trips = compute_trips(roster)
    assert trips["people"].sum() == roster["point_name"].notna().sum()
    assert ((trips["seats"] <= seats) | (trips["people"] == 1)).all()
    assert trips["trip"].tolist() == list(range(1, len(trips) + 1))
    order = roster["stop_order"][roster["trip"].notna()]
    assert order.is_monotonic_increasing and roster["trip"].dropna().is_monotonic_increasing


def rounds_at(*hours: float | None, bus: str | None = "Bus 1") -> pd.DataFrame:
    tables = build_tables(
        posyandu=POSYANDU,
        jadwal=[
            {"date": H, "posyandu": f"MLT{place}", "open_time": hour, "bus": bus if place < 3 else "bus  1"}
            for place, hour in enumerate(hours, start=1)
        ],
    )
    return compute_rounds(tables, today="2026-11-10", month="2026-11")


def test_one_bus_at_two_posyandu_on_one_day_is_flagged() -> None:
    (clash,) = find_bus_clashes(rounds_at(480, 480)).to_dict("records")
    assert clash["overlaps"] and [name for name, _ in clash["posyandu"]] == ["Melati 1", "Melati 2"]
    assert find_bus_clashes(rounds_at(480, None))["overlaps"].tolist() == [True]
    assert find_bus_clashes(rounds_at(480, 780))["overlaps"].tolist() == [False]
    assert find_bus_clashes(rounds_at(480, 780, 500))["overlaps"].tolist() == [True]
    assert find_bus_clashes(rounds_at(480)).empty
    assert find_bus_clashes(rounds_at(480, 480, bus=None)).empty
