"""SIKERITING pairs: whose activity counts for whom, and the change of the same child."""

import math

import pandas as pd
import pytest

from lib.domain.access import Role
from lib.domain.mentoring import PAIR_COLUMNS, compute_changes, compute_pair_steps, compute_pairs
from lib.domain.privacy import Scope, scope_frames
from lib.domain.steps import build_engine
from tests.domain.workbook_tables import build_sop_tables, build_tables

TODAY = "2026-11-22"
BALITA = [
    {
        "child_id": f"MLT1-00{number}",
        "name": f"Anak {number}",
        "sex": "L",
        "birth_date": "2024-12-01",
        "posyandu": "MLT1",
    }
    for number in range(1, 5)
]


def pair(number: int, team: str = "Tim 1", **more: object) -> dict:
    return {
        "child_id": f"MLT1-00{number}",
        "team": team,
        "mentor": "Wulan",
        "selected_on": "2026-03-10",
        **more,
    }


def measured(number: int, date: str, height: float | None = 78.0, weight: float | None = 9.5) -> dict:
    return {
        "child_id": f"MLT1-00{number}",
        "posyandu": "MLT1",
        "date": date,
        "height_cm": height,
        "weight_kg": weight,
    }


def tables_of(**rows: list) -> dict[str, pd.DataFrame]:
    return build_sop_tables(**{"balita": BALITA, **rows})


def pairs_of(year: int = 2026, today: str = TODAY, **rows: list) -> pd.DataFrame:
    return compute_pairs(tables_of(**rows), None, today=today, year=year)


def done_steps(year: int = 2026, today: str = TODAY, **rows: list) -> dict[str, list[str]]:
    steps = compute_pair_steps(tables_of(**rows), today=today, year=year)
    done = steps[steps["result"].eq("Ya")]
    return done.groupby("child_id")["step"].agg(list).to_dict()


def test_every_pair_has_the_twelve_steps_with_state_and_date() -> None:
    steps = compute_pair_steps(
        tables_of(
            mentoring=[pair(1), pair(2)],
            kegiatan_mentoring=[{"date": "2026-07-02", "child_id": "MLT1-001", "step": "8"}],
        ),
        today=TODAY,
        year=2026,
    )
    assert steps.groupby("child_id").size().tolist() == [12, 12]
    eighth = steps[steps["child_id"].eq("MLT1-001") & steps["step"].eq("8")].iloc[0]
    assert (eighth["state"], eighth["done_on"]) == ("terlambat", pd.Timestamp("2026-07-02"))
    states = steps[steps["child_id"].eq("MLT1-002")].set_index("step")["state"]
    assert states[["5", "6", "10", "11", "12"]].tolist() == [
        "selesai",
        "lewat",
        "lewat",
        "lewat",
        "akan datang",
    ]


def test_team_activity_without_a_child_counts_for_all_its_active_patients() -> None:
    done = done_steps(
        mentoring=[
            pair(1),
            pair(2, team="tim 1 "),
            pair(3, team="Tim 2"),
            pair(4, status="Keluar"),
        ],
        kegiatan_mentoring=[{"date": "2026-05-04", "team": "Tim 1", "step": "6"}],
    )
    assert done == {
        "MLT1-001": ["5", "6"],
        "MLT1-002": ["5", "6"],
        "MLT1-003": ["5"],
        "MLT1-004": ["5"],
    }


def test_a_patient_chosen_later_was_not_there_at_the_teams_earlier_activity() -> None:
    done = done_steps(
        mentoring=[pair(1, selected_on="2026-06-01")],
        kegiatan_mentoring=[{"date": "2026-05-04", "team": "Tim 1", "step": "6"}],
    )
    assert done == {}
    # aturan.md, "Who owes an SOP": step 5 was due by 31 March, before the patient was chosen, so it does not
    # apply; what is not owed is not derived, not even from the choice itself.  What ends later is owed.
    tables = tables_of(mentoring=[pair(1, selected_on="2026-06-01")])
    states = compute_pair_steps(tables, today=TODAY, year=2026).set_index("step")["state"]
    assert states["5"] == "tidak berlaku"
    assert set(states[["6", "7", "8", "9", "10", "11"]]) == {"lewat"}
    assert states["12"] == "akan datang"


def test_a_finished_patient_keeps_the_team_activities_up_to_its_own_last_one() -> None:
    done = done_steps(
        mentoring=[pair(1, status="Selesai")],
        kegiatan_mentoring=[
            {"date": "2026-05-04", "team": "Tim 1", "step": "6"},
            {"date": "2026-06-20", "child_id": "MLT1-001", "step": "10"},
            {"date": "2026-08-04", "team": "Tim 1", "step": "11"},
        ],
    )
    assert done == {"MLT1-001": ["5", "6", "10"]}


def test_kelurahan_activity_counts_for_all_its_pairs_and_none_elsewhere() -> None:
    done = done_steps(
        mentoring=[pair(1, selected_on="2026-03-30"), pair(2, kelurahan="Sukasari")],
        kegiatan_mentoring=[
            {"date": "2026-01-10", "step": "1"},  # the whole kecamatan
            {"date": "2026-02-10", "step": "2", "kelurahan": "SUKAMAJU", "team": "Tim 9"},
        ],
        mou=[{"kelurahan": "Sukasari", "number": "1", "date": "2025-02-01", "valid_until": "2026-12-31"}],
    )
    assert done == {"MLT1-001": ["1", "2", "5"], "MLT1-002": ["1", "3", "5"]}


def test_a_mou_that_has_run_out_no_longer_counts() -> None:
    done = done_steps(
        mentoring=[pair(1)],
        mou=[{"kelurahan": "Sukamaju", "number": "1", "date": "2024-02-01", "valid_until": "2025-12-31"}],
    )
    assert done == {"MLT1-001": ["5"]}


def test_a_pair_belongs_to_the_years_it_was_active_in() -> None:
    pairs = [pair(1, selected_on="2025-03-01"), pair(2, selected_on="2025-03-01", status="Selesai"), pair(3)]
    assert pairs_of(2026, mentoring=pairs)["child_id"].tolist() == ["MLT1-001", "MLT1-003"]
    assert pairs_of(2025, mentoring=pairs)["child_id"].tolist() == ["MLT1-001", "MLT1-002"]


def test_z_awal_is_the_last_valid_measurement_up_to_90_days_before() -> None:
    rows = [
        measured(1, "2025-12-10", 70.0),  # exactly 90 days before
        measured(2, "2025-12-09", 70.0),  # 91 days before
        measured(2, "2026-11-10", 84.0),
        measured(1, "2026-03-02", 75.0),  # the same month as the day chosen …
        measured(1, "2026-03-28", 60.0),  # … and a later one in it
        measured(1, "2026-11-10", 84.0),
        measured(3, "2026-03-10", 76.0),  # on the day itself
        measured(3, "2026-11-10", 50.0),  # implausible: not valid
        measured(4, "2025-12-10", 70.0),
    ]
    pairs = pairs_of(mentoring=[pair(number) for number in range(1, 5)], penimbangan=rows).set_index(
        "child_id"
    )
    assert pairs.loc["MLT1-001", "date_tb_u_awal"] == pd.Timestamp("2026-03-02")
    assert pairs.loc["MLT1-001", "date_tb_u_kini"] == pd.Timestamp("2026-11-10")
    assert pd.isna(pairs.loc["MLT1-002", "z_tb_u_awal"])
    assert pairs.loc["MLT1-003", "date_tb_u_awal"] == pairs.loc["MLT1-003", "date_tb_u_kini"]
    assert pairs.loc["MLT1-004", "date_tb_u_awal"] == pd.Timestamp("2025-12-10")
    changes = pairs["change_tb_u"]
    assert changes.notna().tolist() == [True, False, False, False]
    assert changes["MLT1-001"] == pairs.loc["MLT1-001", "z_tb_u_kini"] - pairs.loc["MLT1-001", "z_tb_u_awal"]


def test_weight_and_length_of_one_day_in_two_rows_both_give_a_z_awal() -> None:
    rows = [measured(1, "2026-03-02", 75.0) | {"weight_kg": None}]
    rows += [measured(1, "2026-03-02", 75.0) | {"height_cm": None, "weight_kg": 9.0}]
    both = pairs_of(mentoring=[pair(1)], penimbangan=rows).iloc[0]
    assert pd.notna(both["z_tb_u_awal"]) and pd.notna(both["z_bb_u_awal"])


def test_changes_compare_the_same_children_only() -> None:
    rows = [
        measured(1, "2026-03-02", 75.0),
        measured(1, "2026-11-10", 84.0),
        measured(2, "2026-11-10", 60.0),
    ]
    pairs = pairs_of(mentoring=[pair(1), pair(2)], penimbangan=rows)
    change = compute_changes(pairs).set_index("index").loc["tb_u"]
    assert change[["children", "pairs"]].tolist() == [1, 2]
    assert change["mean_awal"] == pairs["z_tb_u_awal"].iloc[0]
    assert change["mean_change"] == pytest.approx(change["mean_kini"] - change["mean_awal"])
    nobody = compute_changes(pairs_of(mentoring=[pair(2)])).set_index("index").loc["tb_u"]
    assert nobody["children"] == 0 and math.isnan(nobody["mean_change"])


def test_measurements_of_the_paper_register_come_from_monthly() -> None:
    monthly = pd.DataFrame(
        {
            "child_id": ["MLT1-001"],
            "date": pd.to_datetime(["2026-03-01"]),
            "z_tb_u": [-2.5],
            "z_bb_u": [-7.0],
            "flag_tb_u": [False],
            "flag_bb_u": [True],
        }
    )
    row = compute_pairs(tables_of(mentoring=[pair(1)]), monthly, today=TODAY, year=2026).iloc[0]
    assert row["z_tb_u_awal"] == -2.5
    assert pd.isna(row["z_bb_u_awal"])


def test_silent_days_count_from_the_last_activity_else_from_the_day_chosen() -> None:
    pairs = pairs_of(
        mentoring=[pair(1), pair(2, team="Tim 2")],
        kegiatan_mentoring=[
            {"date": "2026-11-12", "child_id": "MLT1-001", "step": "11"},
            {"date": "2026-12-30", "child_id": "MLT1-001", "step": "12"},
        ],
    )
    assert pairs["silent_days"].tolist() == [10, 257]
    assert pairs[["steps_done", "steps_late", "steps"]].values.tolist() == [[2, 1, 12], [1, 0, 12]]
    assert pairs["next_step"].tolist() == ["12", "12"]


def test_empty_tables_and_no_steps_break_nothing() -> None:
    empty = compute_pairs(build_tables(), None, today=TODAY, year=2026)
    assert empty.empty and list(empty.columns) == list(PAIR_COLUMNS)
    assert compute_changes(empty)["children"].sum() == 0
    without_steps = build_tables(balita=BALITA, mentoring=[pair(1)])
    assert compute_pairs(without_steps, None, today=TODAY, year=2026)["steps"].tolist() == [0]
    assert compute_pair_steps(without_steps, today=TODAY, year=2026).empty


def test_an_engine_at_hand_gives_the_same_steps_as_one_built_anew() -> None:
    tables = build_sop_tables(
        balita=BALITA,
        mentoring=[pair(1), pair(2, "Tim 2")],
        kegiatan_mentoring=[
            {"date": "2026-04-10", "team": "Tim 1", "step": "6"},
            {"date": "2026-06-10", "child_id": "MLT1-002", "team": "Tim 2", "step": "10"},
        ],
    )
    # SIKERITING in the test tables as in the document: ticked for pairs.
    tables["sop"] = tables["sop"].assign(scope="Pasangan")
    anew = compute_pair_steps(tables, today=TODAY, year=2026)
    engine = build_engine(tables, today=TODAY)
    assert set(anew["state"]) > {"selesai"}
    pd.testing.assert_frame_equal(compute_pair_steps(tables, today=TODAY, year=2026, engine=engine), anew)


@pytest.mark.parametrize(
    "scope", [Scope(Role.KADER, posyandu=("MLT1",)), Scope(Role.MITRA, name_in_book="Wulan")]
)
def test_a_pair_stands_the_same_for_kader_and_mentor_as_for_the_kepala(scope: Scope) -> None:
    tick = {"date": "2026-02-20", "sop": "SIKERITING", "result": "Ya"}
    tables = tables_of(
        mentoring=[pair(1), pair(2, "Tim 2", mentor="Sri")],
        mou=[{"kelurahan": "SUKAMAJU", "number": "1", "date": "2026-02-01", "valid_until": "2026-12-31"}],
        kegiatan_mentoring=[
            {"date": "2026-02-10", "step": "2", "kelurahan": "Sukamaju", "team": "Tim 9"},
            {"date": "2026-05-04", "step": "6", "team": "tim 1 "},
        ],
        daftar_tilik=[
            {**tick, "step": "1"},
            {**tick, "step": "4", "subject": "Sukamaju"},
            {**tick, "step": "7", "subject": "TIM 1", "date": "2026-07-20"},
        ],
    )
    seen = compute_pair_steps(scope_frames(tables, scope), today=TODAY, year=2026)
    every = compute_pair_steps(tables, today=TODAY, year=2026)
    own = every[every["child_id"].isin(seen["child_id"])].reset_index(drop=True)
    assert own.loc[own["child_id"].eq("MLT1-001"), "result"].eq("Ya").sum() == 7
    pd.testing.assert_frame_equal(seen, own)
