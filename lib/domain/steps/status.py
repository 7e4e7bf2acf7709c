"""The state of every step of every SOP in a month: the one engine behind Beranda, Daftar Tilik,
Antar Jemput and Mentoring."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from lib.domain.steps.anchors import (
    AFTER_THE_END,
    Anchors,
    compute_anchors,
    compute_session_occasions,
    compute_sessions,
    compute_visit_occasions,
)
from lib.domain.steps.derived import Facts, compute_derived_records
from lib.domain.steps.keys import OSOC, build_finding_rows, build_findings, normalise_key
from lib.domain.steps.occasions import KEYS, compute_day_occasions, compute_rounds_of_records
from lib.domain.steps.owing import Owing, compute_owing
from lib.domain.steps.rounds import compute_moves, compute_posyandu_days
from lib.domain.steps.timing import NOT_APPLICABLE, NOT_BEGUN, Rhythm
from lib.domain.steps.typed import compute_typed_records
from lib.domain.steps.units import (
    KELURAHAN,
    PAIR,
    Tables,
    compute_grid,
    compute_place_findings,
    compute_steps,
    compute_units,
    read_pairs,
)
from lib.domain.steps.year import compute_records, compute_year, is_alive
from lib.workbook.tabs import TABS

# --- What a viewer who sees only some rows is told of steps that are about no person: as all rows have it.
#
# A kader's rows, or a mentor's, do not say when the puskesmas began with an SOP, or whether any posyandu
# had sasaran: the figures of equal steps must be equal for every viewer (aturan.md, "Who owes an SOP").

_KEY = ["sop_key", "step_key", "unit_kind", "unit_key", "round_date"]
_SAME = ["source", "source_book", "source_row"]
_OWN = ["executor", "note", "proof", "source_book", "source_row"]
"""What of a record only those are told who see its row; the rest (state, dates, minutes) is everybody's."""


def take_shared(rows: pd.DataFrame, whole: pd.DataFrame, grid: pd.DataFrame) -> pd.DataFrame:
    """`rows` of a year as a viewer's own rows give them, with the steps of puskesmas, kelurahan and posyandu
    as in `whole`; both of compute_year.  `grid`: the viewer's units, in their order."""
    pairs = rows["unit_kind"].eq(PAIR.casefold())
    known = pd.MultiIndex.from_frame(grid[["sop_key", "unit_kind", "unit_key"]].drop_duplicates())
    theirs = whole[~whole["unit_kind"].eq(PAIR.casefold())]
    theirs = theirs[pd.MultiIndex.from_frame(theirs[["sop_key", "unit_kind", "unit_key"]]).isin(known)]
    columns = [*dict.fromkeys([*_SAME, *_OWN])]
    own = rows.loc[~pairs, [*_KEY, *columns]].drop_duplicates(_KEY)
    both = theirs[_KEY].merge(own, on=_KEY, how="left", validate="m:1").set_index(theirs.index)
    same = both[_SAME].eq(theirs[_SAME]).fillna(False).all(axis=1)
    theirs = theirs.assign(**{name: both[name].where(same) for name in _OWN})
    together = pd.concat([rows[pairs], theirs], ignore_index=True)
    sops = {key: place for place, key in enumerate(grid["sop_key"].drop_duplicates())}
    units = grid[["sop_key", "unit_key"]].drop_duplicates().reset_index(drop=True)
    units = units.assign(unit_place=units.index)
    placed = together[["sop_key", "unit_key", "round_date", "step_order"]].merge(
        units, on=["sop_key", "unit_key"], how="left", validate="m:1"
    )
    placed = placed.assign(sop_place=placed["sop_key"].map(sops))
    by = ["sop_place", "unit_place", "round_date", "step_order"]
    order = placed.sort_values(by, kind="stable", na_position="last").index
    return together.loc[order].reset_index(drop=True)


# --- Ticks typed in `Daftar Tilik` that another tab contradicts: the explicit row wins, and the conflict is a
# finding (aturan.md, "SOP and daftar tilik").
#
# Decided: a contradiction is Ya against anything but Ya. Another tab only ever proves Ya, but for `Alat
# siap` answered Tidak; where two of its rows disagree (two meetings in a month), the typed row agrees
# with one of them and is no contradiction. Dates, executors and minutes may differ: the typed ones are
# simply nearer.

DERIVED = "turunan: "
"""How the source of a derived record begins; the tab's name follows."""


def compute_conflicts(typed: pd.DataFrame, derived: pd.DataFrame) -> pd.DataFrame:
    """The typed records that count (the last of an occasion) and contradict every derived one: one row for
    each row of `Daftar Tilik`, with its columns, and result_derived, done_on_derived, source_derived and
    source_row_derived of the first proof against it.

    `typed` and `derived` are those of a SopEngine.
    """
    key = [*KEYS, "round_date"]
    counted = typed.drop_duplicates(key, keep="last")
    about = ["result", "done_on", "source", "source_row"]
    # What is done for some only, or had nobody to be done for, contradicts nobody.
    derived = derived[derived["result"].isin(["Ya", "Tidak"])]
    proofs = derived[[*key, *about]].rename(columns={name: f"{name}_derived" for name in about})
    both = counted.merge(proofs, on=key, how="inner")
    same = both["result"].eq(both["result_derived"])
    backed = same.groupby(both["row"], sort=False).transform("any")
    against = ~same & (both["result"].eq("Ya") | both["result_derived"].eq("Ya"))
    return both[against & ~backed].drop_duplicates("row").reset_index(drop=True)


def compute_conflict_findings(typed: pd.DataFrame, derived: pd.DataFrame) -> pd.DataFrame:
    """A finding at `Hasil` of each of compute_conflicts: which tab and row says otherwise, and what to do."""
    found = compute_conflicts(typed, derived)
    names = found["source_derived"].str.removeprefix(DERIVED)
    tabs = names.map({name: tab.title for name, tab in TABS.items()}).astype("str")
    rows = found["source_row_derived"].astype("Int64").astype("str")
    place = "tab " + tabs + (" baris " + rows).where(found["source_row_derived"].notna(), "")
    day = (" tanggal " + found["done_on_derived"].dt.strftime("%d/%m/%Y")).fillna("")
    says = (" mencatat langkah ini dilakukan" + day).where(
        found["result_derived"].eq("Ya"), " menjawab Tidak"
    )
    return build_finding_rows(
        found,
        level="Peringatan",
        tab=TABS["daftar_tilik"].title,
        column="Hasil",
        value=found["result"],
        message="Diketik " + found["result"] + ", tetapi " + place + says + "; yang diketik yang dihitung.",
        suggestion="Betulkan Hasil atau hapus baris ini; bila Hasil sudah benar, betulkan isian di tab itu.",
    )


# --- The engine.

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
    "owed",
    "fell_due",
)

PUBLIC_COLUMNS = frozenset(
    {
        *("sop_title", "step_order", "phase", "description", "timing", "standard_executor"),
        *("standard_minutes", "unit_kind", "unit", "partner", "unit_status", "original_date", "starts_on"),
        *("state", "source", "counted_on", "counts"),
    }
)
"""Of STATUS_COLUMNS, beside what `Daftar Tilik` declares: which step it is and how far it got, public where
persons are initials."""


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
    anchors: Anchors
    owing: Owing
    typed: pd.DataFrame
    derived: pd.DataFrame
    records: pd.DataFrame
    findings: pd.DataFrame
    shared: SopEngine | None = None
    """The engine of the whole puskesmas, where this one sees only some of its rows."""


def build_engine(
    tables: Tables,
    *,
    today: object,
    monthly: pd.DataFrame | None = None,
    sasaran: pd.DataFrame | None = None,
    targets: pd.DataFrame | None = None,
    shared: SopEngine | None = None,
) -> SopEngine:
    """Everything `compute_month_status` needs, from the tables as they are today.

    `sasaran` (child_id, posyandu, month): who is 2T or BGM, for KEBAL MSG; `targets` (posyandu, round_date,
    person_id and the register's columns; people of antar_jemput): whom each antar-jemput round is about.
    Without targets that is whoever stands on its list.  `shared` (of the same steps and day): the engine of
    all rows, for a viewer who sees only some: steps of puskesmas, kelurahan, posyandu stand as it has them.
    """
    about = Facts(monthly, sasaran, targets)
    built = _build_engine(tables, compute_today(today), about, compute_steps(tables))
    return replace(built, shared=shared)


def _build_engine(tables: Tables, today: pd.Timestamp, about: Facts, steps: pd.DataFrame) -> SopEngine:
    pairs = read_pairs(tables)
    units = compute_units(tables, steps, pairs)
    grid = compute_grid(steps, units)
    days = compute_posyandu_days(tables["jadwal"])
    moves = compute_moves(tables["jadwal"], days)
    visits = compute_visit_occasions(pairs.osoc, grid, today)
    events = [
        compute_day_occasions(grid, days),
        compute_session_occasions(grid, compute_sessions(tables, today)),
        visits,
    ]
    columns = list(events[0].columns)
    occasions = pd.concat(
        [part.reindex(columns=columns) for part in events if len(part)] or events[:1], ignore_index=True
    )
    dates = ["round_date", "original_date", "starts_on", "due_on"]
    occasions = occasions.astype({"grid_row": "int64", **dict.fromkeys(dates, "datetime64[s]")})
    anchors = compute_anchors(pairs.osoc, grid, visits["grid_row"])
    typed, findings = compute_typed_records(
        *(tables, steps, units, pairs.mentoring, grid, occasions, moves, today), anchors
    )
    derived = compute_derived_records(tables, units, pairs, today, about)
    derived = compute_rounds_of_records(derived, grid, occasions, moves, anchors)
    derived = derived[~derived["lost"]].sort_values("done_on", kind="stable", na_position="last")
    records = compute_records(typed, derived)
    owing = compute_owing(tables, pairs, typed, moves, today, about.sasaran)
    findings = build_findings([findings, compute_place_findings(tables)])
    return SopEngine(today, steps, grid, occasions, anchors, owing, typed, derived, records, findings)


def compute_year_rows(engine: SopEngine, year: int) -> pd.DataFrame:
    """Every occasion of a year (see year.compute_year), from which select_month cuts months.  Keep it where
    several months are asked."""
    rows = compute_year(
        *(engine.grid, engine.day_occasions, engine.records),
        year=year,
        today=engine.today,
        anchors=engine.anchors,
        owing=engine.owing,
    )
    return (
        rows
        if engine.shared is None
        else take_shared(rows, compute_year_rows(engine.shared, year), engine.grid)
    )


def select_month(rows: pd.DataFrame, month: object) -> pd.DataFrame:
    """compute_sop_status for one month, of the `rows` of its year (compute_year_rows)."""
    start = compute_month_start(month)
    counts = rows["counted_in"].eq(start)
    shown = is_alive(rows, start) & (rows["shown_in"].isna() | rows["shown_in"].eq(start))
    return _finish(rows.assign(counts=counts)[shown | counts])


def _finish(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[list(STATUS_COLUMNS)].reset_index(drop=True)


def compute_sop_status(
    tables: Tables,
    *,
    today: object,
    month: object,
    monthly: pd.DataFrame | None = None,
    sasaran: pd.DataFrame | None = None,
    targets: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """State of every step in `month`: one row per SOP, unit, round and step, `STATUS_COLUMNS`.

    `round_date` is the posyandu day (H), the first of the month, or 1 January of the year the step runs in;
    NaT for a pair's step without a due date.  `unit` is a posyandu code, "puskesmas", a kelurahan, or a
    child's or mother's ID with `partner` (team, student).  `result` is Ya, Tidak, TB or NaN; `source`
    "diketik" or "turunan: <tab>".  `counts` is True for steps due in the month (a record without a due date
    counts in the month of its date) that are owed or typed: what compliance is computed on; `owed`: it has to
    be done, `fell_due`: owed and due by today (m of "terisi n/m").  The rows hold all rounds of the month
    (H in it), the running month and year, and steps of neighbouring rounds that are due in the month.

    `monthly` is the table of compute_monthly_status; without it KEBAL A2, A4 and B7 are not derived.
    `sasaran` and `targets` as of build_engine.
    """
    engine = build_engine(tables, today=today, monthly=monthly, sasaran=sasaran, targets=targets)
    return compute_month_status(engine, month)


def compute_month_status(engine: SopEngine, month: object) -> pd.DataFrame:
    """compute_sop_status for one month of an engine that is already built."""
    return select_month(compute_year_rows(engine, compute_month_start(month).year), month)


def _narrow(engine: SopEngine, sop_key: str) -> SopEngine | None:
    """The engine of that SOP alone, where it already looks at pairs; else None."""
    steps = engine.steps[engine.steps["sop_key"].eq(sop_key)]
    if not (steps["level"].eq(PAIR).any() or steps.empty):
        return None
    grid = engine.grid[engine.grid["sop_key"].eq(sop_key)]
    days = engine.day_occasions[engine.day_occasions["sop_key"].eq(sop_key)]
    return replace(engine, steps=steps, grid=grid, day_occasions=days)


def compute_pair_status(
    tables: Tables, *, sop_key: str, year: int, today: object, engine: SopEngine | None = None
) -> pd.DataFrame:
    """State of one SOP's steps in a year for each of its pairs, whatever its `Lingkup` says: `STATUS_COLUMNS`
    (all of `counts` False).  Pairs that were not there in that year are left out; a monthly step is that
    of this month, in other years of December, and of the visits the thirty days that run.  A step of the
    puskesmas or the kelurahan stands with each pair as it stands there.  An `engine` of the same tables and
    day saves building one.
    """
    now = compute_today(today)
    engine = _narrow(engine, sop_key) if engine is not None else None
    if engine is None:
        steps = compute_steps(tables)
        steps = steps[steps["sop_key"].eq(sop_key)]
        level = steps["level"].mask(steps["level"].eq(steps["scope"]), PAIR)
        engine = _build_engine(tables, now, Facts(), steps.assign(scope=PAIR, level=level))
    rows = compute_year_rows(engine, year).assign(counts=False)
    month = pd.Timestamp(year, now.month if year == now.year else 12, 1)
    own = rows[rows["unit_kind"].eq(PAIR.casefold())]
    first, last = pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)
    alive = ~(own["alive_from"] > last) & ~(own["alive_until"] < first)
    visits = own["rhythm"].eq(Rhythm.VISITS) & own["round_date"].notna()
    of_day = own["rhythm"].eq(Rhythm.DAY) & own["round_date"].dt.year.eq(year)
    listed = own[alive & ~visits & (of_day | own["shown_in"].isna() | own["shown_in"].eq(month))]
    running = own[visits].sort_values("round_date", kind="stable")
    running = running.assign(begun=running["starts_on"] <= now)
    running = running.sort_values("begun", kind="stable")
    running = running.drop_duplicates(["unit_key", "step_key"], keep="last")
    shared = _spread_over_pairs(rows, engine.grid, sop_key, year)
    together = pd.concat([listed, running.drop(columns="begun"), shared], ignore_index=True)
    order = {key: place for place, key in enumerate(engine.grid["unit_key"].drop_duplicates())}
    together = together.assign(place=together["unit_key"].map(order))
    return _finish(together.sort_values(["place", "step_order", "round_date"], kind="stable"))


def _spread_over_pairs(rows: pd.DataFrame, grid: pd.DataFrame, sop_key: str, year: int) -> pd.DataFrame:
    """The steps of the puskesmas and of kelurahan, once for each pair that is there in the year: a pair that
    came when a step's time had passed does not wait for it."""
    about = ["unit_key", "unit", "unit_kind", "partner", "posyandu", "unit_status"]
    about += ["alive_from", "alive_until"]
    pairs = grid[grid["level"].eq(PAIR)].drop_duplicates("unit_key")
    pairs = pairs[~(pairs["alive_from"] > pd.Timestamp(year, 12, 31))]
    pairs = pairs[~(pairs["alive_until"] < pd.Timestamp(year, 1, 1))]
    others = rows[~rows["unit_kind"].eq(PAIR.casefold())]
    place = others["unit_kind"].eq(KELURAHAN.casefold())
    columns = [name for name in others if name not in about]
    of_all = pairs[about].merge(others.loc[~place, columns], how="cross")
    of_place = (
        pairs[about]
        .assign(place=normalise_key(pairs["kelurahan"]))
        .merge(others.loc[place, columns].assign(place=others["unit_key"]), on="place", how="inner")
    )
    both: pd.DataFrame = pd.concat([of_all, of_place.drop(columns="place")], ignore_index=True)
    round_year = both["round_date"].dt.year
    if sop_key == OSOC:
        began = both["alive_from"].dt.year
        ends = both["step_key"].isin(AFTER_THE_END)
        home = began.where(~ends, both["alive_until"].dt.year.fillna(began)).fillna(year)
        both = both[round_year.isna() | (round_year.eq(year) & home.eq(year))]
    else:
        both = both[round_year.isna() | round_year.eq(year)]
    before = both["due_on"] < both["alive_from"]
    late = before & both["result"].isna() & ~both["state"].eq(NOT_BEGUN)
    spread: pd.DataFrame = both.assign(state=both["state"].mask(late, NOT_APPLICABLE))
    return spread


def compute_sop_findings(tables: Tables, *, today: object) -> pd.DataFrame:
    """What is wrong with ticks and steps: level, tab, source_book, source_row, column (header), value,
    message, suggestion.  Unknown SOPs, steps and subjects, rounds that do not exist, duplicates, ticks that
    another tab contradicts, and `Waktu` that cannot be read."""
    return compute_engine_findings(build_engine(tables, today=today))


def compute_engine_findings(engine: SopEngine) -> pd.DataFrame:
    """compute_sop_findings of an engine that is already built."""
    conflicts = compute_conflict_findings(engine.typed, engine.derived)
    return build_findings([_compute_timing_findings(engine.steps), engine.findings, conflicts])


def compute_findings_without_ticks(tables: Tables) -> pd.DataFrame:
    """compute_sop_findings where nothing stands in `Daftar Tilik`: there is nothing to hold against the units
    and rounds, so no engine is built for it."""
    return build_findings([_compute_timing_findings(compute_steps(tables)), compute_place_findings(tables)])


def _compute_timing_findings(steps: pd.DataFrame) -> pd.DataFrame:
    unreadable = steps[~steps["readable"]]
    return build_finding_rows(
        unreadable,
        level="Peringatan",
        tab="Langkah SOP",
        column="Waktu",
        value=unreadable["timing"],
        message="Waktu ini tidak dikenali, jadi langkahnya tidak punya jatuh tempo.",
        suggestion="Ketik H-5 … H, H+30, TW1 … TW4, nama bulan, Bulanan, atau Tahunan.",
    )
