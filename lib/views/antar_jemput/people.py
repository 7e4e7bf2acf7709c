"""People of one round in tables, and the bus list by trip and stop with what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain import antar_jemput
from lib.views import boards, components
from lib.views.antar_jemput import TEMPLATES
from lib.views.templates import macro
from lib.words import text
from lib.words.cells import each, is_given, join_given
from lib.words.formats import format_minutes_of_day, format_number

build_stop = macro(TEMPLATES, "stop")
_people = macro(TEMPLATES, "people")
_name = macro(TEMPLATES, "name")

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

NO_POINT_HELP = "isi kolom Titik jemput dengan kode dari tab “Titik Jemput”"

_SAID = {True: "✓ Ya", False: "✕ Tidak"}

Group = tuple[str, str, pd.DataFrame]
"""Heading, sub-heading (HTML, or ""), and the people below them."""
Cell = Callable[[Any], str]
"""Builds one cell, a text or HTML, from a person (a row as named tuple)."""


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
    groups: list[Group] = []
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
        components.render_lead(f"{said}.")
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


def _build_trip(trip: Any, trips: int) -> Markup:
    point = f"Perjalanan {trip.trip:.0f} dari {trips}"
    return build_stop(order="", point=point, hour="", more=f"{trip.people} orang, {int(trip.seats)} kursi")


def _build_stop(stop: pd.DataFrame, *, timed: bool) -> Markup:
    first = stop.iloc[0]
    hour = format_minutes_of_day(first["point_time"]) if is_given(first["point_time"]) else "tanpa jam"
    return build_stop(
        order=f"{first['stop_order']:.0f}" if is_given(first["stop_order"]) else "·",
        point=first["point_name"],
        hour=hour if timed else "jam menyusul",
        more=f"{len(stop)} orang, {int(stop['seats'].sum())} kursi",
    )


def _build_no_stop(count: int) -> Markup:
    point, more = f"{count} orang belum punya titik jemput", NO_POINT_HELP
    return build_stop(order="?", point=point, hour="", more=more)


def contact_columns() -> dict[str, Cell]:
    """Carer, companion and phone: for those who may see them."""
    return {
        "Pengasuh": lambda person: build_cell(person.caregiver),
        "Pendamping": lambda person: build_cell(person.companion),
        "Telepon": lambda person: boards.build_phone_link(person.phone),
    }


def build_people(groups: Sequence[Group], columns: Mapping[str, Cell]) -> Markup:
    """HTML of one table for all groups, so that columns stand in line. The name comes first; where the viewer
    may not know more it is initials and RT."""
    return _people(
        headers=["Nama", *columns],
        groups=[
            (
                [one for one in (heading, below) if one],
                [_build_cells(person, columns) for person in each(people)],
            )
            for heading, below, people in groups
        ],
    )


def _build_cells(person: Any, columns: Mapping[str, Cell]) -> list[tuple[str, str, bool]]:
    kind = person.kind if person.kind != antar_jemput.CHILD else None
    # Where "Pengasuh" is shown names are whole, without the RT that initials carry.
    rt = f"RT {person.rt}" if "Pengasuh" in columns and is_given(person.rt) else None
    below = join_given(rt, kind, None if person.in_target else "di luar sasaran")
    known = [one for one in (person.name, person.person_id) if is_given(one)]
    cells = [("Nama", _name(name=known[0] if known else text.EMPTY_VALUE, below=below))]
    built = [*cells, *((header, build(person)) for header, build in columns.items())]
    return [(header, cell, cell == text.EMPTY_VALUE) for header, cell in built]


def build_cell(value: object) -> str:
    """A value as typed; a dash where there is none."""
    return str(value) if is_given(value) else text.EMPTY_VALUE
