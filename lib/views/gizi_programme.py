"""Vitamin A, ASI eksklusif and diare on the Gizi page."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib.views import components
from lib.views.formats import format_number
from lib.views.gizi import CLOSED, SMALL
from lib.views.gizi_links import ChildLinks

PROGRAMME_TITLE = "Vitamin A, ASI eksklusif, diare"
PROGRAMMES = {
    "vitamin_a_6_11": "Vitamin A 6–11 bulan",
    "vitamin_a_12_59": "Vitamin A 12–59 bulan",
    "asi_eksklusif": "ASI eksklusif 0–5 bulan",
    "diare": "Diare",
}
VITAMIN_A_NOTE = "Vitamin A dibagikan pada Februari dan Agustus."
METHODS_OF_PROGRAMME = ("vitamin_a", "asi_eksklusif", "diare")


def programme(table: pd.DataFrame, children: ChildLinks) -> None:
    """Vitamin A, ASI eksklusif and diare of a month (rows of compute_programme with `small`), each opening
    its children."""
    st.header(PROGRAMME_TITLE, anchor=False)
    rows = table.to_dict("records")
    components.figures([_build_programme(row, children) for row in rows])
    if len(rows) < len(PROGRAMMES):
        st.caption(VITAMIN_A_NOTE)


def _build_programme(row: dict[Any, Any], children: ChildLinks) -> str:
    name, lines = PROGRAMMES[row["programme"]], []
    if row["programme"] == "asi_eksklusif" and row["of_age"] > row["n"]:
        lines.append(f"{format_number(row['of_age'] - row['n'])} belum dicatat")
    if pd.isna(row["count"]):
        closed = SMALL if row["small"] else CLOSED
        return components.build_figure(name, closed, compare=[f"dari {format_number(row['n'])}", *lines])
    return components.build_figure(
        name,
        row["percent"],
        percent=True,
        numerator=row["count"],
        denominator=row["n"],
        compare=lines,
        link=children.address("sasaran", f"{row['programme']}:ya") if row["count"] > 0 else "",
    )
