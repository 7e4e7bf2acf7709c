"""The cases of people who do this job as real files of every kind, through `periksa` and `rekap`."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from lib.__main__ import main
from lib.data.once import read_seen
from lib.reports.recap import build_measurements
from lib.workbook.grids import Cell, Grid
from tests.workbook.foreign_books import BASE, CHILDREN, EXPORT, POSYANDU
from tests.workbook.written import KINDS, Book, write

BUDI = "Budi Contoh"
HEAD: list[Cell] = ["Tanggal", "Posyandu", "ID balita", "Nama"]
ONE: list[Cell] = ["12/10/2026", "MLT1", "MLT1-001", BUDI]
OCTOBER = ("2026-10", "2026-10-12", 9.5)

READ: dict[str, tuple[Book, tuple[str, str, float]]] = {
    "a band above names": (
        {
            **BASE,
            "Penimbangan": [
                [*HEAD, "HASIL UKUR"],
                [None, None, None, None, "BB (kg)", "TB/PB (cm)"],
                [*ONE, 9.5, 75.5],
            ],
        },
        OCTOBER,
    ),
    "months above BB and TB": (
        {
            **BASE,
            "Register SIP": [
                ["Tahun", "ID balita", "Nama", "JANUARI", None, "FEBRUARI"],
                [None, None, None, "BB", "TB", "BB", "TB"],
                [2026, "MLT1-001", BUDI, 8.9, 71, 9.1, 72],
            ],
        },
        ("2026-02", "2026-02-12", 9.1),
    ),
    "a letterhead": (
        {
            **BASE,
            "Penimbangan": [
                ["Posyandu", "Melati 1", None, "Tanggal", "12/10/2026"],
                [None],
                ["ID balita", "Nama", "BB", "TB"],
                ["MLT1-001", BUDI, 9.5, 75.5],
            ],
        },
        OCTOBER,
    ),
    "a qualified header": (
        {**BASE, "Penimbangan": [[*HEAD, "BB (lahir)", "PB (lahir)", "BB Baru"], [*ONE, 3.1, 49, 9.5]]},
        OCTOBER,
    ),
    "a monthly tab": (
        {**BASE, "OKTOBER 2026": [["ID", "Nama", "BB", "TB"], ["MLT1-001", BUDI, 9.5, 75.5]]},
        OCTOBER,
    ),
    "midnight of another zone": (
        {**BASE, "Penimbangan": [[*HEAD, "BB"], ["2026-09-30T17:00:00.000Z", *ONE[1:], 9.5]]},
        ("2026-10", "2026-10-01", 9.5),
    ),
    "a form": (
        {
            **BASE,
            "Form Responses 1": [
                ["Timestamp", "Nama anak", "Posyandu", "Berat badan (kg)", "Tinggi badan (cm)"],
                ["12/10/2026 9:30:00", BUDI, "Melati 1", 9.5, 75.5],
            ],
        },
        OCTOBER,
    ),
    "invisible marks": (
        {
            **BASE,
            "Penimbangan": [
                [*HEAD, "BB"],
                ["12/10/2026", "MLT1", "\u202aMLT1-001\u202c", "\u202aBudi Contoh\u202c", 9.5],
            ],
        },
        OCTOBER,
    ),
    "a header in row 12": (
        {
            "Posyandu": POSYANDU,
            "Balita": [*[["PEMERINTAH KABUPATEN CONTOH"]] * 11, *CHILDREN],
            "Penimbangan": [[*HEAD, "BB"], [*ONE, 9.5]],
        },
        OCTOBER,
    ),
}

UNKNOWN: Grid = [[*HEAD, "W (kg)", "H (cm)"], *[[*ONE, 9.5, 75.5]] * 10]
EXCHANGED: Grid = [[*HEAD, "BB"], *(["10/05/2026", "MLT1", None, f"Anak {at}", 9.5] for at in "ABCDEF")]
SIX: Grid = [*CHILDREN, *([f"MLT1-1{at}", "", f"Anak {at}", "L", "01/02/2025", "MLT1"] for at in "ABCDEF")]
FORTY: Grid = [
    [*HEAD, "BB"],
    *(["12/10/2026", "MLT1", f"MLT1-{at:03}", f"Anak {at}", 9.5] for at in range(40)),
]

TOLD: dict[str, tuple[Book, str, str, int]] = {
    "measures under an unknown header": ({**BASE, "Penimbangan": UNKNOWN}, "Galat", "berat atau tinggi", 1),
    "the same header twice": (
        {**BASE, "Penimbangan": [[*HEAD, "BB", "TB", "BB", "TB"], [*ONE, 9.1, 74, 9.5, 75.5]]},
        "Galat",
        "tidak satu pun dibaca",
        2,
    ),
    "six exchanged weighings": (
        {
            "Posyandu": POSYANDU,
            "Balita": SIX,
            "Jadwal": [["Tanggal", "Posyandu"], ["05/10/2026", "MLT1"]],
            "Penimbangan": EXCHANGED,
        },
        "Peringatan",
        "Mungkin 5 Oktober",
        6,
    ),
    "a balita born 1970": (
        {
            "Posyandu": POSYANDU,
            "Balita": [CHILDREN[0], ["MLT1-001", "", BUDI, "L", "01/01/1970", "MLT1"]],
            "Penimbangan": [[*HEAD, "BB"], [*ONE, 9.5]],
        },
        "Peringatan",
        "lahir",
        1,
    ),
    "a broken import": (
        {"Posyandu": POSYANDU, "Balita": [["#REF!"]], "Penimbangan": FORTY},
        "Galat",
        "A1",
        1,
    ),
    "rows behind a broken import": (
        {"Posyandu": POSYANDU, "Balita": [["#REF!"]], "Penimbangan": FORTY},
        "Galat",
        "rumusnya rusak",
        40,
    ),
    "errors filled down": (
        {**BASE, "Penimbangan": [[*HEAD, "BB"], *[[*ONE[:3], "#N/A", 9.5]] * 300]},
        "Galat",
        "#N/A",
        300,
    ),
    "an error for a weight": ({**BASE, "Penimbangan": [[*HEAD, "BB"], [*ONE, "#REF!"]]}, "Galat", "#REF!", 1),
}


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPAN_HARI_INI", "2026-11-22")


def check(paths: list[Path], capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    capsys.readouterr()
    assert main(["periksa", *map(str, paths), "--format", "json"]) in (0, 1)
    return json.loads(capsys.readouterr().out)


def recap(paths: list[Path], month: str, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    capsys.readouterr()
    assert main(["rekap", *map(str, paths), "--bulan", month]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", READ)
def test_it_is_read(name: str, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, (month, day, kg) = READ[name]
    paths = write(tmp_path, book, kind)
    if kind == KINDS[0]:
        rows = recap(paths, month, capsys)["penimbangan"]
    else:
        (seen,) = read_seen(list(map(str, paths)))
        rows = build_measurements(seen, pd.Period(month))
    assert [(row["id"], row["tanggal"], row["bb"]) for row in rows] == [("MLT1-001", day, kg)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", TOLD)
def test_it_is_told(name: str, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, level, words, rows = TOLD[name]
    found = check(write(tmp_path, book, kind), capsys)
    hit = [one for one in found if words in f"{one['pesan']} {one['nilai']} {one['tab']} {one['saran']}"]
    assert sum(int(str(one["jumlah"])) for one in hit if one["tingkat"] == level) >= rows, found
    assert len(hit) <= 6


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_unread_is_in_the_recap(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unread = recap(write(tmp_path, {**BASE, "Penimbangan": UNKNOWN}, kind), "2026-10", capsys)["tidak_dibaca"]
    assert {(one["tab"], one["kolom"], one["terisi"]) for one in unread} == {
        ("Penimbangan", "W (kg)", 10),
        ("Penimbangan", "H (cm)", 10),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_is_a_register_and_weighings(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = recap(write(tmp_path, {"Worksheet": EXPORT}, kind), "2026-10", capsys)
    everywhere = next(one for one in told["skdn"] if one["posyandu"] is None)
    assert (everywhere["S"], everywhere["D"]) == (3, 3)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_formulas_never_computed_say_so(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows: Grid = [[*HEAD, "BB"], *[["=TODAY()", *ONE[1:], "=1+1"]] * 5]
    found = check(write(tmp_path, {**BASE, "Penimbangan": rows}, kind), capsys)
    told = [one for one in found if "umus belum dihitung" in str(one["pesan"])]
    assert {(one["kolom"], one["jumlah"]) for one in told} == {("Tanggal", 5), ("BB (kg)", 5)}
    assert not [one for one in found if "kosong" in str(one["pesan"])]
