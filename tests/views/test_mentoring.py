"""Parts of Mentoring: the year's rail and what became of the same children."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from lib.domain.attention import SILENT_DAYS
from lib.domain.mentoring.monev import COMPARED, REASONS
from lib.views import mentoring
from lib.views.mentoring import board, candidates, mou, rail, rtl
from lib.views.mentoring.monev import build_change_chart, describe_change
from lib.words import tokens
from lib.words.mentoring import build_rows, describe_left_out
from lib.workbook.tabs import TABS

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


# --- Parts of Mentoring in words: silence, what is next, MoU, who is not compared, rows ready to paste.

TODAY = pd.Timestamp("2026-11-22")
NAN = float("nan")


def pair(**more: object) -> SimpleNamespace:
    return SimpleNamespace(**{"status": "Aktif", "silent_days": 3.0, **more})


@pytest.mark.parametrize(
    ("given", "said", "alarmed"),
    [
        ({"silent_days": float(SILENT_DAYS)}, "30 hari", False),
        ({"silent_days": SILENT_DAYS + 1.0}, "diam 31 hari", True),
        ({"silent_days": NAN}, "—", False),
        ({"status": "Keluar", "silent_days": 300.0}, "Keluar", False),
    ],
)
def test_a_pair_is_silent_after_thirty_days(given: dict, said: str, alarmed: bool) -> None:
    shown = board.build_silence(pair(**given))
    assert said in shown and ("papan-chip" in shown) == alarmed


def test_what_is_next_says_how_far_it_is() -> None:
    due = pair(next_step="12", next_due=pd.Timestamp("2026-12-31"))
    assert "39 hari lagi" in board.build_next(due, TODAY)
    assert "hari ini" in board.build_next(pair(next_step="12", next_due=TODAY), TODAY)
    assert board.build_next(pair(next_step=None, next_due=pd.NaT), TODAY) == "—"


@pytest.mark.parametrize(
    ("state", "left", "said"),
    [
        ("segera berakhir", 0.0, "hari ini hari terakhir"),
        ("segera berakhir", 60.0, "60 hari lagi"),
        ("sudah berakhir", -5.0, "5 hari lalu"),
        ("belum ada MoU", NAN, "belum ada MoU"),
        ("tanpa tanggal akhir", NAN, "tanpa tanggal akhir"),
    ],
)
def test_the_state_of_a_mou_stands_in_words(state: str, left: float, said: str) -> None:
    assert said in mou.build_state(SimpleNamespace(state=state, days_left=left))


def figures(title: str, patients: int, **reasons: int) -> dict:
    counts = {reason: 0 for reason in REASONS} | {"tanpa ukuran awal": reasons.get("start", 0)}
    return {"title": title, "patients": patients, **counts, COMPARED: patients - reasons.get("start", 0)}


def test_who_is_not_compared_is_said_once_where_both_indices_agree() -> None:
    same = [figures("TB/U", 8, start=1), figures("BB/U", 8, start=1)]
    assert describe_left_out(same) == ["Tidak dibandingkan TB/U dan BB/U: 1 tanpa ukuran awal."]
    apart = [figures("TB/U", 8, start=2), figures("BB/U", 8)]
    assert describe_left_out(apart) == ["Tidak dibandingkan TB/U: 2 tanpa ukuran awal."]
    assert describe_left_out([figures("TB/U", 8), figures("BB/U", 8)]) == [
        "Semua 8 pasien dapat dibandingkan."
    ]
    assert describe_left_out([figures("TB/U", 0), figures("BB/U", 0)]) == []


def compared() -> pd.DataFrame:
    days = pd.to_datetime(["2026-03-01"] * 3)
    return pd.DataFrame(
        {
            "child_id": ["A1", "A2", "A3"],
            "name": ["Sari", "Sari", "Budi"],
            "z_tb_u_awal": [-2.5, -2.4, -2.0],
            "z_tb_u_monev": [-2.4, -2.401, -2.2],
            "date_tb_u_awal": days,
            "date_tb_u_monev": days + pd.Timedelta(days=90),
            "change_tb_u": [0.1, -0.001, -0.2],
        }
    )


def test_the_chart_has_a_line_a_child_the_best_change_on_top_and_words_for_it() -> None:
    rows = build_rows(compared(), "tb_u")
    assert rows["name"].tolist() == ["Sari · A1", "Sari · A2", "Budi"]  # one name twice: told apart
    assert rows["change"].tolist() == ["+0,10", "0,00", "−0,20"]
    assert rows["moved"].tolist() == ["naik", "tetap", "turun"]
    assert "Budi: −2,00 (1 Mar 2026) → −2,20 (30 Mei 2026), turun" in describe_change(rows=rows, title="z")
    spec = build_change_chart(rows=rows, palette=tokens.LIGHT).to_dict()
    low, high = spec["layer"][1]["encoding"]["x"]["scale"]["domain"]
    assert low < -3 and high > -2
    assert build_rows(compared().head(0), "tb_u").empty


def test_a_row_of_mentoring_leaves_the_mentor_to_be_typed() -> None:
    chosen = pd.DataFrame(
        {
            "child_id": ["MLT1-001", "MLT1-002"],
            "label": ["=Sari", None],
            "team": ["Tim 1", None],
            "kelurahan": ["Sukamaju", None],
            "reasons": ["2T, Stunting", "BGM"],
        }
    )
    first, second = (line.split("\t") for line in candidates.build_rows_to_paste(chosen, TODAY).split("\n"))
    names = [column.name for column in TABS["mentoring"].columns]
    cells = dict(zip(names, first, strict=True))
    assert cells["child_id"] == "'=Sari · MLT1-001" and cells["mentor"] == ""
    assert (cells["team"], cells["selected_on"], cells["reason"]) == ("Tim 1", "22/11/2026", "2T, Stunting")
    assert second[0] == "MLT1-002" and second[names.index("team")] == ""


def test_a_row_of_tindak_lanjut_names_who_where_from_and_until_when() -> None:
    plans = pd.DataFrame(
        {
            "subject": ["MLT1-001", "Tim 1"],
            "child_id": ["MLT1-001", None],
            "plan": ["Rujuk bila berat tidak naik", "Ajak menu telur"],
            "origin": ["SIKERITING langkah 10 (22/06/2026)"] * 2,
            "mentor": ["Bd. Wulan", None],
            "team": ["Tim 1", "Tim 1"],
        }
    )
    lines = rtl.build_actions(plans, {"MLT1-001": "Sari"}, TODAY).split("\n")
    names = [column.name for column in TABS["tindak_lanjut"].columns]
    first, second = (dict(zip(names, line.split("\t"), strict=True)) for line in lines)
    assert (first["subject"], first["kind"], first["owner"]) == ("Sari · MLT1-001", "Rujuk", "Bd. Wulan")
    assert (second["subject"], second["kind"], second["owner"]) == ("Tim 1", "Lainnya", "Tim 1")
    assert first["due_on"] == "29/11/2026" and first["status"] == "Belum"


@pytest.mark.parametrize(
    ("left", "said", "late"),
    [(-1.0, "lewat 1 hari", True), (0.0, "hari ini", False), (1.0, "1 hari lagi", False)],
)
def test_a_deadline_is_over_the_day_after(left: float, said: str, late: bool) -> None:
    shown = rtl.build_deadline(SimpleNamespace(due_on=TODAY, days_left=left))
    assert said in shown and ("papan-chip" in shown) == late
    assert rtl.build_deadline(SimpleNamespace(due_on=pd.NaT, days_left=NAN)) == "tanpa tenggat"
