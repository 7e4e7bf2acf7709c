"""The weighings: every child on its growth line, month by month, as kader write them down.

Everything is a (children, months) array until the last step, so that 144,000 weighings take seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lib.workbook.grids import Grid
from lib.workbook.read_dates import to_serial
from lib.workbook.sample.children import Bools, Children, Floats, compute_size
from lib.workbook.sample.people import Integers
from lib.workbook.sample.places import Places
from lib.workbook.sample.plan import Plan, build_grid_of_columns, build_header, last_day
from lib.workbook.sample.schedule import Schedule

_FIVE_YEARS = 1826
_TWO_YEARS = 731
_HALF_YEAR = 183
_NINE_MONTHS = 274
_POSITION_CM = 0.7
_VITAMIN_A_MONTHS = (2, 8)
KEBAL_SESSIONS = 6
REGISTER_MONTHS = 4
"""The last posyandu of four or more kept the paper register's shape in the first months."""


@dataclass(frozen=True, slots=True)
class Weighings:
    """Arrays of shape (children, months). `days` are serials; sizes are as measured, rounded to 0.1.

    `present`: weighed that month; `on_the_day`: at the posyandu and not by a visit some days later.
    """

    days: Integers
    present: Bools
    on_the_day: Bools
    eligible: Bools
    age_days: Integers
    weight_kg: Floats
    height_cm: Floats
    standing: Bools
    oedema: Bools

    def latest(self, child: int) -> int | None:
        """The last month in which a child was weighed, None if never."""
        months = np.flatnonzero(self.present[child])
        return int(months[-1]) if len(months) else None


def build_weighings(plan: Plan, schedule: Schedule, children: Children) -> Weighings:
    """Who came, and what was measured."""
    chance = plan.chance("penimbangan")
    shape = (len(children), plan.months)
    own_day = schedule.days[children.posyandu, : plan.months]
    age = own_day - children.born[:, None]
    eligible = (
        schedule.held[children.posyandu, : plan.months]
        & (age >= 5)
        & (age <= _FIVE_YEARS)
        & (own_day >= children.joined[:, None])
        & (own_day < children.left[:, None])
    )
    present = eligible & (chance.random(shape) < children.attends[:, None])
    visit = own_day + chance.integers(2, 6, shape)
    month_ends = np.array([to_serial(last_day(month)) for month in schedule.months[: plan.months]])
    swept = present & (chance.random(shape) < 0.03)
    swept &= visit <= np.minimum(month_ends, to_serial(plan.today))[None, :]
    days = np.where(swept, visit, own_day)
    age = days - children.born[:, None]
    boys = np.broadcast_to(children.boys[:, None], shape)
    weight_z = _draw_weight_lines(plan, chance, children)
    weight = compute_size("wfa", boys, age, weight_z) + chance.normal(0, 0.04, shape)
    height, standing = _draw_heights(chance, children, boys, age)
    return Weighings(
        days=days,
        present=present,
        on_the_day=present & ~swept,
        eligible=eligible,
        age_days=age,
        weight_kg=_to_tenths(np.maximum(weight, 1.8)),
        height_cm=height,
        standing=standing,
        oedema=_draw_oedema(present, age, weight_z),
    )


def _draw_weight_lines(plan: Plan, chance: np.random.Generator, children: Children) -> Floats:
    """Weight-for-age z, month by month: the child's line, illnesses, and what KEBAL MSG does to it."""
    shape = (len(children), plan.months)
    z = np.repeat(children.weight_z[:, None], plan.months, axis=1)
    # A slow climb keeps most gains above the KBM, as in a posyandu that works.
    months = np.arange(plan.months)
    z += np.where(np.abs(children.weight_z[:, None]) < 2.4, 0.03, 0.0) * (months - plan.months / 2)
    dip = np.zeros(len(children))
    falls = np.where(chance.random(shape) < 0.09, chance.uniform(0.15, 0.45, shape), 0.0)
    for month in range(plan.months):
        dip = dip * 0.55 + falls[:, month]
        z[:, month] -= dip
    first = max(1, plan.months - KEBAL_SESSIONS)
    before = np.minimum(months, first)
    z -= np.where(children.kebal[:, None], 0.09 * np.maximum(0, before - first + 5), 0.0)
    z += np.where(children.recovers[:, None], np.minimum(0.14 * np.maximum(0, months - first), 0.9), 0.0)
    return np.clip(z, -4.2, 3.4)


def _draw_heights(
    chance: np.random.Generator, children: Children, boys: Bools, age: Integers
) -> tuple[Floats, Bools]:
    shape = age.shape
    line = compute_size("lfa", boys, age, np.repeat(children.height_z[:, None], shape[1], axis=1))
    # A child does not shrink: the error of measuring never takes back what was measured before. The step of
    # 0.7 cm between lying and standing at two years is real, so that each part is held by itself.
    older = age >= _TWO_YEARS
    line = line + chance.normal(0, 0.15, shape)
    lying_part = np.maximum.accumulate(np.where(older, -np.inf, line), axis=1)
    standing_part = np.maximum.accumulate(np.where(older, line, -np.inf), axis=1)
    height = np.where(older, standing_part, lying_part)
    # Some are measured the other way round: the toddler on its feet, the older one lying.
    other = (chance.random(shape) < 0.03) & (age >= _NINE_MONTHS)
    standing = older ^ other
    height = height + np.where(other, np.where(older, _POSITION_CM, -_POSITION_CM), 0.0)
    return _to_tenths(height), standing


def _draw_oedema(present: Bools, age: Integers, weight_z: Floats) -> Bools:
    """One case: a thin child in the last full month."""
    oedema = np.zeros(present.shape, dtype=bool)
    month = max(0, present.shape[1] - 2)
    fitting = present[:, month] & (age[:, month] > 365)
    if fitting.any():
        z = np.where(fitting, weight_z[:, month], np.inf)
        oedema[int(np.argsort(z, kind="stable")[min(2, int(fitting.sum()) - 1)]), month] = True
    return oedema


def in_register(plan: Plan, children: Children) -> Bools:
    """Shape (children, months): months kept in Register SIP instead of Penimbangan."""
    paper = np.zeros((len(children), plan.months), dtype=bool)
    if plan.posyandu >= 4 and plan.months > 2 * REGISTER_MONTHS:
        paper[children.posyandu == plan.posyandu - 1, :REGISTER_MONTHS] = True
    return paper


def build_weighings_grid(
    plan: Plan, places: Places, schedule: Schedule, children: Children, weighings: Weighings
) -> Grid:
    """Grid of penimbangan, ordered as it was typed: by day, posyandu, child."""
    chance = plan.chance("penimbangan rinci")
    child, month = np.nonzero(weighings.present & ~in_register(plan, children))
    day = weighings.days[child, month]
    order = np.lexsort((child, children.posyandu[child], day))
    child, month, day = child[order], month[order], day[order]
    age = weighings.age_days[child, month]
    size = len(child)
    luck = chance.random((size, 12))
    calendar = np.array([each.month for each in schedule.months])[month]
    number_of_session = month - (plan.months - KEBAL_SESSIONS)
    fed = children.kebal[child] & (number_of_session >= 0)
    boys, weight_z, height_z = children.boys[child], children.weight_z[child], children.height_z[child]
    arm_z = np.clip(0.8 * weight_z - 0.2 * height_z, -2.4, 2.5)
    arm = _to_tenths(compute_size("acfa", boys, age, arm_z))
    head = _to_tenths(compute_size("hcfa", boys, age, 0.5 * weight_z + 0.1))
    names = _pick(children.names, child)
    ids = _pick(children.ids, child)
    # Kader pick from the dropdown now and then, and sometimes write only the name.
    picked = [f"{name} · {code}" for name, code in zip(names, ids, strict=True)]
    typed = np.where(luck[:, 0] < 0.02, _objects(picked), _objects(ids))
    typed[luck[:, 0] > 0.995] = None
    notes = np.full(size, None, dtype=object)
    notes[weighings.oedema[child, month]] = "Dirujuk ke puskesmas"
    swept = ~weighings.on_the_day[child, month]
    notes[swept] = "Ditimbang saat kunjungan rumah"
    position = np.where(weighings.standing[child, month], "Berdiri", "Terlentang").astype(object)
    position[luck[:, 2] < 0.05] = None
    columns: dict[str, Sequence[Any]] = {
        "date": day.tolist(),
        "posyandu": _pick(places.codes, children.posyandu[child]),
        "child_id": typed.tolist(),
        "name": names,
        "weight_kg": weighings.weight_kg[child, month].tolist(),
        "height_cm": _where(luck[:, 1] > 0.06, weighings.height_cm[child, month]),
        "position": position.tolist(),
        "lila_cm": _where((age >= _HALF_YEAR) & (luck[:, 3] < 0.85), arm),
        "head_cm": _where((age < _TWO_YEARS) | np.isin(calendar, _VITAMIN_A_MONTHS), head),
        "oedema": _answer(weighings.oedema[child, month], luck[:, 4] < 0.5),
        "diarrhoea": _answer(luck[:, 5] < 0.04, luck[:, 6] < 0.7),
        "exclusive_breastfeeding": _answer(luck[:, 7] < 0.66, age < _HALF_YEAR, only=True),
        "vitamin_a": _answer(
            luck[:, 8] < 0.93, np.isin(calendar, _VITAMIN_A_MONTHS) & (age >= _HALF_YEAR), only=True
        ),
        "pmt": _answer(fed | (weight_z < -2), luck[:, 9] < 0.6),
        "mother_class": _answer(luck[:, 10] < 0.22, luck[:, 11] < 0.5),
        "mbg": _answer(luck[:, 11] < 0.45, month >= plan.months - 8, only=True),
        "note": notes.tolist(),
    }
    return build_grid_of_columns("penimbangan", columns, size)


def build_register_grid(plan: Plan, schedule: Schedule, children: Children, weighings: Weighings) -> Grid:
    """Grid of register_sip: a row a child and year, a pair of columns a month."""
    paper = weighings.present & in_register(plan, children)
    grid: Grid = [build_header("register_sip")]
    width = len(grid[0])
    years = sorted({schedule.months[month].year for month in np.flatnonzero(paper.any(axis=0))})
    for year in years:
        of_year = [month for month in range(plan.months) if schedule.months[month].year == year]
        for child in np.flatnonzero(paper[:, of_year].any(axis=1)).tolist():
            row: list[Any] = [year, children.ids[child], children.names[child], *[None] * (width - 3)]
            for month in of_year:
                if paper[child, month]:
                    place = 3 + 2 * (schedule.months[month].month - 1)
                    row[place] = float(weighings.weight_kg[child, month])
                    row[place + 1] = float(weighings.height_cm[child, month])
            grid.append(row)
    return grid


def _to_tenths(values: Floats) -> Floats:
    rounded: Floats = np.asarray(np.round(values, 1), dtype=np.float64)
    return rounded


def _objects(values: Sequence[str]) -> npt.NDArray[Any]:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _pick(values: Sequence[str], places: Integers) -> list[str]:
    return [values[place] for place in places.tolist()]


def _where(known: Bools, values: Floats) -> list[float | None]:
    return [value if yes else None for value, yes in zip(values.tolist(), known.tolist(), strict=True)]


def _answer(yes: Bools, asked: Bools, *, only: bool = False) -> list[str | None]:
    """Ya where true and Tidak where asked; a Ya is written down even where nobody asks, unless `only`."""
    answers = np.where(yes, "Ya", "Tidak").astype(object)
    answers[~(asked if only else asked | yes)] = None
    written: list[str | None] = answers.tolist()
    return written
