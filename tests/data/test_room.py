"""A room's answers are remembered by what was asked, and end with the reading they were computed of."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.data.answers import ANSWERS
from lib.data.room import Room, remembered
from lib.data.seen import ROOMS, open_seen
from lib.domain.access import Role
from lib.domain.privacy import Scope
from tests.data.conftest import SampleViews

OCTOBER = pd.Period("2026-10")


def test_the_same_question_gets_the_same_answer_however_it_is_put(views: SampleViews) -> None:
    gizi = views["kepala"].gizi
    asked = gizi.skdn([OCTOBER])
    assert gizi.skdn((OCTOBER,), by=(), posyandu=None) is asked
    assert gizi.prevalence(OCTOBER) is gizi.prevalence(month=OCTOBER, posyandu=None)
    assert gizi.skdn([OCTOBER], posyandu="MLT1") is not asked
    assert gizi.prevalence(OCTOBER, None) is gizi.prevalence(OCTOBER)
    for wrong in ((), (OCTOBER, None, None)):
        with pytest.raises(TypeError):
            gizi.prevalence(*wrong)


def test_two_rooms_may_answer_to_the_same_name(views: SampleViews) -> None:
    seen = views["kepala"]
    assert list(seen.sop.steps.columns) != list(seen.pendampingan.steps.columns)
    assert seen.kebal_msg.waiting(OCTOBER) is not seen.mentoring.plan(OCTOBER.year)


def test_every_room_leads_to_the_others(views: SampleViews) -> None:
    seen = views["kepala"]
    for name, kind in ROOMS.items():
        room = getattr(seen, name)
        assert isinstance(room, kind) and isinstance(room, Room) and room.seen is seen


def test_answers_are_forgotten_with_what_they_were_computed_of(views: SampleViews) -> None:
    seen = open_seen(views.whole, Scope(Role.KEPALA))
    seen.gizi.skdn([OCTOBER])
    before = ANSWERS.bytes_kept
    del seen
    assert ANSWERS.bytes_kept < before


def test_what_cannot_be_answered_is_not_remembered(views: SampleViews) -> None:
    class Broken(Room):
        tries = 0

        @remembered
        def answer(self, month: pd.Period) -> int:
            self.tries += 1
            if self.tries == 1:
                raise ValueError
            return self.tries

    room = Broken(views["kepala"])
    with pytest.raises(ValueError):
        room.answer(OCTOBER)
    assert room.answer(OCTOBER) == room.answer(OCTOBER) == 2
