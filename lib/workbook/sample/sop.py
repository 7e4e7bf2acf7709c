"""Daftar Tilik: the ticks that no other tab proves, and minutes that were looked at with a watch."""

from __future__ import annotations

from datetime import date, timedelta

from lib.workbook.grids import Grid
from lib.workbook.read_dates import from_serial
from lib.workbook.sample.antar_jemput import find_running_round, list_rounds
from lib.workbook.sample.children import Children, has_kebal
from lib.workbook.sample.mentoring import Patient
from lib.workbook.sample.mothers import Pair
from lib.workbook.sample.places import Places
from lib.workbook.sample.plan import Plan, Row, add_months, build_grid
from lib.workbook.sample.schedule import Schedule

_ANTAR_JEMPUT_STEPS = (("1", 5, 30), ("3", 4, 7), ("4", 1, 5), ("5", 0, 35))
"""Step, days before H, standard minutes. Step 2 has no minutes and shows in Antar Jemput by itself."""

_YEAR_STEPS = (("4a", 1, 30), ("4b", 3, 120))
"""OSOC's steps once a year: step, days after the first student arrived, standard minutes."""


def build_checklist_grid(
    plan: Plan,
    places: Places,
    schedule: Schedule,
    children: Children,
    patients: list[Patient],
    pairs: list[Pair],
) -> Grid:
    """Grid of daftar_tilik, by date."""
    rows: list[Row] = [
        *_antar_jemput_ticks(plan, places, schedule),
        *_meeting_ticks(plan),
        *_kebal_ticks(plan, schedule),
        *_pair_ticks(plan, pairs),
        *_patient_ticks(children, patients),
    ]
    rows.sort(key=lambda row: str(row["date"]))
    return build_grid("daftar_tilik", rows)


def _patient_ticks(children: Children, patients: list[Patient]) -> list[Row]:
    """Every third choice of a patient is ticked too, although the tab Mentoring proves it."""
    return [
        {
            "date": patient.selected,
            "sop": "SIKERITING",
            "subject": children.ids[patient.child],
            "step": "5",
            "result": "Ya",
            "executor": patient.mentor,
        }
        for patient in patients[::3]
    ]


def _antar_jemput_ticks(plan: Plan, places: Places, schedule: Schedule) -> list[Row]:
    chance = plan.chance("tilik ajb")
    rows: list[Row] = []
    for posyandu in range(plan.posyandu):
        months = list_rounds(plan, schedule, posyandu)
        running = find_running_round(plan, schedule, posyandu)
        for month in months if running is None else [*months, running]:
            day = from_serial(int(schedule.days[posyandu, month]))
            for step, before, minutes in _ANTAR_JEMPUT_STEPS:
                done = day - timedelta(days=before)
                luck = chance.random()
                # Some forget to tick, some say openly that it was not done.
                if done > plan.today or (luck < 0.12 and month != running):
                    continue
                late = luck > 0.93 and step == "1"
                rows.append(
                    {
                        "date": min(plan.today, done + timedelta(days=2)) if late else done,
                        "sop": "AJB",
                        "posyandu": places.codes[posyandu],
                        "round_date": day if luck > 0.4 else None,
                        "step": step,
                        "result": "Tidak" if 0.12 <= luck < 0.2 else "Ya",
                        "executor": places.kader[posyandu][int(luck * 100) % 5]
                        if step != "5"
                        else "Sopir bus",
                        "minutes": None
                        if 0.12 <= luck < 0.2
                        else max(2, minutes + int(chance.integers(-4, 9))),
                        "note": "Hujan, kader tidak berkumpul"
                        if 0.12 <= luck < 0.2 and step == "1"
                        else None,
                    }
                )
    return rows


def _meeting_ticks(plan: Plan) -> list[Row]:
    rows: list[Row] = []
    for back in (5, 4, 3, 2, 1, 0):
        month = add_months(plan.today, -back)
        for step, day in (("1", 3), ("2", 10), ("3", 16)):
            done = month.replace(day=day)
            if done <= plan.today and not (back == 4 and step == "2"):
                rows.append(
                    {
                        "date": done,
                        "sop": "PK",
                        "step": step,
                        "result": "Ya",
                        "executor": "Petugas promkes",
                        "minutes": 20 + 10 * int(step),
                    }
                )
    return rows


def _kebal_ticks(plan: Plan, schedule: Schedule) -> list[Row]:
    """The puskesmas' steps of KEBAL MSG, once a month for all posyandu; A7 once for good."""
    held = {
        int(month): from_serial(int(schedule.days[posyandu, month]))
        for posyandu in filter(has_kebal, range(plan.posyandu))
        for month in schedule.held_months(posyandu)[-4:]
    }
    rows: list[Row] = []
    for month, day in sorted(held.items()):
        steps = [("A3", 2, "Ya"), ("A5", 4, "Tidak" if month % 3 == 0 else "Ya")]
        if month == min(held):
            steps.append(("A7", 5, "Ya"))
        rows += [
            {
                "date": day + timedelta(days=after),
                "sop": "KEBAL",
                "step": step,
                "result": result,
                "executor": "Petugas gizi",
            }
            for step, after, result in steps
            if day + timedelta(days=after) <= plan.today
        ]
    return rows


def _pair_ticks(plan: Plan, pairs: list[Pair]) -> list[Row]:
    """OSOC: what the puskesmas does once a year for all pairs, before the first starts and after the last
    ended, and some counselling material that is ticked although `Pendampingan` proves it."""
    chance = plan.chance("tilik osoc")
    running = [pair for pair in pairs if pair.status != "Direncanakan"]
    steps: list[tuple[str, date, int, Pair | None]] = []
    for year in sorted({pair.started.year for pair in running}):
        first = min(pair.started for pair in running if pair.started.year == year)
        steps += [
            (step, first - timedelta(days=5 - after), minutes, None) for step, after, minutes in _YEAR_STEPS
        ]
    ended = [pair.ended for pair in running if pair.status == "Selesai" and pair.ended]
    for year in sorted({day.year for day in ended}):
        last = max(day for day in ended if day.year == year)
        steps += [("8", last + timedelta(days=3), 180, None), ("9", last + timedelta(days=5), 10, None)]
    steps += [("5", pair.started - timedelta(days=2), 120, pair) for pair in running[::2]]
    return [
        {
            "date": done,
            "sop": "OSOC",
            "subject": pair.mother.mother_id if pair else None,
            "step": step,
            "result": "Ya",
            "executor": pair.student if pair else "Bidan koordinator",
            "minutes": minutes + int(chance.integers(-5, 25)),
        }
        for step, done, minutes, pair in steps
        if done <= plan.today
    ]
