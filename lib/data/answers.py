"""What was computed is kept while it fits: one memory for all scopes of a process, the least used goes first.

Kept for ever, figures of every month × posyandu × scope took a server from 480 MB to 1.05 GB in minutes.
"""

from __future__ import annotations

import dataclasses
import sys
import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager

import pandas as pd

MOST_BYTES = 100 * 1024 * 1024
"""Together, of all scopes; beside the tables themselves."""
LEAST_BYTES = 512
"""What keeping anything costs: its key, its place in the order."""


def measure_bytes(value: object, depth: int = 4) -> int:
    """About how many bytes a value holds: of tables all but the text itself, which they mostly share with the
    workbook's; of what is nested deeper than `depth` its shell only."""
    if isinstance(value, pd.DataFrame):
        columns = sum(int(column.nbytes) for _, column in value.items())
        return columns + int(value.index.nbytes) + 2_000 * (1 + len(value.columns))
    if isinstance(value, pd.Series | pd.Index):
        return int(value.nbytes) + 2_000
    size = sys.getsizeof(value)
    if depth == 0:
        return size
    if isinstance(value, Mapping):
        return size + sum(measure_bytes(part, depth - 1) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple | set | frozenset):
        return size + sum(measure_bytes(part, depth - 1) for part in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return size + sum(measure_bytes(getattr(value, one.name), depth - 1) for one in fields)
    return size


class Answers:
    """Kept answers by owner and key, `most_bytes` together. Safe between threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[tuple[int, Hashable], tuple[object, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    @property
    def bytes_kept(self) -> int:
        return self._bytes

    def find(self, owner: int, key: Hashable) -> tuple[bool, object]:
        """Whether there is an answer, and the answer; it counts as used."""
        with self._lock:
            kept = self._kept.get((owner, key))
            if kept is None:
                return False, None
            self._kept.move_to_end((owner, key))
            return True, kept[0]

    def keep(self, owner: int, key: Hashable, answer: object) -> None:
        """Keep an answer; the least used go until all fit, the newest always stays."""
        size = LEAST_BYTES + measure_bytes(answer)
        with self._lock:
            self._drop((owner, key))
            self._kept[owner, key] = (answer, size)
            self._bytes += size
            while self._bytes > self._most_bytes and len(self._kept) > 1:
                self._drop(next(iter(self._kept)))

    def of(self, owner: int) -> dict[Hashable, object]:
        """What is kept of an owner, by key."""
        with self._lock:
            return {key: answer for (whose, key), (answer, _) in self._kept.items() if whose == owner}

    def forget(self, owner: int) -> None:
        """Drop every answer of an owner, whose tables were replaced."""
        with self._lock:
            for key in [key for key in self._kept if key[0] == owner]:
                self._drop(key)

    def _drop(self, key: tuple[int, Hashable]) -> None:
        self._bytes -= self._kept.pop(key, (None, 0))[1]


class Turns:
    """Who computes an answer, and who waits for it: one lock a question while anybody is at it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: dict[Hashable, tuple[threading.RLock, int]] = {}

    @contextmanager
    def turn(self, key: Hashable) -> Iterator[None]:
        """Waits for whoever is at this question, and for nobody else. Questions lead to others without a
        circle, so nobody waits for one who waits."""
        with self._lock:
            lock, many = self._taken.get(key, (threading.RLock(), 0))
            self._taken[key] = (lock, many + 1)
        try:
            with lock:
                yield
        finally:
            with self._lock:
                lock, many = self._taken.pop(key)
                if many > 1:
                    self._taken[key] = (lock, many - 1)


ANSWERS = Answers()
"""The memory of this process."""
