"""The server's list of open sessions, beside the sign-in cookie.

A cookie says who and until when, and nothing can be taken back. Each cookie of ours therefore names an entry
here: signing out in one tab ends every tab of that browser, a session that nobody uses ends by itself, and a
changed password ends the sessions opened with the old one. The list is a small SQLite file in the data
folder, so that a restart of the server signs nobody out and several processes know the same sessions; it
holds no password and only a hash of each token.

Looking never needs a write, and nobody waits for the disk. What can't be written (full or read-only disk, a
file that another process holds) is kept in memory and written when the disk is well again: sessions opened
meanwhile live in this process, sessions closed meanwhile are closed in it for good. A damaged file is made
anew, and what stands in a file that cannot be written when a process begins counts no more, since a sign-out
may be missing in it: then everybody signs in again, and no closed session is open again.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from lib.auth.shared_file import FileTrouble, SharedFile

# Writing "still in use" at every rerun would be a disk write per click; a minute is exact enough.
TOUCH_SECONDS = 60
TRY_SECONDS = 1.0
"""/sehat tries to write at most so often, however often it is asked."""
CLOSED_KEPT = 100_000
"""Hashes of closed sessions that a process remembers: far more than sign-outs in a session's longest life."""

_SCHEMA = """
create table session (
    token_hash text primary key,
    username text not null,
    password_mark text not null,
    opened_at real not null,
    used_at real not null
) without rowid
"""
_PROBE = "select token_hash, username, password_mark, opened_at, used_at from session limit 1"


@dataclass(frozen=True)
class Session:
    username: str
    password_mark: str


@dataclass(frozen=True, slots=True)
class _Entry:
    username: str
    password_mark: str
    opened_at: float
    used_at: float


@dataclass(slots=True)
class SessionMemory:
    """What one process knows beyond the file. One for each file in a process, and it outlives a `Sessions`
    when settings change (idle time, accounts), so that what was closed stays closed. Keys are token
    hashes."""

    unwritten: dict[str, _Entry] = field(default_factory=dict)
    """Opened here and not yet in the file."""
    closed: dict[str, float] = field(default_factory=dict)
    """Closed here, and when: never open again, whatever the file says."""
    undeleted: set[str] = field(default_factory=set)
    """Closed here and perhaps still in the file."""
    used: dict[str, float] = field(default_factory=dict)
    """Last use that is not yet in the file."""
    seen: dict[str, _Entry] = field(default_factory=dict)
    """As last read from the file: stands in while it can't be read."""
    counts_from: float | None = None
    """Sessions opened before count no more; None = nothing has begun yet."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    writing: threading.Lock = field(default_factory=threading.Lock)

    def forget_file(self) -> None:
        """The file's contents are gone: so are all sessions that were in it."""
        with self.lock:
            self.seen.clear()
            self.used.clear()


@cache
def _find_memory(path: Path) -> SessionMemory:
    return SessionMemory()


def compute_password_mark(password_hash: str) -> str:
    """What changes when the password changes, without giving away the stored hash."""
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]


class Sessions:
    """`idle_seconds` after its last use and `lifetime_seconds` after sign-in a session ends.

    No method raises for the disk's sake. `clock` gives seconds since 1970, the same for all processes;
    `memory` is another one than this process's in tests of restarts only.
    """

    def __init__(
        self,
        path: Path,
        *,
        idle_seconds: float,
        lifetime_seconds: float,
        clock: Callable[[], float] = time.time,
        memory: SessionMemory | None = None,
    ) -> None:
        self._idle_seconds = idle_seconds
        self._lifetime_seconds = lifetime_seconds
        self._clock = clock
        self._memory = memory or _find_memory(path)
        self._tried_at = 0.0
        self._file = SharedFile(path, _SCHEMA, _PROBE, on_lost=self._memory.forget_file, clock=clock)
        with self._memory.lock:
            if self._memory.counts_from is None:
                self._memory.counts_from = clock() if self._file.began_unwritable else float("-inf")

    def open(self, username: str, password_mark: str) -> str:
        """Begin a session and return its token (only the browser and this tab's memory hold it)."""
        token = secrets.token_urlsafe(32)
        now = self._clock()
        with self._memory.lock:
            self._memory.unwritten[_hash(token)] = _Entry(username, password_mark, now, now)
        self._write()
        return token

    def find(self, token: str, *, in_use: bool = False) -> Session | None:
        """The open session of this token, or None. `in_use` puts off its idle end."""
        now, key = self._clock(), _hash(token)
        entry = self._find(key)
        if entry is None:
            return None
        if now - entry.used_at > self._idle_seconds or now - entry.opened_at > self._lifetime_seconds:
            self._close(key)
            return None
        touched = in_use and now - entry.used_at > TOUCH_SECONDS
        with self._memory.lock:
            if touched:
                self._memory.used[key] = now
            owing = touched or self._memory.undeleted or self._memory.unwritten
        if owing:
            self._write()
        return Session(username=entry.username, password_mark=entry.password_mark)

    def close(self, token: str) -> None:
        """End this session in every tab; unknown tokens do no harm."""
        self._close(_hash(token))

    def find_problem(self) -> str | None:
        """A word for /sehat after trying to write: "gagal", or "dibuat ulang" for a while; None = all is
        well."""
        now = self._clock()
        if abs(now - self._tried_at) >= TRY_SECONDS:
            self._tried_at = now
            self._write()
        return self._file.find_problem()

    def _find(self, key: str) -> _Entry | None:
        memory = self._memory
        with memory.lock:
            if key in memory.closed:
                return None
            entry = memory.unwritten.get(key)
        if entry is None:
            try:
                entry = self._file.run(lambda connection: _read_entry(connection, key), write=False)
            except FileTrouble:
                with memory.lock:
                    entry = memory.seen.get(key)
            else:
                with memory.lock:
                    if entry is None:
                        memory.seen.pop(key, None)
                    else:
                        memory.seen[key] = entry
        with memory.lock:
            # Looked at again: it may have been closed, or written, while the file was read.
            entry = entry or memory.unwritten.get(key)
            if entry is None or key in memory.closed or entry.opened_at < (memory.counts_from or 0.0):
                return None
            return replace(entry, used_at=max(entry.used_at, memory.used.get(key, 0.0)))

    def _close(self, key: str) -> None:
        memory = self._memory
        with memory.lock:
            memory.closed[key] = self._clock()
            memory.undeleted.add(key)
            for known in (memory.unwritten, memory.used, memory.seen):
                known.pop(key, None)
            while len(memory.closed) > CLOSED_KEPT:
                oldest = next(iter(memory.closed))
                if oldest in memory.undeleted:
                    break
                del memory.closed[oldest]
        self._write()

    def _write(self) -> None:
        """Bring the file up to what this process knows; what cannot be written is kept for the next time."""
        memory, now = self._memory, self._clock()
        with memory.writing:
            with memory.lock:
                opened, closed, used = dict(memory.unwritten), set(memory.undeleted), dict(memory.used)
                counts_from = memory.counts_from or 0.0

            def delete(connection: sqlite3.Connection) -> None:
                connection.executemany("delete from session where token_hash = ?", [(key,) for key in closed])
                connection.execute("delete from session where opened_at < ?", (counts_from,))

            def write(connection: sqlite3.Connection) -> None:
                connection.executemany(
                    "insert or ignore into session values (?, ?, ?, ?, ?)",
                    [
                        (key, entry.username, entry.password_mark, entry.opened_at, entry.used_at)
                        for key, entry in opened.items()
                    ],
                )
                connection.executemany(
                    "update session set used_at = max(used_at, ?) where token_hash = ?",
                    [(at, key) for key, at in used.items()],
                )
                # Last: what was in use while nothing could be written is not idle.
                connection.execute(
                    "delete from session where used_at < ? or opened_at < ?",
                    (now - self._idle_seconds, now - self._lifetime_seconds),
                )

            try:
                # By itself and first: on a full disk what is there can still be written over.
                if closed or counts_from > 0:
                    self._file.run(delete, write=True)
                with memory.lock:
                    memory.undeleted -= closed
                    memory.counts_from = float("-inf")
                self._file.run(write, write=True)
            except FileTrouble:
                return
            with memory.lock:
                for key, entry in opened.items():
                    memory.unwritten.pop(key, None)
                    memory.seen[key] = entry
                for key, at in used.items():
                    if memory.used.get(key) == at:
                        del memory.used[key]
                self._forget_ended(now)

    def _forget_ended(self, now: float) -> None:
        for known in (self._memory.seen, self._memory.unwritten):
            for key in [
                key for key, entry in known.items() if now - entry.opened_at > self._lifetime_seconds
            ]:
                del known[key]


def _read_entry(connection: sqlite3.Connection, key: str) -> _Entry | None:
    row = connection.execute(
        "select username, password_mark, opened_at, used_at from session where token_hash = ?", (key,)
    ).fetchone()
    return None if row is None else _Entry(str(row[0]), str(row[1]), float(row[2]), float(row[3]))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
