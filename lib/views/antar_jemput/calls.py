"""Sasaran and invitation of one round: whom to call, with which words, who does not come and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain import antar_jemput
from lib.domain.settings import PuskesmasSettings
from lib.views import components, filters, paste_block
from lib.views.antar_jemput import BUCKETS, TEMPLATES, build_told
from lib.views.antar_jemput import people as list_part
from lib.views.messages import ROUND_MESSAGES, build_chat_link, choose_message, fill_message, render_words
from lib.views.part import redrawn_alone
from lib.views.templates import macro, state_class
from lib.words import cells as cells_words
from lib.words import text
from lib.words.cells import is_given, join_given
from lib.words.formats import format_minutes_of_day, format_number, format_short_day, format_weekday
from lib.workbook.tabs.antar_jemput import VALIDATION

_chat = macro(TEMPLATES, "chat")
_quiet_told = macro(TEMPLATES, "quiet_told")

TO_CALL_TITLE = "Masih perlu dihubungi"
LEFT_UNCALLED_TITLE = "Tidak sampai dihubungi atau menjawab"
NOT_COMING_TITLE = "Tidak ikut"
REFUSALS_TITLE = "Alasan menolak"
DROPPED_TITLE = "Keluar dari sasaran sejak bulan yang dihitung"
ALL_ANSWERED = "Semua sudah dihubungi dan sudah menjawab."
ALL_COPIED = "Semua sasaran putaran ini sudah punya baris di tab Antar Jemput."
CHOOSE_KADER = "Daftar kader"
EVERY_KADER, EVERY_KADER_LABEL = "semua", "Semua kader"
SHARES_TITLE = "Usulan pembagian"
SHARES_NOTE = (
    ": dibagi rata menurut RW dan RT, satu keluarga tidak dipisah. Buku kerja tidak "
    "mencatat siapa mendampingi siapa, jadi boleh ditukar."
)
NO_KADER = "Daftar ini belum dibagi: belum ada kader aktif posyandu ini di tab “Kader”."
NO_KADER_HELP = "Isi Nama dan Posyandu tiap kader; pembagiannya muncul sendiri."
VALIDATION_TITLE = "Validasi nama"
NOT_VALIDATED = "belum ada hasil di kolom Validasi tab “Antar Jemput”."
NO_POINT = "titik jemput terdekat"
NO_HOUR = "(jam menyusul)"
NO_REASON = "Tanpa alasan tertulis"

TO_CALL = (antar_jemput.NOT_CALLED, antar_jemput.UNREACHED, antar_jemput.UNDECIDED)
NOT_COMING = (antar_jemput.REFUSED, antar_jemput.LEFT_OUT)


def render_summary(people: pd.DataFrame) -> None:
    """How many sasaran there are, how many of them long absent, and what the validation of their names gave.
    `people`: the rows of Seen.round_sasaran of the round."""
    target = people[people["in_target"].astype(bool)]
    long = int((target["absent"] >= antar_jemput.LONG_ABSENT).sum())
    said = join_given(
        f"{len(target)} sasaran", f"{long} tidak ditimbang dua bulan atau lebih" if long else None
    )
    components.render_lead(said)
    outcomes = target["validation"].value_counts()
    checked = int(outcomes.sum())
    if checked:
        each = ", ".join(f"{outcomes[one]} {one.lower()}" for one in VALIDATION if one in outcomes.index)
        told = f"{checked} dari {len(target)} diperiksa: {each}."
        st.html(build_told(title=VALIDATION_TITLE, words=f" (langkah 2): {told}"))
    elif len(target):
        st.html(build_told(title=VALIDATION_TITLE, words=f" (langkah 2): {NOT_VALIDATED}"))


@redrawn_alone
def render_to_call(
    people: pd.DataFrame,
    one: Mapping[Any, Any],
    settings: PuskesmasSettings,
    shares: pd.Series,
    *,
    with_contacts: bool,
) -> None:
    """Who is not settled yet: not called, not reached, or undecided, kader by kader, the longest absent
    first; once the day is over, who was left. `people`: of Seen.round_sasaran; `shares`: of
    Seen.call_shares."""
    people = people.assign(caller=shares)
    waiting = people[people["bucket"].isin(TO_CALL)]
    ahead = one["days_left"] >= 0
    if waiting.empty and not ahead:
        return
    st.subheader(TO_CALL_TITLE if ahead else LEFT_UNCALLED_TITLE, anchor=False)
    if waiting.empty:
        components.good_note(ALL_ANSWERED)
        return
    order = waiting["bucket"].map({bucket: place for place, bucket in enumerate(TO_CALL)})
    waiting = waiting.assign(order=order).sort_values(
        ["order", "absent", "name"], ascending=[True, False, True], kind="stable"
    )
    texts = dict(settings.messages)
    columns: dict[str, list_part.Cell] = {"Keadaan": lambda person: BUCKETS[person.bucket]}
    columns["Tidak ditimbang"] = build_absence
    groups: list[list_part.Group] = [("", "", waiting)]
    if with_contacts:
        columns = list_part.contact_columns() | columns
        if ahead:
            message = choose_message(ROUND_MESSAGES["invite"], texts)
            columns["Pesan"] = lambda person: build_invitation(person, one, message, settings.name)
            groups = _share_out(people, waiting)
    st.html(list_part.build_people(groups, columns))
    if with_contacts and ahead:
        render_words(ROUND_MESSAGES["invite"], texts)


def _share_out(people: pd.DataFrame, waiting: pd.DataFrame) -> list[list_part.Group]:
    """The people waiting in a group a kader, in the order of the tab; one chosen kader's alone. Without kader
    one group."""
    sizes = people["caller"].value_counts(sort=False)
    sizes = sizes[sizes > 0]
    if sizes.empty:
        components.notice_note(NO_KADER, NO_KADER_HELP)
        return [("", "", waiting)]
    st.html(_quiet_told(title=SHARES_TITLE, words=SHARES_NOTE))
    numbers = {str(place): str(name) for place, name in enumerate(sizes.index, start=1)}
    labels = {EVERY_KADER: EVERY_KADER_LABEL, **numbers}
    chosen = filters.choice_filter(CHOOSE_KADER, "kader", labels, EVERY_KADER)
    groups: list[list_part.Group] = []
    for name in sizes.index if chosen == EVERY_KADER else [numbers[chosen]]:
        mine = waiting[waiting["caller"].eq(name)]
        left = f"{len(mine)} dari {sizes[name]} orang masih perlu dihubungi"
        if mine.empty:
            left = f"{sizes[name]} orang, semua sudah menjawab"
        groups.append((list_part.build_stop(order="", point=name, hour="", more=left), "", mine))
    return groups


def build_absence(person: Any) -> str:
    """How long a child has not been weighed; it stands out from LONG_ABSENT months on."""
    if not is_given(person.absent):
        return text.EMPTY_VALUE
    words = f"{format_number(person.absent)} bulan"
    if person.never:
        words = "belum pernah"
    if person.absent < antar_jemput.LONG_ABSENT:
        return words
    return components.build_chip(words, state_class("lewat"))


def build_invitation(person: Any, one: Mapping[Any, Any], message: str, puskesmas: str = "") -> str:
    """HTML of the link that opens WhatsApp with the invitation; a dash without a number."""
    if not is_given(person.phone):
        return text.EMPTY_VALUE
    mother = person.kind == antar_jemput.MOTHER
    child = "Ibu" if mother else person.name
    words = fill_message(
        message,
        ibu=person.name if mother else person.caregiver,
        nama=child,
        anak=child,
        puskesmas=puskesmas,
        posyandu=one["posyandu_name"],
        tanggal=format_weekday(one["round_date"]),
        buka=format_minutes_of_day(one["open_time"]) if is_given(one["open_time"]) else NO_HOUR,
        titik=person.point_name if is_given(person.point_name) else NO_POINT,
        jam=format_minutes_of_day(person.point_time) if is_given(person.point_time) else NO_HOUR,
    )
    return _chat(link=build_chat_link(str(person.phone), words))


def render_not_coming(people: pd.DataFrame, dropped: pd.DataFrame, *, with_contacts: bool) -> None:
    """Who refused or was taken off the list, with the reason, and who left S meanwhile; nothing where nobody
    did. `dropped`: of Seen.dropped_sasaran."""
    gone = people[people["bucket"].isin(NOT_COMING)]
    if len(gone):
        st.subheader(NOT_COMING_TITLE, anchor=False)
        columns: dict[str, list_part.Cell] = {"Alasan": _build_reason, "Tidak ditimbang": build_absence}
        if with_contacts:
            columns = list_part.contact_columns() | columns
        st.html(list_part.build_people([("", "", gone)], columns))
    if len(dropped) and with_contacts:  # the reason may be a death
        named = (
            f"{row.name if is_given(row.name) else row.person_id} ({row.reason})"
            for row in cells_words.each(dropped)
        )
        st.html(_quiet_told(title=f"{DROPPED_TITLE}:", words=f" {', '.join(named)}"))


def _build_reason(person: Any) -> str:
    refused = person.bucket == antar_jemput.REFUSED
    why = person.reason if refused else person.validation
    return join_given("Menolak" if refused else "Dicoret", why, separator=": ")


def render_copy(people: pd.DataFrame, *, with_contacts: bool) -> None:
    """The sasaran of the round that have no row in `Antar Jemput` yet, to paste there; for who sees names."""
    if not with_contacts:
        return
    fresh = people[people["in_target"].astype(bool) & people["source_row"].isna()]
    rows = fresh.assign(next_day=fresh["round_date"], label=fresh["name"], child_id=fresh["person_id"])
    paste_block.render_block("antar_jemput", paste_block.build_antar_jemput(rows), ALL_COPIED)


def render_refusals(refusals: pd.DataFrame, *, with_contacts: bool) -> None:
    """Reasons with how often and when last, for who sees names; nothing where nobody refused. `refusals`: of
    Seen.refusals."""
    if refusals.empty or not with_contacts:
        return
    st.subheader(REFUSALS_TITLE, anchor=False)
    components.html_table(
        refusals.assign(reason=refusals["reason"].fillna(NO_REASON)),
        {"reason": "Alasan", "count": "12 bulan", "lately": "3 bulan terakhir", "last": "Terakhir"},
        formats={"count": format_number, "lately": format_number, "last": format_short_day},
        numbers=["count", "lately"],
        stacked=False,
    )
