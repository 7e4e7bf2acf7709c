"""Tables of meeting mode, cut into pages. Nothing is lost at the edge: where a row is too long even in the
smallest text, names of posyandu and teams give up their middle, and only then do rows take more lines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd
from markupsafe import Markup

from lib.views.rapat.frame import FILE, LEAST_TEXT, LETTER, Room, Sheet
from lib.views.templates import macro
from lib.words import tokens
from lib.words.formats import format_number

# --- The charts of meeting mode, drawn in HTML: their bars and words then share one unit with the rest of the
# slide (see frame.py), so that one factor enlarges all of it. No words stand on the bars.

_columns, _bars = macro("rapat/rapat.html", "columns"), macro("rapat/rapat.html", "bars")

LETTERS = {"S": "S sasaran", "K": "K punya KMS", "D": "D ditimbang", "N": "N naik"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar chart: its name, its length (0–100, NaN for none), and what stands behind it."""

    name: str
    share: float
    shown: str


def build_columns(counts: dict[str, float], *, dark: bool) -> Markup:
    """Balok SKDN of one month: four columns as high as there is room, numbers above, names below;
    a letter that `counts` lacks (K where too little is filled in) has none."""
    palette = tokens.palette(dark=dark)
    most = max(1.0, *counts.values())
    rows = [
        (
            format_number(counts[letter]),
            f"{counts[letter] / most:.3f}",
            palette.skdn[letter].ground,
            name,
        )
        for letter, name in LETTERS.items()
        if letter in counts
    ]
    spoken = ", ".join(f"{letter} {format_number(counts[letter])}" for letter in LETTERS if letter in counts)
    return _columns(spoken=spoken, rows=rows)


def build_bars(bars: Sequence[Bar], *, size: float, target: float | None = None, description: str) -> Markup:
    """Lines of name, bar and words, text `size` u high; `target` (0–100) is a line across all bars."""
    return _bars(
        description=description,
        size=f"{size:.2f}",
        rows=[(bar.name, f"{_clip(bar.share):.1f}", bar.shown) for bar in bars],
        target="" if target is None else f"{_clip(target):.1f}",
    )


def _clip(share: float) -> float:
    return 0.0 if math.isnan(share) else min(max(share, 0.0), 100.0)


# --- Tables, cut into pages.

_table = macro(FILE, "table")

COLUMN_GAP = 2.3
"""Letters between two columns."""
ONE_LINE = 34
"""Letters of a column that stay on one line."""
LEAST_LETTERS = 10
"""Letters that a name keeps."""
MOST_LINES = 7
RAGGED = 1.2
"""How much more room words take that break into lines: no line is filled to its end."""


def shorten_name(words: object, most: int) -> str:
    """A name of at most so many letters without its middle: its end tells Melati 1 from Melati 2."""
    whole = " ".join(str(words).split())
    if len(whole) <= most:
        return whole
    last = whole[whole.rfind(" ") :]
    tail = last if whole != last and len(last) <= most - 4 else whole[-(most // 3) :]
    return whole[: most - 1 - len(tail)].rstrip(" ,.;:-(") + "…" + tail


def build_sheets(
    headline: str,
    rows: pd.DataFrame,
    columns: Mapping[str, str],
    room: Room,
    *,
    numbers: Sequence[str] = (),
    strong: Sequence[str] = (),
    names: Sequence[str] = (),
    wrapped: str = "",
    note: str = "",
) -> list[Sheet]:
    """A table on as many pages as its rows take, about equally long, each with the same headline. The columns
    `names` (of posyandu, of teams) may be shortened, the column `wrapped` may take two lines."""
    words = {
        name: ["—" if pd.isna(value) else str(value) for value in rows[name]] for name in columns
    }  # fmt: skip
    below = room.below(headline, note)
    most = math.floor(below.width / (LEAST_TEXT * LETTER) - COLUMN_GAP * len(columns))
    whole = _measure(words, columns)
    lines, widths = 1, dict(whole)
    if whole.get(wrapped, 0) > ONE_LINE:
        lines, widths[wrapped] = 2, max(ONE_LINE, round(0.6 * whole[wrapped]))
    if sum(widths.values()) > most:
        _shorten_names(words, widths, columns, [name for name in columns if name in names], most)
    breaks = sum(widths.values()) > most
    if breaks:
        kept = {
            name: max(len(header), widths[name] if name in numbers else _longest_word(words[name]))
            for name, header in columns.items()
        }
        full = widths | ({wrapped: whole[wrapped]} if wrapped else {})
        lines = max(lines, _count_lines(full, kept, most))
    pages = max(1, math.ceil(len(rows) / below.rows(lines)))
    ends = [round(len(rows) * page / pages) for page in range(pages + 1)]
    longest = max(end - start for start, end in pairwise(ends))
    size = below.fit(longest + 1, sum(widths.values()) + COLUMN_GAP * len(columns), lines=lines)
    return [
        Sheet(
            headline,
            _build_table(
                {name: of[start:end] for name, of in words.items()},
                columns,
                size,
                numbers,
                strong,
                breaks=breaks,
            ),
            note=note,
        )
        for start, end in pairwise(ends)
    ]


def _measure(words: Mapping[str, Sequence[str]], columns: Mapping[str, str]) -> dict[str, int]:
    """Letters of the longest cell of each column, its header counted."""
    return {name: max([len(header), *map(len, words[name])]) for name, header in columns.items()}


def _longest_word(cells: Sequence[str]) -> int:
    return max((len(word) for cell in cells for word in cell.split()), default=0)


def _shorten_names(
    words: dict[str, list[str]],
    widths: dict[str, int],
    columns: Mapping[str, str],
    names: Sequence[str],
    most: int,
) -> None:
    """Take letters from the widest of these columns until a row has at most so many (in place); never so many
    that two names look the same."""
    whole = {name: list(words[name]) for name in names}
    open_names = set(names)
    while sum(widths.values()) > most and open_names:
        widest = max(sorted(open_names), key=lambda name: widths[name])
        width = widths[widest] - 1
        cut = [shorten_name(word, width) for word in whole[widest]]
        alike = len(set(cut)) < len(set(whole[widest]))
        if width < max(LEAST_LETTERS, len(columns[widest])) or alike:
            open_names.remove(widest)
        else:
            widths[widest], words[widest] = width, cut


def _count_lines(widths: Mapping[str, int], kept: Mapping[str, int], most: int) -> int:
    """Lines of a row whose cells break between words, in columns of together so many letters."""
    for lines in range(2, MOST_LINES):
        if sum(max(kept[name], RAGGED * width / lines) for name, width in widths.items()) <= most:
            return lines
    return MOST_LINES


def _build_table(
    words: Mapping[str, Sequence[str]],
    columns: Mapping[str, str],
    size: float,
    numbers: Sequence[str],
    strong: Sequence[str],
    *,
    breaks: bool,
) -> Markup:
    """`breaks`: every cell but numbers may break into lines."""
    kinds = {
        name: " ".join(kind for kind, named in (("angka", numbers), ("kuat", strong)) if name in named)
        for name in columns
    }
    return _table(
        columns=[(header, kinds[name]) for name, header in columns.items()],
        lines=zip(*([(kinds[name], word) for word in words[name]] for name in columns), strict=True),
        size=f"{size:.2f}",
        breaks=breaks,
    )
