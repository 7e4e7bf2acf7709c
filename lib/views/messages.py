"""Prepared messages to families and others, and the link that opens them in WhatsApp.

A text may be replaced in the tab Pengaturan; what stands in braces is filled in, anything else left as typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pandas as pd

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


def choose_message(prepared: tuple[str, str], typed: Mapping[str, str]) -> str:
    """The text of Pengaturan where one is typed, else ours; `prepared`: one of the above."""
    name, usual = prepared
    return typed.get(name) or usual


def fill_message(message: str, **facts: Any) -> str:
    """The message with each {name} of `facts` in its place; what is not known is left out, without a gap."""
    for name, fact in facts.items():
        message = message.replace("{" + name + "}", "" if pd.isna(fact) else str(fact))
    return " ".join(message.split()).replace(" .", ".").replace(" ,", ",")


def build_chat_link(phone: str, message: str) -> str:
    """A wa.me address that opens a chat with `phone` (+62…) and the message typed in."""
    digits = "".join(letter for letter in phone if letter.isdigit())
    return f"https://wa.me/{digits}?text={quote(message)}"
