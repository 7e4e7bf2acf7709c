"""The monthly report, made at the click and downloaded in real Chromium."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from lib.views.laporan import BOOK_BUTTON, PDF_BUTTON
from tests.browser.conftest import Server, sign_in, wait_for_cookie, wait_for_page, wait_for_sign_in

pytestmark = pytest.mark.browser


def test_pdf_and_xlsx_of_the_month_on_the_screen_are_handed_over(
    sample_server: Server, page: Page, tmp_path: Path
) -> None:
    page.goto(f"{sample_server.url}/laporan?bulan=2026-08")
    wait_for_sign_in(page)
    sign_in(page)
    wait_for_cookie(page)  # its coming runs the page once more, with new buttons
    wait_for_page(page)
    files = {}
    for label in (PDF_BUTTON, BOOK_BUTTON):
        button = page.get_by_role("button", name=label)
        expect(button).to_be_enabled()
        with page.expect_download() as started:
            button.click()
        path = tmp_path / started.value.suggested_filename
        started.value.save_as(path)
        files[path.name] = path
    assert set(files) == {f"laporan-gizi-puskesmas-contoh-2026-08.{kind}" for kind in ("pdf", "xlsx")}
    (sheet,) = PdfReader(files["laporan-gizi-puskesmas-contoh-2026-08.pdf"]).pages
    assert "Agustus 2026" in sheet.extract_text()
    book = openpyxl.load_workbook(files["laporan-gizi-puskesmas-contoh-2026-08.xlsx"])
    assert [cell.value for cell in book.worksheets[0]["A"][:4]][2] == "Agustus 2026"
