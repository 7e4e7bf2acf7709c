"""What of an answer reaches pages whose viewer sees nobody by name: figures are computed of the same rows for
every viewer, and here is the door behind which their rows about persons end.

Default closed: a table with a row a person keeps the columns of SHOWN and loses every other, also one that
somebody adds later. What is public is said where it is declared or made: at the column of the contract,
and in `PUBLIC_COLUMNS` of the room that makes it.

Source: aturan.md, Privacy ("counts; on lists of initials the status only").
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import wraps
from typing import Any

import pandas as pd

from lib.data.answers import ANSWERS
from lib.data.ground import Ground
from lib.data.room import Room
from lib.domain import case_lists, followed_up, kms
from lib.domain import rapat as rapat_tables
from lib.domain.antar_jemput import history, lists, people, rounds, trips
from lib.domain.mentoring import pairs, plan
from lib.domain.own_rows import blank
from lib.domain.pertemuan import actions
from lib.domain.privacy import PERSONS, SOURCE, Scope
from lib.domain.steps import status
from lib.workbook.columns import Mask, Shows
from lib.workbook.tabs import TABS

ABOUT_PERSONS = (
    *("balita", "ibu_hamil", "antar_jemput", "daftar_tilik", "tindak_lanjut", "mentoring"),
    "kegiatan_mentoring",
)
"""Tabs of which rows about persons are made; what they declare public is so there too, and what masking
has left of a name or of what proves a step."""

MAKERS = (
    *(kms, status, people, lists, history, trips, rounds),
    *(pairs, plan, actions, followed_up, rapat_tables),
)
"""Rooms that make columns of rows about persons: each says its PUBLIC_COLUMNS."""

SHOWN = frozenset(
    {
        *SOURCE,
        *PERSONS,
        *(
            column.name
            for tab in ABOUT_PERSONS
            for column in TABS[tab].columns
            if column.shows is Shows.PUBLIC or column.mask in (Mask.FILLED, Mask.LABEL)
        ),
    }
).union(*(maker.PUBLIC_COLUMNS for maker in MAKERS))
"""Columns of rows about persons that are public where these stand as initials or not at all."""

STATUSES = case_lists.PUBLIC_STATUSES | rapat_tables.PUBLIC_STATUSES
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
