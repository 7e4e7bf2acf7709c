"""How every printed page is set: typst, with the same fonts on every computer."""

from __future__ import annotations

import json
import re
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
    pdf = typst.compile(
        template,
        root=ROOT,
        font_paths=_read_fonts(),
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs=_give(page),
    )
    assert isinstance(pdf, bytes)
    return pdf


def build_svg(template: Path, page: dict[str, Any]) -> bytes:
    """A typst template of one page as SVG, letters drawn as outlines: it needs no font on the screen."""
    svg = typst.compile(template, root=ROOT, font_paths=_read_fonts(), format="svg", sys_inputs=_give(page))
    assert isinstance(svg, bytes)
    return _shorten(svg.decode()).encode()


def build_png(template: Path, page: dict[str, Any], *, ppi: float) -> bytes:
    """A typst template of one page as PNG, for documents that take pictures only."""
    png = typst.compile(
        template, root=ROOT, font_paths=_read_fonts(), format="png", ppi=ppi, sys_inputs=_give(page)
    )
    assert isinstance(png, bytes)
    return png


def _shorten(svg: str) -> str:
    """Without defaults and with short names of glyphs: it travels to the page at every change."""
    names: dict[str, str] = {}
    short = re.sub(r"\bg[0-9A-F]{20,}", lambda found: names.setdefault(found.group(), f"g{len(names)}"), svg)
    return re.sub(r' (?:x="0"|y="0"|fill-rule="nonzero")', "", short)


def _give(page: dict[str, Any]) -> dict[str, str]:
    return {"halaman": json.dumps({"font": FONT, **page}, allow_nan=False)}
