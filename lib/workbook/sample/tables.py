"""From named values to a grid in the declared order of columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from lib.workbook.grids import Cell, Grid
from lib.workbook.serials import to_serial
from lib.workbook.tabs import TABS

Row = Mapping[str, str | int | float | date | None]
"""Column name (code) → value; a column left out is blank."""


def build_grid(tab: str, rows: Iterable[Row]) -> Grid:
    """Header and rows of a small tab; dates become serials. Raises KeyError for a column it has not."""
    names = [column.name for column in TABS[tab].columns]
    grid: Grid = [build_header(tab)]
    for row in rows:
        unknown = set(row) - set(names)
        if unknown:
            raise KeyError(f"{tab}: {sorted(unknown)}")
        grid.append([_cell(row.get(name)) for name in names])
    return grid


def build_grid_of_columns(tab: str, columns: Mapping[str, Sequence[Any]], length: int) -> Grid:
    """Header and rows of a big tab from whole columns (lists of plain Python values)."""
    blank: list[Cell] = [None] * length
    ordered = [columns.get(column.name, blank) for column in TABS[tab].columns]
    return [build_header(tab), *map(list, zip(*ordered, strict=True))]


def build_header(tab: str) -> list[Cell]:
    """Row 1 of a tab."""
    return [column.header for column in TABS[tab].columns]


def _cell(value: str | int | float | date | None) -> Cell:
    return to_serial(value) if isinstance(value, date) else value
