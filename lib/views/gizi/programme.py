"""Vitamin A, ASI eksklusif and diare on the Gizi page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.views import components
from lib.views.links import ChildLinks
from lib.words.figures import CLOSED, SMALL
from lib.words.formats import format_number
from lib.words.programme import PROGRAMME_TITLE, PROGRAMMES, describe_vitamin_a

METHODS_OF_PROGRAMME = ("vitamin_a", "asi_eksklusif", "diare")


def programme(table: pd.DataFrame, children: ChildLinks, vitamin_a_months: Sequence[int]) -> None:
    """Vitamin A, ASI eksklusif and diare of a month (rows of compute_programme with `small`), each opening
    its children."""
    st.header(PROGRAMME_TITLE, anchor=False)
    rows = table.to_dict("records")
    components.figures([_build_programme(row, children) for row in rows])
    if len(rows) < len(PROGRAMMES):
        st.caption(describe_vitamin_a(vitamin_a_months))


def _build_programme(row: dict[Any, Any], children: ChildLinks) -> Markup:
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
