"""The guide for kader on one A4 page, to print and hang up: docs/panduan-kader.md set by typst."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst

from lib.views import tokens
from lib.views.guides import FOLDER, read_guide

FILE_NAME = "panduan-kader.pdf"
FONT = "Source Sans Pro"
_TEMPLATE = Path(__file__).with_suffix(".typ")
_ROOT = FOLDER.parent


@cache
def build_kader_sheet() -> bytes:
    """The page as PDF, fonts embedded and its structure tagged for screen readers; made once a process."""
    guide = read_guide("kader")
    opening, *panels = guide.sections
    page = {
        "font": FONT,
        "primary": tokens.LIGHT.primary.ground,
        "line": tokens.LIGHT.line,
        "quiet": tokens.LIGHT.quiet_ink,
        "title": guide.title,
        "opening": _read_runs(opening.text),
        "panels": [
            {
                "title": panel.title,
                "runs": _read_runs(panel.text),
                "picture": f"/{panel.picture.relative_to(_ROOT).as_posix()}" if panel.picture else None,
                "description": panel.description,
            }
            for panel in panels
        ],
    }
    # Only these fonts and typst's own: the page looks the same on every computer.
    fonts = typst.Fonts(
        include_system_fonts=False, font_paths=[Path(str(files("font_source_sans_pro") / "files"))]
    )
    return typst.compile(
        _TEMPLATE, root=_ROOT, font_paths=fonts, format="pdf", sys_inputs={"halaman": json.dumps(page)}
    )


def _read_runs(markdown: str) -> list[dict[str, object]]:
    """Plain and **bold** runs of one paragraph."""
    parts = re.split(r"\*\*(.+?)\*\*", " ".join(markdown.split()))
    return [{"text": part, "bold": place % 2 == 1} for place, part in enumerate(parts) if part]
