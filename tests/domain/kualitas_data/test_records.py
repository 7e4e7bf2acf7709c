"""What is doubtful in records that read well: one finding each, at its cell."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lib.domain.kebal_msg import compute_kebal_findings
from lib.domain.kualitas_data.records import compute_record_findings
from tests.domain.workbook_tables import build_tables

BALITA = {"child_id": "A-1", "posyandu": "MLT1", "birth_date": "2025-01-10", "status": "Aktif"}


def find(**tables: Any) -> pd.DataFrame:
    built = build_tables(**{"balita": [BALITA], **tables})
    found = pd.concat([compute_record_findings(built), compute_kebal_findings(built)], ignore_index=True)
    assert set(found["level"]) <= {"Peringatan"}
    return found


def test_records_without_a_doubt_have_no_findings() -> None:
    assert find().empty


@pytest.mark.parametrize(("day", "doubtful"), [("2025-10-10", True), ("2025-10-11", False)])
def test_standing_is_doubtful_up_to_273_days(day: str, doubtful: bool) -> None:
    found = find(penimbangan=[{"child_id": "A-1", "date": day, "height_cm": 70.0, "position": "Berdiri"}])
    assert found[["tab", "column"]].to_numpy().tolist() == [["Penimbangan", "position"]] * doubtful


@pytest.mark.parametrize(
    ("status", "left_on", "doubtful"),
    [("Pindah", None, True), ("Pindah", "2026-02-01", False), ("Aktif", None, False)],
)
def test_who_left_without_a_date_is_doubtful(status: str, left_on: str | None, doubtful: bool) -> None:
    found = find(balita=[BALITA | {"status": status, "left_on": left_on}])
    assert found[["tab", "column"]].to_numpy().tolist() == [["Balita", "status"]] * doubtful


def test_a_day_of_participants_without_its_row_in_kebal_msg_is_one_finding_at_its_first_row() -> None:
    children = [BALITA, BALITA | {"child_id": "A-2"}, BALITA | {"child_id": "B-1", "posyandu": "MLT2"}]
    came = [
        {"child_id": "A-1", "date": "2026-03-20", "posyandu": "MLT1", "present": True},
        {"child_id": "A-1", "date": "2026-03-21", "posyandu": None, "present": True},
        {"child_id": "A-2", "date": "2026-03-21", "posyandu": "MLT1", "present": True},
        {"child_id": "B-1", "date": "2026-03-20", "posyandu": "MLT2", "present": None},
    ]
    found = find(
        balita=children,
        peserta_kebal_msg=came,
        kebal_msg=[{"date": "2026-03-20", "posyandu": "MLT1", "menu": "Sup ayam"}],
    )
    assert found[["tab", "column", "source_row", "value"]].to_numpy().tolist() == [
        ["Peserta Kebal MSG", "date", 3, "21/03/2026"],
        ["Peserta Kebal MSG", "date", 5, "20/03/2026"],
    ]


def test_participants_whose_place_is_unknown_are_left_to_the_other_findings() -> None:
    assert find(balita=[], peserta_kebal_msg=[{"child_id": "A-1", "date": "2026-03-21"}]).empty
