"""What one distinct cell came to: its value, or what to tell the kader who typed it."""

from __future__ import annotations

from typing import Any, NamedTuple

from lib.workbook.findings import Level


class Reading(NamedTuple):
    """A cell understood (`level` empty), doubtful (Peringatan, value kept) or unread (Galat, value None)."""

    value: Any = None
    level: str = ""
    message: str = ""
    suggestion: str = ""


def unread(message: str, suggestion: str = "") -> Reading:
    """A cell that is not counted."""
    return Reading(None, Level.ERROR, message, suggestion)


def absent(message: str, suggestion: str = "") -> Reading:
    """A cell that says there is nothing: blank, for information."""
    return Reading(None, Level.INFO, message, suggestion)


def doubtful(value: Any, message: str, suggestion: str = "") -> Reading:
    """A cell that is counted but should be looked at."""
    return Reading(value, Level.WARNING, message, suggestion)


def format_number(value: float) -> str:
    """A number as kader write it: decimal comma, no trailing zeros."""
    return f"{value:.10g}".replace(".", ",")
