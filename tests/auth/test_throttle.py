"""The throttle: waits after failures, forgets them in time, and treats unknown names like known ones."""

from __future__ import annotations

import pytest

from lib.auth import throttle as module
from lib.auth.throttle import FAILURES_PER_ADDRESS, FAILURES_PER_NAME, WINDOW_SECONDS, Throttle


class Clock:
    now = 50.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(clock: Clock) -> Throttle:
    return Throttle(clock)


def fail(throttle: Throttle, times: int, name: str = "kepala", address: str = "10.0.0.1") -> None:
    for _ in range(times):
        throttle.record_failure(name, address)


def test_a_name_waits_after_its_last_allowed_failure(throttle: Throttle) -> None:
    fail(throttle, FAILURES_PER_NAME - 1)
    assert throttle.compute_wait("kepala", "10.0.0.1") == 0
    fail(throttle, 1)
    assert throttle.compute_wait("kepala", "10.0.0.1") == WINDOW_SECONDS
    assert throttle.compute_wait("kepala", "10.0.0.2") == WINDOW_SECONDS
    assert throttle.compute_wait("petugas", "10.0.0.1") == 0


def test_an_address_waits_after_failures_of_many_names(throttle: Throttle) -> None:
    for number in range(FAILURES_PER_ADDRESS):
        throttle.record_failure(f"nama{number}", "10.0.0.1")
    assert throttle.compute_wait("kepala", "10.0.0.1") > 0
    assert throttle.compute_wait("kepala", "10.0.0.2") == 0


def test_the_wait_ends(throttle: Throttle, clock: Clock) -> None:
    fail(throttle, FAILURES_PER_NAME)
    clock.now += WINDOW_SECONDS - 1
    assert throttle.compute_wait("kepala", "10.0.0.1") == 1
    clock.now += 1
    assert throttle.compute_wait("kepala", "10.0.0.1") == 0


def test_a_right_password_starts_the_name_afresh(throttle: Throttle) -> None:
    fail(throttle, FAILURES_PER_NAME - 1)
    throttle.forget("kepala")
    fail(throttle, FAILURES_PER_NAME - 1)
    assert throttle.compute_wait("kepala", "10.0.0.1") == 0


def test_guessing_many_names_does_not_fill_the_memory(
    throttle: Throttle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEYS_KEPT", 10)
    for number in range(100):
        throttle.record_failure(f"nama{number}", f"10.0.0.{number}")
    assert len(throttle._failures) == 10
