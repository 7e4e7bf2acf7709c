"""What is printed for a round: driver's list, name sheet and notice to the company, and what never is."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

from lib.domain.antar_jemput import compute_people, compute_roster, compute_rounds, compute_trip_numbers
from lib.domain.settings import PuskesmasSettings
from lib.reports.antar_jemput import (
    EXTRA_ROWS,
    NO_POINT,
    NOBODY,
    build_bus_notice,
    build_driver_book,
    build_driver_list,
    build_name_sheet,
    list_sheets,
)
from lib.views.antar_jemput.papers import SHEETS
from tests.domain.workbook_tables import POSYANDU, build_tables

H = "2026-11-25"
SETTINGS = PuskesmasSettings(name="Puskesmas Contoh", bus_company="PT Contoh Angkutan", phone="021-000")
CHILD = {
    "nik": "9999990101250001", "sex": "L", "birth_date": "2025-01-10", "posyandu": "MLT1", "rt": "001",
    "caregiver": "Ibu Pengasuh", "address": "Jalan Rahasia 7",
}  # fmt: skip


def build_round(
    points: list[str | None], *, seats: float | None = 20, name: str = "Anak Nomor {}"
) -> tuple[dict[Any, Any], pd.DataFrame, pd.DataFrame]:
    """A round, its people and its roster with trips: willing balita, and a pregnant mother at point A."""
    balita = [
        {
            **CHILD,
            "child_id": f"X-{number}",
            "name": name.format(number),
            "phone": f"+6281200000{number:03d}",
            "pickup_point": point,
        }
        for number, point in enumerate(points)
    ]
    mothers = [{"mother_id": "IH-1", "name": "Sari Ibu", "posyandu": "MLT1", "pickup_point": "A"}]
    everyone = [*(one["child_id"] for one in balita), *(["IH-1"] if points else [])]
    tables = build_tables(
        posyandu=POSYANDU,
        jadwal=[{"date": H, "posyandu": "MLT1", "bus": "Bus 1", "open_time": 480, "venue": "Balai RW 001"}],
        armada=[] if seats is None else [{"name": "Bus 1", "seats": seats, "driver": "Pak Contoh"}],
        titik_jemput=[
            {"code": "A", "name": "Gapura", "posyandu": "MLT1", "stop_order": 1, "time": 435},
            {"code": "B", "name": "Warung", "posyandu": "MLT1", "stop_order": 2},
        ],
        balita=balita,
        ibu_hamil=mothers if points else [],
        antar_jemput=[{"date": H, "posyandu": "MLT1", "person_id": one, "willing": "Ya"} for one in everyone],
    )
    rounds = compute_rounds(tables, today="2026-11-22", month="2026-11")
    sasaran = pd.DataFrame({"posyandu": "MLT1", "person_id": everyone, "kind": "balita"}, dtype="str")
    sasaran["kind"] = sasaran["kind"].mask(sasaran["person_id"].eq("IH-1"), "ibu hamil")
    people = compute_people(tables, rounds, sasaran)
    roster = compute_roster(tables, people)
    roster = roster.assign(trip=compute_trip_numbers(roster, rounds))
    return rounds.iloc[0].to_dict(), people, roster


def read(pdf: bytes) -> list[str]:
    """The words of each page; no-break spaces and line breaks as spaces."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_the_drivers_list_has_points_in_order_with_hour_seats_and_phone() -> None:
    one, _, roster = build_round(["B", "A"])
    (page,) = read(build_driver_list(one, roster))
    for said in (
        *("Daftar jemput: Melati 1", "Rabu, 25 November 2026 · buka 08.00 · Balai RW 001"),
        *("Bus 1 · sopir Pak Contoh · 20 kursi", "07.15", "Anak Nomor 1", "0812 0000 0001", "Sari Ibu"),
    ):
        assert said in page, said
    assert page.index("Gapura") < page.index("Anak Nomor 1") < page.index("Warung")
    assert "jam ......" in page[page.index("Warung") :]


def test_nothing_on_it_is_the_drivers_no_business() -> None:
    one, _, roster = build_round(["A", "B", None])
    text = " ".join(read(build_driver_list(one, roster)))
    for private in ("999999", "2025", "Jalan", "Pengasuh", "hamil", "gizi", "kurang", "X-1", "IH-1", "RT"):
        assert private not in text, private
    book = openpyxl.load_workbook(io.BytesIO(build_driver_book(roster)))
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert "Anak Nomor 1" in cells and "Titik jemput" in cells and "07.15" in cells
    assert not [cell for cell in cells if re.search(r"99999|2025|hamil|Jalan|Pengasuh", cell)]


def test_more_people_than_seats_make_a_page_for_each_trip_and_the_second_has_no_hour() -> None:
    one, _, roster = build_round(["A"] * 6, seats=5)
    pages = read(build_driver_list(one, roster))
    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert f"Perjalanan {number} dari 3" in page and f"halaman {number} dari 3" in page
    assert "07.15" in pages[0] and "07.15" not in pages[1]
    assert sum(page.count("Anak Nomor") for page in pages) == 6


def test_who_has_no_point_stands_apart_on_every_list() -> None:
    one, people, roster = build_round(["A", None])
    (page,) = read(build_driver_list(one, roster))
    assert page.index(NO_POINT) < page.index("Anak Nomor 1")
    (sheet,) = read(build_name_sheet(one, people, roster))
    assert "titik belum ada" in sheet and "Anak Nomor 1" in sheet


@pytest.mark.parametrize("seats", [None, 20])
def test_an_empty_round_still_prints(seats: float | None) -> None:
    one, people, roster = build_round([], seats=seats)
    (page,) = read(build_driver_list(one, roster))
    assert NOBODY in page and ("Bus belum ditentukan" in page) == (one["bus"] is None)
    assert f" {EXTRA_ROWS} " in read(build_name_sheet(one, people, roster))[0]
    assert "Jumlah yang dijemput menyusul" in read(build_bus_notice(one, roster, SETTINGS, today=DAY))[0]


DAY = pd.Timestamp("2026-11-24")


def test_the_notice_counts_heads_and_names_nobody() -> None:
    one, _, roster = build_round(["A", "A", "B", None])
    (page,) = read(build_bus_notice(one, roster, SETTINGS, today=DAY))
    for said in ("PT Contoh Angkutan", "Puskesmas Contoh", "Rabu, 25 November 2026", "Gapura 07.15 3 5"):
        assert said in page, said
    assert "Warung menyusul 1 2" in page and "(titik menyusul) menyusul 1 2" in page
    assert "Jumlah 5 9" in page and "24 November 2026" in page
    for private in ("Anak", "Sari", "0812", "hamil", "X-"):
        assert private not in page, private


def test_the_page_offers_every_sheet_and_each_is_made() -> None:
    one, people, roster = build_round(["A", None], seats=3)
    sheets = list_sheets(one, people, roster, SETTINGS, today=DAY)
    assert list(sheets) == list(SHEETS)
    kinds = {key: kind for key, (_, kind, _) in SHEETS.items()}
    for key, build in sheets.items():
        assert build().startswith(b"%PDF" if kinds[key] == "pdf" else b"PK"), key


def test_a_long_list_and_strange_names_are_set_whole() -> None:
    one, people, roster = build_round(["A", "B"] * 60, seats=None, name="#let *{}* <b> $x$ \\ [")
    text = " ".join(read(build_driver_list(one, roster)))
    assert text.count("#let *") == 120
    assert " ".join(read(build_name_sheet(one, people, roster))).count("#let *") == 120
    assert len(read(build_bus_notice(one, roster, SETTINGS, today=DAY))) == 1
