"""SIKERITING by role: kader and mentor get the same figures of their own pairs, and nobody else's."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from lib.config import SAMPLE_MENTOR
from lib.data.seen import Seen, open_seen
from tests.data.conftest import SampleViews

YEAR = 2026


def tables_of(seen: Seen) -> list[pd.DataFrame]:
    return [
        seen.mentoring.rail(YEAR),
        seen.mentoring.plan(YEAR),
        seen.mentoring.plans(YEAR),
        seen.mentoring.actions(YEAR),
        seen.mentoring.mou(),
        seen.mentoring.monev(YEAR, 1),
        seen.mentoring.monev(YEAR, 2),
    ]


def test_the_parts_of_kelurahan_and_posyandu_add_up_to_the_whole(views: SampleViews) -> None:
    seen = views["kepala"]
    places = seen.mentoring.pairs(YEAR)["kelurahan"].unique()
    assert len(places) == 2
    for number in (1, 2):
        whole = seen.mentoring.monev(YEAR, number)
        assert len(whole) == sum(len(seen.mentoring.monev(YEAR, number, place)) for place in places) > 0
        assert len(whole) == sum(
            len(seen.mentoring.monev(YEAR, number, "", code)) for code in seen.posyandu_names
        )
    candidates = seen.mentoring.candidates()
    assert len(candidates) == sum(len(seen.mentoring.candidates(place)) for place in places) > 10
    assert len(seen.mentoring.rail(YEAR)) == 12 * len(places)
    assert len(seen.mentoring.rail(YEAR, places[0])) == 12


def test_a_teams_activity_without_a_kelurahan_is_one_of_the_kelurahan_of_its_patients(
    views: SampleViews,
) -> None:
    tables = views.whole.tables
    bare = tables.frames["kegiatan_mentoring"]
    bare = bare.assign(
        kelurahan=bare["kelurahan"].where(bare["child_id"].notna()), team=bare["team"].str.upper()
    )
    changed = replace(tables, frames={**tables.frames, "kegiatan_mentoring": bare})
    seen = open_seen(replace(views.whole, tables=changed), views["kepala"].scope)
    for place in seen.mentoring.pairs(YEAR)["kelurahan"].unique():
        rows, named = seen.mentoring.plan(YEAR, place), views["kepala"].mentoring.plan(YEAR, place)
        shared = rows[rows["child_id"].isna()]
        assert sorted(shared["step"]) == sorted(named.loc[named["child_id"].isna(), "step"])
        assert len(shared["team"].dropna().unique()) == 1


def test_a_mentor_gets_their_own_pairs_and_no_candidates(views: SampleViews) -> None:
    mentor, kepala = views["mentor"], views["kepala"]
    own = kepala.mentoring.pairs(YEAR)[kepala.mentoring.pairs(YEAR)["mentor"].eq(SAMPLE_MENTOR)]["child_id"]
    assert mentor.mentoring.candidates().empty and mentor.kualitas_data.findings.empty
    for number in (1, 2):
        seen = kepala.mentoring.monev(YEAR, number)
        expected = seen[seen["child_id"].isin(own)].reset_index(drop=True)
        pd.testing.assert_frame_equal(mentor.mentoring.monev(YEAR, number), expected)
    for table in tables_of(mentor):
        people = table.reindex(columns=["child_id"])["child_id"].dropna()
        assert set(people) <= set(own)
    assert set(mentor.mentoring.plan(YEAR)["team"].dropna()) == {"Tim 1"}
    assert mentor.mentoring.mou()["kelurahan"].tolist() == ["Sukamaju"]


def test_a_kader_gets_their_own_posyandu_as_the_kepala_sees_it(views: SampleViews) -> None:
    kader, kepala = views["kader"], views["kepala"]
    (own,) = kader.posyandu_names
    pd.testing.assert_frame_equal(
        kader.mentoring.monev(YEAR, 1), kepala.mentoring.monev(YEAR, 1, "", own), check_index_type=False
    )
    assert (
        kader.mentoring.candidates()["child_id"].tolist()
        == kepala.mentoring.candidates("", own)["child_id"].tolist()
    )
    assert set(kader.mentoring.plan(YEAR)["posyandu"].dropna()) == {own}
    assert set(kader.mentoring.plan(YEAR)["team"].dropna()) == {"Tim 1"}
    seen = kepala.mentoring.plans(YEAR, "", own)
    assert kader.mentoring.plans(YEAR)["recorded"].tolist() == seen["recorded"].tolist()


@pytest.mark.parametrize("username", ["tamu", "dinkes"])
def test_who_sees_no_names_gets_no_candidates(views: SampleViews, username: str) -> None:
    assert views[username].mentoring.candidates().empty
    for table in tables_of(views[username]):
        texts = [str(value) for name in table for value in table[name].dropna().unique()]
        assert views.personal.found_in(texts) == []
