"""Slows down password guessing: too many failures of one name or one address must wait a few minutes.

Failures are forgotten after `WINDOW_SECONDS`, so nobody is locked out for good. Unknown names count like
known ones, and so the answer does not tell which names exist. The address limit is wide because a whole
puskesmas often shares one address.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

WINDOW_SECONDS = 5 * 60
FAILURES_PER_NAME = 5
FAILURES_PER_ADDRESS = 30
# Beyond this many names and addresses the oldest are dropped: guessing must not fill the memory.
KEYS_KEPT = 10_000


class Throttle:
    """In memory, one per process, safe to share between sessions. `clock` gives seconds that only rise."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[tuple[str, str], deque[float]] = {}
        self._lock = threading.Lock()

    def compute_wait(self, username: str, address: str) -> float:
        """Seconds until this name may be tried again from this address; 0 = now."""
        now = self._clock()
        with self._lock:
            return max(self._compute_wait(key, limit, now) for key, limit in _keys(username, address))

    def record_failure(self, username: str, address: str) -> None:
        now = self._clock()
        with self._lock:
            for key, _ in _keys(username, address):
                # Moved to the end: a dict keeps insertion order, and the oldest are dropped first.
                times = self._failures.pop(key, deque())
                times.append(now)
                self._failures[key] = times
            while len(self._failures) > KEYS_KEPT:
                self._failures.pop(next(iter(self._failures)))

    def forget(self, username: str) -> None:
        """After a right password: that name starts afresh (the address does not)."""
        with self._lock:
            self._failures.pop(("name", username), None)

    def _compute_wait(self, key: tuple[str, str], limit: int, now: float) -> float:
        times = self._failures.get(key)
        if times is None:
            return 0.0
        while times and now - times[0] >= WINDOW_SECONDS:
            times.popleft()
        if not times:
            del self._failures[key]
        if len(times) < limit:
            return 0.0
        # The limit-th newest failure has to fall out of the window.
        return WINDOW_SECONDS - (now - times[-limit])


def _keys(username: str, address: str) -> tuple[tuple[tuple[str, str], int], ...]:
    return (("name", username), FAILURES_PER_NAME), (("address", address), FAILURES_PER_ADDRESS)
