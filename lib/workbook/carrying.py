"""Rows of an existing workbook (an .xlsx) made ready for a prepared one, each value with its right type.

What is understood without doubt is written as what it is: a date as a date, a number as a number, a phone or
an RT as text. What is doubtful or unreadable goes over as it was typed, so that it is reported there as here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from lib.workbook.columns import Column, Kind, Tab
from lib.workbook.grids import Cell, Grid, RawBook, RawTab
from lib.workbook.header_notes import TEXT_FORMAT, number_format
from lib.workbook.headers import find_header
from lib.workbook.raw_columns import columns_of
from lib.workbook.read_dates import is_month_only
from lib.workbook.read_words import show_raw
from lib.workbook.readers import read_cell
from lib.workbook.rows import says_something, totals_and_repeated_headers
from lib.workbook.serials import to_serial
from lib.workbook.tabs import NOT_READ
from lib.workbook.words import header_key

_MOST_EXACT = 10**15
"""A spreadsheet keeps 15 digits: a longer number has lost some, and must not pass for a whole text."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Rows by tab name (cells in the order of the declared columns, dates as serials), where they come from,
    and what could not come along, in words."""

    source: str
    rows: dict[str, Grid]
    remarks: tuple[str, ...]


def build_carried(raw: RawBook, tabs: Collection[Tab]) -> Carried:
    """The rows of a workbook for these tabs."""
    by_title = {header_key(tab.title): tab for tab in tabs}
    rows: dict[str, Grid] = {}
    remarks: list[str] = []
    for sheet in raw.tabs:
        tab = by_title.get(header_key(sheet.title))
        if tab is None:
            if header_key(sheet.title) not in map(header_key, NOT_READ) and sheet.grid:
                remarks.append(f"{sheet.title}: tidak dibawa, tab ini tidak ada di buku yang disiapkan")
        elif tab.name in rows:
            remarks.append(f"{sheet.title}: tidak dibawa, tab ini ada dua kali di berkas")
        elif sheet.grid:
            found, words = _carry_tab(tab, sheet)
            remarks += words
            if found:
                rows[tab.name] = found
    return Carried(raw.name, rows, tuple(remarks))


def carry_cell(cell: Cell, column: Column) -> Cell:
    """One cell with its right type, or as it was typed."""
    if cell is None:
        return None
    reading = read_cell(cell, column)
    clean = reading.value is not None and not reading.level
    match column.kind:
        case Kind.DATE:
            is_day = isinstance(cell, str) and clean and not is_month_only(cell)
            return to_serial(reading.value) if is_day else cell
        case Kind.TIME:
            return reading.value / 1440 if clean else cell
        case Kind.NUMBER | Kind.INTEGER:
            return _plain(reading.value) if clean and isinstance(cell, str) else cell
        case Kind.YES_NO if isinstance(cell, bool):
            return "Ya" if cell else "Tidak"
    if isinstance(cell, str | bool):
        return cell
    if column.kind is Kind.PHONE and clean:
        return str(reading.value)
    if number_format(column) != TEXT_FORMAT or column.kind is Kind.NIK or abs(cell) >= _MOST_EXACT:
        return cell
    return str(reading.value) if column.digits and clean else show_raw(cell)


def _plain(value: float) -> Cell:
    return int(value) if value.is_integer() else value


def _carry_tab(tab: Tab, sheet: RawTab) -> tuple[Grid, list[str]]:
    header = find_header(tab, sheet.grid)
    if header is None:
        return [], [f"{sheet.title}: tidak dibawa, baris judul kolomnya tidak dikenal"]
    header_row, places = header
    body = sheet.grid[header_row + 1 :]
    cells = columns_of(body, places)
    says = says_something(tab, cells, len(body))
    lead = columns_of(body, {f"kolom {place}": place for place in range(min(places.values()))})
    skipped = totals_and_repeated_headers(tab, cells, lead, says)
    rows: Grid = []
    for number, row in enumerate(body):
        # Skipped rows stay as blank ones: what was merged must not reach across them.
        rows.append(
            [] if skipped[number] else [_at(row, places.get(column.name), column) for column in tab.columns]
        )
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    return rows, _remark(tab, sheet, header_row, places, rows, skipped)


def _at(row: list[Cell], place: int | None, column: Column) -> Cell:
    return carry_cell(row[place], column) if place is not None and place < len(row) else None


def _remark(
    tab: Tab, sheet: RawTab, header_row: int, places: dict[str, int], rows: Grid, skipped: np.ndarray
) -> list[str]:
    remarks = []
    known = set(places.values())
    header = sheet.grid[header_row]
    others = sorted(
        {
            place
            for row in sheet.grid[header_row + 1 :]
            for place, cell in enumerate(row)
            if cell is not None and place not in known
        }
    )
    if others:
        names = [str(header[at]) if at < len(header) and header[at] is not None else "?" for at in others]
        remarks.append(f"{sheet.title}: kolom yang tidak dikenal tidak dibawa ({', '.join(names)})")
    if header_row:
        remarks.append(f"{sheet.title}: {header_row} baris di atas judul kolom tidak dibawa")
    if skipped.any():
        remarks.append(f"{sheet.title}: {int(skipped.sum())} baris jumlah atau judul ulang tidak dibawa")
    unread = sum(
        bool(read_cell(cell, column).level)
        for row in rows
        for column, cell in zip(tab.columns, row, strict=False)
        if cell is not None
    )
    if unread:
        remarks.append(
            f"{sheet.title}: {unread} sel dibawa seperti tertulis karena tidak terbaca atau meragukan;"
            " lihat halaman Kualitas Data"
        )
    return remarks
