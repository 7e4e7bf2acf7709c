"""A typed tick that another tab contradicts is a finding at its cell; what merely differs is none."""

import pandas as pd
import pytest

from lib.domain.steps import build_engine, compute_engine_findings, compute_sop_findings, compute_sop_status
from tests.domain.workbook_tables import build_sop_tables

TODAY = "2026-11-22"
DAY = {"date": "2026-11-12", "posyandu": "MLT1"}
BOARDED = {**DAY, "person_id": "MLT1-001", "boarded": True, "contacted_on": "2026-11-08"}


def tick(sop: str, step: str, result: str, date: str = "2026-11-12", **more: object) -> dict:
    return {"date": date, "sop": sop, "step": step, "result": result, **more}


def find(**rows: list) -> pd.DataFrame:
    tables = build_sop_tables(jadwal=[DAY], **rows)
    return compute_sop_findings(tables, today=TODAY)


@pytest.mark.parametrize("result", ["Tidak", "TB"])
def test_what_another_tab_proves_was_done_contradicts_tidak_and_tb(result: str) -> None:
    found = find(antar_jemput=[BOARDED], daftar_tilik=[tick("AJB", "3", result, posyandu="MLT1")])
    assert found[["level", "tab", "source_row", "column", "value"]].to_numpy().tolist() == [
        ["Peringatan", "Daftar Tilik", 2, "Hasil", result]
    ]
    assert found["message"].item() == (
        f"Diketik {result}, tetapi tab Antar Jemput baris 2 mencatat langkah ini dilakukan "
        "tanggal 08/11/2026; yang diketik yang dihitung."
    )
    assert found["suggestion"].item()


def test_ya_is_no_contradiction_whatever_day_or_minutes_it_says() -> None:
    typed = tick("AJB", "3", "Ya", "2026-11-10", posyandu="MLT1", minutes=20.0)
    assert find(antar_jemput=[BOARDED], daftar_tilik=[typed]).empty


def test_ya_contradicts_tools_that_were_not_ready() -> None:
    meeting = {"meeting_id": "PK-1", "planned_on": "2026-11-12", "tools_ready": False}
    ya, tidak = tick("PK", "3", "Ya"), tick("PK", "3", "Tidak")
    found = find(pertemuan=[meeting], daftar_tilik=[ya])
    assert found["message"].item() == (
        "Diketik Ya, tetapi tab Pertemuan baris 2 menjawab Tidak; yang diketik yang dihitung."
    )
    assert find(pertemuan=[meeting], daftar_tilik=[tidak]).empty
    assert find(pertemuan=[meeting], daftar_tilik=[tick("PK", "3", "TB")]).empty
    blank = {**meeting, "tools_ready": None}
    assert find(pertemuan=[blank], daftar_tilik=[ya]).empty


def test_of_two_meetings_that_disagree_the_typed_row_agrees_with_one() -> None:
    meetings = [
        {"meeting_id": "PK-1", "planned_on": "2026-11-05", "tools_ready": True},
        {"meeting_id": "PK-2", "planned_on": "2026-11-12", "tools_ready": False},
    ]
    for result in ("Ya", "Tidak"):
        assert find(pertemuan=meetings, daftar_tilik=[tick("PK", "3", result)]).empty


def test_the_silence_of_other_tabs_contradicts_nothing() -> None:
    silent = {**DAY, "person_id": "MLT1-001", "boarded": False}
    for result in ("Ya", "Tidak", "TB"):
        assert find(antar_jemput=[silent], daftar_tilik=[tick("AJB", "5", result, posyandu="MLT1")]).empty


def test_proof_of_another_round_contradicts_nothing() -> None:
    october = {"date": "2026-10-15", "posyandu": "MLT1"}
    tables = build_sop_tables(
        jadwal=[DAY, october],
        antar_jemput=[{**BOARDED, **october}],
        daftar_tilik=[tick("AJB", "5", "Tidak", posyandu="MLT1")],
    )
    assert compute_sop_findings(tables, today=TODAY).empty


def test_only_the_row_that_counts_is_held_against_the_proof() -> None:
    rows = [
        tick("AJB", "5", "Tidak", "2026-11-12", posyandu="MLT1"),
        tick("AJB", "5", "Ya", "2026-11-13", posyandu="MLT1"),
    ]
    found = find(antar_jemput=[BOARDED], daftar_tilik=rows)
    assert found[["source_row", "column"]].to_numpy().tolist() == [[2, "Langkah"]]  # the repeat, nothing else


def test_a_teams_tidak_is_one_finding_however_many_of_its_children_prove_otherwise() -> None:
    children = [{"child_id": f"MLT1-00{n}", "name": f"Anak {n}", "posyandu": "MLT1"} for n in (1, 2)]
    pair = {"team": "Tim A", "mentor": "Ibu M", "selected_on": "2026-02-01", "status": "Aktif"}
    tables = build_sop_tables(
        balita=children,
        mentoring=[{**pair, "child_id": child["child_id"]} for child in children],
        kegiatan_mentoring=[{"date": "2026-04-10", "team": "Tim A", "step": "6"}],
        daftar_tilik=[tick("SIKERITING", "6", "Tidak", "2026-05-02", subject="Tim A")],
    )
    found = compute_sop_findings(tables, today=TODAY)
    assert found["column"].tolist() == ["Hasil"]
    assert "tab Kegiatan Mentoring baris 2" in found["message"].item()
    status = compute_sop_status(tables, today=TODAY, month="2026-05")
    assert set(status.loc[status["sop"].eq("SIKERITING") & status["step"].eq("6"), "result"]) == {
        "Tidak"
    }  # the explicit rows win


def test_what_is_computed_from_weighings_has_no_row_to_name() -> None:
    monthly = pd.DataFrame(
        {
            "posyandu": ["MLT1"],
            "month": [pd.Timestamp("2026-11-01")],
            "date": [pd.Timestamp("2026-11-12")],
            "weight_kg": [9.0],
            "two_t": [True],
            "bgm": [False],
        }
    )
    tables = build_sop_tables(jadwal=[DAY], daftar_tilik=[tick("KEBAL", "A4", "Tidak", posyandu="MLT1")])
    found = compute_engine_findings(build_engine(tables, today=TODAY, monthly=monthly))
    assert "tab Penimbangan mencatat" in found["message"].item()
