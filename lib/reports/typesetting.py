"""How every printed page is set: typst, with the same fonts on every computer."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from lib.config import ROOT

FONT = "Source Sans Pro"


@cache
def _read_fonts() -> typst.Fonts:
    # Only these fonts and typst's own: the page looks the same everywhere.
    return typst.Fonts(
        include_system_fonts=False, font_paths=[Path(str(files("font_source_sans_pro") / "files"))]
    )


def build_pdf(template: Path, page: dict[str, Any]) -> bytes:
    """A typst template (a file of this project) as PDF, fonts embedded.

    Accessible (PDF/UA-1): typst refuses a page without a title or a picture without `alt`.
    `page` reaches it as `sys.inputs.halaman` (JSON); pictures are named by their path
    from the project's root.
    """
    inputs = {"halaman": json.dumps({"font": FONT, **page}, allow_nan=False)}
    pdf = typst.compile(
        template,
        root=ROOT,
        font_paths=_read_fonts(),
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs=inputs,
    )
    assert isinstance(pdf, bytes)
    return pdf
