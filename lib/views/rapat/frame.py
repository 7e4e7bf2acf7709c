"""What every slide of meeting mode stands in: how much fits, the frame, and the foot with the age of the
data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from markupsafe import Markup

from lib.domain.freshness import Freshness
from lib.domain.rapat import MOST_ROWS
from lib.views.templates import fill, join, macro
from lib.words import text, tokens
from lib.words.formats import format_age, format_time

# --- The look of meeting mode: everything is measured in one unit, `u`, a hundredth of the screen's width (of
# a 16:9 screen that fits in) times the scale of the address. Nothing else of the app is on the screen.

SMALLEST = 1.3
"""u of the smallest text: 25 px on a screen of 1920 × 1080 at scale 1, the least that is allowed."""
WIDE, HIGH = 100.0, 56.25
"""u of a 16:9 screen at scale 1."""
SIDE, TOP, HEAD, FOOT = 3.0, 1.4, 2.4, 5.4
"""u kept at the sides, above, for the line over the headline, and for the foot."""
BUTTONS = 29.0
"""u kept at the right of the foot for the row of buttons."""
GAP, HEADLINE_GAP, BOTTOM = 1.2, 0.7, 0.8
ONE_LINE_SCALE = 1.25
"""Scale up to which "K punya KMS" stays on one line below its column; columns are all of one width."""
LOST_SECONDS = 20
"""A foot that was not renewed for so long says that the connection is gone."""
SIZES = {
    "side": SIDE, "top": TOP, "head": HEAD, "foot": FOOT, "buttons": BUTTONS, "gap": GAP,
    "headline_gap": HEADLINE_GAP, "bottom": BOTTOM, "smallest": SMALLEST, "lost_seconds": LOST_SECONDS,
}  # fmt: skip


@lru_cache(maxsize=32)
def build_room_style(*, dark: bool, scale: float) -> Markup:
    """One <style> element: hides the app around the slide, and sets the slide, its foot and its buttons."""
    inputs = {
        "p": tokens.palette(dark=dark),
        "scale": f"{scale:g}",
        "name_height": f"{1.3 * (2 if scale > ONE_LINE_SCALE else 1):g}",
        "room": SIZES,
    }
    css = join(fill(file, **inputs) for file in ("rapat/rapat.css", "rapat/streamlit.css"))
    return macro("components.html", "style")(css=css)


# --- What every slide stands in.

FILE = "rapat/rapat.html"
_frame, _figures, _time, _foot = (macro(FILE, name) for name in ("frame", "figures", "time", "foot"))
_opened, _problem, _remark = (macro(FILE, name) for name in ("opened", "problem", "remark"))

LETTER = 0.53
"""Width of an average letter, of the text's height."""
LINE, PADDING = 1.2, 0.58
"""Height of a line of a table, and what its row needs besides, of its text's."""
LEAST_TEXT, MOST_TEXT = 1.5, 3.0
"""u of the text of tables and charts: as large as fits, up to this."""
HEADLINE = 3.6
HEADLINE_OF_TWO = (3.0, 2.7, 2.4)
"""u of a headline that stays on one line; else the largest of these in which it stays on two."""
HEADLINE_LINE, NOTE_LINE = 1.15, 2.0
SMALL_LINE = 1.95  # u
PROBLEM_WORDS = 125
FOOT_LETTER = 0.5
"""Width of an average letter of the small text of the foot, of its height."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much fits on a slide at a scale, in u, below `headline` and above `note`; `dark` decides the
    colours."""

    scale: float
    dark: bool
    headline: str = ""
    note: str = ""

    def below(self, headline: str, note: str = "") -> Room:
        """The same below this headline and above this note."""
        return replace(self, headline=headline, note=note)

    @property
    def width(self) -> float:
        return WIDE / self.scale - 2 * SIDE

    @property
    def body(self) -> float:
        """Height between headline and foot or note."""
        used = TOP + HEAD + FOOT + self.headline_height + HEADLINE_GAP + BOTTOM + 2 * GAP
        return HIGH / self.scale - used - (NOTE_LINE + GAP if self.note else 0)

    @property
    def headline_size(self) -> float:
        if self._lines(HEADLINE) == 1:
            return HEADLINE
        fitting = (size for size in HEADLINE_OF_TWO if self._lines(size) <= 2)
        return next(fitting, HEADLINE_OF_TWO[-1])

    @property
    def headline_height(self) -> float:
        return self._lines(self.headline_size) * self.headline_size * HEADLINE_LINE

    def _lines(self, size: float) -> int:
        """Lines of the headline; the last letters of a line stay empty, since words are not broken."""
        return max(1, math.ceil(len(self.headline) * LETTER * size / (0.95 * self.width)))

    def rows(self, lines: int = 1) -> int:
        """Rows of a table on a page, where each row takes so many lines."""
        left = self.body / LEAST_TEXT - LINE - PADDING
        return max(1, min(MOST_ROWS, math.floor(left / (LINE * lines + PADDING))))

    def fit(self, rows: int, letters: float, *, lines: int = 1) -> float:
        """Size of text in which so many rows of so many letters and lines fit."""
        high = self.body / (rows * (LINE * lines + PADDING))
        size = min(MOST_TEXT, high, self.width / (max(1.0, letters) * LETTER))
        return max(LEAST_TEXT, size)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a slide. `body` is HTML of templates; `hint` (instead of a body) says what to fill in;
    `note` stands below. `beside`: the parts of the body stand side by side."""

    headline: str
    body: Markup = field(default_factory=Markup)
    hint: str = ""
    note: str = ""
    beside: bool = False


def shorten(words: object, most: int) -> str:
    """A text of at most so many letters, cut between words."""
    whole = " ".join(str(words).split())
    if len(whole) <= most:
        return whole
    cut = whole[: most - 1]
    head, _, _ = cut.rpartition(" ")
    return (head if len(head) > most // 2 else cut).rstrip(" ,.;:") + "…"


def build_figures(
    figures: Sequence[tuple[str, str, str, str]], room: Room, *, across: bool = False
) -> Markup:
    """Large figures below each other (or across the slide), each with name, value, verdict, comparison."""
    high = room.body if across else room.body / len(figures)
    size = max(LEAST_TEXT, min(3.4, (high - SMALL_LINE - 0.8) / 1.2))
    wide = room.width / len(figures) if across else 0.43 * (room.width - 5.0)

    def below(verdict: str, compared: str) -> str:
        """What stands below a figure: the verdict, and the comparison where there is room on its line."""
        words = " · ".join(part for part in (verdict, compared) if part)
        return words if len(words) * 0.42 * LEAST_TEXT <= wide else verdict

    return _figures(
        kind="rapat-angka sejajar" if across else "rapat-angka",
        size=f"{size:.2f}",
        rows=[(value, name, below(verdict, compared)) for name, value, verdict, compared in figures],
    )


def build_frame(
    sheet: Sheet, room: Room, *, title: str, place: Sequence[str], page: int, pages: int, at: int, of: int
) -> Markup:
    """The whole slide: where and when (as many of the last parts of `place` as fit), which page (all from 0),
    headline, body and note."""
    counted = f"{title} · {page + 1} dari {pages}" if pages > 1 else title
    most = round(0.58 * room.width / (LEAST_TEXT * LETTER))
    parts = [" · ".join(place[start:]) for start in range(len(place))]
    where = next((words for words in parts if len(words) <= most), shorten(parts[-1] if parts else "", most))
    size = room.below(sheet.headline).headline_size
    return _frame(
        sheet=sheet, at=at + 1, of=of, page=page + 1, where=where, counted=counted, size=f"{size:g}"
    )


def build_time(elapsed: float, seconds: float, *, held: bool) -> Markup:
    """The line along the lower edge: how much of the page's time is over. The browser moves it by itself."""
    state = "paused" if held else "running"
    return _time(seconds=f"{seconds:g}", delay=f"{min(elapsed, seconds):.2f}", state=state)


def build_foot(
    fresh: Freshness, *, remarks: Sequence[str], names_left: float | None, held: bool, scale: float = 1.0
) -> Markup:
    """Age of the data on one line, and on two below it the one thing worth knowing: names that are open, data
    that cannot be read (since when), what the address asked in vain. Says by itself when it is no longer
    renewed."""
    a_line = math.floor((WIDE / scale - SIDE - BUTTONS) / (SMALLEST * FOOT_LETTER))
    if fresh.taken_at is None:
        age = text.FRESHNESS_NONE
        shown = "Slide ini"
    else:
        when = format_time(fresh.taken_at)
        age = text.FRESHNESS.format(time=when, age=format_age(fresh.age))
        shown = f"Slide ini dari data {when}"
    books = fresh.books
    named = books[0] if len(books) == 1 else text.FRESHNESS_BOOKS.format(count=len(books)) if books else ""
    named = shorten(named, 30)
    parts = [part for part in (age, named, "dijeda" if held else "") if part]
    if named and len(" · ".join(parts)) > a_line:
        parts.remove(named)
    lost = f"Sambungan ke papan terputus sejak {format_time(fresh.asked_at)}. {shown} tetap tampil."
    notice = _build_notice(fresh, remarks, names_left, min(PROBLEM_WORDS, 2 * a_line - 12))
    return _foot(asked_at=f"{fresh.asked_at.timestamp():.0f}", parts=parts, notice=notice, lost=lost)


def _build_notice(fresh: Freshness, remarks: Sequence[str], names_left: float | None, most: int) -> str:
    if names_left is not None:
        return _opened(words=f"Nama terlihat, tertutup lagi dalam {math.ceil(names_left)} detik")
    if fresh.problems:
        more = f" (dan {len(fresh.problems) - 1} lagi)" if len(fresh.problems) > 1 else ""
        words = shorten(fresh.problems[0], most - len(more)) + more
        return _problem(whole=fresh.problems[0], words=words)
    said = next(iter([*remarks, *fresh.notices]), "")
    return _remark(words=shorten(said, most)) if said else ""
