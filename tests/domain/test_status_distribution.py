"""Status gizi of a month: everyone measured is in exactly one category or left out for one reason."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.domain.categories import LABELS
from lib.domain.kms import compute_monthly_status
from lib.domain.prevalence import compute_prevalence
from lib.domain.small_counts import close_groups
from lib.domain.status_distribution import (
    DISTRIBUTED,
    compute_left_out,
    compute_status_distribution,
)
from tests.domain.gizi_tables import FAR, build_balita, build_penimbangan, weigh

# A boy of 12 months: median 9.6 kg, 75.7 cm.
CHILDREN = {
    "normal": {"weight_kg": 9.6, "height_cm": 75.7},
    "short": {"weight_kg": 8.8, "height_cm": 70.0},
    "no height": {"weight_kg": 9.6},
    "oedema": {"weight_kg": 9.6, "height_cm": 75.7, "oedema": True},
    "implausible": {"weight_kg": 30.0, "height_cm": 75.7},
    "arm only": {"weight_kg": float("nan"), "lila_cm": 13.0},
}


@pytest.fixture
def measured() -> pd.DataFrame:
    balita = build_balita(*({"child_id": name} for name in CHILDREN))
    rows = [weigh("2026-01-12", child_id=name, **values) for name, values in CHILDREN.items()]
    return compute_monthly_status(balita, build_penimbangan(*rows), until=FAR)


def test_every_measured_child_is_in_a_category_or_left_out(measured: pd.DataFrame) -> None:
    left = compute_left_out(measured)
    parts = left[["n", "implausible", "oedema", "no_height", "other"]].sum(axis=1)
    assert (parts == left["measured"]).all()
    counted = compute_status_distribution(measured).groupby("index")["count"].sum()
    assert counted.to_dict() == dict(zip(left["index"], left["n"], strict=True))


def test_reasons_of_bb_tb(measured: pd.DataFrame) -> None:
    left = compute_left_out(measured).set_index("index").loc["bb_tb"]
    assert left.to_dict() == {
        "measured": 6, "n": 2, "implausible": 1, "oedema": 1, "no_height": 2, "other": 0,
    }  # fmt: skip


def test_weight_without_height_counts_in_bb_u(measured: pd.DataFrame) -> None:
    left = compute_left_out(measured).set_index("index").loc["bb_u"]
    assert (left["n"], left["oedema"], left["implausible"], left["other"]) == (3, 1, 1, 1)


def test_categories_stand_from_low_to_high(measured: pd.DataFrame) -> None:
    table = compute_status_distribution(measured)
    for index in DISTRIBUTED:
        assert tuple(table[table["index"] == index]["category"]) == LABELS[index]


def test_groups_agree_with_the_prevalence(measured: pd.DataFrame) -> None:
    rates = compute_prevalence(measured, by=()).set_index("indicator")
    table = compute_status_distribution(measured, grouped=True)
    low = table[table["severity"] == "rendah"].set_index("index")
    for index, indicator in (("tb_u", "stunting"), ("bb_tb", "wasting"), ("bb_u", "underweight")):
        assert low.loc[index, "count"] == rates.loc[indicator, "cases"]
        assert low.loc[index, "n"] == rates.loc[indicator, "n"]


def test_nobody_measured_is_no_percentage(measured: pd.DataFrame) -> None:
    table = compute_status_distribution(measured.iloc[:0])
    assert (table["count"] == 0).all()
    assert table["percent"].isna().all()
    assert (compute_left_out(measured.iloc[:0])["measured"] == 0).all()


def build_grouped(low: int, middle: int, high: int) -> pd.DataFrame:
    count = [low, middle, high]
    return pd.DataFrame(
        {
            "index": "tb_u",
            "category": ["a", "b", "c"],
            "severity": ["rendah", "wajar", "lebih"],
            "count": count,
            "n": sum(count),
            "percent": [one * 100 / sum(count) for one in count],
        }
    )


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((6, 90, 7), [True, True, True]),
        ((0, 90, 0), [True, True, True]),
        ((4, 90, 7), [False, False, True]),
        ((6, 90, 1), [True, False, False]),
        ((1, 90, 1), [False, False, False]),
    ],
)
def test_a_small_group_and_the_middle_are_closed_together(
    counts: tuple[int, int, int], shown: list[bool]
) -> None:
    table = close_groups(build_grouped(*counts), of_part=False)
    assert table["count"].notna().tolist() == shown
    assert table["percent"].notna().tolist() == shown
    assert table["small"].tolist() == [0 < one < 5 for one in counts]
