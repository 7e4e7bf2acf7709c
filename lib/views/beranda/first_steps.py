"""The start page of a new puskesmas: what to fill in, one step after the other, instead of empty figures."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lib.domain import beranda
from lib.views import components
from lib.views.boards import build_cell_link
from lib.views.templates import macro

_first_steps = macro("beranda/beranda.html", "first_steps")

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
    steps = []
    for name in beranda.STEPS:
        title, help_words = WORDS[name]
        state = DONE if done[name] else NEXT if name == current else LATER
        sign, kind = {DONE: ("✓", "quiet"), NEXT: ("→", "notice"), LATER: ("○", "quiet")}[state]
        links_here = links.get(name, {}).items()
        step = {"title": title, "state": state, "sign": sign, "kind": kind}
        step["help"] = "" if state is DONE else help_words
        steps.append(step | {"links": [build_cell_link(to, f"Buka di {book}") for book, to in links_here]})
    st.html(_first_steps(lead=LEAD, steps=steps))


def render_waiting() -> None:
    """For viewers who do not fill in the workbook."""
    components.empty_state(WAITING_TITLE, WAITING_HELP)
