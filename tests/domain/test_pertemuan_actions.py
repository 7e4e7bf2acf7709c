"""Actions: belum, berjalan, selesai, lewat; the meeting they come from; what is carried into the next."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lib.domain import pertemuan
from lib.domain.pertemuan import DONE, LATE, RUNNING, WAITING
from tests.domain.workbook_tables import POSYANDU, build_tables

TODAY = pd.Timestamp("2026-11-22")
MEETINGS = [
    {"meeting_id": "PK-2026-1", "planned_on": "2026-01-18", "date": "2026-01-18"},
    {"meeting_id": "PK-2026-10", "planned_on": "2026-10-18", "date": "2026-10-18"},
    {"meeting_id": "PK-2026-11", "planned_on": "2026-11-18", "date": "2026-11-18"},
    {"meeting_id": "LM-2026-11", "planned_on": "2026-11-05", "date": "2026-11-05", "kind": "Lokmin"},
    {"meeting_id": "PK-2026-12", "planned_on": "2026-12-18"},
]


def act(**cells: Any) -> dict[str, Any]:
    return {
        "date": "2026-11-01",
        "plan": "Tera ulang dacin",
        "owner": "Petugas gizi",
        "due_on": "2026-12-01",
        **cells,
    }


def compute(*rows: dict[str, Any]) -> pd.DataFrame:
    tables = build_tables(
        pertemuan=MEETINGS,
        tindak_lanjut=rows,
        posyandu=POSYANDU,
        balita=[{"child_id": "A-1", "name": "Budi Santoso", "rt": "003", "posyandu": "MLT2"}],
        ibu_hamil=[{"mother_id": "H-1", "name": "Rina Wati", "rt": "001", "posyandu": "MLT1"}],
    )
    found = pertemuan.compute_meetings(tables, today=TODAY)
    return pertemuan.compute_actions(tables, found, registered=tables, today=TODAY)


def first(**cells: Any) -> dict[Any, Any]:
    return compute(act(**cells)).to_dict("records")[0]


def test_an_action_is_late_from_the_day_after_its_deadline() -> None:
    assert first(due_on="2026-11-22")["state"] == WAITING
    assert first(due_on="2026-11-21")["state"] == LATE
    assert first(due_on="2026-11-21", status="Berjalan")["state"] == LATE
    assert first(due_on="2026-11-21", status="Selesai")["state"] == DONE


def test_states_follow_the_status_and_blank_is_waiting() -> None:
    assert first(status="Berjalan")["state"] == RUNNING
    assert first(status="Belum")["state"] == first()["state"] == WAITING
    assert first(due_on=None)["state"] == WAITING


def test_an_action_dated_after_today_is_not_agreed_yet() -> None:
    assert compute(act(date="2026-11-23")).empty
    assert len(compute(act(date="2026-11-22"))) == 1


@pytest.mark.parametrize(
    ("origin", "date", "expected"),
    [
        ("PK-2026-11", "2026-11-18", "PK-2026-11"),
        ("pertemuan pk-2026-10", "2026-11-20", "PK-2026-10"),
        ("PK-2026-1", "2026-11-20", "PK-2026-1"),
        ("Pertemuan kader", "2026-11-18", "PK-2026-11"),
        ("pertemuan  kader", "2026-11-17", "PK-2026-10"),
        ("Lokmin", "2026-11-20", "LM-2026-11"),
        ("Lokmin", "2026-11-04", None),
        ("Posyandu", "2026-11-20", None),
        (None, "2026-11-20", None),
    ],
)
def test_the_meeting_is_named_by_its_id_or_is_the_last_of_that_kind(
    origin: str | None, date: str, expected: str | None
) -> None:
    found = first(origin=origin, date=date)["meeting_id"]
    assert (None if pd.isna(found) else found) == expected


def test_people_are_initials_and_rt() -> None:
    child, mother, place, nobody = (first(subject=subject) for subject in ("A-1", "h-1", "MLT1", "Sukamaju"))
    assert [child[name] for name in ("about", "initials", "rt", "posyandu")] == [
        "balita",
        "B.S.",
        "003",
        "MLT2",
    ]
    assert [mother[name] for name in ("about", "initials", "posyandu")] == ["ibu hamil", "R.W.", "MLT1"]
    assert (place["about"], place["posyandu"]) == ("posyandu", "MLT1") and pd.isna(place["initials"])
    assert pd.isna(nobody["about"])


def test_of_a_person_a_meeting_hears_the_kind_and_of_the_rest_the_plan_without_registered_names() -> None:
    plan = "Kunjungi budi SANTOSO dan Rina Wati"
    assert first(subject="A-1", plan=plan, kind="Kunjungan rumah")["matter"] == "Kunjungan rumah"
    assert first(subject="H-1", plan=plan)["matter"] == "Tindak lanjut"
    assert first(subject="MLT1", plan=plan, kind="PMT")["matter"] == "Kunjungi B.S. dan R.W."
    assert first(plan="Tera ulang dacin")["matter"] == "Tera ulang dacin"


def test_who_sees_one_posyandu_reads_initials_of_people_of_the_others() -> None:
    told = "PMT untuk BUDI Santoso (anak Sari Dewi) dan Rina Wati"
    child = {"child_id": "A-1", "name": "Budi Santoso", "caregiver": "Sari Dewi", "posyandu": "MLT2"}
    mother = {"mother_id": "H-1", "name": "Rina Wati", "posyandu": "MLT1"}
    action = act(subject="MLT1", plan=told, obstacle=told, result=told, status="Selesai")
    registered = build_tables(
        pertemuan=MEETINGS, tindak_lanjut=[action], posyandu=POSYANDU, balita=[child], ibu_hamil=[mother]
    )
    own = {**registered, "balita": registered["balita"].iloc[:0]}
    found = pertemuan.compute_meetings(own, today=TODAY)
    (row,) = pertemuan.compute_actions(own, found, registered=registered, today=TODAY).to_dict("records")
    assert row["matter"] == row["result"] == "PMT untuk B.S. (anak S.D.) dan R.W."
    assert row["plan"] == row["obstacle"] == "PMT untuk B.S. (anak S.D.) dan Rina Wati"


def test_the_result_is_told_without_registered_names_and_of_a_person_not_at_all() -> None:
    done = {"result": "Diantar ke Rina Wati", "status": "Selesai"}
    assert first(subject="MLT1", **done)["result"] == "Diantar ke R.W."
    assert first(**done)["result"] == "Diantar ke R.W."
    assert pd.isna(first(subject="A-1", **done)["result"]) and pd.isna(first(subject="H-1", **done)["result"])


def test_an_action_without_a_plan_is_called_by_its_kind() -> None:
    assert first(plan=None, subject="MLT1", kind="PMT")["matter"] == "PMT"
    assert first(plan=None)["matter"] == "Tindak lanjut"


def test_open_actions_come_first_the_longest_overdue_on_top_and_the_finished_newest_first() -> None:
    rows = compute(
        act(plan="baru selesai", status="Selesai", done_on="2026-11-20"),
        act(plan="lama selesai", status="Selesai", done_on="2026-11-02"),
        act(plan="tanpa tenggat", due_on=None),
        act(plan="nanti", due_on="2026-12-10"),
        act(plan="lewat", due_on="2026-11-10"),
        act(plan="lama lewat", due_on="2026-11-03"),
    )
    order = ["lama lewat", "lewat", "nanti", "tanpa tenggat", "baru selesai", "lama selesai"]
    assert rows["plan"].tolist() == order


def test_what_is_still_open_is_carried_into_the_next_meeting() -> None:
    rows = compute(
        act(plan="dari sini", origin="PK-2026-11", date="2026-11-18"),
        act(plan="terbawa", origin="PK-2026-10", date="2026-10-18"),
        act(plan="selesai", status="Selesai"),
        act(plan="sesudahnya", date="2026-11-19"),
    )
    here = pertemuan.select_carried(rows, day=pd.Timestamp("2026-11-18"), meeting_id="PK-2026-11")
    assert here["plan"].tolist() == ["terbawa"]
    following = pertemuan.select_carried(rows, day=pd.Timestamp("2026-12-18"))
    assert set(following["plan"]) == {"dari sini", "terbawa", "sesudahnya"}


def test_every_action_is_in_one_state() -> None:
    rows = compute(
        act(), act(status="Berjalan"), act(status="Selesai"), act(due_on="2026-11-01"), act(due_on=None)
    )
    assert pertemuan.count_actions(rows) == {LATE: 1, RUNNING: 1, WAITING: 2, DONE: 1}
    assert pertemuan.count_actions(compute()) == dict.fromkeys(pertemuan.ACTION_STATES, 0)
