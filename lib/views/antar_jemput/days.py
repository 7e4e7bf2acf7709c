"""The posyandu days of a month: a line each with countdown, tasks and calls; as a calendar, moved and
cancelled ones too; one bus wanted at two places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain import antar_jemput
from lib.domain.steps.timing import MISSED
from lib.views import boards, components
from lib.views.antar_jemput import TEMPLATES, build_countdown, name_posyandu, quiet
from lib.views.templates import join, macro
from lib.words.cells import each, is_given, join_given
from lib.words.formats import format_minutes_of_day, format_short_day, format_weekday
from lib.words.steps import describe_record

_rounds = macro(TEMPLATES, "rounds")
_calendar = macro(TEMPLATES, "calendar")
_off = macro(TEMPLATES, "off")
_entry = macro(TEMPLATES, "entry")

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
    lines: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for row in each(name_posyandu(rounds)):
        key = row.posyandu, row.round_date
        lines[row.days_left < 0].append(_read_line(row, tasks_of[key], funnel_of[key]))
    over, ahead = lines[True], lines[False]
    if ahead and len(rounds) > MANY_ROUNDS:
        with st.expander(PAST_ROUNDS.format(count=len(over)), icon=":material/history:"):
            st.html(_rounds(lines=over))
        over = []
    st.html(_rounds(lines=[*over, *ahead]))
    boards.render_legend(tasks["state"])


def _group_by_round(table: pd.DataFrame) -> dict[Any, list[Any]]:
    """The rows of each round, by posyandu and round_date; none for a round without rows."""
    groups = defaultdict(list)
    for row in each(table):
        groups[row.posyandu, row.round_date].append(row)
    return groups


def _read_line(row: Any, tasks: Sequence[Any], funnel: Sequence[Any]) -> dict[str, Any]:
    missed = sum(task.state == MISSED for task in tasks)
    when = format_weekday(row.round_date)
    if is_given(row.original_date):
        when += f" (dipindah dari {format_short_day(row.original_date)})"
    return {
        "kind": "past" if row.days_left < 0 else "ahead",
        "where": row.posyandu_name,
        "when": quiet(when),
        "countdown": build_countdown(row.days_left),
        "marks": [_build_mark(task) for task in tasks],
        "late": quiet(f"{missed} langkah lewat") if missed else "",
        "counted": [(one.kind.capitalize(), _describe_funnel(one)) for one in funnel if one.sasaran],
    }


def _build_mark(task: Any) -> Markup:
    record = describe_record(task.due_on, task.done_on)
    return boards.state_mark(task.state, join_given(f"Langkah {task.step}", task.description, record))


def _describe_funnel(row: Any) -> str:
    said = [f"{row.sasaran} sasaran", f"{row.dihubungi} dihubungi", f"{row.bersedia} bersedia"]
    said += [f"{row.naik} naik"] if row.naik else []
    return " → ".join(said)


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
    sheet = build_calendar(days, month, names, today, shared)
    st.html(join([boards.build_part(words=TITLE), sheet]))


def build_calendar(
    days: pd.DataFrame,
    month: pd.Period,
    names: Mapping[str, str],
    today: pd.Timestamp,
    shared: Collection[tuple[pd.Timestamp, str]] = (),
) -> Markup:
    """HTML of that sheet: a list of days, each with what takes place on it. `shared`: day and name of each
    posyandu whose bus another one wants at the same time."""
    by_day = defaultdict(list)
    for row in each(days):
        name = str(names.get(row.posyandu, row.posyandu))
        by_day[row.date.day].append(_build_entry(row, name, clashing=(row.date, name) in shared))
    cells = []
    for number in range(1, month.days_in_month + 1):
        day, entries = pd.Timestamp(month.year, month.month, number), by_day[number]
        cells.append(
            {
                "kind": "" if entries else "empty",
                "is_today": day == today.normalize(),
                "weekday": WEEKDAYS[day.weekday()],
                "number": number,
                "entries": entries,
            }
        )
    return _calendar(weekdays=WEEKDAYS, before=month.start_time.weekday(), days=cells)


def _build_entry(row: Any, name: str, *, clashing: bool) -> Markup:
    if row.state == antar_jemput.CANCELLED:
        return _off(name=name, words="batal")
    if row.state == antar_jemput.MOVED_AWAY:
        return _off(name=name, words=f"pindah ke {format_short_day(row.other_date)}")
    moved = f"dari {format_short_day(row.other_date)}" if is_given(row.other_date) else None
    time = format_minutes_of_day(row.open_time) if is_given(row.open_time) else None
    below = join_given(time, row.bus, SHARED if clashing else None, moved)
    return _entry(name=name, below=below)
