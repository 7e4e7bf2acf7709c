"""`rekap` says what a slow computation by hand says, on a workbook made of edges."""

from __future__ import annotations

import json
import random
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from lib.data.once import read_seen
from lib.data.seen import Seen
from lib.reports.recap import build_recap
from tests.budget import seeds
from tests.command import build_environment, call
from tests.rules.by_hand import KBM, Book, Row, lms, months_between, wilson

TODAY = date(2026, 6, 20)
MONTHS = [(2026, 6), (2026, 5), (2026, 1)]
POSYANDU = ("A1", "B 2")
CHILD = (
    "ID",
    "Nama",
    "JK",
    "Tanggal lahir",
    "Posyandu",
    "Tanggal masuk",
    "Punya KMS",
    "Status",
    "Tanggal keluar",
)
WEIGHING = ("Tanggal", "Posyandu", "ID", "BB", "TB", "Cara", "LiLA", "LK", "Edema")
HEADERS = (
    "Tanggal",
    "Posyandu",
    "ID balita",
    "BB (kg)",
    "TB/PB (cm)",
    "Cara ukur",
    "LiLA (cm)",
    "LK (cm)",
    "Edema",
)


def edges_of(year: int, month: int) -> list[date]:
    """The days of a month on which rules turn."""
    last = monthrange(year, month)[1]
    return [date(year, month, day) for day in (1, 2, last - 1, last)]


def invent(seed: int) -> tuple[list[Row], list[Row]]:
    """Children born, joined and left at the edges; weights about the KBM, heights about the limits."""
    pick = random.Random(seed)
    born_in = [
        (2026, 6),
        (2026, 4),
        (2026, 2),
        (2025, 8),
        (2025, 8),  # twins
        (2024, 6),
        (2024, 5),
        (2023, 3),
        (2021, 6),
        (2021, 5),
        (2021, 4),
    ]
    children: list[Row] = []
    weighings: list[Row] = []
    for born in [day for month in born_in for day in edges_of(*month) if day <= TODAY]:
        posyandu, number = pick.choice(POSYANDU), len(children) + 1
        joined = pick.choice([None, None, None, *edges_of(2026, 5)])
        status = pick.choice(["Aktif", "Aktif", "Aktif", "Pindah", "Meninggal"])
        left = pick.choice([None, *edges_of(2026, 5), *edges_of(2026, 6)]) if status != "Aktif" else None
        child = [f"K-{number}", f"Anak {number}", pick.choice("LP"), born, posyandu, joined]
        kms = pick.choice(["Ya", "Ya", "Tidak", "Tidak", None] if posyandu == "A1" else ["Ya", None])
        children.append(dict(zip(CHILD, [*child, kms, status, left], strict=True)))
        weighings += weighings_of(children[-1], pick)
    return children, weighings


def weighings_of(child: Row, pick: random.Random) -> list[Row]:
    born, sex, last, rows = child["Tanggal lahir"], child["JK"], None, []
    for year, month in [(2025, 11), (2025, 12), *((2026, number) for number in range(1, 7))]:
        for _ in range(pick.choice([0, 1, 1, 1, 2])):
            day = date(year, month, pick.randint(1, monthrange(year, month)[1]))
            if pick.random() < 0.1:
                day = born + timedelta(days=pick.choice([730, 731, 1856, 1857]))
            if not born <= day <= date(2026, 6, 30):
                continue
            age = months_between(born, day)
            middle = lms("BB/U", sex, min((day - born).days, 1856))
            assert middle
            weight = round(middle[1] * pick.choice([1, 0.9, 0.7, 0.6, 0.45, 1.6, 1.9]), 1)
            if last and pick.random() < 0.7:
                least = KBM[sex][age - 1] if 1 <= age <= 11 else 200
                weight = round(last + (least + pick.choice([-1, 0, 1, -200, 100])) / 1000, 3)
            last = weight
            height = round(pick.choice([49, 53, 60]) + 1.05 * age + pick.choice([0, 0, -8, 14]), 1)
            row = [day, pick.choice(POSYANDU), child["ID"], pick.choice([weight] * 9 + [None])]
            row += [pick.choice([height] * 5 + [None]), pick.choice(["Berdiri", "Terlentang", None])]
            row += [pick.choice([None, 11.4, 11.5, 14.0]), pick.choice([None, 45.0, 60.0])]
            rows.append(dict(zip(WEIGHING, [*row, pick.random() < 0.05], strict=True)))
    return rows


def hold_sessions(children: list[Row], pick: random.Random) -> tuple[list[Row], list[Row]]:
    """KEBAL MSG sessions on the edges of months, and who stands on their lists: Ya, Tidak, blank, twice."""
    days = [edge for month in ((2026, 1), (2026, 5), (2026, 6)) for edge in edges_of(*month)[1:3]]
    held = [
        {"Tanggal": day, "Posyandu": posyandu, "Menu": "Sup ayam"}
        for day in days
        for posyandu in POSYANDU
        if day <= TODAY and pick.random() < 0.8
    ]
    listed = [
        {"Tanggal": one["Tanggal"], "Posyandu": one["Posyandu"], "ID": child["ID"], "Hadir": came}
        for one in held
        for child in children
        if pick.random() < 0.6
        for came in pick.choice([("Ya",), ("Ya",), ("Tidak",), (None,), ("Ya", "Tidak")])
    ]
    return held, listed


def write(children: list[Row], weighings: list[Row], held: list[Row], listed: list[Row], path: Path) -> None:
    book = openpyxl.Workbook()
    tabs: dict[str, list[Any]] = {
        "Posyandu": [
            ("Kode", "Nama", "Desa/Kelurahan"),
            ("A1", "Anggrek", "Desa"),
            ("B 2", "Bakung", "Desa"),
        ],
        "Balita": [CHILD, *(tuple(child.values()) for child in children)],
        "Penimbangan": [
            HEADERS,
            *((*list(row.values())[:-1], "Ya" if row["Edema"] else None) for row in weighings),
        ],
        "Kebal MSG": [("Tanggal", "Posyandu", "Menu"), *(tuple(row.values()) for row in held)],
        "Peserta Kebal MSG": [
            ("Tanggal", "Posyandu", "ID balita", "Hadir"),
            *(tuple(row.values()) for row in listed),
        ],
    }
    for title, rows in tabs.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(path)


Case = tuple[Book, list[Row], list[Row], Path, Seen]


@pytest.fixture(scope="module", params=seeds([1, 2]))
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    children, weighings = invent(request.param)
    held, listed = hold_sessions(children, random.Random(request.param))
    path = tmp_path_factory.mktemp("tangan") / "tepi.xlsx"
    write(children, weighings, held, listed, path)
    (seen,) = read_seen([str(path)], TODAY)
    return Book(children, weighings, TODAY), held, listed, path, seen


def recap_of(seen: Seen, month: tuple[int, int]) -> dict[str, Any]:
    """As it is written."""
    recap: dict[str, Any] = json.loads(json.dumps(build_recap(seen, pd.Period("{}-{:02d}".format(*month)))))
    return recap


def test_the_command_prints_the_recap(case: Case) -> None:
    *_, path, seen = case
    environ = build_environment(path.parent, TODAY.isoformat())
    done = call(path.parent, environ, "rekap", path, "--bulan", "{}-{:02d}".format(*MONTHS[0]))
    assert done.returncode == 0, done.stderr
    printed, recap = json.loads(done.stdout), recap_of(seen, MONTHS[0])
    assert printed.pop("sumber") and recap.pop("sumber")  # with the minute in which it was read
    assert printed == recap


@pytest.mark.parametrize("month", MONTHS)
def test_rekap_says_what_a_computation_by_hand_says(case: Case, month: tuple[int, int]) -> None:
    book, held, listed, _, seen = case
    recap = recap_of(seen, month)
    expected = book.measured(month)
    assert len(expected) > 10
    assert {row["id"] for row in recap["penimbangan"]} == set(expected)
    for row in recap["penimbangan"]:
        by_hand = {key: expected[row["id"]][key] for key in row if key in expected[row["id"]]}
        assert {key: row[key] for key in by_hand} == by_hand, row["id"]
    for row in recap["skdn"]:
        by_hand = book.skdn(month, row["posyandu"])
        assert {key: row[key] for key in by_hand} == pytest.approx(by_hand), row["posyandu"]
        assert row["D"] == row["N"] + row["T"] + row["O"] + row["B"]
    parts, total = recap["skdn"][:-1], recap["skdn"][-1]
    assert total["posyandu"] is None
    for count in (*"SDNTOB", "2T", "BGM", "luar_sasaran"):
        assert sum(row[count] for row in parts) == total[count]
    assert total["luar_sasaran"] > 0
    assert len(recap["prevalensi"]) == 3 * (len(POSYANDU) + 1)
    for row in recap["prevalensi"]:
        cases, n = book.prevalence(month, row["posyandu"])[row["indikator"]]
        assert (row["kasus"], row["n"]) == (cases, n)
        assert (row["bawah"], row["atas"]) == (pytest.approx(wilson(cases, n)) if n else (None, None))
    sessions = book.sessions(month, held, listed)
    assert sum(row["hadir"] for row in sessions) > 5
    assert recap["kebal_msg"] == sessions
