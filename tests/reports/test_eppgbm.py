"""The upload files as a spreadsheet opens them."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from lib.domain.eppgbm import FILES, Upload, read_file_columns
from lib.reports.eppgbm import BY_POSYANDU, HELD, HELD_HEADERS, build_file, list_files, write_upload
from tests.domain.test_eppgbm import build_upload, child, weighing

NAMES = {"MLT1": "Melati 1", "MLT2": "Melati 2"}


@pytest.fixture
def upload() -> Upload:
    """Two children who go, one who does not, of two posyandu; a name that begins like a formula."""
    made = build_upload(
        [
            child(name="=SUM(A1)", family_card="0201010101200002", phone="+6281234567890", rt="001"),
            child(child_id="A-2", nik="3201011001250002", name="Anak Dua", posyandu="MLT2"),
            child(child_id="A-3", nik=None, name="Tanpa NIK", posyandu="MLT2"),
        ],
        [weighing(child_id=f"A-{number}") for number in (1, 2, 3)],
    )
    return replace(made, held=made.held.assign(cell="B4", link="", book="Buku"))


def open_book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


@pytest.mark.parametrize("file", FILES)
def test_a_file_has_the_headers_and_a_row_a_child(upload: Upload, file: str) -> None:
    book = open_book(build_file(upload, file))
    assert book.sheetnames == [file]
    header, *rows = book[file].values
    assert list(header) == [column.header for column in read_file_columns()[file]]
    assert len(rows) == 2


def test_numbers_of_persons_and_dates_are_text_and_sizes_numbers(upload: Upload) -> None:
    sheet = open_book(build_file(upload, "identitas"))["identitas"]
    headers = [cell.value for cell in sheet[1]]
    row = dict(zip(headers, sheet[2], strict=True))
    for header, written in {
        "NIK": "3201011001250001",
        "nomor_KK": "0201010101200002",
        "tgl_lahir": "2025-01-10",
        "hp_ortu": "081234567890",
        "rt": "001",
        "nama_anak": "=SUM(A1)",
    }.items():
        assert (row[header].value, row[header].data_type, row[header].number_format) == (written, "s", "@")
    measured = open_book(build_file(upload, "pengukuran"))["pengukuran"]
    weight = measured.cell(2, [cell.value for cell in measured[1]].index("BERAT") + 1)
    assert (weight.value, weight.data_type) == (10.9, "n")


def test_the_list_of_held_rows_says_why_and_ends_in_the_reconciliation(upload: Upload) -> None:
    held = next(one for one in list_files(upload, NAMES) if one.kind == HELD)
    book = open_book(held.build())
    header, *rows = book[HELD].values
    assert list(header) == list(HELD_HEADERS.values())
    (row,) = (dict(zip(header, values, strict=True)) for values in rows)
    assert (row["Nama anak"], row["Posyandu"], row["Sel"]) == ("Tanpa NIK", "Melati 2", "B4")
    header, *rows = book["rekonsiliasi"].values
    counts = [dict(zip(header, values, strict=True)) for values in rows]
    assert [one["Posyandu"] for one in counts] == ["Melati 1", "Melati 2", "Jumlah"]
    assert [(one["Diukur"], one["Siap dikirim"], one["Tertahan"]) for one in counts] == [
        (1, 1, 0),
        (2, 1, 1),
        (3, 2, 1),
    ]
    assert counts[1]["Keterangan"] == "Siap dikirim 1, 1 kurang dari D (2): 1 anak dalam D tertahan."


def test_files_are_named_by_kind_posyandu_and_month_and_built_when_asked(upload: Upload) -> None:
    assert [(one.name, one.rows) for one in list_files(upload, NAMES)] == [
        ("identitas-2026-10.xlsx", 2),
        ("pengukuran-2026-10.xlsx", 2),
        ("tertahan-2026-10.xlsx", 1),
    ]
    own = list_files(upload.of("MLT2"), NAMES, "MLT2")
    assert (own[0].name, own[0].rows) == ("identitas-MLT2-2026-10.xlsx", 1)


def test_of_several_posyandu_each_has_its_own_files_which_add_up(upload: Upload, tmp_path: Path) -> None:
    written = write_upload(upload, NAMES, tmp_path / "kirim")
    assert all(path.is_file() for path in written)
    own = sorted((tmp_path / "kirim" / BY_POSYANDU).glob("pengukuran-*.xlsx"))
    assert [path.name for path in own] == ["pengukuran-MLT1-2026-10.xlsx", "pengukuran-MLT2-2026-10.xlsx"]
    niks = [
        row[1]
        for path in own
        for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2, values_only=True)
    ]
    whole = openpyxl.load_workbook(tmp_path / "kirim" / "pengukuran-2026-10.xlsx").active
    assert niks == [row[1] for row in whole.iter_rows(min_row=2, values_only=True)]


def test_a_code_with_a_path_in_it_stays_in_the_folder(tmp_path: Path) -> None:
    children = [
        child(posyandu="../A"),
        child(child_id="A-2", nik="3201011001250002", name="B", posyandu="B/C"),
    ]
    upload = build_upload(children, [])
    upload = replace(upload, held=upload.held.assign(cell="", link="", book=""))
    write_upload(upload, {}, tmp_path / "kirim")
    beneath = {path.name for path in (tmp_path / "kirim" / BY_POSYANDU).iterdir()}
    assert beneath == {f"{kind}-{code}-2026-10.xlsx" for kind in (*FILES, HELD) for code in ("___A", "B_C")}
    assert {path.name for path in tmp_path.iterdir()} == {"kirim"}


def test_a_month_without_anybody_gives_headers_alone() -> None:
    upload = build_upload([], [], month=pd.Period("2020-01", "M"))
    upload = replace(upload, held=upload.held.assign(cell="", link="", book=""))
    for one in list_files(upload, {}):
        assert one.rows == 0
        assert open_book(one.build()).worksheets[0].max_row == 1
