"""Tabs that hold nothing but a broken formula: an IMPORTRANGE without permission, or formulas never computed.

Such a tab looks empty, or as if its header were missing, and every row elsewhere that points into it looks
wrong: one cause, which has to be told once.
"""

from __future__ import annotations

import pandas as pd

from lib.workbook.columns import Tab
from lib.workbook.findings import Level, build_findings, column_letter
from lib.workbook.grids import Cell, RawTab
from lib.workbook.words import BLANK_TEXTS, ERROR_TEXTS, UNCOMPUTED, fold

_LOADING = ("loading", "memuat")


def find_broken(tab: Tab, raw: RawTab, book: str) -> pd.DataFrame | None:
    """The one finding of a tab in which, under a header or without one, stand errors of formulas only; None
    of
    any other tab."""
    errors: list[tuple[int, int, str]] = []
    others = 0
    for row, cells in enumerate(raw.grid):
        filled = [(column, cell) for column, cell in enumerate(cells) if not _is_blank(cell)]
        wrong = [(row, column, str(cell)) for column, cell in filled if _is_error(cell)]
        errors += wrong
        if len(wrong) < len(filled):
            others += 1
            # A header may stand above, and nothing else.
            if others > 1 or errors:
                return None
    if not errors or (others and len(errors) > 1 and any(text != UNCOMPUTED for _, _, text in errors)):
        return None  # several errors under a header are the errors of their cells
    row, column, text = errors[0]
    message, suggestion = _describe(f"{column_letter(column)}{row + 1}", text)
    return build_findings(
        level=Level.ERROR,
        source_book=book,
        tab=tab.title,
        source_row=row + 1,
        column_index=column,
        value=text,
        message=message,
        suggestion=suggestion,
    )


def _describe(cell: str, text: str) -> tuple[str, str]:
    if text == UNCOMPUTED:
        return (
            "Rumus belum dihitung: buka di Excel, simpan. Tab ini tidak dibaca",
            "Buka berkasnya di Excel, tunggu rumusnya selesai, lalu simpan",
        )
    if fold(text).startswith(_LOADING):
        return (
            f"Rumus di {cell} belum selesai memuat (IMPORTRANGE), tab ini tidak dibaca",
            "Buka di Google Sheets dan tunggu sampai isinya tampil",
        )
    return (
        f"Rumus di {cell} rusak (IMPORTRANGE), tab ini tidak dibaca",
        f"Buka di Google Sheets, klik {cell}, lalu tekan Izinkan akses",
    )


def describe_pointers(count: int, what: str) -> tuple[str, str]:
    """What to say once of `count` rows that point at people of a broken tab, and what to do."""
    return (
        f"{count} baris belum dihitung, karena tab tempat {what} terdaftar rumusnya rusak",
        "Perbaiki tab itu dulu; baris di sini tidak perlu diubah",
    )


def _is_blank(cell: Cell) -> bool:
    return cell is None or cell is False or (isinstance(cell, str) and fold(cell) in BLANK_TEXTS)


def _is_error(cell: Cell) -> bool:
    return isinstance(cell, str) and (cell == UNCOMPUTED or fold(cell) in ERROR_TEXTS)
