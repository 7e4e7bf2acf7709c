"""spreadsheets.get: what a spreadsheet is, and with grid data what its cells hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.google_sheets.answers import Refused
from tests.google_sheets.fields import Mask, apply_mask, check_mask, drop_defaults, read_mask
from tests.google_sheets.ranges import Area
from tests.google_sheets.values import locate, read_cell
from tests.google_sheets.workbooks import Sheet, Spreadsheet

_ROW_PIXELS, _COLUMN_PIXELS = 21, 100


def read_fields(text: str | None, message: str) -> Mask | None:
    """The `fields` of a request as a mask; Refused (400) when it names what is not there."""
    if text is None:
        return None
    try:
        mask = read_mask(text)
        unknown = check_mask(mask, message)
    except ValueError:
        unknown = text
        mask = {}
    if unknown:
        words = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{unknown}'."
        violation = {"field": unknown, "description": words}
        raise Refused(
            400,
            details=[{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}],
        )
    return mask


def build_spreadsheet(
    spreadsheet: Spreadsheet, fields: str | None, ranges: list[str], grid_data: bool
) -> dict[str, Any]:
    """The body of spreadsheets.get. `fields` alone decides about cells when it is given."""
    mask = read_fields(fields, "Spreadsheet")
    if mask is not None:
        wanted = mask.get("sheets", {})
        grid_data = "*" in mask or ("sheets" in mask and (not wanted or "data" in wanted or "*" in wanted))
    areas = [locate(spreadsheet, text) for text in ranges]
    answer: dict[str, Any] = {
        "spreadsheetId": spreadsheet.spreadsheet_id,
        "properties": dict(spreadsheet.properties),
        "sheets": [
            build_sheet(spreadsheet, index, [area for owner, area in areas if owner is sheet], grid_data)
            for index, sheet in enumerate(spreadsheet.sheets)
            if not areas or any(owner is sheet for owner, _ in areas)
        ],
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{spreadsheet.spreadsheet_id}/edit",
    }
    masked: dict[str, Any] = answer if mask is None else apply_mask(answer, mask)
    return masked


def build_sheet(spreadsheet: Spreadsheet, index: int, areas: list[Area], grid_data: bool) -> dict[str, Any]:
    """One entry of `sheets`."""
    sheet = spreadsheet.sheets[index]
    answer: dict[str, Any] = {"properties": build_properties(sheet, index)}
    if grid_data:
        answer["data"] = [build_grid(spreadsheet, sheet, area) for area in areas or [sheet.area]]
    return answer


def build_properties(sheet: Sheet, index: int) -> dict[str, Any]:
    """SheetProperties: sheetId and index are there even when they are 0."""
    shown = drop_defaults(sheet.properties)
    head = {"sheetId": sheet.sheet_id, "title": sheet.title, "index": index}
    return head | {name: value for name, value in shown.items() if name not in head}


def build_grid(spreadsheet: Spreadsheet, sheet: Sheet, area: Area) -> dict[str, Any]:
    """GridData of an area: rows and cells up to the last that hold anything."""
    grid: dict[str, Any] = {"startRow": area.top, "startColumn": area.left}
    marked = [at for at in sheet.marks if area.top <= at[0] < area.bottom and area.left <= at[1] < area.right]
    bottom = min(area.bottom, max([len(sheet.rows), *(row + 1 for row, _ in marked)]))
    rows = [
        [build_cell(spreadsheet, sheet, row, column) for column in range(area.left, area.right)]
        for row in range(area.top, bottom)
    ]
    for cells in rows:
        while cells and not cells[-1]:
            cells.pop()
    while rows and not rows[-1]:
        rows.pop()
    if rows:
        grid["rowData"] = [{"values": cells} if cells else {} for cells in rows]
    grid["rowMetadata"] = [{"pixelSize": _ROW_PIXELS} for _ in range(area.top, area.bottom)]
    grid["columnMetadata"] = [{"pixelSize": _COLUMN_PIXELS} for _ in range(area.left, area.right)]
    return {name: value for name, value in grid.items() if value != 0}


def build_cell(spreadsheet: Spreadsheet, sheet: Sheet, row: int, column: int) -> dict[str, Any]:
    """CellData; {} for a cell that holds nothing."""
    value, marks = sheet.value(row, column), sheet.marks.get((row, column), {})
    cell: dict[str, Any] = {}
    if value not in (None, "") or "formula" in marks:
        effective = _extended(value)
        cell["userEnteredValue"] = {"formulaValue": marks["formula"]} if "formula" in marks else effective
        cell["effectiveValue"] = effective
        cell["formattedValue"] = read_cell(spreadsheet, sheet, row, column, {})
    cell |= {name: drop_defaults(mark) for name, mark in marks.items() if name != "formula"}
    if "userEnteredFormat" in cell:
        cell["effectiveFormat"] = cell["userEnteredFormat"]
    return cell


def _extended(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        return {"numberValue": int(value) if float(value).is_integer() and abs(value) < 1e15 else value}
    if value in ("#NAME?", "#DIV/0!"):
        return {"errorValue": {"type": {"#NAME?": "NAME", "#DIV/0!": "DIVIDE_BY_ZERO"}[value]}}
    return {"stringValue": value}


def read_options(query: Mapping[str, str]) -> dict[str, str]:
    """Query parameters of the values API; Refused (400) for a word that it does not have."""
    known = {
        "majorDimension": ("ROWS", "COLUMNS"),
        "valueRenderOption": ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"),
        "dateTimeRenderOption": ("SERIAL_NUMBER", "FORMATTED_STRING"),
        "valueInputOption": ("RAW", "USER_ENTERED"),
        "insertDataOption": ("OVERWRITE", "INSERT_ROWS"),
    }
    for name, words in known.items():
        if name in query and query[name] not in words:
            raise Refused(400, f"Invalid value at '{name}', {query[name]!r}")
    return dict(query)
