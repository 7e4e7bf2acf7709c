"""The guide for kader on one A4 page, to print and hang up: docs/panduan-kader.md set by typst."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from lib.config import ROOT
from lib.reports.typesetting import build_pdf
from lib.words import tokens
from lib.words.guides import read_guide

FILE_NAME = "panduan-kader.pdf"
_TEMPLATE = Path(__file__).with_suffix(".typ")


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
