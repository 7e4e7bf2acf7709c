"""The growth chart of one child: what it draws, where it stays open, and what it says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib.domain.anak import (
    compute_kms_bands,
    compute_next_target,
    compute_points,
    compute_standard_lines,
)
from lib.domain.kms import compute_monthly_status
from lib.views import anak
from lib.views.anak.growth_chart import (
    LINE_OF_TEXT,
    _step_aside,
    build_index_chart,
    build_kms_chart,
    describe_growth,
)
from lib.words import tokens
from tests.domain.gizi_tables import FAR, build_balita, build_penimbangan, weigh

MODES = pytest.mark.parametrize("palette", [tokens.LIGHT, tokens.DARK], ids=["light", "dark"])
TODAY = pd.Timestamp("2026-05-20")
WEIGHINGS = [
    weigh("2026-01-10", 9.0, height_cm=75.0),
    weigh("2026-02-10", 9.1, height_cm=76.0),
    weigh("2026-04-10", 30.0, height_cm=77.0),
    weigh("2026-05-10", 9.8, height_cm=np.nan),
]
NO_EVENTS = pd.DataFrame({"age": [], "letters": [], "words": []})


@pytest.fixture
def points() -> pd.DataFrame:
    balita = build_balita({"birth_date": "2025-01-10"})
    return compute_points(compute_monthly_status(balita, build_penimbangan(*WEIGHINGS), until=FAR))


def rows_with(spec: dict[str, Any], *columns: str) -> list[list[dict[str, Any]]]:
    return [rows for rows in spec["datasets"].values() if rows and set(columns) <= set(rows[0])]


def kms_spec(points: pd.DataFrame, palette: tokens.Palette) -> dict[str, Any]:
    chart = build_kms_chart(
        bands=compute_kms_bands("L", 0, 24),
        points=points,
        target=compute_next_target(points, sex="L", today=TODAY),
        events=pd.DataFrame({"age": [14.0], "letters": ["KP"], "words": ["KEBAL MSG, 10 Mar 2026"]}),
        palette=palette,
    )
    spec: dict[str, Any] = chart.to_dict()
    return spec


@MODES
def test_each_run_of_months_is_a_line_of_its_own(points: pd.DataFrame, palette: tokens.Palette) -> None:
    ((*drawn,),) = rows_with(kms_spec(points, palette), "run", "flagged")
    assert [row["run"] for row in drawn] == [1, 1, 2, 2]


@MODES
def test_an_implausible_weight_is_hollow_and_says_so(points: pd.DataFrame, palette: tokens.Palette) -> None:
    ((*drawn,),) = rows_with(kms_spec(points, palette), "run", "flagged")
    assert [row["flagged"] for row in drawn] == [False, False, True, False]
    assert "tak wajar, ukur ulang" in drawn[2]["words"]


@MODES
def test_the_strip_tells_n_t_o_b_of_every_weighing(points: pd.DataFrame, palette: tokens.Palette) -> None:
    by_turns = rows_with(kms_spec(points, palette), "nt")
    assert [[row["nt"] for row in strip] for strip in by_turns] == [["B", "O"], ["T", "T"]]


@MODES
def test_the_target_is_written_in_kilograms(points: pd.DataFrame, palette: tokens.Palette) -> None:
    targets = rows_with(kms_spec(points, palette), "age", "weight_kg", "words")
    assert targets[0][0]["words"] == "minimal 10,0\u00a0kg"


def test_a_point_tells_date_exact_age_gain_kbm_z_and_category(points: pd.DataFrame) -> None:
    ((*drawn,),) = rows_with(kms_spec(points, tokens.LIGHT), "run", "flagged")
    words = drawn[1]["words"]
    for part in (
        "10 Feb 2026",
        "13 bulan (396 hari)",
        "9,1\u00a0kg",
        "100 g, KBM 200 g",
        "T, tidak naik cukup",
        "z ",
    ):
        assert part in words
    assert words.endswith("Berat badan normal")


@MODES
@pytest.mark.parametrize("index", ["bb_u", "tb_u", "bb_tb", "imt_u"])
def test_a_curve_carries_its_seven_lines_by_name(
    points: pd.DataFrame, palette: tokens.Palette, index: str
) -> None:
    lines = compute_standard_lines(index, sex="L", first_month=0, last_month=24)
    spec = build_index_chart(lines=lines, points=points, index=index, palette=palette).to_dict()
    (named,) = rows_with(spec, "words", "z")
    assert [row["words"] for row in named] == ["−3", "−2", "−1", "0", "+1", "+2", "+3"]


def test_the_growth_is_told_in_words_too(points: pd.DataFrame) -> None:
    told = describe_growth(points, name="Anak Contoh")
    assert told.startswith("Pertumbuhan Anak Contoh. ")
    assert "10 Mei 2026" in told
    assert "Belum ada berat" in describe_growth(points.iloc[:0], name="Anak Contoh")


def test_events_of_one_month_share_a_place(points: pd.DataFrame) -> None:
    thread = pd.DataFrame(
        {
            "date": pd.to_datetime(["2026-02-10", "2026-02-12", "2026-03-10"]),
            "kind": ["pmt", "kebal msg", "tindak lanjut"],
        }
    )
    events = anak.build_events(thread, points, 0, 24)
    assert events["letters"].tolist() == ["PK"]
    assert events["age"].tolist() == [13.0]


@pytest.mark.parametrize(("months", "words"), [(0, "0 bln"), (8, "8 bln"), (12, "1 th"), (33, "2 th 9 bln")])
def test_an_age_is_told_in_years_and_months(months: int, words: str) -> None:
    assert anak.format_age_months(months) == words


@pytest.mark.parametrize(("kilos", "down"), [(9.0, 0), (11.9, 1), (12.2, 1), (12.8, -1), (14.0, 0)])
def test_the_target_is_not_written_over_the_name_of_a_line(kilos: float, down: int) -> None:
    moved = _step_aside(kilos, [12.0, 21.0], 20.0)
    assert np.sign(moved) == down
    between = (kilos - 12.0) * 20.0 - 9 - moved
    assert abs(between) >= LINE_OF_TEXT
