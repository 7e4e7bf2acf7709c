"""What the guide hands out: the empty workbook, and the guide for kader on one A4 page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from lib.config import ROOT
from lib.reports.typesetting import build_pdf
from lib.words import tokens
from lib.words.guides import read_guide

# --- The empty workbook as a file to download.

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


# --- The guide for kader on one A4 page, to print and hang up: docs/panduan-kader.md set by typst.

FILE_NAME = "panduan-kader.pdf"
_TEMPLATE = Path(__file__).with_name("kader_sheet.typ")


@cache
def build_kader_sheet() -> bytes:
    """The page as PDF, fonts embedded, accessible (PDF/UA-1); made once a process."""
    guide = read_guide("kader")
    opening, *panels = guide.sections
    page = {
        "primary": tokens.LIGHT.primary.ground,
        "line": tokens.LIGHT.line,
        "quiet": tokens.LIGHT.quiet_ink,
        "title": guide.title,
        "opening": _read_runs(opening.text),
        "panels": [
            {
                "title": panel.title,
                "runs": _read_runs(panel.text),
                "picture": f"/{panel.picture.relative_to(ROOT).as_posix()}" if panel.picture else None,
                "description": panel.description,
            }
            for panel in panels
        ],
    }
    return build_pdf(_TEMPLATE, page)


def _read_runs(markdown: str) -> list[dict[str, object]]:
    """Plain and **bold** runs of one paragraph."""
    parts = re.split(r"\*\*(.+?)\*\*", " ".join(markdown.split()))
    return [{"text": part, "bold": place % 2 == 1} for place, part in enumerate(parts) if part]
