"""Keeps the requests of one service account under Google's quota."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable


class Pace:
    """At most `limit` passes in any `seconds`; who comes too early waits in `wait`."""

    def __init__(
        self,
        limit: int,
        seconds: float,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._sleep = sleep
        self._passes: deque[float] = deque(maxlen=limit)
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Returns when one more request is within the limit, and counts it."""
        with self._lock:
            if len(self._passes) == self._passes.maxlen:
                early = self._passes[0] + self._seconds - self._monotonic()
                if early > 0:
                    self._sleep(early)
            self._passes.append(self._monotonic())
