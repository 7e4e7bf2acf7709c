"""Real Chromium against a real `streamlit run app.py`, each server with a data folder of its own.

A missing browser fails these tests, it does not skip them.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, Request, sync_playwright

from tests.server import ROOT as ROOT
from tests.server import Server as Server
from tests.server import start_server as start_server

CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WAIT_MILLISECONDS = 60_000


def find_chromium() -> str:
    named = os.environ.get("CHROMIUM")
    found = named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if found is None or not Path(found).exists():
        pytest.fail(
            "Browser tests need Chromium: `apt-get install chromium`, or set CHROMIUM to its path."
            + (f" (CHROMIUM={named} does not exist)" if named else "")
        )
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = find_chromium()
    try:
        running = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
    except Error as error:
        pytest.fail(f"Chromium at {path} does not start: {error.message}")
    yield running
    running.close()


@pytest.fixture(scope="session")
def _profile(browser: Browser) -> Iterator[BrowserContext]:
    """The profile of one test after another: it has the program's scripts from the first."""
    profile = new_context(browser)
    yield profile
    profile.close()


@pytest.fixture
def context(_profile: BrowserContext) -> Iterator[BrowserContext]:
    """A browser profile without cookies, pages and what Streamlit notes of itself (an opened menu stays open
    on the next page)."""
    _profile.clear_cookies()
    asked: set[Request] = set()

    def note(request: Request) -> None:
        if request.method == "POST":
            asked.add(request)

    def strike(request: Request) -> None:
        asked.discard(request)

    _profile.on("request", note)
    _profile.on("requestfinished", strike)
    _profile.on("requestfailed", strike)
    yield _profile
    # What signs in outlives its page: the cookie of one test would come in the next.
    deadline = time.monotonic() + WAIT_MILLISECONDS / 1000
    while asked and _profile.pages and time.monotonic() < deadline:
        _profile.pages[0].wait_for_timeout(20)
    _profile.remove_listener("request", note)
    _profile.remove_listener("requestfinished", strike)
    _profile.remove_listener("requestfailed", strike)
    for page in _profile.pages:
        if page.url.startswith("http"):
            page.evaluate("localStorage.clear()")
        page.close()


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """A profile of its own, for whoever needs several at once; the caller closes it. It asks for no motion:
    what moves while a page is drawn costs an eighth of drawing it."""
    laptop = {"locale": "id-ID", "viewport": {"width": 1366, "height": 768}, "reduced_motion": "reduce"}
    context = browser.new_context(**{**laptop, **options})
    context.set_default_timeout(WAIT_MILLISECONDS)
    return context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def fresh_server(tmp_path: Path, small_workbook: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers of one's own on the small workbook; stopped afterwards.

    As in `fresh_server(PAPAN_HARI_INI="2026-11-22")`.
    """
    started: list[Server] = []

    def start(**environ: str) -> Server:
        folder = tmp_path / f"server{len(started)}"
        started.append(start_server(folder, sample=small_workbook, **environ))
        return started[-1]

    yield start
    for server in started:
        server.stop()


# Resolves when the run that it asks for has begun.
GO_TO = """(address) => new Promise((begun) => {
  const app = document.querySelector('[data-testid="stApp"]'), state = "data-test-script-state";
  new MutationObserver((_, watching) => {
    if (app.getAttribute(state) === "notRunning") return;
    watching.disconnect();
    begun();
  }).observe(app, { attributes: true, attributeFilter: [state] });
  history.pushState({}, "", address);
  dispatchEvent(new PopStateEvent("popstate", { state: {} }));
})"""


def go_to(page: Page, address: str) -> None:
    """Another page of the app that the browser shows already, as links and the buttons for back and forward
    open one; `wait_for_page` for it. To load the app anew takes three times as long."""
    page.evaluate(GO_TO, address)


def wait_for_sign_in(page: Page) -> None:
    page.get_by_label("Nama pengguna", exact=True).wait_for()


def sign_in(page: Page, username: str = "kepala", password: str = "posyandu") -> None:
    """Fill the form and press Masuk; does not wait for what follows."""
    page.get_by_label("Nama pengguna", exact=True).fill(username)
    page.get_by_label("Kata sandi", exact=True).fill(password)
    page.get_by_role("button", name="Masuk", exact=True).click()


def wait_for_page(page: Page) -> None:
    """Until a signed-in page stands: the way out is there and the run is over."""
    page.get_by_role("button", name="Keluar").wait_for(state="attached")
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(state="attached")


def wait_for_cookie(page: Page, *, present: bool = True, name: str = "papan_contoh") -> None:
    """Until the browser has stored (or deleted) the sign-in cookie: from then on a reload keeps the session.

    Asked from outside: the page's content policy forbids the eval that `page.wait_for_function` needs.
    """
    deadline = time.monotonic() + WAIT_MILLISECONDS / 1000
    while any(cookie.get("name") == name for cookie in page.context.cookies()) != present:
        if time.monotonic() > deadline:
            pytest.fail(f"The cookie {name} is {'missing' if present else 'still there'}")
        page.wait_for_timeout(100)
