"""The driver's list of one round: whom to fetch where and when, to print and tick, and as .xlsx.

Of a person there are name, seats and the carer's phone: no NIK, birth date, diagnosis, nor who is pregnant.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from lib.reports.list_book import build_case_list_book
from lib.reports.typesetting import build_pdf
from lib.words.formats import format_minutes_of_day, format_phone, format_short_day, format_weekday

TEMPLATE = Path(__file__).with_name("list.typ")
FOOT = "Hanya untuk menjemput. Kembalikan kepada kader sesudah posyandu."
NOBODY = "Belum ada yang bersedia dijemput."
NO_POINT = "Belum punya titik jemput"
ASK = "Tanyakan kepada kader sebelum berangkat."
BY_HAND = "jam ......"
"""Where no hour is known, or where it is that of an earlier trip: to be written by hand."""

COLUMNS = (
    {"title": "Nama", "width": 0, "kind": "name"},
    {"title": "Kursi", "width": 1.6, "kind": "number"},
    {"title": "Telepon", "width": 4.3, "kind": "text"},
    {"title": "Naik", "width": 1.6, "kind": "box"},
    {"title": "Pulang", "width": 1.9, "kind": "box"},
)
BOOK_HEADERS: dict[str, tuple[str, float]] = {
    "trip": ("Perjalanan", 11),
    "stop_order": ("Urutan", 8),
    "point_name": ("Titik jemput", 24),
    "hour": ("Jam", 8),
    "name": ("Nama", 28),
    "seats": ("Kursi", 7),
    "phone": ("Telepon", 17),
    "boarded": ("Naik", 7),
    "attended": ("Hadir", 7),
    "returned": ("Diantar pulang", 9),
}


def build_driver_list(one: Mapping[Any, Any], roster: pd.DataFrame) -> bytes:
    """The list as PDF (A4, a page a trip). `one`: a row of compute_rounds with posyandu_name given; `roster`:
    its rows of Seen.roster, with `trip`."""
    trips = [trip for _, trip in roster[roster["trip"].notna()].groupby("trip", sort=True)]
    sections = [_build_trip(trip, len(trips)) for trip in trips]
    homeless = roster[roster["trip"].isna()]
    if len(homeless):
        rows = _build_rows(homeless)
        group = {"order": "?", "title": NO_POINT, "hour": "", "note": _count(homeless), "rows": rows}
        sections.append({"title": "", "note": ASK, "apart": False, "groups": [group]})
    page = {
        "title": f"Daftar jemput: {one['posyandu_name']}",
        "lines": describe_round(one),
        "day": format_short_day(one["round_date"]),
        "columns": COLUMNS,
        "sections": sections,
        "size": 14,
        "space": 9,
        "foot": FOOT,
        "empty": "" if sections else NOBODY,
    }
    return build_pdf(TEMPLATE, page)


def describe_round(one: Mapping[Any, Any]) -> list[str]:
    """Day, hour and place; bus, plate, driver and seats, as far as they are known."""
    opens = f"buka {format_minutes_of_day(one['open_time'])}" if pd.notna(one["open_time"]) else None
    seats = f"{one['capacity']:.0f} kursi" if pd.notna(one["capacity"]) else None
    driver = f"sopir {one['driver']}" if pd.notna(one["driver"]) else None
    bus = [part for part in (one["bus"], one["plate"], driver, seats) if pd.notna(part)]
    place = [part for part in (format_weekday(one["round_date"]), opens, one["venue"]) if pd.notna(part)]
    return [" · ".join(map(str, place)), " · ".join(map(str, bus)) or "Bus belum ditentukan"]


def _build_trip(trip: pd.DataFrame, trips: int) -> dict[str, Any]:
    number = int(trip["trip"].iloc[0])
    stops = trip.groupby(["stop_order", "point"], sort=False, dropna=False)
    return {
        "title": f"Perjalanan {number} dari {trips}" if trips > 1 else "",
        "note": _count(trip) + (f", berangkat setelah perjalanan {number - 1}" if number > 1 else ""),
        "apart": True,
        "groups": [_build_stop(stop, timed=number == 1) for _, stop in stops],
    }


def _build_stop(stop: pd.DataFrame, *, timed: bool) -> dict[str, Any]:
    first = stop.iloc[0]
    # The hours of Titik Jemput are those of one way round: what the next trip needs nobody has written down.
    hour = format_minutes_of_day(first["point_time"]) if timed and pd.notna(first["point_time"]) else BY_HAND
    return {
        "order": f"{first['stop_order']:.0f}" if pd.notna(first["stop_order"]) else "",
        "title": str(first["point_name"]),
        "hour": hour,
        "note": _count(stop),
        "rows": _build_rows(stop),
    }


def _build_rows(people: pd.DataFrame) -> list[list[str]]:
    return [
        [
            str(row["name"]) if pd.notna(row["name"]) else str(row["person_id"]),
            str(row["seats"]),
            _space_out(format_phone(row["phone"])),
            "",
            "",
        ]
        for row in people.to_dict("records")
    ]


def _space_out(phone: str) -> str:
    """Digits in fours, easier to dial from paper."""
    return " ".join(phone[place : place + 4] for place in range(0, len(phone), 4))


def _count(people: pd.DataFrame) -> str:
    return f"{len(people)} orang, {int(people['seats'].sum())} kursi"


def build_driver_book(roster: pd.DataFrame) -> bytes:
    """The same list as .xlsx, a row a person, with what was recorded of the day."""
    said = {True: "Ya", False: "Tidak"}
    timed = roster["point_time"].notna() & roster["trip"].eq(1)
    rows = roster.assign(
        hour=roster["point_time"].map(format_minutes_of_day).where(timed),
        **{name: roster[name].astype(object).map(said) for name in ("boarded", "attended", "returned")},
    )
    return build_case_list_book(rows, title="Daftar jemput", headers=BOOK_HEADERS)
