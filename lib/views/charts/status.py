"""Status gizi: one bar a Permenkes category, its word and its number above it, so that both fit any width."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from lib.words import tokens
from lib.words.formats import format_number, format_percent

ROW_HEIGHT = 54
BAR_HEIGHT = 14
NUMBER_WIDTH = 96  # px kept free for the numbers
BAR_BELOW = 12  # px from the middle of its row: the words stand above it


def build_status_rows(table: pd.DataFrame, hidden: str = "") -> pd.DataFrame:
    """What build_status_chart draws: `table` has category, severity, count, percent and small, in the order
    to be shown. Closed counts (NaN) have no bar and say "<5 anak", or `hidden` where the count itself is not
    small."""
    return table.assign(
        number=build_numbers(table, hidden), whole=100.0, percent=table["percent"].fillna(0.0)
    )[["category", "severity", "percent", "whole", "number"]]


def build_status_chart(
    *, plain_rows: pd.DataFrame | alt.NamedData, order: Sequence[str], palette: tokens.Palette
) -> alt.LayerChart:
    """Bars of one index: `plain_rows` of build_status_rows, their categories in this order.

    The whole width is 100% of the children with a value.
    """
    severities = list(palette.severity)
    base = alt.Chart(plain_rows).encode(
        y=alt.Y("category:N", sort=list(order), axis=None),
        tooltip=[alt.Tooltip("category:N", title="Status"), alt.Tooltip("number:N", title="Jumlah")],
    )
    share = alt.Scale(domain=[0, 100], nice=False)
    track = base.mark_bar(
        height=BAR_HEIGHT, yOffset=BAR_BELOW, cornerRadius=3, color=palette.line, opacity=0.55
    ).encode(x=alt.X("whole:Q", axis=None, scale=share))
    drawn = base.mark_bar(height=BAR_HEIGHT, yOffset=BAR_BELOW, cornerRadius=3).encode(
        x=alt.X("percent:Q", axis=None, scale=share),
        color=alt.Color("severity:N", legend=None).scale(
            domain=severities, range=[palette.severity[name].ground for name in severities]
        ),
    )
    words = base.mark_text(
        align="left",
        baseline="middle",
        dy=-8,
        color=palette.ink,
        limit=alt.ExprRef(f"width - {NUMBER_WIDTH}"),
    ).encode(x=alt.value(0), text="category:N")
    numbers = base.mark_text(
        align="right", baseline="middle", dy=-8, fontWeight=600, color=palette.ink
    ).encode(x=alt.value("width"), text="number:N")
    layered = alt.LayerChart(layer=[track, drawn, words, numbers])
    return layered.properties(height=alt.Step(ROW_HEIGHT))


def describe_status(*, table: pd.DataFrame, title: str, hidden: str = "") -> str:
    """The same figures in words."""
    parts = [
        f"{category}: {number}"
        for category, number in zip(table["category"], build_numbers(table, hidden), strict=True)
    ]
    return f"{title}. " + "; ".join(parts) + "."


def build_numbers(table: pd.DataFrame, hidden: str = "") -> list[str]:
    """ "26 · 22,0%" of each row; "<5" for small counts, `hidden` for what was closed with them."""
    return [
        _describe(count, percent, small=small, hidden=hidden)
        for small, count, percent in zip(table["small"], table["count"], table["percent"], strict=True)
    ]


def _describe(count: float, percent: float, *, small: bool, hidden: str) -> str:
    if small:
        return "<5"
    if pd.isna(count):
        return hidden
    return f"{format_number(count)} · {format_percent(percent)}" if count else format_number(count)
