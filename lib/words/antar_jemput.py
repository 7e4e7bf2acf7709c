"""Words about antar-jemput days."""

from __future__ import annotations


def describe_days(days_left: float) -> str:
    """ "H-3", "Hari ini", "4 hari lalu"."""
    if days_left == 0:
        return "Hari ini"
    return f"H-{days_left:.0f}" if days_left > 0 else f"{-days_left:.0f} hari lalu"
