"""The values API: reading and writing the cells of A1 ranges."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from tests.google_sheets.answers import Refused
from tests.google_sheets.ranges import Area, UnknownRange, column_letters, write_range
from tests.google_sheets.showing import is_moment, show
from tests.google_sheets.typing_in import Value, read_locale, type_in
from tests.google_sheets.workbooks import ExceedsGrid, Sheet, Spreadsheet

Options = Mapping[str, str]
"""Query parameters."""

_INPUT_OPTIONS = ("RAW", "USER_ENTERED")


def locate(spreadsheet: Spreadsheet, text: str) -> tuple[Sheet, Area]:
    """The cells of a range; Refused (400) in Google's words."""
    try:
        return spreadsheet.locate(text)
    except UnknownRange:
        raise Refused(400, f"Unable to parse range: {text}") from None
    except ExceedsGrid as error:
        raise Refused(400, str(error)) from None


def read_values(spreadsheet: Spreadsheet, text: str, options: Options) -> dict[str, Any]:
    """One ValueRange: ragged rows, no blank cells at the end of a row, no blank rows at the end."""
    sheet, area = locate(spreadsheet, text)
    by_columns = options.get("majorDimension") == "COLUMNS"
    rows = [
        [read_cell(spreadsheet, sheet, row, column, options) for column in range(area.left, area.right)]
        for row in range(area.top, min(area.bottom, len(sheet.rows)))
    ]
    if by_columns:
        rows = [list(column) for column in zip_longest(*rows, fillvalue="")]
    for cells in rows:
        while cells and cells[-1] == "":
            cells.pop()
    while rows and not rows[-1]:
        rows.pop()
    answer: dict[str, Any] = {
        "range": write_range(sheet.title, area),
        "majorDimension": "COLUMNS" if by_columns else "ROWS",
    }
    return answer | ({"values": rows} if rows else {})


def read_cell(spreadsheet: Spreadsheet, sheet: Sheet, row: int, column: int, options: Options) -> Value:
    """One cell as the options want it; "" for a blank one."""
    value = sheet.value(row, column)
    if value is None or value == "":
        return ""
    option = options.get("valueRenderOption", "FORMATTED_VALUE")
    if option == "FORMULA":
        value = sheet.marks.get((row, column), {}).get("formula", value)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if option == "FORMATTED_VALUE" or (
        number
        and options.get("dateTimeRenderOption", "SERIAL_NUMBER") == "FORMATTED_STRING"
        and is_moment(sheet.number_format(row, column))
    ):
        return show(value, sheet.number_format(row, column), read_locale(spreadsheet.properties["locale"]))
    return _json_number(value)


def update_values(
    spreadsheet: Spreadsheet, text: str, body: Mapping[str, Any], options: Options
) -> dict[str, Any]:
    """The UpdateValuesResponse. A single cell is where the values begin, a wider range their limit."""
    option = options.get("valueInputOption", "")
    if option not in _INPUT_OPTIONS:
        raise Refused(400, "'valueInputOption' is required but not specified")
    rows = _rows(body)
    sheet, area = locate(spreadsheet, text)
    width = max((len(cells) for cells in rows), default=0)
    if area.bottom - area.top > 1 or area.right - area.left > 1:
        _stay_within(sheet, area, len(rows), width)
    reached = Area(area.top, area.left, area.top + max(len(rows), 1), area.left + max(width, 1))
    if reached.bottom > sheet.row_count or reached.right > sheet.column_count:
        raise Refused(
            400,
            f"Range ({write_range(sheet.title, reached)}) exceeds grid limits. "
            f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}",
        )
    return write_rows(spreadsheet, sheet, reached, rows, option)


def write_rows(
    spreadsheet: Spreadsheet, sheet: Sheet, area: Area, rows: list[list[Value]], option: str
) -> dict[str, Any]:
    """Writes rows at an area's corner (null leaves a cell as it is) and counts what was written."""
    locale = read_locale(spreadsheet.properties["locale"])
    written: list[tuple[int, int]] = []
    for row, cells in enumerate(rows, area.top):
        for column, value in enumerate(cells, area.left):
            if value is None:
                continue
            written.append((row, column))
            if isinstance(value, str) and len(value) > 50_000:
                raise Refused(
                    400, "Your input contains more than the maximum of 50000 characters in a single cell."
                )
            if option == "RAW":
                sheet.set_value(row, column, value)
                continue
            typed = type_in(value, locale, sheet.number_format(row, column))
            sheet.set_value(row, column, typed.value, typed.formula)
            if typed.number_format and not sheet.number_format(row, column):
                entered = sheet.marks.get((row, column), {}).get("userEnteredFormat", {})
                sheet.mark(row, column, "userEnteredFormat", entered | {"numberFormat": typed.number_format})
    answer: dict[str, Any] = {
        "spreadsheetId": spreadsheet.spreadsheet_id,
        "updatedRange": write_range(sheet.title, area),
    }
    if written:
        answer["updatedRows"] = len({row for row, _ in written})
        answer["updatedColumns"] = len({column for _, column in written})
        answer["updatedCells"] = len(written)
    return answer


def append_values(
    spreadsheet: Spreadsheet, text: str, body: Mapping[str, Any], options: Options
) -> dict[str, Any]:
    """Writes below the table that the range touches, adding rows where the grid ends."""
    option = options.get("valueInputOption", "")
    if option not in _INPUT_OPTIONS:
        raise Refused(400, "'valueInputOption' is required but not specified")
    rows = _rows(body)
    sheet, asked = locate(spreadsheet, text)
    table = find_table(sheet, asked)
    top, left = (table.bottom, table.left) if table else (asked.top, asked.left)
    width = max((len(cells) for cells in rows), default=0)
    bottom, right = top + len(rows), left + width
    if options.get("insertDataOption") == "INSERT_ROWS" and table:
        sheet.rows[top:top] = [[] for _ in rows]
        sheet.marks = {
            (row + len(rows) if row >= top else row, column): marks
            for (row, column), marks in sheet.marks.items()
        }
        sheet.grid["rowCount"] += len(rows)
    sheet.grid["rowCount"] = max(sheet.row_count, bottom)
    sheet.grid["columnCount"] = max(sheet.column_count, right)
    answer: dict[str, Any] = {"spreadsheetId": spreadsheet.spreadsheet_id}
    if table:
        answer["tableRange"] = write_range(sheet.title, table)
    area = Area(top, left, max(bottom, top + 1), max(right, left + 1))
    answer["updates"] = write_rows(spreadsheet, sheet, area, rows, option)
    return answer


def clear_values(spreadsheet: Spreadsheet, text: str) -> str:
    """Blanks the values of a range (notes, formats and rules stay) and says which range that was."""
    sheet, area = locate(spreadsheet, text)
    for row in range(area.top, min(area.bottom, len(sheet.rows))):
        for column in range(area.left, min(area.right, len(sheet.rows[row]))):
            sheet.set_value(row, column, None)
    return write_range(sheet.title, area)


def find_table(sheet: Sheet, asked: Area) -> Area | None:
    """The block of cells that touch each other around the last filled one of those asked for."""
    filled = {
        (row, column)
        for row, cells in enumerate(sheet.rows)
        for column, value in enumerate(cells)
        if value not in (None, "")
    }
    inside = [
        (row, column)
        for row, column in filled
        if asked.top <= row < asked.bottom and asked.left <= column < asked.right
    ]
    if not inside:
        return None
    last = max(inside)
    block, todo = set(), [last]
    while todo:
        row, column = todo.pop()
        if (row, column) in block or (row, column) not in filled:
            continue
        block.add((row, column))
        todo += [(row + r, column + c) for r in (-1, 0, 1) for c in (-1, 0, 1)]
    rows, columns = [row for row, _ in block], [column for _, column in block]
    return Area(min(rows), min(columns), max(rows) + 1, max(columns) + 1)


def _rows(body: Mapping[str, Any]) -> list[list[Value]]:
    rows: list[list[Value]] = body.get("values") or []
    for number, cells in enumerate(rows):
        for place, value in enumerate(cells):
            if isinstance(value, dict | list):
                kind = "struct_value" if isinstance(value, dict) else "list_value"
                raise Refused(400, f"Invalid values[{number}][{place}]: {kind} {{\n}}\n")
    if body.get("majorDimension") == "COLUMNS":
        return [list(cells) for cells in zip_longest(*rows)]
    return rows


def _stay_within(sheet: Sheet, area: Area, height: int, width: int) -> None:
    named = write_range(sheet.title, area)
    if height > area.bottom - area.top:
        reached = f"row [{area.top + height}]"
    elif width > area.right - area.left:
        reached = f"column [{column_letters(area.left + width - 1)}]"
    else:
        return
    raise Refused(400, f"Requested writing within range [{named}], but tried writing to {reached}")


def _json_number(value: Value) -> Value:
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value
