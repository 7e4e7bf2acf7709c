"""The MoU register: each kelurahan, how long its agreement holds, and where one is missing."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain.mentoring import EXPIRES_SOON_DAYS
from lib.domain.mentoring.mou import ENDED, EXPIRES_SOON, IN_FORCE, MOU_STATES, NO_END, NO_MOU, NOT_YET
from lib.views import boards, cells, components
from lib.views.mentoring import FILE, format_whole_day
from lib.views.templates import macro
from lib.words import text
from lib.words.cells import each, is_given

TITLE = "MoU tiap kelurahan"
LEAD = f"Keadaan hari ini. Segera berakhir: sisa masa berlaku paling banyak {EXPIRES_SOON_DAYS} hari."
NO_MOU_TITLE = "Belum ada MoU"
NO_MOU_HELP = (
    "Isi tab “MoU”: satu baris satu kesepakatan dengan Kelurahan, No MoU, Tanggal dan Berlaku sampai."
)
HEADERS = {
    "kelurahan": "Kelurahan",
    "number": "No MoU",
    "date": "Tanggal",
    "until": "Berlaku sampai",
    "state": "Keadaan",
    "pairs": "Pasangan aktif",
    "file": "Berkas",
}
_with_below = macro(FILE, "with_below")
_LOOKS = {
    NO_MOU: ("lewat", "▲"),
    ENDED: ("lewat", "▲"),
    EXPIRES_SOON: ("hari ini", "●"),
    NOT_YET: ("akan datang", "○"),
    NO_END: ("belum diisi", "·"),
    IN_FORCE: ("selesai", "✓"),
}
_FIGURES = {
    IN_FORCE: "Berlaku",
    EXPIRES_SOON: "Segera berakhir",
    ENDED: "Sudah berakhir",
    NO_MOU: "Belum ada MoU",
}
_BELOW = {
    IN_FORCE: f"lebih dari {EXPIRES_SOON_DAYS} hari lagi, atau tanpa tanggal akhir",
    EXPIRES_SOON: f"paling banyak {EXPIRES_SOON_DAYS} hari lagi: siapkan perpanjangan",
    ENDED: "perlu MoU baru",
    NO_MOU: "kelurahan yang sudah punya pasangan aktif",
}


def render_register(register: pd.DataFrame) -> None:
    """The register (of compute_mou), what asks for action first, and how many stand how."""
    st.header(TITLE, anchor=False)
    components.render_lead(LEAD)
    if register.empty:
        components.empty_state(NO_MOU_TITLE, NO_MOU_HELP)
        return
    counts = register["state"].value_counts()
    counts[IN_FORCE] = counts.get(IN_FORCE, 0) + counts.get(NO_END, 0)
    components.figures(
        [
            components.build_figure(label, int(counts.get(state, 0)), compare=_BELOW[state])
            for state, label in _FIGURES.items()
        ]
    )
    table = {
        "kelurahan": register["kelurahan"],
        "number": [_build_number(row) for row in each(register)],
        "date": register["date"],
        "until": register["valid_until"],
        "state": [build_state(row) for row in each(register)],
        "pairs": register["pairs"],
        "file": [boards.build_proof_link(file, "Buka") or text.EMPTY_VALUE for file in register["file"]],
    }
    components.html_table(
        table,
        HEADERS,
        formats={"date": format_whole_day, "until": format_whole_day},
        numbers=("pairs",),
    )


def _build_number(row: Any) -> Markup:
    number = row.number if is_given(row.number) else text.EMPTY_VALUE
    return _with_below(words=number, under=f"dan {row.earlier} MoU lain" if row.earlier else "")


def build_state(row: Any) -> Markup:
    """HTML: the state of a MoU as a chip, with the days that are left or have gone."""
    assert row.state in MOU_STATES
    look, symbol = _LOOKS[row.state]
    days = ""
    if row.state == EXPIRES_SOON:
        days = "hari ini hari terakhir" if row.days_left == 0 else f"{row.days_left:.0f} hari lagi"
    elif row.state == ENDED:
        days = f"{-row.days_left:.0f} hari lalu"
    return _with_below(words=cells.build_sign(look, row.state, symbol), under=days)
