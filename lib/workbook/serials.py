"""Dates as a spreadsheet stores them: days since 30 December 1899."""

from __future__ import annotations

from datetime import date, timedelta

_EPOCH = date(1899, 12, 30)


def to_serial(day: date) -> int:
    """The serial number of a day (true from March 1900 on, where Excel and Google agree)."""
    return (day - _EPOCH).days


def from_serial(serial: int) -> date:
    """The day of a serial number."""
    return _EPOCH + timedelta(days=int(serial))
