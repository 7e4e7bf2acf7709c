"""Slows down password guessing: who fails too often must wait a few minutes.

An attempt is reserved before its password is looked at, so that guesses made at once are counted like guesses
made in turn, and taken back when the password was right. Counted are, within `WINDOW_SECONDS`:

- name and address together: few, since a person mistypes a few times;
- the address: more, because a whole puskesmas often shares one;
- the name from anywhere: many, so that guessing from many addresses ends too. This one would let strangers
  lock somebody out, so it does not hold for a browser in which that person has signed in before
  (`known_browser`, see lib.auth.cookie): it has counts of its own, which no stranger can use up.

Attempts are forgotten after the window, so nobody is locked out for good. Unknown names count like known
ones: the answer does not tell which names exist. The counts are shared by all processes of one data folder
(SQLite, hashes only: people type passwords into the wrong field) and kept in the process as well, which is
all there is while the disk cannot be written.
"""

from __future__ import annotations

import hashlib
import ipaddress
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from lib.auth.shared_file import FileTrouble, SharedFile, Single

WINDOW_SECONDS = 5 * 60
FAILURES_PER_NAME_AND_ADDRESS = 5
FAILURES_PER_ADDRESS = 30
FAILURES_PER_NAME = 60
ATTEMPTS_KEPT = 30_000
"""Beyond this many the oldest are dropped: guessing must not fill memory or disk."""
BUSY_SECONDS = 2.0
"""Longer than a page waits: signing in is rare, and a wait is better than a count left out."""
NETWORK_BITS = 64
"""Of an IPv6 address: one household or office has so many that it may choose among 2^64."""

_SCHEMA = """
create table attempt (counted text not null, at real not null);
create index by_counted on attempt (counted, at)
"""
_PROBE = "select counted, at from attempt limit 1"

_Limits = Sequence[tuple[str, int]]
"""What an attempt counts for (a hash), and how many are allowed."""


class Throttle:
    """`path` is the file shared by all processes; None = this process only. `clock` gives seconds since
    1970."""

    def __init__(self, path: Path | None = None, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._memory = sqlite3.connect(":memory:", check_same_thread=False)
        self._memory.executescript(_SCHEMA)
        self._file = (
            None
            if path is None
            else SharedFile(path, _SCHEMA, _PROBE, busy_seconds=BUSY_SECONDS, clock=clock)
        )

    def reserve(self, username: str, address: str, known_browser: bool = False) -> float:
        """Count an attempt before its password is checked: 0 = go on, else seconds to wait (nothing counted).

        `known_browser`: this browser has proved that `username` signed in with it before.
        """
        limits, now = _find_limits(username, address, known_browser), self._clock()
        with self._lock:
            with self._memory:
                wait = _reserve(self._memory, limits, now)
            if wait > 0 or self._file is None:
                return wait
            with suppress(FileTrouble):
                wait = self._file.run(lambda connection: _reserve(connection, limits, now), write=True)
            if wait > 0:
                with self._memory:
                    _take_back(self._memory, limits)
            return wait

    def release(self, username: str, address: str, known_browser: bool = False) -> None:
        """The password was right: the attempt counts for nobody, and this name starts afresh at this
        address."""
        limits = _find_limits(username, address, known_browser)

        def release(connection: sqlite3.Connection) -> None:
            _take_back(connection, limits)
            connection.execute("delete from attempt where counted = ?", (limits[0][0],))

        with self._lock:
            with self._memory:
                release(self._memory)
            if self._file is not None:
                with suppress(FileTrouble):
                    self._file.run(release, write=True)

    def find_problem(self) -> str | None:
        """As Sessions.find_problem: None while all processes share their counts."""
        if self._file is None:
            return None
        if self._file.find_problem() == "gagal":
            # Nobody may sign in for hours: a row that counts for nobody and is old at once tells how it is.
            with suppress(FileTrouble):
                self._file.run(
                    lambda connection: connection.execute("insert into attempt values ('', 0)"), write=True
                )
        return self._file.find_problem()


@Single
def find_throttle(data_folder: Path) -> Throttle:
    """The one of this data folder, shared by all who sign in."""
    return Throttle(data_folder / "percobaan.sqlite3")


def _find_limits(username: str, address: str, known_browser: bool) -> _Limits:
    """The narrowest first."""
    place = _find_network(address)
    if known_browser:
        return (
            (_hash("known name and address", username, place), FAILURES_PER_NAME_AND_ADDRESS),
            (_hash("known name", username), FAILURES_PER_NAME),
        )
    return (
        (_hash("name and address", username, place), FAILURES_PER_NAME_AND_ADDRESS),
        (_hash("address", place), FAILURES_PER_ADDRESS),
        (_hash("name", username), FAILURES_PER_NAME),
    )


def _find_network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, NETWORK_BITS), strict=False))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _reserve(connection: sqlite3.Connection, limits: _Limits, now: float) -> float:
    # Those of the future are of a clock that was put back: nobody waits longer than the window.
    connection.execute("delete from attempt where at <= ? or at > ?", (now - WINDOW_SECONDS, now + 1))
    wait = 0.0
    for counted, limit in limits:
        # The limit-th newest has to fall out of the window.
        row = connection.execute(
            "select at from attempt where counted = ? order by at desc limit 1 offset ?", (counted, limit - 1)
        ).fetchone()
        if row is not None:
            wait = max(wait, WINDOW_SECONDS - (now - float(row[0])))
    if wait <= 0:
        connection.executemany("insert into attempt values (?, ?)", [(counted, now) for counted, _ in limits])
        connection.execute(
            "delete from attempt where rowid <= (select max(rowid) from attempt) - ?", (ATTEMPTS_KEPT,)
        )
    return max(wait, 0.0)


def _take_back(connection: sqlite3.Connection, limits: _Limits) -> None:
    connection.executemany(
        "delete from attempt where rowid = (select max(rowid) from attempt where counted = ?)",
        [(counted,) for counted, _ in limits],
    )
