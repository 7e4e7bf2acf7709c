"""Questions before and after a meeting: everybody is compared with themselves (SOP, step 5)."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from lib.domain import pertemuan
from tests.budget import examples
from tests.domain.workbook_tables import POSYANDU, build_tables

WORDS = {"b": "Sebelum", "a": "Sesudah"}
PEOPLE = [
    {"meeting_id": "A", "name": name, "posyandu": posyandu, "present": True}
    for name, posyandu in (("Siti", "MLT1"), ("Ani", "MLT1"), ("Dewi", "MLT2"))
]


def answer(name: str, stage: str, *rights: bool | None, start: int = 1) -> list[dict[str, Any]]:
    return [
        {"meeting_id": "A", "name": name, "stage": WORDS[stage], "question": str(number), "correct": right}
        for number, right in enumerate(rights, start=start)
    ]


def compute(*parts: list[dict[str, Any]], **tables: Any) -> pd.DataFrame:
    rows = [row for part in parts for row in part]
    filled = {"posyandu": POSYANDU, "hadir_pertemuan": PEOPLE, **tables}
    return pertemuan.compute_answers(build_tables(tanya_jawab=rows, **filled))


def test_a_score_is_the_share_of_right_answers_in_a_stage() -> None:
    scores = pertemuan.compute_scores(
        compute(answer("Siti", "b", True, False, False, False), answer("Siti", "a", True, True, True, False))
    )
    assert (scores["before"], scores["after"]) == (25, 75)


def test_without_answers_there_is_no_score() -> None:
    scores = pertemuan.compute_scores(compute())
    assert pd.isna(scores["before"]) and pd.isna(scores["after"]) and scores["people_both"] == 0
    assert pertemuan.compute_gain(compute()).empty and pertemuan.compute_results(compute()).empty


def test_who_answered_in_one_stage_only_does_not_change_the_gain() -> None:
    both = [answer("Siti", "b", False, False), answer("Siti", "a", True, False)]
    for lonely in (answer("Ani", "b", True, True), answer("Ani", "a", True, True)):
        answers = compute(*both, lonely)
        (row,) = pertemuan.compute_gain(answers).to_dict("records")
        assert (row["people"], row["before"], row["after"], row["gain"]) == (1, 0, 50, 50)
        scores = pertemuan.compute_scores(answers)
        assert (scores["people_both"], scores["people_once"]) == (1, 1)


def test_a_question_answered_in_one_stage_only_does_not_change_the_gain() -> None:
    answers = compute(answer("Siti", "b", False, True), answer("Siti", "a", True))
    (row,) = pertemuan.compute_gain(answers).to_dict("records")
    assert (row["answers"], row["gain"]) == (1, 100)
    assert pertemuan.compute_gain(answers, "question")["question"].tolist() == ["1"]


def test_gain_by_question_in_the_order_of_their_numbers() -> None:
    parts = [answer("Siti", "b", *[False] * 10), answer("Siti", "a", *[True] * 9, False)]
    table = pertemuan.compute_gain(compute(*parts), "question")
    assert table["question"].tolist() == [str(number) for number in range(1, 11)]
    assert table["gain"].tolist() == [100.0] * 9 + [0.0]


def test_gain_by_posyandu_takes_it_from_the_list_of_attendance() -> None:
    parts = [answer(name, stage, stage == "a") for name in ("Siti", "Ani", "Dewi") for stage in "ba"]
    table = pertemuan.compute_gain(compute(*parts), "posyandu").set_index("posyandu")
    assert table["people"].to_dict() == {"MLT1": 2, "MLT2": 1}


def test_of_two_people_so_called_nobody_knows_which_posyandu_answered() -> None:
    twins = [*PEOPLE, {"meeting_id": "A", "name": "SITI", "posyandu": "MLT2", "present": True}]
    answers = compute(answer("Siti", "b", True), hadir_pertemuan=twins)
    assert answers["posyandu"].isna().all()
    known = compute(
        answer("siti ", "b", True), hadir_pertemuan=[], kader=[{"name": "Siti", "posyandu": "MLT2"}]
    )
    assert known["posyandu"].tolist() == ["MLT2"]


def test_of_two_answers_the_last_counts_and_unreadable_ones_do_not() -> None:
    answers = compute(answer("Siti", "b", False), answer("Siti", "b", True), answer("Ani", "b", None))
    assert answers["before"].tolist() == [1.0]


def test_a_question_is_one_without_regard_to_case_and_spaces() -> None:
    before, after = answer("Siti", "b", False), answer("Siti", "a", True)
    answers = compute([{**before[0], "question": "Soal 1"}], [{**after[0], "question": "soal  1."}])
    assert answers[["question", "before", "after"]].to_numpy().tolist() == [["Soal 1", 0.0, 1.0]]


def test_results_of_every_meeting_are_those_of_each_alone() -> None:
    """A: both stages; B: somebody in one stage each, so no gain; C: one stage only."""
    both = [*answer("Siti", "b", True, False, False), *answer("Siti", "a", True, True, False)]
    apart = [*answer("Siti", "b", True), *answer("Ani", "a", True, False)]
    before = answer("Dewi", "b", False)
    parts = {"A": both, "B": apart, "C": before}
    answers = compute(*([{**row, "meeting_id": name} for row in rows] for name, rows in parts.items()))
    results = pertemuan.compute_results(answers)
    assert results.index.tolist() == list(parts)
    for meeting_id, row in results.iterrows():
        alone = answers[answers["meeting_id"].eq(meeting_id)]
        scores, gain = pertemuan.compute_scores(alone), pertemuan.compute_gain(alone)["gain"]
        assert str(row["before"]) == str(scores["before"]) and str(row["after"]) == str(scores["after"])
        assert gain.tolist() == results.loc[[meeting_id], "gain"].dropna().tolist()
    assert results["gain"].isna().tolist() == [False, True, True]


RIGHTS = st.lists(st.sampled_from([True, False, None]), min_size=3, max_size=3)


@examples(30)
@given(st.lists(st.tuples(RIGHTS, RIGHTS), min_size=1, max_size=3))
def test_gain_of_the_whole_is_that_of_its_questions_weighed_by_their_answers(
    sheets: list[tuple[list[bool | None], list[bool | None]]],
) -> None:
    names = ("Siti", "Ani", "Dewi")
    parts = [
        answer(names[at], stage, *sheet[side])
        for at, sheet in enumerate(sheets)
        for side, stage in enumerate("ba")
    ]
    answers = compute(*parts)
    whole = pertemuan.compute_gain(answers)
    for by in ("question", "posyandu"):
        table = pertemuan.compute_gain(answers, by)
        assert table["answers"].sum() == whole["answers"].sum()
        if len(whole):
            weighed = (table["gain"] * table["answers"]).sum() / table["answers"].sum()
            assert abs(weighed - whole["gain"].iloc[0]) < 1e-9
