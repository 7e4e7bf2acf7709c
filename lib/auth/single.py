"""One object for everybody: threads that come at once wait for the one that builds it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
T = TypeVar("T")


class Single(Generic[Key, T]):
    """`build`, called once for each new key; the last one is kept.

    `lru_cache` alone builds one for every thread that asks before the first is there: each of them would
    count sign-in attempts by itself.
    """

    def __init__(self, build: Callable[[Key], T]) -> None:
        self.__doc__ = build.__doc__
        self._cached = lru_cache(maxsize=1)(build)
        self._lock = threading.Lock()

    def __call__(self, key: Key) -> T:
        with self._lock:
            return self._cached(key)

    def cache_clear(self) -> None:
        """Forget it: the next caller builds another."""
        self._cached.cache_clear()
