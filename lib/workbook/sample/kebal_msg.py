"""KEBAL MSG: cooking and eating together after the weighing, and who took part."""

from __future__ import annotations

import numpy as np

from lib.workbook.grids import Grid
from lib.workbook.sample.children import Children, has_kebal
from lib.workbook.sample.places import Places
from lib.workbook.sample.plan import Plan, Row, build_grid
from lib.workbook.sample.schedule import Schedule
from lib.workbook.sample.weighings import KEBAL_SESSIONS, Weighings

_MENUS = (
    "Sup ayam wortel",
    "Nasi tim ikan",
    "Bubur kacang hijau",
    "Perkedel tahu",
    "Sayur bening telur",
    "Bola tempe",
)
_LESSONS = (
    "Protein hewani tiap hari",
    "Makan bersama keluarga",
    "Cuci tangan pakai sabun",
    "Camilan sehat",
    "Porsi menurut umur",
    "Tetap menyusui sampai dua tahun",
)
_GUESTS = 5


def build_session_grids(
    plan: Plan, places: Places, schedule: Schedule, children: Children, weighings: Weighings
) -> dict[str, Grid]:
    """Grids of kebal_msg and peserta_kebal_msg: the last sessions of every posyandu that holds them."""
    chance = plan.chance("kebal msg")
    sessions: list[Row] = []
    participants: list[Row] = []
    for posyandu in filter(has_kebal, range(plan.posyandu)):
        for turn, month in enumerate(
            month for month in schedule.held_months(posyandu) if month >= plan.months - KEBAL_SESSIONS
        ):
            day, code = int(schedule.days[posyandu, month]), places.codes[posyandu]
            minutes = (np.array([30, 10, 45, 20, 15, 10]) + chance.integers(-4, 8, 6)).tolist()
            sessions.append(
                {
                    "date": day,
                    "posyandu": code,
                    "menu": _MENUS[turn % len(_MENUS)],
                    "lesson": _LESSONS[(turn + posyandu) % len(_LESSONS)],
                    **{f"minutes_b{step}": each for step, each in enumerate(minutes, start=1)},
                    "photos": f"https://example.org/kebal/{code}-{month}" if turn % 2 == 0 else None,
                }
            )
            here = weighings.on_the_day[:, month] & (children.posyandu == posyandu)
            regular = np.flatnonzero(children.kebal & (children.posyandu == posyandu))
            others = np.flatnonzero(here & ~children.kebal & (weighings.age_days[:, month] > 200))
            guests = chance.choice(others, min(_GUESTS, len(others)), replace=False)
            for child in (*regular.tolist(), *sorted(guests.tolist())):
                came = bool(here[child])
                participants.append(
                    {
                        "date": day,
                        "posyandu": code,
                        "child_id": children.ids[child],
                        "name": children.names[child],
                        "present": "Ya" if came else "Tidak",
                        "ate_all": ("Ya" if chance.random() < 0.8 else "Tidak") if came else None,
                    }
                )
    return {
        "kebal_msg": build_grid("kebal_msg", sessions),
        "peserta_kebal_msg": build_grid("peserta_kebal_msg", participants),
    }
