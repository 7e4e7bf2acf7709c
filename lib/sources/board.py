"""What the servers on one data folder tell each other: the reader how each workbook stands, all of them which
workbooks somebody looks at. The contents themselves are in lib/sources/store.py.

Small JSON files, each replaced in one step by one process only; no cells and no names of people in them.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from lib.sources.errors import SourceError
from lib.sources.store import write_atomically

WATCHED_SECONDS = 30.0
"""What another process watches counts for so long after it last said so: it may have died."""
TELL_SECONDS = 10.0
"""How often a process says again what it watches."""
LEFT_SECONDS = 3600.0
"""A half-written file this old is nobody's any more."""

_STATE = "keadaan.json"
_WATCHED = ".dilihat.json"
_DAMAGED = (ValueError, LookupError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Told:
    """One workbook as its reader found it. `mark` names its contents (see compute_mark), None before any;
    the times are UTC, as in BookState, `fetched_at` as in RawBook."""

    key: str
    name: str
    mark: str | None = None
    fetched_at: datetime | None = None
    checked_at: datetime | None = None
    problem: SourceError | None = None
    problem_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What the reader said last. `number` is its lease's; `beat` differs each time it speaks; `unsaved_since`
    as in Refresher."""

    number: int
    beat: str
    books: tuple[Told, ...]
    unsaved_since: datetime | None = None


class Board:
    """In `folder`, which only this account may read."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._mine = self.folder / f"{os.getpid()}-{secrets.token_hex(4)}{_WATCHED}"
        self._told: tuple[frozenset[str], float] = (frozenset(), float("-inf"))
        for left in self.folder.glob("*.tmp"):
            with suppress(OSError):  # of a process that died while it wrote
                if time.time() - left.stat().st_mtime > LEFT_SECONDS:
                    left.unlink()

    def write(self, number: int, books: Iterable[Told], unsaved_since: datetime | None) -> None:
        """Say how the workbooks stand. Raises OSError."""
        content = {
            "number": number,
            "beat": secrets.token_hex(6),
            "unsaved_since": _write_moment(unsaved_since),
            "books": [_write_told(book) for book in books],
        }
        write_atomically(self.folder / _STATE, orjson.dumps(content), lasting=False)

    def read(self) -> Notice | None:
        """What the reader said last; None before it said anything. Raises OSError, also where it is
        damaged."""
        try:
            content = orjson.loads((self.folder / _STATE).read_bytes())
            return Notice(
                int(content["number"]),
                str(content["beat"]),
                tuple(_read_told(book) for book in content["books"]),
                _read_moment(content["unsaved_since"]),
            )
        except FileNotFoundError:
            return None
        except _DAMAGED as error:
            raise OSError(f"{_STATE}: {type(error).__name__}") from None

    def tell_watched(self, keys: frozenset[str]) -> None:
        """Say which workbooks somebody looks at in this process; again now and then. Raises OSError."""
        before, at = self._told
        if before == keys and time.monotonic() - at < TELL_SECONDS:
            return
        write_atomically(self._mine, orjson.dumps(sorted(keys)), lasting=False)
        self._told = (keys, time.monotonic())

    def find_watched(self) -> frozenset[str]:
        """The workbooks that somebody looks at in other processes."""
        found: set[str] = set()
        with suppress(OSError):
            for path in self.folder.glob(f"*{_WATCHED}"):
                found.update(_read_watched(path) if path != self._mine else ())
        return frozenset(found)

    def leave(self) -> None:
        """This process watches nothing any more."""
        with suppress(OSError):
            self._mine.unlink(missing_ok=True)


def _read_watched(path: Path) -> Collection[str]:
    try:
        if not 0 <= time.time() - path.stat().st_mtime < WATCHED_SECONDS:
            path.unlink()
            return ()
        keys = orjson.loads(path.read_bytes())
    except (OSError, ValueError):  # gone, or being replaced: it says so again
        return ()
    return [key for key in keys if isinstance(key, str)] if isinstance(keys, list) else ()


def _write_moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _read_moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _write_told(book: Told) -> dict[str, Any]:
    problem = book.problem
    return {
        "key": book.key,
        "name": book.name,
        "mark": book.mark,
        "fetched_at": _write_moment(book.fetched_at),
        "checked_at": _write_moment(book.checked_at),
        "problem_since": _write_moment(book.problem_since),
        "problem": None
        if problem is None
        else {"code": problem.code, "message": problem.message, "remedy": problem.remedy},
    }


def _read_told(content: dict[str, Any]) -> Told:
    problem = content["problem"]
    return Told(
        key=content["key"],
        name=content["name"],
        mark=content["mark"],
        fetched_at=_read_moment(content["fetched_at"]),
        checked_at=_read_moment(content["checked_at"]),
        problem_since=_read_moment(content["problem_since"]),
        problem=None if problem is None else _build_problem(**problem),
    )


def _build_problem(code: str, message: str, remedy: str) -> SourceError:
    """What the reader met with, in its own words."""
    error = SourceError(code)
    error.code, error.message, error.remedy = code, message, remedy
    return error
