"""Rekap laporan (SOP OSOC, steps 8 and 9): figures without names for planning, and the list of reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup, escape

from lib.domain.pendampingan.pairs import ENDED
from lib.views import boards, cells, components
from lib.views.components import render_downloads
from lib.views.pendampingan.about import FILE, build_mother
from lib.views.templates import macro
from lib.words.cells import is_given
from lib.words.downloads import Download
from lib.words.figures import CLOSED
from lib.words.formats import format_month, format_name, format_number, format_short_day, format_short_month
from lib.words.pendampingan import (
    describe_missing_documents,
    describe_outcome,
    describe_score,
    has_document,
    list_planning,
    show_count,
)
from lib.words.text import EMPTY_VALUE, LETTER_USUAL

PLANNING_TITLE = "Bahan perencanaan"
PLANNING_LEAD = "Hitungan tanpa nama, keadaan hari ini. Inilah yang diterima dinas kesehatan pada langkah 9."
HIDDEN_NOTE = (
    "Angka 1–4 ditulis <5. “Tidak dirinci” menutup angka yang akan membukanya, dan angka tiap posyandu."
)
PLACES_TITLE = "Tiap posyandu"
VISITS_TITLE = "Kunjungan tiap bulan"
REPORTS_TITLE = "Laporan tiap pasangan"
REPORTS_SHOWN = "Laporan {first}–{last} dari {count}, menurut posyandu lalu nama ibu."
REPORTS_LEAD = (
    "Langkah 8: rekap laporan mahasiswa, dengan nama ibu. Untuk puskesmas sendiri, tidak untuk disebarkan. "
    "Berkas unduhan selalu memuat semua posyandu."
)
NO_REPORTS_TITLE = "Belum ada pasangan untuk direkap"
NO_REPORTS_HELP = "Isi tab “Pendampingan”: satu baris satu ibu dengan mahasiswanya."
SEND_LEAD = "Untuk dikirim ke dinas kesehatan: tanpa nama, angka kecil sudah ditutup."

PLACE_WORDS = {
    "pregnant": "Ibu hamil",
    "high_risk": "KRT atau KRST",
    "accompanied": "Didampingi",
    "alone": "Tanpa pendamping",
    "kek": "KEK",
    "anaemia": "Anemia",
    "hypertension": "Tensi tinggi",
}

_group = macro(FILE, "group")


def render_planning(planning: pd.DataFrame, *, is_hidden: bool) -> None:
    """The figures in groups side by side; single ones as figures on top."""
    st.header(PLANNING_TITLE, anchor=False)
    components.render_lead(PLANNING_LEAD)
    listed = list_planning(planning)
    components.figures(
        [components.build_figure(name, parts[0][1]) for name, parts in listed if not parts[0][0]], words=True
    )
    groups = [(name, parts) for name, parts in listed if parts[0][0]]
    for place, column in enumerate(st.columns(3, gap="large")):
        with column:
            for name, parts in groups[place::3]:
                st.html(_group(name=name, parts=parts, empty=("0", CLOSED)))
    if is_hidden:
        st.html(boards.build_quiet_line(words=HIDDEN_NOTE))


def render_places(places: pd.DataFrame, posyandu: Mapping[str, str]) -> None:
    """Each posyandu's mothers; nothing where there are none, or where they are not told apart."""
    if places.empty:
        return
    st.header(PLACES_TITLE, anchor=False)
    shown = places.assign(posyandu=[posyandu.get(code, code) for code in places["posyandu"]])
    components.html_table(shown, {"posyandu": "Posyandu", **PLACE_WORDS}, numbers=list(PLACE_WORDS))


def render_months(months: pd.DataFrame) -> None:
    """Visits in the last twelve months. `months` of Seen.visit_months."""
    st.header(VISITS_TITLE, anchor=False)
    counts = dict(enumerate(show_count(*pair) for pair in zip(months["count"], months["shown"], strict=True)))
    first, last = (format_month(months["month"].iloc[place]) for place in (0, -1))
    st.html(boards.build_quiet_line(words=f"{first} sampai {last}"))
    headers = {
        str(at): format_short_month(month).partition(" ")[0] for at, month in enumerate(months["month"])
    }
    row = pd.DataFrame([{str(at): count for at, count in counts.items()}])
    components.html_table(row, headers, numbers=list(headers))


def render_reports(recap: pd.DataFrame, posyandu: Mapping[str, str], downloads: Sequence[Download]) -> None:
    """The report of every pair: whose, which student, what was done, what is still missing; and the files."""
    st.header(REPORTS_TITLE, anchor=False)
    if recap.empty:
        components.empty_state(NO_REPORTS_TITLE, NO_REPORTS_HELP)
        return
    components.render_lead(REPORTS_LEAD)
    render_downloads(downloads)
    rows = components.take_page(recap.reset_index(drop=True), "papan_halaman_laporan")
    if len(rows) < len(recap):
        said = REPORTS_SHOWN.format(first=rows.index[0] + 1, last=rows.index[-1] + 1, count=len(recap))
        st.html(boards.build_quiet_line(words=said))
    records = rows.to_dict("records")
    shown = {
        "mother": [build_mother(row, posyandu) for row in records],
        "risk": [escape(describe_score(row)) for row in records],
        "student": [
            cells.join_lines(format_name(row["student"]), str(row["status"]).lower()) for row in records
        ],
        "visits": [
            cells.join_lines(
                f"{format_number(row['visits'])} kunjungan", f"{format_number(row['minutes'])} menit"
            )
            for row in records
        ],
        "outcome": [escape(describe_outcome(row)) for row in records],
        "papers": [escape(describe_missing_documents(row)) for row in records],
        "report": [_build_report(row) for row in records],
    }
    headers = {
        "mother": "Ibu", "risk": "KSPR", "student": "Mahasiswa", "visits": "Kunjungan",
        "outcome": "Keadaan ibu", "papers": "Surat dan bahan", "report": "Laporan",
    }  # fmt: skip
    components.html_table(shown, headers)


def _build_report(row: Mapping[Any, Any]) -> Markup:
    if not has_document(row, "report"):
        return escape("belum ada" if row["status"] == ENDED else EMPTY_VALUE)
    day = format_short_day(row["reported_on"]) if is_given(row["reported_on"]) else "ada"
    return cells.join_words(day, boards.build_proof(row["report"], "buka"))


def render_sending(downloads: Sequence[Download], *, is_own: bool, problem: str) -> None:
    """The files without names; `is_own` for the dinkes itself, to whom nothing has to be sent."""
    if problem:
        components.problem_note(problem, LETTER_USUAL)
    if not is_own:
        st.html(boards.build_quiet_line(words=SEND_LEAD))
    render_downloads(downloads)
