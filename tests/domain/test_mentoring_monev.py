"""SIKERITING: who could be chosen, patients against the day they were chosen, RTL, and what is doubtful."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.domain import kms, skdn
from lib.domain.mentoring import (
    CRITERIA,
    FRESH_DAYS,
    compute_candidates,
    compute_measurements,
    compute_mentoring_findings,
    compute_monev,
    compute_monev_figures,
    compute_monev_nt,
    compute_moves,
    compute_open_actions,
    compute_pair_steps,
    compute_pairs,
    compute_plans,
    compute_window,
    find_strangers,
)
from lib.domain.mentoring.monev import REASONS
from tests.domain.workbook_tables import build_sop_tables, build_tables

TODAY = pd.Timestamp("2026-11-22")


def child(code: str, **more: object) -> dict:
    return {
        "child_id": code, "name": f"Anak {code}", "sex": "L", "birth_date": "2024-12-01",
        "posyandu": "MLT1", **more,
    }  # fmt: skip


def measured(
    code: str, date: str, height: float | None = 86.0, weight: float | None = 11.5, **more: object
) -> dict:
    return {
        "child_id": code, "posyandu": "MLT1", "date": date, "height_cm": height, "weight_kg": weight, **more,
    }  # fmt: skip


def pair(code: str, team: str = "Tim 1", **more: object) -> dict:
    return {"child_id": code, "team": team, "mentor": "Wulan", "selected_on": "2026-03-10", **more}


# --- calon pasien: a boy of 23 months; 80 cm is below −2, 83 is not


def candidates_of(today: pd.Timestamp = TODAY, **rows: list) -> pd.DataFrame:
    tables = build_sop_tables(**rows)
    monthly = kms.compute_monthly_status(tables["balita"], tables["penimbangan"], until=today)
    members = skdn.compute_membership(tables["balita"], monthly, [today.to_period("M").start_time])
    table = compute_candidates(
        tables["balita"], monthly, members, tables["mentoring"], tables["posyandu"], today=today
    )
    return table.set_index("child_id")


def reasons_of(*rows: dict, today: pd.Timestamp = TODAY) -> str:
    table = candidates_of(today, balita=[child("A1")], penimbangan=list(rows))
    return table.loc["A1", "reasons"] if len(table) else ""


def test_each_criterion_names_its_reason_and_a_sound_child_is_no_candidate() -> None:
    assert set(CRITERIA.values()) == {"Gizi buruk", "BGM", "2T", "Gizi kurang", "Stunting"}
    assert reasons_of(measured("A1", "2026-11-10")) == ""
    assert reasons_of(measured("A1", "2026-11-10", 80.0, 10.6)) == "Stunting"
    assert reasons_of(measured("A1", "2026-11-10", 86.0, 9.6)) == "Gizi kurang"
    assert reasons_of(measured("A1", "2026-11-10", 90.0, 9.6)) == "Gizi buruk"
    assert reasons_of(measured("A1", "2026-11-10", None, 8.3)) == "BGM"
    assert reasons_of(measured("A1", "2026-11-10", oedema=True)) == "Gizi buruk"
    falling = [measured("A1", f"2026-{month}-10", None, 11.5) for month in ("09", "10", "11")]
    assert reasons_of(*falling) == "2T"
    assert reasons_of(*falling[1:]) == ""


def test_a_sign_counts_while_its_measurement_is_at_most_ninety_days_old() -> None:
    short = measured("A1", "2026-08-24", 77.0, 10.6)
    assert FRESH_DAYS == 90 and (TODAY - pd.Timestamp("2026-08-24")).days == 90
    fresh = candidates_of(balita=[child("A1")], penimbangan=[short])
    assert fresh.loc["A1", ["reasons", "fresh"]].tolist() == ["Stunting", True]
    old = candidates_of(balita=[child("A1")], penimbangan=[{**short, "date": "2026-08-23"}])
    assert old.loc["A1", ["reasons", "fresh"]].tolist() == ["Stunting", False]


def test_a_newer_weight_without_height_does_not_hide_an_earlier_stunting() -> None:
    rows = [measured("A1", "2026-10-10", 78.0, 10.6), measured("A1", "2026-11-10", None, 10.9)]
    assert reasons_of(*rows) == "Stunting"
    grown = [measured("A1", "2026-10-10", 78.0, 10.6), measured("A1", "2026-11-10", 84.0, 10.9)]
    assert reasons_of(*grown) == ""


def test_an_implausible_weight_of_this_month_does_not_hide_the_signs_of_the_month_before() -> None:
    thin = measured("A1", "2026-10-10", 90.0, 8.2)
    assert reasons_of(thin) == "Gizi buruk, BGM"
    assert reasons_of(thin, measured("A1", "2026-11-10", 90.0, 40.0)) == "Gizi buruk, BGM"
    assert reasons_of(thin, measured("A1", "2026-11-10", 90.0, 13.0)) == ""


def test_who_has_an_active_mentor_is_no_candidate_who_had_one_is() -> None:
    short = [measured(code, "2026-11-10", 80.0, 10.6) for code in ("A1", "A2", "A3", "A4")]
    table = candidates_of(
        balita=[child(code) for code in ("A1", "A2", "A3")] + [child("A4", status="Pindah")],
        penimbangan=short,
        mentoring=[
            pair("A1"),
            pair("A2", status="Selesai"),
            pair("A3", status="Keluar"),
            pair("A3", "Tim 2"),
        ],
    )
    assert table["former"].to_dict() == {"A2": True, "A4": False} or list(table.index) == ["A2"]
    assert table.loc["A2", "former"]
    blank = candidates_of(balita=[child("A1")], penimbangan=short[:1], mentoring=[pair("A1", status=None)])
    assert blank.empty


def test_the_gravest_come_first_and_the_only_team_of_the_kelurahan_is_proposed() -> None:
    table = candidates_of(
        balita=[child(code) for code in ("A1", "A2", "A3")] + [child("B1", posyandu="MLT2"), child("P1")],
        penimbangan=[
            measured("A1", "2026-11-10", 80.0, 10.6),
            measured("A2", "2026-11-10", 90.0, 9.6),
            measured("A3", "2026-07-10", 70.0, 10.6),
            measured("B1", "2026-11-10", 78.0, 8.2),
        ],
        mentoring=[pair("P1")],
    )
    assert list(table.index) == ["A2", "B1", "A1", "A3"]
    assert table["team"].fillna("—").to_dict() == {"A2": "Tim 1", "B1": "—", "A1": "Tim 1", "A3": "Tim 1"}
    assert table["kelurahan"].tolist() == ["Sukamaju", "Sukasari", "Sukamaju", "Sukamaju"]


def test_the_team_that_had_the_child_before_is_not_proposed_again() -> None:
    table = candidates_of(
        balita=[child("A1"), child("A2"), child("P1")],
        penimbangan=[measured(code, "2026-11-10", 80.0, 10.6) for code in ("A1", "A2")],
        mentoring=[pair("P1"), pair("A1", "tim 1", status="Selesai"), pair("A2", "Tim 2", status="Selesai")],
    )
    assert table["team"].fillna("—").to_dict() == {"A1": "—", "A2": "Tim 1"}
    assert table["former"].all()


def test_nobody_measured_gives_no_candidate() -> None:
    assert candidates_of(balita=[child("A1")]).empty
    assert candidates_of().empty


# --- monev


def monev_of(number: int = 1, today: str = "2026-11-22", **rows: list) -> pd.DataFrame:
    tables = build_sop_tables(**{"balita": [child(f"A{at}") for at in range(1, 8)], **rows})
    now = pd.Timestamp(today)
    monthly = kms.compute_monthly_status(tables["balita"], tables["penimbangan"], until=now)
    steps = compute_pair_steps(tables, today=now, year=2026)
    pairs = compute_pairs(tables, monthly, today=now, year=2026, steps=steps)
    window = compute_window(number, year=2026, today=now, steps=steps)
    measurements = compute_measurements(tables, monthly, pairs["child_id"], now)
    return compute_monev(pairs, measurements, monthly, tables["balita"], window=window).set_index("child_id")


def test_the_window_of_a_monev_ends_with_its_month_or_today() -> None:
    steps = compute_pair_steps(
        build_sop_tables(balita=[child("A1")], mentoring=[pair("A1")]), today=TODAY, year=2026
    )
    first = compute_window(1, year=2026, today=TODAY, steps=steps)
    assert (first.first, first.last) == (pd.Timestamp("2026-04-01"), pd.Timestamp("2026-06-30"))
    assert first.started and first.is_over
    second = compute_window(2, year=2026, today=TODAY, steps=steps)
    assert second.last == TODAY and not second.started and not second.is_over
    for today, started, is_over in (("2026-05-31", False, False), ("2026-06-01", True, False),
                                    ("2026-06-30", True, False), ("2026-07-01", True, True)):  # fmt: skip
        window = compute_window(1, year=2026, today=today, steps=steps.head(0))
        assert (window.started, window.is_over) == (started, is_over)


def test_z_monev_is_the_last_valid_measurement_of_ninety_days_and_after_the_choice() -> None:
    children = monev_of(
        mentoring=[pair("A1"), pair("A2"), pair("A3"), pair("A4", selected_on="2026-06-10")],
        penimbangan=[
            *(measured(code, "2026-03-01", 75.0) for code in ("A1", "A2", "A3")),
            measured("A1", "2026-06-30", 79.0),  # the last day of the monev's month
            measured("A1", "2026-07-01", 90.0),
            measured("A2", "2026-04-01", 77.0),  # 90 days before it
            measured("A3", "2026-03-31", 77.0),  # 91 days
            measured("A3", "2026-05-10", 40.0),  # implausible
            measured("A4", "2026-06-10", 78.0),  # the day chosen is awal, not monev
        ],
    )
    assert children["date_tb_u_monev"].tolist()[:2] == [
        pd.Timestamp("2026-06-30"),
        pd.Timestamp("2026-04-01"),
    ]
    assert children["why_tb_u"].tolist() == [
        "dibandingkan", "dibandingkan", "tanpa ukuran monev", "tanpa ukuran monev",
    ]  # fmt: skip
    one = children.loc["A1"]
    assert one["change_tb_u"] == one["z_tb_u_monev"] - one["z_tb_u_awal"]
    assert children["change_tb_u"].notna().tolist() == [True, True, False, False]


def test_who_is_not_compared_is_counted_by_reason_and_all_add_up() -> None:
    rows = {
        "balita": [child(f"A{at}") for at in range(1, 6)] + [child("A6", status="Pindah")],
        "mentoring": [
            pair("A1"), pair("A2"), pair("A3"), pair("A4", status="Keluar"),
            pair("A5", selected_on="2026-07-01"), pair("A6"),
        ],
        "penimbangan": [
            *(measured(code, "2026-03-01", 75.0) for code in ("A1", "A2", "A4", "A6")),
            measured("A1", "2026-06-10", 79.0),
            measured("A3", "2026-06-10", 79.0),
        ],
        # a child that left belongs to the year while an activity names it
        "kegiatan_mentoring": [{"date": "2026-04-20", "child_id": "A4", "team": "Tim 1", "step": "7"}],
    }  # fmt: skip
    children = monev_of(**rows)
    assert children["why_tb_u"].to_dict() == {
        "A1": "dibandingkan",
        "A2": "tanpa ukuran monev",
        "A3": "tanpa ukuran awal",
        "A4": "keluar dari pendampingan",
        "A5": "dipilih sesudah monev",
        "A6": "pindah, meninggal, atau lulus",
    }
    figures = compute_monev_figures(children).set_index("index").loc["tb_u"]
    assert figures[list(REASONS)].sum() == figures["patients"] == 6
    assert figures["mean_change"] == children.loc["A1", "change_tb_u"]
    assert figures[["rose", "fell", "same"]].sum() == figures["dibandingkan"] == 1


def test_one_who_moved_after_both_measurements_is_still_compared() -> None:
    children = monev_of(
        balita=[child("A1", status="Pindah", left_on="2026-09-01")],
        mentoring=[pair("A1")],
        penimbangan=[measured("A1", "2026-03-01", 75.0), measured("A1", "2026-06-10", 79.0)],
    )
    assert children.loc["A1", "why_tb_u"] == "dibandingkan"


def test_a_child_of_two_teams_is_one_patient_from_the_earlier_choice() -> None:
    children = monev_of(mentoring=[pair("A1", "Tim 2", selected_on="2026-04-01"), pair("A1")])
    assert children[["team", "selected_on"]].values.tolist() == [["Tim 1", pd.Timestamp("2026-03-10")]]


def test_moves_count_the_compared_from_category_to_category() -> None:
    children = monev_of(
        mentoring=[pair("A1"), pair("A2"), pair("A3")],
        penimbangan=[
            measured("A1", "2026-03-01", 73.0), measured("A1", "2026-06-10", 80.0),
            measured("A2", "2026-03-01", 79.0), measured("A2", "2026-06-10", 75.0),
            measured("A3", "2026-03-01", 73.0),
        ],
    )  # fmt: skip
    moves = compute_moves(children, "tb_u")
    assert moves.values.tolist() == [["Pendek", "Normal", 1, 1], ["Normal", "Pendek", 1, -1]]
    assert compute_moves(children.head(0), "bb_u").empty


def test_n_and_t_compare_those_graded_both_times() -> None:
    weights = {"A1": (9.0, 9.0, 9.5, 10.0), "A2": (9.0, 9.5, 9.5, 9.5), "A3": (None, 9.0, 9.5, 10.0)}
    rows = [
        measured(code, day, None, weight)
        for code, values in weights.items()
        for day, weight in zip(("2026-02-05", "2026-03-05", "2026-05-05", "2026-06-05"), values, strict=True)
        if weight
    ]
    children = monev_of(mentoring=[pair(code) for code in weights], penimbangan=rows)
    assert children[["nt_awal", "nt_monev"]].values.tolist() == [["T", "N"], ["N", "T"], ["B", "N"]]
    counts = compute_monev_nt(children)
    assert counts == {"patients": 3, "compared": 2, "NN": 0, "NT": 1, "TN": 1, "TT": 0}


def test_no_patient_gives_empty_figures() -> None:
    children = monev_of()
    figures = compute_monev_figures(children)
    assert figures["patients"].tolist() == [0, 0] and figures["mean_change"].isna().all()
    assert compute_monev_nt(children)["compared"] == 0


# --- RTL

ACTIVITY = {"date": "2026-05-10", "step": "8", "team": "Tim 1", "plan": "Ibu mencoba menu telur"}


def plans_of(activity: list[dict], actions: list[dict] = ()) -> tuple[pd.DataFrame, pd.DataFrame]:
    tables = build_sop_tables(
        balita=[child("A1"), child("A2")],
        mentoring=[pair("A1"), pair("A2", mentor="Sri")],
        kegiatan_mentoring=activity,
        tindak_lanjut=actions,
    )
    pairs = compute_pairs(tables, None, today=TODAY, year=2026)
    plans = compute_plans(tables, pairs, tables["tindak_lanjut"], today=TODAY, year=2026)
    return plans, compute_open_actions(tables["tindak_lanjut"], pairs, plans, today=TODAY)


@pytest.mark.parametrize(
    ("action", "recorded"),
    [
        ({"subject": "A1", "plan": "ibu mencoba  menu telur"}, True),
        ({"subject": "A1", "plan": "Kata lain", "origin": "SIKERITING langkah 8 (10/05/2026)"}, True),
        ({"subject": "A1", "plan": "Kata lain", "origin": "SIKERITING"}, False),
        ({"subject": "A2", "plan": "Ibu mencoba menu telur"}, False),
    ],
)
def test_a_plan_is_recorded_by_subject_with_the_same_plan_or_origin(action: dict, recorded: bool) -> None:
    plans, _ = plans_of([{**ACTIVITY, "child_id": "A1"}], [{"date": "2026-05-11", **action}])
    assert plans["recorded"].tolist() == [recorded]


def test_the_subject_of_a_plan_is_the_child_else_the_team_else_the_kelurahan() -> None:
    plans, _ = plans_of(
        [
            {**ACTIVITY, "child_id": "A2"},
            ACTIVITY,
            ACTIVITY,  # twice the same
            {**ACTIVITY, "team": None, "kelurahan": "Sukamaju"},
            {**ACTIVITY, "team": None},  # nobody's
            {**ACTIVITY, "plan": None, "child_id": "A1"},
            {**ACTIVITY, "date": "2026-11-23"},
            {**ACTIVITY, "date": "2025-05-10"},
        ]
    )
    assert plans["subject"].tolist() == ["A2", "Sukamaju", "Tim 1"]
    assert plans["mentor"].fillna("—").tolist() == ["Sri", "—", "—"]
    assert plans["kelurahan"].iloc[0] == "Sukamaju"


def test_open_actions_of_the_mentoring_stand_by_their_deadline() -> None:
    row = {"date": "2026-05-11", "plan": "Kunjungi", "origin": "Monev SIKERITING"}
    _, listed = plans_of(
        [{**ACTIVITY, "child_id": "A1"}],
        [
            {**row, "subject": "A1", "due_on": "2026-11-30"},
            {**row, "subject": "Tim 1", "due_on": "2026-11-01", "status": "Berjalan"},
            {**row, "subject": "A1"},
            {**row, "subject": "A1", "status": "Selesai"},
            {**row, "subject": "A1", "origin": "Lokmin"},
            {**row, "subject": "Z9"},
            {**row, "subject": "A1", "origin": "Lokmin", "plan": ACTIVITY["plan"], "due_on": "2026-11-22"},
        ],
    )
    assert listed["days_left"].fillna(999).tolist() == [-21, 0, 8, 999]
    assert listed["subject"].tolist() == ["Tim 1", "A1", "A1", "A1"]


# --- findings


def test_a_patient_of_two_active_teams_is_a_finding_on_both_rows_and_still_two_pairs() -> None:
    tables = build_sop_tables(
        balita=[child("A1"), child("A2")],
        mentoring=[pair("A1"), pair("A1", "Tim 2"), pair("A2"), pair("A2", "Tim 2", status="Selesai")],
    )
    found = compute_mentoring_findings(tables)
    assert found["source_row"].tolist() == [2, 3]
    assert found["message"].str.contains("Tim 1 dan Tim 2").all() and set(found["tab"]) == {"Mentoring"}
    pairs = compute_pairs(tables, None, today=TODAY, year=2026)
    assert pairs["team"].tolist() == ["Tim 1", "Tim 2", "Tim 1", "Tim 2"]


def test_an_activity_for_someone_who_is_no_patient_is_a_finding_and_listed() -> None:
    tables = build_sop_tables(
        balita=[child("A1"), child("A2")],
        mentoring=[pair("A1", status="Keluar")],
        kegiatan_mentoring=[
            {"date": "2026-05-10", "step": "8", "child_id": "A1"},
            {"date": "2026-05-10", "step": "8", "child_id": "A2"},
            {"date": "2026-05-10", "step": "6", "team": "Tim 1"},
        ],
    )
    found = compute_mentoring_findings(tables)
    assert found[["tab", "column", "value", "level"]].values.tolist() == [
        ["Kegiatan Mentoring", "child_id", "A2", "Peringatan"]
    ]
    assert find_strangers(tables)["child_id"].tolist() == ["A2"]


def test_empty_tabs_have_no_findings() -> None:
    assert compute_mentoring_findings(build_tables()).empty
