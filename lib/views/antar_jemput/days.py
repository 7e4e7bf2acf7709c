"""The posyandu days of a month: a line each with countdown, tasks and calls; as a calendar, moved and
cancelled ones too; one bus wanted at two places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain import antar_jemput
from lib.domain.steps.timing import MISSED
from lib.views import boards, components
from lib.views.antar_jemput import build_countdown, name_posyandu, quiet
from lib.words.cells import each, is_given, join_given
from lib.words.formats import format_minutes_of_day, format_short_day, format_weekday
from lib.words.steps import describe_record

TITLE = "Kalender hari posyandu"
WEEKDAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
CLASH = "{bus} dipakai {count} posyandu pada {day}: {where}."
CLASH_HELP = "Bus tidak bisa di dua tempat sekaligus. Ganti bus atau pindahkan salah satu di tab “Jadwal”."
SHARED = "⚠ bus bentrok"
SAME_BUS_HELP = "Jam bukanya berjauhan; pastikan bus sempat kembali."
PAST_ROUNDS = "{count} hari posyandu yang sudah lewat"
MANY_ROUNDS = 8
"""More than so many rounds: those that are over stand folded, so that the next ones come first."""


def render_cancelled(cancelled: pd.DataFrame, posyandu_names: Mapping[str, str]) -> None:
    """The days that do not take place, with the reason as typed."""
    for row in each(cancelled):
        name = posyandu_names.get(row.posyandu, row.posyandu)
        reason = f" Alasan: {row.note}." if is_given(row.note) else ""
        components.notice_note(f"Batal: posyandu {name}, {format_weekday(row.date)}.{reason}")


def render_rounds(rounds: pd.DataFrame, tasks: pd.DataFrame, funnel: pd.DataFrame) -> None:
    """The month's rounds, one line each: day, countdown, the five tasks as marks, how far the calls got; and
    what the marks mean. Nothing without a round."""
    if rounds.empty:
        return
    tasks_of, funnel_of = (_group_by_round(table) for table in (tasks, funnel))
    lines: dict[bool, list[str]] = {True: [], False: []}
    for row in each(name_posyandu(rounds)):
        key = row.posyandu, row.round_date
        lines[row.days_left < 0].append(_build_line(row, tasks_of[key], funnel_of[key]))
    over, ahead = lines[True], lines[False]
    if ahead and len(rounds) > MANY_ROUNDS:
        with st.expander(PAST_ROUNDS.format(count=len(over)), icon=":material/history:"):
            st.html(f'<ul class="papan-rounds">{"".join(over)}</ul>')
        over = []
    st.html(f'<ul class="papan-rounds">{"".join([*over, *ahead])}</ul>')
    boards.render_legend(tasks["state"])


def _group_by_round(table: pd.DataFrame) -> dict[Any, list[Any]]:
    """The rows of each round, by posyandu and round_date; none for a round without rows."""
    groups = defaultdict(list)
    for row in each(table):
        groups[row.posyandu, row.round_date].append(row)
    return groups


def _build_line(row: Any, tasks: Sequence[Any], funnel: Sequence[Any]) -> str:
    marks = "".join(_build_mark(task) for task in tasks)
    missed = sum(task.state == MISSED for task in tasks)
    late = quiet(f"{missed} langkah lewat") if missed else ""
    when = format_weekday(row.round_date)
    if is_given(row.original_date):
        when += f" (dipindah dari {format_short_day(row.original_date)})"
    counted = "<br>".join(_describe_funnel(one) for one in funnel if one.sasaran)
    return (
        f'<li class="{"past" if row.days_left < 0 else "ahead"}">'
        f'<div><span class="where">{escape(row.posyandu_name)}</span>{quiet(when)}</div>'
        f"<div>{build_countdown(row.days_left)}</div>"
        f'<div><span class="marks">{marks}</span>{late}</div>'
        f'<div class="papan-quiet">{counted or "Tidak ada sasaran"}</div></li>'
    )


def _build_mark(task: Any) -> str:
    record = describe_record(task.due_on, task.done_on)
    return boards.state_mark(task.state, join_given(f"Langkah {task.step}", task.description, record))


def _describe_funnel(row: Any) -> str:
    said = [f"{row.sasaran} sasaran", f"{row.dihubungi} dihubungi", f"{row.bersedia} bersedia"]
    said += [f"{row.naik} naik"] if row.naik else []
    return f"<b>{escape(row.kind.capitalize())}</b>: {' → '.join(said)}"


def render_clashes(clashes: pd.DataFrame, today: pd.Timestamp) -> None:
    """A note for each bus that two posyandu want on one day from today on (antar_jemput.find_bus_clashes);
    those of days that are over stand in the calendar alone."""
    for row in each(clashes[clashes["round_date"] >= today.normalize()]):
        where = ", ".join(
            f"{name} ({format_minutes_of_day(time) if is_given(time) else 'tanpa jam'})"
            for name, time in row.posyandu
        )
        day = format_weekday(row.round_date)
        said = CLASH.format(bus=row.bus, count=len(row.posyandu), day=day, where=where)
        if row.overlaps:
            components.problem_note(said, CLASH_HELP)
        else:
            components.notice_note(said, SAME_BUS_HELP)


def render_calendar(
    days: pd.DataFrame,
    month: pd.Period,
    names: Mapping[str, str],
    today: pd.Timestamp,
    clashes: pd.DataFrame,
) -> None:
    """A sheet of the month, Monday first; on a phone the days that have something, one below the other.
    `days`: of Seen.month_days; `clashes`: of Seen.bus_clashes."""
    if days.empty:
        return
    overlaps = each(clashes[clashes["overlaps"].astype(bool)])
    shared = {(row.round_date, name) for row in overlaps for name, _ in row.posyandu}
    st.html(f'<p class="papan-part">{TITLE}</p>' + build_calendar(days, month, names, today, shared))


def build_calendar(
    days: pd.DataFrame,
    month: pd.Period,
    names: Mapping[str, str],
    today: pd.Timestamp,
    shared: Collection[tuple[pd.Timestamp, str]] = (),
) -> str:
    """HTML of that sheet: a list of days, each with what takes place on it. `shared`: day and name of each
    posyandu whose bus another one wants at the same time."""
    by_day = defaultdict(list)
    for row in each(days):
        name = str(names.get(row.posyandu, row.posyandu))
        by_day[row.date.day].append(_build_entry(row, name, clashing=(row.date, name) in shared))
    heads = "".join(f'<li class="head" aria-hidden="true">{name}</li>' for name in WEEKDAYS)
    blank = '<li class="none" aria-hidden="true"></li>' * month.start_time.weekday()
    cells = "".join(
        _build_day(pd.Timestamp(month.year, month.month, number), by_day[number], today)
        for number in range(1, month.days_in_month + 1)
    )
    return f'<ul class="papan-calendar">{heads}{blank}{cells}</ul>'


def _build_day(day: pd.Timestamp, entries: Sequence[str], today: pd.Timestamp) -> str:
    now = " today" if day == today.normalize() else ""
    weekday = f'<span class="weekday">{WEEKDAYS[day.weekday()]}</span>'
    number = f'<span class="number">{weekday} {day.day}{" · hari ini" if now else ""}</span>'
    if not entries:
        return f'<li class="empty{now}">{number}</li>'
    return f'<li class="{now.strip()}">{number}{"".join(entries)}</li>'


def _build_entry(row: Any, name: str, *, clashing: bool) -> str:
    name = escape(name)
    if row.state == antar_jemput.CANCELLED:
        return f'<span class="entry off"><s>{name}</s> batal</span>'
    if row.state == antar_jemput.MOVED_AWAY:
        return f'<span class="entry off"><s>{name}</s> pindah ke {format_short_day(row.other_date)}</span>'
    moved = f"dari {format_short_day(row.other_date)}" if is_given(row.other_date) else None
    time = format_minutes_of_day(row.open_time) if is_given(row.open_time) else None
    below = escape(join_given(time, row.bus, SHARED if clashing else None, moved))
    return f'<span class="entry">{name}<span class="papan-quiet-block">{below}</span></span>'
