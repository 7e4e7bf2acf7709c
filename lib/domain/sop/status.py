"""The state of every step of every SOP in a month: the one engine behind Beranda, Daftar Tilik,
Antar Jemput and Mentoring."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from lib.domain.sop.conflicts import compute_conflict_findings
from lib.domain.sop.derived import compute_derived_records
from lib.domain.sop.keys import build_finding_rows, build_findings
from lib.domain.sop.occasions import (
    KEYS,
    compute_day_occasions,
    compute_period_occasions,
    compute_rounds_of_records,
)
from lib.domain.sop.rounds import compute_moves, compute_posyandu_days
from lib.domain.sop.timing import compute_state
from lib.domain.sop.typed import compute_typed_records
from lib.domain.sop.units import PAIR, Tables, compute_grid, compute_steps, compute_units

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
_RECORD = ("result", "done_on", "executor", "minutes", "note", "proof", "source", "source_book", "source_row")


def compute_month_start(month: object) -> pd.Timestamp:
    """The first day of the month of a date, Timestamp, Period or "2026-02"."""
    start = month.start_time if isinstance(month, pd.Period) else pd.Timestamp(str(month))
    return start.normalize().replace(day=1).as_unit("s")


def compute_today(today: object) -> pd.Timestamp:
    """Today at midnight, without a time zone, from a date or Timestamp."""
    return pd.Timestamp(str(today)).tz_localize(None).normalize().as_unit("s")


@dataclass(frozen=True, slots=True)
class SopEngine:
    """What does not depend on the month: steps, their grid with the units, posyandu-day occasions, records,
    and the findings about typed ticks.  Build once, ask for many months."""

    today: pd.Timestamp
    steps: pd.DataFrame
    grid: pd.DataFrame
    day_occasions: pd.DataFrame
    typed: pd.DataFrame
    derived: pd.DataFrame
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
    return SopEngine(today, steps, grid, day_occasions, typed, derived, findings)


def _compute_state_of_occasions(occasions: pd.DataFrame, engine: SopEngine) -> pd.DataFrame:
    """Join the latest typed record, else the earliest derived one, to each occasion; add the state."""
    key = [*KEYS, "round_date"]
    rows = occasions.drop(columns=["source_book", "source_row"]).reset_index(drop=True)
    columns = [*key, *_RECORD, "hint"]
    typed = engine.typed.drop_duplicates(key, keep="last")[columns]
    derived = engine.derived.drop_duplicates(key, keep="first")[columns]
    for records, suffix in ((typed, "_typed"), (derived, "_derived")):
        renamed = records.rename(columns={column: column + suffix for column in (*_RECORD, "hint")})
        rows = rows.merge(renamed, on=key, how="left", validate="m:1")
    by_hand = rows["result_typed"].notna()
    for column in (*_RECORD, "hint"):
        rows[column] = rows[f"{column}_typed"].where(by_hand, rows[f"{column}_derived"])
    rows = rows.astype({"done_on": "datetime64[s]", "hint": "datetime64[s]", "minutes": "float64"})
    rows["state"] = compute_state(
        rows["result"], rows["done_on"], rows["starts_on"], rows["due_on"], engine.today
    )
    recorded_on = rows["done_on"].fillna(rows["hint"]).where(rows["result"].notna())
    rows["counted_on"] = rows["due_on"].fillna(recorded_on)
    return rows


def _select_month(rows: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    """Rows of the month's rounds, and rows of other rounds that are due in it; `counts` marks the latter
    rule: due in the month, or recorded in it where there is no due date."""
    next_month = month + pd.offsets.MonthBegin(1)
    counts = (rows["counted_on"] >= month) & (rows["counted_on"] < next_month)
    counts &= rows["due_on"].notna() | rows["result"].notna()
    alive = ~(rows["alive_from"] >= next_month) & ~(rows["alive_until"] < month)
    by_day = rows["rhythm"].eq("hari posyandu")
    in_month = (rows["round_date"] >= month) & (rows["round_date"] < next_month)
    shown = alive & (~by_day | in_month)
    due_elsewhere = rows["due_on"].notna() & ~alive
    rows = rows.assign(counts=counts & ~due_elsewhere)
    return rows[shown | rows["counts"]]


def _order(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.sort_values(
        ["sop_place", "unit_place", "round_date", "step_order"], kind="stable", na_position="last"
    )
    return rows.reindex(columns=list(STATUS_COLUMNS)).reset_index(drop=True)


def _compute_rows(engine: SopEngine, month: pd.Timestamp) -> pd.DataFrame:
    occasions = pd.concat(
        [engine.day_occasions, compute_period_occasions(engine.grid, month)], ignore_index=True
    )
    rows = _compute_state_of_occasions(occasions, engine)
    places = {key: place for place, key in enumerate(engine.grid["sop_key"].unique())}
    units = engine.grid.drop_duplicates(["sop_key", "unit_key"])[["sop_key", "unit_key"]]
    rows = rows.assign(sop_place=rows["sop_key"].map(places))
    return rows.merge(units.assign(unit_place=range(len(units))), on=["sop_key", "unit_key"], how="left")


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
    start = compute_month_start(month)
    return _order(_select_month(_compute_rows(engine, start), start))


def _narrow(engine: SopEngine, sop_key: str) -> SopEngine | None:
    """The engine of that SOP alone, where it already looks at pairs; else None."""
    steps = engine.steps[engine.steps["sop_key"].eq(sop_key)]
    if not steps["scope"].eq(PAIR).all():
        return None
    parts = {
        name: table[table["sop_key"].eq(sop_key)].reset_index(drop=True)
        for name in ("grid", "day_occasions", "typed", "derived")
        for table in [getattr(engine, name)]
    }
    return replace(engine, steps=steps, **parts)


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
    month = now.month if year == now.year else 12
    first, last = pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)
    rows = _compute_rows(engine, pd.Timestamp(year, month, 1).as_unit("s")).assign(counts=False)
    alive = ~(rows["alive_from"] > last) & ~(rows["alive_until"] < first)
    in_year = rows["round_date"].isna() | rows["round_date"].dt.year.eq(year)
    return _order(rows[alive & in_year])


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
