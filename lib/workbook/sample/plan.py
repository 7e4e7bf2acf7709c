"""What was asked for: the size of the sample, its day, and one stream of chance for each subject."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np


@dataclass(frozen=True, slots=True)
class Plan:
    """Size and day of a sample. The same plan gives the same cells."""

    today: date
    posyandu: int = 4
    children: int = 160
    months: int = 14
    mothers: int = 24
    seed: int = 7

    def __post_init__(self) -> None:
        if min(self.posyandu, self.children, self.months, self.mothers) < 1:
            raise ValueError("Jumlah posyandu, balita, bulan dan ibu hamil paling sedikit 1.")

    def chance(self, subject: str) -> np.random.Generator:
        """A generator of its own for each subject, so that one more draw in one moves no other."""
        return np.random.default_rng([self.seed, zlib.crc32(subject.encode())])


def add_months(day: date, months: int) -> date:
    """The first day of the month `months` later (or earlier) than the month of `day`."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def last_day(month: date) -> date:
    """The last day of the month of `month`."""
    return add_months(month, 1) - timedelta(days=1)
