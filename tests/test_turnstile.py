"""Page runs pass one at a time, in the order of their coming."""

from __future__ import annotations

import threading
import time

import pytest

from lib.turnstile import Turnstile


def run_together(turnstile: Turnstile, runs: int, seconds: float) -> tuple[list[int], int]:
    """The order in which `runs` threads, started one after the other, were inside, and how many at once."""
    order: list[int] = []
    inside, most = 0, 0
    lock = threading.Lock()

    def run(number: int) -> None:
        nonlocal inside, most
        with turnstile.turn():
            with lock:
                order.append(number)
                inside += 1
                most = max(most, inside)
            time.sleep(seconds)
            with lock:
                inside -= 1

    threads = [threading.Thread(target=run, args=(number,)) for number in range(runs)]
    with turnstile.turn():  # everybody has to wait until all stand in line
        for number, thread in enumerate(threads):
            thread.start()
            while len(turnstile._waiting) <= number:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    return order, most


def test_runs_pass_one_at_a_time_and_first_come_first_served() -> None:
    assert run_together(Turnstile(), 8, 0.002) == (list(range(8)), 1)


def test_a_run_that_takes_too_long_stops_nobody() -> None:
    order, most = run_together(Turnstile(longest_turn=0.05), 3, 0.2)
    assert order == [0, 1, 2]
    assert most > 1


def test_a_run_that_ends_in_an_exception_lets_the_next_pass() -> None:
    turnstile = Turnstile()
    with pytest.raises(KeyError), turnstile.turn():
        raise KeyError
    with turnstile.turn():
        assert turnstile.idle_seconds == 0


def test_a_run_inside_a_run_does_not_wait_for_itself() -> None:
    turnstile = Turnstile(longest_turn=60)
    with turnstile.turn(), turnstile.turn():
        pass
    assert turnstile.idle_seconds >= 0


def test_the_turnstile_is_idle_only_when_nobody_is_inside() -> None:
    turnstile = Turnstile()
    with turnstile.turn():
        time.sleep(0.02)
        assert turnstile.idle_seconds == 0
    time.sleep(0.02)
    assert turnstile.idle_seconds >= 0.02


def test_a_run_that_waits_for_something_else_lets_the_next_pass() -> None:
    """Tables that another process builds: nobody else's page waits for them."""
    turnstile = Turnstile(longest_turn=60)
    passed = threading.Event()

    def pass_through() -> None:
        with turnstile.turn():
            passed.set()

    with turnstile.turn():
        with turnstile.outside():
            thread = threading.Thread(target=pass_through)
            thread.start()
            assert passed.wait(10)
            thread.join()
        assert turnstile.idle_seconds == 0
        passed.clear()
        thread = threading.Thread(target=pass_through)
        thread.start()
        assert not passed.wait(0.05)  # inside again
    thread.join()
    with turnstile.outside():  # whoever is not inside is not held up
        pass


def test_it_is_calm_when_nobody_has_been_inside_for_as_long_as_the_last_run_took() -> None:
    turnstile = Turnstile()
    with turnstile.turn():
        assert not turnstile.is_calm, "somebody is inside"
        time.sleep(0.1)
    assert not turnstile.is_calm
    time.sleep(0.12)
    assert turnstile.is_calm


def test_a_thread_knows_whether_it_is_inside() -> None:
    turnstile = Turnstile()
    told: list[bool] = []
    assert not turnstile.is_inside
    with turnstile.turn():
        assert turnstile.is_inside
        other = threading.Thread(target=lambda: told.append(turnstile.is_inside))
        other.start()
        other.join()
    assert told == [False] and not turnstile.is_inside
