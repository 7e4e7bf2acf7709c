"""Pictures of the app as people meet it, laid out on contact sheets: `python -m tests.browser.contact_sheet`.

The plan, of signed-in pages (`penuh` is the sample):

- every page in every size, light and dark: kepala, penuh
- every page in every state (kosong, lama, rusak) on a laptop and on a phone: kepala, light; three pages while
  no workbook was ever read (belum terbaca)
- every page that kader, dinkes and tamu may open, and one that they may not: penuh, on a laptop, light
- every part of a page that has parts, on a laptop and on a phone: kepala, penuh, light
- every slide of Rapat in a month of weighing, on a projector light and on a laptop dark; Kabupaten with three
  puskesmas on a laptop and a phone, light and dark
- what is printed or sent: Lembar Kader, and the pictures of Laporan

A picture is the first screen, of a phone the first three. Beside each is looked for what no page may have
(FAULTS); what is found is printed, and the command ends with 1. Single pictures go to `hasil/lembar`, sheets
to `docs/gambar`, where the README says what was seen on them. `--hanya gelap 390`: only pictures whose labels
have these words, no sheets; `--utuh`: whole pages, likewise; `--lanjut`: only pictures that have no file yet.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, Page, sync_playwright

from lib.config import ROOT, SAMPLE_WORKBOOK
from lib.data.once import read_seen
from lib.domain.access import PAGES, Role, Viewer
from lib.domain.privacy import EVERYTHING, GROUP
from lib.domain.rapat import SLIDE_PAGES
from lib.reports import daftar_anak
from lib.reports.laporan import pictures
from lib.reports.typesetting import build_png
from lib.views import antar_jemput, mentoring, panduan, pendampingan, pertemuan
from lib.views.gizi import trends
from lib.words import text
from tests.browser.conftest import CHROMIUM_FLAGS, find_chromium, sign_in, wait_for_cookie
from tests.browser.states import (
    BROKEN,
    DISTRICT,
    EMPTY,
    FULL,
    STALE,
    STATES,
    UNREAD,
    WEIGHING,
    WEIGHING_DAY,
    Served,
)

SINGLE, SHEETS = ROOT / "hasil" / "lembar", ROOT / "docs" / "gambar"
SIZES = {"1920": (1920, 1080), "1366": (1366, 768), "1280": (1280, 720), "390": (390, 844)}
LAPTOP, PHONE = "1366", "390"
PHONE_SCREENS, LONGEST = 3, 9000
PAPER_PPI = 110
LIGHT, DARK = "terang", "gelap"
SIGN_IN, MEETING, PAPER = "masuk", "rapat", "cetak"
ROLES = ("kepala", "kader", "dinkes", "tamu")
KADER_SHEET = "Lembar Kader"
CHILD, WEIGHED = "MLT1-020", "MLT2"
"""A child with much behind it; a posyandu that has weighed by WEIGHING_DAY."""
PARTS = {
    "gizi": trends.PARTS,
    "antar_jemput": antar_jemput.PARTS,
    "mentoring": mentoring.PARTS,
    "pertemuan": pertemuan.PARTS,
    "pendampingan": pendampingan.PARTS,
    "panduan": panduan.PARTS,
}
SAID_OF_QUERY = ("bagian", "slides")
UNREAD_PAGES = ("beranda", "kualitas_data", "panduan")
SINGLE_PAGES = tuple(key for key, page in PAGES.items() if not page.several)
"""The pages of an installation of one puskesmas."""

SHEET_WIDTH, GAP, LABEL_HEIGHT = 1920, 12, 22
COLUMNS = {"1920": 4, "1366": 4, "1280": 4, "390": 8, PAPER: 5}
QUALITY = 62
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
INK, GROUND = "#1b1b1b", "#d7d7d7"

DRAWN = ".papan-fresh, .rapat-kaki, .papan-note, .papan-empty, .papan-brand"
LONGEST_WAIT, STILL_MILLISECONDS, MOST_LOOKS = 180_000, 400, 30
UNMOVED = ".rapat-waktu i { animation: none !important; }"
"""The line that says how long a slide still stands would never be still."""

FAULTS = """(error) => {
  const found = [], wide = document.documentElement.clientWidth;
  const main = document.querySelector('[data-testid="stMain"]');
  for (const one of [document.documentElement, main])
    if (one && one.scrollWidth > one.clientWidth + 1) found.push("scrolls sideways: " + one.tagName);
  if (document.querySelector('[data-testid="stException"]') || /Traceback/.test(document.body.innerText)
      || document.body.innerText.includes(error)) found.push("a part that failed");
  const hides = (at) => {
    for (; at && at !== main; at = at.parentElement)
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  for (const one of main ? main.querySelectorAll("*") : []) {
    const box = one.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || getComputedStyle(one).visibility === "hidden") continue;
    if (box.right > wide + 1 && !hides(one.parentElement))
      found.push("outside: " + one.tagName + " " + one.textContent.slice(0, 40));
  }
  return [...new Set(found)];
}"""


@dataclass(frozen=True)
class Shot:
    """One picture. `page`: key of a page, SIGN_IN, or what is printed; `query`: pairs of its address."""

    page: str
    size: str = LAPTOP
    scheme: str = LIGHT
    state: str = FULL
    role: str = "kepala"
    query: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        """What the picture is of, as it stands above it: "Gizi tren · 390 · gelap · penuh · kepala"."""
        title = PAGES[self.page].title if self.page in PAGES else self.page
        part = [word for name, word in self.query if name in SAID_OF_QUERY]
        return " · ".join([" ".join([title, *part]), self.size, self.scheme, self.state, self.role])

    def path(self, *, whole: bool = False) -> Path:
        name = self.label.replace(" · ", "-").replace(" ", "_") + ".png"
        return SINGLE / ("utuh" if whole else "") / name


def list_sheets() -> dict[str, list[Shot]]:
    """Name of each contact sheet → its pictures in order; see the module for the plan."""
    sheets: dict[str, list[Shot]] = {}
    for size, scheme in product(SIZES, (LIGHT, DARK)):
        whole = [_page_of(key, size, scheme) for key in (SIGN_IN, *SINGLE_PAGES)]
        sheets[f"{size}-{scheme}"] = whole
    for state, size in product((EMPTY, STALE, BROKEN), (LAPTOP, PHONE)):
        sheets[f"{state}-{size}"] = [_page_of(key, size, state=state) for key in SINGLE_PAGES]
    sheets[f"{BROKEN}-{LAPTOP}"] += [_page_of(key, LAPTOP, state=UNREAD) for key in UNREAD_PAGES]
    for role in ROLES[1:]:
        viewer = Viewer(role, role, Role(role))
        own = [key for key in SINGLE_PAGES if viewer.may_open(key)]
        refused = next(key for key in SINGLE_PAGES if not viewer.may_open(key))
        sheets[role] = [_page_of(key, role=role) for key in (*own, refused)]
    for size in (LAPTOP, PHONE):
        sheets[f"bagian-{size}"] = [
            Shot(page, size, query=(("bagian", part),))
            for page, parts in PARTS.items()
            for part in list(parts)[1:]  # the first is the page itself
        ]
    slides = [(("detik", "600"), ("slides", slide)) for slide in SLIDE_PAGES]
    sheets["rapat"] = [
        Shot(MEETING, size, scheme, WEIGHING, query=query)
        for (size, scheme), query in product((("1920", LIGHT), (LAPTOP, DARK)), slides)
    ]
    sheets["kabupaten"] = [
        Shot("kabupaten", size, scheme, DISTRICT, role)
        for (size, scheme), role in product(product((LAPTOP, PHONE), (LIGHT, DARK)), ("dinkes", "kepala"))
    ]
    sheets["cetak"] = [Shot(KADER_SHEET, PAPER, state=WEIGHING)]
    sheets["cetak"] += [Shot("Gambar", PAPER, state=WEIGHING, query=query) for query in slides]
    return sheets


def _page_of(
    key: str, size: str = LAPTOP, scheme: str = LIGHT, state: str = FULL, role: str = "kepala"
) -> Shot:
    query = (("anak", CHILD),) if key == "anak" and state != EMPTY else ()
    return Shot(key, size, scheme, state, role, query)


# Taking


def take_all(shots: Sequence[Shot], *, whole: bool) -> dict[str, list[str]]:
    """Takes the pictures, one server and one browser at a time; label → FAULTS of those that have some."""
    found: dict[str, list[str]] = {}
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        for state, serve in STATES.items():
            of_state = [shot for shot in shots if shot.state == state]
            if not of_state:
                continue
            with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as served:
                take_papers([shot for shot in of_state if shot.size == PAPER], served)
                on_screen = [shot for shot in of_state if shot.size != PAPER]
                for group in dict.fromkeys((one.role, one.scheme) for one in on_screen):
                    same = [one for one in on_screen if (one.role, one.scheme) == group]
                    for shot, faults in take_group(browser, served, same, whole=whole):
                        print("!" if faults else " ", shot.label, *faults, sep="  ", flush=True)
                        found |= {shot.label: faults} if faults else {}
        browser.close()
    return found


def take_group(
    browser: Browser, served: Served, shots: Sequence[Shot], *, whole: bool
) -> Iterator[tuple[Shot, list[str]]]:
    """The pictures of one account in one scheme, and what is wrong with each."""
    # The form first: afterwards there is none.
    shots = sorted(shots, key=lambda one: one.page != SIGN_IN)
    signed_in = False
    with open_tab(browser, shots[0].scheme) as page:
        for shot in shots:
            if shot.page != SIGN_IN and not signed_in:
                page.goto(served.server.url)
                sign_in(page, shot.role, served.password)
                wait_for_cookie(page, name=served.cookie)
                signed_in = True
            yield shot, take(page, shot, served.server.url, whole=whole)


@contextmanager
def open_tab(browser: Browser, scheme: str) -> Iterator[Page]:
    """A fresh browser profile that prefers this scheme."""
    context = browser.new_context(locale="id-ID", color_scheme="dark" if scheme == DARK else "light")
    context.set_default_timeout(LONGEST_WAIT)
    yield context.new_page()
    context.close()


def take(page: Page, shot: Shot, url: str, *, whole: bool) -> list[str]:
    """Opens the page of this picture, writes its file, and gives what FAULTS finds on it."""
    width, height = SIZES[shot.size]
    if shot.size == PHONE and shot.page not in (MEETING, SIGN_IN):
        height *= PHONE_SCREENS
    page.set_viewport_size({"width": width, "height": height})
    # Opened anew each time: what was chosen on the page before is forgotten.
    page.goto("about:blank")
    address = PAGES[shot.page].url_path if shot.page in PAGES else ""
    page.goto(f"{url}/{address}?{urlencode(shot.query)}")
    page.locator(DRAWN).first.wait_for(state="attached")
    picture = wait_until_still(page)
    faults: list[str] = page.evaluate(FAULTS, text.ERROR_TITLE)
    if whole and shot.page != MEETING:
        length: int = page.locator('[data-testid="stMain"]').evaluate("(main) => main.scrollHeight")
        page.set_viewport_size({"width": width, "height": min(length, LONGEST)})
        picture = wait_until_still(page)
    path = shot.path(whole=whole)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture)
    return faults


def wait_until_still(page: Page) -> bytes:
    """The screen once the run is over and two pictures in a row are the same: charts draw themselves late."""
    before = b""
    for _ in range(MOST_LOOKS):
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(state="attached")
        page.wait_for_timeout(STILL_MILLISECONDS)
        now = page.screenshot(style=UNMOVED)
        if now == before and not page.locator('[data-testid="stSkeleton"]').count():
            break
        before = now
    return now


def take_papers(shots: Sequence[Shot], served: Served) -> None:
    """What is printed or sent, of the workbook that this server reads."""
    if not shots:
        return
    month = pd.Period(WEIGHING_DAY, freq="M")
    book = str(served.server.data_folder / SAMPLE_WORKBOOK)
    (seen,), (of_group,) = (read_seen([book], WEIGHING_DAY, scope=scope) for scope in (EVERYTHING, GROUP))
    for shot in shots:
        if shot.page == KADER_SHEET:
            page = daftar_anak.build_page(seen, month, WEIGHED)
            made = build_png(daftar_anak.TEMPLATE, page, ppi=PAPER_PPI)
        else:
            made = pictures.build_picture(of_group, dict(shot.query)["slides"], month)
        shot.path().parent.mkdir(parents=True, exist_ok=True)
        shot.path().write_bytes(made)


# Laying out


def lay_out(shots: Sequence[Shot]) -> Image.Image:
    """The pictures in rows, each below its label, as wide as COLUMNS says."""
    font = ImageFont.load_default(15)
    rows: list[list[tuple[Shot, Image.Image]]] = []
    left = SHEET_WIDTH
    for shot in shots:
        cell = (SHEET_WIDTH - GAP) // COLUMNS[shot.size] - GAP
        if left + cell + GAP > SHEET_WIDTH:
            rows.append([])
            left = GAP
        with Image.open(shot.path()) as taken:
            size = cell, round(taken.height * cell / taken.width)
            rows[-1].append((shot, taken.convert("RGB").resize(size, Image.Resampling.LANCZOS)))
        left += cell + GAP
    heights = [LABEL_HEIGHT + max(picture.height for _, picture in row) + GAP for row in rows]
    sheet = Image.new("RGB", (SHEET_WIDTH, GAP + sum(heights)), GROUND)
    draw, top = ImageDraw.Draw(sheet), GAP
    for row, height in zip(rows, heights, strict=True):
        left = GAP
        for shot, picture in row:
            draw.text((left, top), _fit(draw, shot.label, picture.width, font), INK, font)
            sheet.paste(picture, (left, top + LABEL_HEIGHT))
            left += picture.width + GAP
        top += height
    return sheet


def _fit(draw: ImageDraw.ImageDraw, words: str, width: int, font: Font) -> str:
    """As much of a label as is as wide as its picture; what a whole sheet has in common stands at its end."""
    while draw.textlength(words, font) > width:
        words = words[:-1]
    return words


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hanya", nargs="+", default=[], metavar="KATA")
    parser.add_argument("--utuh", action="store_true")
    parser.add_argument("--lanjut", action="store_true")
    options = parser.parse_args()
    sheets = list_sheets()
    shots = list(dict.fromkeys(shot for sheet in sheets.values() for shot in sheet))
    wanted = [shot for shot in shots if all(word in shot.label.split(" · ") for word in options.hanya)]
    if options.lanjut:
        wanted = [shot for shot in wanted if not shot.path(whole=options.utuh).exists()]
    found = take_all(wanted, whole=options.utuh)
    if not options.hanya and not options.utuh:
        for name, sheet in sheets.items():
            lay_out(sheet).save(SHEETS / f"lembar-{name}.webp", quality=QUALITY)
    if found:
        sys.exit("\n".join(f"{label}: {'; '.join(faults)}" for label, faults in found.items()))


if __name__ == "__main__":
    main()
