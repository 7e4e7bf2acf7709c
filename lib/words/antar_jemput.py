"""Words about antar-jemput days."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from lib.domain.antar_jemput import Route
from lib.domain.settings import Pace
from lib.words.formats import format_number


def describe_days(days_left: float) -> str:
    """ "H-3", "Hari ini", "4 hari lalu"."""
    if days_left == 0:
        return "Hari ini"
    return f"H-{days_left:.0f}" if days_left > 0 else f"{-days_left:.0f} hari lalu"


ROUTE_TITLE = "Jalan bus"
NO_WAY_HELP = (
    "Isi kolom Lintang dan Bujur di tab “Titik Jemput” dan “Posyandu” (di Google Maps: tekan lama tempatnya)."
)


def describe_way(missing: Sequence[str]) -> str:
    """Which places have no coordinates yet."""
    return f"Letak belum ada: {', '.join(missing)}. Jarak dan lama jalan belum bisa diperkirakan."


def describe_verdict(minutes: float, standard: float, *, trips: int) -> tuple[str, str]:
    """Kind of note and words: whether fetching can be done in the SOP's minutes."""
    said = f"Menjemput kira-kira {format_number(minutes)} menit"
    said += f" dalam {trips} perjalanan" if trips > 1 else ""
    limit = f"{format_number(standard)} menit menurut SOP"
    return (
        ("good", f"{said}: cukup dalam {limit}.")
        if minutes <= standard
        else ("problem", f"{said}: lebih dari {limit}.")
    )


def describe_pace(pace: Pace) -> str:
    """What the estimate rests on, and where it is changed."""
    return (
        f"Perkiraan dengan {format_number(pace.kmh)} km/jam, {format_number(pace.stop_minutes)} menit tiap "
        f"titik, dan jalan {format_number(pace.road_factor, decimals=1)} kali garis lurus. "
        "Ubah di tab “Pengaturan”."
    )


def describe_route(route: Route, stops: pd.DataFrame) -> str:
    """One trip: "Perjalanan 1: Gapura RW 01 → Pos RW 01 → Melati 1, 3,4 km, kira-kira 16 menit."."""
    names = stops.loc[stops["trip"].eq(route.trip), "name"].fillna("?")
    way = f"Perjalanan {route.trip}: {' → '.join(names)}"
    if math.isnan(route.km):
        return f"{way}."
    return f"{way}, {format_number(route.km, decimals=1)} km, kira-kira {format_number(route.minutes)} menit."


def name_link(route: Route, number: int, trips: int) -> str:
    """What a link to the map is called; a long way is opened in parts."""
    which = f" perjalanan {route.trip}" if trips > 1 else ""
    part = f", bagian {number} dari {len(route.links)}" if len(route.links) > 1 else ""
    return f"Buka{which} di Google Maps{part}"
