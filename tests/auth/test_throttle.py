"""The throttle: attempts count before their check, and strangers lock nobody out who signed in before."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lib.auth import throttle as module
from lib.auth.shared_file import REST_SECONDS
from lib.auth.throttle import (
    FAILURES_PER_ADDRESS,
    FAILURES_PER_NAME,
    FAILURES_PER_NAME_AND_ADDRESS,
    WINDOW_SECONDS,
    Throttle,
    find_throttle,
)
from lib.config import ROOT
from tests.auth.disk import SPOILS, full_disk, held, read_only

HERE, THERE = "10.0.0.1", "10.0.0.2"


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["shared", "this process"])
def throttle(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Throttle:
    return Throttle(tmp_path / "percobaan.sqlite3" if request.param == "shared" else None, clock)


def fail(throttle: Throttle, times: int, name: str = "kepala", address: str = HERE) -> None:
    for _ in range(times):
        assert throttle.reserve(name, address) == 0


def test_a_name_waits_at_the_address_of_its_failures(throttle: Throttle) -> None:
    fail(throttle, FAILURES_PER_NAME_AND_ADDRESS)
    assert throttle.reserve("kepala", HERE) == WINDOW_SECONDS
    assert throttle.reserve("petugas", HERE) == 0
    assert throttle.reserve("kepala", THERE) == 0


def test_an_address_waits_after_failures_of_many_names(throttle: Throttle) -> None:
    for number in range(FAILURES_PER_ADDRESS):
        fail(throttle, 1, f"nama{number}")
    assert throttle.reserve("kepala", HERE) > 0
    assert throttle.reserve("kepala", THERE) == 0


def test_a_name_waits_after_failures_from_many_addresses(throttle: Throttle) -> None:
    for number in range(FAILURES_PER_NAME):
        fail(throttle, 1, address=f"10.0.1.{number}")
    assert throttle.reserve("kepala", HERE) > 0
    assert throttle.reserve("petugas", HERE) == 0


def test_strangers_never_lock_a_browser_out_in_which_that_person_has_signed_in(throttle: Throttle) -> None:
    for number in range(FAILURES_PER_NAME):
        fail(throttle, 1, address=f"10.0.1.{number}")
    fail(throttle, FAILURES_PER_NAME_AND_ADDRESS, "lain")
    for number in range(FAILURES_PER_ADDRESS - FAILURES_PER_NAME_AND_ADDRESS):
        fail(throttle, 1, f"nama{number}")
    assert throttle.reserve("kepala", HERE) > 0
    assert throttle.reserve("kepala", HERE, known_browser=True) == 0


def test_a_known_browser_has_a_limit_too(throttle: Throttle) -> None:
    for _ in range(FAILURES_PER_NAME_AND_ADDRESS):
        assert throttle.reserve("kepala", HERE, known_browser=True) == 0
    assert throttle.reserve("kepala", HERE, known_browser=True) > 0
    for number in range(FAILURES_PER_NAME - FAILURES_PER_NAME_AND_ADDRESS):
        assert throttle.reserve("kepala", f"10.0.1.{number}", known_browser=True) == 0
    assert throttle.reserve("kepala", THERE, known_browser=True) > 0


def test_the_wait_ends_and_waiting_costs_nothing(throttle: Throttle, clock: Clock) -> None:
    fail(throttle, FAILURES_PER_NAME_AND_ADDRESS)
    clock.now += WINDOW_SECONDS - 1
    for _ in range(20):
        assert throttle.reserve("kepala", HERE) == 1
    clock.now += 1
    fail(throttle, FAILURES_PER_NAME_AND_ADDRESS)


def test_a_clock_that_is_put_back_makes_nobody_wait_longer(throttle: Throttle, clock: Clock) -> None:
    fail(throttle, FAILURES_PER_NAME_AND_ADDRESS)
    clock.now -= 86_400
    assert throttle.reserve("kepala", HERE) == 0


def test_a_right_password_starts_the_name_afresh_and_counts_for_nobody(throttle: Throttle) -> None:
    for _ in range(FAILURES_PER_NAME + 1):  # a busy morning behind one address
        fail(throttle, 1)
        throttle.release("kepala", HERE)
    fail(throttle, FAILURES_PER_NAME_AND_ADDRESS - 1)
    fail(throttle, 1)
    throttle.release("kepala", HERE)
    fail(throttle, FAILURES_PER_NAME_AND_ADDRESS)


def test_a_right_password_does_not_clear_the_address(throttle: Throttle) -> None:
    for number in range(FAILURES_PER_ADDRESS - 1):
        fail(throttle, 1, f"nama{number}")
        fail(throttle, 1, "saya")
        throttle.release("saya", HERE)
    fail(throttle, 1)
    assert throttle.reserve("petugas", HERE) > 0


def test_one_household_counts_once_however_many_addresses_it_has(throttle: Throttle) -> None:
    for number in range(FAILURES_PER_NAME_AND_ADDRESS):
        fail(throttle, 1, address=f"2001:db8:1:2::{number}")
    assert throttle.reserve("kepala", "2001:db8:1:2:ffff::1") > 0
    assert throttle.reserve("kepala", "2001:db8:1:3::1") == 0
    fail(throttle, FAILURES_PER_NAME_AND_ADDRESS, "kader", "::ffff:10.0.0.9")
    assert throttle.reserve("kader", "10.0.0.9") > 0


@pytest.mark.parametrize("count", [24, 60])
def test_guesses_made_at_once_are_counted_like_guesses_in_turn(throttle: Throttle, count: int) -> None:
    together = threading.Barrier(count)

    def guess(_: int) -> float:
        together.wait()
        return throttle.reserve("kepala", HERE)

    with ThreadPoolExecutor(count) as pool:
        waits = list(pool.map(guess, range(count)))
    assert waits.count(0) == FAILURES_PER_NAME_AND_ADDRESS


GUESSER = """
import sys
from pathlib import Path
from lib.auth.throttle import Throttle
throttle = Throttle(Path(sys.argv[1]))
print(sum(throttle.reserve("kepala", "10.0.0.1") == 0 for _ in range(24)))
"""


def test_all_processes_of_a_data_folder_count_together(tmp_path: Path) -> None:
    command = [sys.executable, "-c", GUESSER, str(tmp_path / "percobaan.sqlite3")]
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert sum(int(one.communicate(timeout=60)[0]) for one in running) == FAILURES_PER_NAME_AND_ADDRESS


def test_a_file_that_many_open_at_once_is_made_once_and_loses_no_count(tmp_path: Path) -> None:
    """Each with a Throttle of its own, as if each were a process, and none before them."""
    for turn in range(20):
        path, together = tmp_path / str(turn) / "percobaan.sqlite3", threading.Barrier(24)

        def guess(_: int, path: Path = path, together: threading.Barrier = together) -> float:
            together.wait()
            return Throttle(path).reserve("kepala", HERE)

        with ThreadPoolExecutor(24) as pool:
            waits = list(pool.map(guess, range(24)))
        assert waits.count(0) == FAILURES_PER_NAME_AND_ADDRESS
        assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_whoever_asks_at_once_gets_the_same_counts(tmp_path: Path) -> None:
    together = threading.Barrier(24)

    def find(_: int) -> Throttle:
        together.wait()
        return find_throttle(tmp_path / "bersama")

    with ThreadPoolExecutor(24) as pool:
        assert len(set(map(id, pool.map(find, range(24))))) == 1


@pytest.fixture
def shared(tmp_path: Path, clock: Clock) -> Iterator[Throttle]:
    yield Throttle(tmp_path / "percobaan.sqlite3", clock)


@pytest.mark.parametrize("trouble", ["full", "read-only", "held"])
def test_without_a_disk_the_process_counts_by_itself(
    shared: Throttle,
    tmp_path: Path,
    clock: Clock,
    trouble: str,
) -> None:
    fail(shared, 2)
    path = tmp_path / "percobaan.sqlite3"
    with {"full": full_disk(), "read-only": read_only(tmp_path), "held": held(path)}[trouble]:
        began = time.monotonic()
        fail(shared, FAILURES_PER_NAME_AND_ADDRESS - 2)
        assert shared.reserve("kepala", HERE) > 0
        assert time.monotonic() - began < 4
        assert shared.find_problem() == "gagal"
    clock.now += REST_SECONDS
    # Asked by /sehat, and nobody has to sign in for it.
    assert shared.find_problem() is None
    assert shared.reserve("kepala", HERE) > 0


@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__)
def test_a_damaged_file_is_made_anew_and_this_process_still_knows(
    shared: Throttle,
    tmp_path: Path,
    spoil: object,
) -> None:
    fail(shared, FAILURES_PER_NAME_AND_ADDRESS)
    spoil(tmp_path / "percobaan.sqlite3")  # type: ignore[operator]
    assert shared.reserve("kepala", HERE) > 0
    fail(shared, 1, "petugas")
    assert shared.find_problem() == "dibuat ulang"


def test_guessing_many_names_fills_neither_memory_nor_disk(
    shared: Throttle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "ATTEMPTS_KEPT", 30)
    for number in range(100):
        fail(shared, 1, f"nama{number}" * 1000, f"10.0.0.{number}")
    assert shared._memory.execute("select count(*) from attempt").fetchone()[0] <= 30
    assert (tmp_path / "percobaan.sqlite3").stat().st_size < 100_000


def test_what_was_typed_is_not_kept(shared: Throttle, tmp_path: Path) -> None:
    fail(shared, 1, "kata-sandi-di-kolom-nama")
    assert b"kata-sandi" not in (tmp_path / "percobaan.sqlite3").read_bytes()
