"""Rules of prevalence: who is a case, who is measured, and the Wilson interval."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib.domain.growth import compute_value_at_z
from lib.domain.kms import compute_monthly_status
from lib.domain.prevalence import INDICATORS, METHODS, compute_prevalence, compute_wilson
from tests.domain.gizi_tables import FAR, build_balita, build_penimbangan, weigh

AGE = 365  # days on 1 January 2026 of one born on 1 January 2025


def measure(*children: dict[str, Any], **more: Any) -> pd.DataFrame:
    """Prevalence of boys of 365 days; each says its z (tb_u, bb_u), weight or height."""
    balita, rows = [], []
    for at, child in enumerate(children):
        name = f"A-{at}"
        balita.append(
            {"child_id": name, "birth_date": "2025-01-01", "posyandu": child.get("posyandu", "MLT1")}
        )
        row = weigh("2026-01-01", child.get("weight_kg", np.nan), name, oedema=child.get("oedema"))
        row["height_cm"] = child.get("height_cm", np.nan)
        for index, column in (("tb_u", "height_cm"), ("bb_u", "weight_kg")):
            if index in child:
                row[column] = compute_value_at_z(index, sex="L", at=AGE, z=child[index])[0]
        rows.append(row)
    monthly = compute_monthly_status(build_balita(*balita), build_penimbangan(*rows), until=FAR)
    return compute_prevalence(monthly, **{"by": (), **more})


def read(table: pd.DataFrame, indicator: str) -> tuple[int, int]:
    row = table[table["indicator"] == indicator].iloc[0]
    return int(row["cases"]), int(row["n"])


def test_stunting_is_height_for_age_below_minus_two() -> None:
    found = measure({"tb_u": -2.01}, {"tb_u": -2.0}, {"tb_u": -1.0})
    assert read(found, "stunting") == (1, 3)
    assert found.loc[0, "percent"] == pytest.approx(100 / 3)


def test_underweight_is_weight_for_age_below_minus_two() -> None:
    assert read(measure({"bb_u": -2.02}, {"bb_u": -1.99}), "underweight") == (1, 2)


def test_wasting_is_below_minus_two_or_oedema() -> None:
    thin = compute_value_at_z("bb_pb", sex="L", at=75.0, z=-2.1)[0]
    fair = compute_value_at_z("bb_pb", sex="L", at=75.0, z=0)[0]
    found = measure(
        {"height_cm": 75.0, "weight_kg": thin},
        {"height_cm": 75.0, "weight_kg": fair},
        {"height_cm": 75.0, "weight_kg": fair, "oedema": True},
        {"oedema": True},
    )
    assert read(found, "wasting") == (3, 4)
    assert read(found, "underweight") == (0, 2), "oedema leaves weight-for-age undefined"


def test_implausible_and_missing_values_are_left_out() -> None:
    found = measure({"tb_u": -6.02}, {"tb_u": -5.9}, {"weight_kg": 9.0})
    assert read(found, "stunting") == (1, 1), "−6.02 is implausible, the third child has no height"


def test_nobody_measured_gives_no_percentage() -> None:
    found = measure({"weight_kg": 9.0})
    assert read(found, "stunting") == (0, 0)
    assert found.loc[0, ["percent", "low", "high"]].isna().all()


def test_groups_add_up_and_stand_in_order() -> None:
    children = [{"tb_u": z, "posyandu": posyandu} for z in (-3.0, 0.0) for posyandu in ("MWR2", "MLT1", None)]
    parts, total = measure(*children, by=("posyandu",)), measure(*children)
    assert list(parts["indicator"]) == list(INDICATORS) * 3
    assert parts["posyandu"].iloc[::3].fillna("-").tolist() == ["MLT1", "MWR2", "-"]
    summed = parts.groupby("indicator", sort=False)[["cases", "n"]].sum()
    assert (summed.to_numpy() == total[["cases", "n"]].to_numpy()).all()


def test_no_measurements_give_an_empty_table_with_all_columns() -> None:
    empty = measure(by=("posyandu", "age_group"))
    assert len(empty) == 0
    columns = ["month", "posyandu", "age_group", "indicator", "cases", "n", "percent", "low", "high"]
    assert list(empty.columns) == columns


@pytest.mark.parametrize(
    ("cases", "n", "low", "high"),
    [  # Newcombe (1998), Statistics in Medicine 17:857–872, table I, method 3
        (81, 263, 25.53, 36.62),
        (15, 148, 6.24, 16.05),
        (0, 20, 0.0, 16.11),
        (1, 29, 0.61, 17.18),
    ],
)
def test_wilson_interval_as_published(cases: int, n: int, low: float, high: float) -> None:
    found = compute_wilson([cases], [n])
    assert found[0][0] == pytest.approx(low, abs=0.006)
    assert found[1][0] == pytest.approx(high, abs=0.006)


def test_wilson_interval_stays_within_0_and_100() -> None:
    low, high = compute_wilson([0, 7, 0], [7, 7, 0])
    assert low[0] == 0
    assert high[1] == 100
    assert np.isnan([low[2], high[2]]).all()


def test_every_figure_is_said_in_words() -> None:
    assert {*INDICATORS, "interval"} <= set(METHODS)
