"""Rules of age: days, completed calendar months, age groups."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lib.domain.age import (
    AGE_GROUPS,
    build_age_group,
    compute_age_days,
    compute_age_group_codes,
    compute_age_months,
)


@pytest.mark.parametrize(
    ("born", "on", "months"),
    [
        ("2026-01-15", "2026-04-13", 2),  # 2 months 29 days
        ("2026-01-15", "2026-04-15", 3),
        ("2026-01-31", "2026-02-27", 0),
        ("2026-01-31", "2026-02-28", 1),  # the month's last day
        ("2026-01-30", "2026-02-28", 1),
        ("2026-01-31", "2026-04-29", 2),
        ("2026-01-31", "2026-04-30", 3),
        ("2024-02-29", "2025-02-28", 12),
        ("2024-02-28", "2024-02-28", 0),
        ("2024-02-29", "2028-02-28", 47),  # a leap year: the 29th exists
        ("2021-12-31", "2026-11-30", 59),
        ("2026-03-02", "2026-03-01", -1),
    ],
)
def test_completed_calendar_months(born: str, on: str, months: int) -> None:
    assert compute_age_months(born, on) == months


def test_age_in_days_is_the_difference_of_the_dates() -> None:
    assert compute_age_days("2024-02-28", "2024-03-01") == 2
    assert compute_age_days(pd.Timestamp("2026-01-01 23:00"), pd.Timestamp("2026-01-02 01:00")) == 1


def test_ages_are_vectorised_and_unknown_dates_stay_unknown() -> None:
    born = pd.Series(["2025-01-31", None, "2025-03-01"], dtype="datetime64[s]")
    assert np.array_equal(compute_age_days(born, pd.Timestamp("2025-03-01")), [29, np.nan, 0], equal_nan=True)
    assert np.array_equal(
        compute_age_months(born, pd.Timestamp("2025-02-28")), [1, np.nan, -1], equal_nan=True
    )
    assert np.isnan(compute_age_months("2025-01-01", pd.NaT))
    assert compute_age_days(born.iloc[:0], born.iloc[:0]).shape == (0,)


def test_age_groups_use_the_age_at_the_months_end() -> None:
    # Born on 20 September 2025: 5 months on 1 March, 6 at its end.
    codes = compute_age_group_codes(["2025-09-20"] * 2, ["2026-02-01", "2026-03-01"])
    assert list(build_age_group(codes)) == ["0–5", "6–11"]


def test_one_who_turns_sixty_months_within_the_month_stays_in_the_last_group() -> None:
    assert list(build_age_group(compute_age_group_codes(["2021-03-15"], ["2026-03-01"]))) == ["24–59"]


def test_age_groups_of_the_unborn_and_unknown_are_missing() -> None:
    group = build_age_group(compute_age_group_codes(["2026-05-01", None], ["2026-03-01", "2026-03-01"]))
    assert group.isna().all()
    assert tuple(group.categories) == AGE_GROUPS
