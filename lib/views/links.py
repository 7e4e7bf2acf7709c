"""Links from one page to another that keep month and posyandu."""

from __future__ import annotations

from html import escape
from pathlib import Path
from urllib.parse import quote

import streamlit as st

from lib.domain.access import PAGES

MEETING_MODE = "Mode rapat: tampilkan di layar"

_PAGES_FOLDER = Path(__file__).resolve().parents[2] / "pages"


def build_child_link(child_id: object, name: str) -> str:
    """HTML of a child's name that opens its page."""
    return f'<a href="{PAGES["anak"].url_path}?anak={quote(str(child_id))}" target="_self">{escape(name)}</a>'


def page_link(key: str, label: str, **query: str | None) -> None:
    """A link to the page with this key of PAGES, with `query` in its address (empty values left out);
    nothing where this installation has no such page."""
    if not (_PAGES_FOLDER / f"{key}.py").is_file():
        return
    page = st.Page(_PAGES_FOLDER / f"{key}.py", title=PAGES[key].title, url_path=PAGES[key].url_path)
    kept = {name: value for name, value in query.items() if value}
    st.page_link(page, label=label, icon=PAGES[key].icon, query_params=kept)
