"""Buttons that make a file when they are pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import streamlit as st

MIME_TYPES = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
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


def render_downloads(downloads: Sequence[Download]) -> None:
    """The buttons side by side."""
    with st.container(horizontal=True):
        for one in downloads:
            st.download_button(
                one.label, one.build, file_name=one.file_name, mime=find_mime(one.file_name),
                icon=":material/download:", key=f"papan_unduh_{one.file_name}", on_click="ignore",
            )  # fmt: skip
