"""A small SQLite file in the data folder that several processes share, and that may fail at any moment.

What is kept here (open sessions, sign-in attempts) must never stand in the way of looking at data. Hence:
short waits, no file beside the file (the journal stays in memory), and a file that is damaged or gone is made
anew at once. Whoever uses it keeps in memory what could not be written and tries again later.
"""

from __future__ import annotations

import logging
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar
from urllib.parse import quote

BUSY_SECONDS = 0.25
"""How long a page may wait for another process that is writing."""
REST_SECONDS = 2.0
"""After a trouble the file is left alone so long: a page run asks several times and would wait each time."""
TOLD_SECONDS = 600.0
"""A file made anew is told on /sehat for so long: everybody had to sign in again, and the disk wants a
look."""

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
"""SQLITE_ERROR is what a missing table or column gives: a file of somebody else's."""

_log = logging.getLogger(__name__)

T = TypeVar("T")


class FileTrouble(Exception):
    """The file can't be read or written just now."""


class SharedFile:
    """One SQLite file: `schema` makes it, and the query `probe` works on no other. `on_lost` is called when
    its contents are gone.

    Safe to share between threads. `clock` gives seconds.
    """

    def __init__(
        self,
        path: Path,
        schema: str,
        probe: str,
        *,
        on_lost: Callable[[], None] = lambda: None,
        busy_seconds: float = BUSY_SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.path = path
        self._schema = schema
        self._probe = probe
        self._on_lost = on_lost
        self._busy_seconds = busy_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._troubles: dict[bool, tuple[str, float]] = {}
        """By whether it was for writing: what the last try met with, and when."""
        self._made_anew_at: float | None = None
        self.began_unwritable = False
        """Whether it could not be written at the start, for another reason than that somebody else was
        writing: what it says may be older than what happened."""
        try:
            self._make_sound(lost=False)
        except (OSError, sqlite3.Error) as error:
            self._note(error, write=True)
            self.began_unwritable = not _is_busy(error)

    def run(self, work: Callable[[sqlite3.Connection], T], *, write: bool) -> T:
        """What `work` returns, in one transaction; once more where the file had to be made anew.

        Raises FileTrouble, at once while the file rests after a trouble.
        """
        if self._rests(write):
            raise FileTrouble
        try:
            try:
                result = self._run(work, write=write)
            except sqlite3.Error as error:
                if not self._is_lost(error):
                    raise
                self._make_sound(lost=True)
                result = self._run(work, write=write)
        except (OSError, sqlite3.Error) as error:
            self._note(error, write=write)
            raise FileTrouble from None
        self._note_well(write=write)
        return result

    def find_problem(self) -> str | None:
        """A word for /sehat: "gagal" while the file cannot be read or written, "dibuat ulang" for a while
        after it was made anew; None when all is well."""
        with self._lock:
            if self._troubles:
                return "gagal"
            made = self._made_anew_at
            return "dibuat ulang" if made is not None and self._clock() - made < TOLD_SECONDS else None

    def _run(self, work: Callable[[sqlite3.Connection], T], *, write: bool) -> T:
        with _connect(self.path, "rw" if write else "ro", self._busy_seconds) as connection:
            if write:
                connection.execute("begin immediate")
            return work(connection)

    def _is_lost(self, error: sqlite3.Error) -> bool:
        code = getattr(error, "sqlite_errorcode", None)
        if code is None:
            return False
        return (code & 0xFF) in _DAMAGE or not self.path.exists()

    def _make_sound(self, *, lost: bool) -> None:
        """Make the file where there is none or a damaged one. Raises OSError, sqlite3.Error."""
        with self._making:
            found = _find_stamp(self.path)
            if found is not None:
                try:
                    if self._is_sound():
                        self._forget(lost)  # another thread or process was here before us
                        return
                except sqlite3.Error as error:
                    if not self._is_lost(error):
                        raise
                lost = True
            self._forget(lost)
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if found is not None and _find_stamp(self.path) == found:
                # A journal of the file that was would be rolled into the new one.
                for ending in ("-journal", "-wal", "-shm", ""):
                    self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
            self._make()
        if lost:
            _log.error("event=file_made_anew file=%s", self.path.name)
            with self._lock:
                self._made_anew_at = self._clock()

    def _make(self) -> None:
        """Under another name first, so that nobody finds a half-made file and takes it for a damaged one.
        Where somebody else was quicker theirs stays, with what is already in it."""
        new = self.path.with_name(f"{self.path.name}.{secrets.token_hex(8)}")
        try:
            new.touch(mode=0o600)
            with _connect(new, "rw", self._busy_seconds) as connection:
                connection.executescript(self._schema)
            try:
                with suppress(FileExistsError):  # made by another in the meantime
                    os.link(new, self.path)
            except OSError:  # no hard links on this disk
                if not self.path.exists():
                    new.replace(self.path)
        finally:
            new.unlink(missing_ok=True)

    def _is_sound(self) -> bool:
        """Raises sqlite3.Error, of damage too. For writing, as that takes back what a crash left half
        done."""
        with _connect(self.path, "rw", self._busy_seconds) as connection:
            connection.execute(self._probe).fetchone()
            checked: tuple[str] = connection.execute("pragma quick_check(1)").fetchone()
            connection.execute("pragma user_version = 1")  # a file that may only be read opens all the same
        return checked[0] == "ok"

    def _forget(self, lost: bool) -> None:
        if lost:
            self._on_lost()

    def _rests(self, write: bool) -> bool:
        with self._lock:
            trouble = self._troubles.get(write)
            return trouble is not None and 0 <= self._clock() - trouble[1] < REST_SECONDS

    def _note(self, error: Exception, *, write: bool) -> None:
        problem = getattr(error, "sqlite_errorname", None) or type(error).__name__
        with self._lock:
            before = self._troubles.get(write)
            self._troubles[write] = (problem, self._clock())
        if before is None or before[0] != problem:
            doing = "write" if write else "read"
            _log.error("event=file_trouble file=%s doing=%s problem=%s", self.path.name, doing, problem)

    def _note_well(self, *, write: bool) -> None:
        with self._lock:
            # What can be written can be read.
            ended = [self._troubles.pop(kind, None) for kind in ({True, False} if write else {False})]
        if any(ended):
            _log.info("event=file_trouble_over file=%s", self.path.name)


@contextmanager
def _connect(path: Path, mode: str, busy_seconds: float) -> Iterator[sqlite3.Connection]:
    # A connection per call: script threads come and go, and opening a local file costs well below a ms.
    address = f"file:{quote(path.as_posix())}?mode={mode}"
    connection = sqlite3.connect(address, uri=True, timeout=busy_seconds)
    try:
        if mode != "ro":
            # A journal on disk needs room that a full disk has not, and one left behind by a crash makes
            # the file unreadable on a read-only disk. A file that a crash spoils is made anew.
            connection.execute("pragma journal_mode = memory")
            connection.execute("pragma secure_delete = on")
        with connection:
            yield connection
    finally:
        connection.close()


def _is_busy(error: Exception) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and (code & 0xFF) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _find_stamp(path: Path) -> tuple[int, int, int] | None:
    """Which file stands there; None where none does."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


# --- One object for everybody: threads that come at once wait for the one that builds it.

Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


class Single(Generic[Key, Made]):
    """`build`, called once for each new key; the last one is kept.

    `lru_cache` alone builds one for every thread that asks before the first is there: each of them would
    count sign-in attempts by itself.
    """

    def __init__(self, build: Callable[[Key], Made]) -> None:
        self.__doc__ = build.__doc__
        self._cached = lru_cache(maxsize=1)(build)
        self._lock = threading.Lock()

    def __call__(self, key: Key) -> Made:
        with self._lock:
            return self._cached(key)

    def cache_clear(self) -> None:
        """Forget it: the next caller builds another."""
        self._cached.cache_clear()
