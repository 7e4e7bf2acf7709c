"""The answers before and after a meeting. Source: SOP Pertemuan Kader, step 5: success by the answers."""

from __future__ import annotations

import pandas as pd

from lib.domain.pertemuan.attendance import list_attendants
from lib.domain.steps.keys import normalise_key, normalise_step
from lib.domain.steps.units import Tables

BEFORE, AFTER = "Sebelum", "Sesudah"
_ANSWER = ["meeting_id", "key", "question"]


def compute_answers(tables: Tables) -> pd.DataFrame:
    """Every answer that can be read: meeting_id, key (the name as it is compared), posyandu, question,
    before, after (1.0 right, 0.0 wrong, NaN not answered in that stage); one row per meeting, person and
    question, questions in the order of their numbers, in their first spelling. Of two answers to one question
    and stage the last counts.

    posyandu: of the only person so called on that meeting's list, else of the only kader; missing where
    there are several or none.
    """
    rows = tables["tanya_jawab"]
    rows = rows[rows["meeting_id"].notna() & rows["name"].notna() & rows["question"].notna()]
    rows = rows[rows["stage"].isin([BEFORE, AFTER]) & rows["correct"].notna()]
    rows = rows.assign(key=normalise_key(rows["name"]), right=rows["correct"].astype("float64"))
    spelling = rows.groupby(["meeting_id", normalise_step(rows["question"])])["question"]
    rows = rows.assign(question=spelling.transform("first").astype("str"))
    rows = rows.drop_duplicates([*_ANSWER, "stage"], keep="last")
    sides = [
        rows.loc[rows["stage"].eq(stage), [*_ANSWER, "right"]].rename(columns={"right": name})
        for stage, name in ((BEFORE, "before"), (AFTER, "after"))
    ]
    table = sides[0].merge(sides[1], on=_ANSWER, how="outer", validate="1:1")
    table["posyandu"] = _find_posyandu(tables, table)
    number = pd.to_numeric(table["question"].str.extract(r"(\d+)", expand=False), errors="coerce")
    table = table.assign(number=number).sort_values(["meeting_id", "number", "question", "key"])
    return table[["meeting_id", "key", "posyandu", "question", "before", "after"]].reset_index(drop=True)


def _find_posyandu(tables: Tables, answers: pd.DataFrame) -> pd.Series:
    listed = list_attendants(tables)[["meeting_id", "key", "posyandu"]]
    listed = listed[~listed.duplicated(["meeting_id", "key"], keep=False)]
    found = answers.merge(listed, on=["meeting_id", "key"], how="left", validate="m:1")["posyandu"]
    kader = tables["kader"].assign(key=normalise_key(tables["kader"]["name"]))
    only = kader[kader["key"].notna() & ~kader["key"].duplicated(keep=False)].set_index("key")["posyandu"]
    return found.fillna(only.reindex(answers["key"]).set_axis(found.index)).set_axis(answers.index)


def compute_scores(answers: pd.DataFrame) -> dict[str, float]:
    """Both stages over all answers: before, after (percent right, NaN without answers), people_before,
    people_after, people_both (who answered a question in both), people_once (in one stage only)."""
    paired = answers["before"].notna() & answers["after"].notna()
    people = {
        name: set(map(tuple, answers.loc[which, ["meeting_id", "key"]].to_numpy().tolist()))
        for name, which in (
            ("before", answers["before"].notna()),
            ("after", answers["after"].notna()),
            ("both", paired),
        )
    }
    return {
        "before": 100.0 * float(answers["before"].mean()),
        "after": 100.0 * float(answers["after"].mean()),
        "people_before": float(len(people["before"])),
        "people_after": float(len(people["after"])),
        "people_both": float(len(people["both"])),
        "people_once": float(len((people["before"] | people["after"]) - people["both"])),
    }


def compute_results(answers: pd.DataFrame) -> pd.DataFrame:
    """What every meeting's answers say: one row per meeting_id (index) with any: before and after as in
    compute_scores, gain as in compute_gain (NaN where nobody answered a question in both stages)."""
    table = 100.0 * answers.groupby("meeting_id")[["before", "after"]].mean()
    return table.assign(gain=compute_gain(answers, "meeting_id").set_index("meeting_id")["gain"])


def compute_gain(answers: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """What was learnt, of everybody compared with themselves: one row a group of `by` ("question",
    "posyandu", "meeting_id"; None: one row in all): people, answers (int64), before, after (percent),
    gain (points).

    Only questions that a person answered in both stages; groups without any are absent.
    """
    pairs = answers[answers["before"].notna() & answers["after"].notna()]
    group = pairs[by] if by else pd.Series("", index=pairs.index, dtype="str")
    person = pairs["meeting_id"] + "\n" + pairs["key"]
    grouped = pairs.assign(group=group, person=person).groupby("group", sort=False)
    table = grouped.agg(
        people=("person", "nunique"),
        answers=("before", "size"),
        before=("before", "mean"),
        after=("after", "mean"),
    )
    table = table.assign(before=100.0 * table["before"], after=100.0 * table["after"])
    table["gain"] = table["after"] - table["before"]
    table = table.astype({"people": "int64", "answers": "int64"}).reset_index(names=by or "group")
    return table if by else table.drop(columns="group")
