"""The pairs as a board: last activity, days silent, what is due next; and activities for nobody's patient."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain.attention import SILENT_DAYS
from lib.domain.mentoring import ACTIVE
from lib.views import components
from lib.views.mentoring import format_whole_day, name_pair
from lib.views.style import state_class
from lib.words import text
from lib.words.cells import each, is_given, join_given
from lib.words.formats import format_short_day

TITLE = "Papan pasangan"
LEAD = (
    f"Pasangan diam: aktif, tetapi lebih dari {SILENT_DAYS} hari tanpa kegiatan sejak kegiatan terakhir "
    f"(atau sejak tanggal pilih). Batas {SILENT_DAYS} hari adalah ketetapan papan."
)
HEADERS = {
    "who": "Anak dan pendampingnya",
    "last": "Kegiatan terakhir",
    "silent": "Tanpa kegiatan",
    "next": "Jatuh tempo berikutnya",
    "steps": "Langkah selesai",
}
STRANGERS_TITLE = "Kegiatan untuk anak di luar tab Mentoring"
STRANGERS_HELP = (
    "Kegiatan ini tercatat, tetapi anaknya tidak punya baris di tab “Mentoring”, jadi tidak masuk pasangan "
    "mana pun. Tambahkan anaknya di tab “Mentoring”, atau perbaiki ID balita pada barisnya."
)


def render_board(pairs: pd.DataFrame, posyandu_names: Mapping[str, str], today: pd.Timestamp) -> None:
    """One line a pair (rows of compute_pairs), the longest silent on top, ended ones last."""
    st.header(TITLE, anchor=False)
    st.html(f'<p class="papan-lead">{LEAD}</p>')
    active = pairs["status"].eq(ACTIVE)
    rows = pairs.assign(ended=~active).sort_values(
        ["ended", "silent_days"], ascending=[True, False], kind="stable"
    )
    teams = {child: set(names) for child, names in pairs[active].groupby("child_id")["team"]}
    table = pd.DataFrame(
        [_build_row(row, teams.get(row.child_id, set()), posyandu_names, today) for row in each(rows)],
        columns=list(HEADERS),
    )
    components.html_table(table, HEADERS, html=tuple(HEADERS))


def _build_row(
    row: Any, teams: set[str], posyandu_names: Mapping[str, str], today: pd.Timestamp
) -> dict[str, str]:
    who = name_pair(row, posyandu_names)
    others = sorted(teams - {row.team}) if row.status == ACTIVE else []
    if others:
        who += f'<span class="papan-alert">▲ juga pasien {escape(" dan ".join(others))}</span>'
    given = is_given(row.last_activity)
    last = format_short_day(row.last_activity) if given else "belum ada"
    missed = f'<span class="papan-alert">▲ {row.steps_missed} lewat</span>' if row.steps_missed else ""
    return {
        "who": who,
        "last": escape(last),
        "silent": build_silence(row),
        "next": build_next(row, today) if row.status == ACTIVE else text.EMPTY_VALUE,
        "steps": f"{row.steps_done} dari {row.steps}{missed}",
    }


def build_silence(row: Any) -> str:
    """HTML: days without an activity, as a chip once the pair is silent; the status where it has ended."""
    if row.status != ACTIVE:
        return escape(row.status)
    if not is_given(row.silent_days):
        return text.EMPTY_VALUE
    days = f"{row.silent_days:.0f} hari"
    if row.silent_days <= SILENT_DAYS:
        return days
    return (
        f'<span class="papan-chip {state_class("lewat")}"><span aria-hidden="true">▲</span>diam {days}</span>'
    )


def build_next(row: Any, today: pd.Timestamp) -> str:
    """HTML: the next step with its due date and how far that is."""
    if not is_given(row.next_due):
        return text.EMPTY_VALUE
    left = (row.next_due - today).days
    when = "hari ini" if left == 0 else f"{left} hari lagi"
    return (
        f"langkah {escape(str(row.next_step))}, {format_whole_day(row.next_due)}"
        f'<span class="papan-quiet-block">{when}</span>'
    )


def render_strangers(rows: pd.DataFrame, people: Mapping[str, str], steps: Mapping[str, str]) -> None:
    """Activities whose child is no patient (rows of find_strangers); nothing where there is none."""
    if rows.empty:
        return
    st.header(STRANGERS_TITLE, anchor=False)
    components.notice_note(STRANGERS_HELP)
    shown = pd.DataFrame(
        {
            "child": [people.get(child, child) for child in rows["child_id"]],
            "day": rows["date"].fillna(rows["planned_on"]),
            "step": [join_given(step, steps.get(str(step))) for step in rows["step"]],
            "team": rows["team"],
            "row": rows["source_row"],
        }
    )
    components.html_table(
        shown,
        {"child": "Anak", "day": "Tanggal", "step": "Langkah", "team": "Tim", "row": "Baris di tab"},
        formats={"day": format_short_day, "row": lambda number: f"{number:.0f}"},
    )
