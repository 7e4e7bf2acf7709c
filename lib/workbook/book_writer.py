"""Writes workbooks as .xlsx: header with notes, dropdowns, formats, frozen header, and the rows given.

One streaming pass (openpyxl's write-only mode), so that 144,000 weighings need no second copy in memory.
Empty rows get their format from the column and their dropdown from one range: no cells are made for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from lib.workbook.columns import Column, Kind, Tab
from lib.workbook.dropdown_lists import JOINED, LISTS_TAB, PickList, build_list_rows
from lib.workbook.grids import Cell, Grid
from lib.workbook.header_notes import DATE_FORMAT, build_note, describe_limits, dropdown_list, number_format
from lib.workbook.read_me import READ_ME_TAB

# --- How the workbook looks: colours and column widths.

REQUIRED_COLOUR, REQUIRED_INK = "0B5D57", "FFFFFF"
OPTIONAL_COLOUR, OPTIONAL_INK = "D7ECE9", "12312E"
PLACE_COLOURS = {"puskesmas": "0B5D57", "posyandu": "E0A100"}
"""Colour of a tab by `Tab.place`."""
PLAIN_TAB_COLOUR = "7A7A7A"
"""Of the tabs that are not read."""

READ_ME_WIDTHS = (26, 92)
LIST_WIDTH = 30
PROSE_WIDTH = 44

_WIDTH_BY_KIND = {Kind.DATE: 13, Kind.TIME: 9, Kind.NIK: 19, Kind.PHONE: 17, Kind.YES_NO: 11, Kind.URL: 28}
_NAME_WIDTH = 24

_PROSE = frozenset({
    "definition", "purpose", "policy", "legal_basis", "references", "qualifications", "related_sops",
    "equipment", "attention", "records", "related_units", "related_documents", "title", "note", "description",
    "change", "output", "discussion", "conclusion", "plan",
})  # fmt: skip
"""Columns (code names) whose texts are long enough to wrap."""

_NAMES = frozenset({
    "name", "caregiver", "husband", "leader", "address", "mentor", "student", "owner", "executor", "donor",
    "approver", "approver_nip", "number", "unit", "agenda", "menu", "lesson", "venue", "obstacle", "value",
    "phase",
})  # fmt: skip
"""Columns (code names) that hold names and the like."""


def column_width(column: Column) -> float:
    """Width of a column in characters."""
    if column.kind in _WIDTH_BY_KIND:
        return max(_WIDTH_BY_KIND[column.kind], min(22, len(column.header) + 3))
    if column.kind is Kind.TEXT and column.name in _PROSE:
        return PROSE_WIDTH
    least = _NAME_WIDTH if column.name in _NAMES else 16 if column.kind is Kind.ID else 12
    return min(30, max(least, len(column.header) + 3))


# --- What a sheet marks by itself while somebody types: formulas for conditional formats.
#
# Only functions that Excel, LibreOffice and Google Sheets all know, and other tabs through INDIRECT,
# since Google Sheets refuses a conditional format that names another tab: so they survive "Save as Google
# Sheets".

LISTED = frozenset({"balita", "ibu_hamil", "orang", "posyandu"})
"""What must be in `Daftar`: persons and posyandu. Other lists only propose."""


class Doubt(StrEnum):
    """Why a cell is marked."""

    LIMITS = "di luar batas"
    FUTURE = "tanggal sesudah hari ini"
    UNLISTED = "tidak ada di Daftar"
    MISSING = "wajib diisi"


@dataclass(frozen=True, slots=True)
class TypingMark:
    """A column's mark: `letter` of the column, `formula` for the first row of its area (without "=")."""

    doubt: Doubt
    letter: str
    formula: str


def build_typing_marks(tab: Tab, first_row: int, lists: Sequence[PickList]) -> Iterator[TypingMark]:
    """The marks of a tab whose rows begin at `first_row` (1-based), column by column. `lists`: those of
    `Daftar` in its order."""
    letters = {column.name: get_column_letter(place) for place, column in enumerate(tab.columns, start=1)}
    last = get_column_letter(len(tab.columns))
    filled = f"COUNTA($A{first_row}:${last}{first_row})>0"
    for column in tab.columns:
        letter = letters[column.name]
        cell = f"{letter}{first_row}"
        limits = _outside(column, cell)
        if limits:
            yield TypingMark(Doubt.LIMITS, letter, f"AND(ISNUMBER({cell}),{limits})")
        if column.kind is Kind.DATE and column.not_after_today:
            yield TypingMark(Doubt.FUTURE, letter, f"AND(ISNUMBER({cell}),{cell}>TODAY())")
        listed = _list_address(tab, column, lists) if column.refers_to in LISTED else None
        if listed:
            yield TypingMark(Doubt.UNLISTED, letter, _unlisted(cell, f'INDIRECT("{listed}")'))
        if column.required:
            yield TypingMark(
                Doubt.MISSING, letter, f"AND({filled},{_missing(tab, column, letters, first_row)})"
            )


def _outside(column: Column, cell: str) -> str:
    low = None if column.minimum is None else f"{cell}<{column.minimum:g}"
    high = None if column.maximum is None else f"{cell}>{column.maximum:.10g}"
    both = [part for part in (low, high) if part]
    return f"OR({','.join(both)})" if both and column.kind in (Kind.NUMBER, Kind.INTEGER) else ""


def _list_address(tab: Tab, column: Column, lists: Sequence[PickList]) -> str | None:
    wanted = dropdown_list(tab, column)
    for place, pick_list in enumerate(lists, start=1):
        if pick_list.name == wanted:
            letter = get_column_letter(place)
            return f"{LISTS_TAB}!${letter}$2:${letter}${pick_list.length + 1}"
    return None


def _unlisted(cell: str, listed: str) -> str:
    """Neither picked (`Nama · ID`, whatever the name) nor its ID or its name alone; a list without entries
    knows nobody and marks nothing."""
    key = f'IFERROR(TRIM(MID({cell},FIND("{JOINED.strip()}",{cell})+1,200)),TRIM({cell}))'
    ways = (
        key,
        f'"*{JOINED}"&{key}',
        f'"*{JOINED}"&SUBSTITUTE({key}," ","")',
        f'{key}&"{JOINED}*"',
    )
    counted = "+".join(f"COUNTIF({listed},{way})" for way in ways)
    return f'AND(TRIM({cell})<>"",COUNTIF({listed},"?*")>0,{counted}=0)'


def _missing(tab: Tab, column: Column, letters: dict[str, str], row: int) -> str:
    if column.fills_down:  # a blank repeats the cell above
        return f"COUNTA({letters[column.name]}${row}:{letters[column.name]}{row})=0"
    # Of columns of which one is enough, none is missing while another says it.
    names = tab.any_of if column.name in tab.any_of else (column.name,)
    return ",".join(f'TRIM({_at(letters[name], column, name)}{row})=""' for name in names)


def _at(letter: str, column: Column, name: str) -> str:
    return letter if name == column.name else f"${letter}"


# --- The writer.

Progress = Callable[[int, int], None]
"""Called with rows written so far and rows in all."""

ROOM = 2000
"""Rows that dropdowns reach at least; a fuller tab gets as many again as it needs."""

_REQUIRED_FILL = PatternFill("solid", fgColor=REQUIRED_COLOUR)
_OPTIONAL_FILL = PatternFill("solid", fgColor=OPTIONAL_COLOUR)
_FONT = "Calibri"
_REQUIRED_FONT = Font(name=_FONT, bold=True, color=REQUIRED_INK)
_OPTIONAL_FONT = Font(name=_FONT, bold=True, color=OPTIONAL_INK)
_LINE = Border(bottom=Side(style="thin", color=REQUIRED_COLOUR), right=Side(style="hair", color="9DBFBB"))
_WRAP = Alignment(wrap_text=True, vertical="center")
_LINE_HEIGHT = 15.5  # points
_TALLEST = 200.0
_LONGEST_TALL = 5000  # rows; a longer tab is spared the styles of texts that wrap
_AUTHOR = "Papan Posyandu"
_DOUBT_STYLES = {
    Doubt.LIMITS: ("F6C6C1", Font(bold=True, color="7A1610")),
    Doubt.FUTURE: ("F6C6C1", Font(bold=True, color="7A1610")),
    Doubt.UNLISTED: ("FFDDA6", Font(bold=True, underline="single", color="5A3A00")),
    Doubt.MISSING: ("FFF3B0", None),
}
"""Ground and font of a cell that is doubted while it is typed."""


def write_book(
    path: str | Path,
    tabs: Sequence[Tab],
    grids: Mapping[str, Grid],
    lists: Sequence[PickList],
    read_me: Grid,
    progress: Progress | None = None,
) -> None:
    """Write `Baca Saya`, every tab of `tabs` and `Daftar` to `path`.

    `grids` holds, by tab title, header and rows (dates as serials); a tab without a grid is only its header.
    Raises OSError when the file cannot be written.
    """
    # openpyxl's stubs know the write-only sheet only as one of three possible types.
    book: Any = Workbook(write_only=True)
    _write_read_me(book.create_sheet(READ_ME_TAB), read_me)
    total = sum(len(grid) for grid in grids.values())
    done = 0
    for tab in tabs:
        sheet = book.create_sheet(tab.title)
        grid: Grid = grids.get(tab.title) or [[column.header for column in tab.columns]]
        _lay_out(sheet, tab, grid, lists)
        for count, cells in enumerate(_style_rows(sheet, tab, grid), start=1):
            sheet.append(cells)
            if progress and count % 5000 == 0:
                progress(done + count, total)
        done += len(grid)
        if progress:
            progress(min(done, total), total)
    _write_lists(book.create_sheet(LISTS_TAB), lists)
    book.save(path)


def find_header_row(tab: Tab, grid: Grid) -> int:
    """0-based row in which exactly the declared headers stand (sample grids may have a title above)."""
    headers: list[Cell] = [column.header for column in tab.columns]
    return grid.index(headers)


def _lay_out(sheet: Any, tab: Tab, grid: Grid, lists: Sequence[PickList]) -> None:
    """Widths, formats, dropdowns and the frozen header; must come before the first row is written."""
    header_row = find_header_row(tab, grid) + 1
    last_row = max(header_row + ROOM, len(grid) + ROOM // 2)
    sheet.sheet_properties.tabColor = PLACE_COLOURS[tab.place]
    sheet.freeze_panes = f"A{header_row + 1}"
    sheet.row_dimensions[header_row].height = 2 * _LINE_HEIGHT
    sheet.print_title_rows = f"{header_row}:{header_row}"
    _fit_to_paper(sheet)
    for index, column in enumerate(tab.columns, start=1):
        letter = get_column_letter(index)
        dimension = sheet.column_dimensions[letter]
        dimension.width = column_width(column)
        chosen_format = number_format(column)
        if chosen_format:
            dimension.number_format = chosen_format
        source = _dropdown_source(tab, column, lists)
        if source:
            sheet.data_validations.append(
                _build_dropdown(source, f"{letter}{header_row + 1}:{letter}{last_row}", column)
            )
        elif warning := _build_warning(column, f"{letter}{header_row + 1}:{letter}{last_row}"):
            sheet.data_validations.append(warning)
    for mark in build_typing_marks(tab, header_row + 1, lists):
        ground, font = _DOUBT_STYLES[mark.doubt]
        sheet.conditional_formatting.add(
            f"{mark.letter}{header_row + 1}:{mark.letter}{last_row}",
            Rule("expression", formula=[mark.formula], dxf=_build_style(ground, font)),
        )


def _dropdown_source(tab: Tab, column: Column, lists: Sequence[PickList]) -> str | None:
    if column.choices:
        return '"' + ",".join(column.choices) + '"'
    return _list_address(tab, column, lists)


def _build_dropdown(source: str, area: str, column: Column) -> DataValidation:
    # Other words stay possible: kader paste, and the app reads and reports; a refusal would lose the row.
    dropdown = DataValidation(
        type="list", formula1=source, allow_blank=True, showErrorMessage=bool(column.choices),
        errorStyle="warning", errorTitle="Tidak ada di daftar", error="Pilih dari daftar bila bisa.",
    )  # fmt: skip
    dropdown.add(area)
    return dropdown


def _build_style(ground: str, font: Font | None) -> DifferentialStyle:
    return DifferentialStyle(font=font, fill=PatternFill("solid", bgColor=ground, fgColor=ground))


def _build_warning(column: Column, area: str) -> DataValidation | None:
    """A word at a value outside the limits or in the future, which may stay: the app reads and reports it."""
    limits = describe_limits(column)
    if limits:
        rule = DataValidation(
            type="decimal", operator="between",
            formula1=f"{column.minimum:g}", formula2=f"{column.maximum:.10g}",
            errorTitle="Di luar batas", error=limits,
        )  # fmt: skip
    elif column.kind is Kind.DATE and column.not_after_today and not column.month_is_enough:
        rule = DataValidation(
            type="date", operator="lessThanOrEqual", formula1="TODAY()",
            errorTitle="Tanggal sesudah hari ini", error="Periksa tanggalnya: hari/bulan/tahun.",
        )  # fmt: skip
    else:
        return None
    rule.allow_blank, rule.showErrorMessage, rule.errorStyle = True, True, "warning"
    rule.add(area)
    return rule


def _style_rows(sheet: Any, tab: Tab, grid: Grid) -> Iterator[Sequence[Any]]:
    header_row = find_header_row(tab, grid)
    title_font = Font(name=_FONT, bold=True, size=14, color=REQUIRED_COLOUR)
    for row in grid[:header_row]:
        yield [_styled(sheet, cell, font=title_font) if cell is not None else None for cell in row]
    yield [_header_cell(sheet, column) for column in tab.columns]
    prose = [place for place, column in enumerate(tab.columns) if column_width(column) == PROSE_WIDTH]
    # One styled cell a column is filled anew for every row: the writer has written it before the next.
    formatted: dict[int, Any] = {}
    for place, column in enumerate(tab.columns):
        chosen_format = number_format(column)
        in_tall_row = bool(prose) and len(grid) <= _LONGEST_TALL
        if chosen_format or in_tall_row:
            cell: Any = WriteOnlyCell(sheet)
            cell.number_format = chosen_format or "General"
            if in_tall_row:
                cell.alignment = Alignment(wrap_text=place in prose, vertical="top")
            formatted[place] = cell
    for number, row in enumerate(grid[header_row + 1 :], start=header_row + 2):
        cells: list[Any] = list(row)
        lines = max((_count_lines(row[place], PROSE_WIDTH) for place in prose if place < len(row)), default=1)
        if lines > 1:
            sheet.row_dimensions[number].height = min(_TALLEST, _LINE_HEIGHT * lines)
        for place, cell in formatted.items():
            if place < len(cells) and cells[place] is not None:
                cells[place] = _fill(sheet, cell, cells[place], tab.columns[place])
        yield cells


def _fill(sheet: Any, cell: Any, value: Cell, column: Column) -> Any:
    if column.kind is Kind.DATE and column.month_is_enough and isinstance(value, int):
        return _styled(sheet, value, number_format=DATE_FORMAT)
    cell.value = value
    return cell


def _header_cell(sheet: Any, column: Column) -> Any:
    cell = _styled(
        sheet,
        column.header,
        font=_REQUIRED_FONT if column.required else _OPTIONAL_FONT,
        fill=_REQUIRED_FILL if column.required else _OPTIONAL_FILL,
        alignment=_WRAP,
        border=_LINE,
    )
    note = build_note(column)
    lines = sum(1 + len(line) // 38 for line in note.split("\n"))
    cell.comment = Comment(note, _AUTHOR, width=280, height=26 + 17 * lines)
    return cell


def _write_read_me(sheet: Any, read_me: Grid) -> None:
    sheet.column_dimensions["A"].width = READ_ME_WIDTHS[0]
    sheet.column_dimensions["B"].width = READ_ME_WIDTHS[1]
    sheet.sheet_properties.tabColor = PLAIN_TAB_COLOUR
    _fit_to_paper(sheet)
    heading = Font(name=_FONT, bold=True, size=14, color=REQUIRED_COLOUR)
    word = Font(name=_FONT, bold=True, color=OPTIONAL_INK)
    top = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate(read_me, start=1):
        # Spreadsheets do not agree on fitting a row to wrapped text: the height is given.
        lines = _count_lines(row[-1], READ_ME_WIDTHS[1]) if len(row) > 1 else 2
        sheet.row_dimensions[number].height = _LINE_HEIGHT * lines
        if len(row) == 1:
            sheet.append([_styled(sheet, row[0], font=heading)])
        else:
            sheet.append(
                [
                    _styled(sheet, row[0], font=word, alignment=top),
                    _styled(sheet, row[1], font=Font(name=_FONT), alignment=top),
                ]
            )


def _fit_to_paper(sheet: Any) -> None:
    """Printed, a sheet is as wide as one landscape page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _write_lists(sheet: Any, lists: Sequence[PickList]) -> None:
    sheet.sheet_properties.tabColor = PLAIN_TAB_COLOUR
    sheet.freeze_panes = "A2"
    for place in range(1, len(lists) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = LIST_WIDTH
    sheet.append(
        [_styled(sheet, each.name, font=_OPTIONAL_FONT, fill=_OPTIONAL_FILL, border=_LINE) for each in lists]
    )
    for row in build_list_rows(lists):
        sheet.append(row)


def _styled(sheet: Any, value: Cell, **style: Any) -> Any:
    cell: Any = WriteOnlyCell(sheet, value)
    for name, part in style.items():
        setattr(cell, name, part)
    return cell


def _count_lines(value: Cell, width: int) -> int:
    """Lines that a text takes in a column this many characters wide."""
    return (
        sum(1 + int(len(line) / (1.12 * width)) for line in value.split("\n"))
        if isinstance(value, str)
        else 1
    )
