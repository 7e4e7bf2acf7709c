"""The part "Yang dibaca" of Kualitas Data: workbook → sheet → what it was taken for, column by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from lib.views import components
from lib.views.part import redrawn_alone
from lib.views.paste_block import build_block, render_block
from lib.words.formats import format_number
from lib.workbook.recognise import NO
from lib.workbook.sheets import ColumnReading, SheetStanding
from lib.workbook.tabs import TABS

ALL_READ = "Semua yang terisi di buku kerja terbaca."
NOT_ALL = "Ada isian yang tidak terbaca"
NOTHING_LIKELY = "Tidak ada kolom yang artinya bisa diduga."
UNREAD_MARK = "✕"
READ_MARK = "✓"
QUIET_MARK = "–"


def summary(sheets: Sequence[SheetStanding], measures: int) -> None:
    """A line a sheet, those with something unread first, under a sentence that says how it stands."""
    if measures:
        components.problem_note(
            f"{format_number(measures)} isian yang sepertinya berat atau tinggi tidak terbaca",
            "Angka balita belum benar sebelum kolomnya dikenali. Lihat tab bertanda ✕ di bawah.",
        )
    elif any(_count_unread(one) for one in sheets):
        components.notice_note(
            NOT_ALL,
            "Tab dan kolom bertanda ✕ terisi tetapi tidak dipakai papan. Bila perlu, tulis artinya di tab "
            "Pemetaan.",
        )
    else:
        components.good_note(ALL_READ)
    order = sorted(sheets, key=lambda one: -_count_unread(one))
    shown = components.take_page(
        pd.DataFrame(
            {
                "book": [one.book for one in order],
                "sheet": [f"{_mark(one)} {one.reading.title}" for one in order],
                "read_as": [", ".join(one.reading.titles) or one.reading.status for one in order],
                "header": [one.reading.header_row or None for one in order],
                "counted": [one.counted if one.reading.tabs else None for one in order],
                "left_out": [one.left_out if one.reading.tabs else None for one in order],
                "unread": [_count_unread(one) or None for one in order],
            }
        ),
        "papan_halaman_dibaca",
    )
    components.html_table(
        shown,
        {
            "book": "Buku",
            "sheet": "Tab",
            "read_as": "Dibaca sebagai",
            "header": "Baris judul",
            "counted": "Baris dihitung",
            "left_out": "Tidak dihitung",
            "unread": "Sel tidak dibaca",
        },
        formats={name: format_number for name in ("header", "counted", "left_out", "unread")},
        numbers=["header", "counted", "left_out", "unread"],
        caption=f"{len(order)} tab",
    )


def _count_unread(one: SheetStanding) -> int:
    """Filled cells of a sheet that nobody read."""
    if one.reading.unread:
        return one.reading.filled
    unread = [column for column in one.reading.columns if column.unread and not column.numbering]
    return sum(column.filled for column in unread) if one.reading.tabs else 0


def _mark(one: SheetStanding) -> str:
    if _count_unread(one):
        return UNREAD_MARK
    return READ_MARK if one.reading.tabs else QUIET_MARK


@redrawn_alone
def columns(sheets: Sequence[SheetStanding]) -> None:
    """The columns of one sheet that the viewer picks: what each was read as, or how much stands unread."""
    order = sorted(sheets, key=lambda one: -_count_unread(one))
    asked = [one for one in order if one.reading.columns]
    if not asked:
        return
    chosen = st.selectbox(
        "Lihat kolom tab",
        range(len(asked)),
        format_func=lambda at: f"{_mark(asked[at])} {asked[at].reading.title} ({asked[at].book})",
        key="papan_tab_dibaca",
    )
    reading = asked[chosen].reading
    rows = [column for column in reading.columns if column.header or column.filled]
    components.html_table(
        pd.DataFrame(
            {
                "letter": [column.letter for column in rows],
                "header": [column.header or None for column in rows],
                "meaning": [_say(column) for column in rows],
            }
        ),
        {"letter": "Kolom", "header": "Judul di buku", "meaning": "Dibaca sebagai"},
        caption=f"{reading.title}: {len(rows)} kolom",
    )


def _say(column: ColumnReading) -> str:
    if column.meanings:
        return f"{READ_MARK} " + "; ".join(column.meanings)
    if column.why == NO:
        return f"{QUIET_MARK} {NO} menurut Pemetaan"
    if column.numbering:
        return f"{QUIET_MARK} nomor urut, tidak dipakai"
    if not column.filled:
        return f"{QUIET_MARK} kosong, tidak dikenal"
    why = f" ({column.why})" if column.why else ""
    return f"{UNREAD_MARK} {NO}: {format_number(column.filled)} sel terisi{why}"


def proposals(
    likely: Sequence[Mapping[str, str]], silent: Sequence[Mapping[str, str]], *, is_new: bool
) -> None:
    """Rows of `Pemetaan` ready to paste: likely meanings to look through, and what needs no reading.
    `is_new`: no workbook has the tab yet, so its headers come with the rows."""
    if not likely and not silent:
        return
    st.markdown(
        "**Usulan baris Pemetaan.** Papan tidak memakainya sendiri: periksa dulu, buang yang keliru, "
        "lalu tempel."
    )
    tab = TABS["pemetaan"]
    head = [{column.name: column.header for column in tab.columns}] if is_new else []
    if is_new:
        st.markdown("Buat tab baru bernama **Pemetaan** di buku Anda dan tempel di sel **A1**.")
    if likely:
        render_block("pemetaan", build_block(tab, [*head, *likely]), NOTHING_LIKELY)
    if silent:
        with st.expander("Yang memang tidak perlu dibaca", icon=":material/visibility_off:"):
            st.markdown(
                "Tempel baris ini di tab **Pemetaan** bila tab dan kolomnya memang bukan untuk papan."
            )
            components.text_to_copy(build_block(tab, silent), most_lines=3)
