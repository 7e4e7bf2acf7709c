"""Where the bus drives: the way on a map without tiles, its length and time against the SOP's, and links that
open it in Google Maps."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from lib.domain import antar_jemput
from lib.domain.antar_jemput import POSYANDU_PLACE
from lib.domain.settings import Pace
from lib.views import components
from lib.words import tokens
from lib.words.antar_jemput import (
    NO_WAY_HELP,
    ROUTE_TITLE,
    describe_pace,
    describe_route,
    describe_verdict,
    describe_way,
    name_link,
)

# --- The way of a round's trips, places as they lie to each other: no tiles, nothing from outside.

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


# --- Where the bus drives.

MAPS_NOTE = "Tautan hanya memuat letak titik, tanpa nama siapa pun."


def render_route(stops: pd.DataFrame, pace: Pace, *, standard_minutes: float) -> None:
    """The way of each trip of one round; `stops` of Seen.stops. Nothing where nobody is on the bus."""
    routes = antar_jemput.compute_routes(stops, pace)
    if not routes:
        return
    st.subheader(ROUTE_TITLE, anchor=False)
    missing = list(dict.fromkeys(name for route in routes for name in route.missing))
    if missing:
        components.notice_note(describe_way(missing), NO_WAY_HELP)
    minutes = antar_jemput.compute_minutes(routes)
    if not np.isnan(minutes):
        kind, words = describe_verdict(minutes, standard_minutes, trips=len(routes))
        (components.good_note if kind == "good" else components.problem_note)(words, describe_pace(pace))
    drawn = stops[stops["latitude"].notna() & stops["longitude"].notna()]
    if len(drawn) > 1:
        components.show_chart(
            build_route_chart,
            stops=drawn.reset_index(drop=True),
            description=" ".join(describe_route(route, stops) for route in routes),
            key="papan_jalan",
        )
    for route in routes:
        st.markdown(components.plain(describe_route(route, stops)))
        with st.container(horizontal=True):
            for number, address in enumerate(route.links, start=1):
                st.link_button(name_link(route, number, len(routes)), address, icon=":material/map:")
    if any(route.links for route in routes):
        st.caption(MAPS_NOTE)
