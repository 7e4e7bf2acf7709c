"""Workbooks in Google Sheets, the running app, real browsers: what is typed there shows here, at one request
a workbook and refresh, with the network and without it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from lib.config import read_settings
from lib.data.engine import Parser, Whole, build_whole
from lib.data.seen import Seen, open_seen
from lib.domain.access import PAGES, Role
from lib.domain.privacy import Scope
from lib.sources.refresher import BookState
from lib.views import pendampingan
from lib.words import text
from lib.workbook.grids import Cell, Grid, RawBook, RawTab, compute_digest
from tests.browser.conftest import (
    Server,
    go_to,
    new_context,
    sign_in,
    start_server,
    wait_for_cookie,
    wait_for_page,
)
from tests.google_sheets import GoogleSheetsEmulator
from tests.installation import PASSWORD, split_books, write_secrets
from tests.sample import SMALL, TODAY, copy_sample_grids
from tests.visitor import draw_first_page

pytestmark = pytest.mark.browser

KADER_BOOK, PUSKESMAS_BOOK = "buku-kader-untuk-pengujian-1", "buku-puskesmas-pengujian-2"
REFRESH_SECONDS = 5
USERS = {
    "kepala": {"roles": ["kepala"]},
    "dinkes": {"roles": ["dinkes"]},
    "tamu": {"roles": ["tamu"]},
}
EXISTING = [key for key, page in PAGES.items() if not page.several]
FIRST_VALUE = ".papan-figure .value"
PROBLEM = ".papan-note.problem"


@dataclass
class Installation:
    """The app on Google's workbooks, and the same workbooks computed here."""

    google: GoogleSheetsEmulator
    server: Server
    folder: Path
    secrets: Path
    grids: dict[str, Grid]
    whole: Whole

    def start(self) -> Server:
        """Another server on the same folder, so with what was read last."""
        return start_server(
            self.folder,
            PAPAN_RAHASIA=str(self.secrets),
            PAPAN_HARI_INI=TODAY.isoformat(),
            PAPAN_JEDA=str(REFRESH_SECONDS),
            **self.google.env(),
        )

    @property
    def seen(self) -> Seen:
        return open_seen(self.whole, Scope(Role.KEPALA))


def compute_whole(grids: dict[str, Grid], folder: Path) -> Whole:
    """The tables of those grids, without any source."""
    tabs = tuple(RawTab(title, grid, compute_digest(grid)) for title, grid in grids.items())
    book = RawBook("buku", "Buku", tabs, datetime.now(UTC))
    settings = read_settings(
        {
            "PAPAN_CONTOH": "1",
            "PAPAN_DATA": str(folder / "hitung"),
            "PAPAN_HARI_INI": TODAY.isoformat(),
        }
    )
    return build_whole("", (BookState("buku", "Buku", book),), Parser(), settings, sequence=1)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("google")
    grids = copy_sample_grids(**SMALL)
    kader, puskesmas = split_books(grids)
    with GoogleSheetsEmulator() as google:
        google.add_spreadsheet(KADER_BOOK, "Buku kader", kader)
        google.add_spreadsheet(PUSKESMAS_BOOK, "Buku puskesmas", puskesmas)
        secrets = write_secrets(
            folder / "rahasia.toml",
            account=google.service_account_info(),
            books=[
                {"id": KADER_BOOK, "nama": "Kader Melati"},
                {"id": PUSKESMAS_BOOK, "nama": "Puskesmas Contoh"},
            ],
            users=USERS,
        )
        running = Installation(google, None, folder, secrets, grids, compute_whole(grids, folder))  # type: ignore[arg-type]
        running.server = running.start()
        draw_first_page(running.server.url, PASSWORD)
        yield running
        running.server.stop()


def open_page(page: Page, server: Server, path: str, username: str = "kepala") -> None:
    """A page after signing in; its data stand."""
    page.goto(f"{server.url}/{path}")
    sign_in(page, username, PASSWORD)
    wait_for_data(page)


def wait_for_data(page: Page) -> None:
    """Until the whole page stands: head, data, and no skeleton in place of anything."""
    page.locator(".papan-fresh, .rapat-kaki").first.wait_for()
    page.locator('[data-testid="stSkeleton"]').first.wait_for(state="detached")
    wait_for_page(page)


def wait_until(page: Page, condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Until the condition holds, while the browser goes on; fails when it never does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        page.wait_for_timeout(100)


def test_pages_show_what_the_workbooks_say(installation: Installation, page: Page) -> None:
    open_page(page, installation.server, "beranda")
    now, _ = installation.seen.gizi.skdn_now_and_before(installation.seen.this_month)
    figures = page.locator(".papan-figure").first
    expect(figures).to_contain_text(f"{int(now['D'])} dari {int(now['S'])}")
    assert page.locator(".papan-fresh").inner_text().endswith("Buku: Kader Melati, Puskesmas Contoh")
    assert page.get_by_text(text.SAMPLE_BADGE).count() == 0


@pytest.fixture(scope="module")
def signed_in(installation: Installation, browser: Browser) -> Iterator[Page]:
    """A tab of the kepala's that goes from page to page."""
    context = new_context(browser)
    page = context.new_page()
    open_page(page, installation.server, "panduan")
    wait_for_cookie(page, name="papan_uji")
    yield page
    context.close()


@pytest.mark.parametrize("key", EXISTING)
def test_every_page_stands_on_googles_data(installation: Installation, signed_in: Page, key: str) -> None:
    page = signed_in
    go_to(page, f"/{PAGES[key].url_path}")
    wait_for_data(page)
    expect(page.locator("h1")).to_contain_text(PAGES[key].title)
    assert page.get_by_text(text.ERROR_TITLE).count() == 0
    assert page.locator('[data-testid="stException"]').count() == 0
    # Mothers in danger are told on their page: what else is a problem would be one of reading.
    problems = page.locator(PROBLEM).all_inner_texts()
    assert not [note for note in problems if pendampingan.URGENT_TITLE not in note]


def test_many_viewers_cost_one_request_a_workbook_and_refresh(
    installation: Installation, browser: Browser
) -> None:
    google = installation.google
    google.forget_requests()
    started = time.monotonic()
    contexts = [new_context(browser) for _ in range(3)]
    try:
        pages = [context.new_page() for context in contexts]
        for page, username in zip(pages, USERS, strict=True):
            open_page(page, installation.server, "gizi", username)
            wait_for_cookie(page, name="papan_uji")
        for path in ("beranda", "daftar_tilik"):
            for page in pages:
                go_to(page, f"/{path}")
                wait_for_data(page)
        least = google.count("values:batchGet", spreadsheet_id=KADER_BOOK) + 2
        wait_until(pages[0], lambda: google.count("values:batchGet", spreadsheet_id=KADER_BOOK) >= least)
    finally:
        for context in contexts:
            context.close()
    rounds_at_most = (time.monotonic() - started) / REFRESH_SECONDS + 1
    for book in (KADER_BOOK, PUSKESMAS_BOOK):
        read = google.count("values:batchGet", spreadsheet_id=book)
        assert 2 <= read <= rounds_at_most
        assert google.count(spreadsheet_id=book) == read, "and nothing else: the tab list was read at start"


def test_google_is_only_ever_read(installation: Installation) -> None:
    google = installation.google
    assert google.assertions
    for claims in google.assertions:
        assert all(scope.endswith(".readonly") for scope in claims["scope"].split())
    assert {request.method for request in google.requests if request.kind != "token"} == {"GET"}


def test_an_edit_shows_without_a_reload(installation: Installation, page: Page) -> None:
    open_page(page, installation.server, "gizi")
    expect(page.get_by_text("Melati 1").first).to_be_attached()
    loads: list[str] = []
    page.on("domcontentloaded", lambda loaded: loads.append(loaded.url))
    before = installation.grids["Posyandu"]
    renamed = [["Anggrek Bulan" if cell == "Melati 1" else cell for cell in row] for row in before]
    assert renamed != before
    installation.google.set_values(PUSKESMAS_BOOK, "Posyandu", renamed)
    expect(page.get_by_text("Anggrek Bulan").first).to_be_attached(timeout=60_000)
    installation.google.set_values(PUSKESMAS_BOOK, "Posyandu", before)
    expect(page.get_by_text("Anggrek Bulan")).to_have_count(0, timeout=60_000)
    assert loads == []


def test_a_weighing_typed_in_google_changes_the_figures(installation: Installation, page: Page) -> None:
    seen = installation.seen
    lists = seen.gizi.case_lists(seen.this_month)["not_weighed"]
    child = lists.rows.iloc[0]
    now, _ = seen.gizi.skdn_now_and_before(seen.this_month)
    before = installation.grids["Penimbangan"]
    header = before[0]
    typed: list[object] = [None] * len(header)
    for name, cell in {
        "Tanggal": "22/11/2026",
        "Posyandu": child["posyandu"],
        "ID balita": child["child_id"],
        "BB (kg)": "12,5 kg",
    }.items():
        typed[header.index(name)] = cell
    open_page(page, installation.server, "beranda")
    figure = page.locator(".papan-figure").first
    expect(figure).to_contain_text(f"{int(now['D'])} dari {int(now['S'])}")
    installation.google.set_values(KADER_BOOK, "Penimbangan", [*before, typed])
    expect(figure).to_contain_text(f"{int(now['D']) + 1} dari {int(now['S'])}", timeout=60_000)
    installation.google.set_values(KADER_BOOK, "Penimbangan", before)
    expect(figure).to_contain_text(f"{int(now['D'])} dari {int(now['S'])}", timeout=60_000)


def test_a_wrong_cell_is_led_to_wherever_its_row_goes_until_it_is_mended(
    installation: Installation, page: Page
) -> None:
    """Rows inserted above and the sheet sorted the other way, the cell mended: each at the next reading,
    without a reload; the mended cell is thanked for."""
    before = installation.grids["Penimbangan"]
    column = before[0].index("BB (kg)")
    wrong = next(row for row in before[1:] if isinstance(row[column], int) and row[column] > 5000)
    open_page(page, installation.server, "kualitas_data")
    link = page.locator("tr", has_text="Sepertinya ditulis dalam gram").get_by_role("link")
    blank: list[Cell] = [None] * len(before[0])
    turned = [before[0], blank, blank, *before[:0:-1]]
    for rows in (before, turned):
        installation.google.set_values(KADER_BOOK, "Penimbangan", rows)
        at = f"{chr(ord('A') + column)}{rows.index(wrong) + 1}"
        expect(link).to_have_attribute("href", re.compile(rf"range={at}$"), timeout=60_000)
    mended = [[*row[:column], 17.4, *row[column + 1 :]] if row is wrong else row for row in before]
    installation.google.set_values(KADER_BOOK, "Penimbangan", mended)
    expect(link).to_have_count(0, timeout=60_000)
    expect(page.get_by_text("sel diperbaiki minggu ini").first).to_be_attached(timeout=60_000)
    installation.google.set_values(KADER_BOOK, "Penimbangan", before)
    expect(link).to_have_count(1, timeout=60_000)


def test_without_network_the_last_data_stay_and_the_page_says_so(
    installation: Installation, page: Page
) -> None:
    google = installation.google
    open_page(page, installation.server, "beranda")
    shown = page.locator(FIRST_VALUE).all_inner_texts()
    assert shown
    google.go_offline()
    try:
        problem = page.locator(PROBLEM)
        expect(problem).to_contain_text("Kader Melati, Puskesmas Contoh (sejak ", timeout=60_000)
        assert page.locator(FIRST_VALUE).all_inner_texts() == shown
        assert "Traceback" not in problem.inner_text() and "http" not in problem.inner_text()
        again = installation.start()
        try:
            other = page.context.browser.new_page()  # type: ignore[union-attr]
            open_page(other, again, "beranda")
            assert other.locator(FIRST_VALUE).all_inner_texts() == shown
            expect(other.locator(PROBLEM)).to_contain_text(
                "Kader Melati, Puskesmas Contoh (sejak ", timeout=60_000
            )
            other.close()
        finally:
            again.stop()
    finally:
        google.go_online()
    expect(page.locator(PROBLEM)).to_have_count(0, timeout=90_000)


def test_editing_the_sample_file_changes_the_page_without_a_reload(
    fresh_server: Callable[..., Server], page: Page
) -> None:
    server = fresh_server(PAPAN_HARI_INI=TODAY.isoformat())
    page.goto(f"{server.url}/gizi")
    sign_in(page)
    wait_for_data(page)
    loads: list[str] = []
    page.on("domcontentloaded", lambda loaded: loads.append(loaded.url))
    path = server.data_folder / "contoh.xlsx"
    book = openpyxl.load_workbook(path)
    for row in book["Posyandu"].iter_rows():
        for cell in row:
            if cell.value == "Melati 1":
                cell.value = "Anggrek Bulan"
    book.save(path)
    expect(page.get_by_text("Anggrek Bulan").first).to_be_attached(timeout=60_000)
    assert loads == []
