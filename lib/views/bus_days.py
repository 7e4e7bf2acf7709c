"""The posyandu days of a month as a calendar, moved and cancelled ones too; one bus wanted at two places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain import pickup
from lib.views import boards, components
from lib.views.formats import format_minutes_of_day, format_short_day, format_weekday

TITLE = "Kalender hari posyandu"
WEEKDAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
CLASH = "{bus} dipakai {count} posyandu pada {day}: {where}."
CLASH_HELP = "Bus tidak bisa di dua tempat sekaligus. Ganti bus atau pindahkan salah satu di tab “Jadwal”."
SAME_BUS_HELP = "Jam bukanya berjauhan; pastikan bus sempat kembali."


def render_clashes(clashes: pd.DataFrame) -> None:
    """A note for each bus that two posyandu want on one day (pickup.find_bus_clashes)."""
    for row in boards.each(clashes):
        where = ", ".join(
            f"{name} ({format_minutes_of_day(time) if boards.is_given(time) else 'tanpa jam'})"
            for name, time in row.posyandu
        )
        day = format_weekday(row.round_date)
        said = CLASH.format(bus=row.bus, count=len(row.posyandu), day=day, where=where)
        if row.overlaps:
            components.problem_note(said, CLASH_HELP)
        else:
            components.notice_note(said, SAME_BUS_HELP)


def render_calendar(
    days: pd.DataFrame, month: pd.Period, names: Mapping[str, str], today: pd.Timestamp
) -> None:
    """A sheet of the month, Monday first; on a phone the days that have something, one below the other.
    `days`: of View.month_days."""
    if days.empty:
        return
    st.html(f'<p class="papan-part">{TITLE}</p>' + build_calendar(days, month, names, today))


def build_calendar(
    days: pd.DataFrame, month: pd.Period, names: Mapping[str, str], today: pd.Timestamp
) -> str:
    """HTML of that sheet: a list of days, each with what takes place on it."""
    by_day = defaultdict(list)
    for row in boards.each(days):
        by_day[row.date.day].append(row)
    heads = "".join(f'<li class="head" aria-hidden="true">{name}</li>' for name in WEEKDAYS)
    blank = '<li class="none" aria-hidden="true"></li>' * month.start_time.weekday()
    cells = "".join(
        _build_day(pd.Timestamp(month.year, month.month, number), by_day[number], names, today)
        for number in range(1, month.days_in_month + 1)
    )
    return f'<ul class="papan-calendar">{heads}{blank}{cells}</ul>'


def _build_day(day: pd.Timestamp, rows: Sequence[Any], names: Mapping[str, str], today: pd.Timestamp) -> str:
    now = " today" if day == today.normalize() else ""
    weekday = f'<span class="weekday">{WEEKDAYS[day.weekday()]}</span>'
    number = f'<span class="number">{weekday} {day.day}{" · hari ini" if now else ""}</span>'
    if not rows:
        return f'<li class="empty{now}">{number}</li>'
    said = "".join(_build_entry(row, names) for row in rows)
    return f'<li class="{now.strip()}">{number}{said}</li>'


def _build_entry(row: Any, names: Mapping[str, str]) -> str:
    name = escape(str(names.get(row.posyandu, row.posyandu)))
    if row.state == pickup.CANCELLED:
        return f'<span class="entry off"><s>{name}</s> batal</span>'
    if row.state == pickup.MOVED_AWAY:
        return f'<span class="entry off"><s>{name}</s> pindah ke {format_short_day(row.other_date)}</span>'
    moved = f"dari {format_short_day(row.other_date)}" if boards.is_given(row.other_date) else None
    time = format_minutes_of_day(row.open_time) if boards.is_given(row.open_time) else None
    below = escape(boards.join_given(time, row.bus, moved))
    return f'<span class="entry">{name}<span class="papan-quiet-block">{below}</span></span>'
