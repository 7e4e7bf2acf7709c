"""Links from one page to another that keep month, posyandu and the puskesmas chosen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pandas as pd
import streamlit as st
from markupsafe import Markup, escape
from streamlit import runtime

from lib.domain.access import PAGES, PUSKESMAS_PARAMETER
from lib.views.templates import macro
from lib.words import tokens
from lib.words.formats import format_number

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


# --- From a figure of the Gizi page to the children it counts: Daftar Anak with list, sift and group chosen.

PAGE = "daftar_anak"


@dataclass(frozen=True)
class ChildLinks:
    """Addresses of the children of a month, for those who see them by name; "" for everybody else.

    `posyandu`: the one chosen on the page (None = all). `own`: the posyandu whose children this viewer sees,
    `everywhere`: those are all.
    """

    named: bool
    month: pd.Period
    posyandu: str | None
    own: Collection[str]
    everywhere: bool

    def address(
        self,
        daftar: str,
        saring: str = "",
        *,
        kelompok: str = "",
        posyandu: str | None = None,
        month: pd.Period | None = None,
    ) -> str:
        """The page with these choices made; "" where this viewer may not see the children."""
        place = posyandu or self.posyandu
        seen = self.everywhere if place is None else place in self.own
        if not self.named or not seen:
            return ""
        query = {
            "bulan": str(month or self.month),
            "posyandu": place or "",
            "daftar": daftar,
            "saring": saring,
            "kelompok": kelompok,
        }
        return f"{PAGES[PAGE].url_path}?{urlencode(keep_puskesmas(query))}"

    def open_place(self, posyandu: str) -> str:
        """The children of one posyandu, the list that presses first; "" where this viewer may not see
        them."""
        return self.of_all().address("", posyandu=posyandu)

    def of_all(self) -> ChildLinks:
        """The same without the posyandu chosen: for totals of the puskesmas."""
        return replace(self, posyandu=None)

    def number(self, count: float, daftar: str, saring: str = "", **place: str | pd.Period | None) -> Markup:
        """HTML of a count that opens its children; plain where there are none or they are not shown."""
        shown = format_number(count)
        address = self.address(daftar, saring, **place) if count > 0 else ""  # type: ignore[arg-type]
        return build_link(shown, address)


def build_link(words: str, address: str) -> Markup:
    """HTML: the words, opening the address in this tab; only the words where it is ""."""
    return _link(words=words, address=address) if address else escape(words)
