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
_NOT_DRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_JOINERS = "\u200d\ufe0e\ufe0f"


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
    from the project's root. Signs that no font has (emoji, other scripts) would stop the whole page: they are
    left out, letters among them are "?".
    """
    given = _give(page)
    while True:
        try:
            pdf = typst.compile(
                template,
                root=ROOT,
                font_paths=_read_fonts(),
                format="pdf",
                pdf_standards="ua-1",
                sys_inputs=given,
            )
        except typst.TypstError as error:
            printable = {name: _leave_out(words, str(error)) for name, words in given.items()}
            if printable == given:
                raise
            given = printable
        else:
            assert isinstance(pdf, bytes)
            return pdf


def _leave_out(words: str, error: str) -> str:
    """Without the signs that typst could not draw, and all emoji at once, since it names few at a time."""
    named = "".join(_NOT_DRAWN.findall(error))
    named += "".join(chr(int(code, 16)) for code in re.findall(r"\\u\{([0-9a-f]+)\}", named))
    lost = {sign for sign in named if not sign.isascii()}
    if not named:
        return words
    lost |= {sign for sign in words if sign > "\uffff" or sign in _JOINERS}
    return words.translate({ord(sign): "?" if sign.isalpha() else None for sign in lost})


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
    return {"halaman": json.dumps({"font": FONT, **page}, allow_nan=False, ensure_ascii=False)}
