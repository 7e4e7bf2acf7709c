"""Sifts: the children behind a figure are as many as the figure says, in whatever group."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lib.domain.age import AGE_GROUPS
from lib.domain.case_lists import (
    GROUPS,
    LISTS,
    MEASURED_SIFTS,
    OUTSIDE_SIFTS,
    SASARAN_SIFTS,
    SIFTS,
    compute_sifts,
)
from lib.domain.kms import compute_monthly_status
from lib.domain.prevalence import compute_prevalence
from lib.domain.programme import compute_programme, compute_programme_marks
from lib.domain.skdn import compute_membership, compute_skdn, find_in_s
from lib.domain.status_distribution import compute_left_out, compute_status_distribution
from tests.domain.gizi_tables import BALITA, FAR, PENIMBANGAN, build, weigh

MONTH = pd.Timestamp("2026-02-01")
ANSWERS = {name: ("boolean", None) for name in ("vitamin_a", "exclusive_breastfeeding", "diarrhoea")}
CHILDREN: list[dict[str, Any]] = [
    {"child_id": "naik", "sex": "P", "birth_date": "2024-06-10"},
    {"child_id": "2T", "has_kms": None},
    {"child_id": "edema", "birth_date": "2025-04-10"},
    {"child_id": "pindah", "left_on": "2025-12-31"},
    {"child_id": "salah"},
    {"child_id": "bayi", "birth_date": "2025-11-01", "sex": None},
    {"child_id": "absen", "has_kms": False, "birth_date": "2022-03-01"},
]
WEIGHINGS: list[dict[str, Any]] = [
    weigh("2026-01-10", 9.0, "naik"),
    weigh("2026-02-10", 9.6, "naik", height_cm=76.0, vitamin_a=True),
    *(weigh(f"{month}-10", 9.0, "2T") for month in ("2025-12", "2026-01", "2026-02")),
    weigh("2026-02-10", 7.0, "edema", height_cm=70.0, oedema=True, diarrhoea=True),
    weigh("2026-02-10", 5.0, "pindah", height_cm=70.0),
    weigh("2026-02-10", 3.0, "salah", height_cm=76.0, diarrhoea=False),
    weigh("2026-02-10", 6.0, "bayi", height_cm=60.0, exclusive_breastfeeding=False),
]


@pytest.fixture(scope="module")
def tables() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    balita = build(BALITA, CHILDREN)
    penimbangan = build({**PENIMBANGAN, **ANSWERS}, WEIGHINGS)
    return balita, penimbangan, compute_monthly_status(balita, penimbangan, until=FAR)


@pytest.fixture(scope="module")
def sifts(tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]) -> pd.DataFrame:
    balita, penimbangan, monthly = tables
    members = compute_membership(balita, monthly, [MONTH])
    programme = compute_programme_marks(balita, penimbangan, monthly, month=MONTH, until=FAR)
    return compute_sifts(monthly[monthly["month"] == MONTH], members, programme)


@pytest.mark.parametrize("by", ["sex", "age_group"])
def test_every_count_of_skdn_has_as_many_children_also_by_group(
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], sifts: pd.DataFrame, by: str
) -> None:
    balita, _, monthly = tables
    assert compute_skdn(balita, monthly, months=[MONTH], by=())["K"].notna().all()
    names = {"K": "kms", "kms_yes": "kms", "D": "ditimbang", "not_weighed": "tidak", "outside": "outside"}
    for row in compute_skdn(balita, monthly, months=[MONTH], by=(by,)).to_dict("records"):
        group = sifts[sifts[row[by] if pd.notna(row[by]) else "tanpa_jk"]]
        for count in (*"DNTOB", "kms_yes", "two_t", "bgm", "not_weighed", "outside"):
            assert group[names.get(count, count)].sum() == row[count], (row[by], count)


def test_every_category_reason_and_case_has_as_many_children(
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], sifts: pd.DataFrame
) -> None:
    measured = tables[2][(tables[2]["month"] == MONTH) & find_in_s(tables[0], tables[2])]
    counts = {
        f"{row['index']}:{row['category']}": row["count"]
        for row in compute_status_distribution(measured).to_dict("records")
    }
    for row in compute_left_out(measured).to_dict("records"):
        counts |= {f"{row['index']}:{why}": row[why] for why in ("implausible", "oedema", "no_height")}
    counts |= {
        row["indicator"]: row["cases"] for row in compute_prevalence(measured, by=()).to_dict("records")
    }
    assert {name: int(sifts[name].sum()) for name in counts} == counts
    assert (counts["bb_u:oedema"], counts["bb_u:implausible"], counts["bb_tb:no_height"]) == (1, 1, 1)
    assert (
        sifts.loc["pindah", "outside"] and sifts.loc["pindah"].sum() == 4
    )  # gizi buruk there too, its sex and age: no part of S


def test_every_answer_of_a_programme_has_as_many_children(
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], sifts: pd.DataFrame
) -> None:
    balita, penimbangan, monthly = tables
    found = compute_programme(balita, penimbangan, monthly, months=[MONTH], until=FAR, by=())
    assert found["count"].sum() == 2
    for row in found.to_dict("records"):
        marks = sifts[[f"{row['programme']}:{answer}" for answer in ("ya", "tidak", "belum")]].sum()
        assert marks.tolist() == [row["count"], row["n"] - row["count"], row["of_age"] - row["n"]]


def test_vitamin_a_has_no_answers_outside_its_months(
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
) -> None:
    balita, penimbangan, monthly = tables
    march = pd.Timestamp("2026-03-01")
    marks = compute_programme_marks(balita, penimbangan, monthly, month=march, until=FAR)
    members = compute_membership(balita, monthly, [march])
    sifts = compute_sifts(monthly[monthly["month"] == march], members, marks)
    assert not any(name.startswith("vitamin_a") for name in marks.columns)
    assert not sifts[[name for name in SASARAN_SIFTS if name.startswith("vitamin_a")]].any(axis=None)


def test_the_sifts_belong_to_lists_and_all_stand_in_the_table(sifts: pd.DataFrame) -> None:
    assert set(SIFTS) <= set(LISTS)
    assert list(sifts.columns) == [*SASARAN_SIFTS, *MEASURED_SIFTS, *OUTSIDE_SIFTS, *GROUPS]
    assert set(AGE_GROUPS) < set(GROUPS)
    assert all(pd.api.types.is_bool_dtype(kind) for kind in sifts.dtypes)
