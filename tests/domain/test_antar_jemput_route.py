"""Where a trip drives: distances along the earth, the SOP's minutes, links in the order people know."""

from __future__ import annotations

import math
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.domain.antar_jemput import build_stops, compute_minutes, compute_routes
from lib.domain.antar_jemput.route import PLACES_BETWEEN, build_links, compute_distance_km
from lib.domain.settings import Pace
from tests.domain.workbook_tables import build_tables

USUAL = Pace()
PLACES = st.tuples(st.floats(-11, 6), st.floats(95, 141))
HOME = {"code": "MLT1", "name": "Melati 1", "desa": "Contoh", "latitude": -6.4, "longitude": 106.8}
POINTS = [
    {
        "code": "A",
        "name": "Gapura",
        "posyandu": "MLT1",
        "stop_order": 1,
        "latitude": -6.42,
        "longitude": 106.8,
    },
    {"code": "B", "name": "Pos", "posyandu": "MLT1", "stop_order": 2, "latitude": -6.41, "longitude": 106.8},
]


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(compute_distance_km(*map(np.array, (*one, *other))))


def roster(*stops: tuple[int, str]) -> pd.DataFrame:
    order = {point["code"]: point for point in POINTS}
    return pd.DataFrame(
        [
            {
                "trip": float(trip),
                "point": code,
                "point_name": order[code]["name"],
                "stop_order": order[code]["stop_order"],
            }
            for trip, code in stops
        ]
    )


def routes_of(*stops: tuple[int, str], points: list | None = None, home: dict = HOME, pace: Pace = USUAL):
    tables = build_tables(posyandu=[home], titik_jemput=POINTS if points is None else points)
    return compute_routes(build_stops(tables, roster(*stops), "MLT1"), pace)


def test_a_degree_of_latitude_is_111_km_and_jakarta_lies_116_km_from_bandung():
    assert distance((0, 100), (1, 100)) == pytest.approx(111.195, abs=0.001)
    # Great-circle distance of the two city centres.
    assert distance((-6.2088, 106.8456), (-6.9175, 107.6191)) == pytest.approx(116.5, abs=1.0)


@given(PLACES, PLACES, PLACES)
def test_a_way_is_as_long_back_and_a_detour_is_never_shorter(one, other, third):
    assert distance(one, other) == pytest.approx(distance(other, one))
    assert distance(one, one) == 0
    assert distance(one, other) <= distance(one, third) + distance(third, other) + 1e-6


def test_a_trip_drives_its_points_in_stop_order_to_the_posyandu():
    (route,) = routes_of((1, "B"), (1, "A"), (1, "A"))
    straight = 111.195 * 0.02
    assert route.km == pytest.approx(straight * 1.3, rel=1e-4)
    assert route.minutes == pytest.approx(straight * 1.3 / 20 * 60 + 2 * 3, rel=1e-4)
    (link,) = route.links
    asked = parse_qs(urlsplit(link).query)
    assert asked["origin"] == ["-6.42000,106.80000"] and asked["destination"] == ["-6.40000,106.80000"]
    assert asked["waypoints"] == ["-6.41000,106.80000"]


def test_a_second_trip_begins_at_the_posyandu_and_all_trips_take_their_time_together():
    first, second = routes_of((1, "A"), (2, "B"))
    assert second.km == pytest.approx(2 * 111.195 * 0.01 * 1.3, rel=1e-4)
    assert compute_minutes([first, second]) == pytest.approx(first.minutes + second.minutes)


def test_speed_minutes_a_stop_and_the_factor_for_roads_are_the_settings():
    (route,) = routes_of((1, "A"), pace=Pace(kmh=40, stop_minutes=0, road_factor=1))
    assert route.minutes == pytest.approx(111.195 * 0.02 / 40 * 60, rel=1e-4)


@pytest.mark.parametrize("gone", ["latitude", "longitude"])
def test_a_place_without_coordinates_is_named_and_nothing_is_guessed(gone):
    points = [POINTS[0] | {gone: None}, POINTS[1]]
    (route,) = routes_of((1, "A"), (1, "B"), points=points)
    assert route.missing == ("Gapura",) and route.links == ()
    assert math.isnan(route.km) and math.isnan(route.minutes) and math.isnan(compute_minutes([route]))
    (route,) = routes_of((1, "A"), home=HOME | {gone: None})
    assert route.missing == ("Melati 1",) and math.isnan(route.minutes)


def test_nobody_on_the_bus_drives_nowhere():
    tables = build_tables(posyandu=[HOME], titik_jemput=POINTS)
    empty = roster((1, "A")).iloc[:0]
    assert compute_routes(build_stops(tables, empty, "MLT1"), USUAL) == []
    assert math.isnan(compute_minutes([]))


@given(st.lists(PLACES, min_size=2, max_size=14))
def test_links_drive_through_every_place_in_order_and_none_asks_a_phone_too_much(places):
    driven: list[str] = []
    for link in build_links(places):
        asked = parse_qs(urlsplit(link).query)
        between = asked.get("waypoints", [""])[0].split("|") if "waypoints" in asked else []
        assert len(between) <= PLACES_BETWEEN
        assert not driven or driven[-1] == asked["origin"][0]
        driven += [*(asked["origin"] if not driven else []), *between, *asked["destination"]]
    assert driven == [f"{latitude:.5f},{longitude:.5f}" for latitude, longitude in places]
