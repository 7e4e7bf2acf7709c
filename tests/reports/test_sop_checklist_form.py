"""The printed and the .xlsx daftar tilik: what is recorded, nothing more, signatures never apart."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

from lib.domain.settings import PuskesmasSettings
from lib.domain.steps import compute_sop_status
from lib.reports.sop.checklist_form import HEADERS, build_checklist_book, build_checklist_form
from lib.reports.sop.downloads import BOOK, DOCUMENT, EMPTY_FORM, FILLED_FORM, list_downloads
from lib.views.sop.checklist import select_sop
from lib.views.steps import name_units
from lib.words.sop_document import SopDocument, build_document
from tests.domain.workbook_tables import build_sop_tables
from tests.reports.test_sop_document import list_fonts

TODAY = pd.Timestamp("2026-11-22")
SETTINGS = PuskesmasSettings(
    name="Puskesmas Contoh", subdistrict="Kecamatan Contoh", head="dr. Surya Contoh", head_nip="99000000"
)
TICKS = [
    {"date": "2026-11-05", "sop": "AJB", "posyandu": "MLT1", "step": "1", "result": "Ya", "minutes": 45,
     "executor": "Ratna", "proof": "https://contoh.id/foto", "note": "=HYPERLINK(1)"},
    {"date": "2026-11-06", "sop": "AJB", "posyandu": "MLT1", "step": "3", "result": "Tidak",
     "proof": "javascript:alert(1)"},
    {"date": "2026-11-09", "sop": "AJB", "posyandu": "MLT1", "step": "4", "result": "TB"},
]  # fmt: skip


@pytest.fixture(scope="module")
def document_and_lines() -> tuple[SopDocument, pd.DataFrame]:
    tables = build_sop_tables(
        jadwal=[{"posyandu": "MLT1", "date": "2026-11-10"}, {"posyandu": "MLT2", "date": "2026-11-24"}],
        daftar_tilik=TICKS,
    )
    status = compute_sop_status(tables, today=TODAY, month="2026-11")
    lines = name_units(
        select_sop(status, "AJB"), people={}, posyandu_names={"MLT1": "Melati 1", "MLT2": "Melati 2"}
    )
    return build_document(tables, "AJB"), lines


def read_pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_a_filled_form_is_a_sheet_for_each_line_with_its_records(
    document_and_lines: tuple[SopDocument, pd.DataFrame],
) -> None:
    document, lines = document_and_lines
    pdf = build_checklist_form(document, lines, period="November 2026", settings=SETTINGS, today=TODAY)
    first, second = read_pages(pdf)
    assert "Melati 1" in first and "10 Nov 2026" in first and "Melati 2" not in first
    assert "Ratna" in first and "45" in first and "baku 30 menit" in first
    assert first.count("✓") == 3
    assert "Ya 1 · Tidak 1 · TB 1 · terisi 3 dari 5" in first and "= 50,0% (target 80%)" in first
    assert "Melati 2" in second and "✓" not in second
    assert "terisi 0 dari 3 yang jatuh tempo" in second and "= — (target 80%)" in second
    for page in (first, second):
        assert "dr. Surya Contoh" in page and "NIP 99000000" in page and "No Langkah" in page


def test_only_web_addresses_are_links(document_and_lines: tuple[SopDocument, pd.DataFrame]) -> None:
    document, lines = document_and_lines
    pdf = build_checklist_form(document, lines, settings=SETTINGS, today=TODAY)
    links = [
        note.get_object()["/A"]["/URI"]
        for page in PdfReader(io.BytesIO(pdf)).pages
        for note in page.get("/Annots", [])
    ]
    assert links == ["https://contoh.id/foto"]


def test_an_empty_form_has_every_step_and_nothing_recorded(
    document_and_lines: tuple[SopDocument, pd.DataFrame],
) -> None:
    document, _ = document_and_lines
    pdf = build_checklist_form(document, settings=PuskesmasSettings(), today=TODAY)
    (page,) = read_pages(pdf)
    assert all(step.what in page for step in document.steps)
    assert "✓" not in page and "Ratna" not in page
    assert "Mengetahui, Kepala puskesmas" in page


def test_fonts_are_in_the_file(document_and_lines: tuple[SopDocument, pd.DataFrame]) -> None:
    document, lines = document_and_lines
    pdf = build_checklist_form(document, lines, settings=SETTINGS, today=TODAY)
    fonts = list_fonts(PdfReader(io.BytesIO(pdf)))
    assert fonts and all(embedded for _, embedded in fonts)


def print_long_form(steps: int) -> list[str]:
    ticks = [{"sop": "P", "step": str(number), "description": f"Langkah ke-{number}. " + "uraian " * 14,
              "timing": "Bulanan"} for number in range(1, steps + 1)]  # fmt: skip
    tables = build_sop_tables(
        sop=[{"code": "P", "title": "Panjang", "scope": "Puskesmas"}], langkah_sop=ticks
    )
    lines = name_units(compute_sop_status(tables, today=TODAY, month="2026-11"), people={}, posyandu_names={})
    return read_pages(
        build_checklist_form(build_document(tables, "P"), lines, settings=SETTINGS, today=TODAY)
    )


@pytest.mark.parametrize("steps", [1, 3, 4, *range(12, 22), 40])
def test_signatures_stay_with_the_last_steps_and_every_page_has_its_header_once(steps: int) -> None:
    pages = print_long_form(steps)
    assert [page.count("No Langkah Ya Tidak TB") for page in pages] == [1] * len(pages)
    assert ["Mengetahui" in page for page in pages] == [False] * (len(pages) - 1) + [True]
    assert "Kepatuhan =" in pages[-1] and "NIP 99000000" in pages[-1]
    assert all(f"Langkah ke-{number}." in pages[-1] for number in range(max(1, steps - 2), steps + 1))
    together = " ".join(pages)
    assert [together.count(f"Langkah ke-{number}.") for number in range(1, steps + 1)] == [1] * steps
    assert len(pages) == 1 if steps <= 4 else len(pages) >= 3 if steps == 40 else len(pages) <= 2


def test_the_table_keeps_text_as_text_and_says_states_in_words(
    document_and_lines: tuple[SopDocument, pd.DataFrame],
) -> None:
    _, lines = document_and_lines
    sheet = openpyxl.load_workbook(io.BytesIO(build_checklist_book(lines, title="Daftar Tilik AJB"))).active
    header, *rows = sheet.iter_rows()
    titles = [cell.value for cell in header]
    assert titles == [title for title, _ in HEADERS.values()]
    assert len(rows) == len(lines) == 10
    first = dict(zip(titles, rows[0], strict=True))
    assert first["Catatan"].value == "=HYPERLINK(1)" and first["Catatan"].data_type == "s"
    assert (first["Untuk"].value, first["Hasil"].value, first["Menit"].value) == ("Melati 1", "Ya", 45)
    assert first["Sumber"].value == "diketik di Daftar Tilik"
    assert first["Keadaan"].value == "Selesai"


def test_who_may_see_no_lines_gets_the_document_and_the_empty_form(
    document_and_lines: tuple[SopDocument, pd.DataFrame],
) -> None:
    document, lines = document_and_lines
    month = pd.Period("2026-11", freq="M")
    files = list_downloads(document, lines, month=month, posyandu="MLT1", settings=SETTINGS, today=TODAY)
    assert [one.label for one in files] == [DOCUMENT, EMPTY_FORM, FILLED_FORM, BOOK]
    assert [one.file_name for one in files] == [
        "sop-ajb.pdf", "daftar-tilik-ajb-kosong.pdf", "daftar-tilik-ajb-2026-11-mlt1.pdf",
        "daftar-tilik-ajb-2026-11-mlt1.xlsx",
    ]  # fmt: skip
    assert all(one.build()[:4] in (b"%PDF", b"PK\x03\x04") for one in files)
    none = list_downloads(
        document, lines.iloc[:0], month=month, posyandu=None, settings=SETTINGS, today=TODAY
    )
    assert [one.label for one in none] == [DOCUMENT, EMPTY_FORM]
