"""Signing in and out in real Chromium, on servers of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import bcrypt
import openpyxl
import pytest
import trustme
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lib.auth.throttle import FAILURES_PER_NAME_AND_ADDRESS
from lib.config import SAMPLE_WORKBOOK
from lib.domain.access import PAGES, Role
from lib.words import text
from lib.workbook.template import write_template
from tests.browser.conftest import (
    ROOT,
    WAIT_MILLISECONDS,
    Server,
    sign_in,
    start_server,
    wait_for_cookie,
    wait_for_page,
    wait_for_sign_in,
)
from tests.installation import PASSWORD, write_secrets
from tests.visitor import Visitor

pytestmark = pytest.mark.browser

EXISTING = [key for key, page in PAGES.items() if not page.several]
FIRST_PATHS = ("", PAGES["anak"].url_path)
"""Each wants a server of its own: the start page, and the one with most to hide. The first of the menu is
asked of the server that says "wrong"."""


def link_is_current(page: Page, key: str) -> None:
    current = page.locator('[data-testid="stSidebarNavLink"][aria-current="page"]')
    expect(current).to_contain_text(PAGES[key].title, timeout=WAIT_MILLISECONDS)


@pytest.mark.parametrize("path", FIRST_PATHS)
def test_a_fresh_server_shows_nothing_before_sign_in(
    fresh_server: Callable[..., Server], page: Page, path: str
) -> None:
    server = fresh_server()
    page.goto(f"{server.url}/{path}")
    look_for_anything_but_the_form(page)


def look_for_anything_but_the_form(page: Page) -> None:
    wait_for_sign_in(page)
    shown = page.locator("body").inner_text()
    assert text.APP_NAME in shown
    assert "Keluar" not in shown
    assert page.locator('[data-testid="stSidebarNavLink"]').count() == 0
    assert page.locator("table, canvas, svg.marks, [data-testid='stDataFrame']").count() == 0
    assert not [key for key in EXISTING if PAGES[key].title in shown.splitlines()]


def stands_at(page: Page, key: str) -> None:
    expect(page).to_have_url(re.compile(rf"/{PAGES[key].url_path}(\?|$)"))


def test_the_plain_address_leads_to_the_first_page_of_the_role(sample_server: Server, page: Page) -> None:
    """A mentor's; kepala's below."""
    page.goto(sample_server.url)
    sign_in(page, "mentor")
    wait_for_page(page)
    stands_at(page, "mentoring")


def test_a_deep_link_opens_its_page_after_sign_in_and_a_reload_keeps_session_and_page(
    sample_server: Server, page: Page
) -> None:
    """In the browser one of them; every page's own address is tests/auth/test_door's."""
    page.goto(f"{sample_server.url}/{PAGES[EXISTING[-1]].url_path}")
    wait_for_sign_in(page)
    sign_in(page)
    wait_for_page(page)
    link_is_current(page, EXISTING[-1])
    wait_for_cookie(page)
    page.reload()
    wait_for_page(page)
    link_is_current(page, EXISTING[-1])


def test_sign_out_in_one_tab_signs_out_the_other(
    sample_server: Server, page: Page, context: BrowserContext
) -> None:
    page.goto(sample_server.url)
    sign_in(page)
    wait_for_page(page)
    stands_at(page, EXISTING[0])
    wait_for_cookie(page)
    other = context.new_page()
    other.goto(sample_server.url)
    wait_for_page(other)
    page.get_by_role("button", name="Keluar").click()
    wait_for_sign_in(page)
    expect(page.get_by_text(text.SIGNED_OUT)).to_be_visible()
    wait_for_cookie(page, present=False)
    wait_for_sign_in(other)
    expect(other.get_by_text(text.SESSION_ENDED)).to_be_visible()
    page.reload()
    wait_for_sign_in(page)


def test_a_sign_in_as_scripts_and_the_network_see_it(
    sample_server: Server, page: Page, context: BrowserContext
) -> None:
    """No script reads the cookie, the ticket stands in no address, nothing comes from elsewhere, and the
    policy is kept."""
    asked: list[tuple[str, str]] = []
    refused: list[str] = []
    page.on("request", lambda request: asked.append((request.method, request.url)))
    page.on("console", lambda message: refused.append(message.text))
    page.goto(sample_server.url)
    sign_in(page)
    wait_for_page(page)
    wait_for_cookie(page)
    own = [cookie for cookie in context.cookies() if str(cookie.get("name")).startswith("papan")]
    assert {cookie.get("name") for cookie in own} == {"papan_contoh", "papan_contoh_kenal"}
    assert all(cookie.get("httpOnly") and cookie.get("sameSite") == "Strict" for cookie in own)
    # The policy forbids `eval`; a script of the page itself sees what every script of it sees.
    assert "papan" not in str(page.locator("body").evaluate("() => document.cookie"))
    errands = [one for one in asked if "/masuk" in one[1]]
    assert errands == [("POST", f"{sample_server.url}/masuk")]
    ours = (sample_server.url, "data:", "blob:")
    assert [url for _, url in asked if not url.startswith(ours)] == []
    assert [line for line in refused if "Content Security Policy" in line] == []


def test_neither_a_stolen_page_state_nor_a_kept_cookie_opens_anything(
    sample_server: Server, page: Page, context: BrowserContext
) -> None:
    page.goto(sample_server.url)
    sign_in(page)
    wait_for_page(page)
    wait_for_cookie(page)
    with Visitor(sample_server.url, cookies={c["name"]: c["value"] for c in context.cookies()}) as own:
        assert "papan_keluar" in own.run()
        with Visitor(sample_server.url, page=own.page) as thief:
            assert "papan_keluar" not in thief.run()
            assert thief.page != own.page
    page.reload()
    wait_for_page(page)
    kept = [cookie for cookie in context.cookies() if cookie.get("name") == "papan_contoh"]
    page.get_by_role("button", name="Keluar").click()
    wait_for_cookie(page, present=False)
    context.add_cookies(kept)  # type: ignore[arg-type]
    page.reload()
    wait_for_sign_in(page)


def test_a_bare_address_in_a_cell_becomes_no_link(
    fresh_server: Callable[..., Server], page: Page, small_workbook: Path, tmp_path: Path
) -> None:
    bare = "Budi https://jahat.contoh/a www.jahat.contoh budi@jahat.contoh"
    book = openpyxl.load_workbook(small_workbook)
    sheet = book["Balita"]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    sheet.cell(2, columns["Nama"]).value = bare
    child = sheet.cell(2, columns["ID"]).value
    book.save(tmp_path / "buku.xlsx")
    hashed = bcrypt.hashpw(b"rahasia", bcrypt.gensalt(4)).decode()
    secrets = tmp_path / "rahasia.toml"
    secrets.write_text(
        f'[[buku]]\nberkas = "{tmp_path / "buku.xlsx"}"\n[cookie]\nkey = "{"k" * 40}"\n'
        f'[credentials.usernames.ibu]\npassword = "{hashed}"\nroles = ["kepala"]\n',
        encoding="utf-8",
    )
    server = fresh_server(PAPAN_RAHASIA=str(secrets))
    page.goto(f"{server.url}/anak?anak={child}")
    wait_for_sign_in(page)
    sign_in(page, "ibu", "rahasia")
    wait_for_page(page)
    heading = page.get_by_role("heading", name=re.compile("jahat"))
    heading.first.wait_for()
    assert heading.first.inner_text().replace("\u2060", "") == bare
    assert page.locator('a[href*="jahat.contoh"]').count() == 0


def test_behind_https_the_cookie_never_travels_in_the_open(
    tmp_path: Path, browser: Browser, small_workbook: Path
) -> None:
    server = start_server(tmp_path, sample=small_workbook, tls=trustme.CA())
    context = browser.new_context(ignore_https_errors=True)
    try:
        page = context.new_page()
        page.goto(server.url)
        wait_for_sign_in(page)
        sign_in(page)
        wait_for_page(page)
        wait_for_cookie(page)
        assert all(cookie.get("secure") for cookie in context.cookies())
    finally:
        context.close()
        server.stop()


def test_one_press_on_a_sample_account_signs_in(sample_server: Server, page: Page) -> None:
    page.goto(sample_server.url)
    page.get_by_role("button", name="Kader").click()
    wait_for_page(page)
    expect(page.get_by_text(text.SAMPLE_BADGE)).to_be_visible()


def test_wrong_and_unknown_say_the_same_then_wait(fresh_server: Callable[..., Server], page: Page) -> None:
    server = fresh_server()
    page.goto(f"{server.url}/{PAGES[EXISTING[0]].url_path}")
    look_for_anything_but_the_form(page)

    def answer(username: str, password: str) -> str:
        with Visitor(server.url) as visitor:
            visitor.run()
            return visitor.fill_in(**{text.SIGN_IN_NAME: username, text.SIGN_IN_PASSWORD: password})

    for username in ("kepala", "tidak-ada"):
        for _ in range(FAILURES_PER_NAME_AND_ADDRESS):
            assert text.SIGN_IN_WRONG in answer(username, "salah")
        said = answer(username, "posyandu")
        assert "Terlalu banyak percobaan" in said and text.SIGN_IN_WRONG not in said
        sign_in(page, username)
        expect(page.get_by_text("Terlalu banyak percobaan")).to_be_visible()
        page.reload()
        wait_for_sign_in(page)
    sign_in(page, "petugas")
    wait_for_page(page)


def test_a_role_meets_its_own_pages_only(sample_server: Server, page: Page) -> None:
    page.goto(f"{sample_server.url}/gizi")
    sign_in(page, "mahasiswa")
    wait_for_page(page)
    titles = page.locator('[data-testid="stSidebarNavLink"]').all_inner_texts()
    own = [page.title for page in PAGES.values() if Role.MITRA in page.roles]
    assert [title.rpartition("\n")[2] for title in titles] == own
    if "gizi" in EXISTING:
        expect(page.get_by_text(text.PAGE_NOT_FOR_ROLE_TITLE)).to_be_visible()


def test_a_new_password_ends_open_sessions(
    fresh_server: Callable[..., Server], page: Page, tmp_path: Path
) -> None:
    def write(password: str) -> None:
        hashed = bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()
        secrets.write_text(
            f'[[buku]]\nberkas = "{tmp_path / "buku.xlsx"}"\nnama = "Buku"\n'
            f'[cookie]\nname = "papan"\nkey = "{"k" * 40}"\nexpiry_days = 1\n'
            f'[credentials.usernames.ibu]\nfirst_name = "Ibu"\npassword = "{hashed}"\nroles = ["kepala"]\n',
            encoding="utf-8",
        )

    secrets = tmp_path / "rahasia.toml"
    write("lama")
    server = fresh_server(PAPAN_RAHASIA=str(secrets))
    page.goto(server.url)
    wait_for_sign_in(page)
    assert page.get_by_text(text.SAMPLE_BADGE).count() == 0
    sign_in(page, "kepala", "posyandu")
    expect(page.get_by_text(text.SIGN_IN_WRONG)).to_be_visible()
    sign_in(page, "ibu", "lama")
    wait_for_page(page)
    write("baru")
    wait_for_sign_in(page)
    sign_in(page, "ibu", "baru")
    wait_for_page(page)


def test_every_answer_carries_the_security_headers(sample_server: Server, page: Page) -> None:
    for path in ("/", "/sehat", "/static/tidak-ada.js"):
        answer = page.request.get(sample_server.url + path)
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
        assert "unsafe-inline" not in answer.headers["content-security-policy"].split("style-src")[0]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "SAMEORIGIN"
        assert answer.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('[[buku]]\nberkas = "a.xlsx"\n[cookie]\nkey = "pendek"\n', "[cookie] key"),
        ("# belum diisi\n", "Berkas rahasia rahasia.toml kosong"),
    ],
)
def test_an_app_that_cannot_start_says_why_in_one_line(tmp_path: Path, content: str, says: str) -> None:
    secrets = tmp_path / "rahasia.toml"
    secrets.write_text(content, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "0"],
        cwd=ROOT,
        env={**os.environ, "PAPAN_RAHASIA": str(secrets), "PAPAN_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode != 0
    assert f"Papan Posyandu tidak dapat mulai: {says}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_secrets_file_lost_while_running_opens_nothing_and_is_told(
    fresh_server: Callable[..., Server], page: Page, tmp_path: Path
) -> None:
    def look() -> tuple[int, dict[str, object]]:
        answer = page.request.get(server.url + "/sehat")
        return answer.status, answer.json()

    write_template(tmp_path / "buku.xlsx")
    secrets = write_secrets(
        tmp_path / "rahasia.toml",
        books=[{"berkas": str(tmp_path / "buku.xlsx"), "nama": "Buku"}],
        users={"ibu": {"roles": ["kepala"]}},
    )
    server = fresh_server(PAPAN_RAHASIA=str(secrets))
    page.goto(server.url)
    sign_in(page, "ibu", PASSWORD)
    wait_for_page(page)
    assert look()[0] == 200
    secrets.rename(tmp_path / "dipindah.toml")
    status, health = look()
    assert (status, health["perlu_dilihat"], health["pengaturan"]) == (503, True, "gagal")
    assert server.log().count("Pengaturan baru tidak dipakai") == 1
    stranger = page.context.browser.new_page()  # type: ignore[union-attr]
    stranger.goto(server.url)
    wait_for_sign_in(stranger)
    assert stranger.get_by_text(text.SAMPLE_BADGE).count() == 0
    sign_in(stranger, "kepala", "posyandu")
    expect(stranger.get_by_text(text.SIGN_IN_WRONG)).to_be_visible()
    stranger.close()
    page.reload()
    wait_for_page(page)  # who was in stays in
    (tmp_path / "dipindah.toml").rename(secrets)
    assert look()[0] == 200


def test_a_first_start_writes_the_sample_and_a_restart_signs_nobody_out(tmp_path: Path, page: Page) -> None:
    first = start_server(tmp_path, as_installed=True)
    sample = first.data_folder / SAMPLE_WORKBOOK
    try:
        page.goto(first.url)
        sign_in(page)
        wait_for_page(page)
        wait_for_cookie(page)
        page.locator(".papan-figure").first.wait_for()
        written = sample.stat().st_mtime_ns
    finally:
        first.stop()
    second = start_server(tmp_path, as_installed=True)
    try:
        page.goto(second.url)
        wait_for_page(page)
        assert sample.stat().st_mtime_ns == written
    finally:
        second.stop()
