"""Twelve months: rates against their target line, and the children who did not gain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from lib.domain.trend_marks import BEGAN
from lib.words import tokens
from lib.words.formats import format_month, format_number, format_percent, format_short_month

HEIGHT = 300
MARK_HEIGHT = 4
"""Where marks stand on a scale of percent: just above its floor."""


def build_rate_chart(
    *,
    table: pd.DataFrame,
    column: str,
    target: float,
    palette: tokens.Palette,
    tone: str,
    marks: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """One rate (percent) of compute_skdn over its months, the target as a dashed line. `tone` of skdn.
    `marks` (of compute_trend_marks) stand on the floor of their months: ▲ a beginning, ● sessions."""
    rows = _build_rows(table, column, format_percent)
    scale = alt.Scale(domain=[0, 100], nice=False)
    x = _months(rows)
    base = alt.Chart(rows).encode(
        x=x,
        y=alt.Y("value:Q", title=None, scale=scale).axis(labelExpr="datum.value + '%'", tickCount=5),
        tooltip=[alt.Tooltip("words:N", title=" ")],
    )
    colour = palette.skdn[tone].ground
    layers: list[alt.Chart] = [
        base.mark_line(color=colour, strokeWidth=3),
        base.mark_point(color=colour, size=90, filled=True, opacity=1),
        base.transform_filter("datum.labelled")
        # Away from the target line, which a rate near it would be written over.
        .mark_text(dy=18 if _is_below(rows, target) else -14, fontWeight=600, color=palette.ink, clip=False)
        .encode(text="shown:N"),
    ]
    if not pd.isna(target):
        goal = alt.Chart(pd.DataFrame({"target": [target]}))
        rule = goal.mark_rule(strokeDash=[6, 4], strokeWidth=2, color=palette.quiet_ink)
        layers.append(rule.encode(y=alt.Y("target:Q", scale=scale)))
    if marks is not None and len(marks):
        layers.append(_build_marks(table, marks, palette, scale))
    return alt.LayerChart(layer=layers).properties(height=HEIGHT)


def _build_marks(
    table: pd.DataFrame, marks: pd.DataFrame, palette: tokens.Palette, scale: alt.Scale
) -> alt.Chart:
    """One sign a month: a beginning where there is one, with everything of the month as its words."""
    names = dict(zip(table["month"], _name_months(table["month"]), strict=True))
    rows = [
        {
            "month": names[month],
            "shape": "triangle-up" if group["kind"].eq(BEGAN).any() else "circle",
            "floor": MARK_HEIGHT,
            "words": f"{format_month(pd.Timestamp(str(month)))}: "
            + ", ".join(describe_mark(row) for row in group.to_dict("records")),
        }
        for month, group in marks.groupby("month")
        if month in names
    ]
    base = alt.Chart(pd.DataFrame(rows, columns=["month", "shape", "floor", "words"]))
    drawn: alt.Chart = base.mark_point(color=palette.ink, size=110, filled=True, opacity=1).encode(
        x=_months(pd.DataFrame({"month": list(names.values())})),
        y=alt.Y("floor:Q", title=None, scale=scale),
        shape=alt.Shape("shape:N", scale=None, legend=None),
        tooltip=[alt.Tooltip("words:N", title=" ")],
    )
    return drawn


def describe_mark(mark: Mapping[Any, Any]) -> str:
    """ "KEBAL MSG mulai", "3 kegiatan KEBAL MSG"."""
    if mark["kind"] == BEGAN:
        return f"{mark['programme']} mulai"
    return f"{format_number(mark['count'])} kegiatan {mark['programme']}"


def build_case_chart(
    *, table: pd.DataFrame, columns: Sequence[tuple[str, str]], palette: tokens.Palette
) -> alt.LayerChart:
    """Children a month by kind (`columns`: column of compute_skdn, word), side by side, with numbers."""
    frames = [_build_rows(table, column, format_number).assign(kind=word) for column, word in columns]
    rows = pd.concat(frames, ignore_index=True)
    words = [word for _, word in columns]
    base = alt.Chart(rows).encode(
        x=_months(rows),
        xOffset=alt.XOffset("kind:N", sort=words),
        tooltip=[alt.Tooltip("words:N", title=" ")],
    )
    most = float(rows["value"].max()) if rows["value"].notna().any() else 1.0
    y = alt.Y("value:Q", title=None, axis=None).scale(domain=[0, max(most, 1.0) * 1.2], nice=False)
    tones = [palette.severity["rendah"].ground, palette.severity["sangat rendah"].ground]
    colour = alt.Color("kind:N", title=None).scale(domain=words, range=tones)
    bars = base.mark_bar(width={"band": 0.9}).encode(y=y, color=colour)
    numbers = base.mark_text(dy=-9, color=palette.ink, fontWeight=600).encode(y=y, text="shown:N")
    return alt.LayerChart(layer=[bars, numbers]).properties(height=HEIGHT)


def _is_below(rows: pd.DataFrame, target: float) -> bool:
    """Whether the rate with a label lies below the target (never where there is none)."""
    return bool((rows.loc[rows["labelled"], "value"] < target).any())


def _months(rows: pd.DataFrame) -> alt.X:
    order = rows["month"].drop_duplicates().tolist()
    return alt.X("month:N", sort=order, title=None).axis(
        labelAngle=0,
        labelExpr="split(datum.label, '|')",
        labelOverlap="parity",
        labelSeparation=4,
        labelLimit=0,
    )


def _name_months(months: pd.Series) -> list[str]:
    """Short names, at most twelve; the year below the first and January."""
    return [
        format_short_month(month).replace(" ", "|")
        if at == 0 or month.month == 1
        else format_short_month(month).partition(" ")[0]
        for at, month in enumerate(months)
    ]


def _build_rows(table: pd.DataFrame, column: str, shown: object) -> pd.DataFrame:
    values = table[column].astype("float64")
    last = values.last_valid_index()
    return pd.DataFrame(
        {
            "month": _name_months(table["month"]),
            "value": values,
            "shown": [shown(value) if pd.notna(value) else "" for value in values],  # type: ignore[operator]
            "labelled": table.index == last,
            "words": [
                f"{format_month(month)}: {shown(value)}"  # type: ignore[operator]
                for month, value in zip(table["month"], values, strict=True)
            ],
        }
    )


def describe_trend(*, table: pd.DataFrame, column: str, name: str) -> str:
    """The same months in words."""
    rows = _build_rows(table, column, format_percent)
    return f"{name}. " + "; ".join(rows["words"]) + "."
