"""The monev report's Word document: the template filled, and the picture of the charts put in its place."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from docx import Document
from docx.shared import Cm

from lib.reports import word
from lib.reports.mentoring.tables import Table

PICTURE_FIELD = "grafik"
MARK = "\u27e6grafik\u27e7"
"""Stands where the picture goes while the template is filled; nobody types it."""
WIDTH_CM = 16.5


def build_document(
    template: word.WordTemplate,
    fields: Mapping[str, Any],
    tables: Iterable[Table],
    *,
    picture: bytes | None,
    picture_words: str,
    title: str,
) -> bytes:
    """The filled document as .docx. Each table's rows stand in the template under its key, its remarks under
    "<key>_catatan" (and what is said where it has no rows)."""
    filled: dict[str, Any] = {**fields, PICTURE_FIELD: MARK if picture else ""}
    for table in tables:
        filled[table.key] = table.list_records()
        filled[f"{table.key}_catatan"] = " ".join([*([] if table.rows else [table.empty]), *table.notes])
    content = word.build_docx(template, filled, title=title, author=str(fields["puskesmas"]))
    return _place_picture(content, picture, picture_words) if picture else content


def _place_picture(content: bytes, picture: bytes, words: str) -> bytes:
    document = Document(io.BytesIO(content))
    for paragraph in document.paragraphs:
        if MARK not in paragraph.text:
            continue
        for run in paragraph.runs:
            run.text = ""
        shape = paragraph.add_run().add_picture(io.BytesIO(picture), width=Cm(WIDTH_CM))
        shape._inline.docPr.set("descr", words)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
