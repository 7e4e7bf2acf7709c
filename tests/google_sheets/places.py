"""The places that requests name: sheet ids, GridRanges, DimensionRanges; and masks of what to change."""

from __future__ import annotations

from typing import Any

from tests.google_sheets.fields import Mask, check_mask, read_mask
from tests.google_sheets.ranges import Area
from tests.google_sheets.workbooks import Sheet, Spreadsheet

NO_FIELDS = "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"


class BadRequest(Exception):
    """What is wrong with one request of a batch, in Google's words."""


def find_sheet(spreadsheet: Spreadsheet, sheet_id: int, word: str = "sheet") -> Sheet:
    """The tab of this id."""
    for sheet in spreadsheet.sheets:
        if sheet.sheet_id == sheet_id:
            return sheet
    raise BadRequest(f"No {word} with id: {sheet_id}")


def read_grid_range(spreadsheet: Spreadsheet, grid_range: dict[str, Any]) -> tuple[Sheet, Area]:
    """The tab and cells of a GridRange; where it is open, up to the end of the grid."""
    sheet = find_sheet(spreadsheet, grid_range.get("sheetId", 0), "grid")
    area = Area(
        grid_range.get("startRowIndex", 0),
        grid_range.get("startColumnIndex", 0),
        min(grid_range.get("endRowIndex", sheet.row_count), sheet.row_count),
        min(grid_range.get("endColumnIndex", sheet.column_count), sheet.column_count),
    )
    for name, start, size, line in (
        ("startRowIndex", area.top, sheet.row_count, "row"),
        ("startColumnIndex", area.left, sheet.column_count, "column"),
    ):
        if start < 0:
            raise BadRequest(f"GridRange.{name}[{start}] must be greater than or equal to 0")
        if start >= size:
            raise BadRequest(f"GridRange.{name}[{start}] is after last {line} in grid[{size - 1}]")
    for line in ("Row", "Column"):
        start, end = grid_range.get(f"start{line}Index", 0), grid_range.get(f"end{line}Index")
        if end is not None and end <= start:
            raise BadRequest(f"GridRange.end{line}Index[{end}] must be after start{line}Index[{start}]")
    return sheet, area


def read_coordinate(spreadsheet: Spreadsheet, coordinate: dict[str, Any]) -> tuple[Sheet, int, int]:
    """The tab, row and column of a GridCoordinate."""
    sheet = find_sheet(spreadsheet, coordinate.get("sheetId", 0), "grid")
    row, column = coordinate.get("rowIndex", 0), coordinate.get("columnIndex", 0)
    for name, index, size in (("row", row, sheet.row_count), ("column", column, sheet.column_count)):
        if index >= size:
            raise BadRequest(f"GridCoordinate.{name}Index[{index}] is after last {name} in grid[{size - 1}]")
    return sheet, row, column


def read_lines(spreadsheet: Spreadsheet, lines: dict[str, Any]) -> tuple[Sheet, str, int, int]:
    """The tab, dimension (ROWS or COLUMNS), first and end of a DimensionRange."""
    sheet = find_sheet(spreadsheet, lines.get("sheetId", 0))
    dimension = lines.get("dimension", "")
    if dimension not in ("ROWS", "COLUMNS"):
        raise BadRequest("No dimension specified.")
    size = sheet.row_count if dimension == "ROWS" else sheet.column_count
    start, end = lines.get("startIndex", 0), lines.get("endIndex", size)
    if end <= start:
        raise BadRequest(f"range.endIndex[{end}] must be greater than range.startIndex[{start}]")
    return sheet, dimension, start, end


def read_change_mask(fields: str | None, message: str) -> Mask:
    """The `fields` of a request that changes something."""
    if not fields:
        raise BadRequest(NO_FIELDS)
    try:
        mask = read_mask(fields)
    except ValueError:
        raise BadRequest(f"Invalid field: {fields}") from None
    unknown = check_mask(mask, message)
    if unknown:
        raise BadRequest(f"Invalid field: {unknown}")
    return mask


def overlaps(one: dict[str, Any], sheet: Sheet, area: Area) -> bool:
    """Whether a stored GridRange and an area of the same tab share a cell."""
    top, left = one.get("startRowIndex", 0), one.get("startColumnIndex", 0)
    bottom, right = one.get("endRowIndex", sheet.row_count), one.get("endColumnIndex", sheet.column_count)
    return bool(top < area.bottom and area.top < bottom and left < area.right and area.left < right)
