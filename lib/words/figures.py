"""Words in place of figures: too small to tell, not told in parts, none yet; and beside them: last month."""

from __future__ import annotations

import pandas as pd

from lib.words.formats import format_number, format_percent

SMALL = "<5"
CLOSED = "tidak dirinci"
NO_DATA_YET = "belum ada"
ALL = "Semua posyandu"
SMALL_NOTE = (
    "Angka kasus di bawah 5 ditulis <5, dan tidak dirinci per posyandu, untuk menjaga kerahasiaan anak."
)


def compare(now: float, before: float, *, unit: str = "") -> list[str]:
    """ "Bulan lalu 85,4%", "turun 15,6 poin"; without this month's only what was."""
    if pd.isna(before):
        return []
    percent = unit == "%"
    said = [f"Bulan lalu {format_percent(before) if percent else format_number(before)}"]
    if pd.isna(now):
        return said
    change = round(round(now, 1) - round(before, 1), 1)
    if change == 0:
        return [*said, "sama"]
    size = format_number(abs(change), decimals=1 if percent else 0)
    return [*said, (f"naik {size}" if change > 0 else f"turun {size}") + (" poin" if percent else "")]
