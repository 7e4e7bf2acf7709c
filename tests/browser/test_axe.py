"""Everybody can use every page: axe-core, asked in real Chromium, finds nothing on it, whole or part, wide
and light or narrow and dark, folded or open; and the Tab key leads through it, seen at every stop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from lib.domain.access import PAGES
from lib.domain.rapat import SLIDE_PAGES
from lib.views import search
from lib.words import text
from lib.workbook.sample.build import write_sample
from lib.workbook.template import write_template
from tests.browser.conftest import (
    WAIT_MILLISECONDS,
    Server,
    go_to,
    new_context,
    sign_in,
    start_server,
    wait_for_cookie,
    wait_for_page,
    wait_for_sign_in,
)
from tests.installation import PASSWORD, write_secrets
from tests.sample import TODAY

pytestmark = pytest.mark.browser

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
# All rules, those of good practice and the size of what is pressed too, whatever their impact.
ASK_AXE = """async (where) => {
  const options = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };
  const { violations } = await axe.run(where, options);
  return violations.flatMap(({ id, impact, nodes }) => nodes.map(
    ({ target, html }) => `${id} (${impact}): ${target.join(" ")} ${html.slice(0, 200)}`));
}"""
OPEN_ALL = """() => {
  const folded = [...document.querySelectorAll("main details:not([open]) > summary")];
  for (const summary of folded) summary.click();
  return folded.length;
}"""
# The stop that the Tab key has come to, and what is wrong with it or with the mark of the one before, or
# what it has left out. A stop is marked where it or what is around it looks otherwise than afterwards.
STOP = """() => {
  const at = document.activeElement, faults = [], walked = (window.walked ??= []), last = walked.at(-1);
  const say = (fault, { outerHTML }) => faults.push(`${fault}: ${outerHTML.slice(0, 200)}`);
  const look = (around) => around.map((one) => {
    const style = getComputedStyle(one);
    return [style.outline, style.boxShadow, style.borderColor, style.backgroundColor, style.color].join();
  }).join();
  if (last?.at.isConnected && look(last.around) === last.look) say("is not marked", last.at);
  if (!at.closest("main")) {
    const rest = [...document.querySelectorAll("main a[href], main summary, main button, main input")];
    const missed = (one) => one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0
      && !one.disabled && last?.at.compareDocumentPosition(one) === Node.DOCUMENT_POSITION_FOLLOWING;
    for (const one of rest.filter(missed)) say("is not reached", one);
    return { left: true, faults };
  }
  if (walked.some((one) => one.at === at)) say("was here before", at);
  else if (last?.at.isConnected && last.at.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_PRECEDING)
    say("stands before the stop before", at);
  const box = at.getBoundingClientRect(), around = [at];
  if (!box.width || box.bottom < 0 || box.top > innerHeight) say("is out of sight", at);
  // The box to tick is drawn beside the one that has the focus.
  if (at.type === "checkbox") around.push(...at.parentElement.parentElement.querySelectorAll("*"));
  for (let up = at.parentElement, n = 0; up && n < 4; up = up.parentElement, n++) around.push(up);
  walked.push({ at, around, look: look(around) });
  return { left: false, faults };
}"""
MOST_STOPS = 40
Mode = Literal["light", "dark"]
SCREENS: dict[str, tuple[ViewportSize, Mode]] = {
    "laptop, light": ({"width": 1366, "height": 768}, "light"),
    "phone, dark": ({"width": 390, "height": 844}, "dark"),
}
LAPTOP, PHONE = SCREENS
MEETING = "rapat"
EXISTING = [key for key, page in PAGES.items() if not page.several and key != MEETING]
OPENED_WITH = {"anak": "?posyandu=MLT1"}
"""Of a whole puskesmas, Anak asks for the posyandu before it shows a child."""
PRESSES = 3
ALIKE = {"daftar_tilik", "sop", "daftar_anak"}
"""Pages whose bar chooses what is drawn, not how: one button of it is pressed on each screen."""
OF_OTHERS = {
    "tamu": ("beranda", "daftar_anak", "eppgbm"),
    "dinkes": ("beranda", "pendampingan"),
    "kader": ("anak",),
    "mentor": ("mentoring",),
}
"""Pages that are drawn otherwise for a role; the last of tamu is not for it."""
OF_STREAMLIT = {
    "region (moderate): #stFloatingOverlayPortal": "help is drawn beside the page, not in its landmarks",
    "region (moderate): #react-aria": "so is a list to choose from",
}
"""The beginning of what axe finds in what opens above a page, and why it is not ours to mend."""


@dataclass
class Screen:
    """A browser of one size and mode, on a server."""

    page: Page
    server: Server

    def sign_in(self, user: str, password: str = "posyandu", cookie: str = "papan_contoh") -> None:
        self.page.goto(f"{self.server.url}/panduan")
        sign_in(self.page, user, password)
        wait_for_page(self.page)
        wait_for_cookie(self.page, name=cookie)

    def open(self, key: str, query: str = "") -> None:
        """Begin to open a page; `wait` for it."""
        go_to(self.page, f"/{PAGES[key].url_path}{query}")

    def wait(self) -> None:
        """Until the page is drawn, its charts too, and nothing of it is faint because it is being renewed."""
        self.page.locator(".papan-fresh, .papan-empty, .rapat-kaki").first.wait_for(state="attached")
        self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(
            state="attached"
        )
        unfinished = (
            '[data-testid="stSkeleton"], [data-stale="true"], [data-testid="stVegaLiteChart"]:not(:has(svg))'
        )
        expect(self.page.locator(unfinished)).to_have_count(0, timeout=WAIT_MILLISECONDS)

    def unfold(self) -> None:
        """Open whatever is folded: the choices of a phone, explanations, and what is folded within."""
        choices = self.page.locator(".st-key-papan_pilihan").first
        if choices.count() and not choices.is_visible():
            self.page.locator(".st-key-papan_buka_pilihan label").first.click()
            choices.wait_for()
        while self.page.evaluate(OPEN_ALL):
            self.page.wait_for_timeout(50)
        self.wait()  # what was folded may have a chart, and pushes what stands below it

    def find(self, where: str = "html") -> list[str]:
        """What axe finds; asked twice if anything, for a part that is just being renewed is faint."""
        found: list[str] = self.page.evaluate(ASK_AXE, where)
        if found:
            self.wait()
            again = self.page.evaluate(ASK_AXE, where)
            found = [fault for fault in found if fault in again]
        return found

    def walk(self) -> list[str]:
        """What is wrong with the stops of the Tab key in the page's content."""
        page = self.page
        page.add_style_tag(content="* { transition: none !important; }")
        page.get_by_role("link", name=text.SKIP_LINK).focus()
        page.keyboard.press("Enter")
        faults: list[str] = []
        for _ in range(MOST_STOPS):
            page.keyboard.press("Tab")
            stop = page.evaluate(STOP)
            faults += stop["faults"]
            if stop["left"]:
                break
        return faults


@contextmanager
def screen_on(browser: Browser, server: Server, name: str) -> Iterator[Screen]:
    size, mode = SCREENS[name]
    context = new_context(browser, viewport=size, color_scheme=mode)
    # By the browser's own door, which the page's content policy does not close.
    context.add_init_script(AXE)
    yield Screen(context.new_page(), server)
    context.close()


@pytest.fixture(scope="module")
def screens(browser: Browser, sample_server: Server) -> Iterator[dict[str, Screen]]:
    """Both screens, the head of the puskesmas signed in."""
    with (
        screen_on(browser, sample_server, LAPTOP) as laptop,
        screen_on(browser, sample_server, PHONE) as phone,
    ):
        laptop.sign_in("kepala")
        phone.sign_in("kepala")
        yield {LAPTOP: laptop, PHONE: phone}


def keep_faults(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {where: faults for where, faults in found.items() if faults}


@pytest.mark.parametrize("key", EXISTING)
def test_a_page_and_its_parts(screens: dict[str, Screen], key: str) -> None:
    """The page on both screens, each of its parts on one of them in turn."""
    found = {}
    for screen in screens.values():
        screen.open(key, OPENED_WITH.get(key, ""))
    for turn, (name, screen) in enumerate(screens.items()):
        screen.wait()
        expect(screen.page.locator("h1")).to_contain_text(PAGES[key].title)
        screen.unfold()
        found[name] = screen.find()
        if name == LAPTOP:
            found["keys"] = screen.walk()
        parts = list_parts(screen.page)[turn :: len(screens)]
        for part in parts[: 1 if key in ALIKE else None]:
            press(screen.page.get_by_role("radio", name=part, exact=True))
            screen.wait()
            screen.unfold()
            found[f"{name}: {part}"] = screen.find("main")
    assert keep_faults(found) == {}


def press(button: Locator) -> None:
    """Choose it; again where the press was lost, as happens now and then while a page draws itself again."""
    for _ in range(PRESSES):
        button.click()
        with suppress(AssertionError):
            expect(button).to_have_attribute("aria-checked", "true", timeout=WAIT_MILLISECONDS // PRESSES)
            return
    pytest.fail("a choice that nothing came of")


def list_parts(page: Page) -> list[str]:
    """The buttons of the page's first bar, without the one that is pressed."""
    bar = page.locator('[data-testid="stMain"] [data-testid="stButtonGroup"]').first
    return bar.locator('button[aria-checked="false"]').all_inner_texts() if bar.count() else []


@pytest.mark.parametrize("name", SCREENS)
def test_the_sign_in_page_and_its_answer(browser: Browser, sample_server: Server, name: str) -> None:
    """And axe sees what is planted on it."""
    with screen_on(browser, sample_server, name) as screen:
        screen.page.goto(sample_server.url)
        wait_for_sign_in(screen.page)
        sign_in(screen.page, "kepala", "salah")
        screen.page.locator(".papan-note").wait_for()
        assert screen.find() == []
        screen.page.evaluate(
            "document.querySelector('.papan-lead').insertAdjacentHTML('afterend', "
            '\'<img src="./ikon-192.png"><p style="color: #ccc; background: #fff">pudar</p>\')'
        )
        found = "\n".join(screen.page.evaluate(ASK_AXE, "html"))
        assert "image-alt (critical)" in found and "color-contrast (serious)" in found


@pytest.mark.parametrize("name", SCREENS)
def test_every_slide_of_a_meeting_and_its_question(screens: dict[str, Screen], name: str) -> None:
    screen, found = screens[name], {}
    page = screen.page
    for slide in SLIDE_PAGES:
        screen.open(MEETING, f"?detik=600&slides={slide}")
        screen.wait()
        found[slide] = screen.find()
    screen.open(MEETING, "?detik=600&slides=2t")
    screen.wait()
    page.keyboard.press("n")
    page.get_by_role("button", name="Ya, tampilkan").wait_for()
    found["question"] = screen.find()
    assert keep_faults(found) == {}


def test_what_opens_above_a_page(screens: dict[str, Screen]) -> None:
    """Whom the search has found, a list to choose from, and what stands behind a question mark."""
    screen, found = screens[LAPTOP], {}
    page = screen.page
    screen.open("gizi")
    screen.wait()
    page.get_by_label(search.LABEL).fill("tiara")
    page.keyboard.press("Enter")
    page.locator(".st-key-papan_temuan a").first.wait_for()
    found["search"] = screen.find()
    page.locator("h1 button, h1 [tabindex]").first.focus()
    page.get_by_role("tooltip").wait_for()
    found["help"] = screen.find()
    page.keyboard.press("Escape")
    page.get_by_label("Posyandu", exact=True).first.click()
    page.get_by_role("option").first.wait_for()
    found["list"] = screen.find()
    faults = [fault for of_one in found.values() for fault in of_one]
    assert [fault for fault in faults if not fault.startswith(tuple(OF_STREAMLIT))] == []
    mended = [known for known in OF_STREAMLIT if not any(fault.startswith(known) for fault in faults)]
    assert mended == [], "Streamlit mended these: strike them from OF_STREAMLIT"


@pytest.mark.parametrize("user", OF_OTHERS)
def test_the_pages_of_other_roles(browser: Browser, sample_server: Server, user: str) -> None:
    found = {}
    with screen_on(browser, sample_server, PHONE) as screen:
        screen.sign_in(user)
        for key in OF_OTHERS[user]:
            screen.open(key)
            screen.wait()
            found[key] = screen.find()
    assert keep_faults(found) == {}


def test_pages_of_an_empty_workbook(browser: Browser, tmp_path: Path) -> None:
    template, found = tmp_path / "kosong.xlsx", {}
    write_template(template)
    server = start_server(tmp_path / "server", sample=template)
    try:
        with screen_on(browser, server, PHONE) as screen:
            screen.sign_in("kepala")
            for key in ("beranda", "gizi", "sop", "antar_jemput"):
                screen.open(key)
                screen.wait()
                found[key] = screen.find()
    finally:
        server.stop()
    assert keep_faults(found) == {}


def test_several_puskesmas_side_by_side(browser: Browser, tmp_path: Path) -> None:
    books, found = [], {}
    for at, name in enumerate(("Puskesmas Cempaka", "Puskesmas Mawar")):
        path = tmp_path / f"buku{at}.xlsx"
        write_sample(path, today=TODAY, posyandu=2, children=20, months=3, mothers=4, seed=at)
        books.append({"nama": f"Buku {at}", "berkas": str(path), "puskesmas": name})
    secrets = write_secrets(tmp_path / "secrets.toml", books=books, users={"dinas": {"roles": ["dinkes"]}})
    server = start_server(tmp_path, PAPAN_RAHASIA=str(secrets), PAPAN_HARI_INI=TODAY.isoformat())
    try:
        for name in SCREENS:
            with screen_on(browser, server, name) as screen:
                screen.sign_in("dinas", PASSWORD, "papan_uji")
                screen.open("kabupaten")
                screen.page.locator('[data-testid="stVegaLiteChart"]').first.wait_for()
                screen.wait()
                screen.unfold()
                found[name] = screen.find()
    finally:
        server.stop()
    assert keep_faults(found) == {}
