"""Charts of the Gizi page: what they are given is what they draw and say."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import pytest

from lib.views.charts import (
    build_skdn_chart,
    build_status_chart,
    build_status_rows,
    describe_skdn,
    describe_status,
)
from lib.views.charts.theme import apply_theme
from lib.words import tokens

MONTHS = pd.to_datetime(["2026-09-01", "2026-10-01", "2026-11-01"]).astype("datetime64[s]")
SKDN = pd.DataFrame(
    {"month": MONTHS, "S": [147, 144, 1390], "K": [133, 130, 125], "D": [123, 123, 97], "N": [80, 74, 0]}
)
STATUS = pd.DataFrame(
    {
        "category": ["Sangat pendek", "Pendek", "Normal", "Tinggi"],
        "severity": ["sangat rendah", "rendah", "wajar", "lebih"],
        "count": [1.0, 25.0, 92.0, 0.0],
        "percent": [0.8, 21.2, 78.0, 0.0],
        "small": False,
    }
)
MODES = pytest.mark.parametrize("palette", [tokens.LIGHT, tokens.DARK], ids=["light", "dark"])


def read_rows(spec: dict[str, Any]) -> list[dict[str, Any]]:
    (rows,) = spec["datasets"].values()
    return list(rows)


def draw_status(table: pd.DataFrame, palette: tokens.Palette, hidden: str = "") -> alt.LayerChart:
    rows = build_status_rows(table, hidden)
    return build_status_chart(plain_rows=rows, order=tuple(table["category"]), palette=palette)


@MODES
def test_skdn_draws_one_bar_a_letter_and_month_with_its_number(palette: tokens.Palette) -> None:
    spec = build_skdn_chart(table=SKDN, palette=palette).to_dict()
    rows = read_rows(spec)
    assert len(rows) == 12
    assert {(row["month"], row["letter"], row["shown"]) for row in rows if row["back"] == 0} == {
        ("Nov 2026", "S", "1.390"),
        ("Nov 2026", "K", "125"),
        ("Nov 2026", "D", "97"),
        ("Nov 2026", "N", "0"),
    }


def test_skdn_months_stand_in_order_and_the_running_one_says_so() -> None:
    chart = build_skdn_chart(
        table=SKDN, palette=tokens.LIGHT, running=pd.Period("2026-11"), running_label="berjalan"
    )
    order = chart.to_dict()["layer"][0]["encoding"]["x"]["sort"]
    assert order == ["Sep 2026", "Okt 2026", "Nov 2026|berjalan"]


@MODES
def test_skdn_bars_have_the_colours_of_the_posters(palette: tokens.Palette) -> None:
    bars, _, letters = build_skdn_chart(table=SKDN, palette=palette).to_dict()["layer"]
    assert bars["encoding"]["color"]["scale"]["range"] == [palette.skdn[one].ground for one in "SKDN"]
    assert letters["encoding"]["color"]["scale"]["range"] == [palette.skdn[one].ink for one in "SKDN"]


def test_skdn_without_anybody_can_be_drawn() -> None:
    nobody = SKDN.assign(S=0, K=0, D=0, N=0)
    assert build_skdn_chart(table=nobody, palette=tokens.LIGHT).to_dict()
    assert build_skdn_chart(table=SKDN.iloc[:0], palette=tokens.LIGHT).to_dict()


def test_skdn_in_words() -> None:
    said = describe_skdn(table=SKDN)
    assert said.startswith("Balok SKDN. November 2026: S 1.390, K 125, D 97, N 0; Oktober 2026: S 144")


def test_status_writes_the_word_and_the_number_of_each_category() -> None:
    rows = read_rows(draw_status(STATUS, tokens.LIGHT).to_dict())
    assert [(row["category"], row["number"]) for row in rows] == [
        ("Sangat pendek", "1 · 0,8%"),
        ("Pendek", "25 · 21,2%"),
        ("Normal", "92 · 78,0%"),
        ("Tinggi", "0"),
    ]


def test_closed_counts_have_no_bar_and_no_number() -> None:
    closed = STATUS.assign(
        count=[float("nan"), 25.0, float("nan"), 0.0],
        percent=[float("nan"), 21.2, float("nan"), 0.0],
        small=[True, False, False, False],
    )
    rows = read_rows(draw_status(closed, tokens.LIGHT, hidden="tidak dirinci").to_dict())
    assert [(row["number"], row["percent"]) for row in rows] == [
        ("<5", 0.0),
        ("25 · 21,2%", 21.2),
        ("tidak dirinci", 0.0),
        ("0", 0.0),
    ]
    said = describe_status(table=closed, title="TB/U", hidden="tidak dirinci")
    assert said == "TB/U. Sangat pendek: <5; Pendek: 25 · 21,2%; Normal: tidak dirinci; Tinggi: 0."


@MODES
def test_charts_take_the_theme(palette: tokens.Palette) -> None:
    dark = palette is tokens.DARK
    for chart in (
        build_skdn_chart(table=SKDN, palette=palette),
        draw_status(STATUS, palette),
    ):
        assert apply_theme(chart, dark=dark).to_dict()["config"]["text"]["color"] == palette.ink
