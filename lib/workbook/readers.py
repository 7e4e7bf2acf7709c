"""A column of raw cells → a typed column and what is wrong in it.

Numbers and dates that a spreadsheet stored as such are taken at once with NumPy; of everything else each
distinct spelling is read once and then spread over the rows that hold it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from lib.workbook.columns import Column, Kind
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
from lib.workbook.words import BLANK_TEXTS, ERROR_TEXTS, UNCOMPUTED, fold

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
