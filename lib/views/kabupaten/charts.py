"""Charts of the page Kabupaten: the funnel, and twelve months of the kabupaten among its puskesmas."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.domain.kabupaten import ABOVE, BELOW, FAR_ABOVE, FAR_BELOW, INSIDE
from lib.words import tokens
from lib.words.formats import format_month, format_number, format_percent, format_short_month

HEIGHT, TREND_HEIGHT = 380, 240
NAMES_AT = 0.12
"""Where the limits' names stand, of the widest number of children."""

SHAPES = {
    FAR_ABOVE: "triangle-up",
    ABOVE: "triangle-up",
    INSIDE: "circle",
    BELOW: "triangle-down",
    FAR_BELOW: "triangle-down",
}


def build_funnel_chart(
    *, places: pd.DataFrame, curves: pd.DataFrame, palette: tokens.Palette
) -> alt.LayerChart:
    """Shares by number of children measured, between the limits of Funnel.curves; who lies far outside is
    named. `places` and `curves` as lib.domain.kabupaten.Funnel has them."""
    colours = {
        FAR_ABOVE: palette.severity["sangat rendah"].ground,
        ABOVE: palette.severity["rendah"].ground,
        INSIDE: palette.quiet_ink,
        BELOW: palette.severity["lebih"].ground,
        FAR_BELOW: palette.severity["sangat lebih"].ground,
    }
    rows = places.assign(
        shape=places["position"].map(SHAPES),
        colour=places["position"].map(colours),
        words=describe_places(places),
    )
    most = max(
        [float(rows["percent"].max()), float(curves["high_998"].quantile(0.75)) if len(curves) else 0.0, 1.0]
    )
    y = alt.Y("percent:Q", title=None, scale=alt.Scale(domain=[0, min(100.0, most * 1.15)], clamp=True))
    y = y.axis(labelExpr="datum.value + '%'", tickCount=6)
    x = alt.X("n:Q", title="Anak yang diukur").axis(tickCount=6, format=",d")
    layers: list[alt.Chart] = []
    if len(curves):
        lines = curves.melt("n", var_name="limit", value_name="percent")
        dashes = {"mean": [1, 0], "low_95": [6, 4], "high_95": [6, 4], "low_998": [2, 3], "high_998": [2, 3]}
        layers += [
            alt.Chart(lines[lines["limit"] == limit])
            .mark_line(color=palette.quiet_ink, strokeWidth=1.5, strokeDash=dash, clip=True)
            .encode(x=x, y=y)
            for limit, dash in dashes.items()
        ]
        # Named where the limits lie far enough apart, left of the middle.
        at = curves.loc[(curves["n"] - NAMES_AT * curves["n"].max()).abs().idxmin(), "n"]
        names = {"high_95": "95%", "high_998": "99,8%"}
        named = lines[lines["n"].eq(at) & lines["limit"].isin(list(names))]
        words = alt.Chart(named.assign(name=named["limit"].map(names)))
        layers.append(
            words.mark_text(align="left", dx=4, dy=-8, color=palette.quiet_ink).encode(
                x=x, y=y, text="name:N"
            )
        )
    points = alt.Chart(rows).encode(x=x, y=y, tooltip=[alt.Tooltip("words:N", title=" ")])
    layers.append(
        points.mark_point(size=110, filled=True, opacity=0.9).encode(
            shape=alt.Shape("shape:N", scale=None, legend=None),
            color=alt.Color("colour:N", scale=None, legend=None),
        )
    )
    # Away from the other points: above those above, below those below.
    for position, away in ((FAR_ABOVE, -14), (FAR_BELOW, 16)):
        of_side = alt.Chart(rows[rows["position"].eq(position)]).encode(x=x, y=y)
        layers.append(
            of_side.mark_text(dy=away, fontWeight=600, color=palette.ink).encode(text="puskesmas:N")
        )
    return alt.LayerChart(layer=layers).properties(height=HEIGHT)


def describe_places(places: pd.DataFrame) -> list[str]:
    """ "Mawar: 21,0% (38 dari 181), di dalam batas" of each row."""
    return [
        f"{row['puskesmas']}: {format_percent(row['percent'])} ({format_number(row['cases'])} dari "
        f"{format_number(row['n'])}), {row['position']} batas"
        for row in places.to_dict("records")
    ]


def build_trend_chart(
    *, table: pd.DataFrame, spread: pd.DataFrame, column: str, palette: tokens.Palette, tone: str
) -> alt.LayerChart:
    """One rate (percent) of the kabupaten over its months, thick, among those of its puskesmas, thin. `tone`
    of skdn."""
    order = [_name_month(month) for month in table["month"]]
    whole = table.assign(
        label=order,
        words=[
            f"Kabupaten, {format_month(month)}: {format_percent(value)}"
            for month, value in zip(table["month"], table[column], strict=True)
        ],
        value=table[column],
    )
    each = spread.assign(
        label=[_name_month(month) for month in spread["month"]],
        value=spread[column],
        words=[
            f"{name}, {format_month(month)}: {format_percent(value)}"
            for name, month, value in zip(spread["puskesmas"], spread["month"], spread[column], strict=True)
        ],
    ).dropna(subset=["value"])
    most = max(float(each["value"].max()) if len(each) else 0.0, 10.0)
    x = alt.X("label:N", sort=order, title=None).axis(
        labelAngle=0,
        labelExpr="split(datum.label, '|')",
        labelOverlap="parity",
        labelSeparation=4,
        labelLimit=0,
    )
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, min(100.0, most * 1.1)]))
    y = y.axis(labelExpr="datum.value + '%'", tickCount=5)
    tooltip = [alt.Tooltip("words:N", title=" ")]
    colour = palette.skdn[tone].ground
    kept = ["puskesmas", "label", "value", "words"]
    thin = alt.Chart(each[kept]).mark_line(color=palette.quiet_ink, strokeWidth=1, opacity=0.35)
    base = alt.Chart(whole[["label", "value", "words"]]).encode(x=x, y=y, tooltip=tooltip)
    layers = [
        thin.encode(x=x, y=y, detail="puskesmas:N", tooltip=tooltip),
        base.mark_line(color=colour, strokeWidth=4),
        base.mark_point(color=colour, size=90, filled=True, opacity=1),
    ]
    return alt.LayerChart(layer=layers).properties(height=TREND_HEIGHT)


def describe_trend(table: pd.DataFrame, column: str, name: str) -> str:
    """The kabupaten's months in words."""
    said = (
        f"{format_month(month)} {format_percent(value)}"
        for month, value in zip(table["month"], table[column], strict=True)
    )
    return f"{name}: " + "; ".join(said) + "."


def _name_month(month: pd.Timestamp) -> str:
    """ "Nov|2026": the year on a line of its own."""
    return format_short_month(month).replace(" ", "|")
