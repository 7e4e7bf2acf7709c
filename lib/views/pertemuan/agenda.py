"""The agenda in words, for the page and for paper alike: one section a matter, people as initials and RT."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from lib.domain import pertemuan
from lib.views import components, filters
from lib.views.templates import join, macro
from lib.words.cells import join_given
from lib.words.formats import format_weekday
from lib.words.pertemuan import Section

CHOOSE_KIND = "Untuk"
KINDS = {"kader": pertemuan.KADER_MEETING, "lokmin": pertemuan.WORKSHOP}
LEAD = "Disusun dari angka hari ini. Orang ditulis sebagai inisial dan RT."
OWN_LEAD = "Disusun dari angka hari ini untuk posyandu Anda. Orang ditulis sebagai inisial dan RT."
NOT_PLANNED = "{kind} berikutnya belum direncanakan; isi tab “Pertemuan” bila harinya sudah ada."

_agenda = macro("pertemuan/pertemuan.html", "agenda")


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
        words = join_given(format_weekday(coming["day"]), coming["venue"], coming["agenda"])
    st.html(join([components.build_lead(words=one) for one in (words, OWN_LEAD if is_own else LEAD)]))


def render_agenda(sections: Sequence[Section]) -> None:
    """The sections as a numbered list."""
    st.html(_agenda(sections=sections))
