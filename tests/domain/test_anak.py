"""One child: the chart's lines, its points, what next month asks for, and its thread through the work."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib.domain.anak import (
    AGREED,
    BANDS,
    COOKED,
    FETCHED,
    MENTORED,
    PMT,
    VITAMIN_A,
    compute_kms_bands,
    compute_next_target,
    compute_points,
    compute_standard_lines,
    compute_thread,
)
from lib.domain.growth import compute_zscores
from lib.domain.kms import compute_monthly_status
from tests.domain.gizi_tables import FAR, build_balita, build_penimbangan, weigh
from tests.domain.workbook_tables import build_tables

TODAY = pd.Timestamp("2026-11-22")


def points_of(*weighings: dict[str, Any], **child: Any) -> pd.DataFrame:
    balita = build_balita({"birth_date": "2025-01-10", **child})
    return compute_points(compute_monthly_status(balita, build_penimbangan(*weighings), until=FAR))


def test_a_weight_on_a_line_has_the_lines_z() -> None:
    lines = compute_standard_lines("bb_u", sex="P", first_month=0, last_month=60)
    part = lines[(lines["x"] % 6 == 0) & (lines["z"].abs() <= 3)].reset_index(drop=True)
    days = np.minimum((part["x"] * 30.4375).round(), 1856)
    n = len(part)
    scores = compute_zscores(
        sex=pd.Series(["P"] * n), age_days=days, weight_kg=part["value"], length_cm=[np.nan] * n,
        position=[None] * n, oedema=[False] * n,
    )  # fmt: skip
    assert n > 60
    assert np.allclose(scores["z_bb_u"], part["z"], atol=0.005)


@pytest.mark.parametrize("sex", ["L", "P"])
def test_the_bands_lie_one_on_the_other_without_a_gap(sex: str) -> None:
    bands = compute_kms_bands(sex, 0, 60)
    for (below, _, _), (above, _, _) in pairwise(BANDS):
        low, high = (bands[bands["band"] == name].reset_index(drop=True) for name in (below, above))
        assert (low["high"] == high["low"]).all()
    assert (bands["high"] > bands["low"]).all()


def test_bb_tb_is_drawn_over_length_below_two_years_and_over_height_above() -> None:
    young = compute_standard_lines("bb_tb", sex="L", first_month=0, last_month=24)
    older = compute_standard_lines("bb_tb", sex="L", first_month=24, last_month=60)
    assert (young["x"].min(), young["x"].max()) == (45.0, 110.0)
    assert (older["x"].min(), older["x"].max()) == (65.0, 120.0)


def test_a_missed_month_leaves_the_line_open() -> None:
    points = points_of(
        weigh("2026-01-10", 9.0),
        weigh("2026-02-10", 9.3),
        weigh("2026-04-10", 9.8),
        weigh("2026-05-10", 10.0),
    )
    assert points["run"].tolist() == [1, 1, 2, 2]
    assert points["nt"].astype("str").tolist() == ["B", "N", "O", "N"]


def test_a_height_alone_is_in_no_run() -> None:
    points = points_of(weigh("2026-01-10", 9.0), weigh("2026-02-10", np.nan, height_cm=75.0))
    assert points["run"].tolist() == [1, 0]


def test_next_month_asks_for_the_kbm_of_next_months_age() -> None:
    points = points_of(weigh("2026-11-10", 4.0), birth_date="2026-09-10")
    target = compute_next_target(points, sex="L", today=TODAY)
    assert target["weight_kg"].tolist() == [4.0, 4.8]  # three months old then: KBM 800 g
    assert target["age"].diff().iloc[1] == 1


@pytest.mark.parametrize(("day", "there"), [("2026-10-01", True), ("2026-09-30", False)])
def test_a_target_needs_a_weight_of_this_month_or_the_last(day: str, there: bool) -> None:
    points = points_of(weigh(day, 9.0))
    assert bool(len(compute_next_target(points, sex="L", today=TODAY))) is there


def test_there_is_no_target_beyond_the_kms() -> None:
    points = points_of(weigh("2026-11-10", 17.0), birth_date="2021-11-10")
    assert compute_next_target(points, sex="P", today=TODAY).empty
    assert compute_next_target(points.iloc[:0], sex="P", today=TODAY).empty


def thread_tables() -> dict[str, pd.DataFrame]:
    return build_tables(
        balita=[{"child_id": "A-1", "name": "Anak Contoh", "posyandu": "MLT1"}],
        penimbangan=[
            {"date": "2026-02-10", "child_id": "A-1", "weight_kg": 9.0, "vitamin_a": True, "pmt": True},
            {"date": "2026-12-10", "child_id": "A-1", "weight_kg": 9.0, "pmt": True},
            {"date": "2026-02-10", "child_id": "A-2", "weight_kg": 9.0, "vitamin_a": True},
        ],
        antar_jemput=[
            {"date": "2026-03-05", "posyandu": "MLT1", "person_id": "A-1", "boarded": True, "willing": "Ya"}
        ],
        kebal_msg=[{"date": "2026-04-05", "posyandu": "MLT1", "menu": "Sup ikan"}],
        peserta_kebal_msg=[
            {"date": "2026-04-05", "posyandu": "MLT1", "child_id": "A-1", "present": True},
            {"date": "2026-05-05", "posyandu": "MLT1", "child_id": "A-1", "present": False},
        ],
        mentoring=[
            {"child_id": "A-1", "team": "Tim 1", "mentor": "Bidan", "selected_on": "2026-04-10",
             "status": "Aktif"}
        ],
        kegiatan_mentoring=[{"date": "2026-05-20", "team": "Tim 1", "step": "6", "result": "Kunjungan"}],
        tindak_lanjut=[
            {"date": "2026-06-01", "subject": "a-1", "kind": "Rujuk", "plan": "Rujuk", "due_on": "2026-06-08",
             "status": "Belum"},
            {"date": "2026-06-02", "subject": "A-2", "plan": "Lain"},
        ],
    )  # fmt: skip


def test_the_thread_tells_every_work_with_the_child_and_nobody_elses() -> None:
    thread = compute_thread(thread_tables(), "A-1", today=TODAY)
    assert thread["kind"].tolist() == [AGREED, MENTORED, MENTORED, COOKED, FETCHED, VITAMIN_A, PMT]
    assert thread["date"].is_monotonic_decreasing
    assert thread.loc[thread["kind"] == COOKED, "what"].tolist() == ["Sup ikan"]
    assert thread.loc[thread["kind"] == AGREED, "open"].tolist() == [True]


def test_nothing_recorded_is_an_empty_thread() -> None:
    assert compute_thread(thread_tables(), "B-9", today=TODAY).empty


def test_what_is_dated_after_today_is_not_told() -> None:
    thread = compute_thread(thread_tables(), "A-1", today=TODAY)
    assert thread["date"].max() <= TODAY
