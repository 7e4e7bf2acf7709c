"""Rows ready to be pasted into a tab: typing stays in Google Sheets, but nobody types a list twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain.followed_up import UNFOLLOWED
from lib.views import components
from lib.workbook.clean_cells import quote_formula
from lib.workbook.columns import Tab
from lib.workbook.tabs import TABS

MOST_ROWS = 200
ALL_AGREED = "Semua anak di daftar ini sudah punya tindak lanjut yang belum selesai."
NO_DAY = "Belum ada hari posyandu berikutnya di tab Jadwal."
DAYS_TO_ACT = 7
"""Tenggat of a prepared action: so many days after today."""

PLANS = {
    "gizi_buruk": ("Rujuk", "Rujuk ke puskesmas, dampingi keluarga"),
    "kebal": ("Kegiatan", "Undang masak dan makan bersama KEBAL MSG"),
    "nyaris_2t": ("Kunjungan rumah", "Kunjungi sebelum hari posyandu berikutnya"),
    "not_weighed": ("Kunjungan rumah", "Timbang di rumah atau ajak ke posyandu"),
    "refer_kia": ("Rujuk", "Periksa di puskesmas menurut Buku KIA"),
    "reweigh": ("Perbaikan data", "Ukur dan timbang ulang, perbaiki selnya"),
    "gizi_kurang": ("PMT", "Konseling dan PMT pemulihan"),
    "stunting": ("Rujuk", "Periksa di puskesmas, usulkan SIKERITING"),
    "no_kms": ("Lainnya", "Beri Buku KIA atau KMS, isi Punya KMS"),
    UNFOLLOWED: ("Kunjungan rumah", "Kunjungi, periksa sebabnya, sepakati langkah berikutnya"),
}


def build_block(tab: Tab, rows: Sequence[Mapping[str, str]]) -> str:
    """Lines of tab-separated cells in the order of the tab's columns; `rows` give texts by column name.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front; line breaks and tabs
    inside a cell become spaces.
    """
    return "\n".join("\t".join(_cell(row.get(column.name, "")) for column in tab.columns) for row in rows)


def _cell(text: str) -> str:
    return quote_formula(" ".join(text.split()))


def build_actions(rows: pd.DataFrame, key: str, *, origin: str, today: pd.Timestamp) -> str:
    """A row of `Tindak Lanjut` for each child of a list that has nothing open yet."""
    fresh = rows[rows["open"] == 0]
    due = today + timedelta(days=DAYS_TO_ACT)
    return build_block(
        TABS["tindak_lanjut"],
        [
            {
                "date": f"{today:%d/%m/%Y}",
                "origin": origin,
                "subject": _pick(row["label"], row["child_id"]),
                **_choose_plan(row, key),
                "due_on": f"{due:%d/%m/%Y}",
                "status": "Belum",
            }
            for row in fresh.to_dict("records")
        ],
    )


def _choose_plan(row: Mapping[Any, Any], key: str) -> dict[str, str]:
    """Kind and plan of a list; of who was not followed up those for the gravest reason."""
    if key == UNFOLLOWED:
        key = "gizi_buruk" if row["gizi_buruk"] else key
    kind, plan = PLANS[key]
    return {"kind": kind, "plan": plan}


def build_antar_jemput(rows: pd.DataFrame) -> str:
    """A row of `Antar Jemput` for each child whose posyandu has a day to come."""
    coming = rows[rows["next_day"].notna()]
    return build_block(
        TABS["antar_jemput"],
        [
            {
                "date": f"{row['next_day']:%d/%m/%Y}",
                "posyandu": str(row["posyandu"]),
                "person_id": _pick(row["label"], row["child_id"]),
                "name": str(row["label"]) if pd.notna(row["label"]) else "",
                "pickup_point": str(row["pickup_point"]) if pd.notna(row["pickup_point"]) else "",
            }
            for row in coming.to_dict("records")
        ],
    )


def _pick(name: Any, code: Any) -> str:
    """As the drop-downs have it: "Nama · ID"."""
    return f"{name} · {code}" if pd.notna(name) else str(code)


def render_actions(rows: pd.DataFrame, key: str, *, origin: str, today: pd.Timestamp) -> None:
    """The children of a list for `Tindak Lanjut`, to copy."""
    render_block("tindak_lanjut", build_actions(rows, key, origin=origin, today=today), ALL_AGREED)


def render_antar_jemput(rows: pd.DataFrame) -> None:
    """The children of a list for `Antar Jemput`, to copy."""
    render_block("antar_jemput", build_antar_jemput(rows), NO_DAY)


def render_block(tab_name: str, block: str, nothing: str) -> None:
    """The block with a button to copy it, and where to paste it; `nothing` where there is no row."""
    title = TABS[tab_name].title
    with st.expander(f"Salin ke tab {title}", icon=":material/content_paste:"):
        if not block:
            components.notice_note(nothing)
            return
        lines = block.split("\n")
        st.markdown(
            f"Tekan tombol salin di kanan atas, buka tab **{title}** di buku kerja, pilih sel pertama "
            "(kolom A) pada baris kosong di bawah, lalu tempel. Lengkapi yang masih kosong."
        )
        components.text_to_copy("\n".join(lines[:MOST_ROWS]), most_lines=3)
        if len(lines) > MOST_ROWS:
            components.notice_note(
                f"Hanya {MOST_ROWS} baris pertama dari {len(lines)}; saring menurut posyandu."
            )
