"""Time as sources and refresher see it."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Clock:
    """The computer's own clock unless told otherwise; another one lets three days pass in minutes.

    `now` is aware (UTC), `monotonic` and `sleep` are in seconds.
    """

    now: Callable[[], datetime] = _now
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


REAL = Clock()


# --- Keeps the requests of one service account under Google's quota.

REQUESTS_A_MINUTE = 50
"""Google allows a service account 60 reads a minute; the rest is left to the command line."""
SECONDS_A_BOOK = 1.5
"""For each reading of a workbook: 40 a minute leave room for tab lists and retries."""
SECONDS_A_WATCHED_BOOK = 2.0
"""For those that somebody looks at, where there are others as well, which need their turn too."""


def compute_intervals(wanted: float, watched: int, others: int) -> tuple[float, float]:
    """Seconds between two readings of a workbook that somebody looks at, and of another one.

    `wanted` for all where the quota allows it; else those that are watched come as often as that, if they are
    not too many, and the others share what is left.
    """
    every = SECONDS_A_BOOK * (watched + others)
    if every <= wanted or not watched or not others:
        return max(wanted, every), max(wanted, every)
    often = max(wanted, SECONDS_A_WATCHED_BOOK * watched)
    left = 1 / SECONDS_A_BOOK - watched / often
    return often, max(often, others / left)


class Pace:
    """At most `limit` passes in any `seconds`; who comes too early waits in `wait`."""

    def __init__(self, limit: int, seconds: float, clock: Clock = REAL) -> None:
        self._seconds = seconds
        self._clock = clock
        self._passes: deque[float] = deque(maxlen=limit)
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Returns when one more request is within the limit, and counts it."""
        with self._lock:
            if len(self._passes) == self._passes.maxlen:
                early = self._passes[0] + self._seconds - self._clock.monotonic()
                if early > 0:
                    self._clock.sleep(early)
            self._passes.append(self._clock.monotonic())
