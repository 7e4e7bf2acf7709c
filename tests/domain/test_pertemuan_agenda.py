"""What a meeting has to talk about, picked out of the figures of the board."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib.domain import pertemuan
from lib.domain.attention import SILENT_DAYS

NOVEMBER = pd.Period("2026-11")


def test_the_running_month_counts_once_every_posyandu_has_opened() -> None:
    choose = pertemuan.choose_agenda_month
    assert choose(pd.DataFrame({"opened": [True, True]}), NOVEMBER) == NOVEMBER
    assert choose(pd.DataFrame({"opened": [True, False]}), NOVEMBER) == NOVEMBER - 1
    assert choose(pd.DataFrame({"opened": []}), NOVEMBER) == NOVEMBER - 1


def step(**cells: Any) -> dict[str, Any]:
    usual = {
        "sop": "AJB",
        "unit": "MLT1",
        "posyandu": "MLT1",
        "step": "1",
        "description": "Rapat kader",
        "step_order": 1,
    }
    return {**usual, "due_on": pd.Timestamp("2026-11-20"), "state": "lewat", "counts": True, **cells}


def test_overdue_steps_are_those_past_their_day_that_count() -> None:
    others = ("hari ini", "berjalan", "terlambat", "tidak dilakukan", "belum diisi")
    rows = [step(), *(step(state=state) for state in others), step(step="2", counts=False)]
    assert pertemuan.select_overdue_steps(pd.DataFrame(rows))["step"].tolist() == ["1"]


def test_a_step_that_stands_in_two_months_is_named_once() -> None:
    assert len(pertemuan.select_overdue_steps(pd.DataFrame([step(), step(), step(step="2")]))) == 2


def cases(*ids: str) -> pd.DataFrame:
    rows = [
        {
            "child_id": one,
            "label": f"Budi {one}",
            "rt": "001",
            "posyandu": "MLT1",
            "two_t": True,
            "bgm": False,
        }
        for one in ids
    ]
    columns = ["child_id", "label", "rt", "posyandu", "two_t", "bgm"]
    return pd.DataFrame(rows, columns=columns).astype({"label": "str", "child_id": "str"})


def test_new_cases_were_not_2t_or_bgm_a_month_before_and_are_initials() -> None:
    found = pertemuan.select_new_cases(cases("Ana", "Cici"), cases("Ana"))
    assert found["child_id"].tolist() == ["Cici"]
    assert found["initials"].tolist() == ["B.C."] and "label" not in found
    assert pertemuan.select_new_cases(cases(), cases("Ana")).empty


def test_low_is_below_the_target_and_without_s_there_is_no_ds() -> None:
    skdn = pd.DataFrame(
        {
            "posyandu": ["A", "B", "C", "D"],
            "name": ["a", "b", "c", "d"],
            "D": [8, 7, 0, 3],
            "S": [10, 10, 0, 10],
            "ds": [80.0, 79.9, float("nan"), 30.0],
        }
    )
    assert pertemuan.select_low_attendance(skdn, 80)["posyandu"].tolist() == ["D", "B"]


def test_the_next_round_of_each_posyandu_from_today_on_with_its_sasaran() -> None:
    days = pd.to_datetime(["2026-11-21", "2026-11-22", "2026-11-29", "2026-12-01"])
    rounds = pd.DataFrame({"posyandu": ["A", "A", "A", "B"], "round_date": days, "days_left": [-1, 0, 7, 9]})
    of_days = pd.to_datetime(["2026-11-22", "2026-11-22", "2026-11-29"])
    sasaran = pd.DataFrame({"posyandu": ["A", "A", "A"], "round_date": of_days, "person_id": ["1", "2", "1"]})
    table = pertemuan.select_next_rounds(rounds, sasaran)
    assert table[["posyandu", "days_left", "sasaran"]].to_numpy().tolist() == [["A", 0, 2], ["B", 9, 0]]


def test_a_pair_is_silent_after_more_than_the_allowed_days_while_active() -> None:
    pairs = pd.DataFrame(
        {
            "child_id": ["A", "B", "C", "D"],
            "name": ["Budi A", "Budi B", "Budi C", "Budi D"],
            "posyandu": ["MLT1"] * 4,
            "team": ["Tim 1"] * 4,
            "status": ["Aktif", "Aktif", "Selesai", None],
            "silent_days": [SILENT_DAYS, SILENT_DAYS + 1, 90, 60],
        }
    ).astype({"name": "str", "status": "str"})
    people = pd.DataFrame({"rt": ["001", "002"]}, index=pd.Index(["B", "A"], name="child_id"))
    found = pertemuan.select_silent_pairs(pairs, people)
    assert found["child_id"].tolist() == ["D", "B"]
    assert found["rt"].tolist()[1] == "001" and found["initials"].tolist() == ["B.D.", "B.B."]
