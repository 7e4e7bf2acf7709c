"""Which rows of a tab are records: blank rows, sums and repeated headers are not, and what was merged over
several rows is repeated in each."""

from __future__ import annotations

import re
from itertools import zip_longest

import numpy as np
import pandas as pd

from lib.workbook.columns import Kind, Tab
from lib.workbook.grids import Grid
from lib.workbook.headers import header_keys
from lib.workbook.readers import blank_text, split_types
from lib.workbook.words import fold, header_key

_TOTAL = re.compile(r"(sub ?|grand )?(jumlah|total|jml|rata[- ]?rata)\b.{0,40}")


def columns_of(body: Grid, places: dict[str, int]) -> dict[str, np.ndarray]:
    """The known columns of a ragged body as object arrays of equal length, NaN as blank."""
    turned = list(zip_longest(*body)) if body else []
    cells: dict[str, np.ndarray] = {}
    for name, place in places.items():
        column = np.full(len(body), None, dtype=object)
        if place < len(turned):
            column[:] = turned[place]
        cells[name] = column
    return cells


def filled_cells(cells: np.ndarray) -> np.ndarray:
    """Mask of the cells that say something; an unticked box does not."""
    is_text, is_number, is_boolean = split_types(cells)
    says = is_number | (is_text & ~blank_text(cells, is_text))
    ticked = np.flatnonzero(is_boolean)
    says[ticked] = [bool(cell) for cell in cells[ticked]]
    return np.asarray(says)


def says_something(tab: Tab, cells: dict[str, np.ndarray], count: int) -> np.ndarray:
    """Rows with content. What was only filled down beforehand (a posyandu name on 500 rows) is none."""
    says = np.zeros(count, dtype=bool)
    for name, column_cells in cells.items():
        column = tab.column(name)
        if column.fills_down and column.kind is not Kind.DATE:
            continue
        says |= filled_cells(column_cells)
    return np.asarray(says)


def totals_and_repeated_headers(tab: Tab, cells: dict[str, np.ndarray], says: np.ndarray) -> np.ndarray:
    """Rows that sum up the rows above, or repeat the header: neither is a record."""
    skip = np.zeros(len(says), dtype=bool)
    if tab.name in ("pengaturan", "sop", "langkah_sop") or not cells:
        return skip
    first_text = np.full(len(says), "", dtype=object)
    repeats = np.zeros(len(says), dtype="int64")
    for name in cells:
        is_text, is_number, _ = split_types(cells[name])
        undecided = (first_text == "") & says
        first_text[undecided & is_text] = cells[name][undecided & is_text]
        first_text[undecided & is_number] = "#"
        keys = header_keys(tab.column(name))
        where = np.flatnonzero(is_text)
        if len(where):
            codes, distinct = pd.factorize(cells[name][where])
            repeats[where] += np.fromiter(
                (header_key(word) in keys for word in distinct), bool, len(distinct)
            )[codes]
    codes, distinct = pd.factorize(first_text)
    is_total = np.fromiter(
        (_TOTAL.fullmatch(fold(word)) is not None for word in distinct), bool, len(distinct)
    )
    filled = np.sum([filled_cells(column) for column in cells.values()], axis=0)
    return np.asarray(is_total[codes] | ((repeats >= 2) & (repeats == filled)))


def repeat_merged(
    tab: Tab, cells: dict[str, np.ndarray], says: np.ndarray
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Repeat merged cells downwards within rows that follow each other; returns the cells and, by column,
    the mask of those repeated. A merged cell reaches us as its value once and blanks below."""
    repeated = dict(cells)
    filled: dict[str, np.ndarray] = {}
    block = np.cumsum(~says)
    order = np.arange(len(says))
    for name, column_cells in cells.items():
        if not tab.column(name).fills_down:
            continue
        has = filled_cells(column_cells)
        last = np.maximum.accumulate(np.where(has & says, order, -1)) if len(says) else order
        fills = says & ~has & (last >= 0)
        fills[fills] = block[last[fills]] == block[fills]
        if fills.any():
            copy = column_cells.copy()
            copy[fills] = column_cells[last[fills]]
            repeated[name] = copy
            filled[name] = fills
    return repeated, filled
