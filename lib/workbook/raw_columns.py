"""A column of raw cells, looked at once: what each cell is, and which distinct texts stand in it.

Every step of parsing asks the same questions of the same cells, and a large sheet has millions of them.
"""

from __future__ import annotations

from functools import cached_property
from itertools import repeat

import numpy as np
import pandas as pd

from lib.workbook.grids import Grid
from lib.workbook.words import BLANK_TEXTS, fold

_TEXT, _NUMBER, _BOOLEAN = 1, 2, 3
_TYPE_CODES: dict[type, int] = {str: _TEXT, int: _NUMBER, float: _NUMBER, bool: _BOOLEAN}


class RawColumn:
    """`cells` is an object array of any length; None is no text, number or boolean."""

    def __init__(self, cells: np.ndarray, types: np.ndarray | None = None) -> None:
        self.cells = cells
        if types is None:
            kinds = map(_TYPE_CODES.get, map(type, cells.tolist()), repeat(0))
            types = np.fromiter(kinds, dtype="int8", count=len(cells))
        self._types = types

    def __len__(self) -> int:
        return len(self.cells)

    @property
    def is_text(self) -> np.ndarray:
        """Mask of the cells that hold text, blank or not."""
        return np.asarray(self._types == _TEXT)

    @property
    def is_number(self) -> np.ndarray:
        """Mask of the cells that hold numbers."""
        return np.asarray(self._types == _NUMBER)

    @property
    def is_boolean(self) -> np.ndarray:
        """Mask of the tick boxes."""
        return np.asarray(self._types == _BOOLEAN)

    @cached_property
    def _factorized(self) -> tuple[np.ndarray, np.ndarray]:
        codes = np.full(len(self), -1, dtype=np.intp)
        where = np.flatnonzero(self.is_text)
        codes[where], distinct = pd.factorize(self.cells[where])
        return codes, np.asarray(distinct, dtype=object)

    @property
    def text_codes(self) -> np.ndarray:
        """For each cell the place of its text in `texts`, -1 where there is none."""
        return self._factorized[0]

    @property
    def texts(self) -> np.ndarray:
        """The distinct texts; after `take` some may stand in no cell any more."""
        return self._factorized[1]

    @cached_property
    def filled(self) -> np.ndarray:
        """Mask of the cells that say something; blanks, spaces, a dash and an unticked box do not."""
        says = self.is_number
        ticked = np.flatnonzero(self.is_boolean)
        says[ticked] = self.cells[ticked].astype(bool)
        if len(self.texts):
            speaks = np.fromiter(map(_says_something, self.texts), dtype=bool, count=len(self.texts))
            # The code of a cell without text is -1: the entry added at the end.
            says |= np.append(speaks, False)[self.text_codes]
        return says

    def take(self, positions: np.ndarray) -> RawColumn:
        """The cells at these positions, with what is known of them already."""
        if len(positions) == len(self):
            return self
        part = RawColumn(self.cells[positions], self._types[positions])
        part.__dict__["_factorized"] = (self.text_codes[positions], self.texts)
        return part


def _says_something(word: str) -> bool:
    # A letter or digit in front settles it for nearly all.
    return word[:1].isalnum() or fold(word) not in BLANK_TEXTS


def blank_column(count: int) -> RawColumn:
    """A column without any content."""
    return RawColumn(np.full(count, None, dtype=object), np.zeros(count, dtype="int8"))


def columns_of(body: Grid, places: dict[str, int]) -> dict[str, RawColumn]:
    """The known columns of a ragged body, by name; None as blank."""
    width = max(places.values(), default=-1) + 1
    rows = [row if len(row) == width else [*row[:width], *[None] * (width - len(row))] for row in body]
    cells = np.empty((len(rows), width), dtype=object)
    if rows:
        cells[:] = rows
    return {name: RawColumn(np.ascontiguousarray(cells[:, place])) for name, place in places.items()}
