"""Google's answers about a spreadsheet, as the state that preparing it is planned from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from lib.sources.source import build_tab
from lib.workbook.sheet_state import SheetState

BOOK_FIELDS = (
    "properties(title,locale,timeZone),"
    "sheets(properties(sheetId,title,index,sheetType,gridProperties(rowCount,columnCount,frozenRowCount)),"
    "merges,conditionalFormats,protectedRanges(range,warningOnly))"
)
"""What `build_sheet` needs of each tab."""
CELL_FIELDS = (
    "sheets(properties(sheetId),data(startRow,rowData(values(note,dataValidation(condition(type)),"
    "userEnteredFormat(numberFormat(type))))))"
)
"""What `add_details` needs of single rows."""


def is_table(properties: Mapping[str, Any]) -> bool:
    """Whether a tab has cells at all (a chart may have a tab of its own)."""
    return bool(properties.get("sheetType", "GRID") == "GRID")


def build_sheet(sheet: Mapping[str, Any], grids: Mapping[int, Any]) -> SheetState:
    """One tab of spreadsheets.get, with its rows out of `grids` (by sheet id)."""
    properties = sheet["properties"]
    room = properties.get("gridProperties", {})
    sheet_id = properties.get("sheetId", 0)
    rows, columns = room.get("rowCount", 0), room.get("columnCount", 0)
    return SheetState(
        sheet_id=sheet_id,
        title=properties["title"],
        row_count=rows,
        column_count=columns,
        grid=build_tab(properties["title"], grids.get(sheet_id, [])).grid,
        is_table=is_table(properties),
        frozen_rows=room.get("frozenRowCount", 0),
        is_protected=any(_is_whole(one.get("range", {})) for one in sheet.get("protectedRanges", [])),
        merges=tuple(
            (
                merge.get("startRowIndex", 0),
                merge.get("endRowIndex", rows),
                merge.get("startColumnIndex", 0),
                merge.get("endColumnIndex", columns),
            )
            for merge in sheet.get("merges", [])
        ),
        marked=frozenset(
            column
            for rule in sheet.get("conditionalFormats", [])
            if _marks_blanks(rule)
            for area in rule.get("ranges", [])
            for column in range(area.get("startColumnIndex", 0), area.get("endColumnIndex", columns))
        ),
    )


def _is_whole(area: Mapping[str, Any]) -> bool:
    return not area.keys() - {"sheetId"}


def _marks_blanks(rule: Mapping[str, Any]) -> bool:
    condition = rule.get("booleanRule", {}).get("condition", {})
    formulas = [str(value.get("userEnteredValue", "")).upper() for value in condition.get("values", [])]
    return condition.get("type") == "BLANK" or any("ISBLANK(" in formula for formula in formulas)


def add_details(sheet: SheetState, header_row: int, data: Sequence[Mapping[str, Any]]) -> SheetState:
    """`data` holds single rows: the header, the first under it, and the first under all content."""
    rows: dict[int, Sequence[Mapping[str, Any]]] = {}
    for grid in data:
        found = grid.get("rowData", [])
        rows[grid.get("startRow", 0)] = found[0].get("values", []) if found else []
    header, first, last = (
        rows.get(row, []) for row in (header_row, header_row + 1, max(len(sheet.grid), header_row + 1))
    )
    return replace(
        sheet,
        notes={place: cell["note"] for place, cell in enumerate(header) if cell.get("note")},
        first_dropdowns=_find_dropdowns(first),
        last_dropdowns=_find_dropdowns(last),
        formats={
            place: cell["userEnteredFormat"]["numberFormat"]["type"]
            for place, cell in enumerate(last)
            if cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type")
        },
    )


def _find_dropdowns(cells: Sequence[Mapping[str, Any]]) -> frozenset[int]:
    return frozenset(place for place, cell in enumerate(cells) if cell.get("dataValidation"))
