"""The z-scores of a month beside WHO's standard."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lib.domain.gizi import compute_z_distribution
from lib.domain.kms import compute_monthly_status
from lib.domain.skdn import COUNTS, compute_group_totals, compute_skdn
from tests.domain.gizi_tables import FAR, build_balita, build_penimbangan, weigh


def measured(*z: float, flagged: tuple[bool, ...] | None = None) -> pd.DataFrame:
    return pd.DataFrame({"z_tb_u": z, "flag_tb_u": flagged or (False,) * len(z)}).astype(
        {"z_tb_u": "float64"}
    )


def test_a_z_on_an_edge_belongs_to_the_bin_above() -> None:
    table = compute_z_distribution(measured(-2.0, -2.01), "tb_u").set_index("low")
    assert table.loc[-2.0, "count"] == 1
    assert table.loc[-2.5, "count"] == 1


def test_implausible_and_missing_values_are_left_out() -> None:
    table = compute_z_distribution(measured(-1.0, -7.0, np.nan, flagged=(False, True, False)), "tb_u")
    assert table["n"].iloc[0] == 1
    assert table["count"].sum() == 1


def test_percentages_add_up_and_so_does_the_standard() -> None:
    rng = np.random.default_rng(1)
    table = compute_z_distribution(measured(*rng.normal(-1, 1, 500).clip(-5.9, 5.9)), "tb_u")
    assert table["percent"].sum() == pytest.approx(100)
    assert table["standard"].sum() == pytest.approx(100, abs=0.001)
    assert table.loc[table["high"] <= -2, "standard"].sum() == pytest.approx(2.275, abs=0.001)


def test_nobody_measured_has_no_percentages() -> None:
    table = compute_z_distribution(measured(), "tb_u")
    assert table["percent"].isna().all() and table["mean"].isna().all()


def test_one_child_has_a_mean_and_no_spread() -> None:
    table = compute_z_distribution(measured(-1.0), "tb_u")
    assert (table["mean"].iloc[0], np.isnan(table["sd"].iloc[0])) == (-1.0, True)


def test_groups_added_up_are_the_whole() -> None:
    children = [{"child_id": f"A-{i}", "posyandu": f"P{i % 3}", "has_kms": i % 2 == 0} for i in range(9)]
    balita = build_balita(*children)
    rows = [weigh(f"2026-0{m}-10", 8.0 + m * (i % 3) / 5, f"A-{i}") for i in range(7) for m in (1, 2, 3)]
    monthly = compute_monthly_status(balita, build_penimbangan(*rows), until=FAR)
    month = [pd.Timestamp("2026-03-01")]
    parts = compute_skdn(balita, monthly, months=month, by=("posyandu",)).assign(desa=["X", "X", None])
    whole = compute_skdn(balita, monthly, months=month, by=())
    for table in (
        compute_group_totals(parts),
        compute_group_totals(compute_group_totals(parts, by=("desa",))),
    ):
        assert table[list(COUNTS)].iloc[0].tolist() == whole[list(COUNTS)].iloc[0].tolist()
        assert table["ds"].iloc[0] == pytest.approx(whole["ds"].iloc[0])
        assert table["nd_corrected"].iloc[0] == pytest.approx(whole["nd_corrected"].iloc[0], nan_ok=True)


def test_a_closed_count_closes_the_total_it_belongs_to() -> None:
    table = pd.DataFrame({name: [1.0, 2.0] for name in COUNTS}).assign(bgm=[1.0, np.nan])
    total = compute_group_totals(table).iloc[0]
    assert total["S"] == 3
    assert np.isnan(total["bgm"]) and np.isnan(total["bgm_d"])
