"""How old the data on the screen are: a small value that lib.data fills and lib.views draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Freshness:
    """`sequence` rises by one with every change of the data; both times are aware, in the puskesmas's zone.

    `taken_at` is None before the first successful read. `problems` are plain Indonesian texts while workbooks
    cannot be read (which, since when, what, who can mend it), `notices` those of data that are read but
    doubtful as a whole. `puskesmas`: whose data these are, where there are several in the installation.
    """

    sequence: int
    taken_at: datetime | None
    asked_at: datetime
    books: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    puskesmas: str = ""

    @property
    def age(self) -> timedelta | None:
        return None if self.taken_at is None else max(self.asked_at - self.taken_at, timedelta(0))
