"""Whether a month was weighed already, in words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lib.domain.rows import of_posyandu
from lib.views import components, notes
from lib.words.formats import (
    format_day,
    format_month,
    format_number,
)

NO_WEIGHINGS_TITLE = "Belum ada penimbangan"

NO_WEIGHINGS_HELP = (
    "Isi tab Penimbangan di buku kerja: satu baris untuk satu anak setiap kali ditimbang. "
    "Halaman ini terisi sendiri setelahnya."
)

NO_WEIGHTS_TITLE = "Tidak ada berat badan sasaran yang terbaca bulan ini"
NO_WEIGHTS_HELP = "Periksa kolom BB (kg) dan ID balita di tab Penimbangan: judulnya, dan isinya."


def opening_note(openings: pd.DataFrame, posyandu: str | None) -> None:
    """Of the running month: how many posyandu have opened, and which comes next; nothing when all have."""
    shown = of_posyandu(openings, posyandu)
    waiting = shown[~shown["opened"]].sort_values("day")
    if waiting.empty:
        return
    first = waiting.iloc[0]
    day = format_day(first["day"]) if pd.notna(first["day"]) else ""
    if len(shown) == 1:
        opens = f" Hari bukanya {day}." if day else ""
        components.notice_note(f"Posyandu {first['name']} belum buka bulan ini.{opens}")
        return
    coming = f" Berikutnya {first['name']}, {day}." if day else ""
    opened = f"{format_number(shown['opened'].sum())} dari {format_number(len(shown))}"
    components.notice_note(f"{opened} posyandu sudah buka bulan ini; angkanya belum lengkap.{coming}")


def is_partial(openings: pd.DataFrame, posyandu: str | None) -> bool:
    """Whether any posyandu (or this one) has yet to open."""
    return not openings.loc[(openings["posyandu"] == posyandu) | (posyandu is None), "opened"].all()


def no_weights(weighed: float, measured: int) -> None:
    """Where children were measured and nobody's weight is read, before figures that would say that nobody
    came: it is the column then. `weighed`: D of the month (NaN: closed)."""
    if measured and weighed == 0:
        components.problem_note(NO_WEIGHTS_TITLE, NO_WEIGHTS_HELP)


def nothing_weighed(missing: Sequence[str]) -> None:
    """In place of the page where no month has anything: the tabs to add, or the one to fill."""
    notes.missing_tabs(missing)
    if not missing:
        components.empty_state(NO_WEIGHINGS_TITLE, NO_WEIGHINGS_HELP)


def no_weighings(months: Sequence[pd.Period], month: pd.Period) -> None:
    """A month in which nobody was weighed; which other month has something."""
    before = [one for one in months if one < month]
    more = f"Pilih bulan lain, misalnya {format_month(before[-1])}." if before else NO_WEIGHINGS_HELP
    components.empty_state(f"Belum ada penimbangan pada {format_month(month)}", more)
