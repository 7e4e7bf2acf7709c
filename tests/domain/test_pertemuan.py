"""Meetings of kader: what became of each plan, who came, and which posyandu sent nobody."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lib.domain import pertemuan
from lib.domain.pertemuan import CANCELLED, HELD, OVERDUE, PLANNED, POSTPONED
from tests.domain.workbook_tables import POSYANDU, build_tables

TODAY = pd.Timestamp("2026-11-22")


def meet(
    meeting_id: str = "PK-2026-11", planned_on: str | None = "2026-11-18", **cells: Any
) -> dict[str, Any]:
    return {"meeting_id": meeting_id, "planned_on": planned_on, **cells}


def compute(*rows: dict[str, Any]) -> pd.DataFrame:
    return pertemuan.compute_meetings(build_tables(pertemuan=rows), today=TODAY)


def state_of(**cells: Any) -> str:
    return str(compute(meet(**cells))["state"].iloc[0])


def test_a_meeting_with_a_date_up_to_today_is_held() -> None:
    assert state_of(date="2026-11-18", status="Terlaksana") == HELD
    assert state_of(date="2026-11-22") == HELD
    assert state_of(date="2026-11-23", status="Terlaksana") == PLANNED


@pytest.mark.parametrize(
    ("status", "expected"), [("Rencana", OVERDUE), ("Ditunda", POSTPONED), ("Batal", CANCELLED)]
)
def test_a_date_beside_another_status_is_no_meeting(status: str, expected: str) -> None:
    assert state_of(date="2026-11-18", status=status) == expected


def test_a_plan_is_overdue_from_the_day_after_it() -> None:
    assert state_of(planned_on="2026-11-22", status="Rencana") == PLANNED
    assert state_of(planned_on="2026-11-21", status="Rencana") == OVERDUE
    assert state_of(planned_on="2026-11-21") == OVERDUE


def test_held_without_a_date_is_overdue_as_nobody_knows_when_it_was() -> None:
    assert state_of(status="Terlaksana") == OVERDUE


def test_postponed_and_cancelled_plans_are_no_debt() -> None:
    assert state_of(status="Ditunda") == POSTPONED
    assert state_of(status="Batal") == CANCELLED


def test_a_meeting_stays_in_the_month_of_its_plan_and_says_by_how_much_it_moved() -> None:
    row = compute(meet(planned_on="2026-10-30", date="2026-11-06")).iloc[0]
    assert (row["month"], row["day"]) == (pd.Timestamp("2026-10-01"), pd.Timestamp("2026-11-06"))
    assert (row["moved_days"], row["days_left"]) == (7, -16)
    assert pd.isna(compute(meet())["moved_days"].iloc[0])


def test_a_blank_kind_is_a_pertemuan_kader_and_of_two_rows_with_one_id_the_first_counts() -> None:
    table = compute(meet(date="2026-11-18"), meet(status="Batal"))
    assert table[["kind", "state"]].to_numpy().tolist() == [[pertemuan.KADER_MEETING, HELD]]


def test_the_next_meeting_is_looked_at_first_then_the_newest_held() -> None:
    held = [meet("A", "2026-09-18", date="2026-09-18"), meet("B", "2026-10-18", date="2026-10-18")]
    missed = meet("C", "2026-11-01")
    coming = [meet("D", "2026-12-18"), meet("E", "2026-11-22")]
    choose = pertemuan.choose_meeting
    assert choose(compute(*held, missed, *coming), today=TODAY) == "E"
    assert choose(compute(*held, missed), today=TODAY) == "B"
    assert choose(compute(missed), today=TODAY) == "C"
    assert choose(compute(), today=TODAY) is None
    assert choose(compute(*held, meet("F", "2026-12-05", status="Ditunda")), today=TODAY) == "F"
    assert choose(compute(*held, meet("F", "2026-12-05", status="Batal")), today=TODAY) == "B"
    assert (
        choose(compute(*held, meet("L", "2026-12-05", kind="Lokmin")), today=TODAY, kind="Pertemuan kader")
        == "B"
    )


KADER = [
    {"name": "Siti Contoh", "posyandu": "MLT1"},
    {"name": "Ani Contoh", "posyandu": "MLT1", "active": True},
    {"name": "Budi Contoh", "posyandu": "MLT1", "active": False},
    {"name": "Dewi Contoh", "posyandu": "MLT2"},
]


def attend(*people: dict[str, Any], kader: list[dict[str, Any]] = KADER) -> dict[Any, dict[str, Any]]:
    listed = [{"meeting_id": "PK-2026-11", **person} for person in people]
    tables = build_tables(posyandu=POSYANDU, kader=kader, hadir_pertemuan=listed)
    rows = pertemuan.compute_attendance(tables).to_dict("records")
    return {None if pd.isna(row["posyandu"]) else row["posyandu"]: row for row in rows}


def test_a_posyandu_that_sent_nobody_has_a_row_of_zeros() -> None:
    rows = attend({"name": "Siti Contoh", "posyandu": "MLT1", "present": True})
    assert rows["MLT2"]["listed"] == rows["MLT2"]["present"] == 0
    assert rows["MLT2"]["share"] == 0


def test_the_share_is_of_the_active_kader_of_the_tab() -> None:
    one = attend({"name": " siti  CONTOH", "posyandu": "MLT1", "present": True})["MLT1"]
    assert (one["kader"], one["kader_present"], one["share"]) == (2, 1, 50)
    absent = attend({"name": "Siti Contoh", "posyandu": "MLT1", "present": False})["MLT1"]
    assert (absent["absent"], absent["share"]) == (1, 0)
    nobody_known = attend({"name": "Siti Contoh", "posyandu": "MLT1", "present": True}, kader=[])["MLT1"]
    assert pd.isna(nobody_known["share"]) and nobody_known["strangers"] == 1


def test_who_is_not_in_the_tab_kader_represents_the_posyandu_but_is_counted_apart() -> None:
    for name in ("Orang Lain", "Budi Contoh"):
        one = attend({"name": name, "posyandu": "MLT1", "present": True})["MLT1"]
        assert (one["present"], one["kader_present"], one["strangers"]) == (1, 0, 1)


def test_a_blank_posyandu_is_that_of_the_only_kader_so_called_unless_an_institution_is_given() -> None:
    assert attend({"name": "Dewi Contoh", "present": True})["MLT2"]["present"] == 1
    guest = attend({"name": "Dewi Contoh", "institution": "PKK Desa", "present": True})
    assert (guest["MLT2"]["present"], guest[None]["present"]) == (0, 1)
    twice = [*KADER, {"name": "Dewi Contoh", "posyandu": "MLT1"}]
    assert attend({"name": "Dewi Contoh", "present": True}, kader=twice)[None]["present"] == 1


def test_of_two_rows_for_one_person_the_last_counts_and_blank_marks_are_no_answer() -> None:
    here = {"name": "Siti Contoh", "posyandu": "MLT1"}
    one = attend(
        {**here, "present": False}, {**here, "present": True}, {"name": "Ani Contoh", "posyandu": "MLT1"}
    )
    parts = [one["MLT1"][name] for name in ("listed", "present", "absent", "unmarked")]
    assert parts == [2, 1, 0, 1]


def test_attendance_is_present_of_those_marked() -> None:
    def share(*marks: bool | None) -> float:
        people = [{"meeting_id": "A", "name": str(at), "present": mark} for at, mark in enumerate(marks)]
        table = pertemuan.compute_attendance(build_tables(hadir_pertemuan=people))
        return pertemuan.compute_attendance_share(table)

    assert share(True, True, True, False) == 75
    assert share(True, None) == 100
    assert pd.isna(share(None)) and pd.isna(share())


def test_a_meeting_as_a_whole_adds_up_its_posyandu_and_those_of_no_posyandu() -> None:
    siti = {"name": "Siti Contoh", "posyandu": "MLT1"}
    listed = [
        {"meeting_id": "PK-2026-10", **siti, "present": False},
        {"meeting_id": "PK-2026-10", "name": "Dewi Contoh", "posyandu": "MLT2"},
        {"meeting_id": "PK-2026-11", **siti, "present": True},
        {"meeting_id": "PK-2026-11", "name": "Tamu", "institution": "PKK Desa", "present": True},
        {"meeting_id": "PK-2026-12", "name": "Dewi Contoh", "posyandu": "MLT2"},
    ]
    attendance = pertemuan.compute_attendance(
        build_tables(posyandu=POSYANDU, kader=KADER, hadir_pertemuan=listed)
    )
    totals = pertemuan.compute_turnouts(attendance)
    places = float(len(POSYANDU))
    assert totals[["listed", "present", "posyandu", "represented"]].to_numpy().tolist() == [
        [2, 0, places, 0],
        [2, 2, places, 1],
        [1, 0, places, 0],
    ]
    for meeting_id, share in totals["share"].items():
        alone = pertemuan.compute_attendance_share(attendance[attendance["meeting_id"].eq(meeting_id)])
        assert str(share) == str(alone), meeting_id
    assert totals["share"].isna().tolist() == [False, False, True]


def test_without_a_list_a_meeting_has_no_attendance() -> None:
    attendance = pertemuan.compute_attendance(build_tables(posyandu=POSYANDU, kader=KADER))
    assert attendance.empty and pertemuan.compute_turnouts(attendance).empty
