"""The start page of a new puskesmas: what to fill in, one step after the other, instead of empty figures."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from lib.domain import beranda
from lib.views import components
from lib.views.boards import build_cell_link

TITLE = "Mulai di sini"
LEAD = "Lima isian pertama di buku kerja. Papan terisi sendiri sesudah tiap langkah; belum ada yang ditagih."
WAITING_TITLE = "Papan sedang disiapkan puskesmas"
WAITING_HELP = "Angka muncul setelah penimbangan pertama dicatat di buku kerja."
DONE, NEXT, LATER = "Sudah", "Kerjakan sekarang", "Nanti"
WORDS: dict[str, tuple[str, str]] = {
    beranda.SOPS: (
        "Pilih SOP yang dijalankan",
        "Tab “SOP”, tiap baris satu SOP. Aktif: Tidak bila tidak dipakai. Mulai: tanggal mulai dijalankan. "
        "Posyandu pelaksana: kode posyandunya, kosong bila semua. SOP yang belum dimulai tidak ditagih.",
    ),
    beranda.POSYANDU: (
        "Daftarkan posyandu",
        "Tab “Posyandu”: satu baris satu posyandu, dengan Kode dan Nama.",
    ),
    beranda.DAYS: (
        "Isi hari posyandu",
        "Tab “Jadwal”: satu baris satu hari buka, dengan Tanggal dan Posyandu.",
    ),
    beranda.CHILDREN: (
        "Daftarkan balita",
        "Tab “Balita”: satu baris satu anak, dengan ID, Nama, JK, Tanggal lahir dan Posyandu.",
    ),
    beranda.WEIGHINGS: (
        "Catat penimbangan pertama",
        "Tab “Penimbangan”: satu baris satu anak satu hari, dengan Tanggal, ID, BB dan TB.",
    ),
}


def render_first_steps(done: Mapping[str, bool], links: Mapping[str, Mapping[str, str]]) -> None:
    """The steps in their order, each done, next or later in word and sign; `links`: tab → workbook's name →
    its address."""
    st.header(TITLE, anchor=False)
    current = next((name for name in beranda.STEPS if not done[name]), None)
    items = []
    for name in beranda.STEPS:
        title, help_words = WORDS[name]
        state = DONE if done[name] else NEXT if name == current else LATER
        sign, kind = {DONE: ("✓", "quiet"), NEXT: ("→", "notice"), LATER: ("○", "quiet")}[state]
        opened = " · ".join(
            build_cell_link(address, f"Buka di {escape(book)}")
            for book, address in links.get(name, {}).items()
        )
        below = f"<br>{escape(help_words)}{f' {opened}' if opened else ''}" if state is not DONE else ""
        items.append(
            f'<li class="papan-matter {kind}"><span aria-hidden="true">{sign}</span>'
            f"<div><strong>{escape(title)}</strong> · {state}{below}</div></li>"
        )
    st.html(
        f'<p class="papan-lead">{escape(LEAD)}</p>'
        f'<ol style="list-style:none;padding:0;margin:.75rem 0 0;display:grid;gap:.6rem">'
        f"{''.join(items)}</ol>"
    )


def render_waiting() -> None:
    """For viewers who do not fill in the workbook."""
    components.empty_state(WAITING_TITLE, WAITING_HELP)
