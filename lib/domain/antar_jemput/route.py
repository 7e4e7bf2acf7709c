"""Where a trip drives: its stops in the order people know, how far it is, whether the SOP's time can hold,
and links that open it in Google Maps.  No order is proposed: three to six stops have one already.

Straight lines over the earth (haversine, radius 6371,0088 km: the mean radius R1 of the IUGG, Moritz 2000),
lengthened by a factor for roads.  Links: Google's "Maps URLs", where a phone's browser takes three places
between start and end.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from lib.domain.settings import Pace
from lib.domain.steps.keys import look_up, normalise_key
from lib.domain.steps.units import Tables

EARTH_RADIUS_KM = 6371.0088
PLACES_BETWEEN = 3
"""Places between start and end that a link may hold on a phone."""
PICKUP_PLACE, POSYANDU_PLACE = "titik", "posyandu"
"""What kind of place a row of `build_stops` is."""

STOP_COLUMNS = ("trip", "order", "kind", "stop_order", "name", "latitude", "longitude")


@dataclass(frozen=True, slots=True)
class Route:
    """One trip: `km` on the road and `minutes` from its start to the posyandu, both NaN while places are
    missing; `missing`: names without Lintang and Bujur, in order; `links`: addresses to open one after the
    other, "" none."""

    trip: int
    stops: int
    km: float
    minutes: float
    missing: tuple[str, ...]
    links: tuple[str, ...]


def compute_distance_km(
    latitude: np.ndarray, longitude: np.ndarray, to_latitude: np.ndarray, to_longitude: np.ndarray
) -> np.ndarray:
    """Kilometres along the earth between places in degrees, elementwise; NaN where one is missing."""
    phi, to_phi = np.radians(latitude), np.radians(to_latitude)
    half_lambda = np.radians(to_longitude - longitude) / 2
    root = np.sin((to_phi - phi) / 2) ** 2 + np.cos(phi) * np.cos(to_phi) * np.sin(half_lambda) ** 2
    distance: np.ndarray = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(root, 0.0, 1.0)))
    return distance


def build_stops(tables: Tables, roster: pd.DataFrame, posyandu: str) -> pd.DataFrame:
    """The places of one round's trips, one row a place: STOP_COLUMNS, by trip and order.

    `roster`: the round's rows of compute_roster with `trip`.  A trip drives its pickup points in stop order
    and ends at the posyandu; a trip after the first begins there too.  stop_order as typed;
    latitude and longitude in degrees, NaN where not typed.
    """
    points = tables["titik_jemput"].assign(key=normalise_key(tables["titik_jemput"]["code"]))
    aboard = roster[roster["trip"].notna()].drop_duplicates(["trip", "point"])
    aboard = aboard.sort_values(["trip", "stop_order", "point"], kind="stable")
    key = normalise_key(aboard["point"])
    stops = pd.DataFrame(
        {
            "trip": aboard["trip"].astype("int64"),
            "kind": PICKUP_PLACE,
            "stop_order": aboard["stop_order"],
            "name": aboard["point_name"],
            **{name: look_up(key, points, "key", name) for name in ("latitude", "longitude")},
        }
    )
    places = tables["posyandu"]
    home = places[places["code"].eq(posyandu).fillna(False)].head(1)
    home = home[["name", "latitude", "longitude"]].assign(kind=POSYANDU_PLACE, stop_order=float("nan"))
    parts: list[pd.DataFrame] = []
    for trip, own in stops.groupby("trip", sort=True):
        arrive = home.assign(trip=trip)
        parts += [own, arrive] if trip == 1 else [arrive, own, arrive]
    if not parts:
        return pd.DataFrame(columns=list(STOP_COLUMNS))
    table = pd.concat(parts, ignore_index=True)
    return table.assign(order=table.groupby("trip").cumcount() + 1)[list(STOP_COLUMNS)]


def compute_routes(stops: pd.DataFrame, pace: Pace) -> list[Route]:
    """One Route a trip of `build_stops`."""
    routes = []
    for _, own in stops.groupby("trip", sort=True):
        latitude, longitude = (own[name].to_numpy("float64") for name in ("latitude", "longitude"))
        legs = compute_distance_km(latitude[:-1], longitude[:-1], latitude[1:], longitude[1:])
        km = float(legs.sum()) * pace.road_factor
        halts = int(own["kind"].eq(PICKUP_PLACE).sum())
        missing = own.loc[own[["latitude", "longitude"]].isna().any(axis=1), "name"].drop_duplicates()
        whole = missing.empty and own["kind"].eq(POSYANDU_PLACE).any()
        routes.append(
            Route(
                trip=int(own["trip"].iloc[0]),
                stops=halts,
                km=km if whole else float("nan"),
                minutes=km / pace.kmh * 60 + halts * pace.stop_minutes if whole else float("nan"),
                missing=tuple(missing.fillna("").astype(str)),
                links=build_links(list(zip(latitude, longitude, strict=True))) if whole else (),
            )
        )
    return routes


def compute_minutes(routes: list[Route]) -> float:
    """Minutes that all trips of a round take one after the other; NaN while one is not known."""
    return float(sum(route.minutes for route in routes)) if routes else float("nan")


def build_links(places: list[tuple[float, float]]) -> tuple[str, ...]:
    """Google Maps addresses that drive through `places` (latitude, longitude in degrees) in order: the next
    begins where the last ended.  None for fewer than two places.  They hold places only, nobody's name."""
    typed = [f"{latitude:.5f},{longitude:.5f}" for latitude, longitude in places]
    links = []
    while len(typed) > 1:
        leg, typed = typed[: PLACES_BETWEEN + 2], typed[PLACES_BETWEEN + 1 :]
        asked = {"api": "1", "origin": leg[0], "destination": leg[-1], "travelmode": "driving"}
        if leg[1:-1]:
            asked["waypoints"] = "|".join(leg[1:-1])
        links.append(f"https://www.google.com/maps/dir/?{urlencode(asked)}")
    return tuple(links)
