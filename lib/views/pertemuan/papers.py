"""The papers of a meeting to download, and the message that invites its kader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import streamlit as st

from lib.domain.settings import PuskesmasSettings
from lib.views import components
from lib.views.components import render_downloads
from lib.views.messages import fill_message
from lib.words.cells import is_given
from lib.words.downloads import Download
from lib.words.formats import format_weekday
from lib.words.text import LETTER_BLANKS, LETTER_USUAL

LEAD = (
    "Angkanya sudah terisi dari buku kerja; yang belum ada bertitik-titik untuk ditulis. Word bisa diubah, "
    "PDF siap dicetak. Anak dan ibu ditulis sebagai inisial dan RT."
)
HELP = {
    "undangan": "Kepada perwakilan kader tiap posyandu. Beri nomor dan jam sebelum dikirim.",
    "daftar_hadir": "Nama kader aktif dari tab Kader, dengan tempat tanda tangan dan baris untuk tamu.",
    "notulen": "Tindak lanjut yang terbawa, pembahasan, kesimpulan, dan kesepakatan.",
    "laporan": "Kehadiran, hasil tanya jawab, notulen, dan rencana tindak lanjut.",
}
MESSAGE_TITLE = "Pesan undangan"
MESSAGE_HELP = (
    "Salin ke grup WhatsApp kader. Kata-katanya dapat diganti di tab “Pengaturan”: Pesan undangan pertemuan."
)
MESSAGE = (
    "Pesan undangan pertemuan",
    "Selamat pagi, Ibu kader. {puskesmas} mengundang perwakilan tiap posyandu ke {jenis}, {tanggal} di "
    "{tempat}. Mohon membawa catatan posyandu bulan ini. Terima kasih.",
)
"""The name of the setting in Pengaturan, and our own text."""


class Paper(Protocol):
    """A paper as reports.meeting_papers makes it."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def problem(self) -> str: ...
    def list_downloads(self) -> list[Download]: ...


def render_papers(papers: Sequence[Paper], missing: Sequence[str]) -> None:
    """Each paper with its two downloads; what the head of the letters still lacks, and unusable templates."""
    components.render_lead(LEAD)
    if missing:
        components.notice_note(LETTER_BLANKS.format(names=", ".join(missing)))
    for place, paper in enumerate(papers):
        if place % 2 == 0:
            columns = st.columns(2)
        with columns[place % 2], st.container(border=True):
            st.subheader(paper.title, anchor=False)
            components.render_lead(HELP[paper.key])
            render_paper(paper)


def render_paper(paper: Paper) -> None:
    """The downloads of one paper."""
    if paper.problem:
        components.problem_note(paper.problem, LETTER_USUAL)
    render_downloads(paper.list_downloads())


def build_message(one: Mapping[str, Any], settings: PuskesmasSettings) -> str:
    """The invitation with this meeting's facts."""
    name, usual = MESSAGE
    return fill_message(
        settings.message(name) or usual,
        puskesmas=settings.name or "Puskesmas",
        jenis=one["kind"],
        tanggal=format_weekday(one["day"]) if is_given(one["day"]) else None,
        tempat=one["venue"],
        agenda=one["agenda"],
    )


def render_message(one: Mapping[str, Any], settings: PuskesmasSettings) -> None:
    """The invitation to copy."""
    st.subheader(MESSAGE_TITLE, anchor=False)
    components.render_lead(MESSAGE_HELP)
    components.text_to_copy(build_message(one, settings))
