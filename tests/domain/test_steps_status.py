"""Ticks, rounds and states: what counts for which round, and what another tab already proves."""

import pandas as pd
import pytest

from lib.domain.steps import (
    STATES,
    STATUS_COLUMNS,
    compute_findings_without_ticks,
    compute_sop_findings,
    compute_sop_status,
)
from tests.domain.workbook_tables import build_sop_tables, build_tables

TODAY = "2026-11-22"
HARI_H = {"date": "2026-11-12", "posyandu": "MLT1"}


def tick(date: str, sop: str, step: str, result: str = "Ya", **more: object) -> dict:
    return {"date": date, "sop": sop, "step": step, "result": result, **more}


def find(status: pd.DataFrame, sop: str, step: str, unit: str | None = None, round_date: str | None = None):
    rows = status[status["sop"].eq(sop) & status["step"].eq(step)]
    if unit is not None:
        rows = rows[rows["unit"].eq(unit)]
    if round_date is not None:
        rows = rows[rows["round_date"].eq(pd.Timestamp(round_date))]
    assert len(rows) == 1, rows
    return rows.iloc[0]


def status_of(month: str = "2026-11", today: str = TODAY, monthly: pd.DataFrame | None = None, **rows: list):
    return compute_sop_status(build_sop_tables(**rows), today=today, month=month, monthly=monthly)


def test_every_table_empty_gives_no_rows_but_all_columns() -> None:
    status = compute_sop_status(build_tables(), today=TODAY, month="2026-11")
    assert status.empty
    assert list(status.columns) == list(STATUS_COLUMNS)


def test_one_row_for_each_sop_unit_round_and_step() -> None:
    status = status_of(jadwal=[HARI_H, {"date": "2026-11-26", "posyandu": "MLT1"}])
    sizes = status.groupby(["sop", "unit"]).size()
    assert sizes["AJB", "MLT1"] == 10  # two posyandu days
    assert ("AJB", "MLT2") not in sizes.index
    assert sizes["PK", "puskesmas"] == 7
    assert sizes["KEBAL", "MLT2"] == 13  # B7 waits for a posyandu day
    assert not status.duplicated(["sop", "unit", "partner", "round_date", "step"]).any()
    assert set(status["state"]) <= set(STATES)


def test_states_before_on_and_after_the_due_date() -> None:
    jadwal = [{"date": "2026-11-26", "posyandu": "MLT1"}]
    status = status_of(jadwal=jadwal)  # H-4 is today, 22 November
    states = [find(status, "AJB", step)["state"] for step in "12345"]
    assert states == ["lewat", "lewat", "hari ini", "akan datang", "akan datang"]
    assert find(status, "PK", "1")["state"] == "berjalan"


def test_h_minus_5_of_3_january_is_29_december_and_counts_there() -> None:
    jadwal = [{"date": "2027-01-03", "posyandu": "MLT1"}]
    december = status_of("2026-12", jadwal=jadwal)
    row = find(december, "AJB", "1")
    assert row["due_on"] == pd.Timestamp("2026-12-29")
    assert row["counts"]
    january = status_of("2027-01", jadwal=jadwal)
    assert not find(january, "AJB", "1")["counts"]
    assert find(january, "AJB", "5")["counts"]


def test_a_tick_at_new_year_finds_the_round_of_january() -> None:
    status = status_of(
        "2027-01",
        today="2027-01-02",
        jadwal=[{"date": "2026-12-04", "posyandu": "MLT1"}, {"date": "2027-01-03", "posyandu": "MLT1"}],
        daftar_tilik=[tick("2026-12-29", "AJB", "1", posyandu="MLT1")],
    )
    assert find(status, "AJB", "1", round_date="2027-01-03")["state"] == "selesai"


def test_a_tick_without_putaran_belongs_to_the_nearest_due_date() -> None:
    days = [{"date": "2026-11-05", "posyandu": "MLT1"}, {"date": "2026-11-19", "posyandu": "MLT1"}]
    status = status_of(
        jadwal=days,
        daftar_tilik=[
            tick("2026-11-01", "AJB", "1", posyandu="MLT1"),  # one day late for the 5th
            tick("2026-11-13", "AJB", "1", posyandu="MLT1"),  # one day early for the 19th
        ],
    )
    assert find(status, "AJB", "1", round_date="2026-11-05")["state"] == "terlambat"
    assert find(status, "AJB", "1", round_date="2026-11-19")["state"] == "selesai"


def test_putaran_names_the_round_even_by_its_date_before_it_was_moved() -> None:
    status = status_of(
        jadwal=[{**HARI_H, "status": "Dipindah", "original_date": "2026-11-05"}],
        daftar_tilik=[tick("2026-11-20", "AJB", "4", posyandu="MLT1", round_date="2026-11-05")],
    )
    row = find(status, "AJB", "4", round_date="2026-11-12")
    assert row["state"] == "terlambat"
    assert row["original_date"] == pd.Timestamp("2026-11-05")


def test_a_monthly_step_counts_in_the_month_of_its_putaran_else_of_its_date() -> None:
    rows = [tick("2026-11-03", "PK", "7", round_date="2026-10-31"), tick("2026-11-20", "PK", "6")]
    october = status_of("2026-10", daftar_tilik=rows)
    november = status_of("2026-11", daftar_tilik=rows)
    assert find(october, "PK", "7")["state"] == "terlambat"
    assert find(november, "PK", "7")["state"] == "berjalan"
    assert find(november, "PK", "6")["state"] == "selesai"


def test_of_duplicates_the_latest_counts_with_a_finding() -> None:
    tables = build_sop_tables(
        jadwal=[HARI_H],
        daftar_tilik=[
            tick("2026-11-11", "AJB", "4", "Ya", posyandu="MLT1"),
            tick("2026-11-08", "AJB", "4", "Tidak", posyandu="MLT1"),
        ],
    )
    row = find(compute_sop_status(tables, today=TODAY, month="2026-11"), "AJB", "4")
    assert (row["result"], row["source_row"]) == ("Ya", 2)
    findings = compute_sop_findings(tables, today=TODAY)
    assert findings[["level", "source_row"]].values.tolist() == [["Peringatan", 3]]


def test_a_typed_row_wins_over_a_derived_tick() -> None:
    boarded = {**HARI_H, "person_id": "MLT1-001", "boarded": True}
    derived = find(status_of(jadwal=[HARI_H], antar_jemput=[boarded]), "AJB", "5")
    assert (derived["result"], derived["source"]) == ("Ya", "turunan: antar_jemput")
    typed = tick("2026-11-12", "AJB", "5", "Tidak", posyandu="MLT1")
    won = find(status_of(jadwal=[HARI_H], antar_jemput=[boarded], daftar_tilik=[typed]), "AJB", "5")
    assert (won["result"], won["source"], won["state"]) == ("Tidak", "diketik", "tidak dilakukan")


def test_ajb_steps_2_3_and_5_come_from_antar_jemput() -> None:
    rows = [
        {**HARI_H, "person_id": "A", "validation": "Benar", "contacted_on": "2026-11-09"},
        {**HARI_H, "person_id": "B", "contacted_on": "2026-11-08", "boarded": False},
        {**HARI_H, "person_id": "C", "boarded": True},
    ]
    status = status_of(jadwal=[HARI_H], antar_jemput=rows)
    assert [find(status, "AJB", step)["state"] for step in "235"] == ["sebagian"] * 3
    assert find(status, "AJB", "3")["note"] == "2 dari 3 orang"
    whole = [
        {**row, "validation": "Benar", "contacted_on": row.get("contacted_on", "2026-11-08"), "boarded": True}
        for row in rows
    ]
    status = status_of(jadwal=[HARI_H], antar_jemput=whole)
    assert [find(status, "AJB", step)["state"] for step in "25"] == ["selesai"] * 2
    # Done when done for all: on the day of the last call, a day after H-4.
    assert (find(status, "AJB", "3")["state"], find(status, "AJB", "3")["done_on"]) == (
        "terlambat",
        pd.Timestamp("2026-11-09"),
    )
    assert find(status, "AJB", "1")["state"] == "lewat"
    assert find(status, "AJB", "4")["state"] == "lewat"


def test_names_validated_before_the_day_prove_step_2_already() -> None:
    coming = {"date": "2026-11-26", "posyandu": "MLT1"}
    status = status_of(jadwal=[coming], antar_jemput=[{**coming, "person_id": "A", "validation": "Benar"}])
    assert find(status, "AJB", "2")["state"] == "selesai"


def test_antar_jemput_typed_on_the_old_date_proves_steps_of_the_moved_round() -> None:
    status = status_of(
        jadwal=[{**HARI_H, "status": "Dipindah", "original_date": "2026-11-05"}],
        antar_jemput=[{"date": "2026-11-05", "posyandu": "MLT1", "person_id": "A", "validation": "Benar"}],
    )
    assert find(status, "AJB", "2")["result"] == "Ya"


def test_who_boarded_before_a_round_was_moved_forward_is_neither_late_nor_still_to_come() -> None:
    moved = {"date": "2026-11-19", "posyandu": "MLT1", "status": "Dipindah", "original_date": "2026-11-25"}
    boarded = {"posyandu": "MLT1", "person_id": "A", "boarded": True}
    status = status_of(jadwal=[moved], antar_jemput=[{**boarded, "date": "2026-11-25"}])
    row = find(status, "AJB", "5")
    assert (row["state"], row["done_on"]) == ("selesai", pd.Timestamp("2026-11-19"))


def test_pertemuan_steps_come_from_its_tab_and_the_questions() -> None:
    meeting = {
        "meeting_id": "PK-1",
        "planned_on": "2026-11-10",
        "date": "2026-11-10",
        "kind": "Pertemuan kader",
        "status": "Terlaksana",
        "tools_ready": True,
        "cross_program": "KUA",
        "discussion": "isi",
        "report": "https://contoh.id/laporan",
    }
    answer = {"meeting_id": "PK-1", "name": "Sari", "stage": "Sesudah", "question": "1", "correct": True}
    status = status_of(pertemuan=[meeting], tanya_jawab=[answer])
    assert [find(status, "PK", str(step))["state"] for step in range(1, 8)] == ["selesai"] * 7
    other_day = status_of(pertemuan=[{**meeting, "date": "2026-11-17", "tools_ready": False}])
    assert find(other_day, "PK", "4")["state"] == "terlambat"  # held late has been held
    assert find(other_day, "PK", "3")["state"] == "tidak dilakukan"
    assert find(other_day, "PK", "5")["state"] == "berjalan"
    cancelled = status_of(pertemuan=[{**meeting, "status": "Batal"}])
    assert find(cancelled, "PK", "1")["state"] == "berjalan"
    planned = status_of(pertemuan=[{"meeting_id": "PK-2", "planned_on": "2026-11-28"}])
    assert find(planned, "PK", "1")["state"] == "selesai"
    assert find(planned, "PK", "4")["state"] == "berjalan"


def test_kebal_comes_from_weighings_the_computed_status_and_its_sessions() -> None:
    weighing = {"date": "2026-11-12", "posyandu": "MLT1", "child_id": "MLT1-001", "weight_kg": 9.0}
    session = {**HARI_H, "date": "2026-11-14", "menu": "Sup", "minutes_b1": 25, "minutes_b4": 0}
    monthly = pd.DataFrame(
        {
            "child_id": ["MLT1-001"],
            "posyandu": ["MLT1"],
            "month": pd.to_datetime(["2026-11-01"]),
            "date": pd.to_datetime(["2026-11-12"]),
            "weight_kg": [9.0],
            "two_t": [True],
            "bgm": [False],
        }
    )
    sasaran = monthly[["child_id", "posyandu", "month"]]
    tables = build_sop_tables(penimbangan=[weighing], kebal_msg=[session])
    status = compute_sop_status(tables, today=TODAY, month="2026-11", monthly=monthly, sasaran=sasaran)
    assert find(status, "KEBAL", "A1", "MLT1")["done_on"] == pd.Timestamp("2026-11-12")
    assert find(status, "KEBAL", "A4", "MLT1")["note"] == "1 balita 2T atau BGM"
    b1 = find(status, "KEBAL", "B1", "MLT1")
    assert (b1["minutes"], b1["standard_minutes"]) == (25, 10)
    assert find(status, "KEBAL", "B3", "MLT1")["result"] == "Ya"
    assert pd.isna(find(status, "KEBAL", "B4", "MLT1")["result"])
    assert pd.isna(find(status, "KEBAL", "A1", "MLT2")["result"])
    without = status_of(penimbangan=[weighing])
    assert pd.isna(find(without, "KEBAL", "A4", "MLT1")["result"])


def test_osoc_comes_from_letters_arrival_visits_and_report() -> None:
    pair = {
        "mother_id": "IH-001",
        "student": "Laras",
        "assignment_letter": "1/ST",
        "received_on": "2026-10-05",
        "started_on": "2026-10-06",
        "status": "Aktif",
    }
    visits = [
        {"date": "2026-11-10", "mother_id": "IH-001", "student": "Laras", "minutes": 50},
        {"date": "2026-11-03", "mother_id": "IH-001", "minutes": 70},
        {"date": "2026-11-04", "mother_id": "IH-001", "student": "Lain", "minutes": 5},
    ]
    status = status_of(pendampingan=[pair], kunjungan_ibu=visits)
    osoc = status[status["sop"].eq("OSOC")]
    states = dict(zip(osoc["step"], osoc["state"], strict=True))
    assert {step for step, state in states.items() if state == "selesai"} == {"1", "3", "6"}
    assert {states[step] for step in ("2", "4a", "4b", "5")} == {"lewat"}  # due by Tanggal mulai
    assert {states[step] for step in "789"} == {"belum diisi"}  # no Tanggal selesai yet
    visit = find(status, "OSOC", "6")
    assert (visit["done_on"], visit["minutes"], visit["partner"]) == (pd.Timestamp("2026-11-03"), 70, "Laras")
    assert visit["due_on"] == pd.Timestamp("2026-11-05")
    assert osoc.loc[osoc["counts"], "step"].tolist() == ["6"]
    october = status_of("2026-10", pendampingan=[pair], kunjungan_ibu=visits)
    counted = october.loc[october["sop"].eq("OSOC") & october["counts"], "step"].tolist()
    assert counted == ["1", "2", "3", "4a", "4b", "5"]


def test_sikeriting_comes_from_mou_mentoring_and_activities() -> None:
    status = status_of(
        balita=[{"child_id": "MLT1-001", "posyandu": "MLT1"}],
        mou=[{"kelurahan": "sukamaju ", "number": "1", "date": "2026-02-01"}],
        mentoring=[{"child_id": "MLT1-001", "team": "Tim 1", "mentor": "Wulan", "selected_on": "2026-04-02"}],
        kegiatan_mentoring=[{"date": "2026-05-04", "child_id": "MLT1-001", "step": "6"}],
    )
    states = {step: find(status, "SIKERITING", step)["state"] for step in ("1", "3", "5", "6", "10", "12")}
    assert states == {
        # Chosen in April: the first quarter lay before.
        "1": "tidak berlaku",
        "3": "tidak berlaku",
        "5": "tidak berlaku",
        "6": "selesai",
        "10": "lewat",
        "12": "akan datang",
    }
    assert find(status, "SIKERITING", "6")["executor"] == "Wulan"
    assert find(status, "SIKERITING", "6")["posyandu"] == "MLT1"


def test_a_tick_for_a_pair_is_found_by_child_team_or_kelurahan() -> None:
    pairs = [
        {"child_id": f"MLT1-00{number}", "team": team, "mentor": "W", "selected_on": "2026-02-01"}
        for number, team in ((1, "Tim 1"), (2, "Tim 2"))
    ]
    status = status_of(
        balita=[{"child_id": "MLT1-001", "posyandu": "MLT1"}, {"child_id": "MLT1-002", "posyandu": "MLT1"}],
        mentoring=pairs,
        daftar_tilik=[
            tick("2026-03-01", "SIKERITING", "1"),
            tick("2026-03-01", "SIKERITING", "2", subject="Sukamaju"),
            tick("2026-05-01", "SIKERITING", "6", subject="tim 1"),
            tick("2026-05-01", "SIKERITING", "7", subject="Adi · mlt1-002"),
        ],
    )
    done = status[status["sop"].eq("SIKERITING") & status["source"].eq("diketik")]
    assert done.groupby("unit")["step"].agg(list).to_dict() == {
        "MLT1-001": ["1", "2", "6"],
        "MLT1-002": ["1", "2", "7"],
    }


def test_step_numbers_match_without_case_and_spaces() -> None:
    status = status_of(
        pendampingan=[{"mother_id": "IH-001", "student": "L", "started_on": "2026-11-01"}],
        daftar_tilik=[tick("2026-11-05", "osoc", " 4A ", subject="ih-001")],
    )
    assert find(status, "OSOC", "4a")["result"] == "Ya"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (tick("2026-11-11", "XYZ", "1", posyandu="MLT1"), "SOP"),
        (tick("2026-11-11", "AJB", "9", posyandu="MLT1"), "Langkah"),
        (tick("2026-11-11", "AJB", "4"), "Posyandu"),
        (tick("2026-11-11", "AJB", "4", posyandu="MLT1", round_date="2026-11-13"), "Putaran"),
        (tick("2026-11-11", "AJB", "4", posyandu="MLT2"), "Putaran"),
        (tick("2026-11-11", "OSOC", "1", subject="IH-999"), "Subjek"),
    ],
)
def test_a_tick_that_cannot_count_is_a_finding(row: dict, column: str) -> None:
    tables = build_sop_tables(jadwal=[HARI_H], daftar_tilik=[row])
    findings = compute_sop_findings(tables, today=TODAY)
    assert findings[["level", "tab", "column", "source_row"]].values.tolist() == [
        ["Galat", "Daftar Tilik", column, 2]
    ]
    status = compute_sop_status(tables, today=TODAY, month="2026-11")
    assert not status["source"].eq("diketik").any()


def test_unreadable_waktu_is_a_finding_and_leaves_no_due_date() -> None:
    tables = build_tables(
        sop=[{"code": "X", "scope": "Puskesmas"}],
        langkah_sop=[{"sop": "X", "step": "1", "timing": "kapan-kapan"}],
    )
    assert compute_sop_findings(tables, today=TODAY)["column"].tolist() == ["Waktu"]
    assert compute_sop_status(tables, today=TODAY, month="2026-11")["state"].tolist() == ["belum dimulai"]


def test_without_a_tick_the_findings_need_no_engine() -> None:
    tables = build_tables(
        posyandu=[{"code": "MLT1", "name": "Melati 1"}],
        sop=[{"code": "X", "scope": "Puskesmas", "run_by": "MLT1, MLT9"}],
        langkah_sop=[
            {"sop": "X", "step": "1", "timing": "kapan-kapan"},
            {"sop": "X", "step": "2", "timing": "H-5"},
        ],
    )
    assert tables["daftar_tilik"].empty
    whole, without = compute_sop_findings(tables, today=TODAY), compute_findings_without_ticks(tables)
    assert whole["column"].tolist() == ["Waktu", "Posyandu pelaksana"]
    pd.testing.assert_frame_equal(without, whole)


def test_sops_and_posyandu_out_of_use_are_left_out() -> None:
    status = status_of(
        sop=[{"code": "AJB", "scope": "Posyandu", "active": False}, {"code": "KEBAL", "scope": "Posyandu"}],
        posyandu=[{"code": "MLT1"}, {"code": "MLT2", "active": False}],
        jadwal=[HARI_H],
    )
    assert "AJB" not in set(status["sop"])
    assert set(status.loc[status["sop"].eq("KEBAL"), "unit"]) == {"MLT1"}


def test_a_sop_of_our_own_is_ticked_by_subject_and_by_month() -> None:
    status = status_of(
        sop=[{"code": "LAIN", "scope": "Kelurahan"}, {"code": "DUA", "scope": "Pasangan"}],
        langkah_sop=[{"sop": "LAIN", "step": "1"}, {"sop": "DUA", "step": "1", "timing": "Bulanan"}],
        daftar_tilik=[
            tick("2026-11-02", "LAIN", "1", subject="sukamaju"),
            tick("2026-11-02", "DUA", "1", subject="P1"),
        ],
    )
    assert find(status, "LAIN", "1", "Sukamaju")["state"] == "selesai"
    assert find(status, "LAIN", "1", "Sukasari")["state"] == "belum dimulai"
    assert find(status, "DUA", "1", "P1")["state"] == "selesai"


def test_rows_dated_after_today_prove_nothing_yet() -> None:
    status = status_of(
        jadwal=[{"date": "2026-11-26", "posyandu": "MLT1"}],
        daftar_tilik=[tick("2026-11-25", "AJB", "4", posyandu="MLT1")],
        antar_jemput=[{"date": "2026-11-26", "posyandu": "MLT1", "person_id": "A", "boarded": True}],
    )
    assert status["result"].isna().all()
