"""Links from one page to another that keep month and posyandu."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from urllib.parse import quote

import streamlit as st

from lib.domain.access import PAGES

# A host as browsers read it: no user before it (https://a.id@b.id opens b.id), no look-alike letters.
_LINK = re.compile(r"https://([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d{1,5})?(?:[/?#].*)?", re.IGNORECASE)

MEETING_MODE = "Mode rapat: tampilkan di layar"

_PAGES_FOLDER = Path(__file__).resolve().parents[2] / "pages"


def find_link_host(address: object) -> str | None:
    """Where an address typed into a cell leads; None when it is none that may become a link: only https, and
    only with a host that says where it leads."""
    found = _LINK.fullmatch(address.strip()) if isinstance(address, str) else None
    return found.group(1).lower() if found else None


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
