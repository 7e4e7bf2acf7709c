"""The parts of the page Daftar Tilik: which rows, units × steps, one unit's list.  What stands above them:
tilik_head.py; beside them: tilik_causes.py."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain.small_counts import close_parts
from lib.domain.steps import compute_compliance
from lib.domain.steps.timing import MISSED, NO_TIMING, NOT_DONE, Rhythm, parse_timing
from lib.domain.steps.units import PAIR
from lib.views import boards, components
from lib.views.pendampingan.recap import show_count
from lib.words import text, tokens
from lib.words.formats import format_number, format_percent, format_short_day

TITLE = "Daftar Tilik"
LEAD = "Langkah tiap SOP bulan ini: apa yang sudah dicentang, kapan, oleh siapa, dan apa yang terlewat."
CHOOSE_SOP = "Pilih SOP"
CHOOSE_UNIT = "Rincian untuk"
TO_CELL = "Buka baris"
TABS_READ = ("SOP", "Langkah SOP", "Daftar Tilik", "Jadwal")
NO_STEPS_TITLE = "Belum ada langkah SOP"
NO_STEPS_HELP = "Isi tab “Langkah SOP”: satu baris satu langkah. Buku kerja templat sudah membawa kelima SOP."

_WORDED_STEPS = 7
"""With so few steps the matrix has room for their wording (on wide screens)."""

_NO_UNITS = {
    "Posyandu": "Belum ada hari posyandu bulan ini di tab “Jadwal”, atau posyandu di tab “Posyandu”.",
    "Kelurahan": "Belum ada kelurahan: isi kolom Desa di tab “Posyandu”, atau tab “MoU”.",
    PAIR: "Belum ada pasangan bulan ini: isi tab “Mentoring” atau “Pendampingan”.",
}


def select_posyandu(status: pd.DataFrame, posyandu: str | None) -> pd.DataFrame:
    """Rows of one posyandu and of units that belong to none (puskesmas, kelurahan); all for None."""
    return status if posyandu is None else status[status["posyandu"].isna() | status["posyandu"].eq(posyandu)]


def select_sop(rows: pd.DataFrame, sop: str) -> pd.DataFrame:
    """The rows of one SOP."""
    return rows[rows["sop"].eq(sop)]


def select_unit(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """The rows of one line of the matrix (`name_units`)."""
    return rows[rows["key"].eq(key)]


def is_about_persons(rows: pd.DataFrame) -> bool:
    """Whether the units are pairs, that is: somebody's child or a mother."""
    return bool(rows["unit_kind"].eq("pasangan").any())


def select_named(rows: pd.DataFrame, *, names: str) -> pd.DataFrame:
    """The rows that may be listed one by one: none about persons for those who see totals only
    (`names` of the viewer's scope is "none")."""
    return rows.iloc[:0] if names == "none" and is_about_persons(rows) else rows


def list_sops(steps: pd.DataFrame) -> pd.DataFrame:
    """The SOPs in use, in the order of the workbook: sop, sop_title, scope. `steps` of Seen.sop_steps."""
    return steps.drop_duplicates("sop")[["sop", "sop_title", "scope"]]


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
    below = [
        boards.join_given(*parts) for parts in zip(rows["partner"], home, inactive.str.lower(), strict=True)
    ]
    if by_round:
        key = key + "@" + rows["round_date"].dt.strftime("%Y-%m-%d")
        moved = rows["original_date"].map(lambda day: f"dipindah dari {format_short_day(day)}", "ignore")
        below = [
            boards.join_given(format_short_day(day), note)
            for day, note in zip(rows["round_date"], moved, strict=True)
        ]
    return rows.assign(key=key, label=names.fillna(rows["unit"]), below=below)


def describe_units(rows: pd.DataFrame) -> tuple[dict[str, str], str]:
    """Key → label for choosing one unit, and the key that needs attention first."""
    lines = rows.drop_duplicates("key")
    labels = {
        key: boards.join_given(label, below)
        for key, label, below in lines[["key", "label", "below"]].itertuples(index=False)
    }
    troubled = rows[rows["state"].isin([MISSED, NOT_DONE])]
    return labels, str((troubled if len(troubled) else lines)["key"].iloc[0])


def render_no_units(sops: pd.DataFrame, sop: str) -> None:
    """Instead of a matrix, for an SOP (of `list_sops`) that nobody works by yet."""
    scope = sops.set_index("sop")["scope"].get(sop)
    components.empty_state(
        "Belum ada yang bisa dicentang", _NO_UNITS.get(str(scope), "Belum ada langkah bulan ini.")
    )


def render_matrix(rows: pd.DataFrame) -> None:
    """Units × steps as state marks, with each line's compliance and "terisi n/m"."""
    steps = rows.drop_duplicates("step").sort_values("step_order")
    figures = compute_compliance(rows, by=("key",)).set_index("key").to_dict("index")
    cells: dict[tuple[str, str], list[str]] = {}
    for row in boards.each(rows):
        words = boards.join_given(
            f"Langkah {row.step}", row.label, boards.describe_record(row.due_on, row.done_on)
        )
        cells.setdefault((row.key, row.step), []).append(boards.state_mark(row.state, words))
    worded = len(steps) <= _WORDED_STEPS
    head = "".join(
        f'<th scope="col" title="{escape(str(what))}"><b>{escape(str(step))}</b>'
        + (f'<span class="wording">{escape(str(what))}</span>' if worded else "")
        + "</th>"
        for step, what in zip(steps["step"], steps["description"].fillna(""), strict=True)
    )
    lines = []
    for row in boards.each(rows.drop_duplicates("key")):
        marks = "".join(
            f'<td><span class="several">{"".join(cells.get((row.key, step), []))}</span></td>'
            for step in steps["step"]
        )
        figure = figures[row.key]
        filled = f"terisi {figure['filled']}/{figure['total']}" if figure["total"] else ""
        lines.append(
            f'<tr><th scope="row" class="name">{escape(row.label)}'
            f'<span class="papan-quiet-block">{escape(row.below)}</span></th>{marks}'
            f'<td class="figure"><b>{format_percent(figure["compliance"])}</b>'
            f'<span class="papan-quiet-block">{filled}</span></td></tr>'
        )
    st.html(
        '<div class="papan-scroll" tabindex="0" role="region" aria-label="Langkah tiap unit">'
        '<table class="papan-matrix">'
        f'<thead><tr><th scope="col" class="name">Langkah</th>{head}<th scope="col" class="figure">'
        f"Kepatuhan</th></tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def render_step_totals(rows: pd.DataFrame) -> None:
    """How many units stand where in each step: for those who see totals only, and no small ones."""
    lines = []
    for _, step in rows.sort_values("step_order").groupby("step_order", sort=False):
        counts = step["state"].value_counts()
        counts = counts.reindex([state for state in tokens.STATE_SYMBOLS if state in counts.index])
        chips = "".join(
            f'<span class="papan-count">{components.state_chip(str(state))} {show_count(count, shown)}</span>'
            for (state, count), shown in zip(counts.items(), close_parts(counts.tolist()), strict=True)
        )
        number = f'<span class="no">{escape(str(step["step"].iloc[0]))}</span>'
        lines.append({"no": number, "what": _build_wording(next(boards.each(step))), "states": chips})
    _render_list(pd.DataFrame(lines), {"no": "No", "what": "Langkah", "states": "Banyaknya pasangan"})


def render_unit_name(name: str) -> None:
    """Whose list follows, where there is only one."""
    st.html(f'<p class="papan-part">{escape(name)}</p>')


def render_steps(rows: pd.DataFrame) -> None:
    """One unit's list: every step with its wording, executor, time, state, and the record behind it.

    A step that is due in two rounds at once (H+30) says for which posyandu day each line is.
    """
    rows = rows.sort_values(["step_order", "round_date"], kind="stable")
    rows = rows.assign(of_round=rows["round_date"].where(rows.duplicated("step", keep=False)))
    table = pd.DataFrame(
        {
            "no": [f'<span class="no">{escape(str(step))}</span>' for step in rows["step"]],
            "what": [_build_wording(row) for row in boards.each(rows)],
            "state": [_build_state(row) for row in boards.each(rows)],
            "record": [_build_record(row) for row in boards.each(rows)],
        }
    )
    _render_list(table, {"no": "No", "what": "Langkah", "state": "Keadaan", "record": "Catatan"})


def _render_list(table: pd.DataFrame, columns: dict[str, str]) -> None:
    listed = components.build_table(table, columns, html=list(columns), stacked=False)
    st.html(f'<div class="papan-tilik">{listed}</div>')


def _build_wording(row: Any) -> str:
    minutes = f"baku {format_number(row.standard_minutes)} menit" if row.standard_minutes > 0 else None
    executor = row.standard_executor if boards.is_given(row.standard_executor) else None
    of_round = getattr(row, "of_round", None)
    day = f"untuk {format_short_day(of_round)}" if boards.is_given(of_round) else None
    below = boards.join_given(row.phase, executor, row.timing, minutes, day)
    what = row.description if boards.is_given(row.description) else text.EMPTY_VALUE
    return (
        f'<span class="what">{escape(str(what))}</span><span class="papan-quiet-block">{escape(below)}</span>'
    )


def _build_state(row: Any) -> str:
    due = f"jatuh tempo {format_short_day(row.due_on)}" if boards.is_given(row.due_on) else ""
    return f'{components.state_chip(row.state)}<span class="papan-quiet-block">{escape(due)}</span>'


def _build_record(row: Any) -> str:
    if not boards.is_given(row.result):
        return f'<span class="papan-quiet">{text.EMPTY_VALUE}</span>'
    minutes = None
    if boards.is_given(row.minutes):
        over = row.minutes > row.standard_minutes
        minutes = f"{format_number(row.minutes)} menit" + (" (lebih dari baku)" if over else "")
    day = format_short_day(row.done_on) if boards.is_given(row.done_on) else None
    said = boards.join_given(day, row.executor, minutes) or f"{row.result}, tanpa tanggal"
    below = boards.join_given(boards.describe_source(row.source), row.note)
    proof = boards.build_proof(row.proof)
    cell = boards.build_cell_link(getattr(row, "link", ""), TO_CELL)
    return f'{escape(said)}<span class="papan-quiet-block">{escape(below)} {proof} {cell}</span>'
