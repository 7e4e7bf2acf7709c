"""The agenda in words, for the page and for paper alike: one section a matter, people as initials and RT."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain import pertemuan
from lib.domain.attention import SILENT_DAYS
from lib.views import boards, components, filters
from lib.views.beranda import short_title
from lib.views.pertemuan.actions import describe_deadline, describe_subject
from lib.words.formats import format_month, format_percent, format_weekday

CHOOSE_KIND = "Untuk"
KINDS = {"kader": pertemuan.KADER_MEETING, "lokmin": pertemuan.WORKSHOP}
LEAD = "Disusun dari angka hari ini. Orang ditulis sebagai inisial dan RT."
OWN_LEAD = "Disusun dari angka hari ini untuk posyandu Anda. Orang ditulis sebagai inisial dan RT."
PLACES_NAMED = 8
NOT_PLANNED = "{kind} berikutnya belum direncanakan; isi tab “Pertemuan” bila harinya sudah ada."


@dataclass(frozen=True, slots=True)
class Section:
    """One matter of the agenda: its title and lines, or what to say where there is nothing."""

    title: str
    lines: tuple[str, ...]
    nothing: str


def describe_agenda(
    agenda: pertemuan.Agenda, names: Mapping[str, str], titles: Mapping[str, str]
) -> list[Section]:
    """The sections in the order they are talked about. `names`: posyandu by code; `titles`: SOPs by code."""
    month = format_month(agenda.month)
    cases = f" (di samping {agenda.known_cases} yang sudah diketahui)" if agenda.known_cases else ""
    return [
        Section(
            "Ibu perlu segera",
            tuple(_describe_mother(row, names) for row in boards.each(agenda.mothers)),
            "Tidak ada ibu yang perlu segera.",
        ),
        Section(
            "Tindak lanjut yang belum selesai",
            tuple(_describe_action(row, names) for row in boards.each(agenda.actions)),
            "Semua tindak lanjut sudah selesai.",
        ),
        Section(
            "Langkah SOP yang lewat",
            tuple(_describe_steps(agenda.steps, names, titles)),
            "Tidak ada langkah yang lewat.",
        ),
        Section(
            f"Anak 2T atau BGM baru, {month}{cases}",
            tuple(_describe_cases(agenda.cases, names)),
            "Tidak ada anak 2T atau BGM baru.",
        ),
        Section(
            f"Sasaran KEBAL MSG tanpa kegiatan, {month}",
            tuple(
                f"{_name(row.posyandu, names)}: ada {row.sasaran:.0f} sasaran, belum ada kegiatan"
                for row in boards.each(agenda.waiting)
            ),
            "Tidak ada sasaran yang menunggu kegiatan.",
        ),
        Section(
            f"D/S di bawah target {format_percent(agenda.target, decimals=0)}, {month}",
            tuple(
                f"{row.name}: {format_percent(row.ds)} ({row.D} dari {row.S} anak)"
                for row in boards.each(agenda.low)
            ),
            "Semua posyandu mencapai target D/S.",
        ),
        Section(
            "Antar-jemput berikutnya",
            tuple(
                f"{format_weekday(row.round_date)}: {_name(row.posyandu, names)}, {row.sasaran} sasaran"
                for row in boards.each(agenda.rounds)
            ),
            "Belum ada hari posyandu berikutnya di tab Jadwal.",
        ),
        Section(
            f"Pasangan mentoring tanpa kegiatan lebih dari {SILENT_DAYS} hari",
            tuple(_describe_pair(row, names) for row in boards.each(agenda.pairs)),
            "Semua pasangan mentoring berkegiatan.",
        ),
    ]


def _name(code: Any, names: Mapping[str, str]) -> str:
    return str(names.get(code, code)) if boards.is_given(code) else "Puskesmas"


def _describe_action(row: Any, names: Mapping[str, str]) -> str:
    about = describe_subject(row, names)
    what = f"{row.matter}: {about}" if about else str(row.matter)
    return boards.join_given(what, row.owner, f"tenggat {describe_deadline(row)}")


def _describe_steps(steps: pd.DataFrame, names: Mapping[str, str], titles: Mapping[str, str]) -> list[str]:
    # Posyandu that are late with the same steps share a line: of forty the agenda would be pages long.
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (sop, place), group in steps.groupby(["sop", "posyandu"], dropna=False, sort=False):
        numbers = tuple(dict.fromkeys(group["step"]))
        alike.setdefault((str(sop), numbers), []).append(_name(place, names))
    lines = []
    for (sop, numbers), places in alike.items():
        title = short_title(titles.get(sop, sop))
        count = f" ({len(numbers)} langkah)" if len(numbers) > 1 else ""
        lines.append(f"{title}, {_join_places(places)}: langkah {', '.join(numbers)}{count}")
    return lines


def _join_places(places: Sequence[str]) -> str:
    more = len(places) - PLACES_NAMED
    return ", ".join(places[:PLACES_NAMED]) + (f", dan {more} posyandu lain" if more > 0 else "")


def _describe_cases(cases: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    return [
        f"{_name(place, names)}: " + "; ".join(_describe_child(row) for row in boards.each(group))
        for place, group in cases.groupby("posyandu", dropna=False, sort=False)
    ]


def _describe_child(row: Any) -> str:
    why = " dan ".join(name for name, here in (("2T", row.two_t), ("BGM", row.bgm)) if here)
    rt = f" RT {row.rt}" if boards.is_given(row.rt) else ""
    return f"{row.initials}{rt} ({why})"


def _describe_mother(row: Any, names: Mapping[str, str]) -> str:
    rt = f" RT {row.rt}" if boards.is_given(row.rt) else ""
    return f"{row.initials}{rt}, {_name(row.posyandu, names)}: {row.segera}"


def _describe_pair(row: Any, names: Mapping[str, str]) -> str:
    rt = f" RT {row.rt}" if boards.is_given(row.rt) else ""
    team = f", {row.team}" if boards.is_given(row.team) else ""
    return f"{row.initials}{rt}, {_name(row.posyandu, names)}{team}: {row.silent_days:.0f} hari"


def choose_kind(one: Mapping[str, Any] | None) -> str:
    """The kind of meeting that the agenda is for; that of the chosen meeting first."""
    kinds = {kind: key for key, kind in KINDS.items()}
    usual = kinds.get(str(one["kind"]) if one else "", "kader")
    return KINDS[filters.choice_filter(CHOOSE_KIND, "untuk", KINDS, usual, as_bar=True)]


def render_head(coming: Mapping[str, Any] | None, *, called: str, is_own: bool) -> None:
    """What is known of the meeting that the agenda is for; `is_own`: made for one's own posyandu."""
    st.header(components.plain(f"Agenda {called}"), anchor=False)
    if coming is None:
        words = NOT_PLANNED.format(kind=called)
    else:
        words = boards.join_given(format_weekday(coming["day"]), coming["venue"], coming["agenda"])
    lead = OWN_LEAD if is_own else LEAD
    st.html(f'<p class="papan-lead">{escape(words)}</p><p class="papan-lead">{lead}</p>')


def render_agenda(sections: Sequence[Section]) -> None:
    """The sections as a numbered list."""
    items = "".join(
        f"<li><b>{escape(one.title)}</b>"
        + (
            f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in one.lines)}</ul>"
            if one.lines
            else f'<span class="papan-quiet-block">{escape(one.nothing)}</span>'
        )
        + "</li>"
        for one in sections
    )
    st.html(f'<ol class="papan-agenda">{items}</ol>')
