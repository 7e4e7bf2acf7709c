"""A weight or length against the child's own line: the table of aturan.md, row by row, and the point that
breaks the line, beside a plain search through every set of points."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest

from lib.domain import own_line
from lib.domain.eppgbm.upload import compute_upload
from lib.domain.growth import compute_value_at_z
from lib.domain.kms import compute_monthly_status
from lib.domain.own_line import judge_own_line
from tests.budget import seeds
from tests.domain.workbook_tables import build_table, build_tables

BORN = "2024-01-10"


def children(**more: object) -> pd.DataFrame:
    child = {"child_id": "A-1", "posyandu": "MLT1", "sex": "L", "birth_date": BORN, "status": "Aktif"}
    return build_table("balita", [child | more])


def rows(*measured: tuple[str, float | None, float | None], **more: object) -> pd.DataFrame:
    return build_table(
        "penimbangan",
        [
            {"child_id": "A-1", "date": day, "weight_kg": weight, "height_cm": height, **more}
            for day, weight, height in measured
        ],
    )


def judge(*measured: tuple[str, float | None, float | None], **more: object) -> pd.DataFrame:
    return judge_own_line(rows(*measured, **more), children())


@pytest.mark.parametrize(
    ("day", "before", "after", "usable"),
    [
        ("2025-11-10", 9.0, 11.0, True),  # 2,0 in 31 days
        ("2025-11-10", 9.0, 11.1, False),
        ("2025-10-20", 9.0, 11.0, True),  # and never less than 2,0
        ("2025-12-11", 9.0, 13.0, True),  # 62 days: 4,0
        ("2025-12-11", 9.0, 13.1, False),
        ("2025-12-12", 9.0, 20.0, True),  # 63 days: nothing is compared
        ("2025-11-10", 9.0, 7.5, True),  # 1,5 is not more than 1,5
        ("2025-11-10", 9.0, 7.4, False),
        ("2025-11-10", 20.0, 22.6, True),  # 13%, where that is more than 2,0
        ("2025-11-10", 20.0, 22.7, False),
        ("2025-11-10", 14.0, 12.0, True),  # 2,0 kg, but 14%
        ("2025-11-10", 14.0, 11.8, False),
    ],
)
def test_weight_that_cannot_be(day: str, before: float, after: float, usable: bool) -> None:
    found = judge(("2025-10-10", before, None), (day, after, None))
    assert found["weight_usable"].tolist() == [True, usable]


@pytest.mark.parametrize(("after", "usable"), [(5.8, True), (5.9, False)])
def test_a_newborn_may_gain_1300_grams_more_than_the_median_boy(after: float, usable: bool) -> None:
    """From the second day to the thirty-second the WHO median boy gains 1.22 kg."""
    table = rows(("2025-10-02", 3.3, None), ("2025-11-02", after, None))
    found = judge_own_line(table, children(birth_date="2025-10-01"))
    assert found["weight_usable"].all() == usable


@pytest.mark.parametrize(
    ("born", "before", "after", "doubtful"),
    [
        (BORN, 9.0, 10.2, False),
        (BORN, 9.0, 10.3, True),
        ("2025-06-01", 6.0, 7.4, False),  # below six months
        (BORN, 10.0, 9.2, False),
        (BORN, 10.0, 9.1, True),
    ],
)
def test_weight_that_is_doubtful(born: str, before: float, after: float, doubtful: bool) -> None:
    table = rows(("2025-10-10", before, None), ("2025-11-10", after, None))
    found = judge_own_line(table, children(birth_date=born))
    assert found["weight_doubtful"].tolist() == [False, doubtful]
    assert found["weight_usable"].all()


def test_a_newborn_may_lose_a_tenth_in_the_first_fortnight() -> None:
    table = rows(("2025-10-02", 3.4, None), ("2025-10-09", 3.06, None))
    assert not judge_own_line(table, children(birth_date="2025-10-01"))["weight_doubtful"].any()


@pytest.mark.parametrize(
    ("before", "after", "usable", "doubtful"),
    [
        (80.0, 79.0, True, False),
        (80.0, 78.9, True, True),
        (80.0, 78.0, True, True),
        (80.0, 77.9, False, False),
        (80.0, 83.0, True, False),
        (80.0, 83.1, False, False),
    ],
)
def test_length_that_cannot_be_and_that_is_doubtful(
    before: float, after: float, usable: bool, doubtful: bool
) -> None:
    found = judge(("2025-10-10", None, before), ("2025-11-10", None, after))
    assert found["height_usable"].tolist() == [True, usable]
    assert found["height_doubtful"].tolist() == [False, doubtful]


def test_turning_two_shrinks_nobody() -> None:
    """Lying before the second birthday, standing from then on: 0,7 cm less of the same child."""
    table = rows(("2025-12-20", None, 86.0), ("2026-01-20", None, 84.5)).assign(
        position=["Terlentang", "Berdiri"]
    )
    found = judge_own_line(table, children())
    assert found["height_usable"].all() and not found["height_doubtful"].any()
    assert judge(("2025-12-20", None, 86.0), ("2026-01-20", None, 84.2))["height_doubtful"].tolist() == [
        False,
        True,
    ]


@pytest.mark.parametrize(("after", "usable"), [(66.1, True), (66.2, False)])
def test_from_four_months_length_grows_at_most_4_cm_a_month(after: float, usable: bool) -> None:
    table = rows(("2025-09-15", None, 62.1), ("2025-10-16", None, after))
    found = judge_own_line(table, children(birth_date="2025-05-01"))
    assert found["height_usable"].tolist() == [True, usable]


@pytest.mark.parametrize("z", [-3.0, 0.0, 3.0])
@pytest.mark.parametrize("sex", ["L", "P"])
def test_a_healthy_newborn_breaks_no_limit(sex: str, z: float) -> None:
    """The WHO median grows 4,8 cm in the first month: more than 4 cm in 31 days."""
    days = np.arange(0, 366, 30)
    weight = compute_value_at_z("bb_u", sex=sex, at=days, z=z)
    length = compute_value_at_z("tb_u", sex=sex, at=days, z=z)
    born = pd.Timestamp("2025-01-01")
    dates = [(born + pd.Timedelta(days=int(day))).strftime("%Y-%m-%d") for day in days]
    table = rows(*zip(dates, weight.round(1).tolist(), length.round(1).tolist(), strict=True))
    found = judge_own_line(table, children(birth_date="2025-01-01", sex=sex))
    assert found[["weight_usable", "height_usable"]].all(axis=None)
    assert not found[["weight_doubtful", "height_doubtful"]].any(axis=None)


@pytest.mark.parametrize(("born", "copied"), [("2023-01-10", True), ("2022-10-05", False)])
def test_both_values_of_the_month_before_are_doubtful_under_36_months(born: str, copied: bool) -> None:
    table = rows(("2025-09-10", 11.0, 85.0), ("2025-10-10", 11.0, 85.0), ("2025-11-10", 11.0, 85.5))
    assert judge_own_line(table, children(birth_date=born))["copied"].tolist() == [False, copied, False]


def test_the_point_without_which_the_rest_is_consistent_is_bad() -> None:
    months = [f"2025-{month:02d}-10" for month in range(3, 10)]
    for place in range(len(months)):
        weights = [9.0 + 0.2 * month for month in range(len(months))]
        weights[place] *= 2
        found = judge(*((day, kg, None) for day, kg in zip(months, weights, strict=True)))
        assert np.flatnonzero(~found["weight_usable"]).tolist() == [place]


def test_of_two_the_newer_and_a_later_point_moves_it() -> None:
    first = ("2025-08-10", 14.0, None), ("2025-09-10", 9.2, None)
    assert judge(*first)["weight_usable"].tolist() == [True, False]
    assert judge(*first, ("2025-10-10", 9.4, None))["weight_usable"].tolist() == [False, True, True]
    assert judge(*first, ("2025-10-10", 14.2, None))["weight_usable"].tolist() == [True, False, True]


def test_a_dip_has_its_mistake_in_the_middle_though_only_its_end_is_impossible() -> None:
    found = judge(
        ("2025-08-10", 15.2, None),
        ("2025-09-10", 13.1, None),
        ("2025-10-08", 16.0, None),
        ("2025-11-08", 16.1, None),
    )
    assert found["weight_usable"].tolist() == [True, False, True, True]


def test_a_confirmed_weight_is_usable_and_its_neighbours_too() -> None:
    table = rows(("2025-08-10", 9.0, None), ("2025-09-10", 13.0, None), ("2025-10-10", 9.3, None))
    confirmed = np.array([False, True, False])
    assert judge_own_line(table, children(), justified_weight=confirmed)["weight_usable"].all()
    assert judge_own_line(table, children())["weight_usable"].tolist() == [True, False, True]


def test_oedema_is_water_and_breaks_no_line() -> None:
    table = rows(("2025-09-10", 9.0, None), ("2025-10-10", 12.0, None))
    assert judge_own_line(table.assign(oedema=[False, True]), children())["weight_usable"].all()


def test_children_are_not_compared_with_each_other() -> None:
    table = rows(("2025-09-10", 9.0, None), ("2025-09-10", 15.0, None))
    table["child_id"] = ["A-1", "A-2"]
    people = pd.concat([children(), children(child_id="A-2")], ignore_index=True)
    assert judge_own_line(table, people)["weight_usable"].all()


def _search(line: own_line.Line, fits, rough) -> list[int]:  # type: ignore[no-untyped-def]
    """Every set of points, the plain way: the most kept, the smoothest, the older."""
    count = len(line.row)
    for size in range(count, 0, -1):
        found = []
        for kept in combinations(range(count), size):
            steps = list(pairwise(kept))
            if all(fits(one, other) for one, other in steps):
                found.append((round(sum(rough(one, other) for one, other in steps), 6), kept))
        if found:
            return list(min(found)[1])
    return []


@pytest.mark.parametrize("seed", seeds(range(60)))
def test_the_bad_points_are_those_of_a_plain_search(seed: int) -> None:
    chance = np.random.default_rng(seed)
    count = int(chance.integers(2, 9))
    days = np.cumsum(chance.integers(5, 50, count))
    weights = np.round(
        8 + days / 150 + chance.choice([0, 0, 0, 2.5, -2.5, 5], count) + chance.normal(0, 0.2, count), 1
    )
    start = pd.Timestamp("2025-01-10")
    dates = [(start + pd.Timedelta(days=int(day))).strftime("%Y-%m-%d") for day in days]
    table = rows(*((day, kg, None) for day, kg in zip(dates, weights.tolist(), strict=True)))
    bad = ~judge_own_line(table, children())["weight_usable"].to_numpy()

    ages = (pd.to_datetime(dates) - pd.Timestamp(BORN)).days.to_numpy()
    z = own_line._score_weight(
        own_line.Line(
            *(np.arange(count),) * 3,
            weights,
            ages.astype(float),
            ages / 30.4,
            np.zeros(count, bool),
            np.zeros(count, bool),
            np.zeros(count, bool),
        )
    )

    def gap(one: int, other: int) -> int:
        return int(days[other] - days[one])

    def fits(one: int, other: int) -> bool:
        gain = weights[other] - weights[one]
        rise = max(2.0, 2.0 * gap(one, other) / 31)
        fall = -gain > 1.5 + 1e-6 and -gain > 0.15 * weights[one] + 1e-6
        return gap(one, other) > 62 or not (gain > rise + 1e-6 or fall)

    def rough(one: int, other: int) -> float:
        if gap(one, other) > 62:
            return 0.0
        gain = weights[other] - weights[one]
        doubtful = gain > max(1.2, 1.2 * gap(one, other) / 31) + 1e-6 or -gain > 0.08 * weights[one] + 1e-6
        return max(abs(z[other] - z[one]) - 0.75, 0.0) + doubtful

    line = own_line.Line(np.arange(count), *(np.zeros(count),) * 8)  # type: ignore[arg-type]
    # Stretches between gaps of more than two months stand alone.
    kept: list[int] = []
    edges = [0, *(place + 1 for place in range(count - 1) if gap(place, place + 1) > 62), count]
    for low, high in pairwise(edges):
        part = own_line.Line(*(column[low:high] for column in line))
        found = _search(
            part, lambda a, b, low=low: fits(a + low, b + low), lambda a, b, low=low: rough(a + low, b + low)
        )
        kept += [low + place for place in found]
    assert np.flatnonzero(~bad).tolist() == kept


def _monthly(table: pd.DataFrame) -> pd.DataFrame:
    judged = judge_own_line(table, children())
    return compute_monthly_status(
        children(),
        table.assign(weight_usable=judged["weight_usable"], height_usable=judged["height_usable"]),
        until=pd.Timestamp("2026-06-30"),
    )


def test_a_bad_weight_is_o_without_indices_and_the_next_month_has_nothing_to_compare_with() -> None:
    found = _monthly(
        rows(
            ("2025-06-10", 9.0, 75.0),
            ("2025-07-10", 9.3, 76.0),
            ("2025-08-10", 18.6, 77.0),
            ("2025-09-10", 9.8, 78.0),
            ("2025-10-10", 10.1, 79.0),
        )
    )
    assert found["nt"].tolist() == ["B", "N", "O", "O", "N"]
    bad = found.iloc[2]
    assert bad[["z_bb_u", "z_bb_tb", "z_imt_u", "gain_g"]].isna().all() and pd.notna(bad["z_tb_u"])
    assert bad[["flag_bb_u", "flag_bb_tb", "flag_imt_u"]].all() and not bad["flag_tb_u"]
    assert not bad[["bgm", "refer_kia", "gizi_buruk"]].any()
    assert bad["weight_kg"] == 18.6  # stays as typed, and in D
    assert pd.isna(found.iloc[3]["gain_g"])


def test_b_goes_before_a_bad_weight() -> None:
    found = _monthly(rows(("2025-06-10", 19.0, None), ("2025-07-10", 9.3, None), ("2025-08-10", 9.6, None)))
    assert found["nt"].tolist() == ["B", "O", "N"]


def test_a_bad_length_takes_only_what_hangs_on_length() -> None:
    found = _monthly(rows(("2025-06-10", 9.0, 75.0), ("2025-07-10", 9.3, 67.0), ("2025-08-10", 9.6, 77.0)))
    bad = found.iloc[1]
    assert bad[["z_tb_u", "z_bb_tb", "z_imt_u"]].isna().all() and pd.notna(bad["z_bb_u"])
    assert bad["nt"] == "N"


def test_of_a_months_rows_a_usable_one_counts_before_a_later_one_that_cannot_be() -> None:
    found = _monthly(rows(("2025-06-10", 9.0, 75.0), ("2025-07-05", 9.3, 76.0), ("2025-07-20", 93 / 5, 76.2)))
    assert found["weight_kg"].tolist() == [9.0, 9.3]
    assert found["nt"].tolist() == ["B", "N"]


def test_a_confirmed_value_counts_in_every_figure() -> None:
    table = rows(("2025-06-10", 3.0, 75.0)).assign(weight_justified=True)
    found = compute_monthly_status(children(), table, until=pd.Timestamp("2026-06-30"))
    assert found["bgm"].tolist() == [True] and found["flag_bb_u"].tolist() == [False]


def test_the_upload_holds_a_bad_weight_back_and_says_why() -> None:
    table = rows(("2025-06-10", 9.0, 75.0), ("2025-07-10", 9.2, 76.0), ("2025-08-10", 18.6, 77.0))
    judged = judge_own_line(table, children())
    tables = build_tables(balita=[], penimbangan=[]) | {
        "balita": children(name="Budi", nik="9901011001240001"),
        "penimbangan": table.assign(weight_usable=judged["weight_usable"]),
    }
    monthly = compute_monthly_status(
        tables["balita"], tables["penimbangan"], until=pd.Timestamp("2025-08-31")
    )
    upload = compute_upload(
        tables, monthly, month=pd.Period("2025-08", "M"), today=pd.Timestamp("2025-08-31")
    )
    (held,) = upload.held.to_dict("records")
    assert (held["column"], held["source_row"]) == ("weight_kg", 4)
    assert held["message"] == "Ukuran tak wajar: mustahil dibanding ukuran anak ini yang lain"
