"""Titles of the slides of meeting mode, for the screen and for pictures."""

from __future__ import annotations

from collections.abc import Callable

from lib.domain.rapat import SLIDE_PAGES

TITLES = {
    "skdn": "SKDN",
    "timbang": "Bulan timbang",
    "2t": "2T dan BGM",
    "prioritas": "Anak prioritas",
    "ibu": "Ibu perlu segera",
    "ajb": "Antar Jemput",
    "mentoring": "Mentoring",
    "sop": "Kepatuhan SOP",
    "rtl": "Tindak lanjut",
}


def list_titles(may_open: Callable[[str], bool]) -> dict[str, str]:
    """Slide → title, of those whose page the viewer may open."""
    return {slide: TITLES[slide] for slide, page in SLIDE_PAGES.items() if may_open(page)}
