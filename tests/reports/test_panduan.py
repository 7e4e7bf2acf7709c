"""What the guide hands out: the empty workbook, and the guide for kader on one A4 page."""

from __future__ import annotations

import re
import zlib
from io import BytesIO

import openpyxl
import pytest

from lib.reports.panduan import POSYANDU_CODE, build_empty_book, build_kader_sheet, name_empty_book
from lib.reports.typesetting import FONT
from lib.words.guides import read_guide
from lib.workbook.template import choose_tabs

# --- Empty workbooks to download open as what they are.


@pytest.mark.parametrize("posyandu", [None, "MLT1"])
def test_it_opens_with_the_tabs_of_its_kind(posyandu: str | None) -> None:
    book = openpyxl.load_workbook(BytesIO(build_empty_book(posyandu)))
    assert book.sheetnames == ["Baca Saya", *(tab.title for tab in choose_tabs(posyandu)), "Daftar"]


def test_names_tell_the_books_apart() -> None:
    assert name_empty_book() == "buku-puskesmas.xlsx"
    assert name_empty_book("MLT1") == "buku-MLT1.xlsx"


@pytest.mark.parametrize("code", ["", "../x", "a/b", "a\\b", " MLT1", "x" * 21, "=1+1", "-x"])
def test_what_is_no_code_makes_no_file(code: str) -> None:
    assert not POSYANDU_CODE.fullmatch(code)
    with pytest.raises(ValueError, match="posyandu"):
        build_empty_book(code)


# --- The printed page for kader: one A4 page with its fonts inside, its pictures described.

A4_POINTS = (595.276, 841.89)


@pytest.fixture(scope="module")
def objects() -> str:
    """The PDF's objects in plain text, compressed object streams unpacked."""
    pdf = build_kader_sheet()
    streams = re.findall(rb"/Type\s*/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    unpacked = [zlib.decompress(stream) for stream in streams]
    return b"\n".join([pdf, *unpacked]).decode("latin-1")


def test_it_is_exactly_one_a4_page(objects: str) -> None:
    assert objects.startswith("%PDF-")
    assert len(re.findall(r"/Type\s*/Page\b(?!s)", objects)) == 1
    (box,) = set(re.findall(r"/MediaBox\s*\[([^\]]+)\]", objects))
    left, bottom, right, top = (float(number) for number in box.split())
    assert (right - left, top - bottom) == pytest.approx(A4_POINTS, abs=0.1)


def test_every_font_is_the_packaged_one_and_embedded(objects: str) -> None:
    names = set(re.findall(r"/FontName\s*/([\w+-]+)", objects))
    assert names
    assert all(FONT.replace(" ", "") in name for name in names), names
    descriptors = re.findall(r"/Type\s*/FontDescriptor.*?>>", objects, re.DOTALL)
    assert len(descriptors) == len(names)
    assert all("/FontFile" in descriptor for descriptor in descriptors)


def test_pictures_speak_to_who_cannot_see_them(objects: str) -> None:
    """PDF/UA-1, in Indonesian, an alternative text for each picture."""
    assert re.search(r"pdfuaid:part\W+1\b", objects)
    assert re.search(r"/Marked\s+true", objects)
    assert re.search(r"/Lang\s*\(id", objects)
    pictures = [section for section in read_guide("kader").sections if section.picture]
    assert len(pictures) == 6
    assert len(re.findall(r"/Alt\s*[(<]", objects)) == len(pictures)
