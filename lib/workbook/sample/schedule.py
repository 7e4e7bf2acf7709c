"""When: the posyandu days, laid around today so that one round has ended, one runs and one is to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

import numpy as np
import numpy.typing as npt

from lib.workbook.grids import Grid
from lib.workbook.read_dates import from_serial, to_serial
from lib.workbook.sample.places import BUSES, Places, as_day_fraction
from lib.workbook.sample.plan import Plan, Row, add_months, build_grid

# Days from today to the posyandu day nearest to it, in the order they are tried: the first runs (today is
# between H-4 and H-1), the second ended, the third is to come, the fourth ended longer ago.
_OFFSETS = ((3, 2, 4, 1), (-4, -5, -3, -6, -7), (10, 9, 11, 8, 12), (-11, -10, -12, -9, -13))
_LAST_OPEN_DAY = 28  # every month has it


@dataclass(frozen=True, slots=True)
class Schedule:
    """Posyandu days as serials, shape (posyandu, months + 2): the months of weighings, ending with that of
    today, then two more. `held` says which took place up to today; `cancelled`, `moved_from` (0 = not moved)
    have the same shape."""

    months: tuple[date, ...]
    days: npt.NDArray[np.int64]
    cancelled: npt.NDArray[np.bool_]
    moved_from: npt.NDArray[np.int64]
    held: npt.NDArray[np.bool_]
    open_days: list[int]

    def next_day(self, posyandu: int, today: date) -> date | None:
        """The first posyandu day after today that is not cancelled."""
        after = (self.days[posyandu] > to_serial(today)) & ~self.cancelled[posyandu]
        return from_serial(int(self.days[posyandu][after][0])) if after.any() else None

    def held_months(self, posyandu: int) -> list[int]:
        """Numbers of the months whose day took place, oldest first."""
        return [int(month) for month in np.flatnonzero(self.held[posyandu])]


def build_schedule(plan: Plan) -> Schedule:
    """Each posyandu opens on one day of the month; one day was moved and one cancelled."""
    months = tuple(add_months(plan.today, index - plan.months + 1) for index in range(plan.months + 2))
    open_days = [_choose_open_day(plan.today, index) for index in range(plan.posyandu)]
    first = np.array([to_serial(month) for month in months], dtype=np.int64)
    days = first[None, :] + np.array(open_days, dtype=np.int64)[:, None] - 1
    cancelled = np.zeros(days.shape, dtype=bool)
    moved_from = np.zeros(days.shape, dtype=np.int64)
    if plan.months >= 6:
        moved, dropped = min(1, plan.posyandu - 1), plan.posyandu - 1
        month = plan.months - 4
        moved_from[moved, month] = days[moved, month]
        # Away from the month's end, so that the moved day stays in its month.
        days[moved, month] += 3 if open_days[moved] <= 24 else -3
        cancelled[dropped, plan.months - 6] = True
    held = (days <= to_serial(plan.today)) & ~cancelled
    return Schedule(months, days, cancelled, moved_from, held, open_days)


def _choose_open_day(today: date, index: int) -> int:
    for offset in _OFFSETS[index % len(_OFFSETS)]:
        # More than four posyandu: spread over the weeks, the first four stay as they are.
        day = today + timedelta(days=offset + 7 * (index // len(_OFFSETS)))
        if day.day <= _LAST_OPEN_DAY:
            return day.day
    return _LAST_OPEN_DAY


def build_schedule_grid(plan: Plan, places: Places, schedule: Schedule) -> Grid:
    """Grid of jadwal: every day of the sample's months and those of the coming weeks."""
    horizon = to_serial(plan.today) + 45
    buses = tuple(BUSES)
    rows: list[Row] = []
    for month in range(len(schedule.months)):
        for index in sorted(range(plan.posyandu), key=lambda place: int(schedule.days[place, month])):
            day = int(schedule.days[index, month])
            if day > horizon:
                continue
            original = int(schedule.moved_from[index, month])
            cancelled = bool(schedule.cancelled[index, month])
            status = "Batal" if cancelled else "Dipindah" if original else "Terjadwal"
            rows.append(
                {
                    "date": day,
                    "posyandu": places.codes[index],
                    "open_time": as_day_fraction(time(8)),
                    "venue": f"Balai RW {index % 12 + 1:03d}",
                    "status": status,
                    "original_date": original or None,
                    "bus": buses[index % len(buses)],
                    "note": "Banjir" if cancelled else "Bersamaan dengan hari libur" if original else None,
                }
            )
    return build_grid("jadwal", rows)
