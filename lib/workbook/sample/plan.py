"""What was asked for: the size of the sample, its day, and one stream of chance for each subject."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from lib.workbook.grids import Cell, Grid
from lib.workbook.read_dates import to_serial
from lib.workbook.tabs import TABS


@dataclass(frozen=True, slots=True)
class Plan:
    """Size and day of a sample. The same plan gives the same cells."""

    today: date
    posyandu: int = 4
    children: int = 160
    months: int = 14
    mothers: int = 24
    seed: int = 7

    def __post_init__(self) -> None:
        if min(self.posyandu, self.children, self.months, self.mothers) < 1:
            raise ValueError("Jumlah posyandu, balita, bulan dan ibu hamil paling sedikit 1.")

    def chance(self, subject: str) -> np.random.Generator:
        """A generator of its own for each subject, so that one more draw in one moves no other."""
        return np.random.default_rng([self.seed, zlib.crc32(subject.encode())])


def add_months(day: date, months: int) -> date:
    """The first day of the month `months` later (or earlier) than the month of `day`."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def last_day(month: date) -> date:
    """The last day of the month of `month`."""
    return add_months(month, 1) - timedelta(days=1)


# --- From named values to a grid in the declared order of columns.

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
