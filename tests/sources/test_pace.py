"""Many workbooks of one account stay under Google's 60 reads a minute."""

from __future__ import annotations

from lib.sources.clock import Clock, Pace


class Hands:
    """A clock that moves only when someone sleeps."""

    def __init__(self) -> None:
        self.time = 1000.0

    def sleep(self, seconds: float) -> None:
        self.time += seconds


def test_no_minute_sees_more_than_the_limit() -> None:
    clock = Hands()
    pace = Pace(50, 60.0, Clock(monotonic=lambda: clock.time, sleep=clock.sleep))
    passes = []
    for _ in range(400):
        pace.wait()
        passes.append(clock.time)
        clock.time += 0.2
    for start in passes:
        assert sum(start <= moment < start + 60 for moment in passes) <= 50


def test_the_first_ones_do_not_wait() -> None:
    clock = Hands()
    pace = Pace(50, 60.0, Clock(monotonic=lambda: clock.time, sleep=clock.sleep))
    for _ in range(50):
        pace.wait()
    assert clock.time == 1000.0
    pace.wait()
    assert clock.time == 1060.0
