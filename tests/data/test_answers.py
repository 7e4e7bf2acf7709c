"""What is kept has a bound, and the least used goes first."""

from __future__ import annotations

import pandas as pd

from lib.data.answers import LEAST_BYTES, Answers, measure_bytes

KILOBYTE = b"x" * 1000


def test_the_least_used_answer_goes_first() -> None:
    answers = Answers(most_bytes=3 * (1100 + LEAST_BYTES))
    for key in ("a", "b", "c"):
        answers.keep(1, key, KILOBYTE)
    assert answers.find(1, "a")[0]
    answers.keep(1, "d", KILOBYTE)
    assert [answers.find(1, key)[0] for key in ("a", "b", "c", "d")] == [True, False, True, True]


def test_however_much_is_asked_the_memory_stays_within_its_bound() -> None:
    answers = Answers(most_bytes=200_000)
    for number in range(2_000):
        answers.keep(number % 7, number, pd.DataFrame({"n": range(100)}))
        assert answers.bytes_kept <= 200_000


def test_one_answer_too_big_for_the_bound_is_kept_until_the_next() -> None:
    answers = Answers(most_bytes=1_000)
    answers.keep(1, "big", KILOBYTE * 50)
    assert answers.find(1, "big")[0]
    answers.keep(1, "small", b"")
    assert not answers.find(1, "big")[0]


def test_owners_do_not_see_each_other_and_are_forgotten_alone() -> None:
    answers = Answers()
    answers.keep(1, "month", "kepala")
    answers.keep(2, "month", "tamu")
    answers.forget(1)
    assert answers.find(1, "month") == (False, None)
    assert answers.find(2, "month") == (True, "tamu")
    answers.forget(2)
    assert answers.bytes_kept == 0


def test_keeping_again_replaces() -> None:
    answers = Answers()
    answers.keep(1, "month", KILOBYTE)
    first = answers.bytes_kept
    answers.keep(1, "month", KILOBYTE)
    assert answers.bytes_kept == first


def test_tables_inside_tuples_and_mappings_are_counted() -> None:
    table = pd.DataFrame({"n": range(10_000)})
    assert measure_bytes({"a": (table, table)}) >= 2 * 80_000
