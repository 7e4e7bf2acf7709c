"""People of one round: the bus list by stop, who is still to be called, who does not come along."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain import pickup
from lib.views import boards, components, text
from lib.views.antar_jemput import BUCKETS
from lib.views.formats import format_minutes_of_day

ROSTER_TITLE = "Daftar naik bus"
TO_CALL_TITLE = "Masih perlu dihubungi"
NOT_COMING_TITLE = "Tidak ikut"

TO_CALL = (pickup.NOT_CALLED, pickup.UNREACHED, pickup.UNDECIDED)
NOT_COMING = (pickup.REFUSED, pickup.LEFT_OUT)


def render_to_call(people: pd.DataFrame, days_left: float, *, with_contacts: bool) -> None:
    """Who is not settled yet: not called, not reached, or undecided; once the day is over, who was left."""
    waiting = people[people["bucket"].isin(TO_CALL)]
    if waiting.empty and days_left < 0:
        return
    st.subheader(TO_CALL_TITLE if days_left >= 0 else "Tidak sampai dihubungi atau menjawab", anchor=False)
    if waiting.empty:
        components.good_note("Semua sudah dihubungi dan sudah menjawab.")
    else:
        last = waiting["bucket"].map(BUCKETS)
        st.html(_build_people([("", waiting.assign(last=last))], "Keadaan", with_contacts=with_contacts))


def render_not_coming(people: pd.DataFrame, *, with_contacts: bool) -> None:
    """Who refused or was taken off the list, with the reason; nothing where nobody did."""
    gone = people[people["bucket"].isin(NOT_COMING)]
    if gone.empty:
        return
    st.subheader(NOT_COMING_TITLE, anchor=False)
    refused = gone["bucket"].eq(pickup.REFUSED)
    last = [
        boards.join_given("Menolak" if one else "Dicoret", reason, separator=": ")
        for one, reason in zip(refused, gone["reason"].where(refused, gone["validation"]), strict=True)
    ]
    st.html(_build_people([("", gone.assign(last=last))], "Alasan", with_contacts=with_contacts))


def render_roster(roster: pd.DataFrame, capacity: float, *, with_contacts: bool) -> None:
    """The bus list by pickup point in stop order; who has no point stands last, apart."""
    st.subheader(ROSTER_TITLE, anchor=False)
    if roster.empty:
        components.empty_state(
            "Belum ada yang naik bus",
            "Yang bersedia (kolom Bersedia = Ya di tab “Antar Jemput”) muncul di sini.",
        )
        return
    seats = int(roster["seats"].sum())
    said = f"{len(roster)} orang, {seats} kursi bersama pengasuh dan pendamping"
    if boards.is_given(capacity) and seats > capacity:
        components.problem_note(
            f"{said}, tetapi bus hanya punya {capacity:.0f} kursi.",
            "Bagi menjadi dua perjalanan, atau minta bus lain.",
        )
    else:
        st.html(f'<p class="papan-lead">{escape(said)}.</p>')
    people = roster.assign(last=roster["boarded"].map({True: "✓ Ya", False: "✕ Tidak"}))
    placed = people["point_name"].notna()
    stops = people[placed].groupby(["stop_order", "point"], sort=False, dropna=False)
    groups = [(_build_stop(stop), stop) for _, stop in stops]
    if not placed.all():
        homeless = people[~placed]
        groups.append((_build_no_stop(len(homeless)), homeless))
    st.html(_build_people(groups, "Naik", with_contacts=with_contacts, with_seats=True))


def _build_stop(stop: pd.DataFrame) -> str:
    first = stop.iloc[0]
    order = f"{first['stop_order']:.0f}" if boards.is_given(first["stop_order"]) else "·"
    hour = format_minutes_of_day(first["point_time"]) if boards.is_given(first["point_time"]) else "tanpa jam"
    return (
        f'<span class="order">{order}</span><span class="point">{escape(str(first["point_name"]))}</span>'
        f'<span class="hour">{hour}</span>'
        f'<span class="papan-quiet">{len(stop)} orang, {int(stop["seats"].sum())} kursi</span>'
    )


def _build_no_stop(count: int) -> str:
    return (
        f'<span class="order">?</span><span class="point">{count} orang belum punya titik jemput</span>'
        '<span class="papan-quiet">isi kolom Titik jemput dengan kode dari tab “Titik Jemput”</span>'
    )


def _build_people(
    groups: Sequence[tuple[str, pd.DataFrame]],
    last: str,
    *,
    with_contacts: bool,
    with_seats: bool = False,
) -> str:
    """One table for all groups (HTML of a heading, people with `last`), so that columns stand in line.

    For those who may not know more, a name is initials and RT already, and carer and phone are left out.
    """
    headers = ["Nama"]
    headers += ["Pengasuh", "Pendamping", "Telepon"] if with_contacts else []
    headers += ["Kursi"] if with_seats else []
    headers.append(last)
    head = "".join(f'<th scope="col">{header}</th>' for header in headers)
    rows = []
    for heading, people in groups:
        if heading:
            rows.append(
                f'<tr class="stop"><th scope="rowgroup" colspan="{len(headers)}">'
                f'<span class="papan-stop">{heading}</span></th></tr>'
            )
        rows += [
            _build_person(person, headers, with_contacts=with_contacts, with_seats=with_seats)
            for person in boards.each(people)
        ]
    return (
        '<div class="papan-scroll" tabindex="0" role="region" aria-label="Daftar orang">'
        '<table class="papan-table papan-people">'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _build_person(person: Any, headers: Sequence[str], *, with_contacts: bool, with_seats: bool) -> str:
    kind = person.kind if person.kind != pickup.CHILD else None
    rt = f"RT {person.rt}" if with_contacts and boards.is_given(person.rt) else None
    below = boards.join_given(rt, kind, None if person.in_target else "di luar sasaran")
    known = [one for one in (person.name, person.person_id) if boards.is_given(one)]
    cells = [f"<b>{escape(str(known[0]) if known else text.EMPTY_VALUE)}</b> {_quiet(below)}"]
    if with_contacts:
        cells += [_build_cell(person.caregiver), _build_cell(person.companion)]
        cells.append(boards.build_phone_link(person.phone))
    if with_seats:
        cells.append(str(person.seats))
    cells.append(_build_cell(person.last))
    shown = "".join(
        f'<td data-label="{header}"{_mark_empty(cell)}>{cell}</td>'
        for header, cell in zip(headers, cells, strict=True)
    )
    return f"<tr>{shown}</tr>"


def _quiet(words: str) -> str:
    return f'<span class="papan-quiet">{escape(words)}</span>'


def _build_cell(value: object) -> str:
    return escape(str(value)) if boards.is_given(value) else text.EMPTY_VALUE


def _mark_empty(cell: str) -> str:
    return ' class="none"' if cell == text.EMPTY_VALUE else ""
