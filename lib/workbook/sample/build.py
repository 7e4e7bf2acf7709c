"""The whole sample: drawn once, told as the grids that the parser reads, or written as a workbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lib.workbook.book_writer import Progress, write_book
from lib.workbook.dropdown_lists import build_lists
from lib.workbook.grids import Grid
from lib.workbook.read_me import build_read_me
from lib.workbook.sample.antar_jemput import build_antar_jemput_grids
from lib.workbook.sample.children import build_children, build_children_grid
from lib.workbook.sample.kebal_msg import build_session_grids
from lib.workbook.sample.mentoring import (
    build_mentoring_grids,
    build_patients,
    build_plan_actions,
    build_teams,
)
from lib.workbook.sample.mistakes import Mistake, build_confirmed_grid, plant_mistakes
from lib.workbook.sample.mothers import build_mothers, build_mothers_grid, build_pair_grids, build_pairs
from lib.workbook.sample.pertemuan import build_actions_grid, build_meeting_grids
from lib.workbook.sample.places import build_place_grids, build_places
from lib.workbook.sample.plan import Plan, build_grid, build_header
from lib.workbook.sample.schedule import build_schedule, build_schedule_grid
from lib.workbook.sample.sop import build_checklist_grid
from lib.workbook.sample.weighings import build_register_grid, build_weighings, build_weighings_grid
from lib.workbook.sop_documents import build_sop_rows
from lib.workbook.tabs import TABS


def build_sample(
    *,
    today: date,
    posyandu: int = 4,
    children: int = 160,
    months: int = 14,
    mothers: int = 24,
    seed: int = 7,
) -> dict[str, Grid]:
    """Grids by tab title, in the order of the template, header first; just what a source would fetch.

    Dates are serial numbers and times day fractions (as Google sends them), so the grids serve parser,
    emulator and benchmark without an .xlsx. The same arguments give the same cells. Raises ValueError for
    a size below 1.
    """
    return _build(Plan(today, posyandu, children, months, mothers, seed))[0]


def list_mistakes(
    *,
    today: date,
    posyandu: int = 4,
    children: int = 160,
    months: int = 14,
    mothers: int = 24,
    seed: int = 7,
) -> tuple[Mistake, ...]:
    """The typing mistakes in the sample of the same arguments, with their cells."""
    return _build(Plan(today, posyandu, children, months, mothers, seed))[1]


def write_sample(
    path: str | Path,
    *,
    today: date,
    posyandu: int = 4,
    children: int = 160,
    months: int = 14,
    mothers: int = 24,
    seed: int = 7,
    progress: Progress | None = None,
) -> None:
    """Write the sample as .xlsx; `progress` hears rows written and rows in all. Raises OSError."""
    grids = build_sample(
        today=today, posyandu=posyandu, children=children, months=months, mothers=mothers, seed=seed
    )
    tabs = tuple(TABS.values())
    write_book(path, tabs, grids, build_lists(tabs, grids), build_read_me(tabs, sample=True), progress)


def _build(plan: Plan) -> tuple[dict[str, Grid], tuple[Mistake, ...]]:
    places = build_places(plan)
    schedule = build_schedule(plan)
    children = build_children(plan, places)
    weighings = build_weighings(plan, schedule, children)
    mothers = build_mothers(plan, places)
    pairs = build_pairs(plan, mothers)
    teams = build_teams(plan, places)
    patients = build_patients(plan, places, children, teams)
    mentoring = build_mentoring_grids(plan, places, children, teams, patients)
    grids: dict[str, Grid] = {
        **build_place_grids(plan, places, schedule.open_days),
        # How a row is filled; it says what the board sees by itself.
        "pemetaan": build_grid(
            "pemetaan",
            [{"sheet": "Donasi", "read_as": "Donasi", "label": "Pemberi", "meaning": "Pemberi"}],
        ),
        "jadwal": build_schedule_grid(plan, places, schedule),
        "balita": build_children_grid(plan, places, children),
        "penimbangan": build_weighings_grid(plan, places, schedule, children, weighings),
        "register_sip": build_register_grid(plan, schedule, children, weighings),
        "ibu_hamil": build_mothers_grid(plan, places, mothers),
        **{name: [build_header(name), *rows] for name, rows in build_sop_rows().items()},
        "daftar_tilik": build_checklist_grid(plan, places, schedule, children, patients, pairs),
        **build_antar_jemput_grids(plan, places, schedule, children, weighings, mothers),
        **build_meeting_grids(plan, places),
        "tindak_lanjut": [
            *build_actions_grid(plan, places, children, mothers),
            *build_plan_actions(plan, mentoring["kegiatan_mentoring"]),
        ],
        **mentoring,
        **build_pair_grids(plan, pairs),
        **build_session_grids(plan, places, schedule, children, weighings),
    }
    grids["dibenarkan"] = build_confirmed_grid(grids["balita"])
    mistakes = plant_mistakes(grids, plan.today)
    return {tab.title: grids[name] for name, tab in TABS.items()}, mistakes
