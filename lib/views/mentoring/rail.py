"""The year's rail of SIKERITING: the twelve steps of each team and kelurahan, and of each pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain.attention import SILENT_DAYS
from lib.domain.mentoring import ACTIVE
from lib.domain.steps.timing import DONE, DONE_LATE, MISSED, NOT_APPLICABLE, Rhythm, parse_timing
from lib.views import boards
from lib.views.mentoring import name_pair
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

_QUARTERS = {1: "Jan–Mar", 2: "Apr–Jun", 3: "Jul–Sep", 4: "Okt–Des"}


def render_teams(rail: pd.DataFrame, today: pd.Timestamp) -> None:
    """Teams × steps along the year (rows of mentoring.compute_rail), with what is done and what is next."""
    if rail.empty:
        return
    st.header(TEAMS_TITLE, anchor=False)
    st.html(f'<p class="papan-lead">{TEAMS_LEAD}</p>')
    columns = rail.drop_duplicates("step").sort_values("step_order")
    keys = [rail["kelurahan"].fillna(NO_KELURAHAN), rail["team"].fillna("")]
    lines = [
        _build_team(str(place), str(team), rows.sort_values("step_order"), columns)
        for (place, team), rows in rail.groupby(keys, sort=True)
    ]
    _render_matrix(columns, ("Selesai", "Berikutnya"), "Tim dan kelurahan", lines, today)


def _build_team(place: str, team: str, rows: pd.DataFrame, columns: pd.DataFrame) -> str:
    starts = _find_starts(columns)
    by_step = {row.step: row for row in each(rows)}
    marks = "".join(_build_team_mark(by_step.get(step), step, starts, place) for step in columns["step"])
    patients = int(rows["pairs"].max())
    below = f"{patients} pasien" if team else NO_TEAM
    settled = rows["state"].isin([DONE, DONE_LATE])
    missed = int(rows["state"].eq(MISSED).sum())
    alert = (
        f'<span class="papan-alert"><span aria-hidden="true">▲</span> {missed} lewat</span>' if missed else ""
    )
    count = f"{int(settled.sum())} dari {int(rows['state'].ne(NOT_APPLICABLE).sum())}{alert}"
    ahead = rows[~settled & rows["state"].ne(NOT_APPLICABLE) & rows["due_on"].notna()].sort_values("due_on")
    ahead = ahead[ahead["state"].ne(MISSED)]
    following = (
        f"langkah {escape(str(ahead['step'].iloc[0]))}"
        f'<span class="papan-quiet-block">{format_short_day(ahead["due_on"].iloc[0])}</span>'
        if len(ahead)
        else text.EMPTY_VALUE
    )
    return (
        f'<tr><th scope="row" class="name">{escape(team or place)}'
        f'<span class="papan-quiet-block">{escape(join_given(place if team else None, below))}</span>'
        f'</th>{marks}<td class="figure first" data-label="Selesai"><span>{count}</span></td>'
        f'<td class="figure" data-label="Berikutnya"><span>{following}</span></td></tr>'
    )


def _build_team_mark(row: Any, step: object, starts: set[str], place: str) -> str:
    if row is None:
        return f"<td{_first(str(step), starts)}></td>"
    share = f"{row.done}/{row.pairs}" if row.pairs and row.done != row.pairs else ""
    words = join_given(
        f"Langkah {row.step}",
        row.description,
        place,
        f"selesai pada {row.done} dari {row.pairs} pasien" if row.pairs else None,
        describe_record(row.due_on, row.done_on if row.state in (DONE, DONE_LATE) else None),
    )
    below = f'<span class="papan-quiet-block">{share}</span>' if share and row.done else ""
    number = f'<span class="narrow-only" aria-hidden="true">{escape(str(step))}</span>'
    return f"<td{_first(str(step), starts)}>{number}{boards.state_mark(row.state, words)}{below}</td>"


def _render_matrix(
    columns: pd.DataFrame,
    others: Sequence[str],
    name: str,
    lines: Sequence[str],
    today: pd.Timestamp,
    *,
    is_narrow: bool = False,
) -> None:
    """The table around the lines: phases over step numbers, then the columns of figures."""
    phases = build_phases(columns, today)
    if is_narrow:
        phases = [(phase, below.replace(RTL, ""), numbers, now) for phase, below, numbers, now in phases]
    top = "".join(
        f'<th scope="colgroup" colspan="{len(numbers)}" class="first{" now" if is_now else ""}">'
        f'{escape(phase)}<span class="papan-quiet-block">{escape(below)}</span></th>'
        for phase, below, numbers, is_now in phases
    )
    starts = _find_starts(columns)
    numbered = "".join(
        f'<th scope="col"{_first(step, starts)} title="{escape(str(what))}">{escape(str(step))}</th>'
        for step, what in zip(columns["step"], columns["description"], strict=True)
    )
    figures = "".join(
        f'<th scope="col" rowspan="2" class="figure{" first" if place == 0 else ""}">{header}</th>'
        for place, header in enumerate(others)
    )
    st.html(
        f'<div class="papan-scroll" tabindex="0" role="region" aria-label="Langkah: {escape(name)}">'
        '<table class="papan-matrix cards"><thead>'
        f'<tr><th scope="col" rowspan="2" class="name">{escape(name)}</th>{top}{figures}</tr>'
        f"<tr>{numbered}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
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
    lines = [_build_line(pair, by_pair.get(_key(pair), []), starts, posyandu_names) for pair in each(pairs)]
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


def _first(step: str, starts: set[str]) -> str:
    return ' class="first"' if step in starts else ""


def _build_line(pair: Any, steps: Sequence[Any], starts: set[str], posyandu_names: Mapping[str, str]) -> str:
    name = pair.name if is_given(pair.name) else pair.child_id
    marks = "".join(
        f'<td{_first(step.step, starts)}><span class="narrow-only" aria-hidden="true">'
        f"{escape(str(step.step))}</span>{_build_mark(step, name)}</td>"
        for step in steps
    )
    return (
        f'<tr><th scope="row" class="name">{name_pair(pair, posyandu_names)}</th>{marks}'
        f'<td class="figure first" data-label="Kegiatan terakhir"><span>{_build_activity(pair)}</span></td>'
        + "".join(
            f'<td class="figure" data-label="z {label}"><span>{_build_change(pair, index)}</span></td>'
            for index, label in INDICES.items()
        )
        + "</tr>"
    )


def _build_mark(step: Any, name: object) -> str:
    record = describe_record(step.due_on, step.done_on)
    words = join_given(f"Langkah {step.step}", step.description, name, record)
    return boards.state_mark(step.state, words)


def _build_activity(pair: Any) -> str:
    day = format_short_day(pair.last_activity) if is_given(pair.last_activity) else "belum ada"
    if pair.status != ACTIVE or not is_given(pair.silent_days):
        return escape(day)
    days = f"{pair.silent_days:.0f} hari"
    if pair.silent_days > SILENT_DAYS:
        return f'{escape(day)}<span class="papan-alert"><span aria-hidden="true">▲</span> diam {days}</span>'
    return f'{escape(day)}<span class="papan-quiet-block">{days} lalu</span>'


def _build_change(pair: Any, index: str) -> str:
    start, now, change = (
        getattr(pair, name) for name in (f"z_{index}_awal", f"z_{index}_kini", f"change_{index}")
    )
    if not is_given(now):
        return f'{text.EMPTY_VALUE}<span class="papan-quiet-block">belum ada</span>'
    if not is_given(start):
        return f'{format_z(now)}<span class="papan-quiet-block">tanpa awal</span>'
    if not is_given(change):
        return f'{format_z(start)}<span class="papan-quiet-block">belum diukur lagi</span>'
    moved = round(change, DECIMALS)
    word = "naik" if moved > 0 else "turun" if moved < 0 else "tetap"
    arrow = {"naik": "▲ ", "turun": "▼ ", "tetap": ""}[word]
    by = f" {format_z(abs(moved))}" if moved else ""
    return (
        f'{format_z(start)} → <b>{format_z(now)}</b><span class="papan-quiet-block">'
        f'<span aria-hidden="true">{arrow}</span>{word}{by}</span>'
    )
