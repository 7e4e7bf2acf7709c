"""How old the data on the screen are: a small value that lib.data fills and lib.views draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Freshness:
    """`sequence` rises by one with every change of the data; both times are aware, in the puskesmas's zone.

    `taken_at` is None before the first successful read; `problem` is a plain Indonesian sentence while the
    last attempt to read failed, else None.
    """

    sequence: int
    taken_at: datetime | None
    asked_at: datetime
    books: tuple[str, ...] = ()
    problem: str | None = None

    @property
    def age(self) -> timedelta | None:
        return None if self.taken_at is None else max(self.asked_at - self.taken_at, timedelta(0))
