"""Parts of Mentoring: the year's rail and what became of the same children."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from lib.views import mentoring
from lib.views.mentoring import rail

QUARTERS = [("1", "TW1", "2026-01-01", "2026-03-31"), ("5", "TW1", "2026-01-01", "2026-03-31")]
REST = [
    ("6", "TW2", "2026-04-01", "2026-06-30"),
    ("10", "Juni", "2026-06-01", "2026-06-30"),
    ("11", "TW3", "2026-07-01", "2026-09-30"),
    ("12", "Desember", "2026-12-01", "2026-12-31"),
]


def columns() -> pd.DataFrame:
    table = pd.DataFrame([*QUARTERS, *REST], columns=["step", "timing", "starts_on", "due_on"])
    words = ["Sosialisasi", "Pilih pasien", "Mentoring", "Monitoring 1", "Pembinaan", "Monitoring 2"]
    return table.assign(description=words).astype({"starts_on": "datetime64[s]", "due_on": "datetime64[s]"})


def test_the_rail_runs_from_quarter_to_quarter_with_both_monitorings() -> None:
    phases = rail.build_phases(columns(), pd.Timestamp("2026-11-22"))
    assert [(name, below, numbers) for name, below, numbers, _ in phases] == [
        ("TW 1", "Jan–Mar", ["1", "5"]),
        ("TW 2", "Apr–Jun", ["6"]),
        ("Jun", "monev 1", ["10"]),
        ("TW 3", "Jul–Sep", ["11"]),
        ("Des", "monev 2", ["12"]),
    ]
    assert not any(is_now for *_, is_now in phases)


@pytest.mark.parametrize(("day", "now"), [("2026-03-31", ["TW 1"]), ("2026-06-01", ["TW 2", "Jun"])])
def test_the_phases_that_run_today_are_marked(day: str, now: list[str]) -> None:
    phases = rail.build_phases(columns(), pd.Timestamp(day))
    assert [name for name, *_, is_now in phases if is_now] == now


@pytest.mark.parametrize(
    ("start", "now", "change", "said"),
    [
        (-2.5, -2.4, 0.1, "naik 0,10"),
        (-2.4, -2.5, -0.1, "turun 0,10"),
        (-2.4, -2.401, -0.001, "tetap"),
        (None, -2.4, None, "tanpa awal"),
        (-2.4, -2.4, None, "belum diukur lagi"),
        (-2.4, None, None, "belum ada"),
    ],
)
def test_change_is_said_in_words_and_what_is_missing_too(
    start: float | None, now: float | None, change: float | None, said: str
) -> None:
    pair = SimpleNamespace(z_tb_u_awal=start, z_tb_u_kini=now, change_tb_u=change)
    assert said in rail._build_change(pair, "tb_u")


def pairs() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "child_id": ["A1", "A2", "A3"],
            "kelurahan": ["Sukamaju", "Mekarjaya", "Sukamaju"],
            "posyandu": ["MLT1", "MWR1", "MLT1"],
            "status": ["Keluar", "Aktif", "Aktif"],
            "steps_missed": [5, 0, 2],
            "silent_days": [200.0, 90.0, 1.0],
        }
    )


def test_pairs_in_need_come_first_and_ended_ones_last() -> None:
    assert mentoring.select_pairs(pairs(), "", None)["child_id"].tolist() == ["A3", "A2", "A1"]
    assert mentoring.select_pairs(pairs(), "Sukamaju", None)["child_id"].tolist() == ["A3", "A1"]
    assert mentoring.select_pairs(pairs(), "", "MWR1")["child_id"].tolist() == ["A2"]


def test_one_kelurahan_alone_is_nothing_to_choose() -> None:
    assert list(mentoring.read_kelurahan(pairs())) == ["", "Mekarjaya", "Sukamaju"]
    assert list(mentoring.read_kelurahan(pairs().head(1))) == [""]


def test_years_run_from_the_first_pair_to_this_one() -> None:
    table = pd.DataFrame({"selected_on": pd.to_datetime(["2024-05-01", None])})
    assert list(mentoring.read_years(table, 2026)) == ["2026", "2025", "2024"]
    assert list(mentoring.read_years(table.head(0), 2026)) == ["2026"]
