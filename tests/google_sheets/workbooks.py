"""The spreadsheets an emulator holds, and what Google would say of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.datetime import to_excel

from tests.google_sheets.ranges import Area, UnknownRange, read_area, split_range, write_range

Cell = str | int | float | bool | None
Rows = Sequence[Sequence[Cell]]


class ExceedsGrid(Exception):
    """A range outside of its tab."""


@dataclass
class Sheet:
    """One tab with raw cells, as UNFORMATTED_VALUE and SERIAL_NUMBER give them."""

    sheet_id: int
    title: str
    rows: list[list[Cell]]
    row_count: int = 1000
    column_count: int = 26
    sheet_type: str = "GRID"

    def put(self, rows: Rows) -> None:
        """Replaces all cells; the tab grows when they need more room."""
        self.rows = [list(row) for row in rows]
        self.row_count = max(self.row_count, len(self.rows))
        self.column_count = max([self.column_count, *(len(row) for row in self.rows)])

    def values(self, area: Area) -> list[list[Cell]]:
        """The cells of an area, ragged: no blank cells at the end of a row, no blank rows at the end."""
        ragged = []
        for row in self.rows[area.top : area.bottom]:
            cells = ["" if cell is None else _json_number(cell) for cell in row[area.left : area.right]]
            while cells and cells[-1] == "":
                cells.pop()
            ragged.append(cells)
        while ragged and not ragged[-1]:
            ragged.pop()
        return ragged


@dataclass
class Spreadsheet:
    """One spreadsheet. `shared` is whether the service account may read it."""

    spreadsheet_id: str
    title: str
    locale: str = "in_ID"
    time_zone: str = "Asia/Jakarta"
    shared: bool = True
    is_uploaded_xlsx: bool = False
    sheets: list[Sheet] = field(default_factory=list)

    def sheet(self, title: str) -> Sheet:
        """The tab of this title; UnknownRange when there is none."""
        for sheet in self.sheets:
            if sheet.title == title:
                return sheet
        raise UnknownRange(title)

    def put_tab(self, title: str, rows: Rows) -> None:
        """Replaces the cells of a tab, adding the tab when it is new."""
        try:
            self.sheet(title).put(rows)
        except UnknownRange:
            # Google's first tab has the id 0, later ones a large number.
            sheet_id = (
                0 if not self.sheets else 1_000_003 * (1 + max(s.sheet_id for s in self.sheets)) % 2**31
            )
            added = Sheet(sheet_id, title, [])
            added.put(rows)
            self.sheets.append(added)

    def metadata(self) -> dict[str, Any]:
        """The body of spreadsheets.get without cells."""
        return {
            "spreadsheetId": self.spreadsheet_id,
            "properties": {
                "title": self.title,
                "locale": self.locale,
                "autoRecalc": "ON_CHANGE",
                "timeZone": self.time_zone,
            },
            "sheets": [
                {
                    "properties": {
                        "sheetId": sheet.sheet_id,
                        "title": sheet.title,
                        "index": index,
                        "sheetType": sheet.sheet_type,
                        "gridProperties": {"rowCount": sheet.row_count, "columnCount": sheet.column_count},
                    }
                }
                for index, sheet in enumerate(self.sheets)
            ],
            "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{self.spreadsheet_id}/edit",
        }

    def value_range(self, text: str) -> dict[str, Any]:
        """One ValueRange. UnknownRange or ExceedsGrid when Google would refuse."""
        title, cells = split_range(text)
        sheet = self.sheet(title)
        area = read_area(cells, sheet.row_count, sheet.column_count)
        if area.top >= sheet.row_count or area.left >= sheet.column_count:
            raise ExceedsGrid(
                f"Range ({write_range(title, area)}) exceeds grid limits. "
                f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
            )
        values = sheet.values(area)
        answer: dict[str, Any] = {"range": write_range(title, area), "majorDimension": "ROWS"}
        if values:
            answer["values"] = values
        return answer


def read_xlsx(path: str | Path) -> dict[str, list[list[Cell]]]:
    """Every tab of an .xlsx as Google has it after importing the file (read by openpyxl)."""
    workbook = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: [[_import_value(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in workbook.worksheets
    }


def _import_value(value: Any) -> Cell:
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        return float(to_excel(value))
    assert value is None or isinstance(value, str | int | float), type(value)
    return value


def _json_number(cell: Cell) -> Cell:
    return int(cell) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else cell
