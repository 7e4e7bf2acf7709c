"""The tokens as an Altair theme, with numbers and dates in Indonesian."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar

import altair as alt
import pandas as pd
from altair.utils import schemapi
from babel import Locale

from lib.words import tokens

AnyChart = alt.Chart | alt.LayerChart | alt.FacetChart | alt.HConcatChart | alt.VConcatChart | alt.ConcatChart
_Chart = TypeVar("_Chart", bound=AnyChart)

# Only what comes with the browser or with Streamlit itself: nothing is fetched from elsewhere.
FONT_STACK = "Source Sans, -apple-system, Segoe UI, Roboto, Noto Sans, sans-serif"


def build_vega_locale() -> dict[str, Any]:
    """Numbers and dates of charts in Indonesian, the words from Babel."""
    months, days = Locale("id").months["format"], Locale("id").days["format"]
    # Babel's weeks begin on Monday (0), Vega's on Sunday.
    week = [6, 0, 1, 2, 3, 4, 5]
    return {
        "number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["Rp", ""]},
        "time": {
            "dateTime": "%A, %e %B %Y %H.%M",
            "date": "%d/%m/%Y",
            "time": "%H.%M",
            "periods": ["AM", "PM"],
            "days": [days["wide"][day] for day in week],
            "shortDays": [days["abbreviated"][day] for day in week],
            "months": [months["wide"][month] for month in range(1, 13)],
            "shortMonths": [months["abbreviated"][month] for month in range(1, 13)],
        },
    }


def altair_theme(dark: bool) -> dict[str, Any]:
    """The tokens of one mode as an Altair theme: {"config": Vega-Lite config}."""
    palette = tokens.palette(dark=dark)
    label = {"labelColor": palette.ink, "labelFontSize": tokens.CHART_SIZE, "labelFont": FONT_STACK}
    title = {"titleColor": palette.ink, "titleFontSize": tokens.CHART_SIZE, "titleFont": FONT_STACK}
    return {
        "config": {
            # A chart is told in its description; Vega would name every mark and axis besides, in English.
            "aria": False,
            "background": "transparent",
            "font": FONT_STACK,
            "view": {"stroke": None},
            "padding": {"left": 4, "top": 8, "right": 8, "bottom": 4},
            "title": {
                "color": palette.ink,
                "fontSize": tokens.CHART_TITLE_SIZE,
                "fontWeight": 600,
                "anchor": "start",
                "offset": 12,
                "subtitleColor": palette.quiet_ink,
                "subtitleFontSize": tokens.CHART_SIZE,
            },
            "axis": {
                **label,
                **title,
                "titleFontWeight": 500,
                "gridColor": palette.line,
                "domainColor": palette.line,
                "tickColor": palette.line,
                "labelPadding": 6,
                "labelLimit": 220,
            },
            "axisX": {"grid": False, "labelAngle": 0, "labelOverlap": True},
            "locale": build_vega_locale(),
            "legend": {**label, **title, "titleFontWeight": 500, "orient": "top", "symbolType": "square"},
            "header": {**label, **title},
            "text": {"color": palette.ink, "fontSize": tokens.CHART_SIZE, "font": FONT_STACK},
            "rule": {"color": palette.quiet_ink},
            "line": {"strokeWidth": 2.5},
            "point": {"size": 70, "filled": True},
            "bar": {"cornerRadiusEnd": 3},
            "mark": {"color": palette.primary.ground, "aria": False},
            "range": {"category": list(palette.categories)},
        }
    }


def apply_theme(chart: _Chart, *, dark: bool) -> _Chart:
    """A copy of the chart in the tokens' colours and sizes. Altair's own theme switch is one for the whole
    process, while every viewer has a mode of their own."""
    themed: _Chart = chart.configure(**altair_theme(dark)["config"])
    return themed


# --- Finished chart specifications, kept by what they were built from: building one takes altair 20 ms, and
# most reruns of a page draw the same charts again.

MOST_SPECS = 256

_specs: OrderedDict[Hashable, dict[str, Any]] = OrderedDict()
_lock = threading.Lock()


ROWS = "plain_rows"
"""The input that a chart draws and that nothing else of it depends on, and its name in the specification."""


def build_spec(build: Callable[..., AnyChart], inputs: Mapping[str, Any], *, dark: bool) -> dict[str, Any]:
    """The Vega-Lite specification of `build(**inputs, palette=…)` in the colours and sizes of a mode.

    `inputs` are small tables and hashable values. The same inputs give the same object: do not change it.
    Where one is called ROWS (texts and numbers, none missing), the chart is built once for all rows, which
    are put in afterwards.
    """
    if ROWS not in inputs:
        return _build_spec(build, inputs, dark=dark)
    drawn = _build_spec(build, {**inputs, ROWS: None}, dark=dark)
    return {**drawn, "datasets": {ROWS: inputs[ROWS].to_dict("records")}}


def _build_spec(build: Callable[..., AnyChart], inputs: Mapping[str, Any], *, dark: bool) -> dict[str, Any]:
    parts = (name + "=" + str(_fingerprint(value)) for name, value in sorted(inputs.items()))
    key = (build.__module__, build.__qualname__, dark, *parts)
    with _lock:
        known = _specs.get(key)
        if known is not None:
            _specs.move_to_end(key)
            return known
    # Altair checks every part against its schema as it is made, and the whole once more: half of the work.
    # The tests check the charts.
    with schemapi.debug_mode(False):
        given = {name: alt.NamedData(ROWS) if name == ROWS else value for name, value in inputs.items()}
        chart = build(**given, palette=tokens.palette(dark=dark))
        spec: dict[str, Any] = apply_theme(chart, dark=dark).to_dict(validate=False)
    with _lock:
        _specs[key] = spec
        while len(_specs) > MOST_SPECS:
            _specs.popitem(last=False)
    return spec


def _fingerprint(value: object) -> object:
    if not isinstance(value, pd.DataFrame):
        return value
    rows = pd.util.hash_pandas_object(value, index=False).to_numpy().tobytes()
    return (*value.columns, *map(str, value.dtypes), hashlib.blake2b(rows, digest_size=16).hexdigest())
