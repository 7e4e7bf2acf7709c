"""The spreadsheets an emulator holds."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.datetime import to_excel

from tests.google_sheets.ranges import Area, UnknownRange, read_area, split_range, write_range

Value = str | int | float | bool | None
Rows = Sequence[Sequence[Value]]
Marks = dict[str, Any]
"""What a cell has besides its value: note, dataValidation, userEnteredFormat, formula."""


class ExceedsGrid(Exception):
    """A range outside of its tab."""


@dataclass
class Sheet:
    """One tab: its properties as the API writes them, raw cells (dates are serial numbers), marks."""

    properties: dict[str, Any]
    rows: list[list[Value]] = field(default_factory=list)
    marks: dict[tuple[int, int], Marks] = field(default_factory=dict)
    """By row and column from 0. The inner dicts are never changed, only replaced: copies share them."""

    @property
    def sheet_id(self) -> int:
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        return str(self.properties["title"])

    @title.setter
    def title(self, title: str) -> None:
        self.properties["title"] = title

    @property
    def grid(self) -> dict[str, Any]:
        grid: dict[str, Any] = self.properties["gridProperties"]
        return grid

    @property
    def row_count(self) -> int:
        return int(self.grid["rowCount"])

    @row_count.setter
    def row_count(self, rows: int) -> None:
        self.grid["rowCount"] = rows

    @property
    def column_count(self) -> int:
        return int(self.grid["columnCount"])

    @column_count.setter
    def column_count(self, columns: int) -> None:
        self.grid["columnCount"] = columns

    @property
    def area(self) -> Area:
        return Area(0, 0, self.row_count, self.column_count)

    def copy(self) -> Sheet:
        return Sheet(
            copy.deepcopy(self.properties),
            [list(row) for row in self.rows],
            dict(self.marks),
        )

    def put(self, rows: Rows) -> None:
        """Replaces all cells; the tab grows when they need more room."""
        self.rows = [list(row) for row in rows]
        self.grid["rowCount"] = max(self.row_count, len(self.rows))
        self.grid["columnCount"] = max([self.column_count, *(len(row) for row in self.rows)])

    def value(self, row: int, column: int) -> Value:
        """The raw cell; None and "" are both blank."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def set_value(self, row: int, column: int, value: Value, formula: str | None = None) -> None:
        """Writes one cell inside of the grid."""
        while len(self.rows) <= row:
            self.rows.append([])
        cells = self.rows[row]
        cells += [None] * (column + 1 - len(cells))
        cells[column] = value
        if formula is not None or "formula" in self.marks.get((row, column), {}):
            self.mark(row, column, "formula", formula)

    def mark(self, row: int, column: int, name: str, mark: Any) -> None:
        """Sets one of a cell's marks; None takes it away."""
        marks = self.marks.get((row, column), {}) | {name: mark}
        if kept := {name: mark for name, mark in marks.items() if mark not in (None, "", {})}:
            self.marks[row, column] = kept
        else:
            self.marks.pop((row, column), None)

    def number_format(self, row: int, column: int) -> dict[str, str]:
        entered = self.marks.get((row, column), {}).get("userEnteredFormat", {})
        found: dict[str, str] = entered.get("numberFormat", {})
        return found


@dataclass
class Spreadsheet:
    """One spreadsheet. `role` is what the service account may do: writer, reader, or None when not shared."""

    spreadsheet_id: str
    properties: dict[str, Any]
    role: str | None = "writer"
    anyone: str | None = None
    """The role of anyone with the link; None when it is restricted."""
    is_uploaded_xlsx: bool = False
    sheets: list[Sheet] = field(default_factory=list)
    created: str = ""
    modified: str = ""
    _ids: int = 0

    def sheet(self, title: str) -> Sheet:
        """The tab of this title, in any case of letters; UnknownRange when there is none."""
        for sheet in self.sheets:
            if sheet.title.casefold() == title.casefold():
                return sheet
        raise UnknownRange(title)

    def new_id(self) -> int:
        """A number that no tab of this spreadsheet has."""
        self._ids += 1
        return 1_000_003 * self._ids % 2**31

    def add_sheet(self, title: str, rows: int = 1000, columns: int = 26) -> Sheet:
        """A new tab at the end. Google's first tab has the id 0, later ones a large number."""
        sheet = Sheet(
            {
                "sheetId": self.new_id() if self.sheets else 0,
                "title": title,
                "sheetType": "GRID",
                "gridProperties": {"rowCount": rows, "columnCount": columns},
            }
        )
        self.sheets.append(sheet)
        return sheet

    def put_tab(self, title: str, rows: Rows) -> None:
        """Replaces the cells of a tab, adding the tab when it is new."""
        try:
            sheet = self.sheet(title)
        except UnknownRange:
            sheet = self.add_sheet(title)
        sheet.put(rows)

    def draft(self) -> Spreadsheet:
        """A copy to try changes on."""
        return Spreadsheet(
            self.spreadsheet_id,
            dict(self.properties),
            sheets=[sheet.copy() for sheet in self.sheets],
        )

    def take(self, draft: Spreadsheet) -> None:
        """Becomes what the draft is, all at once."""
        self.properties, self.sheets = draft.properties, draft.sheets

    def locate(self, text: str) -> tuple[Sheet, Area]:
        """The tab and cells of an A1 range; UnknownRange or ExceedsGrid for what is not there."""
        title, cells = split_range(text)
        try:
            sheet = self.sheet(title)
        except UnknownRange:
            if cells is not None or text.startswith("'") or not self.sheets:
                raise
            sheet, cells = self.sheets[0], title  # "A1:B2" is of the first tab
        area = read_area(cells, sheet.row_count, sheet.column_count)
        if area.top >= sheet.row_count or area.left >= sheet.column_count:
            raise ExceedsGrid(
                f"Range ({write_range(sheet.title, area)}) exceeds grid limits. "
                f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
            )
        return sheet, area


def read_xlsx(path: str | Path) -> dict[str, list[list[Value]]]:
    """Every tab of an .xlsx as Google has it after importing the file (read by openpyxl)."""
    workbook = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: [[_import_value(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in workbook.worksheets
    }


def _import_value(value: Any) -> Value:
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        return float(to_excel(value))
    assert value is None or isinstance(value, str | int | float), type(value)
    return value
