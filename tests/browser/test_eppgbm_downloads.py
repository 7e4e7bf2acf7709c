"""The upload files of the e-PPGBM page, made at the click and downloaded in real Chromium."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from lib.domain.eppgbm import read_file_columns
from tests.browser.conftest import Server, sign_in, wait_for_cookie, wait_for_page, wait_for_sign_in

pytestmark = pytest.mark.browser


def test_the_files_carry_as_many_children_as_the_buttons_say(
    sample_server: Server, page: Page, tmp_path: Path
) -> None:
    page.goto(f"{sample_server.url}/eppgbm?bulan=2026-10")
    wait_for_sign_in(page)
    sign_in(page)
    wait_for_cookie(page)  # its coming runs the page once more, with new buttons
    wait_for_page(page)
    for file in ("identitas", "pengukuran"):
        button = page.get_by_role("button", name=re.compile(rf"^{file} · \d+ anak$", re.IGNORECASE))
        expect(button).to_be_enabled()
        with page.expect_download() as started:
            button.click()
        path = tmp_path / started.value.suggested_filename
        started.value.save_as(path)
        assert re.fullmatch(rf"{file}-\d{{4}}-\d{{2}}\.xlsx", path.name)
        header, *rows = openpyxl.load_workbook(path).active.values
        assert list(header) == [column.header for column in read_file_columns()[file]]
        assert f"· {len(rows)} anak" in button.inner_text()
        assert rows
