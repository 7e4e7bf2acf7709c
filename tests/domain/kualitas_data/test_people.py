"""People against each other: the same child twice, and who is not."""

from __future__ import annotations

from typing import Any

import pytest

from lib.domain.kualitas_data.people import compute_people_findings
from tests.domain.workbook_tables import build_tables

CHILD = {
    "child_id": "MLT1-001",
    "name": "Hasan Basri",
    "sex": "L",
    "birth_date": "2024-03-05",
    "caregiver": "Siti Aminah",
    "posyandu": "MLT1",
    "status": "Aktif",
}


def told(*children: dict[str, Any], **tables: Any) -> list[tuple[str, int, str]]:
    found = compute_people_findings(build_tables(balita=children, **tables))
    return list(zip(found["tab"], found["source_row"], found["column"], strict=True))


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Hassan Basri"},
        {"name": "hasan basri"},
        {"name": "Basri Hasan"},
        {"name": "Hasan"},
        {"name": "Hasan Basrie", "caregiver": "Siti Aminnah"},
        {"birth_date": "2024-05-03"},
        {"birth_date": "2024-03-06"},
    ],
)
def test_the_same_child_twice_is_told_at_the_later_row(change: dict[str, Any]) -> None:
    assert told(CHILD, CHILD | {"child_id": "MLT1-009"} | change) == [("Balita", 3, "name")]


def test_across_posyandu_both_are_told() -> None:
    other = CHILD | {"child_id": "MLT2-009", "posyandu": "MLT2", "name": "Hasan Basry"}
    assert told(CHILD, other) == [("Balita", 2, "name"), ("Balita", 3, "name")]


@pytest.mark.parametrize(
    "change",
    [
        {"sex": "P"},
        {"name": "Husein Basri"},
        {"name": "Hasin Basri", "birth_order": 2.0},
        {"caregiver": "Dewi Lestari"},
        {"birth_date": "2022-11-21"},
        {"status": "Pindah"},
        {"name": "Hasin Basri", "nik": "9901010503240002"},
    ],
)
def test_twins_siblings_and_who_moved_are_no_doubles(change: dict[str, Any]) -> None:
    first = CHILD | {"birth_order": 1.0, "nik": "9901010503240001"}
    assert not told(first, CHILD | {"child_id": "MLT1-009"} | change)


def test_two_weighed_on_the_same_days_with_other_results_are_two() -> None:
    second = CHILD | {"child_id": "MLT1-009", "name": "Hasam Basri"}
    rows = [
        {"date": day, "posyandu": "MLT1", "child_id": child, "weight_kg": kg}
        for day in ("2025-10-10", "2025-11-10")
        for child, kg in (("MLT1-001", 9.0), ("MLT1-009", 9.6))
    ]
    assert told(CHILD, second) and not told(CHILD, second, penimbangan=rows)


@pytest.mark.parametrize(
    ("nik", "sex", "wrong"),
    [
        ("9901010503240001", "L", False),
        ("9901014503240001", "P", False),
        ("9901014503240001", "L", True),
        ("9901010503240001", "P", True),
        ("9901010603240001", "L", True),
        ("9901010305240001", "L", True),
    ],
)
def test_nik_against_birth_date_and_sex(nik: str, sex: str, wrong: bool) -> None:
    assert told(CHILD | {"nik": nik, "sex": sex}) == [("Balita", 2, "nik")] * wrong


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("Hasan Basri", False), ("Hasan", False), ("Hasan Bassri", False), ("Hani Basuki", True)],
)
def test_a_name_that_is_not_the_ids(name: str, wrong: bool) -> None:
    other = CHILD | {"child_id": "MLT1-002", "name": "Hani Basuki", "birth_date": "2023-01-01", "sex": "P"}
    row = {"date": "2025-10-10", "posyandu": "MLT1", "child_id": "MLT1-001", "name": name, "weight_kg": 9.0}
    assert told(CHILD, other, penimbangan=[row]) == [("Penimbangan", 2, "child_id")] * wrong


def test_over_six_years_at_the_first_row_is_told_at_the_birth_date() -> None:
    row = {"date": "2025-10-10", "posyandu": "MLT1", "child_id": "MLT1-001", "weight_kg": 9.0}
    old = CHILD | {"birth_date": "2014-03-05"}
    assert told(old, penimbangan=[row]) == [("Balita", 2, "birth_date")]


def test_a_row_that_says_the_same_twice_is_told_where_no_key_tells_them_apart() -> None:
    gift = {"date": "2026-03-01", "donor": "Toko Maju", "form": "Telur", "amount": 30.0}
    assert told(CHILD, donasi=[gift, gift]) == [("Donasi", 3, "date")]
    assert not told(CHILD, donasi=[gift, gift | {"amount": 20.0}])
