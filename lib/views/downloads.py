"""Buttons that make a file when they are pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True, slots=True)
class Download:
    """A button: its label, the file's name and type, and what makes the file."""

    label: str
    file_name: str
    mime: str
    build: Callable[[], bytes]


def render_downloads(downloads: Sequence[Download]) -> None:
    """The buttons side by side."""
    with st.container(horizontal=True):
        for one in downloads:
            st.download_button(
                one.label, one.build, file_name=one.file_name, mime=one.mime, on_click="ignore",
                icon=":material/download:", key=f"papan_unduh_{one.file_name}",
            )  # fmt: skip
