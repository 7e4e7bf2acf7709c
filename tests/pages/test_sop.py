"""The page Dokumen SOP for every role, every SOP, and over workbooks that lack tabs or hold more."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from lib.reports.sop.downloads import BOOK, DOCUMENT, EMPTY_FORM, FILLED_FORM
from lib.views import sop
from lib.workbook.sop_documents import DOCUMENTS
from tests.app_test import AppTest
from tests.pages.conftest import OpenPage, read_html


@pytest.mark.parametrize("code", DOCUMENTS)
def test_every_sop_is_there_with_its_head_steps_and_flow_chart(open_page: OpenPage, code: str) -> None:
    app = open_page("sop", sop=code.lower())
    assert not app.exception
    html = read_html(app)
    document = DOCUMENTS[code]
    assert f"<h2>{document.title}</h2>" in html
    assert str(document.number) in html and f"NIP {document.approver_nip}" in html
    steps = html.split('<div class="sop-steps">')[1]
    for step in document.steps:
        assert step.description in steps
    wide, narrow = re.findall(r'<img alt="([^"]+)" src="data:image/svg\+xml;base64,([^"]+)"', html)
    assert all(f"{step.step}. {step.description} (" in wide[0] for step in document.steps)
    assert base64.b64decode(wide[1]).startswith(b"<svg") and base64.b64decode(narrow[1]).startswith(b"<svg")


def test_osoc_stands_in_the_form_of_an_sop_ap(open_page: OpenPage) -> None:
    html = read_html(open_page("sop", sop="OSOC"))
    headings = ("Dasar hukum", "Kualifikasi pelaksana", "Peralatan/perlengkapan", "Tanggal efektif")
    facts = ("Perguruan Tinggi", "Jumlah waktu baku: 755 menit", "Pelaksana 10 langkah belum ditetapkan")
    for words in (*headings, *facts):
        assert words in html
    assert "Rekaman historis" not in html


def test_headings_are_numbered_and_doubts_are_notes(open_page: OpenPage) -> None:
    html = read_html(open_page("sop", sop="PK"))
    headings = re.findall(r'sop-heading">([^<]+)<', html)
    assert headings == [
        "1. Pengertian", "2. Tujuan", "3. Kebijakan", "4. Referensi", "5. Prosedur", "Diagram alir",
        "6. Unit terkait", "7. Dokumen terkait", "8. Rekaman historis",
    ]  # fmt: skip
    assert "Catatan tentang dokumen ini" in html
    assert "14 November 2022" in html


@pytest.mark.parametrize("sop", ["SIKERITING", "KEBAL"])
def test_a_dash_in_the_document_keeps_its_heading_and_number(open_page: OpenPage, sop: str) -> None:
    html = read_html(open_page("sop", sop=sop))
    assert re.search(r'sop-heading">10. Rekaman historis<[^-]*<p>-</p>', html)


def test_states_are_those_of_the_chosen_month_and_posyandu(open_page: OpenPage) -> None:
    html = read_html(open_page("sop", sop="AJB", bulan="2026-10", posyandu="MLT1"))
    assert "Oktober 2026, Melati 1" in html
    (words, *_) = re.findall(r'<img alt="([^"]+)"', html)
    assert "(Kader, Selesai" in words


def test_a_further_sop_needs_no_code(open_page: OpenPage, small_workbook: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(small_workbook)
    rows = {
        "SOP": {"Kode": "KIBBLA", "Judul": "Kelas <Ibu>", "Tujuan": "1. Sehat\n2. Siap"},
        "Langkah SOP": {"SOP": "KIBBLA", "No": "1", "Langkah": "Undang & catat", "Waktu": "Bulanan",
                        "Pelaksana": "Kader, bidan"},
        "Daftar Tilik": {"Tanggal": "12/10/2026", "SOP": "kibbla", "Langkah": "1", "Hasil": "v"},
    }  # fmt: skip
    for tab, values in rows.items():
        sheet = book[tab]
        headers = [cell.value for cell in sheet[1]]
        row = [values.get(str(header)) for header in headers]
        last = max(cell.row for column in sheet.iter_cols(max_col=1) for cell in column if cell.value)
        for place, value in enumerate(row, start=1):
            sheet.cell(last + 1, place).value = value
    path = tmp_path / "tambah.xlsx"
    book.save(path)
    app = open_page("sop", workbook=path, sop="KIBBLA")
    assert not app.exception
    html = " ".join(element.proto.body for element in app.get("html"))
    assert "<h2>Kelas &lt;Ibu&gt;</h2>" in html
    assert "<li>Sehat</li><li>Siap</li>" in html
    assert "Undang &amp; catat" in html
    ticked = open_page("daftar_tilik", workbook=path, sop="KIBBLA", bulan="2026-10")
    assert not ticked.exception
    html = " ".join(element.proto.body for element in ticked.get("html"))
    assert 'aria-label="KIBBLA"' in html
    assert "Undang &amp; catat" in html and "Kader, bidan" in html
    assert "terisi 1/1" in html and "12 Okt 2026" in html


def test_without_the_tabs_it_says_how_to_add_them(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    app = open_page("sop", workbook=change_workbook(without=("SOP", "Langkah SOP", "Riwayat SOP")))
    assert not app.exception
    html = read_html(app)
    assert "Tab “SOP” belum ada" in html and sop.EMPTY_TITLE in html


def test_heads_without_steps_are_shown(open_page: OpenPage, change_workbook: Callable[..., Path]) -> None:
    app = open_page("sop", workbook=change_workbook(emptied=("Langkah SOP",)), sop="KEBAL")
    assert not app.exception
    html = read_html(app)
    assert "1. Pengertian" in html and sop.NO_STEPS_HELP in html


@pytest.mark.parametrize("user", ["dinkes", "tamu", "kader"])
def test_no_person_is_named_to_those_who_see_totals(open_page: OpenPage, user: str) -> None:
    for code in ("OSOC", "SIKERITING"):
        app = open_page("sop", user=user, sop=code)
        assert not app.exception
        assert "Laras Pitaloka" not in read_html(app)


def list_buttons(app: AppTest) -> list[str]:
    return [button.proto.label for button in app.get("download_button")]


@pytest.mark.parametrize("page", ["sop", "daftar_tilik"])
def test_files_of_pairs_are_not_for_those_who_see_totals(open_page: OpenPage, page: str) -> None:
    every = [DOCUMENT, EMPTY_FORM, FILLED_FORM, BOOK]
    assert list_buttons(open_page(page, sop="OSOC")) == every
    assert list_buttons(open_page(page, user="dinkes", sop="OSOC")) == every[:2]
    assert list_buttons(open_page(page, user="dinkes", sop="AJB")) == every
