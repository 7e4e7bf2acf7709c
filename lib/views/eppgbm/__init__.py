"""Parts of the e-PPGBM page: what is ready to send, what is held back and why, and how to send it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain.eppgbm import REASONS, Upload, describe_difference
from lib.views import components, notes
from lib.views.links import build_place
from lib.views.templates import macro
from lib.words import tokens
from lib.words.downloads import find_mime
from lib.words.formats import format_number

TITLE = "e-PPGBM"
LEAD = "Berkas unggahan bulan ini, dan baris yang perlu diperbaiki dulu supaya tidak ditolak."

NOTHING_TITLE = "Belum ada yang dapat dikirim bulan ini"
NOTHING_HELP = (
    "Tidak ada balita sasaran dan tidak ada pengukuran. "
    "Pilih bulan lain, atau isi tab Balita dan Penimbangan."
)
HELD_TITLE = "Tertahan: perbaiki di buku kerja"
NOTHING_HELD = "Tidak ada baris yang tertahan. Semua siap diunggah."
FILES_TITLE = "Unduh berkas"
POSYANDU_TITLE = "Dibandingkan dengan SKDN"
GUIDE_TITLE = "Cara mengunggah"
GUIDE = (
    "Perbaiki dulu baris yang tertahan, di sel yang ditunjuk. Halaman ini ikut berubah sendiri.",
    "Pilih posyandu di atas bila e-PPGBM meminta berkas per posyandu, lalu unduh.",
    "Masuk ke Sigizi Terpadu dengan akun puskesmas dan buka modul e-PPGBM.",
    "Unggah berkas identitas lebih dulu, supaya NIK anak dikenal; setelah diterima, berkas pengukuran.",
    "Cocokkan jumlah yang diterima e-PPGBM dengan jumlah siap dikirim di halaman ini.",
)
GUIDE_NOTES = (
    "Bila e-PPGBM meminta berkas .xls, buka berkas ini di Excel lalu pilih Simpan Sebagai, Excel 97-2003. "
    "Bila ditolak karena judul kolom, bandingkan dengan templat terbaru di e-PPGBM dan beri tahu pengelola "
    "papan.",
    "Anak yang tertahan tetap dihitung di SKDN. Susulkan setelah datanya diperbaiki.",
)
SECRET_TITLE = "Berkas ini memuat NIK dan alamat anak"
SECRET_HELP = "Simpan di komputer puskesmas saja, jangan dibagikan lewat grup, dan hapus setelah diunggah."
METHODS = ("eppgbm_identitas", "eppgbm_pengukuran", "eppgbm_tertahan", "eppgbm_selisih")

_lines = macro("eppgbm/eppgbm.html", "lines")

_BUTTONS = {
    "identitas": ("Identitas", "anak"),
    "pengukuran": ("Pengukuran", "anak"),
    "tertahan": ("Daftar tertahan", "baris"),
}


class Download(Protocol):
    """A file as reports.eppgbm_files makes it: its kind, name, rows, and what makes its bytes."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def rows(self) -> int: ...
    @property
    def build(self) -> Callable[[], bytes]: ...


def nothing_to_send(missing: list[str]) -> None:
    """In place of figures where no child belongs to the month; `missing` are titles of absent tabs."""
    notes.missing_tabs(missing)
    if not missing:
        components.empty_state(NOTHING_TITLE, NOTHING_HELP)


def headline(total: pd.DataFrame, upload: Upload) -> None:
    """Measured, sent, held back and identities of the one-row reconciliation, and why sent is not D."""
    row = total.iloc[0].to_dict()
    waiting = int(row["identities"] - row["identities_sent"])
    components.figures(
        [
            components.build_figure("Diukur", row["measured"], compare="anak bulan ini"),
            components.build_figure(
                "Pengukuran siap dikirim", row["sent"], numerator=row["sent"], denominator=row["measured"]
            ),
            components.build_figure(
                "Pengukuran tertahan", row["held"], compare=_describe_reasons(row) or "tidak ada"
            ),
            components.build_figure(
                "Identitas siap dikirim",
                row["identities_sent"],
                numerator=row["identities_sent"],
                denominator=row["identities"],
                compare=f"{format_number(waiting)} tertahan" if waiting else None,
            ),
        ]
    )
    words = " ".join([describe_difference(row), *_describe_blanks(upload)])
    components.render_lead(words)


def _describe_reasons(row: Mapping[Any, Any]) -> list[str]:
    """ "NIK: 9", a line a reason that holds something back."""
    return [f"{told.label}: {format_number(row[key])}" for key, told in REASONS.items() if row[key]]


def _describe_blanks(upload: Upload) -> list[str]:
    """What goes along although a column is empty."""
    without = int(upload.sent("pengukuran")["height_cm"].isna().sum())
    return [f"{format_number(without)} pengukuran tidak punya tinggi badan."] if without else []


def downloads(files: Iterable[Download]) -> None:
    """A button a file; the file is made at the click."""
    shown = list(files)
    with st.container(horizontal=True, key="papan_unduh_eppgbm"):
        for one in shown:
            label, unit = _BUTTONS[one.kind]
            st.download_button(
                f"{label} · {format_number(one.rows)} {unit}",
                one.build,
                file_name=one.name,
                mime=find_mime(one.name),
                key=f"papan_unduh_{one.kind}",
                type="secondary" if one.kind == "tertahan" else "primary",
                icon=":material/download:",
                on_click="ignore",
                disabled=not one.rows,
            )
    components.notice_note(SECRET_TITLE, SECRET_HELP)


def guide() -> None:
    """How to upload, step by step."""
    with st.expander(GUIDE_TITLE, icon=":material/upload_file:"):
        st.markdown("\n".join(f"{number}. {step}" for number, step in enumerate(GUIDE, start=1)))
        for note in GUIDE_NOTES:
            st.markdown(note)


def held_table(held: pd.DataFrame, posyandu: Mapping[str, str]) -> None:
    """A page of the rows held back: child, why, what to do, and the cell (linked in Google Sheets)."""
    if held.empty:
        components.good_note(NOTHING_HELD)
        return
    shown = components.take_page(held, "papan_halaman_eppgbm")
    components.html_table(
        {
            "child": [
                _child(name, code) for name, code in zip(shown["name"], shown["child_id"], strict=True)
            ],
            "posyandu": [posyandu.get(str(code), code) for code in shown["posyandu"]],
            "files": shown["files"],
            "message": shown["message"],
            "suggestion": shown["suggestion"],
            "place": [build_place(row) for row in shown.to_dict("records")],
        },
        {
            "child": "Anak",
            "posyandu": "Posyandu",
            "files": "Tertahan dari",
            "message": "Sebab",
            "suggestion": "Cara memperbaiki",
            "place": "Tempat",
        },
        caption=f"{format_number(held['child_id'].nunique())} anak, {format_number(len(held))} sebab",
    )


def _child(name: str, code: str) -> Markup:
    return build_lines(name if pd.notna(name) else "tanpa nama", code)


def build_lines(first: str, *more: str) -> Markup:
    """HTML of a line, and smaller ones below it."""
    return _lines(first=first, more=more, size=tokens.SMALL_SIZE)


def reconciliation_table(table: pd.DataFrame, posyandu: Mapping[str, str]) -> None:
    """Each posyandu's numbers beside its D, and the difference in words."""
    counts = {
        "measured": "Diukur",
        "sent": "Siap dikirim",
        "held": "Tertahan",
        "D": "D",
        "outside": "Di luar sasaran",
        "without_weight": "Tanpa berat",
    }
    rows = table.to_dict("records")
    components.html_table(
        {
            **table,
            "posyandu": [posyandu.get(str(code), code) for code in table["posyandu"]],
            "held": [build_lines(format_number(row["held"]), *_describe_reasons(row)) for row in rows],
            "words": [describe_difference(row) for row in rows],
        },
        {"posyandu": "Posyandu", **counts, "words": "Keterangan"},
        formats={name: format_number for name in counts if name != "held"},
        numbers=list(counts),
        caption="Diukur = siap dikirim + tertahan = D + di luar sasaran + tanpa berat",
    )
