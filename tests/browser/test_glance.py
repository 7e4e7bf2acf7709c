"""At a glance: on the screen of an office laptop the first figure and the first chart of every page stand in
sight before anybody scrolls; and a new user finds the child to see first in three presses."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from lib.domain.access import PAGES, Role, Viewer
from lib.words.tokens import DARK, LIGHT
from tests.browser.conftest import (
    WAIT_MILLISECONDS,
    Server,
    go_to,
    sign_in,
    wait_for_cookie,
    wait_for_page,
    wait_for_sign_in,
)

pytestmark = pytest.mark.browser

SCREEN = 768
FIGURE = '[data-testid="stMetric"], .papan-figure, .papan-card .value'
CHART = '[data-testid="stVegaLiteChart"], canvas, img, svg[role="img"]'
CHARTS = {"beranda", "gizi", "mentoring", "kebal_msg", "antar_jemput"}
"""Pages that begin with figures and show a chart to whoever opens them."""
FIGURES = CHARTS | {"daftar_tilik", "pendampingan", "eppgbm", "kualitas_data", "pertemuan"}
"""Pages that begin with figures; the others are lists, documents and a choice of one child."""


@pytest.fixture
def server(sample_server: Server) -> Server:
    return sample_server


SIGNED_IN: dict[tuple[str, str], Any] = {}
"""The cookies of who signed in before, by server and user: what comes before the door is test_sign_in's."""


def enter(server: Server, page: Page, user: str) -> None:
    """From here on the browser's pages on this server are the user's."""
    if (server.url, user) not in SIGNED_IN:
        page.goto(server.url)
        wait_for_sign_in(page)
        sign_in(page, user)
        wait_for_page(page)
        wait_for_cookie(page)
        SIGNED_IN[server.url, user] = page.context.cookies()
    page.context.add_cookies(SIGNED_IN[server.url, user])


def find_foot(page: Page, selector: str) -> float:
    """How far below the top of the screen the first of these ends, in pixels."""
    found = page.locator('[data-testid="stMain"]').locator(selector).first
    found.wait_for()
    box = found.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


@pytest.mark.parametrize("user", ["kepala", "kader"])
def test_the_first_figure_and_chart_are_in_sight(server: Server, page: Page, user: str) -> None:
    enter(server, page, user)
    page.goto(f"{server.url}/panduan")
    wait_for_page(page)
    viewer = Viewer(user, user, Role(user))
    below = {}
    for key in FIGURES:
        if not viewer.may_open(key):
            continue
        # The kader's posyandu has yet to open in the running month: then there is no figure of it.
        go_to(page, f"/{PAGES[key].url_path}?bulan=2026-10")
        wait_for_page(page)
        expect(page.locator("h1")).to_contain_text(PAGES[key].title)
        for kind, selector in (("figure", FIGURE), *([("chart", CHART)] if key in CHARTS else [])):
            foot = find_foot(page, selector)
            if foot > SCREEN:
                below[key, kind] = foot
    assert below == {}


def test_the_whole_balok_is_in_sight_below_the_rates(server: Server, page: Page) -> None:
    enter(server, page, "kepala")
    page.goto(f"{server.url}/gizi")
    wait_for_page(page)  # what is still being drawn has another chart first
    assert find_foot(page, '[data-testid="stVegaLiteChart"]') <= SCREEN


def test_choices_are_folded_on_a_phone_and_say_what_is_chosen(server: Server, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    enter(server, page, "kepala")
    page.goto(f"{server.url}/gizi?bulan=2026-10")
    fold = page.get_by_text("Oktober 2026 · Semua posyandu")
    fold.wait_for()
    wait_for_page(page)
    chosen = page.get_by_label("Posyandu", exact=True).first
    assert not chosen.is_visible()
    fold.click()
    chosen.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("key", ["anak", "laporan", "gizi"])
def test_choices_can_be_pressed_beside_a_short_title(server: Server, page: Page, key: str) -> None:
    """Above the page lies a bar that is empty but for the button of the menu."""
    page.set_viewport_size({"width": 390, "height": 844})
    enter(server, page, "kepala")
    page.goto(f"{server.url}/{PAGES[key].url_path}")
    fold = page.locator(".st-key-papan_buka_pilihan label").first
    fold.wait_for()
    wait_for_page(page)  # what is pressed while the page is drawn may be drawn over
    fold.click()
    page.locator(".st-key-papan_pilihan").first.wait_for()
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="Beranda").wait_for()


def test_the_worst_posyandu_and_its_first_child_are_three_presses_away(server: Server, page: Page) -> None:
    """As somebody who has never seen the board: Beranda says which posyandu is lowest, its name opens its
    children, the first list is the one that presses, and the first name opens the child."""
    enter(server, page, "kepala")
    page.goto(f"{server.url}/beranda")
    worst = page.locator(".papan-multiples a").first
    worst.wait_for()
    rates = page.locator(".papan-multiples .now").all_inner_texts()
    known = [float(found[0].replace(",", ".")) for one in rates if (found := re.findall(r"[\d,]+(?=%)", one))]
    assert known == sorted(known) and len(known) > 1
    name = worst.inner_text()
    worst.click()  # 1
    page.wait_for_url(re.compile("/daftar_anak"))
    child = page.locator('.papan-table a[href*="anak="]').first
    child.wait_for()
    assert name in page.locator('[data-testid="stMain"]').inner_text()
    called = child.inner_text()
    child.click()  # 2
    page.wait_for_url(re.compile("/anak"))
    page.get_by_role("heading", name=called).wait_for()


def test_back_leads_to_the_page_before(server: Server, page: Page) -> None:
    """Though each page writes its choices into the address, and a month is chosen in between."""

    def stands(key: str) -> None:
        expect(page.locator("h1")).to_contain_text(PAGES[key].title)
        wait_for_page(page)

    enter(server, page, "kepala")
    page.goto(f"{server.url}/panduan")
    stands("panduan")
    page.goto(server.url)  # leads to the first page
    stands("beranda")
    menu = page.get_by_test_id("stSidebarNav")
    for key in ("gizi", "mentoring"):
        menu.get_by_role("link", name=PAGES[key].title).click()
        stands(key)
        page.wait_for_url(re.compile(r"bagian="))
        if key == "gizi":
            page.get_by_label("Bulan", exact=True).first.click()
            page.get_by_role("option", name="September 2026").click()
            page.wait_for_url("**bulan=2026-09**")
            wait_for_page(page)
    for key in ("gizi", "beranda", "panduan"):
        page.go_back(wait_until="commit")
        stands(key)
        if key == "gizi":
            assert "bulan=2026-09" in page.url


def test_the_search_opens_a_child_and_writes_nothing_of_it_down(server: Server, page: Page) -> None:
    enter(server, page, "kepala")
    page.goto(f"{server.url}/gizi")
    box = page.get_by_label("Cari anak atau ibu")
    box.fill("tiara cendna")  # a slip
    box.press("Enter")
    found = page.locator(".st-key-papan_temuan a")
    found.first.wait_for()
    assert 1 <= found.count() <= 10 and "Tiara Cendana" in found.first.inner_text()
    assert "cendna" not in page.url.casefold()
    found.first.click()
    page.wait_for_url(re.compile("/anak"))
    page.get_by_role("heading", name="Tiara Cendana").wait_for()
    assert "cendna" not in page.url.casefold() and "cendna" not in server.log().casefold()


def test_who_sees_no_names_has_no_search(server: Server, page: Page) -> None:
    enter(server, page, "tamu")
    page.goto(f"{server.url}/beranda")
    wait_for_page(page)
    assert page.get_by_label("Cari anak atau ibu").count() == 0


def test_the_page_speaks_indonesian_and_can_be_walked_without_a_mouse(server: Server, page: Page) -> None:
    enter(server, page, "kepala")
    page.goto(f"{server.url}/gizi?bulan=2026-10")
    wait_for_page(page)
    page.get_by_role("heading", name="Gizi").first.wait_for()
    assert page.locator("html").get_attribute("lang") == "id"
    assert page.title() == "Gizi · Papan Posyandu"
    page.keyboard.press("Tab")  # the first stop of all
    skip = page.get_by_role("link", name="Langsung ke isi")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["x"] >= 0  # seen once it is reached
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.get_by_label("Bulan").first.wait_for()
    inside = page.locator('[data-testid="stMain"] :focus')
    assert inside.count() == 1 and "bulan=2026-10" in page.url


@pytest.mark.parametrize("address", ["gizi", "rapat?detik=600"])
def test_a_page_follows_a_device_that_turns_dark(server: Server, page: Page, address: str) -> None:
    enter(server, page, "kepala")
    page.goto(f"{server.url}/{address}")
    words = page.locator(".papan-fresh b, .rapat h2").first
    expect(words).to_have_css("color", as_css(LIGHT.ink), timeout=WAIT_MILLISECONDS)
    page.emulate_media(color_scheme="dark")
    expect(words).to_have_css("color", as_css(DARK.ink), timeout=WAIT_MILLISECONDS)


def as_css(colour: str) -> str:
    """ "#22302E" as a browser says it: "rgb(34, 48, 46)"."""
    return f"rgb{tuple(bytes.fromhex(colour[1:]))}"


@pytest.mark.parametrize("key", ["beranda", "gizi", "mentoring"])
def test_a_page_is_printed_whole_and_without_what_is_only_for_the_screen(
    server: Server, page: Page, key: str
) -> None:
    enter(server, page, "kepala")
    page.goto(f"{server.url}/{PAGES[key].url_path}")
    wait_for_page(page)
    find_foot(page, FIGURE)
    page.emulate_media(media="print")
    assert not page.locator('[data-testid="stSidebar"]').is_visible()
    assert not page.get_by_label("Posyandu", exact=True).first.is_visible()
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(paper.pages) > 1
    words = "".join(one.extract_text() for one in paper.pages)
    assert "Semua posyandu" in words and "Bagaimana angka ini dihitung?" in words
    assert "Keluar" not in words


def test_the_choices_of_the_head_can_be_used_on_a_laptop_and_unfold_on_a_phone(
    server: Server, page: Page
) -> None:
    page.goto(f"{server.url}/gizi?bulan=2026-10")
    wait_for_sign_in(page)
    sign_in(page)
    wait_for_page(page)
    month = page.get_by_label("Bulan", exact=True).first
    month.click()
    page.get_by_role("option", name="September 2026").click()
    page.wait_for_url("**bulan=2026-09**")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(month).to_be_hidden()
    page.locator(".st-key-papan_buka_pilihan label").first.click()
    expect(month).to_be_visible()
