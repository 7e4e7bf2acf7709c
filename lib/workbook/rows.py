"""Which rows of a tab are records: blank rows, sums and repeated headers are not, and what was merged over
several rows is repeated in each."""

from __future__ import annotations

import re

import numpy as np

from lib.workbook.columns import Kind, Tab
from lib.workbook.headers import columns_of_tab, header_keys
from lib.workbook.raw_columns import RawColumn
from lib.workbook.words import fold, header_key

_TOTAL = re.compile(r"(sub ?|grand )?(jumlah|total|jml|rata[- ]?rata)\b.{0,40}")


def says_something(tab: Tab, cells: dict[str, RawColumn], count: int) -> np.ndarray:
    """Rows with content. What was only filled down beforehand (a posyandu name on 500 rows) is none, unless a
    row needs nothing else."""
    says = np.zeros(count, dtype=bool)
    columns = {column.name: column for column in columns_of_tab(tab)}
    for name, raw in cells.items():
        column = columns[name]
        if column.fills_down and column.kind is not Kind.DATE and (tab.row_needs != (name,) or tab.any_of):
            continue
        says |= raw.filled
    return np.asarray(says)


def totals_and_repeated_headers(
    tab: Tab, cells: dict[str, RawColumn], lead: dict[str, RawColumn], says: np.ndarray
) -> np.ndarray:
    """Rows that sum up the rows above, or repeat the header: neither is a record.

    `lead` are the columns left of the first known one: under "No" is where a sum is most often labelled.
    """
    skip = np.zeros(len(says), dtype=bool)
    if tab.name in ("pengaturan", "sop", "langkah_sop") or not cells:
        return skip
    return np.asarray(_totals(lead, says) | _totals(cells, says) | _repeated_headers(tab, cells, says))


def _totals(cells: dict[str, RawColumn], says: np.ndarray) -> np.ndarray:
    """Rows whose first cell is a word for a sum."""
    total = np.zeros(len(says), dtype=bool)
    undecided = says.copy()
    for raw in cells.values():
        if not undecided.any():
            break
        # An empty text decides nothing: the next column is asked.
        is_first = undecided & np.append(raw.texts != "", False)[raw.text_codes]
        if is_first.any():
            sums = np.zeros(len(raw.texts) + 1, dtype=bool)
            for code in np.unique(raw.text_codes[is_first]):
                sums[code] = _TOTAL.fullmatch(fold(raw.texts[code])) is not None
            total |= is_first & sums[raw.text_codes]
        undecided &= ~is_first & ~raw.is_number
    return total


def _repeated_headers(tab: Tab, cells: dict[str, RawColumn], says: np.ndarray) -> np.ndarray:
    """Rows of which every filled cell, and at least two, is the header of its column."""
    filled = np.zeros(len(says), dtype="int64")
    candidate = says.copy()
    for raw in cells.values():
        filled += raw.filled
        candidate &= ~(raw.filled & ~raw.is_text)
    rows = np.flatnonzero(candidate & (filled >= 2))
    repeats = np.zeros(len(rows), dtype="int64")
    columns = {column.name: column for column in columns_of_tab(tab)}
    for name, raw in cells.items():
        keys = header_keys(columns[name])
        codes = raw.text_codes[rows]
        is_header = np.zeros(len(raw.texts) + 1, dtype=bool)
        for code in np.unique(codes[codes >= 0]):
            is_header[code] = header_key(raw.texts[code]) in keys
        repeats += is_header[codes]
    repeated = np.zeros(len(says), dtype=bool)
    repeated[rows] = repeats == filled[rows]
    return repeated


def repeat_merged(
    tab: Tab, cells: dict[str, RawColumn], says: np.ndarray
) -> tuple[dict[str, RawColumn], dict[str, np.ndarray]]:
    """Repeat merged cells downwards within rows that follow each other; returns the cells and, by column,
    the mask of those repeated. A merged cell reaches us as its value once and blanks below."""
    repeated = dict(cells)
    filled: dict[str, np.ndarray] = {}
    block = np.cumsum(~says)
    order = np.arange(len(says))
    merging = {column.name for column in tab.columns if column.fills_down}
    for name, raw in cells.items():
        if name not in merging:
            continue
        last = np.maximum.accumulate(np.where(raw.filled & says, order, -1)) if len(says) else order
        fills = says & ~raw.filled & (last >= 0)
        fills[fills] = block[last[fills]] == block[fills]
        if fills.any():
            copy = raw.cells.copy()
            copy[fills] = raw.cells[last[fills]]
            repeated[name] = RawColumn(copy)
            filled[name] = fills
    return repeated, filled
