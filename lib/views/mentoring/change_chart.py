"""Each patient's z on the day chosen and at the monev: one line a child, so that the same are compared."""

from __future__ import annotations

import altair as alt
import pandas as pd

from lib.domain.categories import MODERATE, SEVERE
from lib.words import tokens

ROW_HEIGHT = 36
ROOM = 0.3  # z kept free on the left
NUMBERS = 0.4  # part of the width kept free on the right, for the changes
SHAPES = {"naik": "triangle-right", "turun": "triangle-left", "tetap": "circle"}


def build_change_chart(*, rows: pd.DataFrame, palette: tokens.Palette) -> alt.LayerChart:
    """Lines from the ring (day chosen) to the filled mark (monev); `rows` of mentoring.changes.build_rows."""
    low = min(*rows["start"], *rows["end"], SEVERE) - ROOM
    most = max(*rows["start"], *rows["end"], MODERATE)
    high = most + (most - low) * NUMBERS
    scale = alt.Scale(domain=[low, high], nice=False)
    colours = {
        "naik": palette.severity["wajar"].ground,
        "turun": palette.severity["sangat rendah"].ground,
        "tetap": palette.quiet_ink,
    }
    colour = alt.Color("moved:N", legend=None).scale(domain=list(colours), range=list(colours.values()))
    names = rows["name"].tolist()
    base = alt.Chart(rows).encode(
        y=alt.Y("name:N", sort=names, title=None).axis(labelLimit=190, domain=False, ticks=False),
        tooltip=[
            alt.Tooltip("name:N", title="Anak"),
            alt.Tooltip("words:N", title="z"),
            alt.Tooltip("change:N", title="Perubahan"),
        ],
    )
    start = alt.X("start:Q", scale=scale, title="z-score").axis(format=".1f", tickCount=4)
    limits = alt.Chart(pd.DataFrame({"z": [SEVERE, MODERATE]})).mark_rule(
        strokeDash=[6, 4], strokeWidth=1.5, color=palette.quiet_ink
    )
    end = alt.X("end:Q", scale=scale)
    shape = alt.Shape("moved:N", legend=None).scale(domain=list(SHAPES), range=list(SHAPES.values()))
    layers = [
        limits.encode(x=alt.X("z:Q", scale=scale)),
        base.mark_rule(strokeWidth=3).encode(x=start, x2="end:Q", color=colour),
        base.mark_point(size=90, filled=True, opacity=1, fill=palette.ground, strokeWidth=2).encode(
            x=start, stroke=alt.value(palette.quiet_ink), shape=alt.value("circle")
        ),
        base.mark_point(size=150, filled=True, opacity=1).encode(x=end, color=colour, shape=shape),
        base.mark_text(align="right", dx=-2, fontWeight=600, color=palette.ink).encode(
            x=alt.value("width"), text="change:N"
        ),
    ]
    return alt.LayerChart(layer=layers).properties(height=alt.Step(ROW_HEIGHT))
