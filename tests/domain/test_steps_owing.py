"""Who owes an SOP, whose step it is, and on how much a verdict may be given."""

import random

import pandas as pd
import pytest

from lib.domain.steps import (
    build_engine,
    compute_compliance,
    compute_sop_findings,
    compute_sop_status,
    compute_year_rows,
    is_judged,
    list_not_begun,
    select_month,
)
from tests.budget import seeds
from tests.domain.workbook_tables import POSYANDU, STEPS, STOPS, build_tables

TODAY = "2026-11-22"
LEVELS = {
    ("KEBAL", "A2"): "Puskesmas",
    ("KEBAL", "A3"): "Puskesmas",
    ("KEBAL", "A5"): "Puskesmas",
    ("KEBAL", "A6"): "Puskesmas",
    ("KEBAL", "A7"): "Puskesmas",
    ("SIKERITING", "1"): "Puskesmas",
    ("SIKERITING", "2"): "Puskesmas",
    ("SIKERITING", "3"): "Kelurahan",
    ("SIKERITING", "4"): "Puskesmas",
    **{("OSOC", step): "Puskesmas" for step in ("1", "2", "4a", "4b", "8", "9")},
}
SCOPES = {
    "AJB": "Posyandu",
    "PK": "Puskesmas",
    "SIKERITING": "Pasangan",
    "OSOC": "Pasangan",
    "KEBAL": "Posyandu",
}


def build(sop: dict | None = None, **rows: list) -> dict[str, pd.DataFrame]:
    """The five SOPs as the template has them, nothing begun; `sop`: code to columns of its row."""
    documents = [
        {"code": code, "scope": scope, **(sop or {}).get(code, {})} for code, scope in SCOPES.items()
    ]
    steps = [{**step, "applies_to": LEVELS.get((step["sop"], step["step"]))} for step in STEPS]
    return build_tables(
        **{"sop": documents, "langkah_sop": steps, "posyandu": POSYANDU, "titik_jemput": STOPS, **rows}
    )


def status_of(tables: dict[str, pd.DataFrame], month: str = "2026-10", **more) -> pd.DataFrame:
    return compute_sop_status(tables, today=TODAY, month=month, **more)


def states(status: pd.DataFrame, sop: str) -> dict[str, str]:
    rows = status[status["sop"].eq(sop)]
    return dict(zip(rows["step"], rows["state"], strict=True))


def tick(date: str, sop: str, step: str, result: str = "Ya", **more: object) -> dict:
    return {"date": date, "sop": sop, "step": step, "result": result, **more}


def test_what_nobody_adopted_is_not_begun_and_owes_nothing() -> None:
    days = [{"date": "2026-10-12", "posyandu": "MLT1"}]
    weighing = {"date": "2026-10-12", "posyandu": "MLT1", "child_id": "A", "weight_kg": 9.0}
    lokmin = {"meeting_id": "L", "kind": "Lokmin", "planned_on": "2026-10-20", "date": "2026-10-20"}
    status = status_of(build(jadwal=days, penimbangan=[weighing], pertemuan=[lokmin]))
    assert set(status["state"]) == {"belum dimulai"}
    assert not status["fell_due"].any()
    assert (compute_compliance(status)[["ya", "tidak", "tb", "belum", "total"]] == 0).all(axis=None)


def test_the_first_record_brings_its_whole_round_and_month() -> None:
    days = [{"date": day, "posyandu": "MLT1"} for day in ("2026-09-12", "2026-10-12")]
    on_list = {"date": "2026-10-12", "posyandu": "MLT1", "person_id": "A", "boarded": True}
    meeting = {"meeting_id": "P", "planned_on": "2026-10-20", "date": "2026-10-23", "kind": "Pertemuan kader"}
    tables = build(jadwal=days, antar_jemput=[on_list], pertemuan=[meeting])
    september, october = (status_of(tables, month) for month in ("2026-09", "2026-10"))
    assert set(states(september, "AJB").values()) == {"tidak berlaku"}
    assert states(october, "AJB") == {**dict.fromkeys("1234", "lewat"), "5": "selesai"}
    assert set(states(september, "PK").values()) == {"tidak berlaku"}
    assert states(october, "PK")["4"] == "terlambat"


def test_a_programme_that_begins_in_july_owes_nothing_before() -> None:
    tables = build({"PK": {"begins_on": "2026-07-15"}, "SIKERITING": {"begins_on": "2026-07-01"}})
    june, july = (status_of(tables, month) for month in ("2026-06", "2026-07"))
    assert set(states(june, "PK").values()) == {"tidak berlaku"}
    assert set(states(july, "PK").values()) == {"lewat"}
    assert {states(june, "SIKERITING")[step] for step in "1234"} == {"tidak berlaku"}


def test_only_posyandu_that_run_it_and_have_a_pickup_point_owe_antar_jemput() -> None:
    days = [{"date": "2026-10-12", "posyandu": code} for code in ("MLT1", "MLT2")]
    since = {"begins_on": "2026-01-01"}
    both = status_of(build({"AJB": since}, jadwal=days))
    assert set(both.loc[both["owed"] & both["sop"].eq("AJB"), "unit"]) == {"MLT1", "MLT2"}
    one = status_of(build({"AJB": {**since, "run_by": "melati 2"}}, jadwal=days))
    assert set(one.loc[one["owed"] & one["sop"].eq("AJB"), "unit"]) == {"MLT2"}
    stops = [{"code": "TJ", "name": "Balai", "posyandu": "MLT1"}]
    typed = tick("2026-10-12", "AJB", "1", "Tidak", posyandu="MLT2", round_date="2026-10-12")
    bus = status_of(build({"AJB": since}, jadwal=days, titik_jemput=stops, daftar_tilik=[typed]))
    assert set(bus.loc[bus["owed"] & bus["sop"].eq("AJB"), "unit"]) == {"MLT1"}
    figures = compute_compliance(bus).set_index("sop").loc["AJB"]
    assert (figures["tidak"], figures["total"], figures["filled"]) == (1, 5, 0)


def test_a_step_of_the_puskesmas_is_typed_once_and_counts_once_for_all() -> None:
    since = {"begins_on": "2026-01-01"}
    sasaran = pd.DataFrame({"child_id": ["A"], "posyandu": ["MLT1"], "month": pd.to_datetime(["2026-10-01"])})
    ticks = [tick("2026-10-15", "KEBAL", step) for step in ("A3", "A5")]
    ticks.append(tick("2026-03-01", "KEBAL", "A7"))
    ticks += [tick("2026-02-10", "SIKERITING", step) for step in ("1", "2", "3", "4")]
    tables = build({"KEBAL": since, "SIKERITING": since}, daftar_tilik=ticks)
    status = status_of(tables, sasaran=sasaran)
    kebal = status[status["sop"].eq("KEBAL")]
    assert kebal.loc[kebal["step"].eq("A3"), ["unit", "state"]].values.tolist() == [["puskesmas", "selesai"]]
    assert kebal.loc[kebal["step"].eq("A7"), "state"].tolist() == ["selesai"]
    march = status_of(tables, "2026-03")
    rows = march[march["sop"].eq("SIKERITING")].groupby("step")["state"].agg(list).to_dict()
    assert rows == {"1": ["selesai"], "2": ["selesai"], "3": ["selesai"] * 2, "4": ["selesai"]}
    assert compute_sop_findings(tables, today=TODAY).empty


def test_a_month_without_sasaran_owes_a1_and_a2_only_and_b_needs_a_session() -> None:
    since = {"begins_on": "2026-01-01"}
    sasaran = pd.DataFrame({"child_id": ["A"], "posyandu": ["MLT1"], "month": pd.to_datetime(["2026-10-01"])})
    session = {"date": "2026-10-20", "posyandu": "MLT1", "menu": "Sup"}
    status = status_of(build({"KEBAL": since}, kebal_msg=[session]), sasaran=sasaran)
    owed = status[status["owed"] & status["sop"].eq("KEBAL")].groupby("unit")["step"].agg(list).to_dict()
    assert owed["MLT2"] == ["A1"]
    assert owed["MLT1"] == ["A1", "A4", *(f"B{number}" for number in range(1, 8))]
    assert owed["puskesmas"] == ["A2", "A3", "A5", "A6", "A7"]
    quiet = status_of(build({"KEBAL": since}), "2026-09", sasaran=sasaran)
    assert set(quiet.loc[quiet["owed"] & quiet["due_on"].notna() & quiet["sop"].eq("KEBAL"), "step"]) == {
        "A1",
        "A2",
    }


def test_b7_is_due_a_month_after_the_session_and_follows_from_the_next_weighings() -> None:
    session = {"date": "2026-10-20", "posyandu": "MLT1", "menu": "Sup"}
    came = [
        {"date": "2026-10-20", "posyandu": "MLT1", "child_id": child, "present": True} for child in ("A", "B")
    ]
    weighed = [
        {"date": day, "posyandu": "MLT1", "child_id": child, "weight_kg": 9.0}
        for child, day in (("A", "2026-10-20"), ("A", "2026-11-12"), ("B", "2026-10-12"))
    ]
    monthly = pd.DataFrame(
        {
            "child_id": ["A"], "posyandu": ["MLT1"], "month": pd.to_datetime(["2026-11-01"]),
            "date": pd.to_datetime(["2026-11-12"]), "weight_kg": [9.0], "two_t": [False], "bgm": [False],
        }
    )  # fmt: skip
    tables = build(kebal_msg=[session], peserta_kebal_msg=came, penimbangan=weighed)
    status = status_of(tables, "2026-11", monthly=monthly)
    row = status[status["step"].eq("B7")].iloc[0]
    assert (row["due_on"], row["state"]) == (pd.Timestamp("2026-11-20"), "sebagian")
    assert row["note"] == "1 dari 2 peserta ditimbang lagi"


def test_a_sosialisasi_proves_sikeriting_1_and_a_lokmin_kebal_a6() -> None:
    since = {"begins_on": "2026-01-01"}
    sasaran = pd.DataFrame({"child_id": ["A"], "posyandu": ["MLT1"], "month": pd.to_datetime(["2026-03-01"])})
    meetings = [
        {"meeting_id": kind, "kind": kind, "planned_on": "2026-03-10", "date": "2026-03-10"}
        for kind in ("Sosialisasi", "Lokmin")
    ]
    tables = build({"KEBAL": since, "SIKERITING": since}, pertemuan=meetings)
    status = status_of(tables, "2026-03", sasaran=sasaran)
    assert states(status, "SIKERITING")["1"] == "selesai"
    assert states(status, "KEBAL")["A6"] == "selesai"


def test_a_patient_chosen_in_august_changes_nothing_in_june() -> None:
    early = {"child_id": "A", "team": "T", "mentor": "W", "selected_on": "2026-02-10"}
    late = {**early, "child_id": "B", "selected_on": "2026-08-03"}
    before, after = (status_of(build(mentoring=rows), "2026-06") for rows in ([early], [early, late]))
    pd.testing.assert_frame_equal(compute_compliance(before), compute_compliance(after))
    december = status_of(build(mentoring=[early, late]), "2026-12")
    own = december[december["unit"].eq("B")]
    assert set(own.loc[own["owed"], "step"]) == {"11", "12"}
    assert not own.loc[~own["owed"], "state"].eq("lewat").any()


def test_a_code_in_posyandu_pelaksana_that_is_none_is_a_finding() -> None:
    found = compute_sop_findings(build({"AJB": {"run_by": "MLT1, melati 2; MLT9"}}), today=TODAY)
    assert found[["tab", "column", "value"]].values.tolist() == [
        ["SOP", "Posyandu pelaksana", "MLT1, melati 2; MLT9"]
    ]
    assert "MLT9" in found["message"].item() and "melati 2" not in found["message"].item()
    assert compute_sop_findings(build({"AJB": {"run_by": "MLT1, melati 2"}}), today=TODAY).empty


@pytest.mark.parametrize(
    ("compliance", "filled", "total", "judged"),
    [(100, 4, 5, True), (100, 3, 4, False), (100, 0, 0, False), (float("nan"), 5, 5, False)],
)
def test_a_rate_is_judged_from_eighty_percent_of_the_steps_due(
    compliance: float, filled: int, total: int, judged: bool
) -> None:
    assert is_judged(compliance, filled, total) is judged


@pytest.mark.parametrize("seed", seeds(range(6)))
def test_a_plain_loop_counts_the_same_on_random_ticks_of_meetings(seed: int) -> None:
    """SOP Pertemuan kader: twelve months, seven steps, an optional start, ticks at random."""
    pick = random.Random(seed)
    start = pick.choice([None, f"2026-0{pick.randint(1, 9)}-{pick.randint(1, 28):02}"])
    ticks = [
        tick(f"2026-{pick.randint(1, 11):02}-{pick.randint(1, 20):02}", "PK", str(pick.randint(1, 7)),
             pick.choice(["Ya", "Ya", "Tidak", "TB"]))
        for _ in range(pick.choice([0, 3, 30]))
    ]  # fmt: skip
    tables = build({"PK": {"begins_on": start}} if start else None, daftar_tilik=ticks)
    last: dict[tuple[int, str], str] = {}
    for one in sorted(ticks, key=lambda row: row["date"]):
        last[int(one["date"][5:7]), one["step"]] = one["result"]
    begun = start or min((one["date"] for one in ticks), default=None)
    rows = compute_year_rows(build_engine(tables, today=TODAY), 2026)
    for month in range(1, 13):
        results = [last.get((month, str(step))) for step in range(1, 8)]
        end = f"2026-{month:02}-{pd.Period(f'2026-{month}').days_in_month}"
        owed = begun is not None and end >= begun
        due = owed and end <= TODAY
        status = select_month(rows, f"2026-{month:02}")
        got = compute_compliance(status[status["sop"].eq("PK")], by=()).iloc[0]
        assert [got[name] for name in ("ya", "tidak", "tb")] == [
            results.count(answer) for answer in ("Ya", "Tidak", "TB")
        ]
        assert got["belum"] == (results.count(None) if owed else 0)
        assert got["total"] == (7 if due else 0)
        assert got["filled"] == (7 - results.count(None) if due else 0)


def test_an_sop_without_any_unit_has_not_begun_either() -> None:
    """Antar-jemput before the first posyandu is registered: no step, and yet nothing to judge."""
    engine = build_engine(build(posyandu=[]), today=TODAY)
    assert list_not_begun(engine.steps, engine.owing) == set(SCOPES)
    since = build_engine(build({"AJB": {"begins_on": "2026-01-01"}}, posyandu=[]), today=TODAY)
    assert list_not_begun(since.steps, since.owing) == set(SCOPES) - {"AJB"}
