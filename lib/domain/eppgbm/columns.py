"""The columns of the two upload files, read from columns.toml, and how a value is written in each.

Source: aturan, "e-PPGBM upload" (order as seen in public upload tools). Two tools on GitHub that write these
files agree on headers and order, dates as YYYY-MM-DD, NIK as text; both leave `hapus` and `pindah` blank,
and one saves as Excel 97-2003 (.xls), which any spreadsheet makes of these files.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

FILES: tuple[str, ...] = ("identitas", "pengukuran")
Cell = str | int | float | None
SEX_WORDS = {"L": "Laki-laki", "P": "Perempuan"}
_DECLARED = Path(__file__).with_name("columns.toml")


class FileColumn(NamedTuple):
    """One column of an upload file; `source` is `tab.column` of the workbook, "" where it has none."""

    header: str
    source: str
    format: str
    age_months: int | None = None

    @property
    def name(self) -> str:
        """The column of Upload.children that it is written from."""
        column = self.source.partition(".")[2]
        return column if self.age_months is None else f"{column}_{self.age_months}"


@cache
def read_file_columns() -> dict[str, tuple[FileColumn, ...]]:
    """The columns of each of FILES, in their order."""
    declared = tomllib.loads(_DECLARED.read_text(encoding="utf-8"))
    return {name: tuple(FileColumn(*column) for column in declared[name]) for name in FILES}


# How a value that is there is written; one that is missing is an empty cell.
FORMATS: dict[str, Callable[[Any], Cell]] = {
    "teks": str,
    "huruf kecil": lambda word: str(word).lower(),
    "bulat": lambda number: round(float(number)),
    "angka": float,
    "tanggal": lambda day: f"{day:%Y-%m-%d}",
    "kelamin": lambda sex: SEX_WORDS.get(str(sex)),
    "ya/tidak": lambda answer: "ya" if answer else "tidak",
    "hp": lambda number: str(number).replace("+62", "0", 1),
}
NUMBERED, BLANK = "nomor", "kosong"
TEXT_FORMATS = frozenset({"teks", "tanggal", "hp"})
"""Written as text even where every character is a digit: a spreadsheet must not take them for numbers."""


def build_file_rows(children: pd.DataFrame, file: str) -> list[list[Cell]]:
    """The rows of an upload file ("identitas" or "pengukuran") below its header, numbered from 1.

    `children`: rows of Upload.children that are to be sent. KeyError for an unknown file.
    """
    columns = read_file_columns()[file]
    written: list[list[Cell]] = []
    for column in columns:
        if column.format == NUMBERED:
            written.append(list(range(1, len(children) + 1)))
        elif column.format == BLANK:
            written.append([None] * len(children))
        else:
            values, write = children[column.name], FORMATS[column.format]
            known = values.notna().to_numpy()
            written.append(
                [write(value) if there else None for value, there in zip(values, known, strict=True)]
            )
    return [list(row) for row in zip(*written, strict=True)]
