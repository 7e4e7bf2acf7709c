"""Rows of an existing workbook keep their meaning when they move, each with its right type."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.workbook.carrying import Carried, build_carried, carry_cell
from lib.workbook.columns import Kind
from lib.workbook.grids import Cell, Grid, RawBook, RawTab, compute_digest
from lib.workbook.read_dates import is_month_only
from lib.workbook.readers import read_cell
from lib.workbook.tabs import TABS


def carry(tabs: dict[str, Grid]) -> Carried:
    raws = tuple(RawTab(title, grid, compute_digest(grid)) for title, grid in tabs.items())
    book = RawBook("lama", "lama.xlsx", raws, datetime(2026, 11, 22, tzinfo=UTC))
    return build_carried(book, TABS.values())


@pytest.mark.parametrize(
    ("tab", "column", "typed", "expected"),
    [
        ("balita", "birth_date", 44958, 44958),
        ("balita", "birth_date", "3 Peb 2026", 46056),
        ("balita", "birth_date", "03/02/2026", 46056),
        ("balita", "birth_date", "31/02/2026", "31/02/2026"),
        ("balita", "birth_date", "3 Febrary 2026", "3 Febrary 2026"),  # a slip: doubtful, so it is shown
        ("sop", "issued_on", "Maret 2019", "Maret 2019"),
        ("balita", "nik", "3201 0000 0000 0001", "3201 0000 0000 0001"),
        ("balita", "nik", 3201000000000001.0, 3201000000000001.0),  # has lost a digit and must be reported
        ("balita", "phone", "0812-3456-7890", "0812-3456-7890"),
        ("balita", "phone", 81234567890, "+6281234567890"),
        ("balita", "phone", 12, "12"),
        ("balita", "rt", 1, "001"),
        ("balita", "rt", "01", "01"),
        ("balita", "child_id", 12.0, "12"),
        ("balita", "name", 7, 7),
        ("balita", "has_kms", True, "Ya"),
        ("balita", "has_kms", "v", "v"),
        ("penimbangan", "weight_kg", "9,5 kg", 9.5),
        ("penimbangan", "weight_kg", "12,0", 12),
        ("penimbangan", "weight_kg", 12500, 12500),
        ("penimbangan", "weight_kg", "12500", "12500"),
        ("penimbangan", "weight_kg", "#REF!", "#REF!"),
        ("penimbangan", "note", "=1+1", "=1+1"),
        ("jadwal", "open_time", "08.30", 510 / 1440),
        ("jadwal", "open_time", 8.3, 510 / 1440),
        ("ibu_hamil", "risk_factors", 6, "6"),
        ("sop", "approver_nip", 1.97e17, 1.97e17),  # cut by the spreadsheet: not made a whole text
        ("kader", "name", None, None),
    ],
)
def test_values_get_their_right_type_or_stay_as_typed(
    tab: str, column: str, typed: Cell, expected: Cell
) -> None:
    carried = carry_cell(typed, TABS[tab].column(column))
    assert (type(carried), carried) == (type(expected), expected)


COLUMNS = [
    column
    for name in ("balita", "penimbangan", "jadwal", "sop", "ibu_hamil")
    for column in TABS[name].columns
]
TYPED = st.one_of(
    st.booleans(),
    st.integers(-(10**17), 10**17),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["12,5", "3 Peb 26", "Maret 2019", "08.30", "0812 3456 7890", "Ya", "tdk", "L", "12500"]),
    st.text(min_size=1, max_size=10),
)


@settings(deadline=None)
@given(st.sampled_from(COLUMNS), TYPED)
def test_a_carried_cell_reads_as_the_cell_it_comes_from(column, typed) -> None:
    carried = carry_cell(typed, column)
    before, after = read_cell(typed, column), read_cell(carried, column)
    if column.kind is Kind.DATE and isinstance(typed, str) and is_month_only(typed):
        assert carried == typed
    assert (
        after.value == pytest.approx(before.value)
        if isinstance(before.value, float)
        else (after.value == before.value)
    )
    assert after.level == before.level


def test_columns_move_to_their_declared_places_and_strangers_are_named() -> None:
    grid: Grid = [
        ["Register posyandu Melati"],
        ["No", "Nama anak", "JK", "Agama", "Tgl lahir", "ID", "Posyandu"],
        [1, "Ani", "P", "Islam", 44958, "B1", "MLT1"],
        [],
        [2, "Budi", "L", None, 44990, "B2", "MLT1"],
        ["Jumlah", None, None, None, None, None, None],
    ]
    carried = carry({"Balita": grid})
    names = [column.name for column in TABS["balita"].columns]
    rows = [dict(zip(names, row, strict=False)) for row in carried.rows["balita"]]
    assert [(row.get("child_id"), row.get("name"), row.get("birth_date")) for row in rows] == [
        ("B1", "Ani", 44958),
        (None, None, None),
        ("B2", "Budi", 44990),
    ]
    assert carried.remarks == (
        "Balita: kolom yang tidak dikenal tidak dibawa (No, Agama)",
        "Balita: 1 baris di atas judul kolom tidak dibawa",
    )


def test_sums_and_repeated_headers_are_left_behind_with_a_word() -> None:
    headers: list[Cell] = ["Tanggal", "Posyandu", "ID balita", "BB (kg)"]
    grid: Grid = [headers, [46000, "MLT1", "B1", 9.5], headers, [46000, "MLT1", "B2", 8], ["Jumlah", None, 2]]
    carried = carry({"Penimbangan": grid})
    assert [row[:3] for row in carried.rows["penimbangan"]] == [
        [46000, "MLT1", "B1"], [], [46000, "MLT1", "B2"],
    ]  # fmt: skip
    assert "Penimbangan: 2 baris jumlah atau judul ulang tidak dibawa" in carried.remarks


def test_what_cannot_come_along_is_said() -> None:
    carried = carry(
        {
            "Arisan": [["Nama"], ["Ani"]],
            "Baca Saya": [["penjelasan"]],
            "Kader": [["apa", "saja"]],
            "Posyandu": [["Kode", "Nama", "Desa/Kelurahan"], ["MLT1", "Melati 1", "Sukamaju"]],
            "posyandu ": [["Kode", "Nama", "Desa/Kelurahan"], ["MLT2", "Melati 2", "Sukamaju"]],
            "Penimbangan": [["Tanggal", "Posyandu", "ID balita", "BB (kg)"], ["kapan", "MLT1", "B1", 12500]],
            "Jadwal": [],
        }
    )
    assert set(carried.rows) == {"posyandu", "penimbangan"}
    assert carried.remarks == (
        "Arisan: tidak dibawa, tab ini tidak ada di buku yang disiapkan",
        "Kader: tidak dibawa, baris judul kolomnya tidak dikenal",
        "posyandu : tidak dibawa, tab ini ada dua kali di berkas",
        "Penimbangan: 2 sel dibawa seperti tertulis karena tidak terbaca atau meragukan;"
        " lihat halaman Kualitas Data",
    )
