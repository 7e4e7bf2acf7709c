"""Links from one page to another that keep month and posyandu."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import streamlit as st

from lib.domain.access import PAGES
from lib.words import tokens

RAPAT_MODE = "Mode rapat: tampilkan di layar"

PAGES_FOLDER = Path(__file__).resolve().parents[2] / "pages"


def build_child_link(child_id: object, name: str) -> str:
    """HTML of a child's name that opens its page."""
    return f'<a href="{PAGES["anak"].url_path}?anak={quote(str(child_id))}" target="_self">{escape(name)}</a>'


def page_link(key: str, label: str, **query: str | None) -> None:
    """A link to the page with this key of PAGES, with `query` in its address (empty values left out);
    nothing where this installation has no such page."""
    if not (PAGES_FOLDER / f"{key}.py").is_file():
        return
    page = st.Page(PAGES_FOLDER / f"{key}.py", title=PAGES[key].title, url_path=PAGES[key].url_path)
    kept = {name: value for name, value in query.items() if value}
    st.page_link(page, label=label, icon=PAGES[key].icon, query_params=kept)


LIST_PARAMETER, SORT_PARAMETER = "daftar", "urut"


def build_place(row: Mapping[Any, Any]) -> str:
    """HTML of where something stands, linked to the cell: a row with tab, cell, source_row, book, link."""
    at = str(row["cell"] or (f"baris {row['source_row']}" if row["source_row"] else "seluruh tab"))
    name = escape(f"{row['tab']} {at}")
    if int(row.get("count", 1)) > 1:
        name += f" ({row['count']} baris)"
    book = f'<br><small style="font-size:{tokens.SMALL_SIZE}px">{escape(str(row["book"]))}</small>'
    link = str(row["link"])
    if link.startswith("https://"):
        name = f'<a href="{escape(link)}" target="_blank" rel="noopener">{name}</a>'
    # One element, so that a card on a phone keeps the two lines together.
    return f'<span><span style="white-space:nowrap">{name}</span>{book}</span>'
