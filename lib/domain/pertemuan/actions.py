"""What was agreed, by whom, until when: `Tindak Lanjut`, of a meeting or of anything else."""

from __future__ import annotations

import re

import pandas as pd

from lib.domain.own_rows import PEOPLE
from lib.domain.pertemuan.agenda import HELD
from lib.domain.privacy import compute_initials
from lib.domain.steps.keys import look_up, normalise_key
from lib.domain.steps.units import Tables

LATE, RUNNING, WAITING, DONE = "lewat", "berjalan", "belum", "selesai"
ACTION_STATES: tuple[str, ...] = (LATE, RUNNING, WAITING, DONE)
"""Every action is in exactly one of these."""
OPEN_STATES: tuple[str, ...] = ACTION_STATES[:3]

NO_KIND = "Tindak lanjut"
_REGISTERED = (("balita", ("name", "caregiver")), ("ibu_hamil", ("name", "husband")))
CHILD, MOTHER, PLACE = "balita", "ibu hamil", "posyandu"

ACTION_COLUMNS: tuple[str, ...] = (
    *("action_id", "date", "origin", "meeting_id", "subject", "about", "initials", "rt", "posyandu"),
    *(
        "kind",
        "matter",
        "obstacle",
        "plan",
        "owner",
        "due_on",
        "days_left",
        "state",
        "result",
        "done_on",
        "proof",
    ),
    *("source_book", "source_row"),
)

PUBLIC_COLUMNS = frozenset({"about", "initials", "meeting_id", "matter", "days_left", "state"})
"""Of ACTION_COLUMNS, beside what `Tindak Lanjut` declares: what kind of thing is to be done till when, never
about whom."""


def compute_actions(
    tables: Tables, meetings: pd.DataFrame, *, registered: Tables, today: pd.Timestamp
) -> pd.DataFrame:
    """Every row of `tindak_lanjut` dated up to today: ACTION_COLUMNS; open ones first, by deadline (so the
    longest overdue on top), then the finished, newest first.

    about: "balita", "ibu hamil", "posyandu" or missing; of a person `initials`, `rt` and `posyandu` are given
    and never the name. matter: what is said of it in a meeting, without the name of anybody registered: of a
    person only the kind, else the plan (the kind where none is typed). result: likewise, of a person none.
    plan, obstacle: as typed, only who is not in `tables` stands as initials. `registered`: the tables of the
    whole puskesmas, whom `tables` may see only in part. days_left: due_on − today.
    meeting_id: the meeting it comes from (see METHODS), of `meetings` (compute_meetings); missing where it
    comes from elsewhere.
    """
    rows = tables["tindak_lanjut"]
    rows = rows[rows["date"] <= today].reset_index(drop=True)
    finished = rows["status"].eq("Selesai").fillna(False).astype(bool)
    state = pd.Series(WAITING, index=rows.index, dtype="str")
    state = state.mask(rows["status"].eq("Berjalan").fillna(False), RUNNING)
    state = state.mask(rows["due_on"] < today, LATE).mask(finished, DONE)
    about = _describe_subjects(tables, rows["subject"])
    kinds = rows["kind"].fillna(NO_KIND)
    is_person = about["about"].isin([CHILD, MOTHER])
    plans = hide_names(rows["plan"], registered).fillna(kinds)
    strangers = _leave_out(registered, tables)
    table = rows.assign(
        state=state,
        days_left=(rows["due_on"] - today).dt.days.astype("float64"),
        meeting_id=_find_meetings(rows, meetings),
        matter=kinds.where(is_person, plans),
        result=hide_names(rows["result"], registered).mask(is_person),
        plan=hide_names(rows["plan"], strangers),
        obstacle=hide_names(rows["obstacle"], strangers),
        **about,
    )
    since = (table["done_on"].fillna(table["date"]) - today).dt.days
    order = pd.DataFrame({"done": finished, "place": table["days_left"].mask(finished, -since)})
    table = table.loc[order.sort_values(["done", "place"], kind="stable").index]
    return table[list(ACTION_COLUMNS)].reset_index(drop=True)


def _find_meetings(actions: pd.DataFrame, meetings: pd.DataFrame) -> pd.Series:
    """The meeting whose ID stands in `Sumber`; else, where `Sumber` is a kind of meeting, the newest held of
    that kind up to the action's date."""
    origin = normalise_key(actions["origin"])
    found = pd.Series([None] * len(actions), index=actions.index, dtype="str")
    # The longest ID last: "PK-2026-1" stands in "PK-2026-12" too.
    for meeting in sorted(meetings["meeting_id"], key=len):
        key = str(meeting).casefold().replace(" ", "")
        found = found.mask(origin.str.contains(key, regex=False).fillna(False).astype(bool), str(meeting))
    held = meetings[meetings["state"].eq(HELD)].assign(key=normalise_key(meetings["kind"]))
    held = held[["key", "date", "meeting_id"]].sort_values("date", kind="stable")
    asked = pd.DataFrame({"key": origin, "date": actions["date"], "place": actions.index})
    asked = asked[found.isna() & asked["key"].isin(held["key"])].sort_values("date", kind="stable")
    if asked.empty:
        return found
    newest = pd.merge_asof(asked, held, on="date", by="key").set_index("place")["meeting_id"]
    return found.fillna(newest.reindex(found.index).astype("str").where(lambda values: values.notna()))


def _describe_subjects(tables: Tables, subject: pd.Series) -> dict[str, pd.Series]:
    key = normalise_key(subject)
    people = []
    for tab, column, about in (("balita", "child_id", CHILD), ("ibu_hamil", "mother_id", MOTHER)):
        rows = tables[tab]
        rows = rows[normalise_key(rows[column]).isin(key)]  # of thousands registered a few are subjects
        people.append(
            pd.DataFrame(
                {
                    "id": rows[column],
                    "about": about,
                    "initials": compute_initials(rows["name"]),
                    "rt": rows["rt"],
                    "posyandu": rows["posyandu"],
                }
            )
        )
    places = tables["posyandu"]["code"]
    people.append(pd.DataFrame({"id": places, "about": PLACE, "posyandu": places}))
    known = pd.concat(people, ignore_index=True).astype({"about": "str", "initials": "str", "rt": "str"})
    known["id"] = normalise_key(known["id"])
    return {name: look_up(key, known, "id", name) for name in ("about", "initials", "rt", "posyandu")}


def _leave_out(registered: Tables, known: Tables) -> Tables:
    """The registered people who are not among the known ones."""
    return {
        tab: registered[tab][~registered[tab][column].isin(known[tab][column])]
        for tab, column in PEOPLE.items()
    }


def hide_names(texts: pd.Series, tables: Tables) -> pd.Series:
    """Texts with the full names (of two words or more) of registered people as initials."""
    columns = [tables[tab][column] for tab, parts in _REGISTERED for column in parts]
    names = pd.concat(columns).dropna().drop_duplicates()
    told = "\n".join(texts.dropna().str.casefold())
    names = names[[name in told for name in names.str.casefold()]]
    names = names[names.str.contains(r"\w\s+\w")]
    initials = dict(zip(names.str.casefold(), compute_initials(names), strict=True))

    def hide(text: str) -> str:
        folded = text.casefold()
        for name in (name for name in initials if name in folded):
            text = re.sub(re.escape(name), initials[name], text, flags=re.IGNORECASE)
        return text

    return texts.map(hide, na_action="ignore").astype("str").where(texts.notna())


def select_carried(
    actions: pd.DataFrame, *, day: pd.Timestamp, meeting_id: str | None = None
) -> pd.DataFrame:
    """The actions still open that were noted before `day` and not in this meeting itself: what a meeting on
    that day begins with."""
    before = actions["date"] < day
    other = ~actions["meeting_id"].eq(meeting_id).fillna(False) if meeting_id else before
    return actions[actions["state"].isin(OPEN_STATES) & before & other].reset_index(drop=True)


def count_actions(actions: pd.DataFrame) -> dict[str, int]:
    """How many are in each of ACTION_STATES."""
    counts = actions["state"].value_counts()
    return {state: int(counts.get(state, 0)) for state in ACTION_STATES}
