"""The list of open sessions."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from lib.auth.sessions import TOUCH_SECONDS, Sessions, compute_password_mark


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(tmp_path: Path, clock: Clock) -> Sessions:
    return Sessions(tmp_path / "sesi.sqlite3", idle_seconds=600, lifetime_seconds=3600, clock=clock)


def test_an_open_session_is_found_by_its_token_only(sessions: Sessions) -> None:
    token = sessions.open("kepala", "tanda")
    found = sessions.find(token)
    assert found is not None and found.username == "kepala"
    assert sessions.find(token + "x") is None
    assert sessions.open("kepala", "tanda") != token


def test_a_closed_session_is_gone(sessions: Sessions) -> None:
    token, other = sessions.open("kepala", "tanda"), sessions.open("kepala", "tanda")
    sessions.close(token)
    assert sessions.find(token) is None
    assert sessions.find(other) is not None


def test_an_unused_session_ends_and_a_used_one_goes_on(sessions: Sessions, clock: Clock) -> None:
    unused, used = sessions.open("a", "t"), sessions.open("b", "t")
    for _ in range(4):
        clock.now += 200
        assert sessions.find(used, in_use=True) is not None
    assert sessions.find(unused) is None


def test_looking_without_use_does_not_keep_a_session_open(sessions: Sessions, clock: Clock) -> None:
    token = sessions.open("a", "t")
    for _ in range(3):
        clock.now += 200
        assert sessions.find(token) is not None
    clock.now += TOUCH_SECONDS
    assert sessions.find(token) is None


def test_even_a_used_session_ends_after_its_lifetime(sessions: Sessions, clock: Clock) -> None:
    token = sessions.open("a", "t")
    for _ in range(12):
        clock.now += 300
        sessions.find(token, in_use=True)
    clock.now += 1
    assert sessions.find(token, in_use=True) is None


def test_a_restart_of_the_server_keeps_sessions(sessions: Sessions, tmp_path: Path, clock: Clock) -> None:
    token = sessions.open("a", "t")
    again = Sessions(tmp_path / "sesi.sqlite3", idle_seconds=600, lifetime_seconds=3600, clock=clock)
    assert again.find(token) is not None


def test_the_file_holds_no_token_and_is_readable_by_its_owner_only(
    sessions: Sessions, tmp_path: Path
) -> None:
    token = sessions.open("a", "t")
    path = tmp_path / "sesi.sqlite3"
    with sqlite3.connect(path) as connection:
        assert token not in str(connection.execute("select * from session").fetchall())
    assert path.stat().st_mode & 0o077 == 0


def test_the_password_mark_changes_with_the_password() -> None:
    assert compute_password_mark("$2b$a") != compute_password_mark("$2b$b")
    assert "$2b$a" not in compute_password_mark("$2b$a")
