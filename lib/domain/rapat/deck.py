"""Meeting mode: which slides an address asks for, and where the show stands at a moment.

Source: aturan.md, "Privacy" (everything in meeting mode is initials + RT); decided: one message a slide, at
most seven rows, names only on purpose and never for long. Times are seconds of any clock; none is read here.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from lib.domain.access import Role, Viewer

SLIDE_PAGES: dict[str, str] = {
    "skdn": "gizi",
    "timbang": "gizi",
    "2t": "daftar_anak",
    "prioritas": "daftar_anak",
    "ibu": "pendampingan",
    "ajb": "antar_jemput",
    "mentoring": "mentoring",
    "sop": "daftar_tilik",
    "rtl": "anak",
}
"""Word of a slide in the address → the page with its figures: who may open the page may see the slide."""

SECONDS, LEAST_SECONDS, MOST_SECONDS = 20, 5, 600
SCALE, LEAST_SCALE, MOST_SCALE = 1.0, 1.0, 1.6
MOST_ROWS = 7
"""Rows of a table that the last row of a meeting room still reads."""
REVEAL_SECONDS = 60
"""How long names stay open; less where the slide changes first."""
REVEALING_ROLES = frozenset({Role.KEPALA, Role.PETUGAS, Role.KADER})
PERSON_SLIDES = frozenset({"2t", "prioritas", "mentoring", "rtl"})
"""Slides that show persons."""

_MONTH = re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True, slots=True)
class Deck:
    """What is projected: slides in order, seconds for each page, scale of everything drawn, and of what:
    a posyandu (its code; None = all) and a month (None = the newest in which a posyandu has opened).
    `remarks` are calm words about what the address says and cannot be."""

    slides: tuple[str, ...]
    seconds: int = SECONDS
    scale: float = SCALE
    posyandu: str | None = None
    month: pd.Period | None = None
    remarks: tuple[str, ...] = ()


def list_slides(viewer: Viewer) -> tuple[str, ...]:
    """The slides that the viewer's role may see."""
    return tuple(slide for slide, page in SLIDE_PAGES.items() if viewer.may_open(page))


def read_deck(
    address: Mapping[str, str],
    *,
    allowed: Sequence[str],
    posyandu: Mapping[str, str],
    months: Collection[pd.Period],
) -> Deck:
    """The deck of an address (`slides`, `detik`, `skala`, `posyandu`, `bulan`; all may be missing).

    `allowed` are the viewer's slides, `posyandu` the names by code (both are understood, a name that only one
    has) and `months` the months to choose from. Nothing is refused: an unknown word is left out, a number out
    of bounds becomes the nearest bound, with a remark.
    """
    remarks: list[str] = []
    words = [word.strip().lower() for word in address.get("slides", "").split(",") if word.strip()]
    unknown = [word for word in words if word not in allowed]
    if unknown:
        remarks.append(f"Slide tidak dikenal: {', '.join(unknown)}. Yang ada: {', '.join(allowed)}.")
    chosen = tuple(dict.fromkeys(word for word in words if word in allowed)) or tuple(allowed)
    seconds = _read_number(address, "detik", SECONDS, (LEAST_SECONDS, MOST_SECONDS), remarks)
    scale = _read_number(address, "skala", SCALE, (LEAST_SCALE, MOST_SCALE), remarks)
    code = address.get("posyandu", "").strip()
    names = Counter(_fold_place(name) for name in posyandu.values())
    known = {_fold_place(name): one for one, name in posyandu.items() if names[_fold_place(name)] == 1}
    known |= {_fold_place(one): one for one in posyandu}
    if code and _fold_place(code) not in known:
        remarks.append(f"Posyandu tidak dikenal: {code}.")
    if len(posyandu) == 1:
        code = next(iter(posyandu))
    named = address.get("bulan", "").strip()
    month = pd.Period(named, freq="M") if _MONTH.fullmatch(named) and 1 <= int(named[5:]) <= 12 else None
    if named and month not in months:
        remarks.append(f"Bulan tidak dikenal: {named}.")
        month = None
    return Deck(chosen, round(seconds), scale, known.get(_fold_place(code)), month, tuple(remarks))


def drop_slide(deck: Deck, slide: str) -> Deck:
    """The deck without a slide; as it is where nothing else is in it."""
    return replace(deck, slides=tuple(one for one in deck.slides if one != slide) or deck.slides)


def _fold_place(typed: str) -> str:
    """A posyandu's code or name without regard to case and blanks, and without the word Posyandu that the
    slide itself puts before it."""
    words = typed.casefold().split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "posyandu" else words)


def _read_number(
    address: Mapping[str, str], name: str, default: float, bounds: tuple[float, float], remarks: list[str]
) -> float:
    typed = address.get(name, "").strip()
    if not typed:
        return default
    try:
        value = float(typed.replace(",", "."))
    except ValueError:
        value = math.nan
    least, most = bounds
    if not math.isfinite(value):
        remarks.append(f"{name} tidak terbaca: {typed}.")
        return default
    if not least <= value <= most:
        value = min(max(value, least), most)
        remarks.append(f"{name} dari {_say(least)} sampai {_say(most)}; dipakai {_say(value)}.")
    return value


def _say(value: float) -> str:
    return f"{value:g}".replace(".", ",")


@dataclass(frozen=True, slots=True)
class Show:
    """Where a running show stands: `slide` of the deck and `page` of that slide (both from 0, page −1 = the
    last), since when, and whether it is held (paused_at), asks about names, or shows them (until when)."""

    started: float
    slide: int = 0
    page: int = 0
    paused_at: float | None = None
    asks: bool = False
    revealed_until: float | None = None

    def elapsed(self, now: float) -> float:
        """Seconds that this page has been shown, pauses not counted."""
        return max(0.0, (now if self.paused_at is None else self.paused_at) - self.started)

    def page_of(self, pages: int) -> int:
        """The page shown of a slide that has so many."""
        return pages - 1 if self.page < 0 else min(self.page, pages - 1)

    def reveals(self, now: float) -> bool:
        """Whether names are open."""
        return self.revealed_until is not None and now < self.revealed_until


def move(show: Show, *, by: int, slides: int, pages: int, now: float) -> Show:
    """One page on (`by` 1) or back (−1), round the deck; `pages` are those of the slide shown now. Names
    close. A paused show stays paused."""
    page = show.page_of(pages) + by
    slide = show.slide
    if page < 0:
        slide, page = (slide - 1) % slides, -1
    elif page >= pages:
        slide, page = (slide + 1) % slides, 0
    paused = now if show.paused_at is not None else None
    return Show(started=now, slide=slide, page=page, paused_at=paused)


def pause(show: Show, now: float) -> Show:
    """Hold the show, or let it go on where it was."""
    if show.paused_at is None:
        return replace(show, paused_at=now)
    return replace(show, started=now - show.elapsed(now), paused_at=None)


def is_due(show: Show, deck: Deck, now: float) -> bool:
    """Whether the next page should come: its time is over, and nobody holds the show or looks at names."""
    held = show.paused_at is not None or show.asks or show.reveals(now)
    return not held and show.elapsed(now) >= deck.seconds


def ask(show: Show) -> Show:
    """The question whether names may be opened."""
    return replace(show, asks=True)


def reveal(show: Show, now: float) -> Show:
    """Open the names for REVEAL_SECONDS."""
    return replace(show, asks=False, revealed_until=now + REVEAL_SECONDS)


def cover(show: Show, now: float) -> Show:
    """Close the names, or the question about them; the page's time begins anew."""
    paused = now if show.paused_at is not None else None
    return replace(show, asks=False, revealed_until=None, started=now, paused_at=paused)


def may_reveal(viewer: Viewer, slide: str) -> bool:
    """Whether this viewer may open names, and the slide has any."""
    return viewer.role in REVEALING_ROLES and slide in PERSON_SLIDES
