"""One page run at a time, first come first served.

Page runs side by side starve each other at the interpreter's lock: pandas and Arrow let go of it at every
call, so that fifty viewers all finish late (docs/kinerja.md). A process uses one core either way.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_TURN_SECONDS = 10.0
"""After so long the next run goes beside the one inside: one slow page must not stop a room."""


LONGEST_CALM_SECONDS = 0.5


class Turnstile:
    """Runs pass in the order of their coming; a thread that is inside already passes."""

    def __init__(self, longest_turn: float = LONGEST_TURN_SECONDS) -> None:
        self._longest_turn = longest_turn
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._holder: object | None = None
        self._inside = threading.local()
        self._entered = self._last_left = time.monotonic()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits for its turn; whoever waits behind goes on when the block ends, however it ends."""
        if self.is_inside:
            yield
            return
        self._inside.ticket = self._enter()
        try:
            yield
        finally:
            ticket, self._inside.ticket = self._inside.ticket, None
            self._leave(ticket)

    @contextmanager
    def outside(self) -> Iterator[None]:
        """While a run waits for another process or the network the next one goes in; then it waits for its
        turn again. Whoever is not inside is not held up."""
        ticket = getattr(self._inside, "ticket", None)
        if ticket is None:
            yield
            return
        self._inside.ticket = None
        self._leave(ticket)
        try:
            yield
        finally:
            self._inside.ticket = self._enter()

    @property
    def is_inside(self) -> bool:
        """Whether this thread's run is inside."""
        return getattr(self._inside, "ticket", None) is not None

    @property
    def idle_seconds(self) -> float:
        """How long nobody has been inside or waiting; 0 while somebody is."""
        with self._lock:
            busy = self._holder is not None or self._waiting
            return 0.0 if busy else time.monotonic() - self._last_left

    @property
    def is_calm(self) -> bool:
        """Whether nobody has been inside or waiting for as long as the last run took: then what nobody waits
        for may pass, which takes half of the time at most."""
        took = self._last_left - self._entered
        return self.idle_seconds > min(max(took, 0.0), LONGEST_CALM_SECONDS)

    def _enter(self) -> object:
        mine = threading.Event()
        with self._lock:
            if self._holder is None and not self._waiting:
                self._hold(mine)
                return mine
            self._waiting.append(mine)
        while not mine.wait(self._longest_turn):
            with self._lock:
                # Only the first in line may push past a turn that takes too long.
                if not mine.is_set() and self._waiting and self._waiting[0] is mine:
                    self._waiting.popleft()
                    self._hold(mine)
                    break
        return mine

    def _leave(self, ticket: object) -> None:
        with self._lock:
            self._last_left = time.monotonic()
            if self._holder is not ticket:
                return  # somebody was let past: the next is theirs to call
            self._holder = None
            if self._waiting:
                following = self._waiting.popleft()
                self._hold(following)
                following.set()

    def _hold(self, ticket: threading.Event) -> None:
        self._holder, self._entered = ticket, time.monotonic()


PAGE_RUNS = Turnstile()
"""The one of this process: every page run passes through it."""
