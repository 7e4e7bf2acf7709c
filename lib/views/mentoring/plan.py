"""Planned against held: the counts, each team's, and the activities still to be held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain.mentoring import LATE_DAYS, count_plan
from lib.domain.mentoring.plan import COMING, DUE_TODAY, LATE, NOT_HELD
from lib.views import cells, components
from lib.views.mentoring import format_whole_day
from lib.words.cells import each, is_given, join_given
from lib.words.mentoring import ALL_TEAMS

TITLE = "Rencana dan pelaksanaan"
LEAD = (
    "Tanggal rencana dibandingkan dengan Tanggal di tab “Kegiatan Mentoring”. Terlambat: lebih dari "
    f"{LATE_DAYS} hari sesudah rencana."
)
NO_PLAN_TITLE = "Belum ada kegiatan tahun ini"
NO_PLAN_HELP = (
    "Isi tab “Kegiatan Mentoring”: Tanggal rencana lebih dulu, lalu Tanggal sesudah dilaksanakan, di baris "
    "yang sama."
)
TEAM_HEADERS = {
    "team": "Tim",
    "planned": "Rencana s.d. hari ini",
    "held": "Terlaksana",
    "late": "Terlambat",
    "not_held": "Belum terlaksana",
    "coming": "Akan datang",
    "unplanned": "Tanpa rencana",
}
LIST_HEADERS = {"day": "Rencana", "what": "Langkah", "who": "Untuk", "state": "Keadaan"}
NOTHING_OPEN = "Semua yang direncanakan sampai hari ini sudah terlaksana, dan tidak ada rencana berikutnya."
_LOOKS = {NOT_HELD: "lewat", DUE_TODAY: "hari ini", COMING: "akan datang", LATE: "terlambat"}


def render_plan(plan: pd.DataFrame, people: Mapping[str, str], steps: Mapping[str, str]) -> None:
    """Counts of the year, by team, and what is open, late ones with their delay."""
    st.header(TITLE, anchor=False)
    components.render_lead(LEAD)
    if plan.empty:
        components.empty_state(NO_PLAN_TITLE, NO_PLAN_HELP)
        return
    whole = count_plan(plan, by=()).to_dict("records")[0]
    components.figures(
        [
            components.build_figure(
                "Terlaksana",
                whole["held"],
                compare=f"dari {whole['planned']} yang direncanakan sampai hari ini",
            ),
            components.build_figure(
                "Belum terlaksana", whole["not_held"], compare="tanggal rencananya sudah lewat"
            ),
            components.build_figure(
                "Terlambat", whole["late"], compare=f"terlaksana lebih dari {LATE_DAYS} hari sesudah rencana"
            ),
            components.build_figure(
                "Akan datang",
                whole["coming"],
                compare=f"{whole['unplanned']} kegiatan lain tanpa Tanggal rencana"
                if whole["unplanned"]
                else "sudah punya Tanggal rencana",
            ),
        ]
    )
    teams = count_plan(plan)
    if len(teams) > 1:
        teams = teams.assign(team=teams["team"].fillna(ALL_TEAMS))
        numbers = tuple(name for name in TEAM_HEADERS if name != "team")
        components.html_table(teams, TEAM_HEADERS, numbers=numbers)
    _render_open(plan[plan["state"].isin(_LOOKS)], people, steps)


def _render_open(rows: pd.DataFrame, people: Mapping[str, str], steps: Mapping[str, str]) -> None:
    order = {state: place for place, state in enumerate(_LOOKS)}
    rows = rows.assign(order=rows["state"].map(order)).sort_values(["order", "planned_on"], kind="stable")
    if rows.empty:
        components.good_note(NOTHING_OPEN)
        return
    table = {
        "day": rows["planned_on"],
        "what": [join_given(step, steps.get(str(step)), separator=". ") for step in rows["step"]],
        "who": [_describe_who(row, people) for row in each(rows)],
        "state": [_build_state(row) for row in each(rows)],
    }
    components.html_table(table, LIST_HEADERS, formats={"day": format_whole_day})


def _describe_who(row: Any, people: Mapping[str, str]) -> str:
    child = people.get(row.child_id, row.child_id) if is_given(row.child_id) else None
    everyone = None if child else "semua pasien tim" if is_given(row.team) else "semua tim"
    return join_given(child, everyone, row.team, row.kelurahan)


def _build_state(row: Any) -> Markup:
    words = f"terlambat {row.delay_days:.0f} hari" if row.state == LATE else row.state
    return cells.build_sign(_LOOKS[row.state], words)
