"""What leaves the page: lists to print, and the word to the bus company."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain.settings import PuskesmasSettings
from lib.views import components
from lib.views.messages import ROUND_MESSAGES, build_chat_link, choose_message, fill_message, render_words
from lib.words.cells import is_given
from lib.words.downloads import find_mime
from lib.words.formats import format_minutes_of_day, format_weekday

COMPANY_TITLE = "Beri tahu perusahaan bus"
COMPANY_LEAD = "Langkah 4 (H-1): hari, jam, titik, dan jumlah orang; tanpa nama siapa pun."
NO_CONTACT = (
    "Nomor perusahaan bus belum ada. Isi “Kontak perusahaan bus” di tab “Pengaturan” supaya bisa dikirim "
    "lewat WhatsApp."
)
OPEN_CHAT = "Kirim lewat WhatsApp"
SHEETS = {
    "sopir": ("Daftar sopir (PDF)", "pdf", ":material/directions_bus:"),
    "sopir_excel": ("Daftar sopir (Excel)", "xlsx", ":material/table:"),
    "nama": ("Daftar nama hari posyandu (PDF)", "pdf", ":material/checklist:"),
    "pemberitahuan": ("Pemberitahuan (PDF)", "pdf", ":material/description:"),
}
"""Key → label, kind of file, icon."""


def render_downloads(one: Mapping[Any, Any], sheets: Mapping[str, Callable[[], bytes]]) -> None:
    """A button for each list of the day (keys of SHEETS but the notice), made when it is pressed."""
    with st.container(horizontal=True):
        for key in ("sopir", "sopir_excel", "nama"):
            _render_button(one, key, sheets[key])


def _render_button(one: Mapping[Any, Any], key: str, build: Callable[[], bytes]) -> None:
    label, kind, icon = SHEETS[key]
    name = f"{key.removesuffix('_excel')}-{one['posyandu']}-{one['round_date']:%Y-%m-%d}.{kind}"
    st.download_button(
        label,
        build,
        file_name=name,
        mime=find_mime(name),
        icon=icon,
        on_click="ignore",
        key=f"papan_unduh_{key}",
    )


def describe_points(roster: pd.DataFrame) -> str:
    """ "Gapura RW 01 pukul 07.15 (2 orang), Warung (1 orang)": by stop, nobody named."""
    parts = []
    for point, stop in roster.groupby("point_name", sort=False):
        time = stop["point_time"].iloc[0]
        hour = f" pukul {format_minutes_of_day(time)}" if is_given(time) else ""
        parts.append(f"{point}{hour} ({len(stop)} orang)")
    if missing := int(roster["point_name"].isna().sum()):
        parts.append(f"titik menyusul ({missing} orang)")
    return ", ".join(parts) or "titik yang menyusul"


def render_company(
    one: Mapping[Any, Any],
    roster: pd.DataFrame,
    settings: PuskesmasSettings,
    sheets: Mapping[str, Callable[[], bytes]],
) -> None:
    """The prepared message with the link that sends it, and the one-page notice (of `sheets`)."""
    st.subheader(COMPANY_TITLE, anchor=False)
    components.render_lead(COMPANY_LEAD)
    words = fill_message(
        choose_message(ROUND_MESSAGES["bus_company"], dict(settings.messages)),
        puskesmas=settings.name or "puskesmas",
        posyandu=one["posyandu_name"],
        tanggal=format_weekday(one["round_date"]),
        buka=format_minutes_of_day(one["open_time"]) if is_given(one["open_time"]) else "(menyusul)",
        titik=describe_points(roster),
        orang=len(roster),
        kursi=int(roster["seats"].sum()),
    )
    components.text_to_copy(words)
    if not settings.bus_contact:
        components.notice_note(NO_CONTACT)
    with st.container(horizontal=True):
        if settings.bus_contact:
            st.link_button(OPEN_CHAT, build_chat_link(settings.bus_contact, words), icon=":material/chat:")
        _render_button(one, "pemberitahuan", sheets["pemberitahuan"])
    render_words(ROUND_MESSAGES["bus_company"], dict(settings.messages))
