"""The way of a round's trips, places as they lie to each other: no tiles, nothing from outside."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from lib.domain.antar_jemput import POSYANDU_PLACE
from lib.words import tokens

HEIGHT = 320
MARGIN = 0.18
"""Of the longer side, kept free around the places, for their names."""
_KM_A_DEGREE = 111.195


def lay_out(stops: pd.DataFrame) -> pd.DataFrame:
    """`stops` (latitude, longitude in degrees) with `east` and `north`: km from the middle of them all,
    true to scale near each other."""
    middle = stops[["latitude", "longitude"]].mean()
    narrow = np.cos(np.radians(middle["latitude"]))
    return stops.assign(
        east=(stops["longitude"] - middle["longitude"]) * _KM_A_DEGREE * narrow,
        north=(stops["latitude"] - middle["latitude"]) * _KM_A_DEGREE,
    )


def build_route_chart(*, stops: pd.DataFrame, palette: tokens.Palette) -> alt.LayerChart:
    """Places of build_stops as numbered marks (● pickup point, ■ posyandu), a line a trip, names beside."""
    laid = lay_out(stops)
    half = max(float(laid[["east", "north"]].abs().to_numpy().max()), 0.05) * (1 + MARGIN)
    # Wider than high: names stand to the right of their mark.
    x = alt.X("east:Q", axis=None, scale=alt.Scale(domain=[-1.6 * half, 2.4 * half]))
    y = alt.Y("north:Q", axis=None, scale=alt.Scale(domain=[-half, half]))
    once = laid.drop_duplicates(["kind", "name"])
    once = once.assign(
        place=np.where(once["kind"].eq(POSYANDU_PLACE), "Posyandu", "Titik jemput"),
        # The numbers of the bus list, so that map and list are read together.
        mark=once["stop_order"].map("{:.0f}".format, na_action="ignore").fillna(""),
    )
    line = (
        alt.Chart(laid)
        .mark_line(color=palette.quiet_ink, strokeWidth=2)
        .encode(x=x, y=y, order="order:Q", detail="trip:N")
    )
    points = (
        alt.Chart(once)
        .mark_point(filled=True, size=420, opacity=1)
        .encode(
            x=x,
            y=y,
            shape=alt.Shape(
                "place:N",
                title=None,
                scale=alt.Scale(domain=["Titik jemput", "Posyandu"], range=["circle", "square"]),
            ),
            color=alt.Color(
                "place:N",
                title=None,
                scale=alt.Scale(
                    domain=["Titik jemput", "Posyandu"],
                    range=[palette.primary.ground, palette.categories[1]],
                ),
            ),
            tooltip=[alt.Tooltip("name:N", title=" ")],
        )
    )
    numbers = (
        alt.Chart(once)
        .mark_text(color=palette.primary.ink, fontWeight=700, fontSize=tokens.CHART_SIZE)
        .encode(x=x, y=y, text="mark:N")
    )
    names = (
        alt.Chart(once)
        .mark_text(align="left", dx=16, color=palette.ink, fontSize=tokens.CHART_SIZE, limit=220)
        .encode(x=x, y=y, text="name:N")
    )
    return alt.LayerChart(layer=[line, points, numbers, names]).properties(height=HEIGHT)
