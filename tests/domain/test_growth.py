"""Rules of the z-scores and what they are called."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib.domain.categories import compute_category, compute_gizi_buruk, compute_lila_category
from lib.domain.growth import PLAUSIBLE, compute_value_at_z, compute_zscores, round_z

Z = ["z_bb_u", "z_tb_u", "z_bb_tb", "z_imt_u", "z_lk_u", "z_lila_u"]


def score(**child: Any) -> pd.Series:
    usual = {
        "sex": "L",
        "age_days": 800.0,
        "weight_kg": 12.0,
        "length_cm": 88.0,
        "position": "Berdiri",
        "oedema": False,
        "head_cm": 48.0,
        "lila_cm": 15.0,
    }
    return compute_zscores(**{name: [value] for name, value in {**usual, **child}.items()}).iloc[0]


@pytest.mark.parametrize(
    ("age_days", "position", "corrected"),
    [
        (730, "Terlentang", 88.0),
        (730, "Berdiri", 88.7),
        (731, "Berdiri", 88.0),
        (731, "Terlentang", 87.3),
        (730, None, 88.0),
        (731, None, 88.0),
    ],
)
def test_length_below_day_731_height_from_then_on(
    age_days: int, position: str | None, corrected: float
) -> None:
    found = score(age_days=age_days, position=position)
    assert found["length_corrected_cm"] == pytest.approx(corrected)
    # Every index that uses the length uses the corrected one.
    right = score(age_days=age_days, position=None, length_cm=corrected)
    assert np.allclose(found[Z].astype(float), right[Z].astype(float))


def test_day_731_is_read_from_the_height_table() -> None:
    last_length, first_height = (score(age_days=day, position=None)["z_tb_u"] for day in (730, 731))
    assert first_height - last_length == pytest.approx(0.22, abs=0.02)


def test_standing_below_nine_months_is_ignored() -> None:
    early, then = score(age_days=273, position="Berdiri"), score(age_days=274, position="Berdiri")
    assert (early["position_ignored"], early["length_corrected_cm"]) == (True, 88.0)
    assert (then["position_ignored"], then["length_corrected_cm"]) == (False, pytest.approx(88.7))


def test_oedema_leaves_the_weight_based_indices_undefined() -> None:
    found = score(oedema=True)
    assert found[["z_bb_u", "z_bb_tb", "z_imt_u"]].isna().all()
    assert found[["z_tb_u", "z_lk_u", "z_lila_u"]].notna().all()
    assert not found[[f"flag_{index}" for index in PLAUSIBLE]].any()


@pytest.mark.parametrize(
    ("age_days", "length", "defined"),
    [
        (400, 44.9, False),
        (400, 45.0, True),
        (400, 110.0, True),
        (400, 110.1, False),
        (900, 64.9, False),
        (900, 65.0, True),
        (900, 120.0, True),
        (900, 120.1, False),
    ],
)
def test_weight_for_length_has_limits(age_days: int, length: float, defined: bool) -> None:
    found = score(age_days=age_days, length_cm=length, position=None)
    assert pd.notna(found["z_bb_tb"]) == defined
    assert pd.notna(found["z_imt_u"])


def test_limits_hold_after_the_correction_by_position() -> None:
    assert pd.notna(score(age_days=900, length_cm=120.7, position="Terlentang")["z_bb_tb"])
    assert pd.notna(score(age_days=900, length_cm=120.7000000001, position="Terlentang")["z_bb_tb"])
    assert pd.isna(score(age_days=900, length_cm=65.6, position="Terlentang")["z_bb_tb"])
    assert pd.isna(score(age_days=400, length_cm=109.5, position="Berdiri")["z_bb_tb"])


def test_weight_for_length_is_interpolated_between_rows() -> None:
    low, between, high = (score(length_cm=length)["z_bb_tb"] for length in (88.0, 88.05, 88.1))
    assert between == pytest.approx((low + high) / 2, abs=1e-4)
    assert low > between > high


@pytest.mark.parametrize(
    ("age_days", "defined"), [(-1, False), (0, True), (1856, True), (1857, False), (np.nan, False)]
)
def test_ages_from_day_0_to_1856(age_days: float, defined: bool) -> None:
    assert (
        score(age_days=age_days, length_cm=100.0)[["z_bb_u", "z_tb_u", "z_bb_tb", "z_imt_u", "z_lk_u"]]
        .notna()
        .all()
        == defined
    )
    if not defined:
        assert score(age_days=age_days)[Z].isna().all()


def test_arm_circumference_only_from_day_91() -> None:
    assert pd.isna(score(age_days=90)["z_lila_u"])
    assert pd.notna(score(age_days=91)["z_lila_u"])


@pytest.mark.parametrize("index", ["bb_u", "bb_tb", "imt_u", "lila_u"])
def test_beyond_three_the_distance_from_two_to_three_is_the_unit(index: str) -> None:
    at = 88.0 if index == "bb_tb" else 800
    two, three = (compute_value_at_z(index, sex="L", at=at, z=z)[0] for z in (-2, -3))
    value = three - 1.5 * (two - three)
    metres = 0.88
    given = {"imt_u": {"weight_kg": value * metres**2}, "lila_u": {"lila_cm": value}}.get(
        index, {"weight_kg": value}
    )
    assert score(**given)[f"z_{index}"] == pytest.approx(-4.5)


@pytest.mark.parametrize(("index", "name"), [("tb_u", "length_cm"), ("lk_u", "head_cm")])
def test_length_and_head_are_not_restricted(index: str, name: str) -> None:
    zero, minus_one = (compute_value_at_z(index, sex="P", at=800, z=z)[0] for z in (0, -1))
    assert score(sex="P", **{name: zero - 4.5 * (zero - minus_one)})[f"z_{index}"] == pytest.approx(-4.5)


@pytest.mark.parametrize("index", list(PLAUSIBLE))
def test_implausible_values_are_kept_and_flagged(index: str) -> None:
    low, high = PLAUSIBLE[index]
    name = {"tb_u": "length_cm", "lk_u": "head_cm", "lila_u": "lila_cm"}.get(index, "weight_kg")
    at = 88.0 if index == "bb_tb" else 800
    for bound, outside in ((low, low - 0.02), (high, high + 0.02)):
        for z, flagged in ((bound, False), (outside, True)):
            value = compute_value_at_z(index, sex="L", at=at, z=z)[0]
            found = score(**{name: value * (0.88**2 if index == "imt_u" else 1)})
            assert found[f"z_{index}"] == pytest.approx(z, abs=1e-6)
            assert found[f"flag_{index}"] == flagged


@pytest.mark.parametrize("missing", ["sex", "weight_kg", "length_cm"])
def test_a_missing_value_leaves_only_its_own_indices_undefined(missing: str) -> None:
    found = score(**{missing: None if missing == "sex" else np.nan})
    gone = {
        "sex": Z,
        "weight_kg": ["z_bb_u", "z_bb_tb", "z_imt_u"],
        "length_cm": ["z_tb_u", "z_bb_tb", "z_imt_u"],
    }
    assert [column for column in Z if pd.isna(found[column])] == gone[missing]


def test_no_measurements_give_an_empty_table_with_all_columns() -> None:
    empty = compute_zscores(sex=[], age_days=[], weight_kg=[], length_cm=[], position=[], oedema=[])
    assert len(empty) == 0
    assert list(empty.columns) == list(score().index)


def test_inputs_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="expected 2 values, got 1"):
        compute_zscores(
            sex=["L", "P"], age_days=[1, 2], weight_kg=[3.0], length_cm=None, position=None, oedema=None
        )


def test_typed_columns_with_missing_values_are_accepted() -> None:
    found = compute_zscores(
        sex=pd.Series(["L", None], dtype="str"),
        age_days=pd.Series([800, None], dtype="Float64"),
        weight_kg=pd.Series([12.0, 12.0], index=[7, 9]),
        length_cm=pd.Series([88.0, np.nan]),
        position=pd.Series([None, "Berdiri"], dtype="str"),
        oedema=pd.Series([None, True], dtype="boolean"),
    )
    assert found["z_bb_u"].notna().tolist() == [True, False]


def test_z_is_rounded_to_two_decimals_before_it_is_judged() -> None:
    assert list(round_z([-2.004, -2.006, -0.001])) == [-2.0, -2.01, 0.0]
    assert list(compute_category("tb_u", [-2.004, -2.006])) == ["Normal", "Pendek"]


@pytest.mark.parametrize(
    ("index", "labels"),
    [
        (
            "bb_u",
            "Berat badan sangat kurang|Berat badan kurang|Berat badan kurang|Berat badan normal|"
            "Berat badan normal" + "|Risiko berat badan lebih" * 5,
        ),
        ("tb_u", "Sangat pendek|Pendek|Pendek|Normal|Normal|Normal|Normal|Normal|Normal|Tinggi"),
        *(
            (
                index,
                "Gizi buruk|Gizi kurang|Gizi kurang|Gizi baik|Gizi baik|Berisiko gizi lebih|"
                "Berisiko gizi lebih|Gizi lebih|Gizi lebih|Obesitas",
            )
            for index in ("bb_tb", "imt_u")
        ),
    ],
)
def test_permenkes_labels(index: str, labels: str) -> None:
    edges = [-3.01, -3.0, -2.01, -2.0, 1.0, 1.01, 2.0, 2.01, 3.0, 3.01]
    assert "|".join(compute_category(index, edges)) == labels
    assert compute_category(index, [np.nan]).isna().all()


def test_gizi_buruk_by_any_of_its_three_signs() -> None:
    found = compute_gizi_buruk(
        z_bb_tb=[-3.01, -3.0, -5.5, np.nan, np.nan, np.nan, np.nan, np.nan],
        oedema=[False, False, False, True, False, False, False, None],
        lila_cm=[np.nan, 13.0, np.nan, np.nan, 11.4, 11.5, 11.0, 11.0],
        age_months=[10, 10, 10, 10, 6, 10, 5, 60],
    )
    assert found.tolist() == [True, False, True, True, True, False, False, False]


def test_arm_circumference_categories() -> None:
    found = compute_lila_category([11.4, 11.5, 12.4, 12.5, 11.0, np.nan], [6, 59, 20, 20, 5, 20])
    assert list(found[:4]) == ["Gizi buruk", "Gizi kurang", "Gizi kurang", "Gizi baik"]
    assert found[4:].isna().all()
