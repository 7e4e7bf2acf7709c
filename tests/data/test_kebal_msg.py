"""KEBAL MSG by role: names for those who may see them, totals or nothing for the others."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.data.seen import Seen
from lib.domain.kebal_msg import BUCKETS, CHANGES, SESSION_FIGURES
from lib.domain.small_counts import SMALL_COUNT
from tests.data.conftest import SampleViews
from tests.personal_data import texts_of

MONTHS = pd.period_range("2026-05", "2026-11", freq="M")
MASKED = ("dinkes", "tamu")


def places(seen: Seen) -> list[str | None]:
    return [None, *seen.posyandu_names]


@pytest.mark.parametrize("username", ["kepala", "petugas", "kader"])
def test_every_sasaran_of_the_case_list_is_in_one_bucket(views: SampleViews, username: str) -> None:
    seen = views[username]
    total = 0
    for month in MONTHS:
        for posyandu in places(seen):
            expected = seen.gizi.case_lists(month, posyandu)["kebal"]
            people = seen.kebal_msg.attendance(month, posyandu)
            assert people["child_id"].tolist() == expected.rows["child_id"].tolist()
            assert people["bucket"].isin(BUCKETS).all()
            assert seen.kebal_msg.buckets(month, posyandu)["children"].sum() == expected.count
            total += len(people)
    assert total > 10


def test_posyandu_add_up_to_the_whole(views: SampleViews) -> None:
    seen = views["kepala"]
    for month in MONTHS:
        whole = seen.kebal_msg.changes(month)["children"].sum()
        parts = [seen.kebal_msg.changes(month, code)["children"].sum() for code in seen.posyandu_names]
        assert whole == sum(parts) == seen.kebal_msg.sessions(month)["present"].sum()


def test_a_kader_gets_their_own_posyandu_as_the_kepala_sees_it(views: SampleViews) -> None:
    kader, kepala = views["kader"], views["kepala"]
    (own,) = kader.posyandu_names
    month = pd.Period("2026-10")
    pd.testing.assert_frame_equal(kader.kebal_msg.sessions(month), kepala.kebal_msg.sessions(month, own))
    pd.testing.assert_frame_equal(kader.kebal_msg.buckets(month), kepala.kebal_msg.buckets(month, own))
    assert kader.kebal_msg.minutes(month).equals(kepala.kebal_msg.minutes(month, own))


@pytest.mark.parametrize("username", MASKED)
def test_masked_viewers_get_no_persons_and_no_count_below_five(views: SampleViews, username: str) -> None:
    seen = views[username]
    for month in MONTHS:
        for posyandu in places(seen):
            sessions = seen.kebal_msg.sessions(month, posyandu)
            assert sessions[[name for name in SESSION_FIGURES if name != "present"]].isna().all(axis=None)
            assert seen.kebal_msg.attendance(month, posyandu).empty
            assert seen.kebal_msg.follow_up(month, posyandu).empty
            for table in (seen.kebal_msg.buckets(month, posyandu), seen.kebal_msg.changes(month, posyandu)):
                known = table["children"].dropna()
                assert len(known) in (0, len(BUCKETS), len(CHANGES))
                assert not known.between(1, SMALL_COUNT - 1).any()
                assert posyandu is None or known.empty
            assert posyandu is None or pd.isna(seen.kebal_msg.gain(month, posyandu)["reached"])
            tables = (
                sessions,
                seen.kebal_msg.minutes(month, posyandu),
                seen.kebal_msg.unmatched(month, posyandu),
            )
            texts = [one for table in tables for one in texts_of(table)]
            assert views.personal.found_in(texts) == []


@pytest.mark.parametrize("username", MASKED)
def test_the_note_that_counts_cases_is_kept_from_masked_viewers(views: SampleViews, username: str) -> None:
    month = pd.Period("2026-10")
    said = "balita 2T atau BGM"
    assert views["kepala"].sop.status(month)["note"].str.contains(said).any()
    assert not views[username].sop.status(month)["note"].str.contains(said).any()


def test_the_letter_has_name_posyandu_and_rt_and_is_for_kepala_and_petugas_only(views: SampleViews) -> None:
    month = pd.Period("2026-10")
    letter = views["petugas"].kebal_msg.letter_sasaran(month)
    assert list(letter.columns) == ["desa", "posyandu", "rt", "name"]
    assert sorted(letter["name"]) == sorted(views["kepala"].gizi.case_lists(month)["kebal"].rows["label"])
    assert letter["desa"].notna().all() and "Melati 1" in set(letter["posyandu"])
    for username in ("kader", "mentor", *MASKED):
        assert views[username].kebal_msg.letter_sasaran(month).empty


def test_the_desa_of_a_posyandu(views: SampleViews) -> None:
    seen = views["kepala"]
    desa = {seen.desa_of(code) for code in seen.posyandu_names}
    assert desa == set(seen.tables["posyandu"]["desa"])
    assert seen.desa_of(None) is None and seen.desa_of("TIDAK-ADA") is None
