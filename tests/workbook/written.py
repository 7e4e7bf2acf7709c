"""Workbooks written to disk in every kind of file, from sheet title → grid."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import xlwt
from openpyxl.cell.cell import ERROR_CODES

from lib.workbook.grids import Cell, Grid

KINDS = ("xlsx", "xls", "ods", "csv")
Book = dict[str, Grid]


def write(folder: Path, book: Book, kind: str) -> list[Path]:
    """The files of a workbook: one, or a .csv for each sheet."""
    folder.mkdir(exist_ok=True)
    if kind == "csv":
        return [_write_csv(folder / f"{title}.csv", grid) for title, grid in book.items()]
    path = folder / f"buku.{kind}"
    {"xlsx": _write_xlsx, "xls": _write_xls, "ods": _write_ods}[kind](path, book)
    return [path]


def _is_error(cell: Cell) -> bool:
    return isinstance(cell, str) and cell in ERROR_CODES


def _write_csv(path: Path, grid: Grid) -> Path:
    width = max(map(len, grid))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = ([*row, *[None] * (width - len(row))] for row in grid)
        csv.writer(file, delimiter=";").writerows(
            [str(cell).replace(".", ",") if isinstance(cell, float) else cell for cell in row] for row in rows
        )
    return path


def _write_xlsx(path: Path, book: Book) -> None:
    written = openpyxl.Workbook()
    written.remove(written.worksheets[0])
    for title, grid in book.items():
        sheet = written.create_sheet(title)
        for row, cells in enumerate(grid, 1):
            for column, cell in enumerate(cells, 1):
                place = sheet.cell(row, column, cell)
                if _is_error(cell):
                    place.data_type = "e"
    written.save(path)


def _write_xls(path: Path, book: Book) -> None:
    written = xlwt.Workbook()
    for title, grid in book.items():
        sheet = written.add_sheet(title)
        for row, cells in enumerate(grid):
            for column, cell in enumerate(cells):
                if _is_error(cell):
                    sheet.row(row).set_cell_error(column, 0x2A if cell == "#N/A" else cell)
                elif cell is not None:
                    sheet.write(row, column, cell)
    written.save(str(path))


_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str) and cell.startswith("="):
        return f"<table:table-cell table:formula={quoteattr('of:' + cell)}/>"
    if _is_error(cell):
        about = 'table:formula="of:=NA()" office:value-type="string" calcext:value-type="error"'
        return f"<table:table-cell {about}><text:p>{cell}</text:p></table:table-cell>"
    if isinstance(cell, str):
        return (
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
        )
    return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'


def _write_ods(path: Path, book: Book) -> None:
    tables = "".join(
        f"<table:table table:name={quoteattr(title)}>"
        + "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in grid)
        + "</table:table>"
        for title, grid in book.items()
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f'<office:document-content {_NAMES} xmlns:calcext="urn:org:documentfoundation:names:experimental'
            f':calc:xmlns:calcext:1.0"><office:body><office:spreadsheet>{tables}</office:spreadsheet>'
            "</office:body></office:document-content>",
        )
