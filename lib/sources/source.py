"""What the refresher asks of any workbook, wherever it lives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from lib.workbook.clean_cells import clean_cell, clean_title
from lib.workbook.grids import Cell, Grid, RawBook, RawTab, compute_digest

Wanted = Callable[[str], bool]
"""Does the contract know a tab of this title? The caller decides how titles are matched."""


class Source(Protocol):
    """One workbook. `key` is stable across renames; `is_local` files are looked at every second or two."""

    key: str
    name: str
    is_local: bool

    def changed(self) -> bool:
        """Whether a read is worth its cost. Never raises: a trouble is for `read` to tell."""
        ...

    def read(self) -> RawBook:
        """The whole workbook as it is now. Raises SourceError."""
        ...


MOST_CELLS = 5_000_000
"""Of one workbook, empty ones between filled ones included: half of what Google allows, and what a server of
2 GB can hold. Bigger ones are refused with words rather than ending the process."""


def want_every(title: str) -> bool:
    """The predicate that wants every tab."""
    return True


def build_tab(title: str, grid: Grid, gid: int | None = None) -> RawTab:
    """A RawTab with cells and title cleaned (lib.workbook.clean_cells), and no blank cells or rows at the
    end.

    Everything that is read passes through here, from Google, files and disk, so that the same cells give the
    same digest.
    """
    rows = [_trim_row([clean_cell(cell) for cell in row]) for row in grid]
    while rows and not rows[-1]:
        rows.pop()
    return RawTab(title=clean_title(title), grid=rows, digest=compute_digest(rows), gid=gid)


def _trim_row(row: list[Cell]) -> list[Cell]:
    while row and row[-1] is None:
        row.pop()
    return row
