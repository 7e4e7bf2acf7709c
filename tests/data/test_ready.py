"""Answers are made ready while nobody waits, and those of one posyandu are a piece of those of all."""

from __future__ import annotations

import threading
import time

import pandas as pd

from lib.data.answers import ANSWERS
from lib.data.ready import make_ready
from lib.domain import antar_jemput, skdn
from lib.domain.case_lists import compute_case_table, find_called_off
from lib.domain.programme import compute_programme
from lib.domain.rows import of_posyandu
from lib.turnstile import Turnstile
from tests.data.conftest import SampleViews

MONTHS = [pd.Period("2026-11"), pd.Period("2026-10"), pd.Period("2026-02"), pd.Period("2024-01")]


def test_skdn_of_a_posyandu_is_that_of_its_own_rows(views: SampleViews) -> None:
    seen = views["kepala"]
    monthly = seen.gizi.monthly
    starts = [month.start_time for month in MONTHS]
    for code in [*seen.posyandu_names, "TAKADA"]:
        balita = of_posyandu(seen._frames["balita"], code)
        for by in ((), ("sex",), ("age_group",)):
            alone = skdn.compute_skdn(balita, of_posyandu(monthly, code), months=starts, by=by)
            pd.testing.assert_frame_equal(seen.gizi._open_skdn(MONTHS, by, code), alone)


def test_lists_of_a_posyandu_are_those_of_its_own_rows(views: SampleViews) -> None:
    seen = views["kepala"]
    for month in MONTHS[:3]:
        days, first = seen.gizi.openings(month), month.start_time
        waiting = days[~days["opened"] & days["day"].notna()]
        opens = dict(zip(waiting["posyandu"], waiting["day"], strict=True))
        off = find_called_off(seen._frames["jadwal"], seen.gizi.posyandu_days, first)
        for code in [*seen.posyandu_names, "TAKADA"]:
            balita = of_posyandu(seen._frames["balita"], code)
            monthly = of_posyandu(seen.gizi.monthly, code)
            members = skdn.compute_membership(balita, monthly, [first])
            people = seen.gizi.people(month)
            alone = compute_case_table(people, monthly, members, month=first, opens=opens, called_off=off)
            for key, one in seen.gizi.case_lists(month, code).items():
                expected = alone.lists()[key]
                assert one.count == expected.count == len(one.rows), (month, code, key)
                pd.testing.assert_frame_equal(one.rows, expected.rows, check_dtype=bool(len(one.rows)))


def test_months_are_cut_from_one_table(views: SampleViews) -> None:
    seen = views["kepala"]
    for month in MONTHS:
        rows = seen.gizi.monthly[seen.gizi.monthly["month"] == month.start_time]
        for code in (None, *seen.posyandu_names):
            own = of_posyandu(rows, code)
            pd.testing.assert_frame_equal(seen.gizi.measured(month, code).sort_index(), own)
            pd.testing.assert_frame_equal(seen.gizi.counted(month, code).sort_index(), own[own["in_s"]])


def test_rounds_and_programmes_of_a_month_are_those_computed_for_it_alone(views: SampleViews) -> None:
    seen = views["kepala"]
    frames, monthly, today = seen._frames, seen.gizi.monthly, seen.today
    for month in (seen.this_month + 1, *MONTHS):
        rounds = antar_jemput.compute_rounds(frames, today=today, month=month)
        sasaran = antar_jemput.compute_sasaran(frames, monthly, month=month, today=today)
        people = antar_jemput.compute_people(frames, rounds, sasaran, monthly)
        found = seen.antar_jemput.round_people(month)
        pd.testing.assert_frame_equal(found, people, check_dtype=bool(len(people)))
        for code in (None, *seen.posyandu_names, "TAKADA"):
            alone = compute_programme(
                of_posyandu(frames["balita"], code),
                frames["penimbangan"],
                of_posyandu(monthly, code),
                months=[month.start_time],
                until=today,
                by=(),
            )
            given = seen.gizi.programme(month, code).drop(columns="small")
            pd.testing.assert_frame_equal(given, alone)


def test_what_pages_ask_first_is_there_when_they_ask(views: SampleViews) -> None:
    seen = views["kepala"]
    ANSWERS.forget(seen.owner)
    assert make_ready(seen, lambda: True, Turnstile(), months_back=1)
    month = seen.this_month
    for name, asked in (
        ("Gizi._case_table", (month,)),
        ("AntarJemput.round_sasaran", (month - 1,)),
        ("Pendampingan.steps", ()),
        ("Pertemuan.scores", (seen.pertemuan.next,)),
    ):
        kept = [key for owner, key in ANSWERS._kept if owner == seen.owner and key[1] == name]  # type: ignore[index]
        assert asked in [tuple(key[2:]) for key in kept]  # type: ignore[index]


def test_nothing_is_made_ready_while_somebody_waits_and_of_a_replaced_reading(views: SampleViews) -> None:
    runs, current = Turnstile(), threading.Event()
    current.set()
    done: list[bool] = []
    seen = views["kepala"]
    ANSWERS.forget(seen.owner)
    with runs.turn():
        thread = threading.Thread(target=lambda: done.append(make_ready(seen, current.is_set, runs)))
        thread.start()
        time.sleep(0.4)
        assert not [owner for owner, _ in ANSWERS._kept if owner == seen.owner]
        current.clear()
        thread.join(20)
    assert done == [False]
