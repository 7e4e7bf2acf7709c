"""The year's rail of SIKERITING: the twelve steps of each team and kelurahan, and of each pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup, escape

from lib.domain.attention import SILENT_DAYS
from lib.domain.mentoring import ACTIVE
from lib.domain.steps.timing import DONE, DONE_LATE, MISSED, NOT_APPLICABLE, Rhythm, parse_timing
from lib.views import boards, cells, components
from lib.views.mentoring import FILE, name_pair
from lib.views.templates import join, macro
from lib.words import text
from lib.words.cells import each, is_given, join_given
from lib.words.formats import format_short_day
from lib.words.mentoring import DECIMALS, INDICES, format_z
from lib.words.steps import describe_record
from lib.workbook.words import SHORT_MONTHS

TEAMS_TITLE = "Tiap tim dan kelurahan"
PAIRS_TITLE = "Tiap pasangan"
TEAMS_LEAD = (
    "Tanda di satu kotak mewakili pasien tim di kelurahan itu yang boleh Anda lihat; pecahan di bawahnya: "
    "selesai pada berapa pasien."
)
RTL = " + RTL"
NO_TEAM = "belum ada pasien"
NO_KELURAHAN = "Kelurahan belum diisi"

_matrix, _alarm, _moved, _with_below = (
    macro(FILE, name) for name in ("matrix", "alarm", "moved", "with_below")
)
_QUARTERS = {1: "Jan–Mar", 2: "Apr–Jun", 3: "Jul–Sep", 4: "Okt–Des"}


def render_teams(rail: pd.DataFrame, today: pd.Timestamp) -> None:
    """Teams × steps along the year (rows of mentoring.compute_rail), with what is done and what is next."""
    if rail.empty:
        return
    st.header(TEAMS_TITLE, anchor=False)
    components.render_lead(TEAMS_LEAD)
    columns = rail.drop_duplicates("step").sort_values("step_order")
    keys = [rail["kelurahan"].fillna(NO_KELURAHAN), rail["team"].fillna("")]
    lines = [
        _list_team(str(place), str(team), rows.sort_values("step_order"), columns)
        for (place, team), rows in rail.groupby(keys, sort=True)
    ]
    _render_matrix(columns, ("Selesai", "Berikutnya"), "Tim dan kelurahan", lines, today)


def _list_team(place: str, team: str, rows: pd.DataFrame, columns: pd.DataFrame) -> dict[str, Any]:
    """A line of the matrix: name, marks, and the two figures."""
    starts = _find_starts(columns)
    by_step = {row.step: row for row in each(rows)}
    patients = int(rows["pairs"].max())
    settled = rows["state"].isin([DONE, DONE_LATE])
    missed = int(rows["state"].eq(MISSED).sum())
    alert = _alarm(words=f"{missed} lewat") if missed else ""
    count = f"{int(settled.sum())} dari {int(rows['state'].ne(NOT_APPLICABLE).sum())}"
    ahead = rows[~settled & rows["state"].ne(NOT_APPLICABLE) & rows["due_on"].notna()].sort_values("due_on")
    ahead = ahead[ahead["state"].ne(MISSED)]
    following = (
        _with_below(words=f"langkah {ahead['step'].iloc[0]}", under=format_short_day(ahead["due_on"].iloc[0]))
        if len(ahead)
        else text.EMPTY_VALUE
    )
    below = cells.build_below(join_given(place if team else None, f"{patients} pasien" if team else NO_TEAM))
    return {
        "name": join([team or place, below]),
        "marks": [
            (step in starts, step, *_build_team_mark(by_step.get(step), place)) for step in columns["step"]
        ],
        "figures": [join([count, alert]), following],
    }


def _build_team_mark(row: Any, place: str) -> tuple[str, str]:
    """The mark of a team's step and the share below it; "" for none."""
    if row is None:
        return "", ""
    words = join_given(
        f"Langkah {row.step}",
        row.description,
        place,
        f"selesai pada {row.done} dari {row.pairs} pasien" if row.pairs else None,
        describe_record(row.due_on, row.done_on if row.state in (DONE, DONE_LATE) else None),
    )
    is_part = row.pairs and row.done and row.done != row.pairs
    return boards.state_mark(row.state, words), f"{row.done}/{row.pairs}" if is_part else ""


def _render_matrix(
    columns: pd.DataFrame,
    others: Sequence[str],
    name: str,
    lines: Sequence[Mapping[str, Any]],
    today: pd.Timestamp,
    *,
    is_narrow: bool = False,
) -> None:
    """The table around the lines: phases over step numbers, then the columns of figures."""
    starts = _find_starts(columns)
    st.html(
        _matrix(
            name=name,
            phases=[
                (phase, below.replace(RTL, "") if is_narrow else below, len(numbers), is_now)
                for phase, below, numbers, is_now in build_phases(columns, today)
            ],
            steps=[
                (step, what, step in starts)
                for step, what in zip(columns["step"], columns["description"], strict=True)
            ],
            others=others,
            lines=lines,
        )
    )


def render_rail(
    pairs: pd.DataFrame, steps: pd.DataFrame, posyandu_names: Mapping[str, str], today: pd.Timestamp
) -> None:
    """Pairs × steps along the year, with the last activity and the child's z at the start and now."""
    st.header(PAIRS_TITLE, anchor=False)
    columns = steps.drop_duplicates("step").sort_values("step_order")
    by_pair: dict[tuple[str, str], list[Any]] = {}
    for step in each(steps.sort_values("step_order", kind="stable")):
        by_pair.setdefault(_key(step), []).append(step)
    starts = _find_starts(columns)
    others = ("Kegiatan terakhir", *(f"z {name}" for name in INDICES.values()))
    lines = [_list_pair(pair, by_pair.get(_key(pair), []), starts, posyandu_names) for pair in each(pairs)]
    _render_matrix(columns, others, "Anak dan pendampingnya", lines, today, is_narrow=True)


def build_phases(columns: pd.DataFrame, today: pd.Timestamp) -> list[tuple[str, str, list[str], bool]]:
    """Neighbouring steps of one `Waktu` (`columns`: one row a step): its name, a word on it, the steps'
    numbers, and whether today lies in it."""
    blocks = columns["timing"].fillna("").ne(columns["timing"].fillna("").shift()).cumsum()
    monitoring, phases = 0, []
    for _, block in columns.groupby(blocks, sort=False):
        first = block.iloc[0]
        timing = parse_timing(first["timing"])
        name = str(first["timing"]) if is_given(first["timing"]) else "Tanpa waktu"
        below = ""
        if timing is not None and timing.rhythm is Rhythm.QUARTER:
            name, below = f"TW {timing.number}", _QUARTERS[timing.number]
        elif timing is not None and timing.rhythm is Rhythm.NAMED_MONTH:
            name = SHORT_MONTHS[timing.number - 1]
        if str(first["description"]).casefold().startswith("monitoring"):
            monitoring += 1
            below = f"monev {monitoring}"
            if "tindak lanjut" in str(first["description"]).casefold():
                below += RTL
        is_now = bool(first["starts_on"] <= today <= first["due_on"])
        phases.append((name, f"{below}, kini" if is_now and below else below, list(block["step"]), is_now))
    return phases


def _find_starts(columns: pd.DataFrame) -> set[str]:
    """The first step of each phase."""
    timing = columns["timing"].fillna("")
    return set(columns.loc[timing.ne(timing.shift()), "step"])


def _key(row: Any) -> tuple[str, str]:
    return str(row.child_id), str(row.team) if is_given(row.team) else ""


def _list_pair(
    pair: Any, steps: Sequence[Any], starts: set[str], posyandu_names: Mapping[str, str]
) -> dict[str, Any]:
    """A line of the matrix: name, marks, and the figures."""
    name = pair.name if is_given(pair.name) else pair.child_id
    return {
        "name": name_pair(pair, posyandu_names),
        "marks": [(step.step in starts, step.step, _build_mark(step, name), "") for step in steps],
        "figures": [_build_activity(pair), *(_build_change(pair, index) for index in INDICES)],
    }


def _build_mark(step: Any, name: object) -> Markup:
    record = describe_record(step.due_on, step.done_on)
    words = join_given(f"Langkah {step.step}", step.description, name, record)
    return boards.state_mark(step.state, words)


def _build_activity(pair: Any) -> Markup:
    day = format_short_day(pair.last_activity) if is_given(pair.last_activity) else "belum ada"
    if pair.status != ACTIVE or not is_given(pair.silent_days):
        return escape(day)
    days = f"{pair.silent_days:.0f} hari"
    if pair.silent_days > SILENT_DAYS:
        return join([day, _alarm(words=f"diam {days}")])
    return _with_below(words=day, under=f"{days} lalu")


def _build_change(pair: Any, index: str) -> Markup:
    start, now, change = (
        getattr(pair, name) for name in (f"z_{index}_awal", f"z_{index}_kini", f"change_{index}")
    )
    if not is_given(now):
        return _with_below(words=text.EMPTY_VALUE, under="belum ada")
    if not is_given(start):
        return _with_below(words=format_z(now), under="tanpa awal")
    if not is_given(change):
        return _with_below(words=format_z(start), under="belum diukur lagi")
    moved = round(change, DECIMALS)
    word = "naik" if moved > 0 else "turun" if moved < 0 else "tetap"
    arrow = {"naik": "▲ ", "turun": "▼ ", "tetap": ""}[word]
    by = f" {format_z(abs(moved))}" if moved else ""
    return _moved(start=format_z(start), end=format_z(now), arrow=arrow, words=word + by)
