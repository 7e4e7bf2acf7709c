"""Digits that heap up, spread and plausible shares: a mark beside the figures of a posyandu and month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.domain.measurement import (
    BETTER,
    CHECK,
    TOO_FEW,
    TRUSTED,
    WITH_NOTES,
    compute_measurement_findings,
    compute_measurement_quality,
    describe_trust,
)
from tests.domain.workbook_tables import build_table


def measure(weights: list[float], lengths: list[float], month: str = "2026-10") -> pd.DataFrame:
    return build_table(
        "penimbangan",
        [
            {"date": f"{month}-10", "posyandu": "MLT1", "child_id": f"A-{place}", "weight_kg": kg,
            "height_cm": cm}
            for place, (kg, cm) in enumerate(zip(weights, lengths, strict=True))
        ],
    )  # fmt: skip


def judge(table: pd.DataFrame, spread: float = 1.0) -> pd.DataFrame:
    chance = np.random.default_rng(3)
    scores = pd.DataFrame(
        {f"z_{index}": chance.normal(0, spread, len(table)) for index in ("tb_u", "bb_u", "bb_tb")}
    )
    flags = {f"flag_{index}": np.zeros(len(table), dtype=bool) for index in ("tb_u", "bb_u", "bb_tb")}
    return compute_measurement_quality(table, scores.assign(**flags))


def fine(count: int) -> tuple[list[float], list[float]]:
    return (
        [round(8 + 0.1 * place, 1) for place in range(count)],
        [round(70 + 0.3 * place, 1) for place in range(count)],
    )


def test_digits_evenly_spread_are_trusted() -> None:
    (row,) = judge(measure(*fine(40))).to_dict("records")
    assert row["trust"] == TRUSTED and row["problems"] == 0 and row["zero_five"] == 0.2
    assert compute_measurement_findings(judge(measure(*fine(40)))).empty


def test_half_kilos_and_whole_centimetres_are_marked() -> None:
    weights = [round(2 * kg) / 2 for kg in fine(40)[0]]
    quality = judge(measure(weights, fine(40)[1]))
    assert quality["weight_heaped"].tolist() == [True] and quality["trust"].tolist() == [WITH_NOTES]
    both = judge(measure(weights, [float(round(cm)) for cm in fine(40)[1]]))
    assert both["trust"].tolist() == [CHECK]
    (found,) = compute_measurement_findings(both).to_dict("records")
    assert (found["level"], found["source_row"]) == ("Info", 2)
    assert "berat berakhir 0 atau 5" in found["message"] and "10/2026" in found["message"]
    assert describe_trust(both.iloc[0]).startswith(f"{CHECK}: 100% berat")


def test_few_measurements_are_not_judged() -> None:
    quality = judge(measure([8.0] * 9, [70.0] * 9))
    assert quality["trust"].tolist() == [TOO_FEW] and quality["problems"].tolist() == [0]


def test_a_wide_spread_is_marked_only_where_many_say_so() -> None:
    assert judge(measure(*fine(60)), spread=1.8)["wide_tb_u"].tolist() == [True]
    assert judge(measure(*fine(29)), spread=1.8)["wide_tb_u"].tolist() == [False]


def test_the_trend_is_against_the_month_before() -> None:
    weights = [round(2 * kg) / 2 for kg in fine(40)[0]]
    table = pd.concat(
        [measure(weights, fine(40)[1], "2026-09"), measure(*fine(40), "2026-10")], ignore_index=True
    )
    assert judge(table)["trend"].tolist() == ["", BETTER]
