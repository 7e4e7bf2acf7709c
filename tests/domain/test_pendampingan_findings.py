"""Findings about pregnancies, pairs and visits: both sides of each limit; nothing that the parser says."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.domain.pendampingan import compute_pairs, compute_pregnancy_findings, compute_visits
from tests.domain.workbook_tables import build_tables

TODAY = "2026-11-22"


def mother(**more: object) -> dict:
    return {"mother_id": "IH-001", "name": "Ibu", "last_period": "2026-05-01", **more}


def pair(**more: object) -> dict:
    return {"mother_id": "IH-001", "student": "Laras", "started_on": "2026-10-01", "status": "Aktif", **more}


def find(**rows: list) -> list[tuple[str, str, int]]:
    found = compute_pregnancy_findings(build_tables(**rows), today=TODAY)
    return list(found[["level", "column", "source_row"]].itertuples(index=False, name=None))


def days_ago(days: int) -> str:
    return str((pd.Timestamp(TODAY) - pd.Timedelta(days=days)).date())


@pytest.mark.parametrize(
    ("about", "found"),
    [
        ({"last_period": days_ago(308)}, []),  # 44 weeks to the day
        ({"last_period": days_ago(309)}, [("Peringatan", "last_period", 2)]),
        ({"last_period": days_ago(309), "status": "Hamil"}, [("Peringatan", "last_period", 2)]),
        ({"last_period": days_ago(309), "status": "Pindah"}, []),
        ({"last_period": None}, []),
    ],
)
def test_over_44_weeks_and_still_hamil(about: dict, found: list) -> None:
    assert find(ibu_hamil=[mother(**about)]) == found


@pytest.mark.parametrize(
    ("last_period", "found"),
    [
        ("2026-11-01", []),  # on the day of the birth
        ("2026-11-02", [("Peringatan", "delivered_on", 2)]),
        ("2025-12-28", []),  # 308 days before it
        ("2025-12-27", [("Peringatan", "delivered_on", 2)]),
    ],
)
def test_a_birth_before_hpht_or_44_weeks_after_it(last_period: str, found: list) -> None:
    row = mother(last_period=last_period, delivered_on="2026-11-01", status="Nifas")
    assert find(ibu_hamil=[row]) == found


def test_status_and_day_of_birth_that_contradict_each_other() -> None:
    assert find(ibu_hamil=[mother(delivered_on="2026-11-01", last_period="2026-02-01")]) == [
        ("Peringatan", "status", 2)
    ]
    assert find(ibu_hamil=[mother(status="Bersalin")]) == [("Peringatan", "delivered_on", 2)]
    nifas = {"status": "Nifas", "last_period": "2026-01-10"}
    assert find(ibu_hamil=[mother(delivered_on=days_ago(42), **nifas)]) == []
    assert find(ibu_hamil=[mother(delivered_on=days_ago(43), **nifas)]) == [("Info", "status", 2)]


def test_the_message_says_how_many_weeks() -> None:
    found = compute_pregnancy_findings(
        build_tables(ibu_hamil=[mother(last_period=days_ago(320))]), today=TODAY
    )
    assert found["message"].tolist() == ["Usia kehamilan 45 minggu, tetapi Status masih Hamil"]
    assert found["value"].tolist() == [f"{pd.Timestamp(days_ago(320)):%d/%m/%Y}"]


def test_a_mother_with_two_active_students_is_found_at_both_rows() -> None:
    people = {"ibu_hamil": [mother()]}
    both = [pair(), pair(student="Sari", status=None)]  # a blank status is active
    assert find(**people, pendampingan=both) == [
        ("Peringatan", "mother_id", 2),
        ("Peringatan", "mother_id", 3),
    ]
    for other in ("Selesai", "Berhenti", "Direncanakan"):
        assert find(**people, pendampingan=[pair(), pair(student="Sari", status=other)]) == []
    assert find(**people, pendampingan=[pair(), pair(student="LARAS ")]) == []


def test_a_student_with_two_mothers_is_only_worth_knowing() -> None:
    people = [mother(), mother(mother_id="IH-002")]
    found = find(ibu_hamil=people, pendampingan=[pair(), pair(mother_id="IH-002")])
    assert found == [("Info", "student", 2), ("Info", "student", 3)]


def test_visits_outside_every_pair_are_found_once_a_mother_and_still_shown() -> None:
    tables = build_tables(
        ibu_hamil=[mother(), mother(mother_id="IH-002")],
        pendampingan=[pair()],
        kunjungan_ibu=[
            {"date": "2026-10-02", "mother_id": "IH-001", "student": "laras"},
            {"date": "2026-10-03", "mother_id": "IH-001"},
            {"date": "2026-10-04", "mother_id": "IH-002", "student": "Laras"},
            {"date": "2026-10-05", "mother_id": "IH-002"},
            {"date": "2026-10-06", "mother_id": "IH-001", "student": "Sari"},
            {"date": "2026-10-07", "mother_id": "IH-001", "student": "Sari"},
        ],
    )
    found = compute_pregnancy_findings(tables, today=TODAY)
    assert list(found[["column", "source_row"]].itertuples(index=False, name=None)) == [
        ("mother_id", 4),
        ("student", 6),
    ]
    assert all("2 kunjungannya" in message for message in found["message"])
    assert len(compute_visits(tables, today=TODAY)) == 6
    assert compute_pairs(tables, today=TODAY)["visits"].tolist() == [2]


def test_nothing_to_find_where_nothing_is_typed() -> None:
    assert compute_pregnancy_findings(build_tables(), today=TODAY).empty
