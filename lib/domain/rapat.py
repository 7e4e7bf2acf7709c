"""Meeting mode: which slides an address asks for, and where the show stands at a moment.

Source: aturan.md, "Privacy" (everything in meeting mode is initials + RT); decided: one message a slide, at
most seven rows, names only on purpose and never for long. Times are seconds of any clock; none is read
here.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from lib.domain.access import Role, Viewer
from lib.domain.attention import SILENT_DAYS
from lib.domain.steps.rounds import CHILD, MOTHER, ROUND_KEY
from lib.domain.steps.units import Tables

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


# --- The rows of the slides: what each table of meeting mode lists, most pressing first.

PUBLIC_COLUMNS = frozenset({"silent"})
"""Of compute_silent_pairs: public where children are initials."""
PUBLIC_STATUSES = frozenset({"new"})
"""Of CASE_COLUMNS, for who may know how many there are."""
CASE_COLUMNS = ("child_id", "posyandu", "two_t", "bgm", "nyaris_2t", "new", "gain_g", "kbm_g", "weighed_on")


def compute_case_rows(
    kebal: pd.DataFrame, nyaris: pd.DataFrame, before: pd.Series, order: Mapping[str, int]
) -> pd.DataFrame:
    """Who is 2T, BGM or nyaris 2T: CASE_COLUMNS, one row a child; those of the KEBAL MSG list first, among
    them who is `new` on it, then who lost most weight since the month before (unknown last), then by `order`
    (child_id → place, the same for every viewer).

    `kebal` and `nyaris` are rows of those case lists of a month, `before` the child_ids of the KEBAL MSG list
    of the month before. Nyaris 2T is never `new`: it is of this month by its rule.
    """
    # One child stands on both lists where it is BGM and nyaris 2T: the graver list keeps it.
    both = pd.concat([kebal.assign(grave=0), nyaris.assign(grave=1)], ignore_index=True)
    rows = both.drop_duplicates("child_id", keep="first")
    rows = rows.assign(
        nyaris_2t=rows["child_id"].isin(nyaris["child_id"]),
        new=rows["grave"].eq(0) & ~rows["child_id"].isin(before),
        old=rows["grave"].eq(0) & rows["child_id"].isin(before),
        place=rows["child_id"].map(dict(order)),
    )
    rows = rows.sort_values(["grave", "old", "gain_g", "place"], kind="stable", na_position="last")
    return rows[list(CASE_COLUMNS)].reset_index(drop=True)


def compute_case_counts(cases: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Children by posyandu, most on the KEBAL MSG list first: posyandu, name, kebal, two_t, bgm, nyaris_2t.
    `cases` of compute_case_rows; posyandu with none of them are left out."""
    marks = cases.assign(kebal=cases["two_t"] | cases["bgm"])
    columns = ["kebal", "two_t", "bgm", "nyaris_2t"]
    counts = marks[columns].astype("int64").groupby(marks["posyandu"]).sum().reset_index()
    named = counts["posyandu"].map(dict(names)).fillna(counts["posyandu"])
    counts.insert(1, "name", named.astype("str"))
    counts = counts.sort_values(["kebal", "nyaris_2t", "name"], ascending=[False, False, True], kind="stable")
    return counts.reset_index(drop=True)


def compute_pair_rows(pairs: pd.DataFrame) -> pd.DataFrame:
    """Active pairs that need a call, longest silent first: the columns of compute_pairs with `silent`.

    Silent (decided, as on Beranda) = no activity for more than SILENT_DAYS; the others have a step overdue.
    """
    active = pairs[pairs["status"].fillna("Aktif").eq("Aktif")]
    silent = active["silent_days"] > SILENT_DAYS
    wanted = active.assign(silent=silent)[silent | (active["steps_missed"] > 0)]
    return wanted.sort_values(
        ["silent_days", "steps_missed"], ascending=False, kind="stable", ignore_index=True
    )


def compute_rounds_ahead(rounds: pd.DataFrame, sasaran: pd.DataFrame) -> pd.DataFrame:
    """The next round of each posyandu, today's included, by date: posyandu, posyandu_name, round_date,
    days_left, children, mothers.

    `sasaran`: rows of compute_people that are in_target. Of later rounds nothing is known yet: who is fetched
    then depends on the round before.
    """
    ahead = rounds[rounds["days_left"] >= 0].sort_values("round_date", kind="stable")
    ahead = ahead.drop_duplicates("posyandu").reset_index(drop=True)
    keys = pd.MultiIndex.from_frame(ahead[ROUND_KEY])
    kinds = {"children": CHILD, "mothers": MOTHER}
    counts = {
        name: sasaran[sasaran["kind"].eq(kind)].groupby(ROUND_KEY).size() for name, kind in kinds.items()
    }
    shown = ["posyandu", "posyandu_name", "round_date", "days_left"]
    return ahead[shown].assign(
        **{name: found.reindex(keys, fill_value=0).to_numpy("int64") for name, found in counts.items()}
    )


def compute_last_funnel(funnel: pd.DataFrame, *, today: pd.Timestamp) -> pd.DataFrame:
    """The balita of the newest rounds held up to `today` that had sasaran, all of that day: one row of sums
    (posyandu = those of the day, joined by ", "; round_date; sasaran … ditimbang), or none."""
    held = funnel[funnel["kind"].eq(CHILD) & (funnel["round_date"] <= today) & (funnel["sasaran"] > 0)]
    newest = held[held["round_date"].eq(held["round_date"].max())]
    steps = ["sasaran", "dihubungi", "bersedia", "naik", "ditimbang"]
    table = newest.groupby("round_date").agg({"posyandu": ", ".join, **dict.fromkeys(steps, "sum")})
    return table.reset_index()[["posyandu", "round_date", *steps]]


def build_person_words(tables: Tables, *, full: bool) -> dict[str, str]:
    """ID → how a person stands on a slide: initials + RT as masked, or the name with RT where `full`."""
    words: dict[str, str] = {}
    for tab, column in (("balita", "child_id"), ("ibu_hamil", "mother_id")):
        people = tables[tab][[column, "name", "rt"]].dropna(subset=[column, "name"])
        rt = (" · RT " + people["rt"]).fillna("") if full else ""
        words |= dict(zip(people[column], people["name"] + rt, strict=True))
    return words


def compute_mother_counts(urgent: pd.DataFrame) -> pd.DataFrame:
    """Mothers Perlu segera (rows of pendampingan.select_urgent) by their gravest sign and posyandu, the
    gravest first: posyandu, sign (words), count. Each mother counts once."""
    signs = urgent["segera"].str.split("; ").str[0].astype("str")
    keys = urgent.assign(sign=signs).groupby(["segera_rank", "posyandu", "sign"], dropna=False)
    table = keys.size().rename("count").reset_index()
    return table[["posyandu", "sign", "count"]]
