"""The monthly report as .xlsx: numbers to reckon with, beside the page that is signed and sent."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Literal

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from lib.reports.laporan.pdf import TITLE, MonthlyReport
from lib.reports.laporan.tables import COUNT, PERCENT, WORDS, Table
from lib.words import tokens
from lib.words.formats import format_day, format_month

SHEET, POSYANDU_SHEET = "Laporan", "Tiap posyandu"
TOTAL = "Jumlah"
"""First cell of a row that has numbers only."""

_FORMATS = {COUNT: "#,##0", PERCENT: '0.0"%"'}
_FIRST_WIDTH, _WIDTH = 34.0, 11.0
"""In letters: the first column, and each of the others."""
_LINE = 15.0
"""Height of a line of text, in points."""
_ROOM_TO_SIGN = ("", "", "")
_FONT = "Calibri"


def build_report_book(report: MonthlyReport) -> bytes:
    """Two sheets: the report's tables one below the other, and the posyandu. Percentages are 0–100,
    unrounded; what cannot be computed is blank; text stays text whatever it begins with."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    tables = dict(report.tables)
    posyandu = tables.pop("posyandu")
    row = _write_lines(sheet, 1, [TITLE, report.settings.name, format_month(report.month), report.opened])
    sheet["A1"].font = Font(name=_FONT, bold=True, size=14)
    columns = max(len(table.columns) for table in tables.values()) + 1
    for table in tables.values():
        row = _write_table(sheet, row + 1, table, title=table.title)
    notes = [*report.notes, f"Dicetak {format_day(report.seen.today)}"]
    row = _write_lines(sheet, row + 1, notes, columns=columns)
    if report.signature:
        place, post, head, nip = report.signature.values()
        _write_lines(sheet, row + 1, [place, post, *_ROOM_TO_SIGN, head, nip])
    _set_page(sheet, columns=columns, orientation="portrait", pages=1)

    sheet = book.create_sheet(POSYANDU_SHEET)
    _write_table(sheet, 1, posyandu)
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    _set_page(sheet, columns=len(posyandu.columns), orientation="landscape", pages=0)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_lines(sheet: Worksheet, row: int, lines: list[str], *, columns: int = 1) -> int:
    """Texts one below the other, wrapped over as many columns; the next free row."""
    letters = _FIRST_WIDTH + (columns - 1) * _WIDTH
    for at, line in enumerate(lines, start=row):
        cell = _write(sheet, at, 1, line)
        if columns > 1:
            sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=columns)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.row_dimensions[at].height = _LINE * -(-len(line) // int(letters))
    return row + len(lines)


def _write_table(sheet: Worksheet, row: int, table: Table, *, title: str = "") -> int:
    """Title, header and rows; the next free row."""
    if title:
        _write(sheet, row, 1, title).font = Font(name=_FONT, bold=True)
        row += 1
    named = any(kind == WORDS for _, kind in table.columns)
    columns = table.columns if named else (("", WORDS), *table.columns)
    ground = PatternFill("solid", fgColor=tokens.LIGHT.surface.removeprefix("#"))
    for at, (header, kind) in enumerate(columns, start=1):
        cell = _write(sheet, row, at, header)
        cell.font, cell.fill = Font(name=_FONT, bold=True), ground
        cell.alignment = _align(kind, at, wrap_text=True)
    longest = max(len(header) for header, _ in columns[1:])
    sheet.row_dimensions[row].height = _LINE * (2 if longest > _WIDTH else 1)
    line = Border(bottom=Side("thin", color=tokens.LIGHT.line.removeprefix("#")))
    for number, values in enumerate(table.rows, start=1):
        is_total = table.has_total and number == len(table.rows)
        shown = values if named else (TOTAL, *values)
        for at, ((_, kind), value) in enumerate(zip(columns, shown, strict=True), start=1):
            cell = _write(sheet, row + number, at, value)
            cell.border = line
            cell.number_format = _FORMATS.get(kind, "General")
            cell.alignment = _align(kind, at)
            if is_total:
                cell.font = Font(name=_FONT, bold=True)
    return row + len(table.rows) + 1


def _align(kind: str, column: int, *, wrap_text: bool = False) -> Alignment:
    """Numbers flush right; words beside them a little apart."""
    if kind != WORDS:
        return Alignment(horizontal="right", vertical="bottom", wrap_text=wrap_text)
    return Alignment(horizontal="left", vertical="bottom", wrap_text=wrap_text, indent=int(column > 1))


def _write(sheet: Worksheet, row: int, column: int, value: Any) -> Any:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        if value:
            cell.value = value
            cell.data_type = "s"
    elif not pd.isna(value):
        cell.value = float(value) if isinstance(value, float) else int(value)
    return cell


def _set_page(
    sheet: Worksheet, *, columns: int, orientation: Literal["portrait", "landscape"], pages: int
) -> None:
    """Widths, and A4 one page wide and `pages` tall (0: as many as it takes)."""
    for at in range(1, columns + 1):
        sheet.column_dimensions[get_column_letter(at)].width = _FIRST_WIDTH if at == 1 else _WIDTH
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = pages
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
