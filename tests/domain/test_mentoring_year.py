"""SIKERITING over the year: the rail of teams and kelurahan, planned against held, the MoU register."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.domain.mentoring import (
    EXPIRES_SOON_DAYS,
    LATE_DAYS,
    compute_mou,
    compute_pair_steps,
    compute_pairs,
    compute_plan,
    compute_rail,
    compute_rail_without_pairs,
    count_plan,
)
from tests.domain.workbook_tables import build_sop_tables, build_table

TODAY = "2026-11-22"
BALITA = [
    {"child_id": "A1", "name": "Satu", "posyandu": "MLT1"},
    {"child_id": "A2", "name": "Dua", "posyandu": "MLT1"},
    {"child_id": "B1", "name": "Tiga", "posyandu": "MLT2"},
]


def pair(child: str, team: str = "Tim 1", **more: object) -> dict:
    return {"child_id": child, "team": team, "mentor": "Wulan", "selected_on": "2026-03-10", **more}


def rail_of(**rows: list) -> pd.DataFrame:
    tables = build_sop_tables(**{"balita": BALITA, **rows})
    steps = compute_pair_steps(tables, today=TODAY, year=2026)
    pairs = compute_pairs(tables, None, today=TODAY, year=2026, steps=steps)
    return compute_rail(pairs, steps).set_index(["kelurahan", "team", "step"])


def test_a_step_of_a_team_is_done_only_when_every_patient_has_it() -> None:
    rail = rail_of(
        mentoring=[pair("A1"), pair("A2"), pair("B1", "Tim 2")],
        kegiatan_mentoring=[
            {"date": "2026-05-04", "child_id": "A1", "team": "Tim 1", "step": "8"},
            {"date": "2026-05-04", "team": "Tim 1", "step": "6"},
            {"date": "2026-07-04", "child_id": "B1", "team": "Tim 2", "step": "8"},
        ],
    )
    assert len(rail) == 2 * 12
    eighth = rail.loc[("Sukamaju", "Tim 1", "8")]
    assert eighth[["state", "pairs", "done", "missed"]].tolist() == ["lewat", 2, 1, 1]
    assert rail.loc[("Sukamaju", "Tim 1", "6"), "state"] == "selesai"
    late = rail.loc[("Sukasari", "Tim 2", "8")]
    assert late[["state", "late", "done_on"]].tolist() == ["terlambat", 1, pd.Timestamp("2026-07-04")]
    assert rail.loc[("Sukasari", "Tim 2", "12"), "state"] == "akan datang"


def test_a_patient_who_left_holds_no_team_back_and_tb_is_no_patient_of_the_step() -> None:
    done = [{"date": "2026-05-04", "child_id": "A1", "team": "Tim 1", "step": "8"}]
    left = rail_of(mentoring=[pair("A1"), pair("A2", status="Keluar")], kegiatan_mentoring=done)
    assert left.loc[("Sukamaju", "Tim 1", "8"), ["state", "pairs"]].tolist() == ["selesai", 1]
    excused = rail_of(
        mentoring=[pair("A1"), pair("A2")],
        kegiatan_mentoring=done,
        daftar_tilik=[
            {"date": "2026-05-05", "sop": "SIKERITING", "step": "8", "subject": "A2", "result": "TB"}
        ],
    )
    assert excused.loc[("Sukamaju", "Tim 1", "8"), ["state", "pairs"]].tolist() == ["selesai", 1]


def test_a_team_of_two_kelurahan_has_a_rail_in_each() -> None:
    rail = rail_of(mentoring=[pair("A1"), pair("B1")])
    assert {place for place, _, _ in rail.index} == {"Sukamaju", "Sukasari"}
    assert rail["pairs"].eq(1).all()


def test_no_pairs_or_no_steps_give_an_empty_rail() -> None:
    assert rail_of().empty
    assert rail_of(mentoring=[pair("A1")], langkah_sop=[]).empty


def bare_rail(**rows: list) -> pd.DataFrame:
    tables = build_sop_tables(**{"balita": BALITA, **rows})
    pairs = compute_pairs(tables, None, today=TODAY, year=2026)
    return compute_rail_without_pairs(tables, pairs, today=TODAY, year=2026)


def test_a_kelurahan_with_a_mou_but_no_patient_has_a_rail_without_a_team() -> None:
    rail = bare_rail(
        mentoring=[pair("A1")],
        mou=[
            {"kelurahan": "Sukamaju", "number": "1", "date": "2026-02-01"},
            {"kelurahan": "Sukasari", "number": "2", "date": "2026-02-03", "valid_until": "2026-12-31"},
        ],
        kegiatan_mentoring=[{"date": "2026-02-04", "step": "2", "kelurahan": "SUKASARI"}],
    )
    assert set(rail["kelurahan"]) == {"Sukasari"} and rail["team"].isna().all() and rail["pairs"].eq(0).all()
    states = rail.set_index("step")["state"]
    assert states[["2", "3", "4", "5", "12"]].tolist() == [
        "selesai", "selesai", "lewat", "lewat", "akan datang",
    ]  # fmt: skip


def test_a_mou_of_another_year_asks_for_no_rail() -> None:
    ended = [{"kelurahan": "Sukasari", "number": "2", "date": "2025-02-03", "valid_until": "2025-12-31"}]
    assert bare_rail(mou=ended).empty
    assert bare_rail(mou=[], kegiatan_mentoring=[{"date": "2025-02-04", "step": "2", "kelurahan": "X"}]).empty


# --- planned against held


def plan_of(*rows: dict) -> pd.DataFrame:
    tables = build_sop_tables(balita=BALITA, kegiatan_mentoring=[{"step": "8", **row} for row in rows])
    return compute_plan(tables, today=TODAY, year=2026)


@pytest.mark.parametrize(
    ("planned", "held", "state"),
    [
        ("2026-05-10", "2026-05-10", "sesuai rencana"),
        ("2026-05-10", "2026-05-03", "sesuai rencana"),
        ("2026-05-10", "2026-05-17", "sesuai rencana"),
        ("2026-05-10", "2026-05-18", "terlambat"),
        ("2026-11-21", None, "belum terlaksana"),
        ("2026-11-22", None, "hari ini"),
        ("2026-11-23", None, "akan datang"),
        (None, "2026-05-10", "tanpa rencana"),
        ("2026-11-21", "2026-11-23", "belum terlaksana"),  # a day to come is not held yet
    ],
)
def test_an_activity_is_late_after_a_week_and_not_held_after_its_day(
    planned: str | None, held: str | None, state: str
) -> None:
    assert LATE_DAYS == 7
    assert plan_of({"planned_on": planned, "date": held})["state"].tolist() == [state]


def test_the_year_is_that_of_the_plan_and_the_place_that_of_the_child() -> None:
    plan = plan_of(
        {"planned_on": "2025-12-30", "date": "2026-01-02"},
        {"planned_on": "2026-01-02", "date": "2026-01-20", "child_id": "B1"},
    )
    assert plan[["kelurahan", "posyandu", "delay_days"]].values.tolist() == [["Sukasari", "MLT2", 18]]


def test_counts_by_team_add_up_to_all_activities() -> None:
    plan = plan_of(
        {"team": "Tim 1", "planned_on": "2026-05-10", "date": "2026-05-11"},
        {"team": "Tim 1", "planned_on": "2026-05-10", "date": "2026-06-11"},
        {"team": "Tim 1", "planned_on": "2026-06-10"},
        {"team": "Tim 2", "planned_on": "2026-12-10"},
        {"planned_on": "2026-11-22"},
        {"team": "Tim 2", "date": "2026-05-11"},
    )
    counts = count_plan(plan).set_index("team")
    assert counts.loc["Tim 1"].tolist() == [3, 2, 1, 1, 0, 0]
    assert counts.loc["Tim 2"].tolist() == [0, 0, 0, 0, 1, 1]
    whole = count_plan(plan, by=()).iloc[0]
    assert whole.tolist() == counts.sum().tolist()
    assert count_plan(plan.head(0), by=())["planned"].tolist() == [0]


# --- MoU


def register(*rows: dict, pairs: list[tuple[str, str]] = ()) -> pd.DataFrame:
    table = build_table("mou", rows)
    active = pd.DataFrame(pairs, columns=["kelurahan", "status"], dtype="str")
    return compute_mou(table, active, today=TODAY).set_index("kelurahan")


@pytest.mark.parametrize(
    ("date", "until", "state", "left"),
    [
        ("2026-01-01", "2026-11-21", "sudah berakhir", -1),
        ("2026-01-01", "2026-11-22", "segera berakhir", 0),
        ("2026-01-01", "2027-01-21", "segera berakhir", 60),
        ("2026-01-01", "2027-01-22", "berlaku", 61),
        ("2026-11-23", "2027-12-31", "belum berlaku", 404),
    ],
)
def test_a_mou_is_to_be_renewed_sixty_days_before_its_end(
    date: str, until: str, state: str, left: int
) -> None:
    assert EXPIRES_SOON_DAYS == 60
    row = register({"kelurahan": "Sukamaju", "number": "1", "date": date, "valid_until": until})
    assert row.loc["Sukamaju", ["state", "days_left"]].tolist() == [state, left]


def test_a_mou_without_an_end_is_in_force_and_says_so() -> None:
    row = register({"kelurahan": "Sukamaju", "number": "1", "date": "2020-01-01"}).loc["Sukamaju"]
    assert row["state"] == "tanpa tanggal akhir" and pd.isna(row["days_left"])


def test_the_mou_that_holds_longest_stands_for_the_kelurahan() -> None:
    table = register(
        {"kelurahan": "Sukamaju", "number": "baru", "date": "2026-02-01", "valid_until": "2027-06-30"},
        {"kelurahan": "SUKAMAJU ", "number": "lama", "date": "2025-02-01", "valid_until": "2025-12-31"},
        {"kelurahan": "Sukasari", "number": "lama", "date": "2024-02-01", "valid_until": "2024-12-31"},
        {"kelurahan": "Sukasari", "number": "usai", "date": "2025-02-01", "valid_until": "2025-12-31"},
        pairs=[("Sukamaju", "Aktif"), ("sukamaju", "Aktif"), ("Sukamaju", "Keluar"), ("Sukasari", "Selesai")],
    )
    assert table.loc["Sukamaju", ["number", "earlier", "pairs"]].tolist() == ["baru", 1, 2]
    assert table.loc["Sukasari", ["number", "state", "pairs"]].tolist() == ["usai", "sudah berakhir", 0]
    assert list(table.index) == ["Sukasari", "Sukamaju"]  # what asks for action first


def test_a_kelurahan_with_active_pairs_and_no_mou_is_named_first() -> None:
    table = register(
        {"kelurahan": "Sukamaju", "number": "1", "date": "2026-02-01"},
        pairs=[("Mekarjaya", "Aktif"), ("Sukasari", "Selesai")],
    )
    assert list(table.index) == ["Mekarjaya", "Sukamaju"]
    assert table.loc["Mekarjaya", ["state", "pairs", "earlier"]].tolist() == ["belum ada MoU", 1, 0]
    assert register().empty
