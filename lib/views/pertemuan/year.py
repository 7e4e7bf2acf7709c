"""The year of meetings: twelve months of plans, and a line for what became of each."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain import pertemuan
from lib.views import components
from lib.views.pertemuan import FILE, STATE_LOOKS, build_state
from lib.views.templates import macro, state_class
from lib.words import text, tokens
from lib.words.cells import each, is_given
from lib.words.formats import format_day, format_percent, format_short_day, format_short_month
from lib.words.pertemuan import describe_points

NOT_PLANNED = "belum direncanakan"

_year, _entry, _day = (macro(FILE, name) for name in ("year", "entry", "day"))
_mark, _legend = macro("boards.html", "mark"), macro("boards.html", "legend")


def render_year(table: pd.DataFrame, *, year: int, chosen: str | None, today: pd.Timestamp) -> None:
    """Twelve months with the meetings planned for each; a month without any says so."""
    months = []
    for month in pd.period_range(f"{year}-01", f"{year}-12", freq="M"):
        rows = table[table["month"].eq(month.start_time)]
        classes = (("now", month == today.to_period("M")), ("none", rows.empty))
        months.append(
            {
                "classes": " ".join(name for name, here in classes if here),
                "name": format_short_month(month).partition(" ")[0],
                "entries": [_build_entry(row, chosen) for row in each(rows)],
            }
        )
    st.html(_year(label=f"Rencana pertemuan {year}", months=months, nothing=NOT_PLANNED))
    occurring = [build_state(state) for state in pertemuan.STATES if table["state"].eq(state).any()]
    st.html(_legend(chips=occurring))


def _build_entry(row: Any, chosen: str | None) -> Markup:
    worn = STATE_LOOKS[row.state]
    said = f"{row.kind} {format_day(row.day)}: {row.state}"
    short = {pertemuan.KADER_MEETING: "Kader"}.get(row.kind, row.kind)
    mark = _mark(state=state_class(worn), symbol=tokens.STATE_SYMBOLS[worn], words=said)
    month = row.day.to_period("M")
    # It stands in the month of its plan: moved to another one, the day alone would be read as of this.
    away = "" if month.start_time == row.month else f" {format_short_month(month).partition(' ')[0]}"
    return _entry(mark=mark, words=f"{row.day.day}{away} {short}", chosen=row.meeting_id == chosen)


def render_table(table: pd.DataFrame) -> None:
    """The meetings of the year with what became of each."""
    shown = {
        **table,
        "state": [build_state(state) for state in table["state"]],
        "day": [_build_day(row) for row in each(table)],
        "places": [
            f"{row.represented:.0f} dari {row.posyandu:.0f}" if row.posyandu else text.EMPTY_VALUE
            for row in each(table)
        ],
        "scores": [_describe_scores(row) for row in each(table)],
    }
    components.html_table(
        shown,
        {
            "day": "Tanggal", "kind": "Jenis", "state": "Keadaan", "present": "Hadir",
            "places": "Posyandu terwakili", "scores": "Nilai sebelum → sesudah", "gain": "Kenaikan",
        },
        formats={"present": format_percent, "gain": describe_points},
        numbers=["present", "places", "scores", "gain"],
        stacked=False,
    )  # fmt: skip


def _build_day(row: Any) -> Markup:
    moved = is_given(row.moved_days) and row.moved_days != 0
    planned = f"rencana {format_short_day(row.planned_on)}" if moved else ""
    return _day(words=format_short_day(row.day), planned=planned)


def _describe_scores(row: Any) -> str:
    if pd.isna(row.before) and pd.isna(row.after):
        return text.EMPTY_VALUE
    return f"{format_percent(row.before, decimals=0)} → {format_percent(row.after, decimals=0)}"
