"""Mistakes of every kind there is, three of each, planted by seed: found at the row where they stand."""

from __future__ import annotations

import pytest

from lib.settings import Settings
from tests.budget import seeds
from tests.domain.kualitas_data.planting import KINDS, Book, plant
from tests.domain.kualitas_data.whole_book import build_view, find_rows

PLANTED, LEAST_FOUND = 240, 0.98
MOST_FALSE = 0.01


@pytest.mark.parametrize("seed", seeds([11, 12], usual=1))
def test_of_the_mistakes_98_of_a_hundred_are_found_at_their_row(seed: int, settings: Settings) -> None:
    size = {"posyandu": 8, "children": 900, "months": 14}
    book = plant(seed, PLANTED, **size)
    assert len(book.planted) == PLANTED and len({kind for kind, _, _ in book.planted}) == len(KINDS)
    seen = build_view(book.grids, settings)
    found = find_rows(seen.kualitas_data.findings, "Galat", "Peringatan")
    cells = [(kind, tab, row) for kind, tab, rows in book.locate() for row in rows]
    missed = [cell for cell in cells if cell[1:] not in found]
    assert len(missed) <= (1 - LEAST_FOUND) * len(cells), missed
    others = [place for place in sorted(found - {cell[1:] for cell in cells}) if not concerns(book, place)]
    assert len(others) <= MOST_FALSE * len(seen._whole.tables.frames["penimbangan"]), others


def concerns(book: Book, place: tuple[str, int]) -> bool:
    """Whether a row is of a child something was planted on: what follows from a mistake is no false alarm."""
    title, row = place
    return any(cell in book.busy for cell in book.grids[title][row - 1])
