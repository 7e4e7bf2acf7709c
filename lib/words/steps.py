"""Words about SOP steps: where a record is from, when it was done, how a rate is judged."""

from __future__ import annotations

import pandas as pd

from lib.words.cells import is_given
from lib.words.formats import format_short_day
from lib.workbook.tabs import TABS

SOURCE_TYPED = "diketik"
_SOURCE_DERIVED = "turunan: "
NOTHING_DUE = "Belum ada yang jatuh tempo"
NOT_BEGUN_HELP = "Belum dimulai: isi Mulai di tab SOP, atau catat langkah pertamanya"


def say_verdict(rate: float, filled: float, total: float, *, target: float, least: float) -> str:
    """A rate judged in words: only where at least `least` percent of the steps due (`total`) is filled in."""
    if total == 0:
        return NOTHING_DUE
    if 100 * filled < least * total:
        return f"Belum dapat dinilai, baru {filled:.0f} dari {total:.0f} terisi"
    if pd.isna(rate):
        return "Semua yang terisi TB (tidak berlaku)"
    if rate < target:
        return "Kurang, di bawah target"
    return "Baik" if filled == total else f"Baik; {total - filled:.0f} langkah belum diisi"


def describe_source(source: object) -> str:
    """ "turunan: antar_jemput" → "dari tab Antar Jemput"; "diketik" → "diketik di Daftar Tilik"."""
    if not isinstance(source, str):
        return ""
    if source == SOURCE_TYPED:
        return f"diketik di {TABS['daftar_tilik'].title}"
    name = source.removeprefix(_SOURCE_DERIVED)
    return f"dari tab {TABS[name].title}" if name in TABS else source


def describe_record(due: object, done: object) -> str:
    """ "dilakukan 20 Nov 2026", else "jatuh tempo 20 Nov 2026", else nothing."""
    if is_given(done):
        return f"dilakukan {format_short_day(done)}"  # type: ignore[arg-type]
    return f"jatuh tempo {format_short_day(due)}" if is_given(due) else ""  # type: ignore[arg-type]


def short_title(title: str) -> str:
    """A SOP's title without what it spells out in brackets."""
    return title.partition("(")[0].strip() or title


TITLE = "Daftar Tilik"
