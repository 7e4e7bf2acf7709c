"""Workbooks of every kind are read under any name; what is no workbook is told by what it is."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt

from lib.sources.errors import OtherKind, PasswordProtected, SourceError, UnreadableFile
from lib.sources.files import FILE_ENDINGS, FileSource
from lib.workbook.grids import Cell, Grid, RawBook

HEADER: list[Cell] = ["Tanggal", "ID balita", "BB (kg)", "Hadir"]


def read(path: Path) -> RawBook:
    return FileSource(path).read()


def read_only_grid(path: Path) -> Grid:
    (tab,) = read(path).tabs
    return tab.grid


def write_xls(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Penimbangan")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for column, header in enumerate(HEADER):
        sheet.write(0, column, header)
    for column, value in enumerate(["B-1", 12.5, True], 1):
        sheet.write(1, column, value)
    sheet.write(1, 0, dt.date(2026, 2, 3), day)
    book.save(str(path))


def write_ods(path: Path) -> None:
    cell = "<table:table-cell office:value-type={}><text:p>{}</text:p></table:table-cell>"
    rows = (
        "".join(cell.format('"string"', header) for header in HEADER),
        cell.format('"date" office:date-value="2026-02-03"', "03/02/2026")
        + cell.format('"string"', "B-1")
        + cell.format('"float" office:value="12.5"', "12,5")
        + cell.format('"boolean" office:boolean-value="true"', "TRUE"),
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="Penimbangan">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )


def write_xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Penimbangan"
    book.active.append(HEADER)
    book.active.append([dt.date(2026, 2, 3), "B-1", 12.5, True])
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(buffer.getvalue())


@pytest.mark.parametrize("writer", [write_xls, write_ods, write_xlsx], ids=lambda writer: writer.__name__)
@pytest.mark.parametrize("name", ["buku.xlsx", "buku.xls", "buku.ods", "buku.csv", "buku.dat", "buku"])
def test_a_workbook_of_any_kind_is_read_under_any_name(tmp_path: Path, writer, name: str) -> None:
    path = tmp_path / name
    writer(path)
    book = read(path)
    assert [(tab.title, tab.grid) for tab in book.tabs] == [
        ("Penimbangan", [HEADER, [46056, "B-1", 12.5, True]])
    ]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_a_text_table_is_one_tab_of_texts_as_typed(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = [
        ["Tanggal", "Nama", "BB (kg)", "Catatan"],
        *([f"0{day}/10/2026", "Aisyah né", '"12,5"', f'"baik; sehat, ceria\t{day}"'] for day in range(1, 6)),
    ]
    text = "".join(delimiter.join(row) + "\r\n" for row in rows)
    path = tmp_path / "Penimbangan.xlsx"
    path.write_bytes(text.encode(encoding))
    (tab,) = read(path).tabs
    assert tab.title == "Penimbangan"
    assert tab.grid[0] == rows[0]
    assert tab.grid[5] == ["05/10/2026", "Aisyah né", "12,5", "baik; sehat, ceria\t5"]


def test_decimal_commas_are_no_delimiters(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("ID;BB;TB\n" + "B-1;12,5;87,1\n" * 30, encoding="utf-8")
    assert read_only_grid(path)[1] == ["B-1", "12,5", "87,1"]


def test_the_line_that_names_the_delimiter_is_heard_and_no_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=|\nID|BB\nB-1|12,5\n", encoding="utf-8")
    assert read_only_grid(path) == [["ID", "BB"], ["B-1", "12,5"]]


def test_lines_above_the_table_do_not_decide_on_the_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Posyandu Melati 1, Desa Sukamaju\n\nID;Nama;BB\n" + "B-1;Ani;9,1\n" * 4, encoding="utf-8"
    )
    assert read_only_grid(path)[2:4] == [["ID", "Nama", "BB"], ["B-1", "Ani", "9,1"]]


def test_a_quotation_mark_that_stands_for_inches_swallows_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("ID;Catatan\n" + 'B-1;"5 inci\n' + "B-2;baik\n" * 200, encoding="utf-8")
    assert len(read_only_grid(path)) == 202


def test_new_lines_within_quotation_marks_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('ID;Catatan\nB-1;"baik\nsehat"\n', encoding="utf-8")
    assert read_only_grid(path)[1] == ["B-1", "baik\nsehat"]


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "isi")
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def stream(name: str) -> bytes:
    return f"{name}\0".encode("utf-16-le").ljust(128, b"\0")


OTHERS = [
    (b"", "kosong"),
    (b"\0" * 4000, "kosong"),
    (b"\xef\xbb\xbf<html><body><table><tr><td>Nama</td></tr></table></body></html>", "halaman web"),
    (b"\r\n  <!DOCTYPE html PUBLIC>\n<html></html>", "halaman web"),
    (b"<table><tr><td>Nama</td><td>BB</td></tr></table>", "halaman web"),
    ("\ufeff<html></html>".encode("utf-16"), "halaman web"),
    (b"MIME-Version: 1.0\nContent-Type: multipart/related", "halaman web"),
    (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML"),
    (b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"/>', "halaman web"),
    (b"%PDF-1.7\n%", "PDF"),
    (b"\x89PNG\r\n\x1a\n", "gambar"),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", "gambar"),
    (b"\x00\x00\x00\x18ftypheic", "gambar"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "gambar"),
    (json.dumps({"url": "https://docs.google.com/open?id=x", "doc_id": "x"}).encode(), "Google Sheets"),
    (b"[InternetShortcut]\r\nURL=https://docs.google.com/spreadsheets/d/x", "pintasan"),
    (zipped("Index/Document.iwa", "Metadata/Properties.plist"), "Numbers"),
    (zipped("buku.xlsx", "foto.jpg"), "arsip"),
    (zipped("[Content_Types].xml", "word/document.xml"), "Word"),
    (b"Rar!\x1a\x07\x00", "arsip"),
    (OLE + stream("WordDocument"), "Word"),
    (b"\x09\x04\x06\x00\x00\x00\x10\x00", "sangat lama"),
    (b"Rapat hari Senin\nSemua hadir\n", "teks biasa"),
]


@pytest.mark.parametrize(("content", "word"), OTHERS, ids=[word for _, word in OTHERS])
@pytest.mark.parametrize("name", ["buku.xls", "buku.xlsx"])
def test_what_is_no_workbook_is_told_by_what_it_is_and_what_to_do(
    tmp_path: Path, content: bytes, word: str, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(OtherKind) as caught:
        read(path)
    assert word in caught.value.message
    assert caught.value.remedy and "\n" not in caught.value.text
    assert "sandi" not in caught.value.text


@pytest.mark.parametrize("name", ["EncryptedPackage", "EncryptionInfo"])
def test_only_what_is_locked_by_a_password_is_called_so(tmp_path: Path, name: str) -> None:
    path = tmp_path / "buku.xlsx"
    path.write_bytes(OLE + stream("Root Entry") + stream(name))
    with pytest.raises(PasswordProtected):
        read(path)


def test_a_damaged_old_workbook_is_damaged_and_not_locked(tmp_path: Path) -> None:
    path = tmp_path / "buku.xls"
    write_xls(path)
    path.write_bytes(path.read_bytes()[:1500])
    with pytest.raises(SourceError) as caught:
        read(path)
    assert isinstance(caught.value, UnreadableFile)


def test_bytes_that_are_no_text_are_no_table(tmp_path: Path) -> None:
    path = tmp_path / "buku.csv"
    path.write_bytes(bytes(range(256)) * 40)
    with pytest.raises(UnreadableFile):
        read(path)


def test_endings_are_those_of_the_kinds_that_are_read() -> None:
    assert {".xlsx", ".xls", ".ods", ".csv"} < set(FILE_ENDINGS)
