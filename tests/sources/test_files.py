"""An .xlsx gives the grid that Google would give, and a file being saved does no harm."""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from lib.sources.errors import (
    FileLocked,
    FileMissing,
    NotAFile,
    SourceError,
    TooBig,
    UnreadableFile,
)
from lib.sources.file_reader import read_tabs
from lib.sources.files import FileSource
from lib.workbook.grids import Grid
from lib.workbook.words import UNCOMPUTED
from tests.sources.conftest import edit


def change_part(source: Path, target: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """The same workbook with one part of it changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))


def read_grid(path: Path, title: str) -> Grid:
    return {tab.title: tab.grid for tab in FileSource(path).read().tabs}[title]


def test_cells_are_what_google_sends(mixed_xlsx: Path) -> None:
    grid = read_grid(mixed_xlsx, "Penimbangan")
    assert grid == [
        [],
        [],
        [None, "Judul"],
        [],
        ["Tanggal", "Jam", "NIK", "BB (kg)", "Hadir", "Catatan", "Rumus"],
        [46056, 8.5 / 24, "3171234567890001", 12.5, True, "sehat", UNCOMPUTED],
        [46056.40625, 0, "0012", 12, False, "#REF!"],
        [],
        ["03/02/2026", "8.30", 3171234567890001, 7, None, "  spasi  ", "#N/A"],
        [12.5, 1.25, None, 0.1, None, "✓ baik 🌱", "#DIV/0!"],
    ]
    assert [type(cell) for cell in grid[6][:4]] == [float, int, str, int]
    assert grid[5][4] is True
    assert grid[6][4] is False


def test_a_formula_never_calculated_is_marked_and_a_calculated_one_is_not(
    mixed_xlsx: Path, tmp_path: Path
) -> None:
    assert read_grid(mixed_xlsx, "Penimbangan")[5][6] == UNCOMPUTED
    path = tmp_path / "dihitung.xlsx"
    stored = {
        b"<v></v>": [46056, 8.5 / 24, "3171234567890001", 12.5, True, "sehat", UNCOMPUTED],
        b"<v />": [46056, 8.5 / 24, "3171234567890001", 12.5, True, "sehat", UNCOMPUTED],
        b"": [46056, 8.5 / 24, "3171234567890001", 12.5, True, "sehat", UNCOMPUTED],
        b"<v>25</v>": [46056, 8.5 / 24, "3171234567890001", 12.5, True, "sehat", 25],
    }
    for value, row in stored.items():
        change_part(
            mixed_xlsx, path, "xl/worksheets/sheet1.xml",
            lambda xml, value=value: xml.replace(b"</f><v></v>", b"</f>" + value),
        )  # fmt: skip
        assert read_grid(path, "Penimbangan")[5] == row
    empty_text = b'<c r="G6" t="str"><f>D6&amp;""</f><v></v></c>'
    change_part(
        mixed_xlsx, path, "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb'<c r="G6">.*?</c>', empty_text, xml),
    )  # fmt: skip
    assert len(read_grid(path, "Penimbangan")[5]) == 6


def test_an_empty_tab_is_an_empty_grid(mixed_xlsx: Path) -> None:
    assert read_grid(mixed_xlsx, "Kosong") == []


def test_chart_sheets_are_no_tabs_and_hidden_ones_are(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Balita"
    workbook.create_sheet("Daftar").sheet_state = "hidden"
    workbook.create_chartsheet("Grafik")
    workbook.save(tmp_path / "a.xlsx")
    assert [tab.title for tab in FileSource(tmp_path / "a.xlsx").read().tabs] == ["Balita", "Daftar"]


def test_only_wanted_tabs_are_read(mixed_xlsx: Path) -> None:
    book = FileSource(mixed_xlsx, wanted=lambda title: title == "Kosong").read()
    assert [tab.title for tab in book.tabs] == ["Kosong"]


def test_dates_of_an_old_mac_workbook_are_the_same_days(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    cell = workbook.active["A1"]
    cell.value = 46056 - 1462  # what Excel for Mac stores for 3 February 2026
    cell.number_format = "dd/mm/yyyy"
    workbook.save(tmp_path / "mac.xlsx")
    assert read_grid(tmp_path / "mac.xlsx", "Sheet") == [[46056]]


def test_errors_are_found_however_the_sheet_is_written(mixed_xlsx: Path, tmp_path: Path) -> None:
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>r="A1" t="e"</x:t></x:is></x:c>'
        "<x:c s='1' t='e' r='B1'><x:f>A9/0</x:f><x:v>#DIV/0!</x:v></x:c></x:row>"
        '<x:row r="3"><x:c t="e" r="AA3"><x:v>#N/A</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    path = tmp_path / "lain.xlsx"
    with zipfile.ZipFile(mixed_xlsx) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else source.read(name))
    assert read_grid(path, "Penimbangan") == [['r="A1" t="e"', "#DIV/0!"], [], [None] * 26 + ["#N/A"]]


def test_name_and_puskesmas_are_as_configured_else_from_the_file(mixed_xlsx: Path) -> None:
    book = FileSource(mixed_xlsx, "Posyandu Melati 1", "Puskesmas Contoh").read()
    assert (book.name, book.puskesmas, book.key) == (
        "Posyandu Melati 1",
        "Puskesmas Contoh",
        mixed_xlsx.as_posix(),
    )
    assert FileSource(mixed_xlsx).read().name == "campur"


def test_changed_until_read_and_again_after_a_save(mixed_xlsx: Path) -> None:
    source = FileSource(mixed_xlsx)
    assert source.changed()
    source.read()
    assert not source.changed()
    workbook = openpyxl.load_workbook(mixed_xlsx)
    workbook["Ibu 'Hamil'"]["A3"] = "I2"
    workbook.save(mixed_xlsx)
    assert source.changed()


def test_a_save_within_the_same_size_is_seen_by_its_time(mixed_xlsx: Path) -> None:
    source = FileSource(mixed_xlsx)
    source.read()
    stat = mixed_xlsx.stat()
    os.utime(mixed_xlsx, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000))
    assert source.changed()


def test_a_save_that_replaces_the_file_is_seen(mixed_xlsx: Path, tmp_path: Path) -> None:
    source = FileSource(mixed_xlsx)
    source.read()
    copy = tmp_path / "salinan.xlsx"
    shutil.copy2(mixed_xlsx, copy)
    copy.replace(mixed_xlsx)
    assert source.changed()


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", UnreadableFile),
        (b"bukan xlsx", UnreadableFile),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, UnreadableFile),
    ],
)
def test_a_file_that_is_no_xlsx_says_so(tmp_path: Path, content: bytes, error: type[SourceError]) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(error):
        FileSource(path).read()


def test_a_half_written_file_is_tried_again_until_it_is_whole(mixed_xlsx: Path) -> None:
    source = FileSource(mixed_xlsx)
    whole = mixed_xlsx.read_bytes()
    mixed_xlsx.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableFile):
        source.read()
    assert source.changed()
    mixed_xlsx.write_bytes(whole)
    assert source.read().tabs


def test_a_half_written_file_open_in_excel_is_called_locked(mixed_xlsx: Path) -> None:
    mixed_xlsx.with_name(f"~${mixed_xlsx.name}").write_bytes(b"kader")
    mixed_xlsx.write_bytes(mixed_xlsx.read_bytes()[:100])
    with pytest.raises(FileLocked):
        FileSource(mixed_xlsx).read()


def test_a_damaged_sheet_is_unreadable_however_it_is_damaged(mixed_xlsx: Path) -> None:
    whole = mixed_xlsx.read_bytes()
    for position in range(0, len(whole), max(1, len(whole) // 200)):
        damaged = whole[:position] + bytes([whole[position] ^ 0xFF]) + whole[position + 1 :]
        try:
            # Without its process, which would be started two hundred times.
            list(read_tabs(damaged, "rusak", lambda titles: range(len(titles))))
        except SourceError as error:
            # Spoilt where its unpacked size stands, it claims to be enormous.
            assert isinstance(error, UnreadableFile | TooBig)


def test_a_missing_file_and_a_folder_are_source_errors(tmp_path: Path) -> None:
    source = FileSource(tmp_path / "tidak_ada.xlsx")
    assert source.changed()
    with pytest.raises(FileMissing):
        source.read()
    with pytest.raises(NotAFile):
        FileSource(tmp_path).read()


@pytest.mark.parametrize("cell", ["XFD1048576", "B1048576", "ZZ20000"])
def test_a_cell_gone_far_astray_is_refused_and_does_not_end_the_process(mixed_xlsx: Path, cell: str) -> None:
    edit(mixed_xlsx, cell, "x")
    with pytest.raises(TooBig) as caught:
        FileSource(mixed_xlsx).read()
    assert "lima juta sel" in caught.value.text
    edit(mixed_xlsx, cell, None)
    assert FileSource(mixed_xlsx).read().tabs


def test_rows_and_cells_that_are_formatted_only_take_no_room(mixed_xlsx: Path) -> None:
    before = FileSource(mixed_xlsx).read().tabs
    workbook = openpyxl.load_workbook(mixed_xlsx)
    workbook["Penimbangan"]["XFD1048576"].font = Font(bold=True)
    workbook["Penimbangan"].row_dimensions[1048576].height = 20
    workbook.save(mixed_xlsx)
    assert FileSource(mixed_xlsx).read().tabs == before


def test_a_file_that_unpacks_into_gigabytes_is_not_unpacked(mixed_xlsx: Path) -> None:
    with (
        zipfile.ZipFile(mixed_xlsx, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/besar.bin", "w", force_zip64=True) as part,
    ):
        for _ in range(40):
            part.write(bytes(16_000_000))
    assert mixed_xlsx.stat().st_size < 3_000_000
    with pytest.raises(TooBig):
        FileSource(mixed_xlsx).read()


def test_titles_of_tabs_that_are_not_read_are_told(mixed_xlsx: Path) -> None:
    book = FileSource(mixed_xlsx, wanted=lambda title: title == "Kosong").read()
    assert book.unread == (("Penimbangan", None), ("Ibu 'Hamil'", None))
