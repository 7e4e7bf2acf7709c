"""One tab's raw grid → a typed table and findings, every row with its origin.

The steps, in order: find the header, drop rows that say nothing, repeat merged cells, read each column,
leave out rows whose date or person cannot be known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.workbook.broken_tabs import find_broken
from lib.workbook.columns import Column, Kind, Tab
from lib.workbook.findings import Level, build_findings, empty_findings, join_findings
from lib.workbook.grids import Cell, Grid, RawTab
from lib.workbook.headers import find_header
from lib.workbook.raw_columns import RawColumn, blank_column, columns_of
from lib.workbook.read_dates import is_month_only
from lib.workbook.read_words import show_raw
from lib.workbook.readers import read_column
from lib.workbook.rows import repeat_merged, says_something, totals_and_repeated_headers


@dataclass(frozen=True, slots=True)
class ParsedTab:
    """A tab of one workbook, understood.

    `table` has the tab's columns (dtypes by Kind) + `source_book` + `source_row`, one row a record;
    `left_out` has the same columns for rows whose date or person cannot be known; `unread_rows` counts the
    rows of a tab without a header; `findings` as lib.workbook.findings; `positions` maps a column's name to
    its 0-based place in the sheet.
    """

    tab: Tab
    book: str
    table: pd.DataFrame
    left_out: pd.DataFrame
    findings: pd.DataFrame
    positions: dict[str, int]
    unread_rows: int = 0
    is_broken: bool = False
    """Whether nothing but a broken formula stands in it."""


def _dtype(column: Column) -> str:
    if column.kind in (Kind.NUMBER, Kind.INTEGER, Kind.TIME):
        return "float64"
    if column.kind is Kind.DATE:
        return "datetime64[s]"
    return "boolean" if column.kind is Kind.YES_NO else "str"


def month_only_name(column: Column) -> str:
    """Name of the yes/no column that says a date was given as a month only (`Maret 2019`)."""
    return f"{column.name}_month_only"


def empty_table(tab: Tab) -> pd.DataFrame:
    """The tab's table without rows, all columns there with their dtypes."""
    columns: dict[str, pd.Series] = {}
    for column in tab.columns:
        columns[column.name] = pd.Series([], dtype=_dtype(column))
        if column.month_is_enough:
            columns[month_only_name(column)] = pd.Series([], dtype="bool")
    columns["source_book"] = pd.Series([], dtype="str")
    columns["source_row"] = pd.Series([], dtype="int64")
    return pd.DataFrame(columns)


def _whole_tab(
    tab: Tab, book: str, row: int, level: Level, message: str, suggestion: str, column: str = ""
) -> pd.DataFrame:
    return build_findings(
        level=level,
        source_book=book,
        tab=tab.title,
        source_row=row,
        column=column,
        message=message,
        suggestion=suggestion,
    )


def parse_tab(tab: Tab, raw: RawTab, book: str) -> ParsedTab:
    """Understand one tab of the workbook with key `book`. Never raises on what was typed."""
    broken = find_broken(tab, raw, book)
    if broken is not None:
        return ParsedTab(tab, book, empty_table(tab), empty_table(tab), broken, {}, is_broken=True)
    header = find_header(tab, raw.grid)
    if header is None:
        if not any(show_raw(cell).strip() for cells in raw.grid for cell in cells if cell is not None):
            return ParsedTab(tab, book, empty_table(tab), empty_table(tab), empty_findings(), {})
        needed = ", ".join(column.header for column in tab.columns if column.required)
        finding = _whole_tab(
            tab, book, 0, Level.ERROR, "Baris judul kolom tidak ditemukan, tab ini tidak dibaca",
            f"Tulis judul kolom di baris 1: {needed}",
        )  # fmt: skip
        return ParsedTab(tab, book, empty_table(tab), empty_table(tab), finding, {}, _count_rows(raw.grid))

    header_row, places = header
    findings = [_missing_columns(tab, book, raw.grid[header_row], header_row, places)]
    body = raw.grid[header_row + 1 :]
    cells = columns_of(body, places)
    rows = np.arange(header_row + 2, header_row + 2 + len(body))
    says = says_something(tab, cells, len(body))
    lead = columns_of(body, {f"kolom {place}": place for place in range(min(places.values()))})
    says &= ~totals_and_repeated_headers(tab, cells, lead, says)
    cells, filled = repeat_merged(tab, cells, says)

    keep = np.flatnonzero(says)
    rows = rows[keep]
    columns: dict[str, object] = {}
    for column in tab.columns:
        place = places.get(column.name)
        raw_column = cells[column.name].take(keep) if place is not None else blank_column(len(keep))
        values, problems = read_column(raw_column, column)
        typed = raw_column.cells
        columns[column.name] = values
        if column.month_is_enough:
            columns[month_only_name(column)] = np.fromiter(
                (is_month_only(cell) for cell in typed), bool, len(typed)
            )
        if len(problems.position):
            findings.append(
                build_findings(
                    level=problems.level,
                    source_book=book,
                    tab=tab.title,
                    source_row=rows[problems.position],
                    column=column.header,
                    column_index=place,
                    value=[show_raw(cell) for cell in typed[problems.position]],
                    message=problems.message,
                    suggestion=problems.suggestion,
                )
            )
        if column.name in filled:
            findings.append(_fill_findings(tab, book, column, rows, filled[column.name][keep], typed, place))
    table = pd.DataFrame(columns)
    table["source_book"] = pd.Series([book] * len(table), dtype="str")
    table["source_row"] = rows.astype("int64")
    known, unknown_findings = _rows_that_count(tab, book, table, cells, keep, places)
    findings.append(unknown_findings)
    return ParsedTab(
        tab=tab,
        book=book,
        table=table[known].reset_index(drop=True),
        left_out=table[~known].reset_index(drop=True),
        findings=join_findings(findings),
        positions=places,
    )


def _count_rows(grid: Grid) -> int:
    return sum(any(cell not in (None, "", False) for cell in cells) for cells in grid)


def _missing_columns(
    tab: Tab, book: str, header: list[Cell], row: int, places: dict[str, int]
) -> pd.DataFrame:
    unknown = [
        show_raw(cell)
        for place, cell in enumerate(header)
        if cell not in (None, "") and place not in places.values()
    ]
    parts = []
    for column in tab.columns:
        if column.required and column.name not in places:
            hint = f"Tambahkan kolom “{column.header}” di baris {row + 1}"
            if unknown:
                hint += f" (kolom yang tidak dikenal: {', '.join(unknown[:4])})"
            parts.append(
                _whole_tab(
                    tab, book, row + 1, Level.ERROR, f"Kolom “{column.header}” tidak ada", hint, column.header
                )
            )
    return join_findings(parts)


def _fill_findings(
    tab: Tab,
    book: str,
    column: Column,
    rows: np.ndarray,
    fills: np.ndarray,
    typed: np.ndarray,
    place: int | None,
) -> pd.DataFrame:
    """One finding a run of repeated cells, at its first."""
    starts = np.flatnonzero(fills & ~np.concatenate(([False], fills[:-1])))
    ends = np.flatnonzero(fills & ~np.concatenate((fills[1:], [False])))
    lengths = ends - starts + 1
    return build_findings(
        level=Level.WARNING,
        source_book=book,
        tab=tab.title,
        source_row=rows[starts],
        column=column.header,
        column_index=place,
        message=[
            f"{column.header} kosong di {n} baris, dianggap sama dengan baris di atasnya" for n in lengths
        ],
        suggestion=[f"Isi {column.header} di tiap baris" for _ in starts],
    )


def _rows_that_count(
    tab: Tab,
    book: str,
    table: pd.DataFrame,
    cells: dict[str, RawColumn],
    keep: np.ndarray,
    places: dict[str, int],
) -> tuple[np.ndarray, pd.DataFrame]:
    """Mask of the rows whose needed cells are known, and a finding for each cell that was left blank.

    A needed cell that was typed but not read already has its finding from the reader.
    """
    known = np.ones(len(table), dtype=bool)
    parts = []
    for column in tab.columns:
        missing = table[column.name].isna().to_numpy()
        needed = column.name in tab.row_needs
        if needed:
            known &= ~missing
        if not (needed or column.required) or column.name in tab.any_of or column.name not in places:
            continue
        blank = missing & ~cells[column.name].filled[keep]
        if blank.any():
            parts.append(
                build_findings(
                    level=Level.ERROR if needed else Level.WARNING,
                    source_book=book,
                    tab=tab.title,
                    source_row=table["source_row"].to_numpy()[blank],
                    column=column.header,
                    column_index=places[column.name],
                    message=f"{column.header} kosong" + (", baris ini tidak dihitung" if needed else ""),
                    suggestion=f"Isi {column.header}, misalnya {column.example}"
                    if column.example
                    else f"Isi {column.header}",
                )
            )
    if tab.any_of:
        nobody = table[list(tab.any_of)].isna().all(axis=1).to_numpy()
        if nobody.any():
            headers = " atau ".join(tab.column(name).header for name in tab.any_of)
            place = min((places[name] for name in tab.any_of if name in places), default=-1)
            parts.append(
                build_findings(
                    level=Level.ERROR,
                    source_book=book,
                    tab=tab.title,
                    source_row=table["source_row"].to_numpy()[nobody],
                    column=tab.column(tab.any_of[0]).header,
                    column_index=place,
                    message=f"{headers} kosong, baris ini tidak dihitung",
                    suggestion=f"Isi {headers}",
                )
            )
        known &= ~nobody
    return known, join_findings(parts)
