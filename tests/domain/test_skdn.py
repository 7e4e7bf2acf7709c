"""Rules of SKDN: who is S, what adds up to what."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.domain.kms import compute_monthly_status
from lib.domain.kualitas_data.records import compute_kms_findings
from lib.domain.skdn import (
    COUNTS,
    METHODS,
    RATIOS,
    compute_group_totals,
    compute_membership,
    compute_skdn,
    find_in_s,
)
from tests.budget import examples
from tests.domain.gizi_tables import FAR, build_balita, build_penimbangan, weigh

MARCH = pd.Timestamp("2026-03-01")
SPRING = list(pd.date_range("2026-01-01", "2026-05-01", freq="MS"))


def find_months(*weighings: dict[str, Any], **child: Any) -> list[int]:
    """The months of January to May 2026 in which the child is in S."""
    balita = build_balita(child)
    monthly = compute_monthly_status(balita, build_penimbangan(*weighings), until=FAR)
    return [month.month for month in compute_membership(balita, monthly, SPRING)["month"]]


def count(balita: pd.DataFrame, *weighings: dict[str, Any], **more: Any) -> pd.DataFrame:
    monthly = compute_monthly_status(balita, build_penimbangan(*weighings), until=FAR)
    return compute_skdn(balita, monthly, **{"months": [MARCH], "by": (), **more})


@pytest.mark.parametrize(
    ("child", "months"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"birth_date": "2026-03-31"}, [3, 4, 5]),  # born by the month's end
        ({"birth_date": "2021-03-01"}, [1, 2]),  # 60 completed months on 1 March
        ({"birth_date": "2021-03-02"}, [1, 2, 3]),
        ({"birth_date": "2020-12-31"}, []),
        ({"birth_date": None}, []),
        ({"joined_on": "2026-03-31"}, [3, 4, 5]),
        ({"joined_on": "2026-04-01"}, [4, 5]),
        ({"left_on": "2026-03-01"}, [1, 2, 3]),  # there on that day
        ({"left_on": "2026-02-28"}, [1, 2]),
        ({"left_on": "2026-03-15", "status": "Pindah"}, [1, 2, 3]),
        ({"joined_on": "2026-03-05", "left_on": "2026-03-20"}, [3]),
        ({"status": None}, [1, 2, 3, 4, 5]),
    ],
)
def test_s_is_active_on_any_day_of_the_month(child: dict[str, Any], months: list[int]) -> None:
    assert find_months(**child) == months


@pytest.mark.parametrize("status", ["Pindah", "Meninggal", "Lulus"])
def test_one_who_left_without_a_date_leaves_after_the_last_month_weighed(status: str) -> None:
    weighings = (
        weigh("2026-01-10", 9.0),
        weigh("2026-03-10", 9.0),
        {"date": "2026-04-10", "height_cm": 76.0},
    )
    assert find_months(*weighings, status=status) == [1, 2, 3]
    assert find_months(status=status) == []
    assert find_months(*weighings, status=status, left_on="2026-04-02") == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("answers", "k"),
    [
        ((True, False, True, True, None), 3),  # 80% answered: the blank one is a no
        ((True, False, True, None, None), None),
        ((None,) * 5, None),
        ((), 0),
    ],
)
def test_k_is_a_figure_only_where_four_fifths_of_s_are_answered(
    answers: tuple[bool | None, ...], k: int | None
) -> None:
    balita = build_balita(*({"child_id": f"A-{at}", "has_kms": has} for at, has in enumerate(answers)))
    row = count(balita, *(weigh("2026-03-10", 9.0, f"A-{at}") for at in range(len(answers)))).iloc[0]
    known = sum(one is not None for one in answers)
    assert row[["S", "kms_known", "kms_yes"]].tolist() == [len(answers), known, answers.count(True)]
    assert (None if pd.isna(row["K"]) else row["K"]) == k
    assert pd.isna(row["ks"]) == pd.isna(row["dk"]) == (not k)


def test_more_weighed_than_have_a_kms_is_a_finding_at_the_first_of_them() -> None:
    balita = build_balita(
        *({"child_id": f"A-{at}", "posyandu": "A", "has_kms": at == 0} for at in range(4)),
        *({"child_id": f"B-{at}", "posyandu": "B", "has_kms": None} for at in range(3)),  # no K, no D/K
    ).assign(source_book="buku", source_row=range(2, 9))
    rows = [weigh("2026-03-10", 9.0, child) for child in ("A-0", "A-2", "A-3", "B-0", "B-1")]
    monthly = compute_monthly_status(balita, build_penimbangan(*rows), until=FAR)
    found = compute_kms_findings(balita, monthly, month=MARCH)
    assert found["source_row"].tolist() == [4]
    assert "ditimbang 3 anak, padahal yang tercatat punya KMS 1; 2 anak" in found["message"].iloc[0]
    assert compute_kms_findings(balita, monthly, month=pd.Timestamp("2026-04-01")).empty


def test_k_of_a_total_is_judged_on_the_whole_not_on_its_parts() -> None:
    balita = build_balita(
        *({"child_id": f"A-{at}", "posyandu": "A"} for at in range(9)),
        {"child_id": "B-1", "posyandu": "B", "has_kms": None},
    )
    parts = count(balita, by=("posyandu",))
    assert parts["K"].tolist()[0] == 9 and pd.isna(parts["K"].tolist()[1])
    assert compute_group_totals(parts)["K"].tolist() == count(balita)["K"].tolist() == [9]


def test_d_is_s_with_a_usable_weight_and_others_are_outside() -> None:
    balita = build_balita(
        {"child_id": "in"},
        {"child_id": "too old", "birth_date": "2021-01-01"},
        {"child_id": "left", "left_on": "2026-02-01"},
        {"child_id": "height only"},
        {"child_id": "absent"},
    )
    rows = [weigh("2026-03-10", 12.0, name) for name in ("in", "too old", "left")]
    rows.append({"date": "2026-03-10", "child_id": "height only", "height_cm": 80.0})
    row = count(balita, *rows).iloc[0]
    assert row[["S", "D", "B", "outside", "not_weighed"]].tolist() == [3, 1, 1, 2, 2]


def test_the_eight_ratios() -> None:
    names = [f"A-{at}" for at in range(5)]
    balita = build_balita(*({"child_id": name, "has_kms": name != "A-4"} for name in names))
    gains = {"A-0": [9.0, 9.2], "A-1": [9.0, 9.0], "A-2": [9.0, 9.3], "A-3": [np.nan, 5.0]}
    rows = [
        weigh(day, weight, name)
        for name, weights in gains.items()
        for day, weight in zip(("2026-02-10", "2026-03-10"), weights, strict=True)
    ]
    row = count(balita, *rows).iloc[0]
    assert row[list(COUNTS)].tolist() == [5, 4, 4, 2, 1, 0, 1, 0, 1, 1, 0, 5, 4]
    expected = {
        "ks": 80,
        "ds": 80,
        "nd": 50,
        "nd_corrected": 200 / 3,
        "dk": 100,
        "ns": 40,
        "bgm_d": 25,
        "two_t_d": 0,
    }
    assert row[list(RATIOS)].to_dict() == pytest.approx(expected)


def test_a_ratio_over_nothing_is_missing() -> None:
    row = count(build_balita()).iloc[0]
    assert row[list(COUNTS)].sum() == 0
    assert row[list(RATIOS)].isna().all()


def test_2t_and_bgm_count_only_over_d() -> None:
    balita = build_balita({"left_on": "2026-02-20"})
    rows = [weigh(f"2026-0{month}-10", 5.0) for month in (1, 2, 3)]
    row = count(balita, *rows).iloc[0]
    assert row[["D", "two_t", "bgm", "outside"]].tolist() == [0, 0, 0, 1]


def test_every_group_stands_in_every_month() -> None:
    balita = build_balita(
        {"child_id": "A-1"}, {"child_id": "A-2", "posyandu": "MWR2", "birth_date": "2026-04-20"}
    )
    found = count(balita, by=("posyandu",), months=[MARCH, pd.Timestamp("2026-04-01")])
    assert found[["posyandu", "S"]].to_numpy().tolist() == [
        ["MLT1", 1],
        ["MWR2", 0],
        ["MLT1", 1],
        ["MWR2", 1],
    ]
    ages = count(balita, by=("age_group",))
    assert list(ages["age_group"]) == ["0–5", "6–11", "12–23", "24–59"]


def test_by_desa_joined_to_balita() -> None:
    balita = build_balita({"child_id": "A-1"}, {"child_id": "A-2", "posyandu": "MWR2"})
    balita["desa"] = balita["posyandu"].map({"MLT1": "Sukamaju", "MWR2": "Sukamaju"})
    assert count(balita, by=("desa",))[["desa", "S"]].to_numpy().tolist() == [["Sukamaju", 2]]


def test_a_child_without_posyandu_is_a_group_of_its_own() -> None:
    balita = build_balita({"child_id": "A-1"}, {"child_id": "A-2", "posyandu": None})
    found = count(balita, by=("posyandu",))
    assert found["S"].tolist() == [1, 1]
    assert found["posyandu"].isna().tolist() == [False, True]


def test_months_may_be_given_in_any_order_and_as_any_day() -> None:
    found = count(build_balita({}), months=[pd.Timestamp("2026-04-15"), MARCH, pd.Timestamp("2026-04-01")])
    assert found["month"].tolist() == [MARCH, pd.Timestamp("2026-04-01")]
    assert len(count(build_balita({}), months=[])) == 0


def test_every_figure_is_said_in_words() -> None:
    assert {"S", "K", "D", "outside", *RATIOS} <= set(METHODS)


DAYS = st.dates(min_value=pd.Timestamp("2020-11-01").date(), max_value=pd.Timestamp("2026-05-31").date()).map(
    str
)
CHILDREN = st.lists(
    st.fixed_dictionaries(
        {
            "birth_date": st.none() | DAYS,
            "sex": st.sampled_from(["L", "P", None]),
            "posyandu": st.sampled_from(["MLT1", "MWR2", None]),
            "joined_on": st.none() | DAYS,
            "left_on": st.none() | DAYS,
            "status": st.sampled_from(["Aktif", "Pindah", "Lulus", None]),
            "has_kms": st.sampled_from([True, False, None]),
        }
    ),
    max_size=6,
)
WEIGHINGS = st.lists(
    st.fixed_dictionaries(
        {
            "child_id": st.sampled_from([f"A-{at}" for at in range(7)]) | st.none(),
            "date": st.none()
            | st.dates(
                min_value=pd.Timestamp("2025-12-01").date(), max_value=pd.Timestamp("2026-05-31").date()
            ).map(str),
            "weight_kg": st.sampled_from([np.nan, 3.0, 8.9, 9.1, 9.3, 15.0]),
            "height_cm": st.sampled_from([np.nan, 60.0, 90.0]),
            "oedema": st.sampled_from([True, False, None]),
        }
    ),
    max_size=40,
)


@examples(40)
@given(children=CHILDREN, weighings=WEIGHINGS)
def test_parts_add_up_to_totals(children: list[dict[str, Any]], weighings: list[dict[str, Any]]) -> None:
    balita = build_balita(*({"child_id": f"A-{at}", **child} for at, child in enumerate(children)))
    monthly = compute_monthly_status(balita, build_penimbangan(*weighings), until=FAR)
    total = compute_skdn(balita, monthly, months=SPRING, by=())
    members = compute_membership(balita, monthly, SPRING)
    assert len(total) == len(SPRING)
    for by in (("posyandu",), ("sex",), ("age_group",), ("posyandu", "sex", "age_group")):
        parts = compute_skdn(balita, monthly, months=SPRING, by=by)
        assert not parts.duplicated(["month", *by]).any()
        counts = [name for name in COUNTS if name != "K"]  # a figure of the whole may be none of a part
        summed = parts.groupby("month")[counts].sum().reindex(SPRING, fill_value=0)
        assert (summed.to_numpy() == total[counts].to_numpy()).all()
        for table in (parts, total):
            assert (table["D"] == table[["N", "T", "O", "B"]].sum(axis=1)).all()
            assert (table[["kms_yes", "kms_known", "D"]].le(table["S"], axis=0)).to_numpy().all()
            assert (table["two_t"] <= table["T"]).all()
            assert (table["bgm"] <= table["D"]).all()
            bounded = table[
                [name for name in RATIOS if name != "dk"]
            ]  # D/K may pass 100: no KMS, yet weighed
            assert (bounded.isna() | bounded.ge(0) & bounded.le(100)).to_numpy().all()
    assert total["S"].tolist() == [int((members["month"] == month).sum()) for month in SPRING]
    assert total["kms_yes"].tolist() == [
        int(members.loc[members["month"] == month, "has_kms"].sum()) for month in SPRING
    ]
    weighed = monthly[monthly["weight_kg"].notna() & monthly["month"].isin(SPRING)]
    assert total["D"].sum() == find_in_s(balita, monthly)[monthly.index.isin(weighed.index)].sum()
    assert total["D"].sum() + total["outside"].sum() == len(weighed)
