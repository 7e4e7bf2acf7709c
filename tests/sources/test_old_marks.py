"""Error cells of .xlsb, .ods and damaged .xls: what calamine is silent about is told, and nothing hangs."""

from __future__ import annotations

import random
import struct
import zipfile
from pathlib import Path

import pytest
import xlwt

from lib.sources.errors import SourceError
from lib.sources.files import FileSource

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def record(kind: int, data: bytes = b"") -> bytes:
    """One record of a binary workbook."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(data)]) + data


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def write_xlsb(path: Path) -> None:
    """A tab Penimbangan: two texts, then a broken cell and a number."""
    book = record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Penimbangan"))
    cell = struct.Struct("<II")
    sheet = b"".join(
        [
            record(129),
            record(148, struct.pack("<4I", 0, 1, 0, 1)),
            record(145),
            record(0, struct.pack("<I", 0) + bytes(13)),
            record(6, cell.pack(0, 0) + wide("Nama")),
            record(6, cell.pack(1, 0) + wide("BB")),
            record(0, struct.pack("<I", 1) + bytes(13)),
            record(3, cell.pack(0, 0) + b"\x2a"),
            record(5, cell.pack(1, 0) + struct.pack("<d", 9.5)),
            record(146),
            record(130),
        ]
    )
    relation = '<Relationship Id="rId1" Type="{}/{}" Target="{}"/>'
    wrapped = f'<Relationships xmlns="{_PACKAGE}">{{}}</Relationships>'
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": wrapped.format(relation.format(_OFFICE, "officeDocument", "xl/workbook.bin")),
        "xl/_rels/workbook.bin.rels": wrapped.format(
            relation.format(_OFFICE, "worksheet", "worksheets/sheet1.bin")
        ),
        "xl/workbook.bin": record(131) + book + record(144) + record(132),
        "xl/worksheets/sheet1.bin": sheet,
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_an_error_cell_of_a_binary_workbook_is_told(tmp_path: Path) -> None:
    write_xlsb(tmp_path / "buku.xlsb")
    (tab,) = FileSource(tmp_path / "buku.xlsb").read().tabs
    assert (tab.title, tab.grid) == ("Penimbangan", [["Nama", "BB"], ["#N/A", 9.5]])


def test_repeated_error_cells_beyond_all_bounds_are_an_error_of_the_workbook(tmp_path: Path) -> None:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    cell = (
        '<table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell table:number-columns-repeated="1000" calcext:value-type="error">'
        "<text:p>#REF!</text:p></table:table-cell></table:table-row>"
    )
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<office:document-content {names} xmlns:calcext="urn:c"><office:body><office:spreadsheet>'
            f'<table:table table:name="A">{cell}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
    with pytest.raises(SourceError):
        FileSource(tmp_path / "a.ods").read()


@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_old_workbook_is_read_or_an_error_of_its_own(tmp_path: Path, seed: int) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Balita")
    sheet.row(0).set_cell_error(0, "#REF!")
    sheet.write(0, 1, "Nama")
    book.save(str(tmp_path / "a.xls"))
    content = bytearray((tmp_path / "a.xls").read_bytes())
    chance = random.Random(seed)
    for _ in range(40):
        content[chance.randrange(8, len(content))] = chance.randrange(256)
    (tmp_path / "a.xls").write_bytes(content)
    try:
        tabs = FileSource(tmp_path / "a.xls").read().tabs
    except SourceError:
        return
    assert all(isinstance(tab.grid, list) for tab in tabs)
