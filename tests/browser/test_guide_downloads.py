"""What Panduan gives to take home, downloaded in real Chromium while the workbook cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from lib.config import SAMPLE_WORKBOOK
from lib.reports.panduan import FILE_NAME
from lib.views import panduan
from lib.workbook.template import choose_tabs
from tests.browser.conftest import Server, sign_in, wait_for_cookie, wait_for_page, wait_for_sign_in

pytestmark = pytest.mark.browser


def download(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download() as started:
        page.get_by_role("button", name=button).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def choose_code(page: Page, code: str) -> None:
    field = page.get_by_role("combobox", name=panduan.ONE_BOOK_CHOOSE)
    field.fill(code)
    field.press("Enter")


def test_sheet_and_empty_books_of_a_papan_without_data(
    fresh_server: Callable[..., Server], page: Page, tmp_path: Path
) -> None:
    server = fresh_server()
    (server.data_folder / SAMPLE_WORKBOOK).unlink(missing_ok=True)
    page.goto(f"{server.url}/panduan?bagian=unduhan")
    wait_for_sign_in(page)
    sign_in(page)
    wait_for_cookie(page)  # its coming runs the page once more, with new buttons
    wait_for_page(page)

    sheet = download(page, panduan.SHEET_BUTTON, tmp_path)
    assert sheet.name == FILE_NAME
    assert sheet.read_bytes().startswith(b"%PDF-")

    whole = download(page, panduan.WHOLE_BOOK_BUTTON, tmp_path)
    assert openpyxl.load_workbook(whole).sheetnames[1:-1] == [tab.title for tab in choose_tabs()]

    choose_code(page, "../x")
    expect(page.get_by_text(panduan.BAD_CODE)).to_be_visible()
    expect(page.get_by_role("button", name=panduan.ONE_BOOK_BUTTON)).to_have_count(0)

    choose_code(page, "mwr9")
    one = download(page, panduan.ONE_BOOK_BUTTON, tmp_path)
    assert one.name == "buku-MWR9.xlsx"
    assert openpyxl.load_workbook(one).sheetnames[1:-1] == [tab.title for tab in choose_tabs("MWR9")]
