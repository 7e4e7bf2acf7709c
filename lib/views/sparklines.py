"""Small lines over the months: in a figure, and of every posyandu side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import quote

import numpy as np
import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.views import components
from lib.views.links import build_link
from lib.views.templates import macro
from lib.words import tokens
from lib.words.figures import NO_DATA_YET
from lib.words.formats import format_number, format_percent, format_short_month

_FILE = "sparklines.html"
_drawing = macro(_FILE, "drawing")
_picture = macro(_FILE, "picture")
_multiples = macro(_FILE, "multiples")
build_rate = macro(_FILE, "rate")

_TOP, _BOTTOM = 3.0, 37.0


def build_line(label: str, months: Sequence[pd.Period], values: Sequence[float], *, percent: bool) -> Markup:
    """The months of one figure as a small picture between its own lowest and highest; its words say each
    month. Nothing where fewer than two months are known."""
    numbers = np.asarray(values, dtype="float64")
    known = numbers[~np.isnan(numbers)]
    if len(known) < 2:
        return Markup()
    low, high = float(known.min()), float(known.max())
    return build_sparkline(numbers, describe_months(label, months, numbers, percent=percent), low, high)


def describe_months(
    label: str, months: Sequence[pd.Period], values: Sequence[float] | np.ndarray, *, percent: bool
) -> str:
    """ "D/S: Okt 2026 85%, Nov 2026 70%": what the picture of a line says to who does not see it."""
    say = partial(format_percent, decimals=0) if percent else format_number
    told = ", ".join(
        f"{format_short_month(month)} {say(value)}" for month, value in zip(months, values, strict=True)
    )
    return f"{label}: {told}"


def build_sparkline(
    values: np.ndarray, description: str, low: float = 0, high: float = 100, *, target: float = np.nan
) -> Markup:
    """A small picture (img with an SVG in it) of numbers from `low` at its foot to `high`, the target dashed;
    gaps stay open."""
    palette = tokens.palette(dark=components.is_dark())
    step = 100 / max(len(values) - 1, 1)
    runs: list[list[str]] = [[]]
    for at, value in enumerate(values):
        if np.isnan(value):
            runs.append([])
        else:
            runs[-1].append(f"{at * step:.1f},{_height(value, low, high):.1f}")
    drawing = _drawing(
        goal="" if np.isnan(target) else f"{_height(target, low, high):.1f}",
        lines=[" ".join(run) for run in runs if run],
        dot=runs[-1][-1].split(",") if runs[-1] else None,
        ink=palette.skdn["D"].ground,
        quiet_ink=palette.quiet_ink,
    )
    return _picture(description=description, drawing=quote(str(drawing)))


def _height(value: float, low: float, high: float) -> float:
    if high <= low:
        return (_TOP + _BOTTOM) / 2
    return _BOTTOM - (value - low) / (high - low) * (_BOTTOM - _TOP)


def render_multiples(
    table: pd.DataFrame,
    *,
    target: float,
    months: Sequence[pd.Period],
    address: Callable[[str], str],
    running: bool = False,
    most: int | None = None,
) -> int:
    """D/S of every posyandu over the months, the lowest of the last month first, and how many were left out
    where `most` are shown. `table`: SKDN by month and posyandu with its name; `address`: what the name of a
    posyandu's code opens ("" for nothing).

    In the `running` month those without any weighing yet stand last and are not judged.
    """
    is_last = table["month"] == months[-1].start_time
    table = table.assign(ds=table["ds"].mask(is_last & table["D"].eq(0) & running))
    order = table[is_last].sort_values("ds", na_position="last" if running else "first")["posyandu"]
    cards = []
    for code in order[:most]:
        rows = table[table["posyandu"].eq(code)] if pd.notna(code) else table[table["posyandu"].isna()]
        name = str(rows["name"].iloc[0]) if rows["name"].notna().any() else "Tanpa posyandu"
        values = rows["ds"].to_numpy(dtype="float64")
        now = values[-1] if len(values) else np.nan
        rate = build_rate(is_below=now < target, words=NO_DATA_YET if np.isnan(now) else format_percent(now))
        told = describe_months(f"D/S {name}", months, values, percent=True)
        picture = build_sparkline(values, told, target=target)
        cards.append((build_link(name, address(str(code)) if pd.notna(code) else ""), rate, picture))
    st.html(_multiples(cards=cards))
    return max(len(order) - len(cards), 0)
