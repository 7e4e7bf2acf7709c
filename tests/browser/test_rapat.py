"""Meeting mode in real Chromium: what fits, what can be read, what the keys do, and what goes over the wire.

One server and one sign-in for all of it; every test opens the deck anew by its address.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocket

from lib.data.engine import Whole
from lib.domain.rapat import SLIDE_PAGES
from lib.words.formats import format_day, format_short_day
from tests.browser.conftest import (
    WAIT_MILLISECONDS,
    Server,
    new_context,
    sign_in,
    wait_for_cookie,
    wait_for_page,
)
from tests.personal_data import PersonalData, collect

pytestmark = pytest.mark.browser

SIZES = ((1920, 1080), (1280, 720))
FULL_HD_TEXT = 24.0
CONTRAST = 4.5

# Everything that is drawn: what is cut or scrolls, the smallest text, and the weakest contrast. Where two
# elements overlap is asked only of the slide and its foot.
MEASURE = """() => {
  const cut = [], texts = [];
  const parse = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const luminance = (rgb) => {
    const [r, g, b] = rgb.slice(0, 3).map((one) => one / 255)
      .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const rgb = parse(getComputedStyle(at).backgroundColor);
      if (rgb.length === 3 || rgb[3] === 1) return rgb;
    }
    return [255, 255, 255];
  };
  const drawn = document.querySelectorAll(
    ".rapat, .rapat *, .rapat-kaki, .rapat-kaki *, .st-key-rapat_tanya *");
  for (const element of drawn) {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    if (style.visibility === "hidden" || box.width < 2 || box.height < 2) continue;
    const name = `${element.tagName}.${element.className} ${element.textContent.slice(0, 30)}`;
    // A line lower than its letters' font box counts as cut only from a fifth of a letter on.
    const spare = Math.max(1, 0.2 * parseFloat(style.fontSize));
    if (style.display !== "inline" && (element.scrollWidth > element.clientWidth + 1
        || element.scrollHeight > element.clientHeight + spare)) cut.push("overflows: " + name);
    if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1)
      cut.push("outside: " + name);
    if (style.textOverflow === "ellipsis") cut.push("ellipsis: " + name);
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue;
    const [one, other] = [luminance(parse(style.color)), luminance(ground(element))];
    texts.push({ name, size: parseFloat(style.fontSize),
      contrast: (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) });
  }
  const foot = document.querySelector(".rapat-kaki").getBoundingClientRect().top;
  for (const part of document.querySelectorAll(".rapat .isi > *, .rapat .catatan"))
    if (part.getBoundingClientRect().bottom > foot + 1) cut.push("below the foot: " + part.className);
  const buttons = document.querySelector(".st-key-rapat_kendali").getBoundingClientRect();
  for (const line of document.querySelectorAll(".rapat-kaki p > *, .rapat-kaki p b"))
    if (line.getBoundingClientRect().right > buttons.left) cut.push("under the buttons: " + line.textContent);
  const root = document.documentElement;
  if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth) cut.push("the page scrolls");
  return { cut, texts };
}"""


@dataclass
class Room:
    """A signed-in browser page on a server; `frames` are the websocket messages received since `open`."""

    page: Page
    server: Server
    personal: PersonalData
    frames: list[str] = field(default_factory=list)

    def open(self, **address: object) -> None:
        """Meeting mode at this address; what the page before is still sent is no part of `frames`."""
        self.page.goto("about:blank")
        self.frames.clear()
        query = "&".join(f"{name}={value}" for name, value in {"detik": 600, **address}.items())
        self.page.goto(f"{self.server.url}/rapat?{query}")
        self.page.locator(".rapat-kaki").wait_for()
        self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(
            state="attached"
        )

    @property
    def at(self) -> str:
        """ "2-1": the first page of the second slide."""
        place: str = self.page.locator(".rapat").evaluate("(e) => `${e.dataset.slide}-${e.dataset.page}`")
        return place

    def wait(self, until: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WAIT_MILLISECONDS / 1000
        while not until():
            assert time.monotonic() < deadline, f"still at {self.at}: {self.page.url}"
            self.page.wait_for_timeout(50)

    def press(self, key: str) -> str:
        """Press a key and wait for another page of the deck."""
        before = self.at
        self.page.keyboard.press(key)
        self.wait(lambda: self.at != before)
        return self.at

    def walk(self) -> Iterator[str]:
        """Every page of the deck once, by the key of a presenter's remote."""
        first = self.at
        yield first
        while self.press("PageDown") != first:
            yield self.at

    def found(self) -> list[str]:
        """Personal data in what was received and in the page as it stands."""
        texts = [*self.frames, self.page.content()]
        births = {
            word
            for day in self.personal.births
            for word in (day.isoformat(), format_day(day), format_short_day(day), f"{day:%d/%m/%Y}")
        }
        whole = "\n".join(texts)
        return [*self.personal.found_in(texts), *sorted(word for word in births if word in whole)]


@pytest.fixture(scope="module")
def room(browser: Browser, sample_server: Server, sample_whole: Whole) -> Iterator[Room]:
    server = sample_server
    context = new_context(browser)
    page = context.new_page()
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(server.url + "/panduan")
    sign_in(page)
    wait_for_page(page)
    wait_for_cookie(page)
    made = Room(page, server, collect(sample_whole.tables.frames))

    def listen(socket: WebSocket) -> None:
        def keep(payload: bytes | str) -> None:
            made.frames.append(
                payload if isinstance(payload, str) else payload.decode("utf-8", errors="replace")
            )

        socket.on("framereceived", keep)

    page.on("websocket", listen)
    yield made
    context.close()


def read_measures(room: Room) -> dict[str, Any]:
    measures: dict[str, Any] = room.page.evaluate(MEASURE)
    return measures


@pytest.mark.parametrize(("dark", "scale"), [(False, 1), (True, 1.4)], ids=["light", "dark, larger"])
def test_every_page_fits_can_be_read_and_names_nobody(room: Room, dark: bool, scale: float) -> None:
    room.page.emulate_media(color_scheme="dark" if dark else "light")
    room.open(skala=scale)
    slides = set()
    for place, (width, height) in product(room.walk(), SIZES):
        slides.add(place.split("-")[0])
        room.page.set_viewport_size({"width": width, "height": height})
        seen = read_measures(room)
        assert seen["cut"] == [], (place, width)
        assert min(text["contrast"] for text in seen["texts"]) >= CONTRAST, place
        smallest = min(text["size"] for text in seen["texts"])
        assert smallest * 1920 / width >= FULL_HD_TEXT * scale, (place, width)
    # An announced weighing has its slide in its month only.
    assert len(slides) == len(SLIDE_PAGES) - 1
    assert "RT 0" in "".join(room.frames)
    assert room.found() == []


def test_every_key_does_what_it_says(room: Room) -> None:
    room.open(slides="skdn,ajb,sop")
    assert room.at == "1-1"
    assert room.press("ArrowRight") == "2-1"
    assert room.press("PageDown") == "2-2"
    assert room.press("PageUp") == "2-1"
    assert room.press("ArrowLeft") == "1-1"
    assert room.press("ArrowLeft") == "3-2"
    room.page.keyboard.press("f")
    room.wait(lambda: bool(room.page.evaluate("() => document.fullscreenElement !== null")))
    room.page.keyboard.press("f")
    room.wait(lambda: bool(room.page.evaluate("() => document.fullscreenElement === null")))
    for _ in range(4):  # pressed faster than slides are drawn, none is lost
        room.page.keyboard.press("ArrowRight")
    room.wait(lambda: room.at == "3-1")
    room.page.keyboard.press("Escape")
    room.page.wait_for_url("**/pertemuan*")
    room.page.get_by_test_id("stSidebar").get_by_text("Beranda").wait_for()


def test_pages_turn_by_themselves_until_the_space_bar_is_pressed(room: Room) -> None:
    room.open(slides="skdn,rtl", detik=5, posyandu="Posyandu Melati 1")
    before = room.at
    room.wait(lambda: room.at != before)
    room.page.keyboard.press(" ")
    room.page.get_by_text("dijeda").wait_for()
    held = room.at
    room.page.wait_for_timeout(7000)
    assert room.at == held
    room.page.keyboard.press("Escape")
    # The code, which every page understands; the page adds choices of its own to its address.
    room.page.wait_for_url(re.compile(r"/pertemuan\?(?:.*&)?posyandu=MLT1(?:&|$)"))


def test_names_are_opened_on_purpose_and_close_with_the_page(room: Room) -> None:
    room.open(slides="2t", posyandu="MWR1", skala=1.4)
    room.page.keyboard.press("n")
    yes = room.page.get_by_role("button", name="Ya, tampilkan")
    yes.wait_for()
    measures = read_measures(room)
    assert [text for text in measures["texts"] if text["contrast"] < CONTRAST] == []
    assert room.found() == []
    yes.click()
    room.page.locator(".terbuka").wait_for()
    assert set(room.found()) & room.personal.names
    assert not set(room.found()) & room.personal.contacts
    room.page.keyboard.press("Escape")
    room.page.locator(".terbuka").wait_for(state="detached")
    room.frames.clear()
    assert room.found() == []
