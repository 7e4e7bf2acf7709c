"""The recap as a workbook."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from lib.reports.recap import Recap
from lib.workbook.formulas import quote_formula


def write_recap_xlsx(recaps: list[Recap], target: Path) -> None:
    """The recap as a workbook: one sheet a part; lists inside a row become text. Raises OSError."""
    book = Workbook(write_only=True)
    for part in recaps[0]:
        rows = [row for recap in recaps for row in _rows_of(recap[part])]
        sheet = book.create_sheet(part)
        headers = list(dict.fromkeys(key for row in rows for key in row))
        sheet.append(headers)
        for row in rows:
            sheet.append([_cell(row.get(header)) for header in headers])
    book.save(target)


def _rows_of(part: object) -> list[Recap]:
    if isinstance(part, list):
        return part
    return [part] if isinstance(part, dict) else [{"nilai": part}]


def _cell(value: object) -> str | int | float | bool | None:
    if isinstance(value, list):
        return "; ".join(
            ", ".join(map(str, one.values())) if isinstance(one, dict) else str(one) for one in value
        )
    if isinstance(value, dict):
        return ", ".join(f"{key} {one}" for key, one in value.items())
    if isinstance(value, str):
        return quote_formula(value)
    return value if isinstance(value, (int, float, bool)) or value is None else str(value)
