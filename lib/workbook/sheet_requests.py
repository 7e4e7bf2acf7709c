"""The requests of the Sheets API's batchUpdate that preparing a spreadsheet needs, as JSON.

Rows and columns count from 0, ends are not part of a range, None leaves an end open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from lib.workbook.columns import Column
from lib.workbook.grids import Cell
from lib.workbook.header_notes import DATE_FORMAT, TEXT_FORMAT, TIME_FORMAT, build_note
from lib.workbook.sheet_look import (
    MISSING_COLOUR,
    OPTIONAL_COLOUR,
    OPTIONAL_INK,
    REQUIRED_COLOUR,
    REQUIRED_INK,
)

Request = dict[str, Any]

FORMAT_TYPES = {DATE_FORMAT: "DATE", TIME_FORMAT: "TIME", TEXT_FORMAT: "TEXT", "0": "NUMBER"}
"""Google's type of each number format that we use."""

_PIXELS_A_CHARACTER, _PIXELS_BESIDE = 7, 8


def build_range(
    sheet: int, top: int, bottom: int | None, left: int | None = None, right: int | None = None
) -> dict[str, int]:
    """A GridRange; an open end is left out, and then reaches as far as the tab does."""
    ends = {
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }
    return {"sheetId": sheet, **{name: end for name, end in ends.items() if end is not None}}


def set_locale(locale: str, time_zone: str) -> Request:
    return {
        "updateSpreadsheetProperties": {
            "properties": {"locale": locale, "timeZone": time_zone},
            "fields": "locale,timeZone",
        }
    }


def add_sheet(sheet: int, title: str, rows: int, columns: int, frozen: int, colour: str) -> Request:
    grid = {"rowCount": rows, "columnCount": columns, "frozenRowCount": frozen}
    return {
        "addSheet": {
            "properties": {
                "sheetId": sheet,
                "title": title,
                "gridProperties": grid,
                "tabColorStyle": build_colour(colour),
            }
        }
    }


def rename_sheet(sheet: int, title: str) -> Request:
    return {"updateSheetProperties": {"properties": {"sheetId": sheet, "title": title}, "fields": "title"}}


def freeze_rows(sheet: int, rows: int) -> Request:
    return {
        "updateSheetProperties": {
            "properties": {"sheetId": sheet, "gridProperties": {"frozenRowCount": rows}},
            "fields": "gridProperties.frozenRowCount",
        }
    }


def append_room(sheet: int, dimension: str, length: int) -> Request:
    """`dimension` is ROWS or COLUMNS."""
    return {"appendDimension": {"sheetId": sheet, "dimension": dimension, "length": length}}


def set_widths(sheet: int, widths: Sequence[float]) -> list[Request]:
    """Widths in characters, from the first column on; neighbours of one width share a request."""
    return [
        {
            "updateDimensionProperties": {
                "range": {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": start, "endIndex": end},
                "properties": {
                    "pixelSize": round(_PIXELS_A_CHARACTER * float(widths[start])) + _PIXELS_BESIDE
                },
                "fields": "pixelSize",
            }
        }
        for start, end in find_runs(range(len(widths)), widths)
    ]


def write_headers(sheet: int, row: int, left: int, columns: Sequence[Column]) -> Request:
    """Headers with their notes and colours, side by side."""
    cells = [
        {
            "userEnteredValue": {"stringValue": column.header},
            "note": build_note(column),
            "userEnteredFormat": _header_look(column.required),
        }
        for column in columns
    ]
    return _update_cells(sheet, row, left, [cells], "userEnteredValue,note,userEnteredFormat")


def write_words(sheet: int, row: int, left: int, words: Sequence[str], *, heading: bool) -> Request:
    """Texts side by side; a heading looks like a header."""
    look = {"userEnteredFormat": _header_look(required=False)} if heading else {}
    cells = [{"userEnteredValue": {"stringValue": word}, **look} for word in words]
    return _update_cells(
        sheet, row, left, [cells], "userEnteredValue" + (",userEnteredFormat" if heading else "")
    )


def write_notes(sheet: int, row: int, left: int, columns: Sequence[Column]) -> Request:
    """Notes on headers that stand there already, side by side."""
    cells = [{"note": build_note(column)} for column in columns]
    return _update_cells(sheet, row, left, [cells], "note")


def write_values(sheet: int, row: int, left: int, rows: Iterable[Sequence[Cell]]) -> Request:
    """Values as they are (a text stays text, whatever it looks like); a text that begins with = is a formula
    only where it comes from `write_formulas`."""
    cells = [[{} if cell is None else {"userEnteredValue": _typed(cell)} for cell in one] for one in rows]
    return _update_cells(sheet, row, left, cells, "userEnteredValue")


def write_list(sheet: int, row: int, column: int, values: Sequence[str]) -> Request:
    """A list downwards, of texts or formulas."""
    cells = [
        [{"userEnteredValue": {"formulaValue" if value.startswith("=") else "stringValue": value}}]
        for value in values
    ]
    return _update_cells(sheet, row, column, cells, "userEnteredValue")


def set_format(area: dict[str, int], pattern: str) -> Request:
    number_format = {"type": FORMAT_TYPES[pattern], "pattern": pattern}
    return _repeat(area, {"numberFormat": number_format}, "userEnteredFormat.numberFormat")


def wrap_texts(area: dict[str, int]) -> Request:
    look = {"wrapStrategy": "WRAP", "verticalAlignment": "TOP"}
    return _repeat(area, look, "userEnteredFormat(wrapStrategy,verticalAlignment)")


def make_bold(area: dict[str, int], size: int) -> Request:
    look = {"textFormat": {"bold": True, "fontSize": size}}
    return _repeat(area, look, "userEnteredFormat.textFormat")


def set_choices(area: dict[str, int], choices: Sequence[str]) -> Request:
    """A dropdown of fixed words; other words stay possible, with a warning."""
    return _set_dropdown(area, "ONE_OF_LIST", choices)


def set_list(area: dict[str, int], source: str) -> Request:
    """A dropdown of the cells of a range such as `Daftar!$A$2:$A`."""
    return _set_dropdown(area, "ONE_OF_RANGE", [f"={source}"])


def mark_blank(area: dict[str, int], formula: str) -> Request:
    return {
        "addConditionalFormatRule": {
            "rule": {
                "ranges": [area],
                "booleanRule": {
                    "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]},
                    "format": {"backgroundColorStyle": build_colour(MISSING_COLOUR)},
                },
            },
            "index": 0,
        }
    }


def protect_with_warning(sheet: int, why: str) -> Request:
    return {
        "addProtectedRange": {
            "protectedRange": {"range": {"sheetId": sheet}, "description": why, "warningOnly": True}
        }
    }


def build_colour(hexadecimal: str) -> dict[str, Any]:
    """`0B5D57` as a ColorStyle."""
    parts = zip(("red", "green", "blue"), (0, 2, 4), strict=True)
    return {
        "rgbColor": {name: round(int(hexadecimal[at : at + 2], 16) / 255, 4) for name, at in parts},
    }


def find_runs(places: Iterable[int], values: Sequence[Any] | None = None) -> list[tuple[int, int]]:
    """(first, after the last) of places that follow each other (and whose values are equal)."""
    runs: list[tuple[int, int]] = []
    for place in sorted(places):
        follows = bool(runs) and runs[-1][1] == place
        if follows and (values is None or values[place] == values[place - 1]):
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _header_look(required: bool) -> dict[str, Any]:
    ink = REQUIRED_INK if required else OPTIONAL_INK
    return {
        "backgroundColorStyle": build_colour(REQUIRED_COLOUR if required else OPTIONAL_COLOUR),
        "textFormat": {"bold": True, "foregroundColorStyle": build_colour(ink)},
        "wrapStrategy": "WRAP",
        "verticalAlignment": "MIDDLE",
    }


def _typed(cell: str | int | float | bool) -> dict[str, Any]:
    if isinstance(cell, bool):
        return {"boolValue": cell}
    return {"stringValue" if isinstance(cell, str) else "numberValue": cell}


def _update_cells(
    sheet: int, row: int, left: int, rows: Sequence[Sequence[dict[str, Any]]], fields: str
) -> Request:
    start = {"sheetId": sheet, "rowIndex": row, "columnIndex": left}
    values = [{"values": list(one)} for one in rows]
    return {"updateCells": {"start": start, "rows": values, "fields": fields}}


def _repeat(area: dict[str, int], look: dict[str, Any], fields: str) -> Request:
    return {"repeatCell": {"range": area, "cell": {"userEnteredFormat": look}, "fields": fields}}


def _set_dropdown(area: dict[str, int], kind: str, values: Sequence[str]) -> Request:
    condition = {"type": kind, "values": [{"userEnteredValue": value} for value in values]}
    # Not strict: kader paste, and the app reads and reports; a refusal would lose the row.
    return {
        "setDataValidation": {
            "range": area,
            "rule": {"condition": condition, "showCustomUi": True, "strict": False},
        }
    }
