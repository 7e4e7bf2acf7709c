"""The empty workbook as a file to download."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

POSYANDU_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")
"""What can be a posyandu's code here; it becomes part of a file name."""


def name_empty_book(posyandu: str | None = None) -> str:
    """File name: "buku-puskesmas.xlsx", or "buku-MLT1.xlsx" of one posyandu."""
    return f"buku-{posyandu or 'puskesmas'}.xlsx"


def build_empty_book(posyandu: str | None = None) -> bytes:
    """The empty workbook of the puskesmas, or of the posyandu with this code, as .xlsx (under a second).

    Raises ValueError for a code that is none.
    """
    if posyandu is not None and not POSYANDU_CODE.fullmatch(posyandu):
        raise ValueError("not a posyandu code")
    # Here, not above: openpyxl comes with it, and whoever only reads the guide need not wait for that.
    from lib.workbook.template import write_template

    with TemporaryDirectory() as folder:
        path = Path(folder) / name_empty_book(posyandu)
        write_template(path, posyandu=posyandu)
        return path.read_bytes()
