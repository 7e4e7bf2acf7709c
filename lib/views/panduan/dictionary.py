"""The column dictionary on screen: by tab, or searched through all tabs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.views import components, filters
from lib.views.part import redrawn_alone
from lib.views.style import state_class
from lib.views.templates import macro
from lib.workbook.column_dictionary import MUST_BE_FILLED, OPTIONAL, build_dictionary
from lib.workbook.tabs import TABS

CHOOSE_TAB = "Tab"
SEARCH = "Cari kolom di semua tab"
SEARCH_EXAMPLE = "misalnya edema, HP, tanggal lahir"
FILLED_BY = {"posyandu": "Diisi kader", "puskesmas": "Diisi petugas puskesmas"}
NOTHING_TITLE = "Tidak ada kolom yang cocok"
NOTHING_HELP = "Coba kata yang lebih pendek, atau kosongkan pencarian lalu pilih tab."
COLUMNS = {
    "name": "Kolom",
    "meaning": "Isinya",
    "kind": "Jenis",
    "how": "Cara mengetik",
    "choices": "Pilihan",
    "synonyms": "Judul lain yang dikenali",
}
_column = macro("panduan/panduan.html", "column")
_SEARCHED = ["tab_title", "header", "meaning", "choices", "synonyms"]


def choose_columns() -> tuple[str, str]:
    """Tab (its name in code) and search words ("" = none)."""
    left, right = st.columns(2)
    with left:
        titles = {name: tab.title for name, tab in TABS.items()}
        tab = filters.choice_filter(CHOOSE_TAB, "tab", titles, "penimbangan")
    with right:
        words = st.text_input(SEARCH, placeholder=SEARCH_EXAMPLE, key="papan_cari_kolom")
    return tab, words.strip()


def find_columns(tab: str, words: str) -> pd.DataFrame:
    """Rows of the dictionary: of one tab, or wherever every word occurs."""
    rows = build_dictionary()
    if not words:
        return rows[rows["tab"] == tab]
    searched = rows[_SEARCHED].agg(" ".join, axis=1).str.casefold()
    fits = [searched.str.contains(word, regex=False) for word in words.casefold().split()]
    return rows[pd.concat(fits, axis=1).all(axis=1)]


@redrawn_alone
def render_dictionary() -> None:
    """The columns of a tab, or those found by their words."""
    render_columns(*choose_columns())


def render_columns(tab: str, words: str) -> None:
    """The columns found, as a table (cards on a phone)."""
    found = find_columns(tab, words)
    if found.empty:
        components.empty_state(NOTHING_TITLE, NOTHING_HELP)
        return
    caption = f"{len(found)} kolom"
    if not words:
        caption = f"{TABS[tab].meaning}. {FILLED_BY[TABS[tab].place]}. {caption}"
    told = found.assign(how=(found["how"] + found["example"].map(_example)).str.strip()).replace("", None)
    shown = {**told, "name": [_name(row) for row in found.to_dict("records")]}
    columns = {"tab_title": "Tab", **COLUMNS} if words else COLUMNS
    with st.container(key="papan_kamus"):
        components.html_table(shown, columns, caption=caption)


def _example(example: str) -> str:
    return f" Contoh: {example}" if example else ""


def _name(row: Mapping[Any, Any]) -> Markup:
    """Header, with what it needs as symbol and words."""
    needed = row["needed"]
    if needed == OPTIONAL:
        mark, state = "○", "akan datang"
    else:
        mark, state = ("●", "selesai") if needed == MUST_BE_FILLED else ("◐", "berjalan")
    return _column(header=row["header"], needed=components.build_chip(needed, state_class(state), mark))
