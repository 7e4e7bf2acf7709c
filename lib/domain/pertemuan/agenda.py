"""What a meeting has to talk about, picked out of the figures of the board. People are initials + RT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from lib.domain.attention import SILENT_DAYS
from lib.domain.followed_up import KINDS, STANDING
from lib.domain.privacy import compute_initials
from lib.domain.steps.derived import find_held_meetings
from lib.domain.steps.rounds import ROUND_KEY
from lib.domain.steps.units import Tables

# --- The meetings of the plan and what became of each. Source: SOP Pertemuan Kader, steps 1–4 and 6–7.

KADER_MEETING, WORKSHOP = "Pertemuan kader", "Lokmin"
"""Kinds of meetings that have an agenda of their own; a blank `Jenis` is a pertemuan kader."""

PLANNED, HELD, POSTPONED, CANCELLED, OVERDUE = "rencana", "terlaksana", "ditunda", "batal", "lewat"
STATES: tuple[str, ...] = (PLANNED, HELD, POSTPONED, CANCELLED, OVERDUE)
"""Every meeting is in exactly one of these."""

MEETING_COLUMNS: tuple[str, ...] = (
    *("meeting_id", "kind", "planned_on", "date", "day", "month", "state", "days_left", "moved_days"),
    *("venue", "agenda", "owner", "tools_ready", "cross_program", "discussion", "conclusion"),
    *("report", "photos", "source_book", "source_row"),
)


def compute_meetings(tables: Tables, *, today: pd.Timestamp) -> pd.DataFrame:
    """Every meeting of `pertemuan`, by day: MEETING_COLUMNS; of two rows with one ID the first counts.

    day: when it was held or is to be (`Tanggal`, else `Tanggal rencana`); month: the first day of the month
    it was planned for; days_left: day − today (negative in the past); moved_days: date − planned_on (NaN
    unless held). A row that says Terlaksana without a date is overdue: nobody knows when it was.
    """
    rows = tables["pertemuan"]
    rows = rows[rows["meeting_id"].notna()].drop_duplicates("meeting_id")
    day = rows["date"].fillna(rows["planned_on"])
    held = find_held_meetings(rows) & (rows["date"] <= today)
    state = pd.Series(PLANNED, index=rows.index, dtype="str").mask(day < today, OVERDUE)
    state = state.mask(rows["status"].eq("Ditunda").fillna(False), POSTPONED)
    state = state.mask(rows["status"].eq("Batal").fillna(False), CANCELLED).mask(held, HELD)
    months = rows["planned_on"].fillna(rows["date"]).dt.to_period("M").dt.to_timestamp()
    table = rows.assign(
        kind=rows["kind"].fillna(KADER_MEETING),
        day=day,
        month=months.astype("datetime64[s]"),
        state=state,
        days_left=(day - today).dt.days.astype("float64"),
        moved_days=(rows["date"] - rows["planned_on"]).dt.days.astype("float64").where(held),
    )
    table = table.sort_values(["day", "meeting_id"], kind="stable", ignore_index=True)
    return table[list(MEETING_COLUMNS)]


def choose_meeting(meetings: pd.DataFrame, *, today: pd.Timestamp, kind: str | None = None) -> str | None:
    """The meeting to look at first: the next one from today on, else the newest held, else the last; None
    without any. `meetings` of compute_meetings."""
    rows = meetings if kind is None else meetings[meetings["kind"].eq(kind)]
    coming = rows[rows["state"].isin([PLANNED, POSTPONED]) & (rows["day"] >= today)]
    held = rows[rows["state"].eq(HELD)]
    for found in (coming.head(1), held.tail(1), rows.tail(1)):
        if len(found):
            return str(found["meeting_id"].iloc[0])
    return None


# --- What a meeting has to talk about.

STEP_COLUMNS: tuple[str, ...] = ("sop", "posyandu", "step", "description", "due_on")
CASE_COLUMNS: tuple[str, ...] = ("child_id", "initials", "rt", "posyandu", "two_t", "bgm")
LOW_COLUMNS: tuple[str, ...] = ("posyandu", "name", "D", "S", "ds")
WAITING_COLUMNS: tuple[str, ...] = (
    *("person_id", "initials", "rt", "posyandu", *KINDS, "state", "waiting_days", "due_on"),
)
ROUND_COLUMNS: tuple[str, ...] = ("posyandu", "round_date", "days_left", "sasaran")
MOTHER_COLUMNS: tuple[str, ...] = ("mother_id", "initials", "rt", "posyandu", "segera")
PAIR_COLUMNS: tuple[str, ...] = ("child_id", "initials", "rt", "posyandu", "team", "silent_days")


@dataclass(frozen=True)
class Agenda:
    """The matters of a meeting: tables of the columns above, empty where there is nothing.

    month: the month of cases and D/S; known_cases: who is 2T or BGM in it and was so the month before too;
    unfollowed: children who cannot wait and for whom nothing stands; followed: the counts of all who cannot
    wait (followed_up.count_states);
    waiting (posyandu, sasaran): where nobody held KEBAL MSG for them that month;
    mothers: those Perlu segera today, the gravest first; actions: open rows of compute_actions, the
    longest overdue first.
    """

    month: pd.Period
    mothers: pd.DataFrame
    steps: pd.DataFrame
    cases: pd.DataFrame
    known_cases: int
    unfollowed: pd.DataFrame
    followed: Mapping[str, float]
    waiting: pd.DataFrame
    low: pd.DataFrame
    target: float
    rounds: pd.DataFrame
    pairs: pd.DataFrame
    actions: pd.DataFrame


def choose_agenda_month(openings: pd.DataFrame, this_month: pd.Period) -> pd.Period:
    """The newest month whose figures are whole: the running one once every posyandu has opened, else the one
    before. `openings` of compute_openings for the running month."""
    return this_month if len(openings) and bool(openings["opened"].all()) else this_month - 1


def select_urgent_mothers(mothers: pd.DataFrame) -> pd.DataFrame:
    """Mothers Perlu segera (rows of pendampingan.select_urgent) as MOTHER_COLUMNS, in their order."""
    named = mothers.assign(initials=compute_initials(mothers["name"]))
    return named[list(MOTHER_COLUMNS)].reset_index(drop=True)


def select_overdue_steps(status: pd.DataFrame) -> pd.DataFrame:
    """Steps past their day without a record, by SOP, posyandu and order: STEP_COLUMNS; posyandu missing where
    a step belongs to none. `status` of compute_sop_status, of one month or several; each step once."""
    rows = status[status["state"].eq("lewat") & status["counts"].astype(bool)]
    rows = rows.drop_duplicates(["sop", "unit", "posyandu", "step", "due_on"])
    return rows.sort_values(["sop", "posyandu", "step_order"], kind="stable")[list(STEP_COLUMNS)].reset_index(
        drop=True
    )


def select_new_cases(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Children who are 2T or BGM now and were not a month ago: CASE_COLUMNS, by posyandu and RT. Both are the
    list "kebal" of compute_case_table."""
    rows = now[~now["child_id"].isin(before["child_id"])]
    return rows.assign(initials=compute_initials(rows["label"]))[list(CASE_COLUMNS)].reset_index(drop=True)


def select_unfollowed(followed: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Of the children who cannot wait (rows of compute_followed) those for whom nothing stands, in their
    order: WAITING_COLUMNS. `people` by child_id: label, rt."""
    rows = followed[~followed["state"].isin(STANDING)]
    about = people[["label", "rt"]].reindex(rows["person_id"])
    named = rows.assign(initials=compute_initials(about["label"]).to_numpy(), rt=about["rt"].to_numpy())
    return named[list(WAITING_COLUMNS)].reset_index(drop=True)


def select_low_attendance(skdn: pd.DataFrame, target: float) -> pd.DataFrame:
    """Posyandu whose D/S (percent) is below the target, the lowest first: LOW_COLUMNS. Without S no D/S."""
    return (
        skdn[skdn["ds"] < target].sort_values("ds", kind="stable")[list(LOW_COLUMNS)].reset_index(drop=True)
    )


def select_next_rounds(rounds: pd.DataFrame, sasaran: pd.DataFrame) -> pd.DataFrame:
    """The next round of each posyandu from today on: ROUND_COLUMNS, soonest first. `sasaran`:
    rows of compute_people that are in_target."""
    rows = (
        rounds[rounds["days_left"] >= 0].sort_values("round_date", kind="stable").drop_duplicates("posyandu")
    )
    counts = sasaran.groupby(ROUND_KEY).size().rename("sasaran").reset_index()
    joined = rows.merge(counts, on=ROUND_KEY, how="left", validate="1:1")
    joined["sasaran"] = joined["sasaran"].fillna(0).astype("int64")
    return joined[list(ROUND_COLUMNS)]


def select_silent_pairs(pairs: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Active pairs without any activity for more than SILENT_DAYS days, the longest first: PAIR_COLUMNS.
    `people` by child_id: rt."""
    active = pairs["status"].fillna("Aktif").eq("Aktif")
    rows = pairs[active & (pairs["silent_days"] > SILENT_DAYS)]
    rows = rows.assign(
        initials=compute_initials(rows["name"]),
        rt=people["rt"].reindex(rows["child_id"]).to_numpy(),
    )
    rows = rows.sort_values("silent_days", ascending=False, kind="stable")
    return rows[list(PAIR_COLUMNS)].reset_index(drop=True)
