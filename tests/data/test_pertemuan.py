"""Meetings by role: an affair of the puskesmas in totals, people only where they may be seen."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from lib.data.seen import open_seen
from lib.domain import pertemuan
from lib.domain.privacy import compute_initials
from tests.data.conftest import SampleViews
from tests.personal_data import texts_of

EVERYBODY = ("kepala", "petugas", "kader", "dinkes", "tamu")
MASKED = ("dinkes", "tamu")
NOVEMBER = pd.Period("2026-11")


@pytest.mark.parametrize("username", EVERYBODY)
def test_totals_of_a_meeting_are_the_same_for_everybody(views: SampleViews, username: str) -> None:
    seen, whole = views[username], views["kepala"]
    columns = ["meeting_id", "kind", "day", "state"]
    pd.testing.assert_frame_equal(seen.pertemuan.meetings[columns], whole.pertemuan.meetings[columns])
    for meeting_id in whole.pertemuan.meetings["meeting_id"]:
        assert str(seen.pertemuan.turnout(meeting_id)) == str(whole.pertemuan.turnout(meeting_id))
        assert str(seen.pertemuan.scores(meeting_id)) == str(whole.pertemuan.scores(meeting_id))
        pd.testing.assert_frame_equal(seen.pertemuan.gain(meeting_id), whole.pertemuan.gain(meeting_id))
    assert str(seen.pertemuan.month(NOVEMBER)) == str(whole.pertemuan.month(NOVEMBER))


@pytest.mark.parametrize("username", MASKED)
def test_masked_viewers_get_totals_and_nobody(views: SampleViews, username: str) -> None:
    seen = views[username]
    assert (
        seen.pertemuan.attendance.empty and seen.pertemuan.actions.empty and seen.pertemuan.open_actions.empty
    )
    assert seen.pertemuan.active_kader.empty and seen.pertemuan.agenda is None
    for meeting_id in seen.pertemuan.meetings["meeting_id"]:
        assert seen.pertemuan.attendees(meeting_id).empty
        assert seen.pertemuan.gain(meeting_id, "posyandu").empty
        assert seen.pertemuan.gain(meeting_id, "question").empty
    texts = [
        one
        for column in (seen.pertemuan.meetings.columns)
        for one in texts_of(seen.pertemuan.meetings[[column]])
    ]
    assert views.personal.found_in(texts) == []
    assert seen.pertemuan.meetings["discussion"].dropna().unique().tolist() == ["(tidak ditampilkan)"]
    assert seen.pertemuan.action_counts == views["kepala"].pertemuan.action_counts


def test_kader_see_names_scores_and_actions_of_their_own_posyandu_only(views: SampleViews) -> None:
    kader, kepala = views["kader"], views["kepala"]
    own = set(kader.posyandu_names)
    held = kepala.pertemuan.meetings.loc[
        kepala.pertemuan.meetings["state"].eq(pertemuan.HELD), "meeting_id"
    ].iloc[-1]
    assert set(kader.pertemuan.attendees(held)["posyandu"]) == own
    assert set(kader.pertemuan.gain(held, "posyandu")["posyandu"]) <= own
    assert len(kader.pertemuan.attendance) == len(kepala.pertemuan.attendance) > 0
    assert set(kader.pertemuan.actions["posyandu"]) <= own and len(kader.pertemuan.actions) < len(
        kepala.pertemuan.actions
    )
    assert set(kader.pertemuan.active_kader["posyandu"]) == own
    agenda = kader.pertemuan.agenda
    assert agenda is not None
    for table in (agenda.steps, agenda.cases, agenda.rounds, agenda.pairs, agenda.actions):
        assert set(table["posyandu"].dropna()) <= own


def test_people_named_in_the_notulen_are_initials_also_to_kader_of_another_posyandu(
    views: SampleViews,
) -> None:
    tables, kader = views.whole.tables, views["kader"]
    balita = tables.frames["balita"]
    child = balita[~balita["posyandu"].isin(kader.posyandu_names)].iloc[0]
    told = f"Agenda {child['name'].upper()}, anak {child['caregiver']}"
    noted = tables.frames["pertemuan"].assign(agenda=told, discussion=told, conclusion=told)
    changed = replace(views.whole, tables=replace(tables, frames={**tables.frames, "pertemuan": noted}))
    for username in ("kepala", "kader", "tamu", "dinkes"):
        seen = open_seen(changed, views[username].scope)
        one = seen.pertemuan.meeting(seen.pertemuan.next)
        assert one is not None and one["agenda"].startswith("Agenda ")
        said = " ".join(str(one[name]) for name in ("agenda", "discussion", "conclusion")).casefold()
        assert child["name"].casefold() not in said and child["caregiver"].casefold() not in said


def test_kader_read_nobody_of_another_posyandu_in_an_action_of_their_own(views: SampleViews) -> None:
    tables, kader = views.whole.tables, views["kader"]
    balita = tables.frames["balita"]
    child = balita[~balita["posyandu"].isin(kader.posyandu_names)].iloc[0]
    told = f"Antar PMT ke {child['name']}"
    actions = tables.frames["tindak_lanjut"].assign(
        subject=next(iter(kader.posyandu_names)), plan=told, obstacle=told, result=told
    )
    changed = replace(views.whole, tables=replace(tables, frames={**tables.frames, "tindak_lanjut": actions}))
    seen = open_seen(changed, kader.scope)
    agenda = seen.pertemuan.agenda
    assert agenda is not None and len(seen.pertemuan.actions) > len(agenda.actions) > 0
    slide = seen.rapat.slide("rtl", seen.this_month, None)["actions"]
    for table in (seen.pertemuan.actions, agenda.actions, slide):
        for column in ("matter", "plan", "obstacle", "result"):
            assert set(table[column]) == {f"Antar PMT ke {compute_initials(balita['name'])[child.name]}"}


def test_a_mentor_has_no_agenda(views: SampleViews) -> None:
    assert views["mentor"].pertemuan.agenda is None


def test_the_agenda_is_made_of_the_figures_of_the_board_and_names_nobody(views: SampleViews) -> None:
    seen = views["kepala"]
    agenda = seen.pertemuan.agenda
    assert agenda is not None
    cases = seen.gizi.case_lists(agenda.month)["kebal"]
    assert len(agenda.cases) + agenda.known_cases == cases.count
    named = cases.rows.set_index("child_id")["label"].reindex(agenda.cases["child_id"])
    assert agenda.cases["initials"].tolist() == compute_initials(named).tolist()
    low = seen.gizi.skdn([agenda.month], by=("posyandu",)).set_index("posyandu")["ds"]
    assert set(agenda.low["posyandu"]) == set(low.index[low < seen.settings.targets.ds])
    silent = seen.beranda.attention(seen.this_month).query("matter == 'pasangan diam'")["count"]
    assert silent.tolist() == [len(agenda.pairs)]
    assert (
        len(agenda.actions) == sum(seen.pertemuan.action_counts[state] for state in pertemuan.OPEN_STATES) > 0
    )
    assert agenda.rounds["days_left"].ge(0).all() and agenda.rounds["posyandu"].is_unique
    tables = (
        agenda.cases,
        agenda.pairs,
        agenda.actions.drop(columns=["plan", "obstacle", "owner"]),
    )
    texts = [
        one
        for table in tables
        for one in texts_of(table.drop(columns=["child_id", "subject"], errors="ignore"))
    ]
    assert views.personal.found_in(texts) == []


def test_a_year_has_what_became_of_each_plan(views: SampleViews) -> None:
    seen = views["kepala"]
    year = seen.pertemuan.year(2026).set_index("meeting_id")
    assert len(year) == (seen.pertemuan.meetings["month"].dt.year == 2026).sum() > 12
    held = year[year["state"].eq(pertemuan.HELD) & year["kind"].eq(pertemuan.KADER_MEETING)]
    assert held[["present", "before", "after", "gain"]].notna().all(axis=None)
    assert year.loc[year["state"].ne(pertemuan.HELD), ["present", "before"]].isna().all(axis=None)
    assert ((held["after"] - held["before"]) - held["gain"]).abs().max() < 1e-9
    for meeting_id, row in year.iterrows():
        turnout, scores = seen.pertemuan.turnout(meeting_id), seen.pertemuan.scores(meeting_id)
        alone = [turnout["share"], turnout["represented"], scores["before"], scores["after"]]
        assert str(row[["present", "represented", "before", "after"]].tolist()) == str(alone), meeting_id


def test_a_year_without_lists_and_answers_has_plans_only(views: SampleViews) -> None:
    tables, whole = views.whole.tables, views["kepala"]
    emptied = {tab: tables.frames[tab].iloc[:0] for tab in ("hadir_pertemuan", "tanya_jawab")}
    changed = replace(views.whole, tables=replace(tables, frames={**tables.frames, **emptied}))
    seen = open_seen(changed, whole.scope)
    year = seen.pertemuan.year(2026)
    assert year["meeting_id"].tolist() == whole.pertemuan.year(2026)["meeting_id"].tolist()
    assert year[["represented", "posyandu"]].eq(0).all(axis=None)
    assert year[["present", "before", "after", "gain"]].isna().all(axis=None)
    turnout = seen.pertemuan.turnout(year["meeting_id"].iloc[0])
    assert turnout["listed"] == turnout["posyandu"] == 0 and pd.isna(turnout["share"])


def test_actions_of_a_month_are_those_noted_up_to_its_end(views: SampleViews) -> None:
    seen = views["kepala"]
    assert seen.pertemuan.action_counts_until(NOVEMBER) == seen.pertemuan.action_counts
    noted = int((seen.pertemuan.actions["date"] < "2026-10-01").sum())
    assert (
        sum(seen.pertemuan.action_counts_until(pd.Period("2026-09")).values())
        == noted
        < len(seen.pertemuan.actions)
    )
