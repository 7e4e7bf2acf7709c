"""SOP steps as a list and as a matrix of units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain.steps import compute_compliance
from lib.domain.steps.timing import NO_TIMING, Rhythm, parse_timing
from lib.views import boards, components
from lib.views.templates import macro
from lib.words import text
from lib.words.cells import each, is_given, join_given
from lib.words.formats import format_number, format_percent, format_short_day
from lib.words.steps import describe_record, describe_source

TO_CELL = "Buka baris"
_TEMPLATES = "steps.html"
_matrix = macro(_TEMPLATES, "matrix")
_list = macro(_TEMPLATES, "list")
build_number = macro(_TEMPLATES, "number")
_wording = macro(_TEMPLATES, "wording")
_state = macro(_TEMPLATES, "state")
_record = macro(_TEMPLATES, "record")
_WORDED_STEPS = 7
"""With so few steps the matrix has room for their wording (on wide screens)."""


def name_units(
    rows: pd.DataFrame, *, people: Mapping[str, str], posyandu_names: Mapping[str, str]
) -> pd.DataFrame:
    """`rows` of one SOP with `key` (for the address), `label` and `below` of the line each stands in: a unit,
    or a unit's round where all steps are counted from a posyandu day."""
    rhythms = {(parse_timing(timing) or NO_TIMING).rhythm for timing in rows["timing"].unique()}
    by_round = rhythms == {Rhythm.DAY}
    other = rows.groupby("unit")["partner"].transform(
        lambda partner: pd.factorize(partner, use_na_sentinel=False)[0]
    )
    key = rows["unit"].astype(str) + ("." + other.astype(str)).where(other > 0, "")
    names = rows["unit"].map({**people, **posyandu_names, "puskesmas": "Puskesmas"})
    home = rows["posyandu"].map(dict(posyandu_names)).where(rows["unit_kind"].eq("pasangan"))
    inactive = rows["unit_status"].where(~rows["unit_status"].isin(["Aktif"]))
    below = [join_given(*parts) for parts in zip(rows["partner"], home, inactive.str.lower(), strict=True)]
    if by_round:
        key = key + "@" + rows["round_date"].dt.strftime("%Y-%m-%d")
        moved = rows["original_date"].map(lambda day: f"dipindah dari {format_short_day(day)}", "ignore")
        below = [
            join_given(format_short_day(day), note)
            for day, note in zip(rows["round_date"], moved, strict=True)
        ]
    return rows.assign(key=key, label=names.fillna(rows["unit"]), below=below)


def render_matrix(rows: pd.DataFrame) -> None:
    """Units × steps as state marks, with each line's compliance and "terisi n/m"."""
    steps = rows.drop_duplicates("step").sort_values("step_order")
    figures = compute_compliance(rows, by=("key",)).set_index("key").to_dict("index")
    cells: dict[tuple[str, str], list[Markup]] = {}
    for row in each(rows):
        words = join_given(f"Langkah {row.step}", row.label, describe_record(row.due_on, row.done_on))
        cells.setdefault((row.key, row.step), []).append(boards.state_mark(row.state, words))
    worded = len(steps) <= _WORDED_STEPS
    lines = []
    for row in each(rows.drop_duplicates("key")):
        figure = figures[row.key]
        lines.append(
            {
                "label": row.label,
                "below": row.below,
                "cells": [cells.get((row.key, step), []) for step in steps["step"]],
                "figure": format_percent(figure["compliance"]),
                "filled": f"terisi {figure['filled']}/{figure['total']}" if figure["total"] else "",
            }
        )
    wordings = steps["description"].fillna("")
    head = [(step, words, worded) for step, words in zip(steps["step"], wordings, strict=True)]
    st.html(_matrix(steps=head, lines=lines))


def render_steps(rows: pd.DataFrame) -> None:
    """One unit's list: every step with its wording, executor, time, state, and the record behind it.

    A step that is due in two rounds at once (H+30) says for which posyandu day each line is.
    """
    rows = rows.sort_values(["step_order", "round_date"], kind="stable")
    rows = rows.assign(of_round=rows["round_date"].where(rows.duplicated("step", keep=False)))
    table = {
        "no": [build_number(words=step) for step in rows["step"]],
        "what": [build_wording(row) for row in each(rows)],
        "state": [_build_state(row) for row in each(rows)],
        "record": [_build_record(row) for row in each(rows)],
    }
    columns = {"no": "No", "what": "Langkah", "state": "Keadaan", "record": "Catatan"}
    render_list(table, columns)


def render_list(table: Mapping[str, Sequence[Any]], columns: Mapping[str, str]) -> None:
    """A table of steps, a card each on a phone; `table` and `columns` as components.build_table has them."""
    st.html(_list(table=components.build_table(table, columns, stacked=False)))


def build_wording(row: Any) -> Markup:
    """HTML of what a step is, and below it who does it and when."""
    minutes = f"baku {format_number(row.standard_minutes)} menit" if row.standard_minutes > 0 else None
    executor = row.standard_executor if is_given(row.standard_executor) else None
    of_round = getattr(row, "of_round", None)
    day = f"untuk {format_short_day(of_round)}" if is_given(of_round) else None
    what = row.description if is_given(row.description) else text.EMPTY_VALUE
    return _wording(what=what, below=join_given(row.phase, executor, row.timing, minutes, day))


def _build_state(row: Any) -> Markup:
    due = f"jatuh tempo {format_short_day(row.due_on)}" if is_given(row.due_on) else ""
    return _state(chip=components.state_chip(row.state), due=due)


def _build_record(row: Any) -> Markup:
    if not is_given(row.result):
        return boards.build_quiet(words=text.EMPTY_VALUE)
    minutes = None
    if is_given(row.minutes):
        over = row.minutes > row.standard_minutes
        minutes = f"{format_number(row.minutes)} menit" + (" (lebih dari baku)" if over else "")
    day = format_short_day(row.done_on) if is_given(row.done_on) else None
    return _record(
        said=join_given(day, row.executor, minutes) or f"{row.result}, tanpa tanggal",
        below=join_given(describe_source(row.source), row.note),
        proof=boards.build_proof(row.proof),
        cell=boards.build_cell_link(getattr(row, "link", ""), TO_CELL),
    )


def render_step_words(steps: pd.DataFrame) -> None:
    """The steps' numbers and wording, folded away."""
    boards.render_step_words(steps.drop_duplicates("step").sort_values("step_order"), _describe_step)


def _describe_step(row: Any) -> str:
    return join_given(row.standard_executor, row.timing)
