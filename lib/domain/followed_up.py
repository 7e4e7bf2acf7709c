"""Who of those that cannot wait has been followed up: gizi buruk, 2T, BGM, and mothers Perlu segera.

Decided, for no source says when a child counts as followed up; the words stand in METHODS. The app only
reads: what stands is a row of `Tindak Lanjut` about that person, or a row that a programme writes anyway
(KEBAL MSG attended, SIKERITING done, a mother visited). PMT in `Penimbangan` is none: it is given to all who
come.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

WAITING, RUNNING, LATE, DONE = "belum", "berjalan", "lewat tenggat", "selesai"
STATES = (LATE, WAITING, RUNNING, DONE)
"""Everybody is in exactly one of these; what is to be seen to first stands first."""
STANDING = (RUNNING, DONE)
"""The states in which somebody counts as followed up."""

KINDS = ("gizi_buruk", "two_t", "bgm")
"""Why a child cannot wait, the gravest first."""
ALL, SASARAN = "all", "kebal"
UNFOLLOWED = "belum_ditindaklanjuti"
"""The list of children in WAITING, beside those of case_lists.LISTS."""
NO_HELP = "Perbaikan data"
"""An action of this kind mends a cell and does nothing for the child."""

ACT_COLUMNS = ("person_id", "date", "by")
CASE_COLUMNS = ("person_id", "posyandu", *KINDS, "since", "seen_on")
FOLLOWED_COLUMNS = ("state", "waiting_days", "due_on", "by")
PUBLIC_COLUMNS = frozenset({"state", "waiting_days"})
"""Of FOLLOWED_COLUMNS: public where children are initials."""
COUNT_COLUMNS = ("kind", "cases", "followed", "late", "waiting")

METHODS = {
    "ditindaklanjuti": (
        "Anak prioritas: anak dalam S yang gizi buruk, 2T, atau BGM bulan itu, tiap anak dihitung sekali. "
        "Sudah ditindaklanjuti: ada baris Tindak Lanjut tentang anak itu yang belum selesai dan belum lewat "
        "tenggat, atau yang selesai pada atau sesudah penimbangan bulan itu, atau sejak hari itu anak hadir "
        "di KEBAL MSG (tidak cukup bagi gizi buruk) atau ada kegiatan SIKERITING untuknya. Satu baris yang "
        "lewat tenggat menjadikannya lewat tenggat. Perbaikan data dan kolom PMT di Penimbangan tidak "
        "dihitung. Hari menunggu: sejak penimbangan pertama dari deretan penimbangan yang menjadikannya "
        "prioritas, atau sejak tindakan terakhir dalam deretan itu. Ibu perlu segera: sama, sejak hari "
        "tandanya diukur; kunjungan sesudah hari itu ikut dihitung."
    ),
}


def compute_child_cases(monthly: pd.DataFrame, members: pd.Series, *, month: pd.Timestamp) -> pd.DataFrame:
    """Children of S (`members`: their IDs) who have one of KINDS in a month (its first day): CASE_COLUMNS.

    `monthly` of compute_monthly_status, all its months. seen_on: that month's weighing; since: the first of
    the weighings in a row, up to it, of which each made the child a case.
    """
    rows = monthly[monthly["month"] <= month]
    is_case = rows[list(KINDS)].any(axis=1)
    now = rows[is_case & rows["month"].eq(month) & rows["child_id"].isin(members)]
    rows = rows[rows["child_id"].isin(now["child_id"])]
    well = rows[~is_case.loc[rows.index]].groupby("child_id")["month"].max()
    well_until = _of(rows["child_id"], well)
    in_a_row = rows[~(rows["month"] <= well_until)]
    since = in_a_row.groupby("child_id")["date"].min()
    table = now.rename(columns={"child_id": "person_id", "date": "seen_on"})
    table = table.assign(since=_of(table["person_id"], since))
    return table[list(CASE_COLUMNS)].reset_index(drop=True)


def compute_mother_cases(urgent: pd.DataFrame) -> pd.DataFrame:
    """Mothers Perlu segera (rows of select_urgent): person_id, posyandu, since and seen_on, both the newest
    day on which one of the measures that make her so was taken (NaT: only values without a date)."""
    measured = pd.DataFrame(
        {
            "pressure": urgent["pressure_date"].where(urgent["hypertension"].fillna(False).astype(bool)),
            "hb": urgent["hb_date"].where(urgent["anaemia"].fillna(False).astype(bool)),
            "lila": urgent["lila_date"].where(urgent["kek"].fillna(False).astype(bool)),
        },
        index=urgent.index,
    ).astype("datetime64[s]")
    day = measured.max(axis=1).astype("datetime64[s]")
    return pd.DataFrame(
        {"person_id": urgent["mother_id"], "posyandu": urgent["posyandu"], "since": day, "seen_on": day}
    ).reset_index(drop=True)


def compute_followed(
    cases: pd.DataFrame, actions: pd.DataFrame, acts: pd.DataFrame, *, today: pd.Timestamp
) -> pd.DataFrame:
    """`cases` (person_id, since, seen_on) with FOLLOWED_COLUMNS, those to be seen to first on top: state by
    STATES, then the longest waiting.

    `actions`: the tab Tindak Lanjut; `acts`: ACT_COLUMNS, what a programme did about a person. waiting_days:
    only of those without anything (NaN where not known since when); due_on: of what is still open the nearest
    deadline; by: the kind of action, or the programme, that says the state.
    """
    about = _join_actions(cases, actions, today)
    done = pd.concat([about[~about["open"]], _join_acts(cases, acts, today)], ignore_index=True)
    late, still = about[about["open"] & (about["due_on"] < today)], about[about["open"]]
    stands = done[~(done["day"] < done["seen_on"])]
    ids = cases["person_id"]
    state = pd.Series(WAITING, index=cases.index, dtype="str")
    by = pd.Series(None, index=cases.index, dtype="str")
    for word, rows in ((DONE, stands), (RUNNING, still), (LATE, late)):
        newest = rows.sort_values("day", kind="stable").drop_duplicates("person_id", keep="last")
        found = ids.isin(newest["person_id"])
        state = state.mask(found, word)
        by = by.mask(found, _of(ids, newest.set_index("person_id")["by"]).astype("str"))
    # What ended before the newest weighing did not end the trouble, and yet nobody waits since before it.
    last = _of(ids, done.groupby("person_id")["day"].max())
    since = cases["since"].mask(last > cases["since"], last)
    waited = (today - since).dt.days.astype("float64")
    table = cases.assign(
        state=state,
        waiting_days=waited.where(cases["since"].notna() & state.eq(WAITING)),
        due_on=_of(ids, still.groupby("person_id")["due_on"].min()),
        by=by,
    )
    order = pd.DataFrame({"state": state.map(STATES.index), "waited": -table["waiting_days"]})
    order = order.sort_values(["state", "waited"], kind="stable", na_position="last")
    return table.loc[order.index].reset_index(drop=True)


def _join_actions(cases: pd.DataFrame, actions: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """Actions noted up to today about the cases: person_id, seen_on, by, due_on, open, and the day that
    counts (of a finished one the day it was finished, where none is typed that of the note)."""
    rows = actions[actions["subject"].isin(cases["person_id"]) & (actions["date"] <= today)]
    rows = rows[~rows["kind"].eq(NO_HELP).fillna(False)]
    finished = rows["status"].eq("Selesai").fillna(False).astype(bool)
    table = pd.DataFrame(
        {
            "person_id": rows["subject"],
            "by": rows["kind"].fillna("Tindak lanjut"),
            "due_on": rows["due_on"],
            "open": ~finished,
            "day": rows["date"].mask(finished & (rows["done_on"] <= today), rows["done_on"]),
        }
    )
    return _add_seen_on(table, cases)


def _join_acts(cases: pd.DataFrame, acts: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    rows = acts[acts["person_id"].isin(cases["person_id"]) & (acts["date"] <= today)]
    table = rows.rename(columns={"date": "day"}).assign(
        open=False, due_on=pd.Series(pd.NaT, index=rows.index)
    )
    return _add_seen_on(table, cases)


def _add_seen_on(rows: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    seen = cases.drop_duplicates("person_id").set_index("person_id")["seen_on"]
    dated = {name: rows[name].astype("datetime64[s]") for name in ("day", "due_on")}
    return rows.assign(**dated, seen_on=_of(rows["person_id"], seen))


def _of(people: pd.Series, known: pd.Series) -> pd.Series:
    """What is known (by ID) of each of the people, of the same type also where nothing is."""
    return known.reindex(people).set_axis(people.index)


def count_followed(table: pd.DataFrame) -> pd.DataFrame:
    """How many children (rows of compute_followed): COUNT_COLUMNS, one row for ALL (one child once), for each
    of KINDS and for KEBAL MSG's SASARAN (2T or BGM). followed + late + waiting = cases; float64."""
    chosen = {
        ALL: pd.Series(True, index=table.index),
        **{kind: table[kind].astype(bool) for kind in KINDS},
        SASARAN: table["two_t"].astype(bool) | table["bgm"].astype(bool),
    }
    return pd.DataFrame(
        [{"kind": kind, **count_states(table[mark])} for kind, mark in chosen.items()],
        columns=list(COUNT_COLUMNS),
    )


def count_states(table: pd.DataFrame) -> Mapping[str, float]:
    """cases, and of them followed, late and waiting."""
    state = table["state"]
    return {
        "cases": float(len(table)),
        "followed": float(state.isin(STANDING).sum()),
        "late": float(state.eq(LATE).sum()),
        "waiting": float(state.eq(WAITING).sum()),
    }


def build_acts(*tables: tuple[str, pd.DataFrame]) -> pd.DataFrame:
    """What programmes did, as ACT_COLUMNS: each table by its programme's name, with a person_id and a
    date."""
    rows = [table[["person_id", "date"]].dropna().assign(by=by) for by, table in tables]
    acts = pd.concat(rows, ignore_index=True)
    return acts.astype({"person_id": "str", "date": "datetime64[s]", "by": "str"})[list(ACT_COLUMNS)]


def select_fed(participants: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Of who stands on the lists of KEBAL MSG (person_id, date, present) those who came and for whom eating
    together is an answer: not for gizi buruk, which is to be referred."""
    came = participants["present"].eq(True).fillna(False).astype(bool)
    severe = cases.loc[cases["gizi_buruk"].astype(bool), "person_id"]
    return participants[came & ~participants["person_id"].isin(severe)]


def select_later_visits(visits: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Visits (person_id, date) after the day that made each of the cases one: the visit that found a sign did
    not yet follow it up."""
    since = _of(visits["person_id"], cases.drop_duplicates("person_id").set_index("person_id")["since"])
    return visits[~(visits["date"] <= since)]
