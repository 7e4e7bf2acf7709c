"""Antar-jemput's month and its sasaran, beside plain loops on random calendars."""

from __future__ import annotations

import random
from calendar import monthrange
from datetime import date
from typing import Any

import pandas as pd
import pytest

from lib.domain.antar_jemput import compute_sasaran
from lib.domain.kms import compute_monthly_status
from tests.budget import seeds
from tests.domain.workbook_tables import build_tables
from tests.rules.by_hand import Book, held_months, sasaran_of_round

TODAY = date(2026, 6, 20)
MONTHS = [(2025, 12), *((2026, month) for month in range(1, 7))]
PLACES = ("A", "B", "C")


def invent(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    pick = random.Random(seed)
    days: list[dict[str, Any]] = []
    for place in PLACES:
        begins = pick.choice([0, 0, 3])  # the tab is kept from that month on
        for year, month in MONTHS[begins:]:
            kind = pick.choice(["Terjadwal", "Terjadwal", "Batal", "Dipindah", None])
            if kind is None:
                continue
            day = date(year, month, pick.randint(2, 27))
            moved = date(year, month, pick.choice([1, 28])) if kind == "Dipindah" else None
            days.append({"date": day, "posyandu": place, "status": kind, "original_date": moved})
    children, weighings = [], []
    for number in range(60):
        born = pick.choice([date(2021, 1, 31), date(2021, 4, 30), date(2024, 2, 29), date(2026, 3, 29)])
        status = pick.choice(["Aktif", "Aktif", "Aktif", "Pindah", "Meninggal"])
        left = None if status == "Aktif" else pick.choice([None, date(2026, 2, 1), date(2026, 5, 31)])
        about = {"ID": f"K-{number}", "JK": "L", "Tanggal lahir": born, "Posyandu": pick.choice(PLACES)}
        about |= {"Tanggal masuk": pick.choice([None, None, date(2026, 2, 28)])}
        children.append(about | {"Status": status, "Tanggal keluar": left, "Punya KMS": None})
        for year, month in MONTHS:
            if pick.random() < 0.3:
                day = date(year, month, pick.randint(1, monthrange(year, month)[1]))
                if born <= day <= TODAY:
                    row = {"Tanggal": day, "ID": about["ID"], "Posyandu": pick.choice(PLACES), "BB": 9.0}
                    weighings.append(
                        row | dict.fromkeys(("TB", "LiLA", "LK", "Cara"), None) | {"Edema": False}
                    )
    return days, children, weighings


@pytest.mark.parametrize("seed", seeds([1, 2, 3]))
def test_the_sasaran_of_every_round_are_those_of_plain_loops(seed: int) -> None:
    days, children, weighings = invent(seed)
    book, total = Book(children, weighings, TODAY), 0
    tables = build_tables(
        jadwal=days,
        balita=[
            {
                "child_id": child["ID"], "name": child["ID"], "sex": "L", "posyandu": child["Posyandu"],
                "birth_date": child["Tanggal lahir"], "joined_on": child["Tanggal masuk"],
                "left_on": child["Tanggal keluar"], "status": child["Status"],
            }
            for child in children
        ],
        penimbangan=[
            {"date": row["Tanggal"], "child_id": row["ID"], "posyandu": row["Posyandu"], "weight_kg":
            row["BB"]} for row in weighings
        ],
    )  # fmt: skip
    monthly = compute_monthly_status(tables["balita"], tables["penimbangan"], until=pd.Timestamp(TODAY))
    several = compute_sasaran(tables, monthly, month="2026-01", until="2026-07", today=TODAY)
    for month in [*MONTHS[1:], (2026, 7)]:
        first = pd.Timestamp(date(*month, 1))
        alone = compute_sasaran(tables, monthly, month=first, today=TODAY)
        by_hand = {
            (place, child)
            for place in PLACES
            for child in sasaran_of_round(book, held_months(book, days, place), place, month)
        }
        found = set(map(tuple, alone[["posyandu", "person_id"]].to_numpy()))
        assert found == by_hand, month
        here = several[several["month"] == first]
        assert set(map(tuple, here[["posyandu", "person_id"]].to_numpy())) == by_hand, month
        total += len(by_hand)
    assert total > 30
