"""People of one round in tables, and the bus list by trip and stop with what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain import antar_jemput
from lib.views import boards, components
from lib.words import text
from lib.words.cells import each, is_given, join_given
from lib.words.formats import format_minutes_of_day, format_number

ROSTER_TITLE = "Daftar naik bus"
NO_ROSTER = "Belum ada yang naik bus"
NO_ROSTER_HELP = "Yang bersedia (kolom Bersedia = Ya di tab “Antar Jemput”) muncul di sini."
TOO_LONG = (
    "Jam titik jemput {minutes} menit dari yang pertama sampai yang terakhir; SOP memberi {standard} menit."
)
TOO_LONG_HELP = "Kurangi titik, dekatkan jamnya di tab “Titik Jemput”, atau minta bus kedua."
SEVERAL_TRIPS = "{said}: perlu {trips} perjalanan, karena bus punya {capacity} kursi."
SEVERAL_TRIPS_HELP = (
    "Jam di tab “Titik Jemput” hanya berlaku untuk perjalanan pertama. Tentukan jam perjalanan berikutnya, "
    "atau minta bus lain."
)
NO_HOUR = "{count} titik belum punya jam (tab “Titik Jemput”), jadi lama menjemput belum bisa diperiksa."
NO_SEATS = "Bus atau kapasitasnya belum ada (tab “Jadwal” dan “Armada”), jadi kursi belum bisa diperiksa."

_SAID = {True: "✓ Ya", False: "✕ Tidak"}

Cell = Callable[[Any], str]
"""Builds the HTML of one cell from a person (a row as named tuple)."""


def render_roster(
    roster: pd.DataFrame,
    one: Mapping[Any, Any],
    *,
    with_contacts: bool,
    standard_minutes: float = antar_jemput.STANDARD_MINUTES,
) -> None:
    """The bus list by trip and pickup point in stop order; who has no point stands last, apart. `one`: the
    round; `roster`: its rows of Seen.roster."""
    st.subheader(ROSTER_TITLE, anchor=False)
    if roster.empty:
        components.empty_state(NO_ROSTER, NO_ROSTER_HELP)
        return
    trips = antar_jemput.compute_trips(roster)
    _render_fit(roster, trips, one["capacity"], standard_minutes)
    groups = []
    for trip in each(trips):
        people = roster[roster["trip"].eq(trip.trip)]
        heading = _build_trip(trip, len(trips)) if len(trips) > 1 else ""
        for _, stop in people.groupby(["stop_order", "point"], sort=False, dropna=False):
            groups.append((heading, _build_stop(stop, timed=trip.trip == 1), stop))
            heading = ""
    homeless = roster[roster["trip"].isna()]
    if len(homeless):
        groups.append(("", _build_no_stop(len(homeless)), homeless))
    columns: dict[str, Cell] = {"Kursi": lambda person: str(person.seats)}
    for header, name in (("Naik", "boarded"), ("Hadir", "attended"), ("Pulang", "returned")):
        columns[header] = _read_answer(name)
    if with_contacts:
        columns = contact_columns() | columns
    st.html(build_people(groups, columns))


def _read_answer(name: str) -> Cell:
    def build(person: Any) -> str:
        answer = getattr(person, name)
        if name == "attended" and not is_given(answer) and person.weighed:
            return "✓ Ditimbang"
        return _SAID[bool(answer)] if is_given(answer) else text.EMPTY_VALUE

    return build


def _render_fit(roster: pd.DataFrame, trips: pd.DataFrame, capacity: float, standard: float) -> None:
    said = f"{len(roster)} orang, {int(roster['seats'].sum())} kursi bersama pengasuh dan pendamping"
    if len(trips) > 1:
        components.problem_note(
            SEVERAL_TRIPS.format(said=said, trips=len(trips), capacity=format_number(capacity)),
            SEVERAL_TRIPS_HELP,
        )
    else:
        st.html(f'<p class="papan-lead">{escape(said)}.</p>')
    if not is_given(capacity):
        components.notice_note(NO_SEATS)
    minutes = antar_jemput.find_too_long(trips, standard)
    untimed = len(roster.loc[roster["trip"].notna() & roster["point_time"].isna(), "point"].drop_duplicates())
    if is_given(minutes):
        components.problem_note(
            TOO_LONG.format(minutes=format_number(minutes), standard=format_number(standard)), TOO_LONG_HELP
        )
    elif untimed:
        components.notice_note(NO_HOUR.format(count=untimed))


def _build_trip(trip: Any, trips: int) -> str:
    return (
        f'<span class="point">Perjalanan {trip.trip:.0f} dari {trips}</span>'
        f'<span class="papan-quiet">{trip.people} orang, {int(trip.seats)} kursi</span>'
    )


def _build_stop(stop: pd.DataFrame, *, timed: bool) -> str:
    first = stop.iloc[0]
    order = f"{first['stop_order']:.0f}" if is_given(first["stop_order"]) else "·"
    hour = format_minutes_of_day(first["point_time"]) if is_given(first["point_time"]) else "tanpa jam"
    return (
        f'<span class="order">{order}</span><span class="point">{escape(str(first["point_name"]))}</span>'
        f'<span class="hour">{hour if timed else "jam menyusul"}</span>'
        f'<span class="papan-quiet">{len(stop)} orang, {int(stop["seats"].sum())} kursi</span>'
    )


def _build_no_stop(count: int) -> str:
    return (
        f'<span class="order">?</span><span class="point">{count} orang belum punya titik jemput</span>'
        '<span class="papan-quiet">isi kolom Titik jemput dengan kode dari tab “Titik Jemput”</span>'
    )


def contact_columns() -> dict[str, Cell]:
    """Carer, companion and phone: for those who may see them."""
    return {
        "Pengasuh": lambda person: build_cell(person.caregiver),
        "Pendamping": lambda person: build_cell(person.companion),
        "Telepon": lambda person: boards.build_phone_link(person.phone),
    }


def build_people(groups: Sequence[tuple[str, str, pd.DataFrame]], columns: Mapping[str, Cell]) -> str:
    """HTML of one table for all groups, so that columns stand in line: (heading, sub-heading, people), the
    headings as HTML or "". The name comes first; where the viewer may not know more it is initials and RT."""
    head = "".join(f'<th scope="col">{escape(header)}</th>' for header in ("Nama", *columns))
    rows = []
    for heading, below, people in groups:
        rows += [_build_heading(one, len(columns) + 1) for one in (heading, below) if one]
        rows += [_build_person(person, columns) for person in each(people)]
    return (
        '<div class="papan-scroll" tabindex="0" role="region" aria-label="Daftar orang">'
        '<table class="papan-table papan-people">'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _build_heading(heading: str, columns: int) -> str:
    return (
        f'<tr class="stop"><th scope="rowgroup" colspan="{columns}">'
        f'<span class="papan-stop">{heading}</span></th></tr>'
    )


def _build_person(person: Any, columns: Mapping[str, Cell]) -> str:
    kind = person.kind if person.kind != antar_jemput.CHILD else None
    # Where "Pengasuh" is shown names are whole, without the RT that initials carry.
    rt = f"RT {person.rt}" if "Pengasuh" in columns and is_given(person.rt) else None
    below = join_given(rt, kind, None if person.in_target else "di luar sasaran")
    known = [one for one in (person.name, person.person_id) if is_given(one)]
    name = escape(str(known[0]) if known else text.EMPTY_VALUE)
    cells = [("Nama", f'<b>{name}</b> <span class="papan-quiet">{escape(below)}</span>')]
    cells += [(header, build(person)) for header, build in columns.items()]
    shown = "".join(
        f'<td data-label="{escape(header)}"{_mark_empty(cell)}>{cell}</td>' for header, cell in cells
    )
    return f"<tr>{shown}</tr>"


def build_cell(value: object) -> str:
    """HTML of a value as typed; a dash where there is none."""
    return escape(str(value)) if is_given(value) else text.EMPTY_VALUE


def _mark_empty(cell: str) -> str:
    return ' class="none"' if cell == text.EMPTY_VALUE else ""
