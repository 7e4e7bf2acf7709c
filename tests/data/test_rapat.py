"""The figures of the slides as each role gets them: without names unless they are opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from lib.data.seen import Seen, open_seen
from lib.domain.access import Role, Viewer
from lib.domain.privacy import compute_scope
from lib.domain.rapat import SLIDE_PAGES
from tests.data.conftest import SampleViews
from tests.personal_data import texts_of


def meeting_seen(views: SampleViews, role: Role, *posyandu: str) -> Seen:
    return open_seen(views.whole, compute_scope(Viewer("a", "A", role, posyandu=posyandu), rapat=True))


def words_of(value: Any) -> Iterator[str]:
    if isinstance(value, pd.DataFrame):
        yield from texts_of(value.drop(columns=["source_book"], errors="ignore"))
    elif isinstance(value, dict):
        for one in value.values():
            yield from words_of(one)
    else:
        yield str(value)


@pytest.mark.parametrize(
    ("role", "posyandu"),
    [(Role.KEPALA, ()), (Role.PETUGAS, ()), (Role.KADER, ("MWR1",)), (Role.TAMU, ()), (Role.DINKES, ())],
)
def test_no_slide_holds_a_name_number_or_address(
    views: SampleViews, role: Role, posyandu: tuple[str, ...]
) -> None:
    seen = meeting_seen(views, role, *posyandu)
    for slide in SLIDE_PAGES:
        for month in seen.months[-2:]:
            facts = seen.rapat.slide(slide, month, None)
            assert views.personal.found_in(words_of(facts)) == [], slide
    assert seen.tables["balita"]["birth_date"].isna().all()


def test_opened_names_stand_in_the_rows_of_the_initials(views: SampleViews) -> None:
    masked, named = meeting_seen(views, Role.KEPALA), views["kepala"]
    for slide, table in (("2t", "cases"), ("mentoring", "rows"), ("rtl", "actions")):
        month = named.this_month
        hidden, shown = (seen.rapat.slide(slide, month, None)[table]["label"] for seen in (masked, named))
        assert len(hidden) == len(shown) > 0
        people = shown[shown.str.contains(" · RT ")]
        assert len(people) > 0
        for initials, name in zip(hidden[people.index], people, strict=True):
            assert (
                initials
                == "".join(f"{word[0]}." for word in name.split(" · ")[0].split()[:3])
                + " "
                + (name.split(" · ")[1])
            )


def test_a_kader_gets_slides_of_their_own_posyandu(views: SampleViews) -> None:
    seen = meeting_seen(views, Role.KADER, "MWR1")
    facts = seen.rapat.slide("2t", seen.this_month, None)
    assert set(facts["cases"]["posyandu"]) == {"MWR1"}
    assert facts["posyandu"] == {"MWR1": "Mawar 1"}
    assert set(seen.rapat.slide("mentoring", seen.this_month, None)["rows"]["posyandu"]) <= {"MWR1"}


def test_a_posyandu_of_the_address_narrows_every_slide(views: SampleViews) -> None:
    seen = views["kepala"]
    month = seen.this_month
    assert set(seen.rapat.slide("2t", month, "MWR2")["cases"]["posyandu"]) == {"MWR2"}
    assert set(seen.rapat.slide("ajb", month, "MWR2")["ahead"]["posyandu"]) == {"MWR2"}
    assert set(seen.rapat.slide("rtl", month, "MWR2")["actions"]["posyandu"]) == {"MWR2"}
    assert seen.rapat.slide("skdn", month, "MWR2")["now"]["S"] == 36


def test_guests_get_totals_of_cases_only(views: SampleViews) -> None:
    facts = meeting_seen(views, Role.TAMU).rapat.slide("2t", views["tamu"].this_month, None)
    assert facts["cases"] is None and facts["counts"] is None


def test_the_month_of_a_deck_is_the_newest_in_which_its_posyandu_has_opened(views: SampleViews) -> None:
    seen = meeting_seen(views, Role.KEPALA)
    now = seen.this_month
    opened = {code: bool(seen.gizi.opened(now, code)[0]) for code in seen.posyandu_names}
    assert set(opened.values()) == {True, False}
    assert seen.rapat.slide_month(None) == now
    assert {code: seen.rapat.slide_month(None, code) == now for code in opened} == opened
    assert seen.rapat.slide_month(now - 3, "MLT1") == now - 3
