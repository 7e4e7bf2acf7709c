"""The guides: docs/*.md are the one source, on screen and on paper. Here: which there are, who reads which,
and their parts. No streamlit in here: the printed sheet of lib.reports reads them too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lib.domain.access import Role

FOLDER = Path(__file__).resolve().parents[2] / "docs"

FILES = {
    "kader": "panduan-kader.md",
    "petugas": "panduan-petugas.md",
    "kepala": "panduan-kepala.md",
    "membaca": "panduan-membaca.md",
    "pindah": "pindah.md",
    "formulir": "formulir.md",
    "google": "google.md",
    "pemasangan": "pemasangan.md",
}
"""Key in the address → file in docs/."""

_OFFICE = ("membaca", "kader", "pindah", "formulir", "google", "pemasangan")
GUIDES_OF_ROLE: dict[Role, tuple[str, ...]] = {
    Role.KEPALA: ("kepala", "petugas", *_OFFICE),
    Role.PETUGAS: ("petugas", "kepala", *_OFFICE),
    Role.KADER: ("kader", "membaca"),
    Role.MITRA: ("membaca", "kader"),
    Role.DINKES: ("membaca",),
    Role.TAMU: ("membaca",),
}
"""What each role reads, its own guide first."""

_PICTURE = re.compile(r"^!\[([^\]]*)\]\(([^)]+)\)$", re.MULTILINE)
_LINK_TO_FILE = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:)[^)]+\)")


@dataclass(frozen=True)
class Section:
    """One part under a heading ("" before the first): Markdown, and a picture with its description."""

    title: str
    text: str
    picture: Path | None = None
    description: str = ""


@dataclass(frozen=True)
class Guide:
    title: str
    sections: tuple[Section, ...]


@cache
def read_guide(key: str) -> Guide:
    """The guide of this key of FILES. Links to files of the repository become plain words: nobody who reads
    on screen or paper could follow them."""
    whole = (FOLDER / FILES[key]).read_text(encoding="utf-8")
    head, *parts = re.split(r"^## ", whole, flags=re.MULTILINE)
    title, _, opening = head.removeprefix("# ").partition("\n")
    sections = [_read_section("", opening), *(_read_section(*_cut_title(part)) for part in parts)]
    return Guide(title.strip(), tuple(section for section in sections if section.title or section.text))


def _cut_title(part: str) -> tuple[str, str]:
    title, _, text = part.partition("\n")
    return title.strip(), text


def _read_section(title: str, text: str) -> Section:
    found = _PICTURE.search(text)
    plain = _LINK_TO_FILE.sub(r"\1", _PICTURE.sub("", text)).strip()
    if found is None:
        return Section(title, plain)
    return Section(title, plain, FOLDER / found.group(2), found.group(1))
