"""The part "Dibanding Sigizi" of the e-PPGBM page: the month beside an export, and rows to enter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain.eppgbm import DIFFERENT, KINDS, ONLY_HERE, ONLY_THERE, SAME, Comparison, count_kinds
from lib.views import components
from lib.views.eppgbm import build_lines
from lib.views.paste_block import build_block, render_block
from lib.words.downloads import find_mime
from lib.words.formats import format_month, format_number, format_short_day
from lib.words.text import EMPTY_VALUE
from lib.workbook.tabs import TABS

TITLE = "Dibanding Sigizi"
METHODS = ("eppgbm_sigizi",)
NOTHING_TITLE = "Belum ada ekspor Sigizi untuk dibandingkan"
NOTHING_HELP = (
    "Unduh data pengukuran dari e-PPGBM atau Sigizi, lalu tambahkan lembarnya sebagai tab baru di buku "
    "kerja, atau sebagai berkas .xlsx atau .csv tersendiri. Nama tabnya bebas; judul kolomnya jangan diubah, "
    "supaya papan mengenalinya. Ekspor hanya dibandingkan, tidak menambah angka."
)
NOT_THIS_MONTH = "Ekspornya belum memuat bulan ini"
ALL_SAME = "Lembar dan Sigizi sama untuk bulan ini."
SECRET = "Berkas ini memuat NIK. Simpan di komputer puskesmas saja, dan hapus setelah dipakai."
_TO_DO = {
    ONLY_HERE: "Masukkan ke e-PPGBM",
    ONLY_THERE: "Masukkan ke tab Penimbangan",
    DIFFERENT: "Cocokkan dengan KMS atau register",
}


def nothing() -> None:
    """In place of the comparison where no export stands beside the own tabs."""
    components.empty_state(NOTHING_TITLE, NOTHING_HELP)


def summary(comparison: Comparison, posyandu: Mapping[str, str]) -> None:
    """Children of each kind in all and by posyandu."""
    counts = comparison.rows["kind"].value_counts()
    if comparison.latest is not None and comparison.latest < comparison.month:
        components.notice_note(
            NOT_THIS_MONTH,
            f"Baris terakhir di ekspor dari {format_month(comparison.latest)}. Unduh ulang dari Sigizi "
            "sebelum memasukkan apa pun.",
        )
    if len(comparison.rows) and set(counts.index) == {SAME}:
        components.good_note(ALL_SAME)
    components.figures(
        [
            components.build_figure(label, int(counts.get(kind, 0)), compare="anak")
            for kind, label in KINDS.items()
        ]
    )
    table = count_kinds(comparison)
    components.html_table(
        table.assign(posyandu=[_place(code, posyandu) for code in table["posyandu"]]),
        {"posyandu": "Posyandu", **KINDS},
        formats=dict.fromkeys(KINDS, format_number),
        numbers=list(KINDS),
        caption="Anak menurut posyandu",
    )


def _place(code: Any, posyandu: Mapping[str, str], typed: Any = None) -> str:
    if pd.notna(code):
        return posyandu.get(str(code), str(code))
    return f"{typed} (tidak dikenal)" if pd.notna(typed) else "Posyandu tidak dikenal"


def differences(comparison: Comparison, posyandu: Mapping[str, str]) -> None:
    """A page of the children that differ: what stands on either side, and what to do."""
    rows = comparison.rows[comparison.rows["kind"] != SAME]
    if rows.empty:
        return
    shown = components.take_page(rows, "papan_halaman_sigizi")
    records = shown.to_dict("records")
    components.html_table(
        {
            "child": [_child(row) for row in records],
            "posyandu": [_place(row["posyandu"], posyandu, row["place"]) for row in records],
            "kind": [KINDS[row["kind"]] for row in records],
            "here": [_measure(row, "") for row in records],
            "there": [_measure(row, "there_") for row in records],
            "to_do": [_TO_DO[row["kind"]] for row in records],
        },
        {
            "child": "Anak",
            "posyandu": "Posyandu",
            "kind": "Beda",
            "here": "Di lembar",
            "there": "Di Sigizi",
            "to_do": "Yang dilakukan",
        },
        caption=f"{format_number(len(rows))} anak berbeda",
    )


def _child(row: Mapping[Any, Any]) -> Markup:
    name = next((str(row[key]) for key in ("name", "there_name") if pd.notna(row[key])), "tanpa nama")
    below = str(row["child_id"]) if pd.notna(row["child_id"]) else "belum ada di tab Balita"
    if pd.notna(row["name"]) and pd.notna(row["there_name"]) and row["name"] != row["there_name"]:
        below += f" · di Sigizi: {row['there_name']}"
    return build_lines(name, below)


def _measure(row: Mapping[Any, Any], side: str) -> str:
    """ "12 Okt 2026 · 9,5 kg · 75,5 cm"."""
    if pd.isna(row[f"{side}date"]):
        return EMPTY_VALUE
    parts = [format_short_day(row[f"{side}date"])]
    for name, unit in (("weight_kg", "kg"), ("height_cm", "cm")):
        value = row[f"{side}{name}"]
        parts.append(f"{_decimal(value)} {unit}" if pd.notna(value) else f"tanpa {unit}")
    return " · ".join(parts)


def _decimal(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def rows_to_enter(
    comparison: Comparison,
    weighings: Sequence[Mapping[str, str]],
    build: Callable[[], bytes],
    posyandu: str | None,
) -> None:
    """Rows of Penimbangan to paste, and a file with all rows to enter on either side (with NIK)."""
    if set(comparison.rows["kind"]) <= {SAME}:
        return
    if weighings:
        render_block("penimbangan", build_block(TABS["penimbangan"], weighings), "")
    part = f"-{''.join(letter if letter.isalnum() else '_' for letter in posyandu)}" if posyandu else ""
    name = f"dibanding-sigizi{part}-{comparison.month}.xlsx"
    st.download_button(
        "Unduh baris untuk dimasukkan",
        build,
        file_name=name,
        mime=find_mime(name),
        key="papan_unduh_sigizi",
        icon=":material/download:",
        on_click="ignore",
        help=SECRET,
    )
