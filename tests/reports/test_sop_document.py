"""A printed SOP: A4, its head on every page, its facts, no row cut, fonts of its own."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pandas as pd
import pytest
from pypdf import PdfReader

from lib.reports.sop.document import build_sop_document, name_file
from lib.reports.typesetting import FONT
from lib.words.sop_document import build_document
from lib.workbook.grids import RawTab, compute_digest
from lib.workbook.parse import parse_tab
from lib.workbook.sop_documents import DOCUMENTS, build_sop_rows
from lib.workbook.tables import build_tables
from lib.workbook.tabs import TABS
from tests.domain.workbook_tables import build_tables as type_tables

TODAY = pd.Timestamp("2026-11-22")
A4_POINTS = (595.276, 841.89)


def list_fonts(reader: PdfReader) -> list[tuple[str, bool]]:
    """Every font of every page: its name, and whether it lies in the file."""
    found = []
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            (descendant,) = font.get_object()["/DescendantFonts"]
            descriptor = descendant.get_object()["/FontDescriptor"].get_object()
            found.append((str(descriptor["/FontName"]), bool({"/FontFile2", "/FontFile3"} & set(descriptor))))
    return found


@pytest.fixture(scope="module")
def printed() -> dict[str, PdfReader]:
    parsed = []
    for name, rows in build_sop_rows().items():
        grid: Any = [[column.header for column in TABS[name].columns], *rows]
        parsed.append(parse_tab(TABS[name], RawTab(TABS[name].title, grid, compute_digest(grid)), "buku"))
    tables = build_tables(parsed, today=date(2026, 11, 22)).frames
    return {
        code: PdfReader(io.BytesIO(build_sop_document(build_document(tables, code), today=TODAY)))
        for code in DOCUMENTS
    }


@pytest.mark.parametrize("code", DOCUMENTS)
def test_pages_are_a4_and_each_says_which_sop_and_which_page(
    printed: dict[str, PdfReader], code: str
) -> None:
    reader = printed[code]
    assert 2 <= len(reader.pages) <= 3
    for number, page in enumerate(reader.pages, start=1):
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A4_POINTS, abs=0.1)
        text = " ".join(page.extract_text().split())
        assert f"Halaman {number} dari {len(reader.pages)}" in text
        assert f"{code} · {DOCUMENTS[code].title}" in text


@pytest.mark.parametrize("code", DOCUMENTS)
def test_fonts_are_in_the_file(printed: dict[str, PdfReader], code: str) -> None:
    fonts = list_fonts(printed[code])
    assert fonts and all(embedded for _, embedded in fonts)
    assert any(FONT.replace(" ", "") in name for name, _ in fonts)


@pytest.mark.parametrize("code", DOCUMENTS)
def test_it_says_what_the_document_says(printed: dict[str, PdfReader], code: str) -> None:
    text = " ".join(" ".join(page.extract_text() for page in printed[code].pages).split())
    document = DOCUMENTS[code]
    for fact in (document.number, document.approver, document.approver_nip):
        assert str(fact) in text
    for step in document.steps:
        assert f"{step.step}. {step.description}" in text
    assert ("Jumlah waktu baku 755 menit" in text) == (code == "OSOC")
    assert "Mulai" in text and "Selesai" in text


def test_a_long_sop_repeats_the_head_of_its_steps_and_leads_the_flow_chart_on() -> None:
    steps = [
        {
            "sop": "A",
            "step": str(number),
            "description": f"Langkah panjang nomor {number} " + "dengan uraian " * 12,
            "executor": ("Kader", "Bidan")[number % 2],
        }
        for number in range(1, 61)
    ]
    document = build_document(type_tables(langkah_sop=steps), "A")
    pages = [
        " ".join(page.extract_text().split())
        for page in PdfReader(io.BytesIO(build_sop_document(document, today=TODAY))).pages
    ]
    with_steps = [page for page in pages if "No Langkah Pelaksana" in page]
    assert len(with_steps) >= 3
    assert sum("ke langkah" in page for page in pages) >= 3
    everything = " ".join(pages)
    for number in range(1, 61):
        assert everything.count(f"Langkah panjang nomor {number} ") == 2


def test_an_sop_without_steps_or_head_prints_what_there_is() -> None:
    tables = type_tables(sop=[{"code": "A", "title": "Judul [#x] $ \\ saja", "purpose": "*Sehat*"}])
    reader = PdfReader(io.BytesIO(build_sop_document(build_document(tables, "A"), today=TODAY)))
    text = reader.pages[0].extract_text()
    assert "Judul [#x] $ \\ saja" in text and "*Sehat*" in text
    assert "1. Tujuan" in text and "2. " not in text


def test_file_names_hold_letters_digits_and_dashes_only() -> None:
    assert name_file("SOP", "A/J B.", "Melati 1", ending="pdf") == "sop-a-j-b-melati-1.pdf"
