"""How old a child is: days for the z-scores, completed calendar months for KBM, groups and labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]

# Age groups of SKDN (aturan: "0–5, 6–11, 12–23, 24–59"): label and first month of each.
AGE_GROUPS: tuple[str, ...] = ("0–5", "6–11", "12–23", "24–59")
AGE_GROUP_STARTS: tuple[int, ...] = (0, 6, 12, 24)
OLDEST_GROUPED_MONTH = 59  # one who turns 60 months within the month stays in the last group that month

METHODS: dict[str, str] = {
    "umur_hari": "Umur dalam hari: tanggal ukur dikurangi tanggal lahir. Dipakai untuk semua z-score.",
    "umur_bulan": (
        "Umur dalam bulan penuh: 2 bulan 29 hari dihitung 2 bulan; lahir tanggal 31 genap sebulan pada "
        "hari terakhir bulan itu. Dipakai untuk KBM dan kelompok umur."
    ),
    "kelompok_umur": (
        "Kelompok umur memakai umur pada akhir bulan, paling tinggi 59 bulan, sama untuk S, K, D, dan N."
    ),
}


def parse_days(dates: Any) -> Days:
    """Dates (Series, array, list or one date) as a datetime64[D] array; the time of day is dropped.

    One date gives an array of no dimension, which broadcasts. Unknown dates are NaT. ValueError when
    a text is no date.
    """
    if isinstance(dates, pd.Series | pd.Index):
        return np.asarray(dates.to_numpy(), dtype="datetime64[s]").astype("datetime64[D]")
    if isinstance(dates, np.ndarray):
        return dates.astype("datetime64[D]")
    if isinstance(dates, Sequence) and not isinstance(dates, str):
        return np.asarray(pd.DatetimeIndex(np.asarray(dates)).to_numpy()).astype("datetime64[D]")
    return np.asarray(pd.Timestamp(dates).to_datetime64()).astype("datetime64[D]")


def compute_age_days(birth_date: Any, on: Any) -> Floats:
    """Age in days on a date: date minus birth date (negative before birth, NaN when either is unknown).

    Both may be arrays or one date; they broadcast against each other.
    """
    born, day = np.broadcast_arrays(parse_days(birth_date), parse_days(on))
    days = (day - born).astype(np.float64)
    return np.asarray(np.where(np.isnat(born) | np.isnat(day), np.nan, days), dtype=np.float64)


def compute_age_months(birth_date: Any, on: Any) -> Floats:
    """Age in completed calendar months on a date (NaN when either date is unknown, negative before birth).

    2 months 29 days = 2. A month is complete on the same day number, or on the month's last day when it
    has no such day (born on the 31st, measured on 30 April; born on 30 January, measured on 28 February).
    Source: aturan, "Age, month, place"; the way Buku KIA counts.
    """
    born, day = np.broadcast_arrays(parse_days(birth_date), parse_days(on))
    born_month, month = born.astype("datetime64[M]"), day.astype("datetime64[M]")
    months = (month - born_month).astype(np.float64)
    born_day, day_number = born - born_month.astype("datetime64[D]"), day - month.astype("datetime64[D]")
    is_last_day = (day + np.timedelta64(1, "D")).astype("datetime64[M]") != month
    months = months - ((day_number < born_day) & ~is_last_day)
    return np.asarray(np.where(np.isnat(born) | np.isnat(day), np.nan, months), dtype=np.float64)


def compute_month_end(month: Any) -> Days:
    """The last day of the calendar month of each date."""
    next_month: Days = (parse_days(month).astype("datetime64[M]") + 1).astype("datetime64[D]")
    return np.asarray(next_month - np.timedelta64(1, "D"), dtype="datetime64[D]")


def compute_age_group_codes(birth_date: Any, month: Any) -> npt.NDArray[np.int8]:
    """Position in AGE_GROUPS by the age at the month's end (at most 59 months); −1 unknown or unborn."""
    months = np.minimum(compute_age_months(birth_date, compute_month_end(month)), OLDEST_GROUPED_MONTH)
    codes = np.searchsorted(np.asarray(AGE_GROUP_STARTS), months, side="right") - 1
    return np.where(np.isnan(months), -1, codes).astype(np.int8)


def build_age_group(codes: npt.NDArray[np.int8]) -> pd.Categorical[str]:
    """The labels of compute_age_group_codes as an ordered categorical (−1 = missing)."""
    return pd.Categorical.from_codes(codes, categories=pd.Index(AGE_GROUPS), ordered=True)
