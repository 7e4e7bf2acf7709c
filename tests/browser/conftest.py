"""Real Chromium against a real `streamlit run app.py`, each server with a data folder of its own.

A missing browser fails these tests, it does not skip them.
"""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
START_SECONDS = 60
WAIT_MILLISECONDS = 30_000


@dataclass
class Server:
    """A running app; `log()` is what it wrote so far."""

    url: str
    data_folder: Path
    process: subprocess.Popen[bytes]
    log_file: Path

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_server(folder: Path, *, tls: trustme.CA | None = None, **environ: str) -> Server:
    """`streamlit run app.py` on a free loopback port, its data in `folder`; `environ` e.g. PAPAN_HARI_INI.

    With `tls` it serves HTTPS, by a certificate of this authority.

    Without PAPAN_RAHASIA it is in sample mode, whatever this machine's own secrets are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    if tls is not None:
        certificate = folder / "server.pem"
        tls.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(certificate))
        environ |= dict.fromkeys(
            ("STREAMLIT_SERVER_SSL_CERT_FILE", "STREAMLIT_SERVER_SSL_KEY_FILE"), str(certificate)
        )
    trusted = ssl.create_default_context(cadata=tls.cert_pem.bytes().decode()) if tls else None
    log_file = folder / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    with log_file.open("ab") as log:
        process = subprocess.Popen(
            [*command, "--server.address", "127.0.0.1", "--server.port", str(port)],
            cwd=ROOT,
            env={
                **os.environ,
                "PAPAN_DATA": str(folder / "data"),
                **({} if "PAPAN_RAHASIA" in environ else {"PAPAN_CONTOH": "1"}),
                **environ,
            },
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http{'s' if tls else ''}://127.0.0.1:{port}", folder / "data", process, log_file)
    deadline = time.monotonic() + START_SECONDS
    while not _answers(server.url + "/_stcore/health", trusted):
        if process.poll() is not None or time.monotonic() > deadline:
            server.stop()
            pytest.fail(f"The app did not start:\n{server.log()}")
        time.sleep(0.1)
    return server


def _answers(url: str, trusted: ssl.SSLContext | None) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2, context=trusted) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


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


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile: no cookies."""
    fresh = browser.new_context(locale="id-ID", viewport={"width": 1366, "height": 768})
    fresh.set_default_timeout(WAIT_MILLISECONDS)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(scope="session")
def sample_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app in sample mode, shared by the tests that do not mind each other."""
    server = start_server(tmp_path_factory.mktemp("server"))
    yield server
    server.stop()


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers of one's own: `fresh_server(PAPAN_HARI_INI="2026-11-22")`; stopped afterwards."""
    started: list[Server] = []

    def start(**environ: str) -> Server:
        started.append(start_server(tmp_path / f"server{len(started)}", **environ))
        return started[-1]

    yield start
    for server in started:
        server.stop()


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
