"""The server's list of open sessions, beside the sign-in cookie.

streamlit-authenticator's cookie says who and until when, and nothing can be taken back. Each cookie of ours
therefore names an entry here: signing out in one tab ends every tab of that browser, a session that nobody
uses ends by itself, and a changed password ends the sessions opened with the old one. The list is a small
SQLite file in the data folder, so that a restart of the server signs nobody out; it holds no password and
only a hash of each token.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Writing "still in use" at every rerun would be a disk write per click; a minute is exact enough.
TOUCH_SECONDS = 60

_SCHEMA = """
create table if not exists session (
    token_hash text primary key,
    username text not null,
    password_mark text not null,
    opened_at real not null,
    used_at real not null
)
"""


@dataclass(frozen=True)
class Session:
    username: str
    password_mark: str


def compute_password_mark(password_hash: str) -> str:
    """What changes when the password changes, without giving away the stored hash."""
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]


class Sessions:
    """`idle_seconds` after its last use and `lifetime_seconds` after sign-in a session ends."""

    def __init__(
        self,
        path: Path,
        *,
        idle_seconds: float,
        lifetime_seconds: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._path = path
        self._idle_seconds = idle_seconds
        self._lifetime_seconds = lifetime_seconds
        self._clock = clock
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._connect() as connection:
            connection.execute(_SCHEMA)
        path.chmod(0o600)

    def open(self, username: str, password_mark: str) -> str:
        """Begin a session and return its token (only the browser and this tab's memory hold it)."""
        token = secrets.token_urlsafe(32)
        now = self._clock()
        with self._connect() as connection:
            connection.execute(
                "delete from session where used_at < ? or opened_at < ?",
                (now - self._idle_seconds, now - self._lifetime_seconds),
            )
            connection.execute(
                "insert into session values (?, ?, ?, ?, ?)",
                (_hash(token), username, password_mark, now, now),
            )
        return token

    def find(self, token: str, *, in_use: bool = False) -> Session | None:
        """The open session of this token, or None. `in_use` puts off its idle end."""
        now = self._clock()
        with self._connect() as connection:
            row = connection.execute(
                "select username, password_mark, opened_at, used_at from session where token_hash = ?",
                (_hash(token),),
            ).fetchone()
            if row is None:
                return None
            username, password_mark, opened_at, used_at = row
            if now - used_at > self._idle_seconds or now - opened_at > self._lifetime_seconds:
                connection.execute("delete from session where token_hash = ?", (_hash(token),))
                return None
            if in_use and now - used_at > TOUCH_SECONDS:
                connection.execute("update session set used_at = ? where token_hash = ?", (now, _hash(token)))
        return Session(username=username, password_mark=password_mark)

    def close(self, token: str) -> None:
        """End this session in every tab; unknown tokens do no harm."""
        with self._connect() as connection:
            connection.execute("delete from session where token_hash = ?", (_hash(token),))

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        # A connection per call: script threads come and go, and opening a local file costs well below a ms.
        connection = sqlite3.connect(self._path, timeout=10)
        try:
            with connection:
                yield connection
        finally:
            connection.close()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
