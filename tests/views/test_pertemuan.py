"""Words of the page Pertemuan: states, points, deadlines, the agenda's lines."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from lib.domain import pertemuan as meetings
from lib.domain.settings import PuskesmasSettings
from lib.views import pertemuan
from lib.views.pertemuan import actions, papers, year
from lib.words.pertemuan import (
    _describe_steps,
    describe_agenda,
    describe_deadline,
    describe_points,
    describe_subject,
)

NAMES = {"MLT1": "Melati 1"}


def build_row(**cells: Any) -> SimpleNamespace:
    usual = {"due_on": pd.Timestamp("2026-11-20"), "days_left": -2.0, "state": meetings.LATE}
    return SimpleNamespace(**{"initials": None, "rt": None, "posyandu": None, **usual, **cells})


@pytest.mark.parametrize(("points", "said"), [(28.57, "+28,6 poin"), (0.0, "0,0 poin"), (-3.0, "−3,0 poin")])
def test_a_gain_has_its_sign(points: float, said: str) -> None:
    assert describe_points(points) == said


@pytest.mark.parametrize(
    ("left", "said"),
    [(-2, "20 Nov 2026, lewat 2 hari"), (0, "20 Nov 2026, hari ini"), (3, "20 Nov 2026, 3 hari lagi")],
)
def test_a_deadline_says_how_long(left: float, said: str) -> None:
    assert describe_deadline(build_row(days_left=left)) == said


def test_a_deadline_may_be_missing_and_that_of_the_finished_is_only_a_day() -> None:
    assert describe_deadline(build_row(due_on=pd.NaT)) == "tanpa tenggat"
    assert describe_deadline(build_row(state=meetings.DONE)) == "20 Nov 2026"


def test_a_subject_is_initials_rt_and_posyandu() -> None:
    describe = describe_subject
    assert describe(build_row(initials="B.S.", rt="003", posyandu="MLT1"), NAMES) == "B.S. RT 003, Melati 1"
    assert describe(build_row(posyandu="MLT1"), NAMES) == "Melati 1"
    assert describe(build_row(posyandu="X9"), NAMES) == "X9"
    assert describe(build_row(), NAMES) == ""


@pytest.mark.parametrize(
    ("state", "left", "said"),
    [
        (meetings.PLANNED, 26.0, "26 hari lagi"),
        (meetings.PLANNED, 0.0, "hari ini"),
        (meetings.POSTPONED, -3.0, "hari baru belum ditulis"),
        (meetings.HELD, -3.0, None),
    ],
)
def test_the_days_to_a_meeting(state: str, left: float, said: str | None) -> None:
    assert pertemuan.describe_days_left({"state": state, "days_left": left}) == said


def test_every_state_wears_a_symbol_and_its_own_word() -> None:
    for state in meetings.STATES:
        assert pertemuan.build_state(state).endswith(f"</span>{state}</span>")
    for state in meetings.ACTION_STATES:
        assert actions.build_action_state(state).endswith(f"</span>{state}</span>")


def test_the_agenda_groups_steps_and_children_by_posyandu_and_says_where_there_is_nothing() -> None:
    steps = pd.DataFrame(
        {
            "sop": ["KEBAL"] * 5 + ["PK"],
            "posyandu": ["MLT1", "MLT1", "MLT2", "MWR1", "MWR1", None],
            "step": ["A1", "A2", "A1", "A1", "A2", "7"],
        }
    )
    cases = pd.DataFrame(
        {
            "initials": ["B.S.", "C.D."], "rt": ["003", None], "posyandu": ["MLT1", "MLT1"],
            "two_t": [True, False], "bgm": [True, True],
        }
    )  # fmt: skip
    mothers = pd.DataFrame(
        {
            "initials": ["S.W.", "A."], "rt": ["002", None], "posyandu": ["MLT1", "MWR1"],
            "segera": ["tekanan darah bahaya; Hb di bawah 8", "KEK dan anemia"],
        }
    )  # fmt: skip
    empty = pd.DataFrame()
    waiting = pd.DataFrame({"posyandu": ["MLT1"], "sasaran": [3.0]})
    unfollowed = pd.DataFrame(
        {
            "initials": ["B.S.", "C.D."], "rt": ["003", None], "posyandu": ["MLT1", "MLT1"],
            "gizi_buruk": [True, False], "two_t": [True, True], "bgm": [False, False],
            "state": ["lewat tenggat", "belum"], "waiting_days": [float("nan"), 19.0],
            "due_on": [pd.Timestamp("2026-11-02"), pd.NaT],
        }
    )  # fmt: skip
    agenda = meetings.Agenda(
        month=pd.Period("2026-10"), mothers=mothers, steps=steps, cases=cases, known_cases=2, low=empty,
        unfollowed=unfollowed, followed={"cases": 5.0, "followed": 3.0, "late": 1.0, "waiting": 1.0},
        waiting=waiting, target=80.0, rounds=empty, pairs=empty, actions=empty,
    )  # fmt: skip
    sections = describe_agenda(agenda, NAMES, {"KEBAL": "KEBAL MSG (makan bersama)"})
    by_title = {section.title: section for section in sections}
    assert sections[0].lines == (
        "S.W. RT 002, Melati 1: tekanan darah bahaya; Hb di bawah 8",
        "A., MWR1: KEK dan anemia",
    )
    assert by_title["Langkah SOP yang lewat"].lines == (
        "KEBAL MSG, Melati 1, MWR1: langkah A1, A2 (2 langkah)",
        "KEBAL MSG, MLT2: langkah A1",
        "PK, Puskesmas: langkah 7",
    )
    title = "Anak 2T atau BGM baru, Oktober 2026 (di samping 2 yang sudah diketahui)"
    assert by_title[title].lines == ("Melati 1: B.S. RT 003 (2T dan BGM); C.D. (BGM)",)
    title = "Anak prioritas tanpa tindak lanjut, Oktober 2026 (3 dari 5 sudah ditindaklanjuti)"
    assert by_title[title].lines == (
        "B.S. RT 003, Melati 1: Gizi buruk, 2T, lewat tenggat 2 Nov 2026",
        "C.D., Melati 1: 2T, menunggu 19 hari",
    )
    waiting_lines = by_title["Sasaran KEBAL MSG tanpa kegiatan, Oktober 2026"].lines
    assert waiting_lines == ("Melati 1: ada 3 sasaran, belum ada kegiatan",)
    quiet = [section for section in sections if not section.lines]
    assert len(quiet) == 4 and all(section.nothing for section in quiet)


@pytest.mark.parametrize(
    ("count", "end"), [(8, ", P8: langkah 1"), (9, ", P8, dan 1 posyandu lain: langkah 1")]
)
def test_a_line_of_the_agenda_names_a_few_posyandu_and_counts_the_others(count: int, end: str) -> None:
    steps = pd.DataFrame({"sop": "AJB", "posyandu": [f"P{at}" for at in range(1, count + 1)], "step": "1"})
    (line,) = _describe_steps(steps, {}, {})
    assert line.endswith(end) and "P1, P2, " in line


def test_the_invitation_is_that_of_pengaturan_or_ours() -> None:
    one = {"kind": "Pertemuan kader", "day": pd.Timestamp("2026-12-18"), "venue": "Aula", "agenda": None}
    usual = papers.build_message(one, PuskesmasSettings(name="Puskesmas Contoh"))
    assert "Puskesmas Contoh mengundang" in usual and "Jumat, 18 Desember 2026 di Aula" in usual
    typed = PuskesmasSettings(messages=(("Pesan undangan pertemuan", "Datang {tanggal} ya, {lain}"),))
    assert papers.build_message(one, typed) == "Datang Jumat, 18 Desember 2026 ya, {lain}"


@pytest.mark.parametrize(("day", "said"), [("2026-11-25", ">25 Kader<"), ("2026-12-02", ">2 Des Kader<")])
def test_a_meeting_moved_out_of_its_month_says_the_month_it_moved_to(day: str, said: str) -> None:
    row = SimpleNamespace(
        meeting_id="PK-1", state=meetings.POSTPONED, kind=meetings.KADER_MEETING,
        day=pd.Timestamp(day), month=pd.Timestamp("2026-11-01"),
    )  # fmt: skip
    assert said in year._build_entry(row, None)
