"""Numbers, dates and ages as Indonesians write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from lib.words import formats


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (1234.5, 1, "1.234,5"),
        (12, 0, "12"),
        (-2.345, 2, "−2,35"),
        (-0.04, 1, "0,0"),
        (-0.0, 1, "0,0"),
        (0, 1, "0,0"),
        (None, 0, "—"),
        (float("nan"), 0, "—"),
        (pd.NA, 0, "—"),
    ],
)
def test_numbers(value: float | None, decimals: int, expected: str) -> None:
    assert formats.format_number(value, decimals=decimals) == expected


def test_percent_and_units() -> None:
    assert formats.format_percent(82.35) == "82,4%"
    assert formats.format_percent(None) == "—"
    assert formats.format_unit(12.5, "kg", decimals=1) == "12,5\u00a0kg"


def test_dates() -> None:
    day = date(2026, 11, 22)
    assert formats.format_day(day) == "22 November 2026"
    assert formats.format_short_day(date(2026, 8, 3)) == "3 Agu 2026"
    assert formats.format_weekday(day) == "Minggu, 22 November 2026"
    assert formats.format_day(pd.Timestamp(day)) == "22 November 2026"
    assert formats.format_day(pd.NaT) == "—"
    assert formats.format_month(pd.Period("2026-02", freq="M")) == "Februari 2026"
    assert formats.format_month(day) == "November 2026"
    assert formats.format_time(datetime(2026, 11, 22, 9, 42)) == "09.42"
    assert formats.format_minutes_of_day(510.0) == "08.30"
    assert formats.format_minutes_of_day(float("nan")) == "—"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (5, "baru saja"),
        (45, "45 detik lalu"),
        (180, "3 menit lalu"),
        (3600 * 3, "3 jam lalu"),
        (86400 * 2, "2 hari lalu"),
    ],
)
def test_ages(seconds: int, expected: str) -> None:
    assert formats.format_age(timedelta(seconds=seconds)) == expected


def test_an_unknown_age_is_a_dash() -> None:
    assert formats.format_age(None) == "—"


@pytest.mark.parametrize(
    ("value", "shown"), [(81.25, "81,3%"), (81.35, "81,4%"), (0.05, "0,1%"), (-0.04, "0,0%")]
)
def test_a_half_is_rounded_up_as_spreadsheets_do(value: float, shown: str) -> None:
    assert formats.format_percent(value) == shown
