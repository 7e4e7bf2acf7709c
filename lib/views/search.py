"""The search over children and mothers above the menu: what is typed, and whom it may mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain.search import SHORTEST
from lib.views import components
from lib.views.links import page_link
from lib.words.cells import is_given, join_given
from lib.words.formats import format_age_months

LABEL = "Cari anak atau ibu"
LONGEST = 60
"""Letters of what is typed that count."""
NOBODY = "Tidak ditemukan. Coba sebagian nama, ID, atau nama pengasuhnya."
TOO_SHORT = f"Ketik sedikitnya {SHORTEST} huruf."


def ask() -> str:
    """What is typed; it stays out of the address."""
    return str(
        st.text_input(
            LABEL,
            key="papan_cari_kata",
            placeholder=LABEL,
            label_visibility="collapsed",
            icon=":material/search:",
        )
        or ""
    ).strip()[:LONGEST]


def render_found(
    people: pd.DataFrame, typed: str, posyandu: Mapping[str, str], may_open: Callable[[str], bool]
) -> None:
    """A link to each of `people` (of seen.search.people), with what tells them apart."""
    with st.container(key="papan_temuan", gap=None):
        _render_rows(people, typed, posyandu, may_open)


def _render_rows(
    people: pd.DataFrame, typed: str, posyandu: Mapping[str, str], may_open: Callable[[str], bool]
) -> None:
    rows = [row for row in people.to_dict("records") if may_open(_page_of(row))]
    if not rows:
        components.notice_note(TOO_SHORT if len(typed) < SHORTEST else NOBODY)
    for row in rows:
        code = str(row["posyandu"]) if is_given(row["posyandu"]) else None
        query = (
            {"anak": str(row["id"])} if row["kind"] == "anak" else {"bagian": "ibu", "ibu": str(row["id"])}
        )
        page_link(_page_of(row), describe(row, posyandu), **query, posyandu=code)


def _page_of(row: Mapping[Any, Any]) -> str:
    return "anak" if row["kind"] == "anak" else "pendampingan"


def describe(row: Mapping[Any, Any], posyandu: Mapping[str, str]) -> str:
    """ "**Aisyah**", and below it "2 th 3 bln · Melati 1 · RT 001", in Markdown that shows cells as typed."""
    name = row["name"] if is_given(row["name"]) else row["id"]
    what = "ibu" if row["kind"] == "ibu" else None
    age = format_age_months(row["age_months"]) if is_given(row["age_months"]) else what
    place = posyandu.get(str(row["posyandu"]))
    rt = f"RT {row['rt']}" if is_given(row["rt"]) else None
    return f"**{components.plain(name)}**  \n{components.plain(join_given(age, place, rt))}"
