"""The state of every step of every SOP in a month: the one engine behind Beranda, Daftar Tilik,
Antar Jemput and Mentoring."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from lib.domain.sop.conflicts import compute_conflict_findings
from lib.domain.sop.derived import compute_derived_records
from lib.domain.sop.keys import build_finding_rows, build_findings
from lib.domain.sop.occasions import compute_day_occasions, compute_rounds_of_records
from lib.domain.sop.rounds import compute_moves, compute_posyandu_days
from lib.domain.sop.timing import Rhythm
from lib.domain.sop.typed import compute_typed_records
from lib.domain.sop.units import PAIR, Tables, compute_grid, compute_steps, compute_units
from lib.domain.sop.year import compute_records, compute_year, is_alive

STATUS_COLUMNS = (
    "sop",
    "sop_title",
    "step",
    "step_order",
    "phase",
    "description",
    "timing",
    "unit_kind",
    "unit",
    "partner",
    "posyandu",
    "unit_status",
    "round_date",
    "original_date",
    "starts_on",
    "due_on",
    "state",
    "result",
    "done_on",
    "executor",
    "standard_executor",
    "minutes",
    "standard_minutes",
    "note",
    "proof",
    "source",
    "source_book",
    "source_row",
    "counted_on",
    "counts",
)


def compute_month_start(month: object) -> pd.Timestamp:
    """The first day of the month of a date, Timestamp, Period or "2026-02"."""
    start = month.start_time if isinstance(month, pd.Period) else pd.Timestamp(str(month))
    return start.normalize().replace(day=1).as_unit("s")


def compute_today(today: object) -> pd.Timestamp:
    """Today at midnight, without a time zone, from a date or Timestamp."""
    return pd.Timestamp(str(today)).tz_localize(None).normalize().as_unit("s")


@dataclass(frozen=True, slots=True)
class SopEngine:
    """What does not depend on the month: steps, their grid with the units, posyandu-day occasions, records
    (typed, derived, and the one that counts of each occasion), and the findings about typed ticks.  Build
    once, ask for many months."""

    today: pd.Timestamp
    steps: pd.DataFrame
    grid: pd.DataFrame
    day_occasions: pd.DataFrame
    typed: pd.DataFrame
    derived: pd.DataFrame
    records: pd.DataFrame
    findings: pd.DataFrame


def build_engine(tables: Tables, *, today: object, monthly: pd.DataFrame | None = None) -> SopEngine:
    """Everything `compute_month_status` needs, from the tables as they are today."""
    return _build_engine(tables, compute_today(today), monthly, compute_steps(tables))


def _build_engine(
    tables: Tables, today: pd.Timestamp, monthly: pd.DataFrame | None, steps: pd.DataFrame
) -> SopEngine:
    units = compute_units(tables, steps)
    grid = compute_grid(steps, units)
    days = compute_posyandu_days(tables["jadwal"])
    moves = compute_moves(tables["jadwal"], days)
    day_occasions = compute_day_occasions(grid, days)
    typed, findings = compute_typed_records(tables, steps, units, grid, day_occasions, moves, today)
    derived = compute_derived_records(tables, units, today, monthly)
    derived = compute_rounds_of_records(derived, grid, day_occasions, moves)
    derived = derived[~derived["lost"]].sort_values("done_on", kind="stable", na_position="last")
    records = compute_records(typed, derived)
    return SopEngine(today, steps, grid, day_occasions, typed, derived, records, findings)


def compute_year_rows(engine: SopEngine, year: int) -> pd.DataFrame:
    """Every occasion of a year (see year.compute_year), from which select_month cuts months.  Keep it where
    several months are asked."""
    return compute_year(engine.grid, engine.day_occasions, engine.records, year=year, today=engine.today)


def select_month(rows: pd.DataFrame, month: object) -> pd.DataFrame:
    """compute_sop_status for one month, of the `rows` of its year (compute_year_rows)."""
    start = compute_month_start(month)
    counts = rows["counted_in"].eq(start)
    shown = is_alive(rows, start) & (rows["shown_in"].isna() | rows["shown_in"].eq(start))
    return _finish(rows.assign(counts=counts)[shown | counts])


def _finish(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[list(STATUS_COLUMNS)].reset_index(drop=True)


def compute_sop_status(
    tables: Tables, *, today: object, month: object, monthly: pd.DataFrame | None = None
) -> pd.DataFrame:
    """State of every step in `month`: one row per SOP, unit, round and step, `STATUS_COLUMNS`.

    `round_date` is the posyandu day (H), the first of the month, or 1 January of the year the step runs in;
    NaT for a pair's step without a due date.  `unit` is a posyandu code, "puskesmas", a kelurahan, or a
    child's or mother's ID with `partner` (team, student).  `result` is Ya, Tidak, TB or NaN; `source`
    "diketik" or "turunan: <tab>".  `counts` is True for steps due in the month (a record without a due date
    counts in the month of its date): what compliance is computed on.  The rows hold all rounds of the month
    (H in it), the running month and year, and steps of neighbouring rounds that are due in the month.

    `monthly` is the table of compute_monthly_status; without it KEBAL step A4 is not derived.
    """
    return compute_month_status(build_engine(tables, today=today, monthly=monthly), month)


def compute_month_status(engine: SopEngine, month: object) -> pd.DataFrame:
    """compute_sop_status for one month of an engine that is already built."""
    return select_month(compute_year_rows(engine, compute_month_start(month).year), month)


def _narrow(engine: SopEngine, sop_key: str) -> SopEngine | None:
    """The engine of that SOP alone, where it already looks at pairs; else None."""
    steps = engine.steps[engine.steps["sop_key"].eq(sop_key)]
    if not steps["scope"].eq(PAIR).all():
        return None
    grid = engine.grid[engine.grid["sop_key"].eq(sop_key)]
    days = engine.day_occasions[engine.day_occasions["sop_key"].eq(sop_key)]
    return replace(engine, steps=steps, grid=grid, day_occasions=days)


def compute_pair_status(
    tables: Tables, *, sop_key: str, year: int, today: object, engine: SopEngine | None = None
) -> pd.DataFrame:
    """State of one SOP's steps in a year for each of its pairs, whatever its `Lingkup` says: `STATUS_COLUMNS`
    (all of `counts` False).  Pairs that were not there in that year are left out; a monthly step is that
    of this month, in other years of December.  An `engine` of the same tables and day saves building one.
    """
    now = compute_today(today)
    engine = _narrow(engine, sop_key) if engine is not None else None
    if engine is None:
        steps = compute_steps(tables)
        steps = steps[steps["sop_key"].eq(sop_key)].assign(scope=PAIR)
        engine = _build_engine(tables, now, None, steps)
    rows = compute_year_rows(engine, year).assign(counts=False)
    month = pd.Timestamp(year, now.month if year == now.year else 12, 1)
    of_day = rows["rhythm"].eq(Rhythm.DAY) & rows["round_date"].dt.year.eq(year)
    alive = ~(rows["alive_from"] > pd.Timestamp(year, 12, 31)) & ~(
        rows["alive_until"] < month.replace(month=1)
    )
    return _finish(rows[alive & (of_day | rows["shown_in"].isna() | rows["shown_in"].eq(month))])


def compute_sop_findings(tables: Tables, *, today: object) -> pd.DataFrame:
    """What is wrong with ticks and steps: level, tab, source_book, source_row, column (header), value,
    message, suggestion.  Unknown SOPs, steps and subjects, rounds that do not exist, duplicates, ticks that
    another tab contradicts, and `Waktu` that cannot be read."""
    return compute_engine_findings(build_engine(tables, today=today))


def compute_engine_findings(engine: SopEngine) -> pd.DataFrame:
    """compute_sop_findings of an engine that is already built."""
    unreadable = engine.steps[~engine.steps["readable"]]
    timing = build_finding_rows(
        unreadable,
        level="Peringatan",
        tab="Langkah SOP",
        column="Waktu",
        value=unreadable["timing"],
        message="Waktu ini tidak dikenali, jadi langkahnya tidak punya jatuh tempo.",
        suggestion="Ketik H-5 … H, H+30, TW1 … TW4, nama bulan, Bulanan, atau Tahunan.",
    )
    return build_findings([timing, engine.findings, compute_conflict_findings(engine.typed, engine.derived)])
