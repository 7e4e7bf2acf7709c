"""Where the bus drives: the way on a map without tiles, its length and time against the SOP's, and links that
open it in Google Maps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from lib.domain import antar_jemput
from lib.domain.settings import Pace
from lib.views import components
from lib.views.antar_jemput.route_chart import build_route_chart
from lib.words.antar_jemput import (
    NO_WAY_HELP,
    ROUTE_TITLE,
    describe_pace,
    describe_route,
    describe_verdict,
    describe_way,
    name_link,
)

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
