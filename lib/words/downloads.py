"""A file to download: its label, its name and what makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

MIME_TYPES = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What a browser is told of a file, by its ending; Windows' own list lacks some of them."""


@dataclass(frozen=True, slots=True)
class Download:
    """A button: its label, the file's name, and what makes the file."""

    label: str
    file_name: str
    build: Callable[[], bytes]


def find_mime(file_name: str) -> str:
    """The media type of a file that the board makes. KeyError for an ending of no such file."""
    return MIME_TYPES[PurePath(file_name).suffix]
