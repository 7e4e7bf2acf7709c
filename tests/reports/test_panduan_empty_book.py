"""Empty workbooks to download open as what they are."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from lib.reports.panduan.empty_book import POSYANDU_CODE, build_empty_book, name_empty_book
from lib.workbook.template import choose_tabs


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
