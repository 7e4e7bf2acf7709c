"""What a Google spreadsheet has already, as far as preparing it needs to know: pure data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lib.workbook.columns import Tab
from lib.workbook.grids import Grid
from lib.workbook.headers import TITLE_ROWS, find_header, match_headers
from lib.workbook.words import header_key


@dataclass(frozen=True, slots=True)
class SheetState:
    """One tab. Rows and columns count from 0.

    `grid` has no blank cells or rows at its end. `notes`, `dropdowns` and `formats` are by column: the
    header row's notes; which columns have a dropdown in the first row under the header and in the first row
    under all content; the type of number format there (TEXT, DATE …). `marked` are columns with a rule that
    marks blank cells. `merges` are the merged cells: first row, row after the last, first column, column
    after the last.
    """

    sheet_id: int
    title: str
    row_count: int
    column_count: int
    grid: Grid
    is_table: bool = True
    frozen_rows: int = 0
    is_protected: bool = False
    merges: tuple[tuple[int, int, int, int], ...] = ()
    marked: frozenset[int] = frozenset()
    notes: Mapping[int, str] = field(default_factory=dict)
    first_dropdowns: frozenset[int] = frozenset()
    last_dropdowns: frozenset[int] = frozenset()
    formats: Mapping[int, str] = field(default_factory=dict)

    def edge(self, header_row: int) -> int:
        """The first column to the right of all content, of notes, and of what is merged from this row on."""
        merged = (right for _, bottom, _, right in self.merges if bottom > header_row)
        noted = (place + 1 for place in self.notes)
        return max([0, *(len(row) for row in self.grid), *merged, *noted])


@dataclass(frozen=True, slots=True)
class BookState:
    """One spreadsheet."""

    title: str
    locale: str
    time_zone: str
    sheets: tuple[SheetState, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no cell of any tab holds anything."""
        return not any(sheet.grid for sheet in self.sheets)


def find_sheet(sheets: Sequence[SheetState], title: str) -> SheetState | None:
    """The tab of this title; case, spaces and punctuation do not matter, as when reading."""
    return next((sheet for sheet in sheets if header_key(sheet.title) == header_key(title)), None)


def find_header_row(tab: Tab, grid: Grid) -> tuple[int, dict[str, int]] | None:
    """0-based header row and column name → place; also where too few headers stand for the tab to be read.

    Two known headers in one row make a header: one alone may be a word of a title.
    """
    found = find_header(tab, grid)
    if found is not None:
        return found
    rows = [
        (row, match_headers(tab, list(cells)))
        for row, cells in enumerate(grid[: TITLE_ROWS + 1])
        if all(cell is None or isinstance(cell, str) for cell in cells)
    ]
    row, places = max(rows, key=lambda one: len(one[1]), default=(0, {}))
    return (row, places) if len(places) >= min(2, len(tab.columns)) else None
