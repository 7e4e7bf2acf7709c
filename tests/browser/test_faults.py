"""Faults as people meet them, in a real browser on a real server: the address of Google is the emulator's."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lib.workbook.grids import count_rows
from tests.browser.conftest import Server, sign_in, start_server, wait_for_page
from tests.browser.test_live_data import (
    FIRST_VALUE,
    KADER_BOOK,
    PROBLEM,
    PUSKESMAS_BOOK,
    TODAY,
    wait_for_data,
)
from tests.google_sheets import GoogleSheetsEmulator
from tests.installation import PASSWORD, split_books, write_secrets
from tests.sample import SMALL, copy_sample_grids
from tests.visitor import draw_first_page

pytestmark = pytest.mark.browser

SLOW = 60_000


class Installation:
    """Two workbooks in Google Sheets and a folder for as many servers as a test starts."""

    def __init__(self, google: GoogleSheetsEmulator, folder: Path) -> None:
        self.google = google
        self.folder = folder
        books = split_books(copy_sample_grids(**SMALL))
        self.books = dict(zip((KADER_BOOK, PUSKESMAS_BOOK), books, strict=True))
        self.reset()
        self.secrets = write_secrets(
            folder / "rahasia.toml",
            account=google.service_account_info(),
            books=[{"id": KADER_BOOK, "nama": "Kader Melati"}, {"id": PUSKESMAS_BOOK, "nama": "Puskesmas"}],
            users={"kepala": {"roles": ["kepala"]}},
        )
        self.servers: list[Server] = []

    def reset(self) -> None:
        for book, grids in self.books.items():
            self.google.add_spreadsheet(book, book, grids)
        self.google.key_revoked = False
        self.google.go_online()

    def start(self) -> Server:
        """A server on the folder that all servers of this installation share."""
        server = start_server(
            self.folder,
            PAPAN_RAHASIA=str(self.secrets),
            PAPAN_HARI_INI=TODAY.isoformat(),
            PAPAN_JEDA="5",
            **self.google.env(),
        )
        self.servers.append(server)
        return server


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with GoogleSheetsEmulator() as google:
        running = Installation(google, tmp_path_factory.mktemp("gangguan"))
        draw_first_page(running.start().url, PASSWORD)
        yield running
        for server in running.servers:
            server.stop()


def ask_health(server: Server) -> tuple[int, dict[str, object]]:
    """Status code and body of /sehat."""
    try:
        with urllib.request.urlopen(server.url + "/sehat", timeout=10) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def wait_until_well(server: Server) -> None:
    """Until it says of everything that it is well: a busy machine reads a round late."""
    deadline = time.monotonic() + SLOW / 1000
    while True:
        status, health = ask_health(server)
        told = (status, health["status"], health["simpanan"])
        if told == (200, "baik", "baik"):
            return
        assert time.monotonic() < deadline, told
        time.sleep(0.2)


def open_beranda(page: Page, server: Server) -> list[str]:
    """Beranda after signing in; its figures."""
    page.context.clear_cookies()  # they are those of all ports, and servers on one folder share sessions
    page.goto(f"{server.url}/beranda")
    sign_in(page, "kepala", PASSWORD)
    wait_for_data(page)
    return page.locator(FIRST_VALUE).all_inner_texts()


def test_an_unshared_workbook_and_a_revoked_key_are_named_and_pass(
    installation: Installation, page: Page
) -> None:
    google, server = installation.google, installation.servers[0]
    figures = open_beranda(page, server)
    assert ask_health(server)[0] == 200
    google.share(KADER_BOOK, False)
    problem = page.locator(PROBLEM)
    expect(problem).to_contain_text("Kader Melati (sejak ", timeout=SLOW)
    expect(problem).to_contain_text(f"menambahkan {google.email} sebagai Pelihat")
    google.share(KADER_BOOK, True)
    expect(problem).to_have_count(0, timeout=SLOW)
    google.revoke_key()
    google.expire_tokens()
    expect(problem).to_contain_text("Kader Melati, Puskesmas (sejak ", timeout=SLOW)
    expect(problem).to_contain_text("Google menolak kunci akun layanan.")
    assert page.locator(FIRST_VALUE).all_inner_texts() == figures
    status, health = ask_health(server)
    assert (status, health["status"]) == (200, "ada masalah")
    installation.reset()
    expect(problem).to_have_count(0, timeout=SLOW)
    assert "event=refresh_failed book='Kader Melati' problem=belum_dibagikan" in server.log()
    assert "event=refresh_recovered book='Kader Melati' after=kunci_ditolak" in server.log()


def test_a_tab_that_lost_its_rows_is_named_until_they_are_back(
    installation: Installation, page: Page
) -> None:
    rows = installation.books[KADER_BOOK]["Penimbangan"]
    open_beranda(page, installation.servers[0])
    fewer = rows[:40]
    installation.google.set_values(KADER_BOOK, "Penimbangan", fewer)
    notice = page.locator(".papan-note.notice", has_text="Tab “Penimbangan” di Kader Melati")
    expect(notice).to_contain_text(f"menjadi {count_rows(fewer)} baris", timeout=SLOW)
    expect(notice).to_contain_text("Riwayat versi")
    installation.google.set_values(KADER_BOOK, "Penimbangan", rows)
    expect(notice).to_have_count(0, timeout=SLOW)


def test_two_servers_on_one_folder_leave_whole_data_for_a_third_without_network(
    installation: Installation, page: Page
) -> None:
    google, first = installation.google, installation.servers[0]
    second = installation.start()
    rows = installation.books[PUSKESMAS_BOOK]["Posyandu"]
    for number in range(3):  # both write what they read, each at its own moment
        renamed = [[f"Anggrek {number}" if cell == "Melati 1" else cell for cell in row] for row in rows]
        google.set_values(PUSKESMAS_BOOK, "Posyandu", renamed)
        time.sleep(2)
    figures = open_beranda(page, second)
    expect(page.get_by_text("Anggrek 2").first).to_be_attached(timeout=SLOW)
    for server in (first, second):
        wait_until_well(server)
        server.stop()
    google.go_offline()
    third = installation.start()
    assert open_beranda(page, third) == figures
    expect(page.get_by_text("Anggrek 2").first).to_be_attached(timeout=SLOW)
    expect(page.locator(PROBLEM)).to_contain_text("Tidak ada sambungan ke Google.", timeout=SLOW)
    assert "event=snapshot_damaged" not in first.log()
    installation.reset()
    expect(page.locator(PROBLEM)).to_have_count(0, timeout=SLOW)


def test_a_first_start_without_network_stands_and_says_so(
    installation: Installation, page: Page, tmp_path: Path
) -> None:
    google = installation.google
    google.go_offline()
    server = start_server(
        tmp_path / "baru", PAPAN_RAHASIA=str(installation.secrets), PAPAN_JEDA="5", **google.env()
    )
    installation.servers.append(server)
    page.goto(f"{server.url}/beranda")
    sign_in(page, "kepala", PASSWORD)
    wait_for_page(page)
    expect(page.locator(".papan-fresh")).to_contain_text("Data belum terbaca", timeout=SLOW)
    expect(page.locator(PROBLEM)).to_contain_text("Belum ada data darinya.", timeout=SLOW)
    status, health = ask_health(server)
    assert (status, health["perlu_dilihat"]) == (503, True)
    assert "Kader" not in json.dumps(health)
    google.go_online()
    expect(page.locator(FIRST_VALUE).first).to_be_visible(timeout=SLOW)
    expect(page.locator(PROBLEM)).to_have_count(0, timeout=SLOW)
