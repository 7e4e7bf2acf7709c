"""Antar-jemput: the rounds of the last months and the one that runs now, and the donation book."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from lib.workbook.grids import Grid
from lib.workbook.read_dates import from_serial, to_serial
from lib.workbook.sample.children import Bools, Children
from lib.workbook.sample.mothers import Mother
from lib.workbook.sample.places import Places
from lib.workbook.sample.plan import Plan, Row, build_grid, last_day
from lib.workbook.sample.schedule import Schedule
from lib.workbook.sample.weighings import Weighings

ROUNDS = 3
"""Completed rounds a posyandu has in its register."""

_REASONS = ("Anak sakit", "Ibu bekerja", "Sedang bepergian", "Takut anak demam sesudah imunisasi")
_COMPANIONS = ("Ibu", "Nenek", "Ayah", "Kakak")


def list_rounds(plan: Plan, schedule: Schedule, posyandu: int) -> list[int]:
    """Months (numbers) of a posyandu's last completed rounds, oldest first."""
    return [month for month in schedule.held_months(posyandu) if 1 <= month < plan.months][-ROUNDS:]


def find_running_round(plan: Plan, schedule: Schedule, posyandu: int) -> int | None:
    """The month (number) whose posyandu day is one to four days away, None if there is none."""
    away = schedule.days[posyandu] - to_serial(plan.today)
    near = np.flatnonzero((away >= 1) & (away <= 4) & ~schedule.cancelled[posyandu])
    return int(near[0]) if len(near) else None


def find_targets(
    plan: Plan, schedule: Schedule, children: Children, weighings: Weighings, posyandu: int, month: int
) -> list[int]:
    """Children of S of the month before who were not weighed in it and still are in S now (aturan AJB)."""
    before = month - 1
    absent = ~weighings.present[:, before] & (children.posyandu == posyandu)
    fitting = absent & _in_target(schedule, children, before) & _in_target(schedule, children, month)
    return [int(child) for child in np.flatnonzero(fitting)]


def _in_target(schedule: Schedule, children: Children, month: int) -> Bools:
    first, last = to_serial(schedule.months[month]), to_serial(last_day(schedule.months[month]))
    under_five = first - children.born < 1826
    return (children.born <= last) & under_five & (children.joined <= last) & (children.left >= first)


def build_antar_jemput_grids(
    plan: Plan,
    places: Places,
    schedule: Schedule,
    children: Children,
    weighings: Weighings,
    mothers: list[Mother],
) -> dict[str, Grid]:
    """Grids of antar_jemput and donasi."""
    chance = plan.chance("antar jemput")
    rows: list[tuple[int, Row]] = []
    for posyandu in range(plan.posyandu):
        for month in list_rounds(plan, schedule, posyandu):
            day = from_serial(int(schedule.days[posyandu, month]))
            for child in find_targets(plan, schedule, children, weighings, posyandu, month):
                weighed = bool(weighings.on_the_day[child, month])
                call = _draw_call(chance, day, came=weighed)
                ride = _draw_ride(chance, call, weighed=weighed)
                rows.append(
                    (
                        to_serial(day),
                        {**_who(places, children, child, posyandu, chance), "date": day, **call, **ride},
                    )
                )
            rows += _mother_rows(plan, places, mothers, posyandu, day, chance, finished=True)
        running = find_running_round(plan, schedule, posyandu)
        if running is None or running < 1 or running > plan.months:
            continue
        day = from_serial(int(schedule.days[posyandu, running]))
        for number, child in enumerate(find_targets(plan, schedule, children, weighings, posyandu, running)):
            call = (
                {"contact_result": "Belum"}
                if number % 4 == 3
                else _draw_call(chance, day, came=number % 3 < 2)
            )
            rows.append(
                (to_serial(day), {**_who(places, children, child, posyandu, chance), "date": day, **call})
            )
        rows += _mother_rows(plan, places, mothers, posyandu, day, chance, finished=False)
    rows.sort(key=lambda pair: pair[0])
    return {
        "antar_jemput": build_grid("antar_jemput", (row for _, row in rows)),
        "donasi": build_grid("donasi", _donations(plan, places)),
    }


def _who(
    places: Places, children: Children, child: int, posyandu: int, chance: np.random.Generator
) -> dict[str, str | None]:
    luck = chance.random()
    validation = (
        "Pindah" if luck > 0.97 else "Ganda" if luck > 0.955 else "Lainnya" if luck > 0.94 else "Benar"
    )
    return {
        "posyandu": places.codes[posyandu],
        "person_id": children.ids[child],
        "name": children.names[child],
        "validation": validation,
        "pickup_point": places.points(posyandu)[child % 3],
    }


def _draw_call(chance: np.random.Generator, day: date, *, came: bool) -> dict[str, str | date | None]:
    """The call on H-4. Who came has mostly said yes."""
    contacted = day - timedelta(days=4)
    luck = chance.random()
    if came or luck < 0.25:
        return {
            "contacted_on": contacted,
            "contact_result": "Tersambung",
            "willing": "Ya",
            "companion": _COMPANIONS[int(luck * 40) % len(_COMPANIONS)],
        }
    if luck < 0.5:
        return {
            "contacted_on": contacted,
            "contact_result": "Tersambung",
            "willing": "Tidak",
            "reason": _REASONS[int(luck * 40) % len(_REASONS)],
        }
    if luck < 0.68:
        return {"contacted_on": contacted, "contact_result": "Tersambung", "willing": "Ragu"}
    if luck < 0.9:
        return {"contacted_on": contacted, "contact_result": "Tidak tersambung"}
    return {"contact_result": "Belum"}


def _draw_ride(
    chance: np.random.Generator, call: dict[str, str | date | None], *, weighed: bool
) -> dict[str, str | None]:
    willing = call.get("willing") == "Ya"
    if weighed:
        # About one in four comes on its own feet.
        by_bus = willing and chance.random() < 0.75
        return {
            "boarded": "Ya" if by_bus else "Tidak",
            "attended": "Ya",
            "returned": "Ya" if by_bus else None,
            "note": None if by_bus else "Datang sendiri",
        }
    if willing and chance.random() < 0.3:
        return {"boarded": "Ya", "attended": "Ya", "returned": "Ya", "note": "Rewel, tidak jadi ditimbang"}
    return {"boarded": "Tidak", "attended": "Tidak"}


def _mother_rows(
    plan: Plan,
    places: Places,
    mothers: list[Mother],
    posyandu: int,
    day: date,
    chance: np.random.Generator,
    *,
    finished: bool,
) -> list[tuple[int, Row]]:
    rows: list[tuple[int, Row]] = []
    for mother in mothers:
        if mother.posyandu != posyandu or not mother.pickup_point or mother.status != "Hamil":
            continue
        if mother.last_period + timedelta(days=35) > day:
            continue
        row: dict[str, str | date | None] = {
            "date": day,
            "posyandu": places.codes[posyandu],
            "person_id": mother.mother_id,
            "name": mother.name,
            "validation": "Benar",
            "pickup_point": mother.pickup_point,
            "contacted_on": day - timedelta(days=4),
            "contact_result": "Tersambung",
            "willing": "Ya" if chance.random() < 0.8 else "Ragu",
            "companion": "Suami",
        }
        if finished:
            boarded = row["willing"] == "Ya"
            row |= {
                "boarded": "Ya" if boarded else "Tidak",
                "attended": "Ya" if boarded else "Tidak",
                "returned": "Ya" if boarded else None,
            }
        rows.append((to_serial(day), row))
    return rows


def _donations(plan: Plan, places: Places) -> list[Row]:
    gifts = (
        ("Pemerintah Desa", "Telur", 120, "butir", "PMT"),
        ("PT Contoh Angkutan", "Solar", 40, "liter", "Antar-jemput"),
        ("Hamba Allah", "Uang", 250_000, "rupiah", "Bahan masak KEBAL MSG"),
        ("TP PKK", "Kacang hijau", 10, "kg", "PMT"),
        ("Toko Contoh", "Susu", 24, "kotak", "PMT"),
        ("Hamba Allah", "Uang", 100_000, "rupiah", "Antar-jemput"),
        ("Pemerintah Desa", "Beras", 25, "kg", "Bahan masak KEBAL MSG"),
        ("Karang Taruna", "Ikan lele", 8, "kg", "PMT"),
    )
    return [
        {
            "date": plan.today - timedelta(days=12 + 41 * (len(gifts) - 1 - index)),
            "donor": donor,
            "form": form,
            "amount": amount,
            "unit": unit,
            "purpose": purpose,
            "posyandu": places.codes[index % len(places.codes)] if index % 3 else None,
        }
        for index, (donor, form, amount, unit, purpose) in enumerate(gifts)
    ]
