"""What of an answer reaches pages whose viewer sees nobody by name: figures are computed of the same rows for
every viewer, and here is the door behind which their rows about persons end.

Default closed: a table with a row a person keeps the columns of SHOWN and loses every other, also one that
somebody adds later. Source: aturan.md, Privacy ("counts; on lists of initials the status only").
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import wraps
from typing import Any

import pandas as pd

from lib.data.answers import ANSWERS
from lib.data.ground import Ground
from lib.data.room import Room
from lib.domain.own_rows import blank
from lib.domain.privacy import SOURCE, Scope

PERSONS = frozenset({"child_id", "mother_id", "person_id", "subject", "label", "student"})
"""A table with one of these has rows about persons."""

SHOWN = frozenset(
    {
        *SOURCE,
        *PERSONS,
        *("name", "initials", "about", "sex", "rt", "age_months", "age_group", "month"),
        *("posyandu", "posyandu_name", "desa", "kelurahan", "team", "kind", "date", "planned_on"),
        # Antar-jemput: where somebody gets on, and how far the invitation got.
        *(
            "round_date",
            "in_target",
            "pickup_point",
            "validation",
            "contacted_on",
            "contact_result",
            "willing",
        ),
        *(
            "companion",
            "boarded",
            "attended",
            "returned",
            "weighed",
            "came_alone",
            "bucket",
            "seats",
            "reason",
        ),
        *("point", "point_name", "point_time", "stop_order", "homeless", "absent", "never", "lost", "times"),
        *("last", "trip"),
        # SOP steps and pairs: what was done and when.
        *("sop", "sop_title", "step", "step_order", "phase", "description", "timing", "unit_kind", "unit"),
        *("partner", "unit_status", "original_date", "starts_on", "due_on", "state", "result", "done_on"),
        *("standard_executor", "minutes", "standard_minutes", "source", "counted_on", "counts", "delay_days"),
        *("selected_on", "status", "steps_done", "steps_late", "steps_missed", "steps", "next_step"),
        *("next_due", "last_activity", "silent_days", "silent"),
        # Actions: what kind of thing is to be done till when, never about whom.
        *("origin", "meeting_id", "matter", "days_left", "waiting_days"),
    }
)
"""Columns of rows about persons that are public where these stand as initials or not at all."""

STATUSES = frozenset({"gizi_buruk", "two_t", "bgm", "nyaris_2t", "new"})
"""The status of a child on a list of initials, for those who may know how many there are."""


def show(answer: Any, scope: Scope) -> Any:
    """An answer of `Seen`, its rows about persons as `scope` may see them; the same for scopes with names."""
    if scope.names == "full":
        return answer
    if isinstance(answer, pd.DataFrame):
        return _show_table(answer, scope)
    if isinstance(answer, dict):
        return {key: show(value, scope) for key, value in answer.items()}
    if isinstance(answer, (list, tuple)) and not hasattr(answer, "_fields"):
        return type(answer)(show(value, scope) for value in answer)
    if is_dataclass(answer) and not isinstance(answer, type):
        tables = {
            field.name: show(value, scope)
            for field in fields(answer)
            if isinstance(value := getattr(answer, field.name), pd.DataFrame)
        }
        return replace(answer, **tables) if tables else answer
    return answer


def _show_table(table: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    if not (PERSONS & set(table.columns) or table.index.name in PERSONS):
        return table
    # Who sees totals sees no rows; of mothers nobody does who may not know how many there are.
    if scope.names == "none" or (scope.hides_small_counts and "mother_id" in table.columns):
        return table.iloc[:0]
    open_columns = SHOWN if scope.hides_small_counts else SHOWN | STATUSES
    closed = [name for name in table.columns if name not in open_columns]
    return table.assign(**{name: blank(table[name]) for name in closed})


class Door:
    """`Seen` and its rooms as who sees nobody by name may ask them: whatever they answer passes `show`, so
    that nothing added there can be forgotten here, and what is theirs alone (`_…`) is not to be had."""

    def __init__(self, behind: Ground | Room) -> None:
        self._behind = behind
        self._seen: Ground = behind.seen if isinstance(behind, Room) else behind

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        answer = getattr(self._behind, name)
        if isinstance(answer, (Ground, Room)):
            return Door(answer)
        if not callable(answer):
            return _show_once(answer, self._seen)

        @wraps(answer)
        def ask(*args: Any, **more: Any) -> Any:
            return _show_once(answer(*args, **more), self._seen)

        return ask


def _show_once(answer: Any, seen: Ground) -> Any:
    """The answer as shown; of one that is kept the same object again, by which a slide knows that nothing
    has changed."""
    if not isinstance(answer, dict):
        return show(answer, seen.scope)
    found, kept = ANSWERS.find(seen.owner, ("shown", id(answer)))
    if found and isinstance(kept, tuple) and kept[0] is answer:
        return kept[1]
    shown = show(answer, seen.scope)
    ANSWERS.keep(seen.owner, ("shown", id(answer)), (answer, shown))
    return shown
