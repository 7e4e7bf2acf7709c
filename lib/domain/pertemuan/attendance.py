"""Who came, posyandu by posyandu. Source: SOP Pertemuan Kader, "Pengertian": delegates of each posyandu."""

from __future__ import annotations

import pandas as pd

from lib.domain.rows import is_active
from lib.domain.steps.keys import normalise_key, normalise_step
from lib.domain.steps.units import Tables

ATTENDANCE_COLUMNS: tuple[str, ...] = (
    *("meeting_id", "posyandu", "listed", "present", "absent", "unmarked"),
    *("kader", "kader_present", "strangers", "share"),
)
_COUNTS = ("listed", "present", "absent", "unmarked", "kader_present", "strangers")
TURNOUT_COUNTS: tuple[str, ...] = (*ATTENDANCE_COLUMNS[2:-1], "posyandu", "represented")
"""What is counted of a meeting as a whole; without a list all are zero."""


def compute_attendance(tables: Tables) -> pd.DataFrame:
    """Who came to each meeting that has a list: one row per meeting and active posyandu, also those that sent
    nobody, and one with posyandu missing for people of no posyandu: ATTENDANCE_COLUMNS.

    listed = present + absent + unmarked (people; of two rows for one the last counts); kader: active in
    `kader` now; kader_present: those of them who came; strangers: who came for the posyandu without being in
    `kader`; share = kader_present / kader in percent (NaN where the posyandu has no kader in the tab).
    """
    people = list_attendants(tables)
    kader = _list_kader(tables)
    known = pd.MultiIndex.from_frame(kader)
    is_kader = pd.MultiIndex.from_frame(people[["posyandu", "key"]]).isin(known)
    came = people["present"].eq(True).fillna(False).to_numpy(dtype=bool)
    marks = people[["meeting_id", "posyandu"]].assign(
        listed=1,
        present=came.astype("int64"),
        absent=people["present"].eq(False).fillna(False).to_numpy(dtype=bool).astype("int64"),
        unmarked=people["present"].isna().to_numpy(dtype=bool).astype("int64"),
        kader_present=(came & is_kader).astype("int64"),
        strangers=(came & ~is_kader).astype("int64"),
    )
    counts = marks.groupby(["meeting_id", "posyandu"], dropna=False, as_index=False).sum()
    places = tables["posyandu"]
    active = places.loc[is_active(places) & places["code"].notna(), ["code"]]
    grid = counts[["meeting_id"]].drop_duplicates().merge(active, how="cross")
    keys = pd.concat(
        [grid.rename(columns={"code": "posyandu"}), counts[["meeting_id", "posyandu"]]], ignore_index=True
    ).drop_duplicates()
    table = keys.merge(counts, on=["meeting_id", "posyandu"], how="left", validate="1:1")
    table = table.assign(**{name: table[name].fillna(0).astype("int64") for name in _COUNTS})
    of_posyandu = kader.groupby("posyandu").size().reindex(table["posyandu"]).fillna(0)
    table["kader"] = of_posyandu.to_numpy().astype("int64")
    table["share"] = (100.0 * table["kader_present"] / table["kader"]).where(table["kader"] > 0)
    return table[list(ATTENDANCE_COLUMNS)]


def compute_turnouts(attendance: pd.DataFrame) -> pd.DataFrame:
    """Each meeting of compute_attendance as a whole: one row per meeting_id (index), TURNOUT_COUNTS and
    share, all float64.

    posyandu: how many there are; represented: those of them with somebody present; share: as
    compute_attendance_share.
    """
    is_place = attendance["posyandu"].notna()
    marks = attendance.assign(
        posyandu=is_place.astype("int64"),
        represented=(is_place & (attendance["present"] > 0)).astype("int64"),
    )
    table = marks.groupby("meeting_id", sort=False)[list(TURNOUT_COUNTS)].sum().astype("float64")
    return table.assign(share=100.0 * table["present"] / (table["present"] + table["absent"]))


def compute_attendance_share(attendance: pd.DataFrame) -> float:
    """present / (present + absent) in percent over rows of compute_attendance; NaN where nobody is marked."""
    present, absent = int(attendance["present"].sum()), int(attendance["absent"].sum())
    return 100.0 * present / (present + absent) if present + absent else float("nan")


def list_attendants(tables: Tables) -> pd.DataFrame:
    """The people on the lists, each once a meeting: columns of `hadir_pertemuan` and `key` (their name as it
    is compared). Whose posyandu and institution are blank belongs to the posyandu of the only kader so
    called."""
    rows = tables["hadir_pertemuan"]
    rows = rows[rows["meeting_id"].notna() & rows["name"].notna()]
    rows = rows.assign(key=normalise_key(rows["name"]))
    kader = _list_kader(tables)
    only = kader[~kader["key"].duplicated(keep=False)].set_index("key")["posyandu"]
    guessed = only.reindex(rows["key"]).set_axis(rows.index)
    rows["posyandu"] = rows["posyandu"].fillna(guessed.where(rows["institution"].isna()))
    return rows.drop_duplicates(["meeting_id", "key", "posyandu"], keep="last")


def _list_kader(tables: Tables) -> pd.DataFrame:
    rows = tables["kader"]
    rows = rows[rows["name"].notna() & rows["posyandu"].notna() & is_active(rows)]
    table = pd.DataFrame({"posyandu": rows["posyandu"], "key": normalise_key(rows["name"])})
    return table.drop_duplicates().reset_index(drop=True)


# --- The answers before and after a meeting. Source: SOP Pertemuan Kader, step 5: success by the answers.

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
