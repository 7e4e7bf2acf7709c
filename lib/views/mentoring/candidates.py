"""Who could be chosen as a patient: children with a reason and without a mentor, ready for tab Mentoring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup, escape

from lib.domain.mentoring import CRITERIA, FRESH_DAYS
from lib.views import cells, components, filters
from lib.views.mentoring import FILE
from lib.views.part import redrawn_alone
from lib.views.paste_block import build_block, render_block
from lib.views.templates import join, macro
from lib.words.cells import each, is_given, join_given
from lib.words.formats import format_short_day, format_unit
from lib.words.mentoring import INDICES, format_z
from lib.words.text import SEX
from lib.workbook.tabs import TABS

TITLE = "Calon pasien"
LEAD = (
    "Keadaan hari ini. Anak dalam S yang stunting, 2T, BGM, gizi buruk, atau gizi kurang dan belum punya "
    "mentor aktif; yang terberat di atas."
)
CHOOSE_REASON = "Alasan"
ALL_REASONS = "Semua alasan"
CHOOSE_CHILDREN = "Anak untuk baris siap tempel"
EVERYBODY = "Semua anak di daftar ini"
NOBODY = "Semua anak yang memenuhi kriteria sudah punya mentor aktif."
NOBODY_HERE = "Tidak ada calon dengan pilihan ini."
MEASURE_FIRST_TITLE = "Ukur dulu"
MEASURE_FIRST = (
    f"Pengukuran terakhirnya lebih tua dari {FRESH_DAYS} hari. Ukur dulu: bila dipilih sekarang, z awalnya "
    "tidak ada dan perubahannya tidak bisa dihitung."
)
NOTHING_TO_PASTE = "Belum ada calon dengan pengukuran baru."
PASTE_HELP = (
    "Tim terisi bila hanya satu tim yang aktif di kelurahannya. Mentor diisi sendiri. Satu anak dan satu "
    "tim hanya satu baris: anak yang pernah didampingi diberi tim lain, atau barisnya yang lama diperbarui."
)
HEADERS = {
    "who": "Anak",
    "reasons": "Alasan",
    "measured": "Pengukuran terbaru",
    "size": "BB dan TB",
    "z": "z-score",
}
_candidate, _labels = macro(FILE, "candidate"), macro(FILE, "labels")
_SEXES = {code: word.lower() for code, word in SEX.items()}


def choose_reason(candidates: pd.DataFrame) -> str:
    """One criterion ("" = all) of those that occur, with their counts; kept in the address."""
    counts = {key: int(candidates[key].sum()) for key in CRITERIA}
    labels = {key: f"{CRITERIA[key]} ({count})" for key, count in counts.items() if count}
    return filters.choice_filter(CHOOSE_REASON, "alasan", {"": ALL_REASONS, **labels}, "")


@redrawn_alone
def render_candidates(
    candidates: pd.DataFrame, posyandu_names: Mapping[str, str], today: pd.Timestamp
) -> None:
    """The list with reasons and newest measurement, the block to paste, and who is to be measured first."""
    st.header(TITLE, anchor=False)
    components.render_lead(LEAD)
    if candidates.empty:
        components.good_note(NOBODY)
        return
    reason = choose_reason(candidates)
    shown = candidates[candidates[reason]] if reason else candidates
    fresh, old = shown[shown["fresh"]], shown[~shown["fresh"]]
    if fresh.empty:
        components.notice_note(NOBODY_HERE)
    else:
        count = f"{len(fresh)} anak" + (
            f", {int(fresh['former'].sum())} pernah didampingi" if fresh["former"].any() else ""
        )
        st.caption(count)
        rows = components.take_page(fresh, "papan_halaman_calon")
        components.html_table(_build_rows(rows, posyandu_names), HEADERS)
        _render_block(fresh, today)
    if len(old):
        st.header(MEASURE_FIRST_TITLE, anchor=False)
        components.render_lead(MEASURE_FIRST)
        components.html_table(_build_rows(old, posyandu_names), HEADERS)


def _build_rows(rows: pd.DataFrame, posyandu_names: Mapping[str, str]) -> dict[str, list[Markup]]:
    lines = [_build_row(row, posyandu_names) for row in each(rows)]
    return {name: [line[name] for line in lines] for name in HEADERS}


def _build_row(row: Any, posyandu_names: Mapping[str, str]) -> dict[str, Markup]:
    rt = f"RT {row.rt}" if is_given(row.rt) else None
    scores = [
        cells.build_below(f"{title} {format_z(getattr(row, f'z_{index}'))}")
        for index, title in {**INDICES, "bb_tb": "BB/TB"}.items()
    ]
    return {
        "who": _candidate(
            name=row.label if is_given(row.label) else row.child_id,
            about=join_given(_SEXES.get(row.sex), f"{row.age_months:.0f} bln", separator=", "),
            place=join_given(posyandu_names.get(row.posyandu, row.posyandu), rt, row.kelurahan),
            former="pernah didampingi" if row.former else "",
        ),
        "reasons": _labels(words=row.reasons.split(", ")),
        "measured": escape(format_short_day(row.measured_on)),
        "size": cells.join_lines(
            format_unit(row.weight_kg, "kg", decimals=1), format_unit(row.height_cm, "cm", decimals=1)
        ),
        "z": join(scores),
    }


def _render_block(rows: pd.DataFrame, today: pd.Timestamp) -> None:
    labels = dict(zip(rows["child_id"], rows["label"].fillna(rows["child_id"]), strict=True))
    chosen = st.multiselect(
        CHOOSE_CHILDREN,
        list(labels),
        format_func=lambda child: labels.get(child, child),
        placeholder=EVERYBODY,
        key="papan_calon_dipilih",
    )
    picked = rows[rows["child_id"].isin(chosen)] if chosen else rows
    render_block("mentoring", build_rows_to_paste(picked, today), NOTHING_TO_PASTE)
    st.caption(PASTE_HELP)


def build_rows_to_paste(rows: pd.DataFrame, today: pd.Timestamp) -> str:
    """A row of `Mentoring` for each child, chosen today; team where only one can be meant, mentor blank."""
    return build_block(
        TABS["mentoring"],
        [
            {
                "child_id": f"{row.label} · {row.child_id}" if is_given(row.label) else row.child_id,
                "name": str(row.label) if is_given(row.label) else "",
                "team": str(row.team) if is_given(row.team) else "",
                "kelurahan": str(row.kelurahan) if is_given(row.kelurahan) else "",
                "selected_on": f"{today:%d/%m/%Y}",
                "reason": row.reasons,
                "status": "Aktif",
            }
            for row in each(rows)
        ],
    )
