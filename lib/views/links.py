"""Links from one page to another that keep month and posyandu."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import streamlit as st
from markupsafe import Markup

from lib.domain.access import PAGES
from lib.views.templates import macro
from lib.words import tokens

RAPAT_MODE = "Mode rapat: tampilkan di layar"

_link = macro("components.html", "link")
_place = macro("components.html", "place")

PAGES_FOLDER = Path(__file__).resolve().parents[2] / "pages"


def build_child_link(child_id: object, name: str) -> Markup:
    """HTML of a child's name that opens its page."""
    return _link(address=f"{PAGES['anak'].url_path}?anak={quote(str(child_id))}", words=name)


def page_link(key: str, label: str, **query: str | None) -> None:
    """A link to the page with this key of PAGES, with `query` in its address (empty values left out);
    nothing where this installation has no such page."""
    if not (PAGES_FOLDER / f"{key}.py").is_file():
        return
    page = st.Page(PAGES_FOLDER / f"{key}.py", title=PAGES[key].title, url_path=PAGES[key].url_path)
    kept = {name: value for name, value in query.items() if value}
    st.page_link(page, label=label, icon=PAGES[key].icon, query_params=kept)


LIST_PARAMETER, SORT_PARAMETER = "daftar", "urut"


def build_place(row: Mapping[Any, Any]) -> Markup:
    """HTML of where something stands, linked to the cell: a row with tab, cell, source_row, book, link."""
    at = str(row["cell"] or (f"baris {row['source_row']}" if row["source_row"] else "seluruh tab"))
    words = f"{row['tab']} {at}"
    if int(row.get("count", 1)) > 1:
        words += f" ({row['count']} baris)"
    link = str(row["link"])
    shown = link if link.startswith("https://") else ""
    return _place(words=words, link=shown, book=row["book"], size=tokens.SMALL_SIZE)
