"""Requests about rows and columns: adding, removing, moving, sizes, groups."""

from __future__ import annotations

from typing import Any

from tests.google_sheets.fields import drop_defaults, merge_masked
from tests.google_sheets.places import BadRequest, find_sheet, read_change_mask, read_lines
from tests.google_sheets.workbooks import Sheet, Spreadsheet

Request = dict[str, Any]
Reply = dict[str, Any]

_SIZE = {"ROWS": "rowCount", "COLUMNS": "columnCount"}
_LINE = {"ROWS": "Row", "COLUMNS": "Column"}
_GROUPS = {"ROWS": "rowGroups", "COLUMNS": "columnGroups"}
_RANGED = ("merges", "protectedRanges", "conditionalFormats", "basicFilter")


def append_dimension(book: Spreadsheet, request: Request) -> Reply:
    sheet = find_sheet(book, request.get("sheetId", 0))
    if request.get("dimension") not in _SIZE:
        raise BadRequest("No dimension specified.")
    if request.get("length", 0) < 1:
        raise BadRequest("length must be greater than 0.")
    sheet.grid[_SIZE[request["dimension"]]] += request["length"]
    return {}


def insert_dimension(book: Spreadsheet, request: Request) -> Reply:
    sheet, dimension, start, end = read_lines(book, request.get("range", {}))
    before = bool(request.get("inheritFromBefore"))
    if before and start == 0:
        raise BadRequest("range.startIndex[0] cannot be 0 if inheritFromBefore is true.")
    if start > sheet.grid[_SIZE[dimension]]:
        raise BadRequest(f"range.startIndex[{start}] must be less than the grid size")
    count = end - start
    sheet.grid[_SIZE[dimension]] += count
    _move(book, sheet, dimension, start, count)
    pattern = start - 1 if before else end
    for (row, column), marks in list(sheet.marks.items()):
        if (row if dimension == "ROWS" else column) == pattern:
            # New lines look like their neighbour: format and rules, not its notes.
            kept = {name: marks[name] for name in ("userEnteredFormat", "dataValidation") if name in marks}
            for line in range(start, end):
                if kept:
                    sheet.marks[(line, column) if dimension == "ROWS" else (row, line)] = kept
    return {}


def delete_dimension(book: Spreadsheet, request: Request) -> Reply:
    sheet, dimension, start, end = read_lines(book, request.get("range", {}))
    size = sheet.grid[_SIZE[dimension]]
    line = _LINE[dimension].lower()
    if start >= size or end > size:
        raise BadRequest(
            f"Cannot delete a {line} that doesn't exist. Tried to delete {line} index {max(start, end - 1)} "
            f"but there are only {size} {line}s."
        )
    if end - start >= size:
        raise BadRequest(f"You can't delete all the {line}s on the sheet.")
    if size - (end - start) <= sheet.grid.get(f"frozen{_LINE[dimension]}Count", 0):
        raise BadRequest(f"Sorry, it is not possible to delete all non-frozen {line}s.")
    sheet.grid[_SIZE[dimension]] -= end - start
    _move(book, sheet, dimension, start, start - end)
    return {}


def move_dimension(book: Spreadsheet, request: Request) -> Reply:
    sheet, dimension, start, end = read_lines(book, request.get("source", {}))
    target = request.get("destinationIndex", 0)
    if start <= target <= end:
        return {}
    size = sheet.grid[_SIZE[dimension]]
    order = [*range(start), *range(end, size)]
    place = target if target < start else target - (end - start)
    order[place:place] = range(start, end)
    new_place = {old: new for new, old in enumerate(order)}
    rows, marks = sheet.rows, sheet.marks
    sheet.rows, sheet.marks = [], {}
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if value is not None:
                at = (new_place[row], column) if dimension == "ROWS" else (row, new_place[column])
                sheet.set_value(*at, value)
    for (row, column), mark in marks.items():
        sheet.marks[(new_place[row], column) if dimension == "ROWS" else (row, new_place[column])] = mark
    return {}


def update_dimension_properties(book: Spreadsheet, request: Request) -> Reply:
    sheet, dimension, start, end = read_lines(book, request.get("range", {}))
    mask = read_change_mask(request.get("fields"), "DimensionProperties")
    lines = sheet.dimensions[dimension]
    for line in range(start, min(end, sheet.grid[_SIZE[dimension]])):
        lines[line] = drop_defaults(merge_masked(lines.get(line, {}), request.get("properties", {}), mask))
    return {}


def auto_resize_dimensions(book: Spreadsheet, request: Request) -> Reply:
    """Seven pixels a letter, about as wide as Google's own."""
    sheet, dimension, start, end = read_lines(book, request.get("dimensions", {}))
    if dimension == "COLUMNS":
        for column in range(start, min(end, sheet.column_count)):
            longest = max(
                (len(str(sheet.value(row, column) or "")) for row in range(len(sheet.rows))), default=0
            )
            if longest:
                sheet.dimensions["COLUMNS"][column] = {"pixelSize": 7 * longest + 10}
    return {}


def add_dimension_group(book: Spreadsheet, request: Request) -> Reply:
    sheet, dimension, start, end = read_lines(book, request.get("range", {}))
    groups: list[Request] = sheet.parts.setdefault(_GROUPS[dimension], [])
    around = [g for g in groups if g["range"]["startIndex"] <= start and end <= g["range"]["endIndex"]]
    sheet.grid[f"{_LINE[dimension].lower()}GroupControlAfter"] = True  # and stays when the group goes
    groups.append({"range": request["range"], "depth": len(around) + 1})
    return {"dimensionGroups": drop_defaults(groups)}


def delete_dimension_group(book: Spreadsheet, request: Request) -> Reply:
    sheet, dimension, start, end = read_lines(book, request.get("range", {}))
    name = _GROUPS[dimension]
    inside = [
        g
        for g in sheet.parts.get(name, [])
        if start <= g["range"]["startIndex"] and g["range"]["endIndex"] <= end
    ]
    if not inside:
        raise BadRequest("There is no group to delete in this range.")
    sheet.parts[name] = [g for g in sheet.parts[name] if g not in inside]
    return {"dimensionGroups": drop_defaults(sheet.parts[name])} if sheet.parts[name] else {}


def _move(book: Spreadsheet, sheet: Sheet, dimension: str, at: int, count: int) -> None:
    """Makes room for `count` lines at `at`, or takes -`count` away: cells and all that hangs on them."""
    gone = range(at, at - count) if count < 0 else range(0)
    if dimension == "ROWS":
        if count > 0:
            missing = max(at - len(sheet.rows), 0)
            sheet.rows += [[] for _ in range(missing)]
            sheet.rows[at:at] = [[] for _ in range(count)]
        else:
            del sheet.rows[at : at - count]
    else:
        for cells in sheet.rows:
            if count > 0 and len(cells) > at:
                cells[at:at] = [None] * count
            elif count < 0:
                del cells[at : at - count]

    def moved(line: int) -> int:
        return line if line < at else line + count

    sheet.marks = {
        (moved(row), column) if dimension == "ROWS" else (row, moved(column)): marks
        for (row, column), marks in sheet.marks.items()
        if (row if dimension == "ROWS" else column) not in gone
    }
    lines = sheet.dimensions[dimension]
    sheet.dimensions[dimension] = {moved(line): how for line, how in lines.items() if line not in gone}
    start, end = f"start{_LINE[dimension]}Index", f"end{_LINE[dimension]}Index"
    for name in _RANGED:
        if name in sheet.parts:
            sheet.parts[name] = _move_ranges(sheet.parts[name], start, end, at, count)
    of_others = [n for n in book.named_ranges if n["range"].get("sheetId", 0) != sheet.sheet_id]
    of_this = [n for n in book.named_ranges if n["range"].get("sheetId", 0) == sheet.sheet_id]
    book.named_ranges = of_others + (_move_ranges(of_this, start, end, at, count) or [])


def _move_ranges(part: Any, start: str, end: str, at: int, count: int) -> Any:
    """The ranges within a part after lines came or went; None for a part that lost its whole range."""
    if isinstance(part, list):
        moved = [_move_ranges(item, start, end, at, count) for item in part]
        return [item for item in moved if item is not None]
    if not isinstance(part, dict):
        return part
    if start in part or end in part:
        first, last = part.get(start, 0), part.get(end)
        first = _shift(first, at, count, is_end=False)
        if last is not None and (last := _shift(last, at, count, is_end=True)) <= first:
            return None
        return part | ({start: first} if start in part else {}) | ({end: last} if last is not None else {})
    changed = {}
    for name, inner in part.items():
        moved_inner = _move_ranges(inner, start, end, at, count)
        if moved_inner is None or (name == "ranges" and not moved_inner):
            return None
        changed[name] = moved_inner
    return changed


def _shift(index: int, at: int, count: int, *, is_end: bool) -> int:
    if count > 0:
        return index + count if index > at or (index == at and not is_end) else index
    return index if index <= at else max(index + count, at)


CHANGES = {
    "appendDimension": append_dimension,
    "insertDimension": insert_dimension,
    "deleteDimension": delete_dimension,
    "moveDimension": move_dimension,
    "updateDimensionProperties": update_dimension_properties,
    "autoResizeDimensions": auto_resize_dimensions,
    "addDimensionGroup": add_dimension_group,
    "deleteDimensionGroup": delete_dimension_group,
}
