"""Requests about cells: values, notes, formats, rules, merges, sorting."""

from __future__ import annotations

from typing import Any

from tests.google_sheets.fields import Mask, keep_colors, merge_masked
from tests.google_sheets.places import (
    BadRequest,
    find_sheet,
    overlaps,
    read_change_mask,
    read_coordinate,
    read_grid_range,
)
from tests.google_sheets.ranges import Area
from tests.google_sheets.typing_in import Value, compute_formula
from tests.google_sheets.workbooks import Marks, Sheet, Spreadsheet

Request = dict[str, Any]
Reply = dict[str, Any]

_MARKS = ("note", "dataValidation", "userEnteredFormat")
_LIST_LIMIT = 500


def update_cells(book: Spreadsheet, request: Request) -> Reply:
    mask = read_change_mask(request.get("fields"), "CellData")
    rows = [row.get("values", []) for row in request.get("rows", [])]
    width = max((len(cells) for cells in rows), default=0)
    if "range" in request:
        sheet, area = read_grid_range(book, request["range"])
    else:
        sheet, top, left = read_coordinate(book, request.get("start", {}))
        area = Area(top, left, min(top + len(rows), sheet.row_count), min(left + width, sheet.column_count))
    if len(rows) > area.bottom - area.top:
        raise BadRequest(
            f"Attempting to write row: {area.bottom}, beyond the last requested row of: {area.bottom - 1}"
        )
    if width > area.right - area.left:
        raise BadRequest(
            f"Attempting to write column: {area.right}, beyond the last requested column of: {area.right - 1}"
        )
    for row in range(area.top, area.bottom):
        cells = rows[row - area.top] if row - area.top < len(rows) else []
        for column in range(area.left, area.right):
            change_cell(
                sheet, row, column, cells[column - area.left] if column - area.left < len(cells) else {}, mask
            )
    return {}


def repeat_cell(book: Spreadsheet, request: Request) -> Reply:
    mask = read_change_mask(request.get("fields"), "CellData")
    sheet, area = read_grid_range(book, request.get("range", {}))
    cell = request.get("cell", {})
    if "*" in mask or "userEnteredValue" in mask:
        for row in range(area.top, area.bottom):
            for column in range(area.left, area.right):
                change_value(sheet, row, column, cell)
    sheet.change_marks(area, lambda marks: merge_marks(marks, cell, mask))
    return {}


def append_cells(book: Spreadsheet, request: Request) -> Reply:
    mask = read_change_mask(request.get("fields"), "CellData")
    sheet = find_sheet(book, request.get("sheetId", 0))
    rows = request.get("rows", [])
    top = max(
        [n + 1 for n, cells in enumerate(sheet.rows) if any(cell not in (None, "") for cell in cells)],
        default=0,
    )
    sheet.grid["rowCount"] = max(sheet.row_count, top + len(rows))
    for row, given in enumerate(rows, top):
        for column, cell in enumerate(given.get("values", [])):
            sheet.grid["columnCount"] = max(sheet.column_count, column + 1)
            change_cell(sheet, row, column, cell, mask)
    return {}


def change_cell(sheet: Sheet, row: int, column: int, cell: Request, mask: Mask) -> None:
    """Sets the masked fields of one cell; a masked field that is not given is taken away."""
    if "*" in mask or "userEnteredValue" in mask:
        change_value(sheet, row, column, cell)
    sheet.change_marks(Area(row, column, row + 1, column + 1), lambda marks: merge_marks(marks, cell, mask))


def change_value(sheet: Sheet, row: int, column: int, cell: Request) -> None:
    entered = cell.get("userEnteredValue", {})
    formula = entered.get("formulaValue")
    value: Value = compute_formula(formula) if formula else next(iter(entered.values()), None)
    if formula or value is not None or sheet.value(row, column) is not None:
        sheet.set_value(row, column, value, formula)


def merge_marks(marks: Marks, cell: Request, mask: Mask) -> Marks:
    """A cell's marks after the masked ones were set or taken away."""
    wanted = {name: {} for name in _MARKS} if "*" in mask else {n: mask[n] for n in _MARKS if n in mask}
    merged = merge_masked(marks, cell, wanted) if wanted else dict(marks)
    if "userEnteredFormat" in wanted and "userEnteredFormat" in merged:
        merged["userEnteredFormat"] = keep_colors(merged["userEnteredFormat"])
    return merged


def set_data_validation(book: Spreadsheet, request: Request) -> Reply:
    sheet, area = read_grid_range(book, request.get("range", {}))
    rule = request.get("rule")
    if rule is not None:
        _check_condition(rule.get("condition", {}))
    sheet.change_marks(area, lambda marks: marks | {"dataValidation": rule})
    return {}


def _check_condition(condition: Request) -> None:
    kind, values = condition.get("type"), condition.get("values", [])
    if kind is None:
        raise BadRequest("A condition type must be specified.")
    if kind == "ONE_OF_LIST" and not values:
        raise BadRequest("ConditionType 'ONE_OF_LIST' must have at least one ConditionValue.")
    if kind == "ONE_OF_LIST" and len(values) > _LIST_LIMIT:
        raise BadRequest(f"There are more than {_LIST_LIMIT} items in the list.")
    if kind in ("ONE_OF_RANGE", "CUSTOM_FORMULA"):
        formula = values[0].get("userEnteredValue", "") if len(values) == 1 else ""
        if not formula.startswith("="):
            raise BadRequest(
                f"ConditionValue.userEnteredValue must be a formula that starts with '=' for {kind}."
            )


def add_conditional_format_rule(book: Spreadsheet, request: Request) -> Reply:
    rule = request.get("rule", {})
    ranges = rule.get("ranges", [])
    if not ranges:
        raise BadRequest("At least one range must be specified.")
    sheets = [read_grid_range(book, grid_range)[0] for grid_range in ranges]
    if any(sheet is not sheets[0] for sheet in sheets):
        raise BadRequest("All ranges of a rule must be on the same sheet.")
    if "booleanRule" in rule:
        _check_condition(rule["booleanRule"].get("condition", {}))
    sheets[0].parts.setdefault("conditionalFormats", []).insert(request.get("index", 0), keep_colors(rule))
    return {}


def update_conditional_format_rule(book: Spreadsheet, request: Request) -> Reply:
    rule, index = request.get("rule"), request.get("index", 0)
    sheet_id = rule["ranges"][0].get("sheetId", 0) if rule else request.get("sheetId", 0)
    rules = _rules(book, sheet_id, index)
    old = rules[index]
    if rule:
        rules[index] = keep_colors(rule)
        return {"oldRule": old, "newRule": rules[index], "newIndex": index}
    new_index = request.get("newIndex", 0)
    rules.insert(new_index, rules.pop(index))
    return {"oldRule": old, "oldIndex": index, "newRule": old, "newIndex": new_index}


def delete_conditional_format_rule(book: Spreadsheet, request: Request) -> Reply:
    index = request.get("index", 0)
    return {"rule": _rules(book, request.get("sheetId", 0), index).pop(index)}


def _rules(book: Spreadsheet, sheet_id: int, index: int) -> list[Request]:
    rules: list[Request] = find_sheet(book, sheet_id).parts.get("conditionalFormats", [])
    if index >= len(rules):
        raise BadRequest(f"No conditional format on sheet: {sheet_id} at index: {index}")
    return rules


def merge_cells(book: Spreadsheet, request: Request) -> Reply:
    sheet, area = read_grid_range(book, request.get("range", {}))
    kind = request.get("mergeType")
    unmerge_cells(book, request)
    if kind == "MERGE_ROWS":
        parts = [Area(row, area.left, row + 1, area.right) for row in range(area.top, area.bottom)]
    elif kind == "MERGE_COLUMNS":
        parts = [Area(area.top, column, area.bottom, column + 1) for column in range(area.left, area.right)]
    else:
        parts = [area]
    merges = sheet.parts.setdefault("merges", [])
    for part in parts:
        merges.append(write_grid_range(sheet, part))
        for row in range(part.top, part.bottom):
            for column in range(part.left, part.right):
                if (row, column) != (part.top, part.left) and sheet.value(row, column) is not None:
                    sheet.set_value(row, column, None)
    return {}


def unmerge_cells(book: Spreadsheet, request: Request) -> Reply:
    sheet, area = read_grid_range(book, request.get("range", {}))
    kept = [merged for merged in sheet.parts.get("merges", []) if not overlaps(merged, sheet, area)]
    sheet.parts["merges"] = kept
    return {}


def write_grid_range(sheet: Sheet, area: Area) -> Request:
    return {
        "sheetId": sheet.sheet_id,
        "startRowIndex": area.top,
        "endRowIndex": area.bottom,
        "startColumnIndex": area.left,
        "endColumnIndex": area.right,
    }


def sort_range(book: Spreadsheet, request: Request) -> Reply:
    sheet, area = read_grid_range(book, request.get("range", {}))
    columns = range(area.left, area.right)
    rows = [_take(sheet, [(row, column) for column in columns]) for row in range(area.top, area.bottom)]
    for spec in reversed(request.get("sortSpecs", [])):
        place = spec.get("dimensionIndex", 0) - area.left
        # Blank cells come last both ways.
        filled = [cells for cells in rows if cells[place][0] not in (None, "")]
        blank = [cells for cells in rows if cells[place][0] in (None, "")]
        filled.sort(
            key=lambda cells, place=place: _order(cells[place][0]),
            reverse=spec.get("sortOrder") == "DESCENDING",
        )
        rows = filled + blank
    for row, cells in enumerate(rows, area.top):
        for column, cell in zip(columns, cells, strict=True):
            _put(sheet, row, column, cell)
    return {}


def copy_paste(book: Spreadsheet, request: Request) -> Reply:
    source, area = read_grid_range(book, request.get("source", {}))
    target, into = read_grid_range(book, request.get("destination", {}))
    height, width = area.bottom - area.top, area.right - area.left
    cells = _take(
        source, [(row, c) for row in range(area.top, area.bottom) for c in range(area.left, area.right)]
    )
    for row in range(max(height, (into.bottom - into.top) // height * height)):
        for column in range(max(width, (into.right - into.left) // width * width)):
            _put(target, into.top + row, into.left + column, cells[row % height * width + column % width])
    return {}


def cut_paste(book: Spreadsheet, request: Request) -> Reply:
    source, area = read_grid_range(book, request.get("source", {}))
    target, top, left = read_coordinate(book, request.get("destination", {}))
    places = [
        (row, column) for row in range(area.top, area.bottom) for column in range(area.left, area.right)
    ]
    cells = _take(source, places)
    for row, column in places:
        _put(source, row, column, (None, {}))
    for (row, column), cell in zip(places, cells, strict=True):
        _put(target, top + row - area.top, left + column - area.left, cell)
    return {}


def _take(sheet: Sheet, places: list[tuple[int, int]]) -> list[tuple[Value, Marks]]:
    return [(sheet.value(*place), sheet.marks.get(place, {})) for place in places]


def _put(sheet: Sheet, row: int, column: int, cell: tuple[Value, Marks]) -> None:
    value, marks = cell
    sheet.set_value(row, column, value)
    if marks:
        sheet.marks[row, column] = marks
    else:
        sheet.marks.pop((row, column), None)


def _order(value: Value) -> tuple[int, float, str]:
    if isinstance(value, bool):
        return (2, float(value), "")
    return (0, float(value), "") if isinstance(value, int | float) else (1, 0.0, str(value).casefold())


def set_basic_filter(book: Spreadsheet, request: Request) -> Reply:
    given = request.get("filter", {})
    sheet, area = read_grid_range(book, given.get("range", {}))
    sheet.parts["basicFilter"] = given | {"range": write_grid_range(sheet, area)}
    return {}


def clear_basic_filter(book: Spreadsheet, request: Request) -> Reply:
    find_sheet(book, request.get("sheetId", 0)).parts.pop("basicFilter", None)
    return {}


CHANGES = {
    "updateCells": update_cells,
    "repeatCell": repeat_cell,
    "appendCells": append_cells,
    "setDataValidation": set_data_validation,
    "addConditionalFormatRule": add_conditional_format_rule,
    "updateConditionalFormatRule": update_conditional_format_rule,
    "deleteConditionalFormatRule": delete_conditional_format_rule,
    "mergeCells": merge_cells,
    "unmergeCells": unmerge_cells,
    "sortRange": sort_range,
    "copyPaste": copy_paste,
    "cutPaste": cut_paste,
    "setBasicFilter": set_basic_filter,
    "clearBasicFilter": clear_basic_filter,
}
