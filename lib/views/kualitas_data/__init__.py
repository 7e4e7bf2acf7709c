"""Parts of the data-quality page: what to mend, where, and who can."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.views import components
from lib.views.links import build_place
from lib.views.templates import state_class
from lib.words.downloads import find_mime
from lib.words.formats import format_number
from lib.workbook.clean_cells import quote_formula

LEVELS = ("Galat", "Peringatan", "Info")
LEVEL_SYMBOLS = {"Galat": "✕", "Peringatan": "▲", "Info": "ℹ"}
LEVEL_MEANINGS = {
    "Galat": "isian atau baris tidak dihitung",
    "Peringatan": "dihitung, tetapi meragukan",
    "Info": "untuk diketahui",
}
FILE_NAME = "temuan.csv"

CLEAN_TITLE = "Tidak ada temuan"
CLEAN_HELP = "Semua isian terbaca. Terima kasih, kader!"
CLEAN_HERE = "Di pilihan ini tidak ada yang perlu diperbaiki."


def counts(findings: pd.DataFrame) -> None:
    """How many cells of each level, with what the level means."""
    components.figures(
        [
            components.build_figure(
                f"{LEVEL_SYMBOLS[level]} {level}",
                int(findings.loc[findings["level"] == level, "count"].sum()),
                compare=LEVEL_MEANINGS[level],
            )
            for level in LEVELS
        ]
    )


def choose_level_and_tab(findings: pd.DataFrame) -> tuple[str | None, str | None]:
    """Filters of the list: level and tab; None = all."""
    left, right = st.columns(2)
    with left:
        level = st.segmented_control("Tingkat", LEVELS, key="papan_tingkat", help="Kosong = semua tingkat")
    with right:
        tab = st.selectbox(
            "Tab", sorted(findings["tab"].unique()), index=None, placeholder="Semua tab", key="papan_tab"
        )
    return level, tab


def findings_table(findings: pd.DataFrame, posyandu: Mapping[str, str], *, all_read: bool) -> None:
    """A page of findings: level, place (linked to the very cell in Google Sheets), what was typed, remedy.
    `all_read`: nothing is wrong or unread anywhere, not only in what is shown here."""
    if findings.empty:
        components.good_note(CLEAN_TITLE, CLEAN_HELP if all_read else CLEAN_HERE)
        return
    shown = components.take_page(findings, "papan_halaman_temuan")
    components.html_table(
        {
            "level": [_level(level) for level in shown["level"]],
            "place": [build_place(row) for row in shown.to_dict("records")],
            "value": shown["value"].replace("", None),
            "message": shown["message"],
            "suggestion": shown["suggestion"],
            "posyandu": shown["posyandu"].map(posyandu),
        },
        {
            "level": "Tingkat",
            "place": "Tempat",
            "value": "Tertulis",
            "message": "Masalah",
            "suggestion": "Cara memperbaiki",
            "posyandu": "Posyandu",
        },
        caption=f"{format_number(len(findings))} temuan",
    )


def _level(level: str) -> Markup:
    look = {"Galat": "lewat", "Peringatan": "hari ini"}.get(level, "akan datang")
    return components.build_chip(level, state_class(look), LEVEL_SYMBOLS.get(level, ""))


def left_out_table(rows: Mapping[str, int]) -> None:
    """Rows not counted by tab."""
    if rows:
        components.notice_note(
            f"{sum(rows.values())} baris tidak dihitung: "
            + ", ".join(f"{tab} {count} baris" for tab, count in rows.items())
        )


def download(findings: pd.DataFrame) -> None:
    """The findings shown as a CSV file that Excel opens."""
    st.download_button(
        "Unduh daftar (CSV)",
        build_csv(findings),
        file_name=FILE_NAME,
        mime=find_mime(FILE_NAME),
        icon=":material/download:",
    )


def build_csv(findings: pd.DataFrame) -> bytes:
    """The file: UTF-8 with a mark that Excel knows it by, a finding a row."""
    named = findings.rename(
        columns={
            "level": "Tingkat",
            "book": "Buku",
            "tab": "Tab",
            "cell": "Sel",
            "value": "Tertulis",
            "message": "Masalah",
            "suggestion": "Cara memperbaiki",
            "posyandu": "Posyandu",
            "count": "Jumlah",
        }
    )
    columns = [
        "Tingkat",
        "Buku",
        "Tab",
        "Sel",
        "Jumlah",
        "Tertulis",
        "Masalah",
        "Cara memperbaiki",
        "Posyandu",
    ]
    safe = named[columns].map(lambda cell: quote_formula(cell) if isinstance(cell, str) else cell)
    return safe.to_csv(index=False).encode("utf-8-sig")
