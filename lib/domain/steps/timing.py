"""When a step of an SOP is due (`Waktu`), and in which state it is today.

Source: the five SOP documents give days (H-5 … H), quarters (triwulan), months, or "sebulan sekali";
aturan.md "SOP and daftar tilik" fixes how each becomes a date. Decided: a period is due on its last day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

DONE = "selesai"
DONE_LATE = "terlambat"
MISSED = "lewat"
TODAY = "hari ini"
RUNNING = "berjalan"
COMING = "akan datang"
NOT_DONE = "tidak dilakukan"
NOT_APPLICABLE = "tidak berlaku"
NOT_FILLED = "belum diisi"
PARTLY = "sebagian"
NOT_BEGUN = "belum dimulai"

STATES = (
    *(DONE, DONE_LATE, PARTLY, MISSED, TODAY, RUNNING, COMING),
    *(NOT_DONE, NOT_APPLICABLE, NOT_FILLED, NOT_BEGUN),
)
"""Every state word, exactly as shown and as `rekap` writes it."""

METHODS = {
    "jatuh_tempo": (
        "H-5 … H dihitung dari hari posyandu (hari yang dipindah ikut memindahkan, hari yang batal tidak "
        "punya jatuh tempo). Triwulan, bulan, Bulanan dan Tahunan jatuh tempo pada hari terakhirnya. "
        "KEBAL B7 jatuh tempo sebulan sesudah kegiatan. OSOC: langkah 1–5 sampai Tanggal mulai, 6 tiap 30 "
        "hari selama Aktif, 7–8 dalam 30 hari dan 9 dalam 60 hari sesudah Tanggal selesai."
    ),
    "keadaan": (
        "Selesai bila dilakukan sampai jatuh tempo, terlambat bila sesudahnya, lewat bila sudah jatuh tempo "
        "tetapi belum ada catatan, sebagian bila sudah jatuh tempo dan baru dilakukan bagi sebagian "
        "orangnya. Langkah tanpa jatuh tempo dan tanpa catatan ditulis “belum diisi”."
    ),
}


class Rhythm(StrEnum):
    """What a due date is counted from."""

    DAY = "hari posyandu"
    QUARTER = "triwulan"
    NAMED_MONTH = "bulan tertentu"
    MONTHLY = "bulanan"
    YEARLY = "tahunan"
    NONE = "tanpa waktu"
    ONCE = "sekali"
    SESSION = "kegiatan"
    PAIR = "pasangan"
    VISITS = "kunjungan"
    PAIRS_YEAR = "tahun pendampingan"


@dataclass(frozen=True, slots=True)
class Timing:
    """A `Waktu` as read. `number`: days from H, quarter 1–4 or month 1–12, by rhythm; else 0."""

    rhythm: Rhythm
    number: int = 0


NO_TIMING = Timing(Rhythm.NONE)

MONTH_NAMES: dict[str, int] = {
    spelling: number
    for number, spellings in enumerate(
        (
            "januari jan djanuari",
            "februari feb pebruari peb febuari febr",
            "maret mar mrt",
            "april apr",
            "mei",
            "juni jun djuni",
            "juli jul djuli",
            "agustus agu ags agt agst agus",
            "september sep sept",
            "oktober okt",
            "november nov nopember nop",
            "desember des",
        ),
        start=1,
    )
    for spelling in spellings.split()
}
"""Indonesian month names: full, short and old spellings → month number."""

_DAY = re.compile(r"(?:hari)?h(?:([+-])(\d{1,3}))?")
_QUARTER = re.compile(r"(?:tw|triwulan|tri)(?:ke)?-?([1-4]|i{1,3}|iv)")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_MONTHLY = {"bulanan", "tiapbulan", "setiapbulan", "perbulan", "sebulansekali"}
_YEARLY = {"tahunan", "tiaptahun", "setiaptahun", "pertahun", "setahunsekali"}


def parse_timing(value: object) -> Timing | None:
    """Read one `Waktu` cell; blank → `NO_TIMING`, unreadable → None."""
    if not isinstance(value, str):
        return NO_TIMING
    word = re.sub(r"[\s._]+", "", value.casefold()).translate(str.maketrans("–—−‐", "----"))
    if word in ("", "-"):
        return NO_TIMING
    if day := _DAY.fullmatch(word):
        sign, days = day.groups()
        return Timing(Rhythm.DAY, 0 if days is None else int(f"{sign}{days}"))
    if quarter := _QUARTER.fullmatch(word):
        digit = quarter.group(1)
        return Timing(Rhythm.QUARTER, _ROMAN.get(digit) or int(digit))
    if word in _MONTHLY:
        return Timing(Rhythm.MONTHLY)
    if word in _YEARLY:
        return Timing(Rhythm.YEARLY)
    month = MONTH_NAMES.get(word.removeprefix("bulan"))
    return None if month is None else Timing(Rhythm.NAMED_MONTH, month)


def compute_first_day(date: pd.Series, period: Literal["M", "Y"]) -> pd.Series:
    """First day of each date's month ("M") or year ("Y"); datetime64[s], NaT stays."""
    days = date.astype("datetime64[s]").to_numpy()
    first = days.astype(f"datetime64[{period}]").astype("datetime64[s]")
    return pd.Series(first, index=date.index)


def compute_anchor(rhythm: pd.Series, date: pd.Series) -> pd.Series:
    """The round a date falls in, by rhythm: 1 January for quarters, named months and the year, else the
    first of its month. (Posyandu days have their own rule: see rounds.py.)  datetime64[s], NaT stays."""
    month = compute_first_day(date, "M")
    year = compute_first_day(date, "Y")
    by_year = rhythm.isin([Rhythm.QUARTER, Rhythm.NAMED_MONTH, Rhythm.YEARLY, Rhythm.PAIRS_YEAR])
    return month.where(~by_year, year)


def compute_period(timing: Timing, anchor: pd.Series) -> tuple[pd.Series, pd.Series]:
    """First day on which the step runs and the day it is due, for each anchor (H-day, 1 January or the
    first of the month: `compute_anchor`).  Both datetime64[s]; NaT without a due date."""
    anchor = anchor.astype("datetime64[s]")
    if timing.rhythm is Rhythm.DAY:
        due = anchor + pd.Timedelta(days=timing.number)
        return due, due
    if timing.rhythm in (Rhythm.NONE, Rhythm.ONCE):
        blank = pd.Series(pd.NaT, index=anchor.index, dtype="datetime64[s]")
        return blank, blank
    first_month, months = {
        Rhythm.QUARTER: (3 * timing.number - 2, 3),
        Rhythm.NAMED_MONTH: (timing.number, 1),
        Rhythm.MONTHLY: (1, 1),
        Rhythm.YEARLY: (1, 12),
    }[timing.rhythm]
    months_since_epoch = anchor.dt.year * 12 + anchor.dt.month - 1 - 1970 * 12 + first_month - 1
    known = anchor.notna().to_numpy()
    start = np.full(len(anchor), np.datetime64("NaT", "s"), dtype="datetime64[s]")
    end = start.copy()
    count = months_since_epoch.to_numpy(dtype="float64")[known].astype("int64")
    start[known] = count.astype("datetime64[M]").astype("datetime64[s]")
    end[known] = (count + months).astype("datetime64[M]").astype("datetime64[D]") - np.timedelta64(1, "D")
    return pd.Series(start, index=anchor.index), pd.Series(end, index=anchor.index)


def compute_state(
    result: pd.Series,
    done_on: pd.Series,
    starts_on: pd.Series,
    due_on: pd.Series,
    today: pd.Timestamp,
    *,
    late: pd.Series | None = None,
    partly: pd.Series | None = None,
    owed: pd.Series | None = None,
    begun: pd.Series | None = None,
) -> npt.NDArray[np.object_]:
    """State word of each step (one of `STATES`).

    A Ya without a known date is `selesai`: lateness is only said where a date proves it.  late: held after
    the day it was planned for; partly: done for some of those it concerns; owed: the unit owes it; begun: the
    unit has begun with the SOP at all (without them: not, not, yes, yes).
    """
    yes = result.eq("Ya").fillna(False).to_numpy(bool)
    no = result.eq("Tidak").fillna(False).to_numpy(bool)
    excluded = result.eq("TB").fillna(False).to_numpy(bool)

    def known(marks: pd.Series | None, *, otherwise: bool) -> npt.NDArray[np.bool_]:
        if marks is None:
            return np.full(len(result), otherwise)
        return marks.to_numpy(bool)

    is_late = (done_on > due_on).to_numpy(bool) | known(late, otherwise=False)
    past = (due_on < today).to_numpy(bool)
    return np.select(
        [
            excluded,
            no,
            yes & is_late,
            yes,
            ~known(begun, otherwise=True),
            ~known(owed, otherwise=True),
            due_on.isna().to_numpy(bool),
            past & known(partly, otherwise=False),
            past,
            (due_on == today).to_numpy(bool),
            # Where a step has no first day it may be done at any time before it is due.
            (starts_on <= today).to_numpy(bool),
        ],
        [
            *(NOT_APPLICABLE, NOT_DONE, DONE_LATE, DONE, NOT_BEGUN, NOT_APPLICABLE),
            *(NOT_FILLED, PARTLY, MISSED, TODAY, RUNNING),
        ],
        default=COMING,
    ).astype(object)
