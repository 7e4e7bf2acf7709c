"""A1 ranges as Google's values API reads and echoes them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CORNER = re.compile(r"^\$?([A-Za-z]{0,3})\$?([0-9]{0,7})$")
_PLAIN_TITLE = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")
_LOOKS_LIKE_CELL = re.compile(r"^([A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*)$")


class UnknownRange(Exception):
    """A range that Google answers with 400 `Unable to parse range`."""


@dataclass(frozen=True)
class Area:
    """Rows and columns from 0; `bottom` and `right` are not part of it."""

    top: int
    left: int
    bottom: int
    right: int


def split_range(text: str) -> tuple[str, str | None]:
    """The tab's title and the cells asked for (None: all of it); apostrophes taken off."""
    if text.startswith("'"):
        match = re.match(r"^'((?:[^']|'')*)'(?:!(.*))?$", text, re.DOTALL)
        if match is None:
            raise UnknownRange(text)
        return match[1].replace("''", "'"), match[2]
    title, mark, cells = text.partition("!")
    return title, cells if mark else None


def read_area(cells: str | None, rows: int, columns: int) -> Area:
    """The cells of an A1 range within a tab of this size, open ends filled in."""
    if cells is None:
        return Area(0, 0, rows, columns)
    first, mark, last = cells.partition(":")
    start, end = _CORNER.match(first), _CORNER.match(last if mark else first)
    if not first or start is None or end is None or (mark and not last):
        raise UnknownRange(cells)
    top = int(start[2]) - 1 if start[2] else 0
    left = _column(start[1]) if start[1] else 0
    bottom = int(end[2]) if end[2] else rows
    right = _column(end[1]) + 1 if end[1] else columns
    top, bottom = min(top, bottom - 1), max(top + 1, bottom)
    left, right = min(left, right - 1), max(left + 1, right)
    return Area(top, left, min(bottom, rows), min(right, columns))


def write_range(title: str, area: Area) -> str:
    """The range as Google echoes it: quoted only where it must be, one cell without a colon."""
    plain = _PLAIN_TITLE.match(title) and not _LOOKS_LIKE_CELL.match(title)
    quoted = title if plain else "'" + title.replace("'", "''") + "'"
    first = f"{column_letters(area.left)}{area.top + 1}"
    last = f"{column_letters(area.right - 1)}{area.bottom}"
    return f"{quoted}!{first}" if first == last else f"{quoted}!{first}:{last}"


def column_letters(index: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _column(letters: str) -> int:
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1
