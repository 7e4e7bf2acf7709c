"""A newcomer's quarter hour in Chromium: a puskesmas's own workbook to its true SKDN by docs/pindah.md."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from lib.__main__ import main
from lib.words.formats import format_number
from lib.workbook.sample.build import build_sample
from lib.workbook.sample.own_shape import GUESSLESS, MAPPING
from tests.browser.conftest import Server, sign_in, wait_for_page
from tests.installation import PASSWORD, write_secrets
from tests.workbook.foreign_books import TODAY, look

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("PAPAN_GAMBAR")


def picture(page: Page, name: str) -> None:
    """A screenshot, where a folder for them is named."""
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png")


def test_a_newcomers_quarter_hour(page: Page, tmp_path: Path, fresh_server: Callable[..., Server]) -> None:
    book = tmp_path / "lama.xlsx"
    assert main(["contoh", "--bentuk", "lama", "--keluaran", str(book), "--hari-ini", str(TODAY)]) == 0
    secrets = write_secrets(
        tmp_path / "rahasia.toml", books=[{"berkas": str(book)}], users={"kepala": {"roles": ["kepala"]}}
    )
    server = fresh_server(PAPAN_RAHASIA=str(secrets), PAPAN_HARI_INI=str(TODAY), PAPAN_JEDA="5")
    page.goto(server.url)
    sign_in(page, "kepala", PASSWORD)
    wait_for_page(page)
    # Beranda leads with what is unread, and leads to where it is told.
    expect(page.get_by_text("tidak terbaca").first).to_be_visible()
    picture(page, "1-beranda")

    page.goto(f"{server.url}/kualitas_data")
    wait_for_page(page)
    page.get_by_text("Yang dibaca", exact=True).last.scroll_into_view_if_needed()
    expect(page.get_by_role("cell", name=f"✕ {GUESSLESS}")).to_be_visible()
    picture(page, "2-yang-dibaca")
    page.get_by_text("Salin ke tab Pemetaan").click()
    block = page.get_by_test_id("stCode").filter(has_text=GUESSLESS).locator("code").first
    expect(block).to_contain_text("W (kg)")
    block.scroll_into_view_if_needed()
    picture(page, "3-usulan")
    rows = [line.split("\t") for line in block.inner_text().rstrip("\n").split("\n")]

    # Step 4, with the hands of somebody in Excel.
    written = openpyxl.load_workbook(book)
    sheet = written.create_sheet("Pemetaan")
    assert rows[0] == MAPPING[0]
    for row in rows:
        sheet.append(row)
    written.save(book)

    expect(page.get_by_text("sepertinya berat atau tinggi tidak terbaca")).to_have_count(0, timeout=60_000)
    picture(page, "4-terbaca")
    # Step 5: the month whose weighings only the mapping made readable.
    sample = look(build_sample(today=TODAY))
    october = next(month for month in sample.months if str(month) == "2026-10")
    truth = sample.gizi.skdn([october]).iloc[0]
    assert truth["D"] > 100
    page.goto(f"{server.url}/gizi?bulan=2026-10")
    wait_for_page(page)
    figures = page.locator(".papan-figure")
    for part, whole in ("DS", "ND"):
        told = f"{format_number(int(truth[part]))} dari {format_number(int(truth[whole]))}"
        expect(figures.filter(has_text=told).first).to_be_visible()
    picture(page, "5-gizi")
