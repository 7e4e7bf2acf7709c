"""A room of `Seen`: the figures of one subject, each computed once and kept while there is memory for it."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Hashable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

import pandas as pd

from lib.data.answers import ANSWERS

if TYPE_CHECKING:
    from lib.data.seen import Seen
    from lib.domain.privacy import Scope

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


class Room:
    """Answers of one subject. `seen` leads to the rooms of the other subjects.

    A `Seen` keeps what its rooms keep (`kept`), and makes a room each time one is entered: rooms that it kept
    itself would lead back to it, and tables that nobody looks at any more would wait for a collection.
    """

    __slots__ = ("__dict__", "seen")

    def __init__(self, seen: Seen, kept: dict[str, object] | None = None) -> None:
        self.seen = seen
        if kept is not None:
            self.__dict__ = kept

    @property
    def scope(self) -> Scope:
        return self.seen.scope

    @property
    def today(self) -> pd.Timestamp:
        return self.seen.today

    @property
    def _frames(self) -> dict[str, pd.DataFrame]:
        return self.seen._frames


_Of = TypeVar("_Of", bound=Room)


def remembered(
    compute: Callable[Concatenate[_Of, _Asked], _Answer],
) -> Callable[Concatenate[_Of, _Asked], _Answer]:
    """A method of a room whose answers are kept by its arguments (lists count as tuples), all rooms' together
    in one bound (lib.data.answers). Two who ask for the same wait for one computing."""
    signature = inspect.signature(compute)
    parameters = list(signature.parameters.values())[1:]
    usual = [one.default for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD]
    needed = usual.count(inspect.Parameter.empty) if len(usual) == len(parameters) else sys.maxsize

    @wraps(compute)
    def ask(room: _Of, *args: _Asked.args, **more: _Asked.kwargs) -> _Answer:
        given: list[object] = [*args, *usual[len(args) :]]
        # Most ask by place, some twenty questions a page: what is meant need not be worked out each time.
        if more or not needed <= len(args) <= len(usual):
            bound = signature.bind(room, *args, **more)
            bound.apply_defaults()
            given = list(bound.arguments.values())[1:]
        asked = [tuple(one) if isinstance(one, list) else one for one in given]
        key: Hashable = (compute.__module__, compute.__qualname__, *asked)
        owner = room.seen.owner
        found, answer = ANSWERS.find(owner, key)
        if found:  # nobody waits for another answer's sake
            return cast(_Answer, answer)
        with room.seen.turns.turn(key):
            found, answer = ANSWERS.find(owner, key)
            if not found:
                answer = compute(room, *args, **more)
                ANSWERS.keep(owner, key, answer)
            return cast(_Answer, answer)

    return ask  # type: ignore[return-value]  # a method like any other: `room` is its self
