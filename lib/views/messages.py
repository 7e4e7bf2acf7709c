"""Prepared messages to families and others, and the link that opens them in WhatsApp.

A text may be replaced in the tab Pengaturan; what stands in braces is filled in, anything else left as typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from lib.views import components
from lib.views.templates import macro
from lib.workbook.setting_names import MESSAGE_FIELDS, fill_fields, find_unknown_fields

_fields = macro("messages.html", "fields")

WORDS_TITLE = "Kalimat pesan ini dan cara mengubahnya"
WORDS_LEAD = (
    "Ubah di tab “Pengaturan”: Nama “{name}”, kalimatnya di kolom Nilai. Dikosongkan: kalimat bawaan. "
    "Kata dalam kurung kurawal diisi sendiri untuk tiap pesan:"
)
WORDS_UNKNOWN = (
    "Jam yang belum diketahui ditulis “menyusul”, titik “titik jemput terdekat”; lainnya dilewati. Kata lain "
    "dalam kurung kurawal tidak dikenal: terkirim persis seperti diketik, jadi perbaiki dulu."
)
UNKNOWN_FIELDS = "“{name}” memuat {fields}, yang tidak dikenal: terkirim persis seperti diketik."
UNKNOWN_HELP = "Perbaiki di tab “Pengaturan”; kata yang dikenal ada di bawah pesan."

CHILD_MESSAGES: dict[str, tuple[str, str]] = {
    "not_weighed": (
        "Pesan belum ditimbang",
        "Selamat pagi, Ibu {ibu}. {anak} belum ditimbang bulan ini. "
        "Kami tunggu di Posyandu {posyandu} {tanggal}. Bila berhalangan, kabari kami, nanti kami datang ke "
        "rumah. Terima kasih. Kader Posyandu {posyandu}",
    ),
    "visit": (
        "Pesan kunjungan",
        "Selamat pagi, Ibu {ibu}. Kami dari Posyandu {posyandu} ingin berkunjung untuk melihat {anak}. "
        "Hari apa Ibu ada di rumah? Terima kasih.",
    ),
}
"""What for → name of the setting in Pengaturan, and our own text."""

ROUND_MESSAGES: dict[str, tuple[str, str]] = {
    "invite": (
        "Pesan ajakan",
        "Selamat pagi, Ibu {ibu}. Posyandu {posyandu} buka {tanggal}. Bus menjemput {anak} dan pendamping di "
        "{titik} pukul {jam}. Kami tunggu, ya. Bila berhalangan, kabari kami. Terima kasih. "
        "Kader Posyandu {posyandu}",
    ),
    "bus_company": (
        "Pesan perusahaan bus",
        "Selamat pagi. Kami dari {puskesmas}. Posyandu {posyandu} buka {tanggal} pukul {buka}. Mohon bus "
        "menjemput di {titik}: {orang} orang, {kursi} kursi. Terima kasih.",
    ),
}
"""The same for a round of antar-jemput."""

DATA_MESSAGES: dict[str, tuple[str, str]] = {
    "mend": (
        "Pesan perbaikan data",
        "Selamat pagi, Kader Posyandu {posyandu}. Ada {jumlah} sel di buku kerja yang perlu diperbaiki, "
        "mulai dari "
        "yang paling penting:",
    ),
}
"""The same for a posyandu's wrong cells, which follow it line by line."""


def choose_message(prepared: tuple[str, str], typed: Mapping[str, str]) -> str:
    """The text of Pengaturan where one is typed, whatever the case of its name, else ours; `prepared`: one of
    the above."""
    name, usual = prepared
    folded = {" ".join(setting.split()).casefold(): words for setting, words in typed.items()}
    return folded.get(name.casefold()) or usual


def fill_message(message: str, **facts: Any) -> str:
    """The message with each {name} of `facts` in its place; what is not known is left out, without a gap."""
    known = {name: "" if pd.isna(fact) else str(fact) for name, fact in facts.items()}
    return " ".join(fill_fields(message, known).split()).replace(" .", ".").replace(" ,", ",")


def render_words(prepared: tuple[str, str], typed: Mapping[str, str]) -> None:
    """The text in use, which of its words are filled in, where it is changed; and a note where it holds
    braces that nothing fills."""
    name, _ = prepared
    message = choose_message(prepared, typed)
    if unknown := find_unknown_fields(name, message):
        components.notice_note(UNKNOWN_FIELDS.format(name=name, fields=", ".join(unknown)), UNKNOWN_HELP)
    with st.expander(WORDS_TITLE, icon=":material/edit_note:"):
        components.render_lead(WORDS_LEAD.format(name=name))
        components.text_to_copy(message)
        st.html(_fields(meanings=MESSAGE_FIELDS[name].items(), unknown=WORDS_UNKNOWN))


def build_chat_link(phone: str, message: str) -> str:
    """A wa.me address that opens a chat with `phone` (+62…) and the message typed in."""
    digits = "".join(letter for letter in phone if letter.isdigit())
    return f"https://wa.me/{digits}?text={quote(message)}"
