"""Balok SKDN: four bars a month, S, K, D and N, as every posyandu draws them on paper."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.words import tokens
from lib.words.formats import format_month, format_number, format_short_month

LETTERS = ("S", "K", "D", "N")
HEIGHT = 280
MONTH_WIDTH = 150  # px that four bars with three-digit numbers need
FEWEST_MONTHS = 2
# Sizes that grow with the place: read on a phone in the hand, and from the back row.
NUMBER_SIZE = "width > 1100 ? 22 : width > 700 ? 18 : 16"


def build_skdn_chart(
    *, table: pd.DataFrame, palette: tokens.Palette, running: pd.Period | None = None, running_label: str = ""
) -> alt.LayerChart:
    """Four bars for each row of `table` (month and the counts S, K, D, N; of compute_skdn, by=()).

    Shows as many of the last months as the place is wide, two at least. `running` is marked with
    `running_label` below its name.
    """
    bars = alt.Chart(_build_bars(table, running, running_label)).transform_filter(
        f"datum.back < max({FEWEST_MONTHS}, floor(width / {MONTH_WIDTH}))"
    )
    order = bars.data.sort_values("back", ascending=False)["month"].drop_duplicates().tolist()
    base = bars.encode(
        x=alt.X("month:N", sort=order, title=None).axis(
            labelAngle=0,
            labelExpr="split(datum.label, '|')",
            labelFontWeight=600,
            labelLimit=0,
            labelOverlap=False,
            ticks=False,
            domain=False,
        ),
        xOffset=alt.XOffset("letter:N", sort=LETTERS),
        tooltip=[alt.Tooltip("spoken:N", title=" ")],
    )
    most = float(bars.data["value"].max()) if len(bars.data) else 0.0
    height = alt.Y("value:Q", title=None, axis=None).scale(domain=[0, max(most, 1.0) * 1.1], nice=False)
    colour = alt.Color("letter:N", legend=None).scale(
        domain=LETTERS, range=[palette.skdn[letter].ground for letter in LETTERS]
    )
    ink = alt.Color("letter:N", legend=None).scale(
        domain=LETTERS, range=[palette.skdn[letter].ink for letter in LETTERS]
    )
    drawn = base.mark_bar(width={"band": 0.92}).encode(y=height, color=colour)
    numbers = base.mark_text(
        baseline="bottom", dy=-3, fontWeight=600, fontSize=alt.ExprRef(NUMBER_SIZE), color=palette.ink
    ).encode(y=height, text="shown:N")
    letters = (
        base.transform_filter(f"datum.value > {most * 0.09}")
        .mark_text(baseline="bottom", dy=-5, fontWeight=600, fontSize=tokens.CHART_SIZE)
        .encode(y=alt.datum(0), text="letter:N", color=ink)
    )
    return alt.LayerChart(
        layer=[drawn, numbers, letters], height=HEIGHT, resolve=alt.Resolve(scale={"color": "independent"})
    )


def describe_skdn(*, table: pd.DataFrame) -> str:
    """The same figures in words, newest month first."""
    newest_first = table.sort_values("month", ascending=False)
    months = [
        f"{format_month(row['month'])}: " + ", ".join(f"{one} {format_number(row[one])}" for one in LETTERS)
        for row in newest_first.to_dict("records")
    ]
    return "Balok SKDN. " + "; ".join(months) + "."


def _build_bars(table: pd.DataFrame, running: pd.Period | None, running_label: str) -> pd.DataFrame:
    """One row a bar: month (label), back (0 = newest), letter, value, shown and spoken texts."""
    months = table.sort_values("month", ascending=False).reset_index(drop=True)
    bars = months.assign(back=months.index)[["month", "back", *LETTERS]].melt(
        ["month", "back"], var_name="letter", value_name="value"
    )
    bars = bars[bars["value"].notna()].reset_index(drop=True)  # K is no figure where too little is filled in
    names = {month: format_short_month(month) for month in months["month"]}
    if running is not None and running_label:
        start = running.start_time
        names = {
            month: f"{name}|{running_label}" if month == start else name for month, name in names.items()
        }
    shown = [format_number(value) for value in bars["value"]]
    spoken = [
        f"{letter} {number}, {format_month(month)}"
        for letter, number, month in zip(bars["letter"], shown, bars["month"], strict=True)
    ]
    return bars.assign(month=bars["month"].map(names).astype("str"), shown=shown, spoken=spoken)
