"""Files for e-PPGBM as .xlsx: the upload with the rows held back and the reconciliation, and what to enter
after a comparison with Sigizi.

They carry NIK: for kepala and petugas only, and nowhere kept by the app.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from lib.domain.eppgbm import (
    COUNTS,
    DIFFERENT,
    FILES,
    ONLY_HERE,
    ONLY_THERE,
    REASONS,
    TEXT_FORMATS,
    Cell,
    Comparison,
    Upload,
    build_file_rows,
    compute_reconciliation,
    describe_difference,
    read_file_columns,
)
from lib.workbook.tabs import TABS

# --- The upload files for e-PPGBM as .xlsx, and the list of rows held back with the reconciliation.
#
# They carry NIK: for kepala and petugas only, and nowhere kept by the app.

HELD = "tertahan"
BY_POSYANDU = "per-posyandu"

HELD_HEADERS = {
    "name": "Nama anak",
    "child_id": "ID",
    "posyandu": "Posyandu",
    "date": "Tanggal ukur",
    "files": "Berkas",
    "message": "Sebab",
    "suggestion": "Cara memperbaiki",
    "book": "Buku",
    "tab": "Tab",
    "cell": "Sel",
    "link": "Tautan",
}
COUNT_HEADERS = {
    "posyandu": "Posyandu",
    **dict(
        zip(
            COUNTS,
            (
                *("Identitas", "Identitas siap dikirim", "Diukur", "Siap dikirim", "Tertahan"),
                *("D", "Di luar sasaran", "Tanpa berat", "Dalam D tertahan"),
            ),
            strict=True,
        )
    ),
    **{reason: f"Tertahan: {told.label}" for reason, told in REASONS.items()},
    "words": "Keterangan",
}


class UploadFile(NamedTuple):
    """A file to download: its kind (FILES or HELD), name, rows, and what makes its bytes."""

    kind: str
    name: str
    rows: int
    build: Callable[[], bytes]


def list_files(
    upload: Upload, names: Mapping[str, str], posyandu: str | None = None
) -> tuple[UploadFile, ...]:
    """The three files of an upload, built only when asked; `names` maps codes of posyandu to names and
    `posyandu` is the one whose part `upload` is."""
    part = f"-{name_folder(posyandu)}" if posyandu else ""
    sent = [
        UploadFile(
            file,
            f"{file}{part}-{upload.month}.xlsx",
            len(upload.sent(file)),
            partial(build_file, upload, file),
        )
        for file in FILES
    ]
    held = UploadFile(
        HELD, f"{HELD}{part}-{upload.month}.xlsx", len(upload.held), partial(build_held, upload, names)
    )
    return (*sent, held)


def build_file(upload: Upload, file: str) -> bytes:
    """An upload file ("identitas", "pengukuran"): header in row 1, one sheet named after it."""
    columns = read_file_columns()[file]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(file)
    sheet.append([column.header for column in columns])
    as_text = [column.format in TEXT_FORMATS for column in columns]
    for row in build_file_rows(upload.sent(file), file):
        sheet.append([_cell(sheet, value, text=text) for value, text in zip(row, as_text, strict=True)])
    return _save(book)


def build_held(upload: Upload, names: Mapping[str, str]) -> bytes:
    """The rows held back, one a child and reason, and the reconciliation by posyandu with its words."""
    book = Workbook(write_only=True)
    held = upload.held.assign(
        posyandu=_name(upload.held["posyandu"], names), date=upload.held["date"].dt.strftime("%Y-%m-%d")
    )
    _append_table(book, HELD, held, HELD_HEADERS)
    total = compute_reconciliation(upload, by_posyandu=False).assign(posyandu="Jumlah")
    parts = compute_reconciliation(upload)
    counts = pd.concat([parts.assign(posyandu=_name(parts["posyandu"], names)), total], ignore_index=True)
    counts["words"] = [describe_difference(row) for row in counts.to_dict("records")]
    _append_table(book, "rekonsiliasi", counts, COUNT_HEADERS)
    return _save(book)


def write_upload(upload: Upload, names: Mapping[str, str], folder: Path) -> list[Path]:
    """Write the three files into `folder`, and, of several posyandu, each one's own into BY_POSYANDU beneath.

    e-PPGBM takes a file for the posyandu chosen there. Returns the paths; raises OSError.
    """
    folder.mkdir(exist_ok=True)
    written = []
    for one in list_files(upload, names):
        written.append(folder / one.name)
        written[-1].write_bytes(one.build())
    codes = list(upload.children["posyandu"].dropna().unique())
    if len(codes) > 1:
        beneath = folder / BY_POSYANDU
        beneath.mkdir(exist_ok=True)
        for code in codes:
            # Also files without rows: one of an earlier run must not stay behind as if it were today's.
            for one in list_files(upload.of(code), names, code):
                written.append(beneath / one.name)
                written[-1].write_bytes(one.build())
    return written


def name_folder(typed: str) -> str:
    """A code or name as part of a path: whatever was typed, it stays inside the folder."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in typed)


def _name(codes: pd.Series, names: Mapping[str, str]) -> pd.Series:
    return codes.map(lambda code: names.get(code, code), na_action="ignore")


def _append_table(book: Workbook, title: str, table: pd.DataFrame, headers: Mapping[str, str]) -> None:
    sheet = book.create_sheet(title)
    sheet.append(list(headers.values()))
    columns = [table[name].astype(object).where(table[name].notna(), None) for name in headers]
    for row in zip(*columns, strict=True):
        sheet.append([_cell(sheet, value, text=isinstance(value, str)) for value in row])


def _cell(sheet: Any, value: Cell, *, text: bool) -> Any:
    """A cell; text stays text, also where it is all digits or begins like a formula."""
    if value is None or not (text or isinstance(value, str)):
        return value
    cell = WriteOnlyCell(sheet, str(value))
    cell.data_type, cell.number_format = "s", "@"
    return cell


def _save(book: Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


# --- Rows to enter after a comparison with Sigizi: into the workbook, and into e-PPGBM, as one .xlsx.
#
# The file carries NIK: for kepala and petugas only, and nowhere kept by the app.

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
