"""The month's report as PDF and as workbook, of the same tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from lib.data.seen import Seen
from lib.domain.access import Role
from lib.domain.settings import PuskesmasSettings
from lib.reports.laporan.tables import COUNT, PERCENT, WORDS, Table, build_tables
from lib.reports.letterhead import BLANK, list_missing
from lib.reports.typesetting import build_pdf
from lib.words import tokens
from lib.words.formats import format_day, format_month, format_number

# --- The monthly report of a puskesmas on one A4 page (more where there are many posyandu), as PDF.
#
# The same tables as on the page and in the .xlsx (monthly_tables); no child is named.

TEMPLATE = Path(__file__).with_name("pdf.typ")
TITLE = "Laporan Bulanan Gizi Balita"
STATUS_TITLE = "Status gizi anak yang diukur"
METHOD = (
    "D = N + T + O + B. N/D′ = N ÷ (N + T). Prevalensi: anak dengan nilai wajar, selang 95% menurut Wilson. "
    "Gizi buruk: BB/TB di bawah −3, edema, atau LiLA di bawah 11,5 cm. Angka ini sama dengan yang tampil di "
    "papan pada hari dicetak."
)
COPY = (
    "Salinan tanpa tanda tangan. Angka kasus di bawah 5 ditulis <5, dan angka yang membukanya tidak dirinci."
)

# Rows of the page: how wide its parts are, and the tables that stand in each part.
_Row = tuple[tuple[float, tuple[str, ...]], ...]
_LAYOUT: tuple[_Row, ...] = (
    ((1, ("skdn",)),),
    ((1.16, ("cakupan",)), (1, ("prevalensi", "program"))),
    ((1, ("banding",)),),
    ((1, ("posyandu",)),),
)
_STATUSES: tuple[_Row, ...] = (((1, ("tb_u",)), (1, ("bb_u",))), ((1, ("bb_tb",)), (1, ("imt_u",))))


@dataclass(frozen=True)
class MonthlyReport:
    """The report of one month as one viewer may see it; what it is made of is computed when asked for."""

    seen: Seen
    month: pd.Period

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Every table by its key, in their order (see monthly_tables.build_tables)."""
        return build_tables(self.seen, self.month)

    @property
    def settings(self) -> PuskesmasSettings:
        return self.seen.settings

    @property
    def is_copy(self) -> bool:
        """Whether it is for reading only: made by somebody who does not see the whole puskesmas."""
        return self.seen.scope.role is not Role.KEPALA

    @property
    def missing(self) -> list[str]:
        """Settings of head and signature that the tab Pengaturan does not have; a copy needs none."""
        return [] if self.is_copy else list_missing(self.settings)

    @property
    def opened(self) -> str:
        """ "3 dari 4 posyandu sudah buka", and that the month is not over."""
        opened, days = self.seen.gizi.opened(self.month)
        told = f"{format_number(opened)} dari {format_number(days)} posyandu sudah buka"
        return f"Sementara: {told}" if self.month == self.seen.this_month else told

    @property
    def notes(self) -> list[str]:
        """What stands under the tables: remarks, rows not counted, rules."""
        left_out = self.seen.left_out
        counted = ", ".join(f"{tab} {format_number(rows)} baris" for tab, rows in left_out.items())
        again = self.seen.gizi.weighed_again(self.month)
        return [
            *(table.note for table in self.tables.values() if table.note),
            *([f"Tidak dihitung karena tidak terbaca: {counted}."] if left_out else []),
            *([f"Perlu ditimbang ulang, tidak ikut semua angka: {int(again)} anak."] if again > 0 else []),
            f"Aturan N: {self.settings.n_rule}. {METHOD}",
            *([COPY] if self.is_copy else []),
        ]

    @property
    def signature(self) -> dict[str, str] | None:
        """Place and day, post, head and NIP, with dots for what is to be written by hand; a copy has none."""
        if self.is_copy:
            return None
        return {
            "place": f"{self.settings.place or BLANK}, {format_day(self.seen.today)}",
            "post": f"Kepala {self.settings.name or 'puskesmas'}",
            "head": self.settings.head or BLANK,
            "nip": f"NIP {self.settings.head_nip or BLANK}",
        }

    def name(self, ending: str) -> str:
        """File name: "laporan-gizi-puskesmas-contoh-2026-11.pdf"."""
        place = re.sub(r"[^a-z0-9]+", "-", self.settings.name.casefold()).strip("-") or "puskesmas"
        return f"laporan-gizi-{place}-{self.month}.{ending}"

    def build_pdf(self) -> bytes:
        """The report as PDF, fonts embedded, accessible (PDF/UA-1)."""
        page = {
            "title": f"{TITLE}, {format_month(self.month)}",
            "heading": TITLE,
            "month": format_month(self.month),
            "opened": self.opened,
            **_build_head(self.settings),
            "rows": [_build_row(row, self.tables) for row in _LAYOUT],
            "status_title": STATUS_TITLE,
            "statuses": [_build_row(row, self.tables, titles=False) for row in _STATUSES],
            "kebal": _build_table(self.tables["kebal"]),
            "notes": self.notes,
            "signature": self.signature,
            "printed": format_day(self.seen.today),
            "primary": tokens.LIGHT.primary.ground,
            "line": tokens.LIGHT.line,
            "quiet": tokens.LIGHT.quiet_ink,
            "surface": tokens.LIGHT.surface,
        }
        return build_pdf(TEMPLATE, page)


def _build_head(settings: PuskesmasSettings) -> dict[str, Any]:
    contact = [settings.address, f"Telepon {settings.phone}" if settings.phone else ""]
    return {
        "district": f"PEMERINTAH {settings.district.upper()}" if settings.district else "",
        "puskesmas": settings.name or "Puskesmas",
        "contact": " · ".join(part for part in contact if part),
    }


def _build_row(row: _Row, tables: Mapping[str, Table], *, titles: bool = True) -> list[dict[str, Any]]:
    return [
        {"width": width, "tables": [_build_table(tables[key], title=titles) for key in keys]}
        for width, keys in row
    ]


def _build_table(table: Table, *, title: bool = True) -> dict[str, Any]:
    return {
        "title": table.title if title else "",
        "headers": [header for header, _ in table.columns],
        "kinds": [kind for _, kind in table.columns],
        "words": [kind == WORDS for _, kind in table.columns],
        "rows": table.format_rows(),
        "total": table.has_total,
    }


# --- The monthly report as .xlsx: numbers to reckon with, beside the page that is signed and sent.

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
