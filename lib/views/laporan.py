"""Parts of the page Laporan: what the puskesmas sends each month, to read and to download."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

import pandas as pd
import streamlit as st

from lib.views import components, filters
from lib.views.components import render_downloads
from lib.words import ringkasan
from lib.words.downloads import Download, find_mime
from lib.words.text import LETTER_BLANKS

TITLE = "Laporan"
LEAD = "Laporan bulanan gizi balita: periksa angkanya, lalu unduh."
PDF_BUTTON, BOOK_BUTTON = "Unduh laporan (PDF)", "Unduh angka (Excel)"
SEND_TITLE, SEND_TO = "Kirim ringkasan", "Untuk"
AUDIENCE_PARAMETER = "untuk"
OPEN_IN_WHATSAPP = "Buka di WhatsApp"
READERS = {
    ringkasan.KADER: "Boleh dikirim ke grup: tanpa nama, angka kecil tertutup.",
    ringkasan.KEPALA: "Untuk kepala saja: tanpa nama, angka lengkap. Jangan diteruskan ke grup.",
}
PICTURES_TITLE = "Gambar untuk grup"
PICTURES_HELP = "Slide rapat sebagai gambar (PNG), tanpa nama dan inisial, angka kecil tertutup."
SHEETS_LINK = "Lembar Kader: siapa dikunjungi"
RUNNING_TITLE = "Bulan ini belum selesai"
RUNNING_HELP = "Angkanya masih dapat berubah. Untuk dikirim, pilih bulan yang sudah lewat."
PAIRS = {"prevalensi": ("program", (3, 2)), "bb_u": ("tb_u", (1, 1)), "bb_tb": ("imt_u", (1, 1))}
"""Tables that stand side by side: the left one → the right one, and how wide they are."""
FEW_COLUMNS = 4
"""As many fit on a phone; with more each row becomes a card."""
METHODS = (
    *("S", "K", "D", "ks", "ds", "nd_corrected", "nd", "dk", "ns", "bgm_d", "two_t_d", "bulan", "target"),
    *("stunting", "wasting", "underweight", "interval", "gizi_buruk", "vitamin_a", "asi_eksklusif", "diare"),
    *("sebaran", "kebal", "kebal_hadir", "kebal_sesudah"),
)


class Table(Protocol):
    """A table as reports.monthly_tables makes it: headers with the kind of their cells, rows as text."""

    @property
    def title(self) -> str: ...
    @property
    def columns(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def note(self) -> str: ...
    @property
    def has_total(self) -> bool: ...
    def format_rows(self) -> list[list[str]]: ...


def downloads(
    *,
    running: bool,
    missing: Sequence[str],
    pdf: tuple[Callable[[], bytes], str],
    book: tuple[Callable[[], bytes], str],
) -> None:
    """The report as PDF and .xlsx (what makes it at the click, and its file name); what it still lacks."""
    if running:
        components.notice_note(RUNNING_TITLE, RUNNING_HELP)
    if missing:
        components.notice_note(LETTER_BLANKS.format(names=", ".join(missing)))
    with st.container(horizontal=True, key="papan_unduh_laporan"):
        for label, (build, name), kind in ((PDF_BUTTON, pdf, "primary"), (BOOK_BUTTON, book, "secondary")):
            st.download_button(
                label,
                build,
                file_name=name,
                mime=find_mime(name),
                key=f"papan_unduh_{kind}",
                type="primary" if kind == "primary" else "secondary",
                icon=":material/download:",
                on_click="ignore",
            )


def choose_message(posyandu: Mapping[str, str]) -> tuple[str, str | None]:
    """For whom a message is (ringkasan.AUDIENCES) and of which posyandu (None: all), kept in the address."""
    st.subheader(SEND_TITLE, anchor=False)
    with st.container(key="papan_kirim_pilihan", horizontal=True, vertical_alignment="bottom"):
        audience = filters.choice_filter(
            SEND_TO, AUDIENCE_PARAMETER, ringkasan.AUDIENCES, ringkasan.KADER, as_bar=True
        )
        return audience, filters.posyandu_filter(posyandu)


def message(text: str, audience: str) -> None:
    """A text to copy, and to open in WhatsApp; who may read it."""
    components.text_to_copy(text)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.link_button(OPEN_IN_WHATSAPP, ringkasan.build_share_link(text), icon=":material/send:")
        st.caption(READERS[audience])


def pictures(titles: Mapping[str, str], build: Callable[[str], bytes], name: Callable[[str], str]) -> None:
    """A button a slide (slide → title); each picture is made when it is asked for."""
    with st.expander(PICTURES_TITLE, icon=":material/image:"):
        st.caption(PICTURES_HELP)
        render_downloads(
            [Download(title, name(slide), partial(build, slide)) for slide, title in titles.items()]
        )


def tables(parts: Mapping[str, Table]) -> None:
    """Every table of the report in its order; small ones two by two."""
    beside = {right for right, _ in PAIRS.values()}
    for key, one in parts.items():
        if key in PAIRS:
            right, widths = PAIRS[key]
            for place, part in zip(st.columns(widths), (one, parts[right]), strict=True):
                with place:
                    _table(part)
        elif key not in beside:
            _table(one)


def _table(one: Table) -> None:
    names = [f"c{at}" for at in range(len(one.columns))]
    headers = dict(zip(names, (header for header, _ in one.columns), strict=True))
    numbers = [name for name, (_, kind) in zip(names, one.columns, strict=True) if kind != "words"]
    rows = pd.DataFrame(one.format_rows(), columns=names)
    stacked = len(names) > FEW_COLUMNS and not one.has_total
    built = components.build_table(rows, headers, numbers=numbers, stacked=stacked)
    st.subheader(one.title, anchor=False)
    st.html(components.build_wide(table=built) if one.has_total else built)
    if one.note:
        components.render_lead(one.note)
