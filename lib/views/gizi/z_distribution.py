"""The z-scores of a month as bars, WHO's standard as a line over them."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.words import tokens
from lib.words.formats import format_number, format_percent

HEIGHT = 320


def build_z_chart(*, table: pd.DataFrame, palette: tokens.Palette) -> alt.LayerChart:
    """`table` of compute_z_distribution; the bars below −2 stand out by colour and by the line at −2."""
    rows = table.assign(
        middle=(table["low"] + table["high"]) / 2,
        side=["di bawah −2" if high <= -2 else "−2 ke atas" for high in table["high"]],
        words=[
            f"z {format_number(row['low'], decimals=1)} sampai {format_number(row['high'], decimals=1)}: "
            f"{format_number(row['count'])} anak ({format_percent(row['percent'])}), "
            f"standar {format_percent(row['standard'])}"
            for row in table.to_dict("records")
        ],
    )[["low", "high", "middle", "percent", "standard", "side", "words"]]
    x = (
        alt.X("low:Q", bin="binned", title="z")
        .scale(domain=[-6, 6], nice=False)
        .axis(values=list(range(-6, 7)), format="d")
    )
    y = alt.Y("percent:Q", title="Persen anak", stack=None)
    colour = alt.Color("side:N", title=None).scale(
        domain=["di bawah −2", "−2 ke atas"],
        range=[palette.severity["sangat rendah"].ground, palette.severity["wajar"].ground],
    )
    base = alt.Chart(rows)
    bars = base.mark_bar(stroke=palette.ground, strokeWidth=1, cornerRadiusEnd=0).encode(
        x=x, x2="high:Q", y=y, color=colour, tooltip=[alt.Tooltip("words:N", title=" ")]
    )
    standard = base.mark_line(
        interpolate="cardinal", strokeWidth=3, strokeDash=[7, 4], color=palette.ink
    ).encode(x=alt.X("middle:Q").scale(domain=[-6, 6], nice=False), y=alt.Y("standard:Q"))
    named = (
        base.transform_filter("datum.middle == 0.25")
        .mark_text(align="left", dx=10, dy=-10, fontWeight=600, color=palette.ink, text="standar WHO")
        .encode(x=alt.X("middle:Q"), y=alt.Y("standard:Q"))
    )
    limit = alt.Chart(pd.DataFrame({"middle": [-2.0], "words": ["batas −2"]})).encode(
        x=alt.X("middle:Q").scale(domain=[-6, 6], nice=False)
    )
    rule = limit.mark_rule(strokeWidth=2, color=palette.quiet_ink)
    said = limit.mark_text(align="right", dx=-6, fontWeight=600, color=palette.ink).encode(
        y=alt.value(8), text="words:N"
    )
    return alt.LayerChart(layer=[bars, rule, said, standard, named]).properties(height=HEIGHT)


def describe_z(*, table: pd.DataFrame, name: str) -> str:
    """Mean, spread and the share below −2 in words."""
    first = table.iloc[0]
    below = table.loc[table["high"] <= -2, "percent"].sum()
    return (
        f"{name}: {format_number(first['n'])} anak, rata-rata z {format_number(first['mean'], decimals=2)} "
        f"(standar 0), simpang baku {format_number(first['sd'], decimals=2)} (standar 1), "
        f"{format_percent(below)} di bawah −2 (standar 2,3%)."
    )
