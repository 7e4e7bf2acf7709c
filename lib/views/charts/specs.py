"""Finished chart specifications, kept by what they were built from: building one takes altair 20 ms, and most
reruns of a page draw the same charts again."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import altair as alt
import pandas as pd
from altair.utils import schemapi

from lib.views.charts.theme import AnyChart, apply_theme
from lib.words import tokens

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
