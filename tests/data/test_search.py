"""The search finds whom a viewer may see by name, and nobody else."""

from __future__ import annotations

import pytest

from lib.data.seen import Seen
from tests.data.conftest import SampleViews


@pytest.fixture
def everybody(views: SampleViews) -> list[str]:
    people = views["kepala"].search._people
    assert set(people["kind"]) == {"anak", "ibu"}
    return [str(name) for name in people["name"].dropna()]


def found_by(seen: Seen, names: list[str]) -> set[tuple[str, str]]:
    answers = [seen.search.people(name) for name in names]
    return {(row["kind"], row["id"]) for one in answers for row in one.to_dict("records")}


def test_who_sees_all_finds_every_child_and_mother(views: SampleViews, everybody: list[str]) -> None:
    seen = views["kepala"]
    for name in everybody[::7]:
        assert name in set(seen.search.people(name)["name"]), name


@pytest.mark.parametrize("user", ["dinkes", "tamu"])
def test_who_sees_no_names_finds_nobody(views: SampleViews, user: str, everybody: list[str]) -> None:
    assert found_by(views[user], everybody) == set()


@pytest.mark.parametrize("user", ["kader", "mentor"])
def test_others_find_their_own_only(views: SampleViews, user: str, everybody: list[str]) -> None:
    seen = views[user]
    own = {("anak", one) for one in seen.tables["balita"]["child_id"]}
    own |= {("ibu", one) for one in seen.tables["ibu_hamil"]["mother_id"]}
    found = found_by(seen, everybody)
    assert found and found <= own
    assert len(own) < len(everybody)
