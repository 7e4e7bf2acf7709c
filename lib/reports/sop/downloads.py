"""Which files of an SOP there are to download: the document, the empty form, the filled one, the table."""

from __future__ import annotations

import pandas as pd

from lib.domain.settings import PuskesmasSettings
from lib.reports.sop.checklist_form import build_checklist_book, build_checklist_form
from lib.reports.sop.document import build_sop_document, name_file
from lib.words.downloads import Download
from lib.words.formats import format_month
from lib.words.sop_document import SopDocument

DOCUMENT = "Dokumen SOP (PDF)"
EMPTY_FORM = "Formulir kosong (PDF)"
FILLED_FORM = "Daftar tilik terisi (PDF)"
BOOK = "Daftar tilik (Excel)"


def list_downloads(
    document: SopDocument,
    lines: pd.DataFrame,
    *,
    month: pd.Period,
    posyandu: str | None,
    settings: PuskesmasSettings,
    today: pd.Timestamp,
    filled: pd.DataFrame | None = None,
) -> list[Download]:
    """The files of one SOP. `lines` (named by daftar_tilik.name_units) go into the table, and into the filled
    form unless `filled` gives fewer; without lines there are the document and the empty form only."""
    code = document.code
    files = [
        Download(
            DOCUMENT,
            name_file("sop", code, ending="pdf"),
            lambda: build_sop_document(document, today=today),
        )
    ]
    if document.steps:
        files.append(
            Download(
                EMPTY_FORM,
                name_file("daftar-tilik", code, "kosong", ending="pdf"),
                lambda: build_checklist_form(document, settings=settings, today=today),
            )
        )
    if lines.empty:
        return files
    parts = [part for part in (code, str(month), posyandu) if part]
    sheets = lines if filled is None else filled
    return [
        *files,
        Download(
            FILLED_FORM,
            name_file("daftar-tilik", *parts, ending="pdf"),
            lambda: build_checklist_form(
                document, sheets, period=format_month(month), settings=settings, today=today
            ),
        ),
        Download(
            BOOK,
            name_file("daftar-tilik", *parts, ending="xlsx"),
            lambda: build_checklist_book(lines, title=f"Daftar Tilik {code}"),
        ),
    ]
