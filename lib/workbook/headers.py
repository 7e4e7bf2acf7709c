"""Which row is the header, and which column is which: matched without regard to case, spaces and
punctuation, by the header's own name first, then by its synonyms."""

from __future__ import annotations

import re
from collections.abc import Callable

from lib.workbook.columns import Column, Tab
from lib.workbook.grids import Grid
from lib.workbook.words import header_key

TITLE_ROWS = 5
"""Rows of title that may stand above the header."""


def header_keys(column: Column) -> set[str]:
    """Every way to write this column's header, folded; a unit in brackets may be left off."""
    names = (column.header, *column.synonyms)
    without_unit = (re.sub(r"\([^)]*\)", "", name) for name in names)
    return {header_key(name) for name in (*names, *without_unit)} - {""}


def match_headers(tab: Tab, cells: list[object]) -> dict[str, int]:
    """Column name → 0-based place, for the headers of one row; a header's own name wins over synonyms."""
    typed = [header_key(cell) if isinstance(cell, str) else "" for cell in cells]
    bare = [header_key(re.sub(r"\([^)]*\)", "", cell)) if isinstance(cell, str) else "" for cell in cells]
    places: dict[str, int] = {}
    taken: set[int] = set()
    rounds: tuple[Callable[[Column, int], bool], ...] = (
        lambda column, place: typed[place] == header_key(column.header),
        lambda column, place: typed[place] in header_keys(column),
        lambda column, place: bare[place] in header_keys(column),
    )
    for matches in rounds:
        for column in tab.columns:
            if column.name in places:
                continue
            for place in range(len(cells)):
                if place not in taken and typed[place] and matches(column, place):
                    places[column.name] = place
                    taken.add(place)
                    break
    return places


def find_header(tab: Tab, grid: Grid) -> tuple[int, dict[str, int]] | None:
    """0-based row of the header and its columns: the first row with half of the required columns."""
    required = [column.name for column in tab.columns if column.required]
    for row, cells in enumerate(grid[: TITLE_ROWS + 1]):
        places = match_headers(tab, list(cells))
        if places and 2 * sum(name in places for name in required) >= len(required):
            return row, places
    return None
