"""The pairs as a board: last activity, days silent, what is due next; and activities for nobody's patient."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup, escape

from lib.domain.attention import SILENT_DAYS
from lib.domain.mentoring import ACTIVE
from lib.views import cells, components
from lib.views.mentoring import FILE, format_whole_day, name_pair
from lib.views.templates import join, macro
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

_alert, _with_below = macro(FILE, "alert"), macro(FILE, "with_below")


def render_board(pairs: pd.DataFrame, posyandu_names: Mapping[str, str], today: pd.Timestamp) -> None:
    """One line a pair (rows of compute_pairs), the longest silent on top, ended ones last."""
    st.header(TITLE, anchor=False)
    components.render_lead(LEAD)
    active = pairs["status"].eq(ACTIVE)
    rows = pairs.assign(ended=~active).sort_values(
        ["ended", "silent_days"], ascending=[True, False], kind="stable"
    )
    teams = {child: set(names) for child, names in pairs[active].groupby("child_id")["team"]}
    lines = [_build_row(row, teams.get(row.child_id, set()), posyandu_names, today) for row in each(rows)]
    components.html_table({name: [line[name] for line in lines] for name in HEADERS}, HEADERS)


def _build_row(
    row: Any, teams: set[str], posyandu_names: Mapping[str, str], today: pd.Timestamp
) -> dict[str, Markup]:
    who = name_pair(row, posyandu_names)
    others = sorted(teams - {row.team}) if row.status == ACTIVE else []
    if others:
        who += _alert(words=f"juga pasien {' dan '.join(others)}")
    given = is_given(row.last_activity)
    last = format_short_day(row.last_activity) if given else "belum ada"
    missed = _alert(words=f"{row.steps_missed} lewat") if row.steps_missed else ""
    return {
        "who": who,
        "last": escape(last),
        "silent": build_silence(row),
        "next": build_next(row, today) if row.status == ACTIVE else escape(text.EMPTY_VALUE),
        "steps": join([f"{row.steps_done} dari {row.steps}", missed]),
    }


def build_silence(row: Any) -> Markup:
    """HTML: days without an activity, as a chip once the pair is silent; the status where it has ended."""
    if row.status != ACTIVE:
        return escape(row.status)
    if not is_given(row.silent_days):
        return escape(text.EMPTY_VALUE)
    days = f"{row.silent_days:.0f} hari"
    return escape(days) if row.silent_days <= SILENT_DAYS else cells.build_sign("lewat", f"diam {days}")


def build_next(row: Any, today: pd.Timestamp) -> Markup:
    """HTML: the next step with its due date and how far that is."""
    if not is_given(row.next_due):
        return escape(text.EMPTY_VALUE)
    left = (row.next_due - today).days
    when = "hari ini" if left == 0 else f"{left} hari lagi"
    return _with_below(words=f"langkah {row.next_step}, {format_whole_day(row.next_due)}", under=when)


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
