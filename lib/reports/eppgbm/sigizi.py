"""Rows to enter after a comparison with Sigizi: into the workbook, and into e-PPGBM, as one .xlsx.

The file carries NIK: for kepala and petugas only, and nowhere kept by the app.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from lib.domain.eppgbm import (
    DIFFERENT,
    ONLY_HERE,
    ONLY_THERE,
    TEXT_FORMATS,
    Comparison,
    Upload,
    build_file_rows,
    read_file_columns,
)
from lib.workbook.tabs import TABS

DIFFERENCES = "Angka berbeda"
_DIFFERENCE_HEADERS = {
    "child": "Nama",
    "child_id": "ID",
    "posyandu": "Posyandu",
    "date": "Tanggal di lembar",
    "weight_kg": "BB di lembar (kg)",
    "height_cm": "TB/PB di lembar (cm)",
    "there_date": "Tanggal di Sigizi",
    "there_weight_kg": "BB di Sigizi (kg)",
    "there_height_cm": "TB/PB di Sigizi (cm)",
}


def list_own_rows(comparison: Comparison) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """What stands in Sigizi only, as rows of `Balita` (children not in the workbook) and of `Penimbangan`:
    texts by column name, in the spellings of the workbook."""
    children: list[dict[str, str]] = []
    weighings: list[dict[str, str]] = []
    for row in comparison.only(ONLY_THERE).to_dict("records"):
        posyandu = _say(row["posyandu"]) or _say(row["place"])
        known = pd.notna(row["child_id"])
        if not known:
            children.append(
                {
                    "nik": _say(row["there_nik"]),
                    "name": _say(row["there_name"]),
                    "sex": _say(row["sex"]),
                    "birth_date": _day(row["birth_date"]),
                    "posyandu": posyandu,
                }
            )
        weighings.append(
            {
                "date": _day(row["there_date"]),
                "posyandu": posyandu,
                "child_id": f"{_say(row['name'])} · {row['child_id']}" if known else "",
                "name": _say(row["name"]) if known else _say(row["there_name"]),
                "weight_kg": _number(row["there_weight_kg"]),
                "height_cm": _number(row["there_height_cm"]),
                "position": _say(row["there_position"]),
                "lila_cm": _number(row["there_lila_cm"]),
            }
        )
    return children, weighings


def build_rows_book(comparison: Comparison, upload: Upload, names: Mapping[str, str]) -> bytes:
    """Four sheets: rows for the tabs Balita and Penimbangan, the children to enter in e-PPGBM in the columns
    of its measurement file, and the pairs of numbers that differ."""
    book = Workbook(write_only=True)
    for tab_name, rows in zip(("balita", "penimbangan"), list_own_rows(comparison), strict=True):
        tab = TABS[tab_name]
        sheet: Any = book.create_sheet(f"Ke tab {tab.title}")
        sheet.append([column.header for column in tab.columns])
        for row in rows:
            sheet.append([_text(sheet, row.get(column.name, "")) for column in tab.columns])
    sheet = book.create_sheet("Ke e-PPGBM")
    columns = read_file_columns()["pengukuran"]
    sheet.append([column.header for column in columns])
    asked = upload.children["child_id"].isin(comparison.only(ONLY_HERE)["child_id"])
    for values in build_file_rows(upload.children[asked & upload.children["measured"]], "pengukuran"):
        sheet.append(
            [
                _text(sheet, str(value)) if column.format in TEXT_FORMATS and value is not None else value
                for value, column in zip(values, columns, strict=True)
            ]
        )
    sheet = book.create_sheet(DIFFERENCES)
    sheet.append(list(_DIFFERENCE_HEADERS.values()))
    apart = comparison.only(DIFFERENT)
    apart = apart.assign(
        child=apart["name"].fillna(apart["there_name"]),
        posyandu=[names.get(str(code), _say(code)) for code in apart["posyandu"]],
        date=[_day(day) for day in apart["date"]],
        there_date=[_day(day) for day in apart["there_date"]],
    )
    for cells in apart[list(_DIFFERENCE_HEADERS)].itertuples(index=False):
        sheet.append(
            [
                _text(sheet, value) if isinstance(value, str) else None if pd.isna(value) else value
                for value in cells
            ]
        )
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _text(sheet: Any, value: str) -> Any:
    """Text stays text, also where it is all digits or begins like a formula."""
    if not value:
        return None
    cell = WriteOnlyCell(sheet, value)
    cell.data_type, cell.number_format = "s", "@"
    return cell


def _say(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _day(value: Any) -> str:
    return "" if pd.isna(value) else f"{value:%d/%m/%Y}"


def _number(value: Any) -> str:
    return "" if pd.isna(value) else f"{value:.10g}".replace(".", ",")
