"""Numbers, dates and ages as Indonesians write them (Babel, locale id). Missing values are one dash."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, localcontext
from functools import lru_cache
from typing import Any

import pandas as pd
from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal

from lib.words.text import EMPTY_VALUE

LOCALE = "id_ID"
UNNAMED = "tanpa nama"
_JUST_NOW_SECONDS = 30
_NUMBERS_KEPT, _DAYS_KEPT = 8_192, 4_096
"""Babel takes a tenth of a millisecond for each, and pages write the same hundreds again and again."""


def format_number(value: float | None, *, decimals: int = 0) -> str:
    """1234.5 → "1.234,5" with as many decimals as asked; None, NaN and pd.NA → "—"."""
    if value is None or _is_missing(value):
        return EMPTY_VALUE
    return _write_number(value or 0, decimals)  # a zero below zero is the same zero, also as a key


@lru_cache(maxsize=_NUMBERS_KEPT)
def _write_number(value: float, decimals: int) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    with localcontext(rounding=ROUND_HALF_UP):  # as calculators and spreadsheets do: 26 of 32 is 81,3%
        text = format_decimal(value, format=pattern, locale=LOCALE)
    # A rounded −0,0 is a plain 0,0; the real minus sign does not break from its digits.
    return text.lstrip("-") if value < 0 and not text.strip("-0,.") else text.replace("-", "−")


def format_filled(known: float, whole: float) -> str:
    """ "baru 12 dari 30 terisi": in place of a figure that so few answers do not make."""
    return f"baru {format_number(known)} dari {format_number(whole)} terisi"


def format_percent(value: float | None, *, decimals: int = 1) -> str:
    """82.35 → "82,4%" (the value is already in percent, 0–100)."""
    return EMPTY_VALUE if _is_missing(value) else f"{format_number(value, decimals=decimals)}%"


def format_unit(value: float | None, unit: str, *, decimals: int = 0) -> str:
    """12.5, "kg" → "12,5 kg", with a no-break space."""
    return EMPTY_VALUE if _is_missing(value) else f"{format_number(value, decimals=decimals)}\u00a0{unit}"


def format_name(name: Any) -> str:
    """A person's name as typed (not escaped), or UNNAMED where the cell is empty."""
    return UNNAMED if _is_missing(name) else str(name)


def format_day(value: date | None) -> str:
    """ "22 November 2026"."""
    return _format_date(value, "d MMMM y")


def format_short_day(value: date | None) -> str:
    """ "22 Nov 2026"."""
    return _format_date(value, "d MMM y")


def format_day_of_month(value: date | None) -> str:
    """ "22 Nov", where the year stands beside it."""
    return _format_date(value, "d MMM")


def format_weekday(value: date | None) -> str:
    """ "Minggu, 22 November 2026"."""
    return _format_date(value, "EEEE, d MMMM y")


def format_month(value: date | pd.Period | None) -> str:
    """ "November 2026", from any day of the month or a monthly Period."""
    return _format_date(value.to_timestamp() if isinstance(value, pd.Period) else value, "MMMM y")


def format_short_month(value: date | pd.Period | None) -> str:
    """ "Nov 2026"."""
    return _format_date(value.to_timestamp() if isinstance(value, pd.Period) else value, "MMM y")


def format_time(value: datetime | None) -> str:
    """ "09.42"."""
    return _format_date(value, "HH.mm")


def format_minutes_of_day(value: float | None) -> str:
    """Minutes after midnight (the tables' TIME columns) → "08.30"."""
    if value is None or _is_missing(value):
        return EMPTY_VALUE
    hours, minutes = divmod(round(value), 60)
    return f"{hours:02d}.{minutes:02d}"


def format_phone(value: str | None) -> str:
    """ "+628123456789" → "08123456789", as people dial it."""
    if value is None or _is_missing(value):
        return EMPTY_VALUE
    return f"0{value[3:]}" if value.startswith("+62") else value


def format_age(age: timedelta | None) -> str:
    """ "baru saja", "3 menit lalu", "2 hari lalu"."""
    if age is None:
        return EMPTY_VALUE
    if age.total_seconds() < _JUST_NOW_SECONDS:
        return "baru saja"
    return format_timedelta(age, locale=LOCALE, threshold=1.5) + " lalu"


def _format_date(value: Any, pattern: str) -> str:
    if value is None or value is pd.NaT or _is_missing(value):
        return EMPTY_VALUE
    if isinstance(value, datetime) and ("H" in pattern):
        return value.strftime("%H.%M")
    return _write_day(value.date() if isinstance(value, datetime) else value, pattern)


@lru_cache(maxsize=_DAYS_KEPT)
def _write_day(day: date, pattern: str) -> str:
    return str(format_date(day, format=pattern, locale=LOCALE))


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def format_age_months(months: float) -> str:
    """30 → "2 th 6 bln"; 8 → "8 bln"."""
    years, rest = divmod(int(months), 12)
    return " ".join(
        part for part in (f"{years} th" if years else "", f"{rest} bln" if rest or not years else "") if part
    )
