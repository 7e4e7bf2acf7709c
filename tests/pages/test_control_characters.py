"""A vertical tab pasted from Word and an ESC break no page and no download, and reach no log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import streamlit as st

from lib.sources.files import FileSource
from lib.workbook.columns import Kind
from lib.workbook.tabs import TABS
from tests.pages.conftest import OpenPage

VERTICAL_TAB, ESCAPE, RIGHT_TO_LEFT = "_x000B_", "_x001B_", "\u202e"
"""The first two as .xlsx holds them: XML has no such characters."""

VISITS: tuple[tuple[str, dict[str, str]], ...] = (
    ("anak", {"anak": "MWR1-006"}),
    ("antar_jemput", {"bagian": "bus", "putaran": "MWR1@2026-11-02"}),
    ("antar_jemput", {"bagian": "ajakan", "putaran": "MWR1@2026-11-02"}),
    ("daftar_anak", {}),
    ("daftar_tilik", {}),
    ("sop", {}),
    ("eppgbm", {"bulan": "2026-11"}),
    ("kebal_msg", {"bulan": "2026-10"}),
    ("kualitas_data", {}),
    ("laporan", {"bulan": "2026-10"}),
    ("mentoring", {"bagian": "monev"}),
    ("panduan", {}),
    ("pendampingan", {}),
    ("pendampingan", {"bagian": "rekap"}),
    ("pertemuan", {}),
)


def spoil(text: str) -> str:
    return text.replace(" ", VERTICAL_TAB, 1) + ESCAPE + RIGHT_TO_LEFT


@pytest.fixture(scope="module")
def spoilt(small_workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with both in every text that somebody typed freely."""
    free = {tab.title: {c.header for c in tab.columns if c.kind is Kind.TEXT} for tab in TABS.values()}
    book = openpyxl.load_workbook(small_workbook)
    for sheet in book.worksheets:
        for header in sheet[1]:
            if header.value in free.get(sheet.title, ()):
                for row in range(2, sheet.max_row + 1):
                    cell = sheet.cell(row, header.column)
                    if isinstance(cell.value, str) and not cell.value.startswith("="):
                        cell.value = spoil(cell.value)
    path = tmp_path_factory.mktemp("kendali") / "kendali.xlsx"
    book.save(path)
    return path


def test_cells_are_those_of_a_workbook_without_them(spoilt: Path, small_workbook: Path) -> None:
    cleaned, plain = (FileSource(path).read() for path in (spoilt, small_workbook))
    assert [(tab.title, tab.digest) for tab in cleaned.tabs] == [
        (tab.title, tab.digest) for tab in plain.tabs
    ]


def test_every_page_and_every_download_works_and_the_log_holds_no_cell(
    open_page: OpenPage, spoilt: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    files: dict[str, bytes] = {}
    original = st.download_button

    def note(label: str, data: bytes | Callable[[], bytes], **options) -> bool:
        files[options["file_name"]] = data() if callable(data) else data
        return original(label, data, **options)

    monkeypatch.setattr(st, "download_button", note)
    with caplog.at_level(logging.DEBUG):
        for page, query in VISITS:
            app = open_page(page, workbook=spoilt, **query)
            assert not app.exception, page
    assert len(files) >= 20, sorted(files)
    assert all(files.values())
    assert {name.rpartition(".")[2] for name in files} == {"pdf", "xlsx", "docx", "csv", "png"}
    names = {cell.value for cell in openpyxl.load_workbook(spoilt)["Balita"]["C"][1:] if cell.value}
    log = caplog.text
    assert not any(str(name).split(VERTICAL_TAB)[0] in log for name in names)
    assert "\x1b" not in log and "\x0b" not in log and RIGHT_TO_LEFT not in log
