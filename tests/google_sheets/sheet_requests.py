"""Requests about the spreadsheet, its tabs, and its named and protected ranges."""

from __future__ import annotations

from typing import Any

from tests.google_sheets.fields import drop_defaults, keep_colors, merge_masked
from tests.google_sheets.metadata import build_properties
from tests.google_sheets.places import BadRequest, find_sheet, read_change_mask, read_grid_range
from tests.google_sheets.ranges import UnknownRange
from tests.google_sheets.workbooks import Sheet, Spreadsheet

Request = dict[str, Any]
Reply = dict[str, Any]

_ONLY_SHEET = "You can't remove all the sheets in a document."
_OTHER_PART = ("merges", "protectedRanges", "conditionalFormats", "basicFilter", "rowGroups", "columnGroups")


def update_spreadsheet_properties(book: Spreadsheet, request: Request) -> Reply:
    mask = read_change_mask(request.get("fields"), "SpreadsheetProperties")
    merged = merge_masked(book.properties, request.get("properties", {}), mask)
    if not merged.get("title"):
        raise BadRequest("Spreadsheet title must be non-empty.")
    kept = {
        name: value for name, value in book.properties.items() if name in ("locale", "autoRecalc", "timeZone")
    }
    book.properties = kept | merged
    return {}


def add_sheet(book: Spreadsheet, request: Request) -> Reply:
    given = request.get("properties", {})
    title = given.get("title") or _free_title(book)
    _check_title(book, title, None)
    sheet_id = given.get("sheetId")
    if sheet_id is not None and any(sheet.sheet_id == sheet_id for sheet in book.sheets):
        raise BadRequest(f"A sheet with the id {sheet_id} already exists.")
    sheet = book.add_sheet(title)
    grid = sheet.grid | given.get("gridProperties", {})
    sheet.properties |= keep_colors({name: value for name, value in given.items() if name != "index"})
    sheet.properties |= {"title": title, "gridProperties": grid}
    _check_frozen(sheet)
    if sheet_id is not None:
        sheet.properties["sheetId"] = sheet_id
    index = given.get("index", len(book.sheets) - 1)
    book.sheets.insert(index, book.sheets.pop())
    return {"properties": build_properties(sheet, book.sheets.index(sheet))}


def delete_sheet(book: Spreadsheet, request: Request) -> Reply:
    sheet = find_sheet(book, request.get("sheetId", 0))
    if len([s for s in book.sheets if s is not sheet and not s.properties.get("hidden")]) == 0:
        raise BadRequest(_ONLY_SHEET)
    book.sheets.remove(sheet)
    book.named_ranges = [n for n in book.named_ranges if n["range"].get("sheetId", 0) != sheet.sheet_id]
    return {}


def duplicate_sheet(book: Spreadsheet, request: Request) -> Reply:
    source = find_sheet(book, request.get("sourceSheetId", 0))
    title = request.get("newSheetName") or f"Copy of {source.title}"
    _check_title(book, title, None)
    sheet = source.copy()
    sheet.properties |= {"title": title, "sheetId": request.get("newSheetId") or book.new_id()}
    for protected in sheet.parts.get("protectedRanges", []):
        protected["protectedRangeId"] = book.new_id()
    for name in _OTHER_PART:
        _name_sheet(sheet.parts.get(name), sheet.sheet_id)
    book.sheets.insert(request.get("insertSheetIndex", 0), sheet)
    return {"properties": build_properties(sheet, book.sheets.index(sheet))}


def update_sheet_properties(book: Spreadsheet, request: Request) -> Reply:
    mask = read_change_mask(request.get("fields"), "SheetProperties")
    given = keep_colors(request.get("properties", {}))
    sheet = find_sheet(book, given.get("sheetId", 0))
    old = sheet.properties
    merged = merge_masked(
        old, given, {name: inner for name, inner in mask.items() if name != "index"} or {"": {}}
    )
    fixed = {"sheetId": old["sheetId"], "sheetType": old["sheetType"]}
    merged |= fixed | {"title": merged.get("title") or old["title"]}
    merged["gridProperties"] = {
        "rowCount": old["gridProperties"]["rowCount"],
        "columnCount": old["gridProperties"]["columnCount"],
    } | merged.get("gridProperties", {})
    merged.pop("index", None)
    if not merged.get("tabColorStyle"):
        merged = {name: value for name, value in merged.items() if name not in ("tabColor", "tabColorStyle")}
    else:
        merged["tabColor"] = merged["tabColorStyle"].get("rgbColor", {})
    _check_title(book, merged["title"], sheet)
    sheet.properties = merged
    _check_frozen(sheet)
    if all(other.properties.get("hidden") for other in book.sheets):
        raise BadRequest("You can't hide all the sheets in a document.")
    if merged["gridProperties"]["rowCount"] < 1 or merged["gridProperties"]["columnCount"] < 1:
        raise BadRequest("You can't delete all the rows or columns on the sheet.")
    _cut_to_grid(sheet)
    if "index" in mask or "*" in mask:
        place = book.sheets.index(sheet)
        index = given.get("index", len(book.sheets))
        # Google counts the places before the move: to come after the next tab is index + 2.
        book.sheets.insert(index if index <= place else index - 1, book.sheets.pop(place))
    return {}


def add_named_range(book: Spreadsheet, request: Request) -> Reply:
    named = dict(request["namedRange"])
    if any(other["name"].casefold() == named["name"].casefold() for other in book.named_ranges):
        raise BadRequest(f'A named range with the name "{named["name"]}" already exists.')
    read_grid_range(book, named.get("range", {}))
    named = {"namedRangeId": named.get("namedRangeId") or str(book.new_id())} | named
    book.named_ranges.append(named)
    return {"namedRange": drop_defaults(named)}


def update_named_range(book: Spreadsheet, request: Request) -> Reply:
    mask = read_change_mask(request.get("fields"), "NamedRange")
    given = request.get("namedRange", {})
    for place, named in enumerate(book.named_ranges):
        if named["namedRangeId"] == given.get("namedRangeId"):
            book.named_ranges[place] = merge_masked(named, given, mask)
            return {}
    raise BadRequest(f"No named range with id: {given.get('namedRangeId', '')}")


def delete_named_range(book: Spreadsheet, request: Request) -> Reply:
    wanted = request.get("namedRangeId", "")
    kept = [named for named in book.named_ranges if named["namedRangeId"] != wanted]
    if len(kept) == len(book.named_ranges):
        raise BadRequest(f"No named range with id: {wanted}")
    book.named_ranges = kept
    return {}


def add_protected_range(book: Spreadsheet, request: Request) -> Reply:
    given = request.get("protectedRange", {})
    sheet, _ = read_grid_range(book, given.get("range", {}))
    # Who adds a protection may edit what it protects, and so may those named in `editors`.
    protected = {"protectedRangeId": book.new_id()} | given | {"requestingUserCanEdit": True}
    protected["editors"] = {"users": [book.account, *_others(book, given)]}
    sheet.parts.setdefault("protectedRanges", []).append(protected)
    return {"protectedRange": drop_defaults(protected | {"editors": {}})}


def update_protected_range(book: Spreadsheet, request: Request) -> Reply:
    mask = read_change_mask(request.get("fields"), "ProtectedRange")
    given = request.get("protectedRange", {})
    ranges, place = _find_protected(book, given.get("protectedRangeId", 0))
    ranges[place] = merge_masked(ranges[place], given, mask)
    return {}


def delete_protected_range(book: Spreadsheet, request: Request) -> Reply:
    ranges, place = _find_protected(book, request.get("protectedRangeId", 0))
    del ranges[place]
    return {}


def create_developer_metadata(book: Spreadsheet, request: Request) -> Reply:
    given = request.get("developerMetadata", {})
    if not given.get("metadataKey"):
        raise BadRequest("Developer metadata must have a key.")
    location = given.get("location", {})
    kind = "SPREADSHEET" if location.get("spreadsheet") else "SHEET"
    if kind == "SHEET":
        kind = location.get("dimensionRange", {}).get("dimension", "SHEETS")[:-1]
        find_sheet(book, location.get("dimensionRange", location).get("sheetId", 0))
    made = {"metadataId": book.new_id()} | given
    made["location"] = {"locationType": kind.replace("SHEETS", "SHEET")} | location
    made.setdefault("visibility", "DOCUMENT")
    if kind == "SPREADSHEET":
        book.developer_metadata.append(made)
    else:
        sheet = find_sheet(book, location.get("dimensionRange", location).get("sheetId", 0))
        sheet.parts.setdefault("developerMetadata", []).append(made)
    return {"developerMetadata": made}


def _find_protected(book: Spreadsheet, wanted: int) -> tuple[list[Request], int]:
    for sheet in book.sheets:
        ranges: list[Request] = sheet.parts.get("protectedRanges", [])
        for place, protected in enumerate(ranges):
            if protected["protectedRangeId"] == wanted:
                return ranges, place
    raise BadRequest(f"No protected range with id: {wanted}")


def _others(book: Spreadsheet, given: Request) -> list[str]:
    return [user for user in given.get("editors", {}).get("users", []) if user != book.account]


def _check_title(book: Spreadsheet, title: str, owner: Sheet | None) -> None:
    if len(title) > 100:
        raise BadRequest("The sheet name cannot be greater than 100 characters.")
    try:
        taken = book.sheet(title)
    except UnknownRange:
        return
    if taken is not owner:
        raise BadRequest(f'A sheet with the name "{title}" already exists. Please enter another name.')


def _check_frozen(sheet: Sheet) -> None:
    for line, size in (("Row", sheet.row_count), ("Column", sheet.column_count)):
        if sheet.grid.get(f"frozen{line}Count", 0) >= size:
            raise BadRequest(f"You can't freeze all visible {line.lower()}s on the sheet.")


def _cut_to_grid(sheet: Sheet) -> None:
    """A smaller grid loses the cells outside of it."""
    del sheet.rows[sheet.row_count :]
    for cells in sheet.rows:
        del cells[sheet.column_count :]
    sheet.marks = {
        at: marks
        for at, marks in sheet.marks.items()
        if at[0] < sheet.row_count and at[1] < sheet.column_count
    }


def _free_title(book: Spreadsheet) -> str:
    taken = {sheet.title.casefold() for sheet in book.sheets}
    return next(f"Sheet{n}" for n in range(1, len(taken) + 2) if f"sheet{n}" not in taken)


def _name_sheet(part: Any, sheet_id: int) -> None:
    """Lets ranges of a copied tab name the copy."""
    if isinstance(part, list):
        for item in part:
            _name_sheet(item, sheet_id)
    elif isinstance(part, dict):
        if "sheetId" in part or "startRowIndex" in part:
            part["sheetId"] = sheet_id
        for item in part.values():
            _name_sheet(item, sheet_id)


CHANGES = {
    "updateSpreadsheetProperties": update_spreadsheet_properties,
    "addSheet": add_sheet,
    "deleteSheet": delete_sheet,
    "duplicateSheet": duplicate_sheet,
    "updateSheetProperties": update_sheet_properties,
    "addNamedRange": add_named_range,
    "updateNamedRange": update_named_range,
    "deleteNamedRange": delete_named_range,
    "addProtectedRange": add_protected_range,
    "updateProtectedRange": update_protected_range,
    "deleteProtectedRange": delete_protected_range,
    "createDeveloperMetadata": create_developer_metadata,
}
