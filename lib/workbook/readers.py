"""A column of raw cells → a typed column and what is wrong in it.

Numbers and dates that a spreadsheet stored as such are taken at once with NumPy; of everything else each
distinct spelling is read once and then spread over the rows that hold it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from lib.workbook.columns import Column, Kind, Tab
from lib.workbook.headers import columns_of_tab, header_keys
from lib.workbook.raw_columns import RawColumn
from lib.workbook.read_dates import EARLIEST_SERIAL, EPOCH, LATEST_SERIAL, is_midnight, read_date, read_time
from lib.workbook.read_numbers import read_number
from lib.workbook.read_words import (
    read_choice,
    read_identifier,
    read_nik,
    read_phone,
    read_text,
    read_url,
    read_yes_no,
)
from lib.workbook.reading import Reading, unread
from lib.workbook.words import BLANK_TEXTS, ERROR_TEXTS, UNCOMPUTED, fold, header_key

# Text in tables is Python's own, here and in all that is made of them. A column of a puskesmas is some
# hundred to some ten thousand cells: what Arrow costs each time one is made, cut or looked up is more than
# it saves there (docs/kinerja.md).
pd.set_option("mode.string_storage", "python")

READERS: dict[Kind, Callable[..., Reading]] = {
    Kind.TEXT: read_text,
    Kind.NUMBER: read_number,
    Kind.INTEGER: read_number,
    Kind.DATE: read_date,
    Kind.TIME: read_time,
    Kind.YES_NO: read_yes_no,
    Kind.CHOICE: read_choice,
    Kind.PHONE: read_phone,
    Kind.NIK: read_nik,
    Kind.URL: read_url,
    Kind.ID: read_identifier,
}
"""Which reader understands one cell of a kind."""

_EPOCH64 = np.datetime64(EPOCH, "s")
_DAY = 86_400
_DAY_ZERO_OF_UNIX = 25_569
"""1 January 1970: what some apps store for no date at all."""


@dataclass(frozen=True, slots=True)
class Problems:
    """What is wrong in a column: parallel arrays, one entry a cell (position, level, message, suggestion)."""

    position: np.ndarray
    level: np.ndarray
    message: np.ndarray
    suggestion: np.ndarray


def _empty(kind: Kind, count: int) -> np.ndarray:
    if kind in (Kind.NUMBER, Kind.INTEGER, Kind.TIME):
        return np.full(count, np.nan)
    if kind is Kind.DATE:
        return np.full(count, np.datetime64("NaT"), dtype="datetime64[s]")
    return np.full(count, None, dtype=object)


def _store(kind: Kind, values: list[object]) -> np.ndarray:
    """Distinct values as an array of the kind's storage type."""
    if kind in (Kind.NUMBER, Kind.INTEGER, Kind.TIME):
        return np.array([np.nan if value is None else value for value in values], dtype=float)
    if kind is Kind.DATE:
        return np.array(
            [
                np.datetime64(value, "s") if isinstance(value, date) else np.datetime64("NaT")
                for value in values
            ],
            dtype="datetime64[s]",
        )
    stored = np.empty(len(values), dtype=object)
    stored[:] = values
    return stored


def read_cell(raw: str | float | bool, column: Column, zone: str = "") -> Reading:
    """One cell that is not blank, by the reader of its column's kind; `zone` as in read_column."""
    if isinstance(raw, str):
        folded = fold(raw)
        if folded in BLANK_TEXTS:
            return Reading(None)
        if raw == UNCOMPUTED:
            return unread(
                "Rumus belum dihitung: buka di Excel, simpan", "Buka berkasnya di Excel, lalu simpan"
            )
        if folded in ERROR_TEXTS:
            return unread("Rumus di sel ini galat", "Perbaiki rumusnya atau ketik nilainya")
    if isinstance(raw, bool) and column.kind in (Kind.NUMBER, Kind.INTEGER, Kind.DATE, Kind.TIME):
        return unread("Berisi kotak centang, bukan nilai", f"Ketik {column.kind}")
    if column.kind is Kind.DATE and not isinstance(raw, bool):
        return read_date(raw, column, zone)
    return READERS[column.kind](raw, column)


def _take_stored(
    cells: np.ndarray, positions: np.ndarray, column: Column, values: np.ndarray, zone: str
) -> np.ndarray:
    """Put the numbers and dates a spreadsheet stored as such into `values`; returns positions left over."""
    numbers = cells[positions].astype(float)
    if column.kind is Kind.DATE:
        good = (numbers >= EARLIEST_SERIAL) & (numbers < LATEST_SERIAL + 1)
        hours = np.flatnonzero(numbers != np.floor(numbers))
        if zone and len(hours):
            # An hour beside the day may be the midnight of another zone: those are asked one by one.
            good[hours] &= [not is_midnight(number, zone) for number in numbers[hours].tolist()]
        if column.name == "birth_date":
            good &= numbers != _DAY_ZERO_OF_UNIX
        days = np.floor(numbers[good]).astype("int64")
        values[positions[good]] = _EPOCH64 + (days * _DAY).astype("timedelta64[s]")
        return np.asarray(positions[~good])
    low = -np.inf if column.minimum is None else column.minimum
    high = np.inf if column.maximum is None else column.maximum
    good = np.isfinite(numbers) & (numbers >= low) & (numbers <= high)
    if column.kind is Kind.INTEGER:
        good &= numbers == np.floor(numbers)
    if column.unit == "kg":
        # A stored hour (08.30 is 0.354…) can look like a very small weight: those are asked one by one.
        good &= (numbers >= 1) | (np.round(numbers, 2) == numbers)
    values[positions[good]] = numbers[good]
    return np.asarray(positions[~good])


def read_column(
    raw: RawColumn | np.ndarray, column: Column, zone: str = ""
) -> tuple[pd.api.extensions.ExtensionArray | np.ndarray, Problems]:
    """Typed values of one column (length as `raw`, missing where blank or unread) and its problems.

    `raw` is a RawColumn or an object array; the dtype returned follows `Kind`. `zone` (WIB, WITA, WIT) is the
    workbook's, by which a midnight of UTC is known; "" where an hour is just the hour. Never raises on what
    was typed.
    """
    if not isinstance(raw, RawColumn):
        raw = RawColumn(np.asarray(raw, dtype=object))
    cells = raw.cells
    values = _empty(column.kind, len(cells))
    numbers = np.flatnonzero(raw.is_number)
    if len(numbers) and column.kind in (Kind.NUMBER, Kind.INTEGER, Kind.DATE):
        numbers = _take_stored(cells, numbers, column, values, zone)
    texts = np.flatnonzero(raw.is_text)
    left = [(texts, raw.text_codes[texts], raw.texts)]
    left += [
        (positions, *pd.factorize(cells[positions], use_na_sentinel=False))
        for positions in (np.flatnonzero(raw.is_boolean), numbers)
    ]

    found: list[tuple[np.ndarray, list[Reading], np.ndarray]] = []
    for positions, codes, distinct in left:
        if not len(positions):
            continue
        readings = [read_cell(raw, column, zone) for raw in distinct.tolist()]
        values[positions] = _store(column.kind, [reading.value for reading in readings])[codes]
        if any(reading.level for reading in readings):
            found.append((positions, readings, codes))
    return _typed(column.kind, values), _collect(found)


def _typed(kind: Kind, values: np.ndarray) -> pd.api.extensions.ExtensionArray | np.ndarray:
    if kind in (Kind.NUMBER, Kind.INTEGER, Kind.TIME, Kind.DATE):
        return values
    return pd.array(values, dtype="boolean" if kind is Kind.YES_NO else "str")


def _collect(found: list[tuple[np.ndarray, list[Reading], np.ndarray]]) -> Problems:
    positions: list[np.ndarray] = []
    parts: dict[str, list[np.ndarray]] = {"level": [], "message": [], "suggestion": []}
    for where, readings, codes in found:
        wrong = np.array([bool(reading.level) for reading in readings])[codes]
        positions.append(where[wrong])
        for name, collected in parts.items():
            texts = np.array([getattr(reading, name) for reading in readings], dtype=object)
            collected.append(texts[codes[wrong]])
    if not positions:
        nothing = np.array([], dtype=object)
        return Problems(np.array([], dtype="int64"), nothing, nothing, nothing)
    where = np.concatenate(positions)
    order = np.argsort(where, kind="stable")
    return Problems(
        where[order], *(np.concatenate(parts[name])[order] for name in ("level", "message", "suggestion"))
    )


# --- Which rows of a tab are records: blank rows, sums and repeated headers are not, and what was merged over
# several rows is repeated in each.

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
