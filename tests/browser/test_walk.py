"""What real Chromium holds of each account's pages: nothing of a person who is not for it. The whole walk is
tests/test_walk.py; here a browser draws, and what it drew is looked through, hidden parts too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from lib.domain.access import PAGES
from tests.browser.conftest import (
    Server,
    go_to,
    sign_in,
    wait_for_cookie,
    wait_for_page,
)
from tests.walk import Book, search, wait_for_data

pytestmark = pytest.mark.browser

LOOKED_AT = {
    "kepala": ("rapat",),
    "petugas": ("rapat",),
    "kader": ("beranda", "daftar_anak", "antar_jemput", "rapat"),
    "mentor": ("mentoring", "anak"),
    "mahasiswa": ("pendampingan",),
    "dinkes": ("beranda", "daftar_tilik", "gizi", "pendampingan", "rapat"),
    "tamu": ("beranda", "daftar_anak", "kebal_msg", "pertemuan", "rapat"),
}
MEETING = "rapat"


@pytest.fixture(scope="module")
def server(sample_server: Server) -> Server:
    wait_for_data(sample_server)
    return sample_server


@pytest.fixture(scope="module")
def book(server: Server) -> Book:
    return Book(server.data_folder)


@pytest.mark.parametrize("username", LOOKED_AT)
def test_the_dom_holds_nobody_who_is_not_for_the_account(
    server: Server, book: Book, page: Page, username: str
) -> None:
    user = next(one for one in book.users if one.username == username)
    page.goto(f"{server.url}/panduan")
    sign_in(page, username)
    wait_for_page(page)
    wait_for_cookie(page)
    for key in LOOKED_AT[username]:
        go_to(page, f"/{PAGES[key].url_path}")
        expect(page).to_have_title(re.compile(re.escape(PAGES[key].title)))
        page.locator(".papan-fresh, .rapat-kaki").first.wait_for(state="attached")
        page.locator('[data-testid="stSkeleton"]').first.wait_for(state="detached")
        wait_for_page(page)
        drawn = {page.content(): "markup", page.locator("html").inner_text(): "text"}
        forbidden = book.list_everybody() if key == MEETING else book.list_forbidden(user)
        assert len(forbidden) > 300
        assert search(drawn, forbidden) == {}, key
