"""Links from one page to another that keep month, posyandu and the puskesmas chosen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import streamlit as st
from markupsafe import Markup
from streamlit import runtime

from lib.domain.access import PAGES, PUSKESMAS_PARAMETER
from lib.views.templates import macro
from lib.words import tokens

RAPAT_MODE = "Mode rapat: tampilkan di layar"

_link = macro("components.html", "link")
_place = macro("components.html", "place")

PAGES_FOLDER = Path(__file__).resolve().parents[2] / "pages"


def keep_puskesmas(query: Mapping[str, str | None]) -> dict[str, str]:
    """The address's names and values that are not empty, and the puskesmas that is looked at, where there is
    a choice: a link that opens in another tab shows the same one."""
    kept = {name: value for name, value in query.items() if value}
    # What the chooser in the side bar remembers (filters), and not what an address says where there is none.
    chosen = st.session_state.get(f"papan_pilihan_{PUSKESMAS_PARAMETER}") if runtime.exists() else None
    return {**kept, PUSKESMAS_PARAMETER: chosen} if chosen else kept


def build_child_link(child_id: object, name: str) -> Markup:
    """HTML of a child's name that opens its page."""
    asked = urlencode(keep_puskesmas({"anak": str(child_id)}), quote_via=quote)
    return _link(address=f"{PAGES['anak'].url_path}?{asked}", words=name)


def page_link(key: str, label: str, **query: str | None) -> None:
    """A link to the page with this key of PAGES, with `query` in its address (empty values left out);
    nothing where this installation has no such page."""
    if not (PAGES_FOLDER / f"{key}.py").is_file():
        return
    page = st.Page(PAGES_FOLDER / f"{key}.py", title=PAGES[key].title, url_path=PAGES[key].url_path)
    st.page_link(page, label=label, icon=PAGES[key].icon, query_params=keep_puskesmas(query))


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
