"""A chart is built once for what it shows, and anew for anything else."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from lib.views.charts.theme import MOST_SPECS, apply_theme, build_spec
from lib.words import tokens


class Builder:
    """Counts how often a chart is built."""

    def __init__(self) -> None:
        self.built = 0

    def __call__(self, *, table: pd.DataFrame, palette: tokens.Palette, title: str = "") -> alt.Chart:
        self.built += 1
        return alt.Chart(table, title=title).mark_point(color=palette.ink).encode(x="x:Q")


def spec_of(builder: Builder, table: pd.DataFrame, *, dark: bool = False, **more: Any) -> dict[str, Any]:
    builder.__dict__.update(__module__="tests", __qualname__=f"builder{id(builder)}")
    return build_spec(builder, {"table": table, **more}, dark=dark)


def test_the_same_figures_are_drawn_once() -> None:
    builder = Builder()
    first = spec_of(builder, pd.DataFrame({"x": [1.0, 2.0], "name": ["a", None]}))
    again = spec_of(builder, pd.DataFrame({"x": [1.0, 2.0], "name": ["a", None]}))
    assert again is first
    assert builder.built == 1


def test_any_change_is_drawn_anew() -> None:
    builder, table = Builder(), pd.DataFrame({"x": [1.0, 2.0]})
    specs = [
        spec_of(builder, table),
        spec_of(builder, pd.DataFrame({"x": [2.0, 1.0]})),
        spec_of(builder, pd.DataFrame({"x": [1.0, 3.0]})),
        spec_of(builder, pd.DataFrame({"x": [1, 2]})),
        spec_of(builder, table.rename(columns={"x": "y"}).assign(x=1.0)),
        spec_of(builder, table, dark=True),
        spec_of(builder, table, title="lain"),
    ]
    assert builder.built == len(specs)
    assert specs[5]["mark"]["color"] == tokens.DARK.ink


def test_only_so_many_are_kept() -> None:
    builder = Builder()
    for number in range(MOST_SPECS + 1):
        spec_of(builder, pd.DataFrame({"x": [float(number)]}))
    spec_of(builder, pd.DataFrame({"x": [0.0]}))
    assert builder.built == MOST_SPECS + 2


def test_what_is_nothing_but_rows_is_put_into_what_was_drawn_before() -> None:
    drawn = 0

    def build(*, plain_rows: pd.DataFrame, title: str, palette: tokens.Palette) -> alt.Chart:
        nonlocal drawn
        drawn += 1
        return alt.Chart(plain_rows, title=title).mark_bar(color=palette.ink).encode(x="x:Q", y="name:N")

    tables = [pd.DataFrame({"x": [1.0, number], "name": ["<b>a", "b"]}) for number in (2.0, 3.0)]
    for table in tables:
        spec = build_spec(build, {"plain_rows": table, "title": "Satu"}, dark=False)
        (given,) = spec.pop("datasets").values()
        alone = apply_theme(build(plain_rows=table, title="Satu", palette=tokens.LIGHT), dark=False).to_dict()
        (asked,) = alone.pop("datasets").values()
        assert given == asked == table.to_dict("records")
        assert spec | {"data": None} == alone | {"data": None}
        assert spec["data"] == {"name": "plain_rows"}
    assert drawn == 1 + len(tables)
