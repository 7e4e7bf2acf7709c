"""What cannot have happened in that order."""

from __future__ import annotations

from typing import Any

import pytest

from lib.domain.kualitas_data.tabs import compute_tab_findings
from tests.domain.workbook_tables import build_tables

PAIR = {
    "mother_id": "IH-001",
    "student": "Laras",
    "received_on": "2026-03-01",
    "started_on": "2026-03-05",
    "ended_on": "2026-06-01",
    "reported_on": "2026-06-10",
}
VISIT = {"mother_id": "IH-001", "student": "Laras", "date": "2026-04-01"}


def told(**tables: Any) -> list[tuple[str, str]]:
    found = compute_tab_findings(build_tables(**tables))
    return list(zip(found["tab"], found["column"], strict=True))


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({}, None),
        ({"ended_on": None, "reported_on": None}, None),
        ({"ended_on": "2026-03-04", "reported_on": None}, "ended_on"),
        ({"reported_on": "2026-03-04"}, "reported_on"),
        ({"received_on": "2026-03-06"}, "started_on"),
    ],
)
def test_a_pair_in_order(change: dict[str, Any], column: str | None) -> None:
    assert told(pendampingan=[PAIR | change]) == ([("Pendampingan", column)] if column else [])


@pytest.mark.parametrize(
    ("day", "outside"),
    [("2026-03-04", True), ("2026-03-05", False), ("2026-06-01", False), ("2026-06-02", True)],
)
def test_visits_outside_the_pairs_time(day: str, outside: bool) -> None:
    found = told(pendampingan=[PAIR], kunjungan_ibu=[VISIT | {"date": day}])
    assert found == [("Kunjungan Ibu", "date")] * outside


def test_a_visit_within_another_pair_of_the_mother_is_in_order_without_a_name() -> None:
    second = PAIR | {
        "student": "Rani",
        "started_on": "2026-07-01",
        "ended_on": None,
        "received_on": None,
        "reported_on": None,
    }
    visit = VISIT | {"date": "2026-08-01", "student": None}
    assert not told(pendampingan=[PAIR, second], kunjungan_ibu=[visit])
    assert told(pendampingan=[PAIR, second], kunjungan_ibu=[visit | {"student": "laras"}])


def test_contact_after_the_posyandu_day_and_home_without_riding() -> None:
    row = {"date": "2026-03-10", "posyandu": "MLT1", "person_id": "A-1", "contacted_on": "2026-03-10"}
    assert not told(antar_jemput=[row])
    assert told(antar_jemput=[row | {"contacted_on": "2026-03-11"}]) == [("Antar Jemput", "contacted_on")]
    assert told(antar_jemput=[row | {"boarded": False, "returned": True}]) == [("Antar Jemput", "returned")]


def test_arrival_before_the_letter() -> None:
    letter = {"sop": "OSOC", "step": "1", "subject": "IH-001", "result": "Ya", "date": "2026-03-03"}
    assert told(daftar_tilik=[letter], pendampingan=[PAIR]) == [("Pendampingan", "received_on")]
    assert not told(daftar_tilik=[letter | {"date": "2026-02-27"}], pendampingan=[PAIR])


@pytest.mark.parametrize(
    ("tab", "row", "column"),
    [
        ("tindak_lanjut", {"date": "2026-03-10", "due_on": "2026-03-01"}, "due_on"),
        ("tindak_lanjut", {"date": "2026-03-10", "done_on": "2026-03-01"}, "done_on"),
        ("mou", {"kelurahan": "A", "date": "2026-03-10", "valid_until": "2025-03-10"}, "valid_until"),
        (
            "ibu_hamil",
            {"mother_id": "I", "last_period": "2026-03-10", "delivered_on": "2026-01-01"},
            "delivered_on",
        ),
        (
            "ibu_hamil",
            {"mother_id": "I", "last_period": "2025-01-10", "delivered_on": "2026-03-01"},
            "delivered_on",
        ),
    ],
)
def test_dates_that_cannot_follow(tab: str, row: dict[str, Any], column: str) -> None:
    assert [column for _, column in told(**{tab: [row]})] == [column]
