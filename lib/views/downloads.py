"""Buttons that make a file when they are pressed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.words.downloads import Download, find_mime


def render_downloads(downloads: Sequence[Download]) -> None:
    """The buttons side by side."""
    with st.container(horizontal=True):
        for one in downloads:
            st.download_button(
                one.label, one.build, file_name=one.file_name, mime=find_mime(one.file_name),
                icon=":material/download:", key=f"papan_unduh_{one.file_name}", on_click="ignore",
            )  # fmt: skip
