"""The rows of the slides: what each table of meeting mode lists, most pressing first."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lib.domain.attention import SILENT_DAYS
from lib.domain.steps.rounds import CHILD, MOTHER, ROUND_KEY
from lib.domain.steps.units import Tables

PUBLIC_COLUMNS = frozenset({"silent"})
"""Of compute_silent_pairs: public where children are initials."""
PUBLIC_STATUSES = frozenset({"new"})
"""Of CASE_COLUMNS, for who may know how many there are."""
CASE_COLUMNS = ("child_id", "posyandu", "two_t", "bgm", "nyaris_2t", "new", "gain_g", "kbm_g", "weighed_on")


def compute_case_rows(
    kebal: pd.DataFrame, nyaris: pd.DataFrame, before: pd.Series, order: Mapping[str, int]
) -> pd.DataFrame:
    """Who is 2T, BGM or nyaris 2T: CASE_COLUMNS, one row a child; those of the KEBAL MSG list first, among
    them who is `new` on it, then who lost most weight since the month before (unknown last), then by `order`
    (child_id → place, the same for every viewer).

    `kebal` and `nyaris` are rows of those case lists of a month, `before` the child_ids of the KEBAL MSG list
    of the month before. Nyaris 2T is never `new`: it is of this month by its rule.
    """
    # One child stands on both lists where it is BGM and nyaris 2T: the graver list keeps it.
    both = pd.concat([kebal.assign(grave=0), nyaris.assign(grave=1)], ignore_index=True)
    rows = both.drop_duplicates("child_id", keep="first")
    rows = rows.assign(
        nyaris_2t=rows["child_id"].isin(nyaris["child_id"]),
        new=rows["grave"].eq(0) & ~rows["child_id"].isin(before),
        old=rows["grave"].eq(0) & rows["child_id"].isin(before),
        place=rows["child_id"].map(dict(order)),
    )
    rows = rows.sort_values(["grave", "old", "gain_g", "place"], kind="stable", na_position="last")
    return rows[list(CASE_COLUMNS)].reset_index(drop=True)


def compute_case_counts(cases: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Children by posyandu, most on the KEBAL MSG list first: posyandu, name, kebal, two_t, bgm, nyaris_2t.
    `cases` of compute_case_rows; posyandu with none of them are left out."""
    marks = cases.assign(kebal=cases["two_t"] | cases["bgm"])
    columns = ["kebal", "two_t", "bgm", "nyaris_2t"]
    counts = marks[columns].astype("int64").groupby(marks["posyandu"]).sum().reset_index()
    named = counts["posyandu"].map(dict(names)).fillna(counts["posyandu"])
    counts.insert(1, "name", named.astype("str"))
    counts = counts.sort_values(["kebal", "nyaris_2t", "name"], ascending=[False, False, True], kind="stable")
    return counts.reset_index(drop=True)


def compute_pair_rows(pairs: pd.DataFrame) -> pd.DataFrame:
    """Active pairs that need a call, longest silent first: the columns of compute_pairs with `silent`.

    Silent (decided, as on Beranda) = no activity for more than SILENT_DAYS; the others have a step overdue.
    """
    active = pairs[pairs["status"].fillna("Aktif").eq("Aktif")]
    silent = active["silent_days"] > SILENT_DAYS
    wanted = active.assign(silent=silent)[silent | (active["steps_missed"] > 0)]
    return wanted.sort_values(
        ["silent_days", "steps_missed"], ascending=False, kind="stable", ignore_index=True
    )


def compute_rounds_ahead(rounds: pd.DataFrame, sasaran: pd.DataFrame) -> pd.DataFrame:
    """The next round of each posyandu, today's included, by date: posyandu, posyandu_name, round_date,
    days_left, children, mothers.

    `sasaran`: rows of compute_people that are in_target. Of later rounds nothing is known yet: who is fetched
    then depends on the round before.
    """
    ahead = rounds[rounds["days_left"] >= 0].sort_values("round_date", kind="stable")
    ahead = ahead.drop_duplicates("posyandu").reset_index(drop=True)
    keys = pd.MultiIndex.from_frame(ahead[ROUND_KEY])
    kinds = {"children": CHILD, "mothers": MOTHER}
    counts = {
        name: sasaran[sasaran["kind"].eq(kind)].groupby(ROUND_KEY).size() for name, kind in kinds.items()
    }
    shown = ["posyandu", "posyandu_name", "round_date", "days_left"]
    return ahead[shown].assign(
        **{name: found.reindex(keys, fill_value=0).to_numpy("int64") for name, found in counts.items()}
    )


def compute_last_funnel(funnel: pd.DataFrame, *, today: pd.Timestamp) -> pd.DataFrame:
    """The balita of the newest rounds held up to `today` that had sasaran, all of that day: one row of sums
    (posyandu = those of the day, joined by ", "; round_date; sasaran … ditimbang), or none."""
    held = funnel[funnel["kind"].eq(CHILD) & (funnel["round_date"] <= today) & (funnel["sasaran"] > 0)]
    newest = held[held["round_date"].eq(held["round_date"].max())]
    steps = ["sasaran", "dihubungi", "bersedia", "naik", "ditimbang"]
    table = newest.groupby("round_date").agg({"posyandu": ", ".join, **dict.fromkeys(steps, "sum")})
    return table.reset_index()[["posyandu", "round_date", *steps]]


def build_person_words(tables: Tables, *, full: bool) -> dict[str, str]:
    """ID → how a person stands on a slide: initials + RT as masked, or the name with RT where `full`."""
    words: dict[str, str] = {}
    for tab, column in (("balita", "child_id"), ("ibu_hamil", "mother_id")):
        people = tables[tab][[column, "name", "rt"]].dropna(subset=[column, "name"])
        rt = (" · RT " + people["rt"]).fillna("") if full else ""
        words |= dict(zip(people[column], people["name"] + rt, strict=True))
    return words


def compute_mother_counts(urgent: pd.DataFrame) -> pd.DataFrame:
    """Mothers Perlu segera (rows of pendampingan.select_urgent) by their gravest sign and posyandu, the
    gravest first: posyandu, sign (words), count. Each mother counts once."""
    signs = urgent["segera"].str.split("; ").str[0].astype("str")
    keys = urgent.assign(sign=signs).groupby(["segera_rank", "posyandu", "sign"], dropna=False)
    table = keys.size().rename("count").reset_index()
    return table[["posyandu", "sign", "count"]]
