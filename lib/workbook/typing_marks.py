"""What a sheet marks by itself while somebody types: formulas for conditional formats.

Only functions that Excel, LibreOffice and Google Sheets all know, and other tabs through INDIRECT, since
Google Sheets refuses a conditional format that names another tab: so they survive "Save as Google Sheets".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from openpyxl.utils import get_column_letter

from lib.workbook.columns import Column, Kind, Tab
from lib.workbook.dropdown_lists import JOINED, LISTS_TAB, PickList
from lib.workbook.header_notes import dropdown_list

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
