"""The list of open sessions."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.auth.sessions import TOUCH_SECONDS, SessionMemory, Sessions, compute_password_mark
from lib.auth.shared_file import REST_SECONDS, TOLD_SECONDS
from tests.auth.disk import SPOILS, cut_off, full_disk, held, read_only


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def start(tmp_path: Path, clock: Clock) -> Sessions:
    """The list as another process sees it, or this one after a restart."""
    path = tmp_path / "sesi.sqlite3"
    return Sessions(path, idle_seconds=600, lifetime_seconds=3600, clock=clock, memory=SessionMemory())


@pytest.fixture
def sessions(tmp_path: Path, clock: Clock) -> Sessions:
    return start(tmp_path, clock)


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
    assert start(tmp_path, clock).find(token) is not None


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


# --- A disk that fails


TROUBLES = {
    "full": lambda folder: full_disk(),
    "read-only": read_only,
    "held": lambda folder: held(folder / "sesi.sqlite3"),
}


@pytest.fixture(params=TROUBLES.values(), ids=TROUBLES)
def trouble(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], object]:
    return lambda: request.param(tmp_path)


def test_who_is_signed_in_stays_so_and_nobody_waits(
    sessions: Sessions, clock: Clock, trouble: Callable[[], object]
) -> None:
    token = sessions.open("kepala", "t")
    assert sessions.find(token) is not None
    with trouble():  # type: ignore[attr-defined]
        began = time.monotonic()
        for _ in range(5):
            clock.now += 200  # used again and again, longer than the idle time
            assert sessions.find(token, in_use=True) is not None
        assert sessions.find("tidak-ada") is None
        assert time.monotonic() - began < 5
    clock.now += REST_SECONDS
    assert sessions.find(token, in_use=True) is not None


def test_a_session_closed_while_nothing_can_be_written_never_opens_again(
    sessions: Sessions, tmp_path: Path, clock: Clock, trouble: Callable[[], object]
) -> None:
    token, other = sessions.open("kepala", "t"), sessions.open("tamu", "t")
    with trouble():  # type: ignore[attr-defined]
        sessions.close(token)
        assert sessions.find(token) is None
    assert sessions.find(token) is None
    clock.now += REST_SECONDS
    assert sessions.find(other) is not None  # any look after the disk is well writes what is owed
    assert start(tmp_path, clock).find(token) is None
    assert start(tmp_path, clock).find(other) is not None


def test_who_signs_in_while_nothing_can_be_written_is_in_and_stays_in_afterwards(
    sessions: Sessions, tmp_path: Path, clock: Clock, trouble: Callable[[], object]
) -> None:
    with trouble():  # type: ignore[attr-defined]
        tokens = [sessions.open(f"kader{number}", "t") for number in range(200)]
        assert all(sessions.find(token) is not None for token in tokens)
        assert sessions.find_problem() == "gagal"
    clock.now += REST_SECONDS
    assert sessions.find_problem() is None
    restarted = start(tmp_path, clock)
    assert all(restarted.find(token) is not None for token in tokens)


def test_a_process_starts_while_nothing_can_be_written(
    sessions: Sessions, tmp_path: Path, clock: Clock, trouble: Callable[[], object]
) -> None:
    sessions.open("kepala", "t")
    with trouble():  # type: ignore[attr-defined]
        restarted = start(tmp_path, clock)
        token = restarted.open("tamu", "t")
        assert restarted.find(token) is not None
    clock.now += REST_SECONDS
    assert restarted.find(token) is not None


def test_a_sign_out_that_could_not_be_written_holds_after_a_restart(
    sessions: Sessions, tmp_path: Path, clock: Clock
) -> None:
    """Begun while the disk is still read-only, a process takes nobody as signed in; then neither does one
    that begins after the disk is well."""
    token, other = sessions.open("kepala", "t"), sessions.open("tamu", "t")
    with read_only(tmp_path):
        sessions.close(token)
        clock.now += 1
        restarted = start(tmp_path, clock)
        assert restarted.find(token) is None and restarted.find(other) is None
    clock.now += REST_SECONDS
    again = restarted.open("tamu", "t")
    assert start(tmp_path, clock).find(again) is not None
    assert start(tmp_path, clock).find(token) is None


def test_who_writes_when_a_process_begins_signs_nobody_out(
    sessions: Sessions, tmp_path: Path, clock: Clock
) -> None:
    token = sessions.open("kepala", "t")
    clock.now += 1
    with held(tmp_path / "sesi.sqlite3"):
        restarted = start(tmp_path, clock)
    clock.now += REST_SECONDS
    assert restarted.find(token) is not None


@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__)
def test_a_damaged_list_is_made_anew_and_everybody_signs_in_again(
    sessions: Sessions,
    tmp_path: Path,
    clock: Clock,
    spoil: Callable[[Path], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = tmp_path / "sesi.sqlite3"
    open_, closed = sessions.open("kepala", "t"), sessions.open("kader", "t")
    sessions.close(closed)
    with caplog.at_level(logging.ERROR):
        spoil(path)
        assert sessions.find(open_) is None and sessions.find(closed) is None
    assert "event=file_made_anew file=sesi.sqlite3" in caplog.text
    assert sessions.find_problem() == "dibuat ulang"
    again = sessions.open("kepala", "t")
    assert sessions.find(again) is not None and sessions.find(closed) is None
    assert start(tmp_path, clock).find(again) is not None
    assert path.stat().st_mode & 0o077 == 0
    clock.now += TOLD_SECONDS
    assert sessions.find_problem() is None


@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__)
def test_a_list_damaged_before_the_start_is_made_anew(
    sessions: Sessions, tmp_path: Path, clock: Clock, spoil: Callable[[Path], None]
) -> None:
    token = sessions.open("kepala", "t")
    spoil(tmp_path / "sesi.sqlite3")
    restarted = start(tmp_path, clock)
    assert restarted.find(token) is None
    assert restarted.find(restarted.open("kepala", "t")) is not None


def test_a_damaged_list_on_a_read_only_disk_costs_a_sign_in_and_no_more(
    sessions: Sessions, tmp_path: Path, clock: Clock
) -> None:
    token = sessions.open("kepala", "t")
    cut_off(tmp_path / "sesi.sqlite3")
    with read_only(tmp_path):
        assert sessions.find(token) is None
        again = sessions.open("kepala", "t")
        assert sessions.find(again) is not None
        assert sessions.find_problem() == "gagal"
    clock.now += REST_SECONDS
    assert sessions.find(again) is not None and sessions.find(token) is None
    assert start(tmp_path, clock).find(again) is not None


def test_a_restored_copy_of_the_list_opens_no_closed_session(sessions: Sessions, tmp_path: Path) -> None:
    path = tmp_path / "sesi.sqlite3"
    token = sessions.open("kepala", "t")
    shutil.copy(path, tmp_path / "salinan")
    sessions.close(token)
    shutil.copy(tmp_path / "salinan", path)
    assert sessions.find(token) is None


def test_other_settings_open_no_closed_session(tmp_path: Path, clock: Clock) -> None:
    """A changed secrets file makes another list over the same file."""

    def start_again(idle: float) -> Sessions:
        path = tmp_path / "sesi.sqlite3"
        return Sessions(path, idle_seconds=idle, lifetime_seconds=3600, clock=clock)

    first = start_again(600)
    token = first.open("kepala", "t")
    with held(tmp_path / "sesi.sqlite3"):
        first.close(token)
    assert start_again(900).find(token) is None


def test_an_ended_session_stays_ended_when_the_idle_time_grows(tmp_path: Path, clock: Clock) -> None:
    sessions = start(tmp_path, clock)
    token = sessions.open("kepala", "t")
    clock.now += 601
    assert sessions.find(token) is None
    longer = Sessions(tmp_path / "sesi.sqlite3", idle_seconds=6000, lifetime_seconds=36000, clock=clock)
    assert longer.find(token) is None
