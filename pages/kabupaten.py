"""Kabupaten: puskesmas side by side, who lies outside of chance, twelve months, how the workbooks stand."""

import streamlit as st

from lib import auth, data
from lib.domain.settings import Targets
from lib.views import components, kabupaten
from lib.words.figures import SMALL_NOTE

viewer = auth.require_viewer("kabupaten")
seen = data.load_kabupaten(viewer)
place = components.page_head(
    kabupaten.TITLE, kabupaten.LEAD, data.freshness_of_kabupaten(viewer), rerun=auth.rerun_quietly
)
if seen is None or not seen.months:
    components.empty_state(kabupaten.EMPTY_TITLE, kabupaten.EMPTY_HELP)
    if seen is not None:
        kabupaten.workbooks(seen.workbooks)
    st.stop()

month, indicator = kabupaten.choose(place, seen.months, seen.first_month)
if seen.hides_small_counts:
    st.caption(SMALL_NOTE)
with components.loading():
    total, found = seen.total(month, indicator), seen.funnel(month, indicator)
    rows, sops = seen.places(month), seen.sops(month)
kabupaten.headline(total, month, indicator, Targets())
kabupaten.funnel(found, indicator)
kabupaten.trends(seen.trend(month, indicator), seen.spread(month, indicator), indicator)
kabupaten.places(rows, sops, month, found.positions)
kabupaten.workbooks(seen.workbooks)
components.method_note(seen.methods(*kabupaten.METHODS))
