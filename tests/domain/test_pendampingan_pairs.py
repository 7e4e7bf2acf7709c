"""One Student One Client: pairs, their visits and steps, mothers and students without each other."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.domain.access import Role
from lib.domain.pendampingan import (
    compute_matchless,
    compute_mothers,
    compute_osoc_steps,
    compute_pairs,
    compute_pregnancy_findings,
    compute_unaccompanied,
    compute_visits,
)
from lib.domain.privacy import Scope, scope_frames
from lib.domain.steps import build_engine
from lib.domain.steps.pair_visits import name_visitors
from tests.domain.workbook_tables import build_sop_tables, build_tables

TODAY = "2026-11-22"


def mother(**more: object) -> dict:
    return {"mother_id": "IH-001", "name": "Ibu", "posyandu": "MLT1", "last_period": "2026-05-01", **more}


def pair(**more: object) -> dict:
    return {"mother_id": "IH-001", "student": "Laras", "started_on": "2026-10-01", "status": "Aktif", **more}


def visit(date: str, **more: object) -> dict:
    return {"date": date, "mother_id": "IH-001", **more}


def test_osoc_pairs_with_their_visits() -> None:
    tables = build_tables(
        ibu_hamil=[mother(risk_factors="10")],
        pendampingan=[
            {"mother_id": "IH-001", "student": "Laras", "started_on": "2026-10-01", "status": "Aktif"},
            {"mother_id": "IH-009", "name": "Lain", "student": "Sari", "started_on": "2026-11-12"},
        ],
        kunjungan_ibu=[
            visit("2026-10-05", student="Laras"),
            visit("2026-11-12"),
            visit("2026-11-15", student="Orang lain"),
        ],
    )
    pairs = compute_pairs(tables, today=TODAY)
    assert pairs["visits"].tolist() == [2, 0]
    assert pairs["silent_days"].tolist() == [10, 10]
    assert pairs["high_risk"].tolist() == [True, False]
    assert pairs["kspr_group"].iloc[0] == "KRT"


@pytest.mark.parametrize(
    ("typed", "ended", "counts_as"),
    [
        (None, None, "Aktif"),
        (None, "2026-11-22", "Selesai"),
        (None, "2026-11-23", "Aktif"),
        ("Berhenti", None, "Berhenti"),
        ("Direncanakan", None, "Direncanakan"),
        ("Aktif", "2026-11-01", "Aktif"),
    ],
)
def test_a_blank_status_is_active_until_the_pair_ended(typed: str, ended: str, counts_as: str) -> None:
    tables = build_tables(ibu_hamil=[mother()], pendampingan=[pair(status=typed, ended_on=ended)])
    assert compute_pairs(tables, today=TODAY)["status"].tolist() == [counts_as]


def test_a_mother_with_two_active_students_stands_with_both() -> None:
    pairs = [pair(), pair(student="Sari"), pair(student="Dewi", status="Berhenti")]
    table = compute_pairs(build_tables(ibu_hamil=[mother()], pendampingan=pairs), today=TODAY)
    assert table["student"].tolist() == ["Laras", "Sari", "Dewi"]
    assert table["active_students"].tolist() == [2, 2, 2]


LARAS, SARI = pair(started_on="2026-06-01"), pair(student="Sari", started_on="2026-10-01")


@pytest.mark.parametrize(
    ("pairs", "day", "visitor"),
    [
        ([pair()], "2026-09-01", "Laras"),  # her only student, though before Tanggal mulai
        ([pair(status="Selesai", ended_on="2026-10-31")], "2026-11-01", "Laras"),
        ([], "2026-11-01", None),
        ([LARAS, SARI], "2026-09-30", "Laras"),
        ([LARAS, SARI], "2026-10-01", None),
        ([LARAS | {"ended_on": "2026-09-30", "status": "Selesai"}, SARI], "2026-09-30", "Laras"),
        ([LARAS | {"ended_on": "2026-09-30", "status": "Selesai"}, SARI], "2026-10-01", "Sari"),
        ([LARAS | {"ended_on": "2026-10-01", "status": None}, SARI], "2026-10-01", None),
        ([LARAS | {"ended_on": "2026-10-01", "status": None}, SARI], "2026-10-02", "Sari"),
        ([LARAS | {"ended_on": "2026-09-30"}, SARI], "2026-10-02", None),  # typed as Aktif
        ([LARAS | {"status": "Berhenti"}, SARI], "2026-09-30", "Laras"),  # ended nobody knows when
        ([LARAS | {"status": "Berhenti"}, SARI], "2026-10-01", "Sari"),
        ([LARAS | {"status": "Berhenti"}, SARI | {"status": "Selesai"}], "2026-10-01", None),
        ([LARAS, SARI | {"status": "Direncanakan"}], "2026-10-01", "Laras"),
        ([LARAS | {"started_on": None}, SARI], "2026-09-30", "Laras"),
        ([LARAS, SARI], "2026-05-31", None),
    ],
)
def test_a_visit_without_a_name_is_of_the_one_student_of_that_day(
    pairs: list[dict], day: str, visitor: str | None
) -> None:
    visits = [visit(day), visit(day, student="Orang lain"), {"date": day, "mother_id": "IH-002"}]
    tables = build_tables(ibu_hamil=[mother()], pendampingan=pairs, kunjungan_ibu=visits)
    named = name_visitors(tables)["visitor"].fillna("")
    assert named.tolist() == [visitor or "", "Orang lain", ""]


def test_a_visit_that_may_be_of_two_students_counts_for_neither_and_is_shown() -> None:
    tables = build_sop_tables(
        ibu_hamil=[mother()],
        pendampingan=[pair(), pair(student="Sari")],
        kunjungan_ibu=[
            visit("2026-10-05", minutes=50),
            visit("2026-10-06"),
            visit("2026-11-15", student="Sari", minutes=70),
        ],
    )
    pairs = compute_pairs(tables, today=TODAY)
    assert pairs[["visits", "minutes"]].to_numpy().tolist() == [[0, 0], [1, 70]]
    assert compute_visits(tables, today=TODAY)["of_pair"].tolist() == [False, False, True]
    steps = compute_osoc_steps(tables, today=TODAY, engine=build_engine(tables, today=TODAY))
    sixth = steps[steps["step"].eq("6")].set_index("partner")
    assert sixth["result"].eq("Ya").to_dict() == {"Laras": False, "Sari": True}
    found = compute_pregnancy_findings(tables, today=TODAY)
    found = found[found["tab"].eq("Kunjungan Ibu")]
    assert found[["level", "column", "source_row"]].to_numpy().tolist() == [["Peringatan", "student", 2]]
    assert "2 kunjungannya" in found["message"].item()


UNNAMED = pair(student=None, started_on="2026-10-01")


@pytest.mark.parametrize(
    ("pairs", "day", "counted"),
    [
        ([UNNAMED], "2026-09-01", [1]),  # her only pair
        ([LARAS, UNNAMED], "2026-10-01", [0, 0]),  # of which of both nobody knows
        ([LARAS, UNNAMED], "2026-09-30", [1, 0]),
        ([LARAS | {"ended_on": "2026-09-30", "status": "Selesai"}, UNNAMED], "2026-10-01", [0, 1]),
    ],
)
def test_a_pair_without_a_student_counts_only_visits_that_are_surely_its_own(
    pairs: list[dict], day: str, counted: list[int]
) -> None:
    tables = build_tables(ibu_hamil=[mother()], pendampingan=pairs, kunjungan_ibu=[visit(day)])
    assert compute_pairs(tables, today=TODAY)["visits"].tolist() == counted
    found = compute_pregnancy_findings(tables, today=TODAY)
    assert found["tab"].eq("Kunjungan Ibu").sum() == (0 if sum(counted) else 1)


def test_masked_students_stay_apart_so_that_every_viewers_figures_are_the_same() -> None:
    tables = build_sop_tables(
        ibu_hamil=[mother()],
        pendampingan=[LARAS, SARI, UNNAMED | {"started_on": "2026-11-01"}],
        kunjungan_ibu=[
            visit("2026-09-30"),
            visit("2026-10-05", student=" laras", minutes=50),
            visit("2026-10-06"),
            visit("2026-10-15", student="Orang lain"),
            visit("2026-11-18", student="Laras", minutes=30),  # in the thirty days that run
        ],
        daftar_tilik=[{"sop": "OSOC", "step": "3", "subject": "Sari", "date": "2026-10-01", "result": "Ya"}],
    )
    whole = {**tables, "kunjungan_ibu": name_visitors(tables)}
    masked = scope_frames(whole, Scope(Role.TAMU, names="initials"))
    figures = ["status", "visits", "minutes", "silent_days", "active_students"]
    seen, named = (compute_pairs(one, today=TODAY) for one in (masked, whole))
    assert seen[figures].equals(named[figures]) and named["visits"].tolist() == [3, 0, 0]
    assert seen["student"].fillna("").tolist() == ["Mahasiswa 1", "Mahasiswa 2", ""]
    told = [
        compute_osoc_steps(one, today=TODAY, engine=build_engine(one, today=TODAY)).sort_values(
            ["partner", "step"], ignore_index=True
        )
        for one in (masked, whole)
    ]
    assert told[0][["step", "state", "result", "done_on"]].equals(
        told[1][["step", "state", "result", "done_on"]]
    )
    done = told[1].loc[told[1]["result"].eq("Ya"), ["partner", "step"]]
    assert done.values.tolist() == [["Laras", "6"], ["Sari", "3"]]


def test_minutes_are_those_of_the_pairs_own_visits() -> None:
    visits = [
        visit("2026-10-05", student="laras ", minutes=60),
        visit("2026-10-20", minutes=45),
        visit("2026-11-01", student="Orang lain", minutes=30),
        visit("2026-11-23", student="Laras", minutes=90),  # tomorrow
    ]
    tables = build_tables(ibu_hamil=[mother()], pendampingan=[pair()], kunjungan_ibu=visits)
    row = compute_pairs(tables, today=TODAY).iloc[0]
    assert (row["visits"], row["minutes"]) == (2, 105)


def test_every_visit_is_listed_also_outside_the_pairs() -> None:
    tables = build_tables(
        ibu_hamil=[mother(delivered_on="2026-11-10"), mother(mother_id="IH-002", name="Lain")],
        pendampingan=[pair()],
        kunjungan_ibu=[
            visit("2026-11-11", student="Laras", systolic=160, hb_g_dl=10.9, lila_cm=23.5),
            visit("2026-10-01", student="Orang lain", systolic=120, diastolic=80, lila_cm=23.4),
            {"date": "2026-10-02", "mother_id": "IH-002"},
            visit("2026-11-23"),
        ],
    )
    visits = compute_visits(tables, today=TODAY)
    assert visits["date"].dt.strftime("%m-%d").tolist() == ["10-01", "10-02", "11-11"]
    assert visits["of_pair"].tolist() == [False, False, True]
    assert visits["name"].tolist() == ["Ibu", "Lain", "Ibu"]
    assert visits["after_birth"].tolist() == [False, False, True]
    assert visits["danger"].tolist() == [False, pd.NA, True]
    assert visits["kek"].tolist() == [True, pd.NA, False]
    assert visits["gestation_days"].tolist() == [153, 154, 194]


def test_ten_steps_of_every_pair_come_from_the_engine() -> None:
    tables = build_sop_tables(
        ibu_hamil=[mother(), mother(mother_id="IH-002"), mother(mother_id="IH-003")],
        pendampingan=[
            pair(assignment_letter="001/ST", received_on="2026-09-30"),
            pair(mother_id="IH-002", student="Sari", started_on="2025-03-01", ended_on="2025-08-01",
                 status="Selesai", report="https://example.org/1"),
            pair(mother_id="IH-003", student="Dewi", started_on="2027-01-04", status="Direncanakan"),
        ],
        # Within the 30 days that are running.
        kunjungan_ibu=[visit("2026-11-05", minutes=50), visit("2026-11-15", minutes=70)],
    )  # fmt: skip
    steps = compute_osoc_steps(tables, today=TODAY, engine=build_engine(tables, today=TODAY))
    assert steps.groupby("unit").size().to_dict() == {"IH-001": 10, "IH-002": 10, "IH-003": 10}
    done = {unit: rows.loc[rows["result"].eq("Ya"), "step"].tolist() for unit, rows in steps.groupby("unit")}
    assert done == {"IH-001": ["1", "3", "6"], "IH-002": ["7"], "IH-003": []}
    assert steps.loc[steps["unit"].eq("IH-001") & steps["step"].eq("6"), "minutes"].item() == 50
    by = steps[steps["result"].eq("Ya")].set_index(["unit", "step"])["executor"]
    assert by[("IH-001", "6")] == "Laras" and by[("IH-002", "7")] == "Sari"
    # A student writes neither the letter about themselves nor receives themselves.
    assert by[[("IH-001", "1"), ("IH-001", "3")]].isna().all()


def test_without_pairs_there_are_no_steps() -> None:
    tables = build_sop_tables()
    assert compute_osoc_steps(tables, today=TODAY, engine=build_engine(tables, today=TODAY)).empty


@pytest.mark.parametrize(
    ("about", "status", "reason"),
    [
        ({}, "Aktif", None),
        ({"status": "Pindah"}, "Aktif", "pindah"),
        ({"status": "Pindah"}, "Direncanakan", "pindah"),
        ({"status": "Pindah"}, "Selesai", None),
        ({"status": "Keguguran"}, "Aktif", "keguguran"),
        ({"status": "Nifas", "delivered_on": "2026-10-11"}, "Aktif", None),  # day 42
        ({"status": "Nifas", "delivered_on": "2026-10-10"}, "Aktif", "nifas selesai"),
    ],
)
def test_a_student_whose_mother_is_gone_is_without_a_mother(
    about: dict, status: str, reason: str | None
) -> None:
    tables = build_tables(ibu_hamil=[mother(**about)], pendampingan=[pair(status=status)])
    mothers, companions = compute_mothers(tables, today=TODAY), compute_pairs(tables, today=TODAY)
    assert compute_matchless(companions, mothers)["reason"].tolist() == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("about", "student", "alone"),
    [
        ({"risk_factors": "10"}, None, True),
        ({"risk_factors": None}, None, False),
        ({"risk_factors": "10", "status": "Bersalin"}, None, False),
        ({"risk_factors": "10"}, "Aktif", False),
        ({"risk_factors": "10"}, "Direncanakan", False),
        ({"risk_factors": "10"}, "Selesai", True),
        ({"risk_factors": "10"}, "Berhenti", True),
    ],
)
def test_who_is_at_high_risk_and_has_no_student_is_alone(
    about: dict, student: str | None, alone: bool
) -> None:
    rows = [{"mother_id": "IH-001", "student": "Mahasiswa", "status": student, "started_on": "2026-06-01"}]
    tables = build_tables(ibu_hamil=[mother(**about)], pendampingan=rows if student else [])
    mothers, companions = compute_mothers(tables, today=TODAY), compute_pairs(tables, today=TODAY)
    assert bool(len(compute_unaccompanied(mothers, companions))) is alone
