"""What a short message about a month is told from: counts and rates of a puskesmas or a posyandu, of no
person.

Source: aturan.md, "SKDN", "KMS" and "Privacy". Figures are those of the pages; what a scope may not know is
NaN here as there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from lib.domain.settings import Targets


@dataclass(frozen=True, slots=True)
class Summary:
    """The month of `puskesmas`, or of one `posyandu` (its name).

    now and before: figures of Beranda for the month and the one before. cases: children by list (NaN where
    hidden), `small` the lists hidden as below five. vitamin_a: programme → (given, of), given NaN where
    hidden; empty in months without capsules. next_days: name of the posyandu and its next day after today.
    """

    puskesmas: str
    posyandu: str | None
    month: pd.Period
    today: pd.Timestamp
    opened: int
    of: int
    now: Mapping[str, Any]
    before: Mapping[str, Any]
    cases: Mapping[str, float]
    small: frozenset[str]
    targets: Targets
    vitamin_a: Mapping[str, tuple[float, float]]
    next_vitamin_a: pd.Period
    next_days: tuple[tuple[str, pd.Timestamp], ...]

    @property
    def is_waiting(self) -> bool:
        """Whether posyandu are still to open in this running month: nothing is judged yet."""
        return self.month == self.today.to_period("M") and self.opened < self.of


@dataclass(frozen=True, slots=True)
class Standing:
    """What is open beside the figures: mothers perlu segera (None: not of this month; NaN: hidden), steps of
    SOPs and actions that are overdue, wrong cells (None: not theirs to know), rows not counted, measures that
    nobody could read, workbooks, and when the newest was read (None: never).
    What is of no posyandu's rows (not counted, unread) is 0 for a single one."""

    mothers: float | None
    late_steps: int
    late_actions: int
    errors: int | None
    left_out: int
    unread: int
    books: int
    read_at: datetime | None


def find_next_month(month: pd.Period, months: tuple[int, ...]) -> pd.Period:
    """The first month after `month` whose number (1–12) is one of `months`."""
    return next(month + ahead for ahead in range(1, 13) if (month + ahead).month in months)
