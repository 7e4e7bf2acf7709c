"""Papers of one round of antar-jemput: driver's list, name sheet, and the notice to the bus company."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from lib.domain.antar_jemput import LEFT_OUT, ON_LIST
from lib.domain.settings import PuskesmasSettings
from lib.reports.list_book import build_case_list_book
from lib.reports.typesetting import build_pdf
from lib.words.formats import (
    format_day,
    format_minutes_of_day,
    format_phone,
    format_short_day,
    format_weekday,
)

# --- The driver's list of one round: whom to fetch where and when, to print and tick, and as .xlsx.
#
# Of a person there are name, seats and the carer's phone: no NIK, birth date, diagnosis, nor who is
# pregnant.

LIST_TEMPLATE = Path(__file__).with_name("list.typ")
LIST_FOOT = "Hanya untuk menjemput. Kembalikan kepada kader sesudah posyandu."
NOBODY = "Belum ada yang bersedia dijemput."
NO_POINT = "Belum punya titik jemput"
ASK = "Tanyakan kepada kader sebelum berangkat."
BY_HAND = "jam ......"
"""Where no hour is known, or where it is that of an earlier trip: to be written by hand."""

LIST_COLUMNS = (
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
        "columns": LIST_COLUMNS,
        "sections": sections,
        "size": 14,
        "space": 9,
        "foot": LIST_FOOT,
        "empty": "" if sections else NOBODY,
    }
    return build_pdf(LIST_TEMPLATE, page)


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


# --- The name sheet of a posyandu day: everyone who is expected, in large rows to tick, on paper or a phone.

EXTRA_ROWS = 5
"""Empty rows for those who come unexpected."""

NAME_FOOT = "Sesudah posyandu, catat Naik, Hadir, dan Diantar pulang di tab Antar Jemput."
ALONE = "datang sendiri?"
NAME_COLUMNS = (
    {"title": "No", "width": 1.2, "kind": "number"},
    {"title": "Nama", "width": 0, "kind": "name"},
    {"title": "RT", "width": 1.4, "kind": "text"},
    {"title": "Dijemput di", "width": 4.2, "kind": "text"},
    {"title": "Hadir", "width": 1.7, "kind": "box"},
    {"title": "Pulang", "width": 1.9, "kind": "box"},
)


def build_name_sheet(one: Mapping[Any, Any], people: pd.DataFrame, roster: pd.DataFrame) -> bytes:
    """The sheet as PDF (A4), by name. `one`: a row of compute_rounds with posyandu_name given; `people` of
    compute_people and `roster` of compute_roster, of that round. Who was taken off the list is not on it."""
    listed = people[people["bucket"].ne(LEFT_OUT)].sort_values("name", kind="stable", na_position="last")
    points = roster.dropna(subset=["person_id"]).set_index("person_id")["point_name"].to_dict()
    rows = []
    for number, person in enumerate(listed.to_dict("records"), start=1):
        point = points.get(person["person_id"])
        where = (
            (str(point) if pd.notna(point) else "titik belum ada") if person["bucket"] == ON_LIST else ALONE
        )
        name = str(person["name"]) if pd.notna(person["name"]) else str(person["person_id"])
        rows.append([str(number), name, str(person["rt"]) if pd.notna(person["rt"]) else "", where, "", ""])
    rows += [[str(len(listed) + place), "", "", "", "", ""] for place in range(1, EXTRA_ROWS + 1)]
    group = {"order": "", "title": "", "hour": "", "note": "", "rows": rows}
    page = {
        "title": f"Daftar nama: {one['posyandu_name']}",
        "lines": describe_round(one)[:1],
        "day": format_short_day(one["round_date"]),
        "columns": NAME_COLUMNS,
        "sections": [{"title": "", "note": "", "apart": False, "groups": [group]}],
        "size": 14,
        "space": 11,
        "foot": NAME_FOOT,
        "empty": "",
    }
    return build_pdf(LIST_TEMPLATE, page)


# --- The one-page notice to the bus company (SOP antar-jemput, step 4): day, hours, points, head counts.
#
# No name, phone or anything else of a child or mother is on it.

NOTICE_TEMPLATE = Path(__file__).with_name("notice.typ")


def build_bus_notice(
    one: Mapping[Any, Any], roster: pd.DataFrame, settings: PuskesmasSettings, *, today: pd.Timestamp
) -> bytes:
    """The page as PDF. `one`: a row of compute_rounds with posyandu_name given; `roster`: its rows of
    Seen.roster, with `trip`."""
    page = {
        "title": "Pemberitahuan penjemputan",
        "puskesmas": settings.name or "Puskesmas",
        "address": " · ".join(part for part in (settings.address, settings.phone) if part),
        "to": f"Kepada Yth. {settings.bus_company or 'perusahaan bus'}",
        "opening": "Bersama ini kami sampaikan hari posyandu dan titik yang perlu dijemput.",
        "facts": _describe_facts(one),
        "rows": [
            [str(place), *_describe_stop(stop)] for place, (_, stop) in enumerate(_group(roster), start=1)
        ],
        "total": ["", "Jumlah", "", str(len(roster)), str(int(roster["seats"].sum()))],
        "remarks": _describe_remarks(roster),
        "closing": "Terima kasih atas bantuannya. Bila ada perubahan, mohon kabari kami.",
        "signed": format_day(today),
    }
    return build_pdf(NOTICE_TEMPLATE, page)


def _group(roster: pd.DataFrame) -> Any:
    return roster.groupby(["trip", "stop_order", "point_name"], sort=False, dropna=False)


def _describe_stop(stop: pd.DataFrame) -> list[str]:
    first = stop.iloc[0]
    point = str(first["point_name"]) if pd.notna(first["point_name"]) else "(titik menyusul)"
    hour = format_minutes_of_day(first["point_time"]) if pd.notna(first["point_time"]) else "menyusul"
    if pd.notna(first["trip"]) and first["trip"] > 1:
        hour = f"perjalanan {first['trip']:.0f}"
    return [point, hour, str(len(stop)), str(int(stop["seats"].sum()))]


def _describe_facts(one: Mapping[Any, Any]) -> list[list[str]]:
    facts: list[list[Any]] = [
        ["Hari posyandu", format_weekday(one["round_date"])],
        ["Posyandu", str(one["posyandu_name"])],
        ["Buka", format_minutes_of_day(one["open_time"]) if pd.notna(one["open_time"]) else None],
        ["Tempat", one["venue"]],
        ["Bus", ", ".join(str(part) for part in (one["bus"], one["plate"]) if pd.notna(part)) or None],
    ]
    return [[name, str(said)] for name, said in facts if pd.notna(said)]


def _describe_remarks(roster: pd.DataFrame) -> list[str]:
    if roster.empty:
        return ["Jumlah yang dijemput menyusul: belum ada yang menyatakan bersedia."]
    trips = roster["trip"].max()
    return [f"Kursi bus tidak cukup sekali jalan: perlu {trips:.0f} perjalanan."] if trips > 1 else []


# --- Every sheet of one round of antar-jemput, each made when it is asked for.


def list_sheets(
    one: Mapping[Any, Any],
    people: pd.DataFrame,
    roster: pd.DataFrame,
    settings: PuskesmasSettings,
    *,
    today: pd.Timestamp,
) -> dict[str, Callable[[], bytes]]:
    """Key of the view's SHEETS → what makes the file; the rest as for build_name_sheet."""
    return {
        "sopir": partial(build_driver_list, one, roster),
        "sopir_excel": partial(build_driver_book, roster),
        "nama": partial(build_name_sheet, one, people, roster),
        "pemberitahuan": partial(build_bus_notice, one, roster, settings, today=today),
    }
