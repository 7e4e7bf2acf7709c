"""KEBAL MSG, step B7: the weight of the children who came, in that month and in the one after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain import kebal_msg
from lib.views import components
from lib.views.kebal_msg import CLOSED
from lib.views.links import build_child_link
from lib.words import text
from lib.words.cells import each, join_given
from lib.words.formats import format_month, format_number, format_unit

TITLE = "Sebelum dan sebulan sesudah"
NO_PROOF = "Ini bukan bukti sebab-akibat."
NO_PROOF_WHY = (
    "Anak yang beratnya sedang rendah sering membaik dengan sendirinya, dan tidak ada kelompok pembanding. "
    "Pakai angka ini untuk melihat siapa yang masih perlu ditolong."
)
NOBODY_CAME = "Belum ada anak yang tercatat hadir pada {month}, jadi belum ada yang dibandingkan."
NOT_YET_TITLE = "Hasil kegiatan {month} belum dapat dibaca"
NOT_YET_HELP = "Timbang anak yang hadir pada {after}. Untuk hasil yang sudah ada, pilih bulan {before}."
_MEANING = {
    kebal_msg.BECAME_N: "tidak naik, lalu naik",
    kebal_msg.STAYED_N: "naik di kedua bulan",
    kebal_msg.BECAME_T: "naik, lalu tidak naik",
    kebal_msg.STAYED_T: "tidak naik di kedua bulan",
}
_HEADERS = {
    **{"label": "Nama", "posyandu": "Posyandu", "sasaran": "Sasaran", "before": "Bulan kegiatan"},
    **{"after": "Bulan berikutnya", "gain": "Kenaikan", "change": "Perubahan"},
}


def render_follow_up(changes: pd.DataFrame, gain: Mapping[str, float], *, month: pd.Period) -> bool:
    """n, N and T then and after, gain against KBM, who is missing and why. Whether there is anything."""
    st.header(TITLE, anchor=False)
    counts = dict(zip(changes["name"], changes["children"], strict=True))
    if changes["children"].isna().any():
        components.notice_note(CLOSED)
        return False
    came = sum(counts.values())
    if not came:
        components.render_lead(NOBODY_CAME.format(month=format_month(month)))
        return False
    if counts[kebal_msg.NOT_YET] == came:
        components.empty_state(
            NOT_YET_TITLE.format(month=format_month(month)),
            NOT_YET_HELP.format(after=format_month(month + 1), before=format_month(month - 1)),
        )
        return False
    components.render_lead(join_given(describe_changes(counts, month), describe_gain(gain), separator=" "))
    components.figures(
        [
            components.build_figure(_capitalise(name), counts[name], compare=_MEANING[name])
            for name in kebal_msg.COMPARED
        ]
    )
    components.notice_note(NO_PROOF, NO_PROOF_WHY)
    return True


def describe_changes(counts: Mapping[str, float], month: pd.Period) -> str:
    """How many came, can be compared and had N then and after; the others with the reason."""
    came = sum(counts.values())
    compared = sum(counts[name] for name in kebal_msg.COMPARED)
    said = f"{format_number(came)} anak hadir, {format_number(compared)} dapat dibandingkan"
    if compared:
        then = counts[kebal_msg.STAYED_N] + counts[kebal_msg.BECAME_T]
        after = counts[kebal_msg.STAYED_N] + counts[kebal_msg.BECAME_N]
        said += (
            f": N {format_number(then)} dari {format_number(compared)} pada {format_month(month)}, "
            f"N {format_number(after)} dari {format_number(compared)} pada {format_month(month + 1)}"
        )
    others = [
        f"{format_number(counts[name])} {name}"
        for name in kebal_msg.CHANGES
        if name not in kebal_msg.COMPARED and counts[name]
    ]
    left = (
        f" {format_number(came - compared)} anak tidak dibandingkan: {', '.join(others)}." if others else ""
    )
    return f"{said}.{left}"


def describe_gain(gain: Mapping[str, float]) -> str:
    """How many reached the KBM, the median gain beside the median KBM; "" where nothing is known."""
    if not gain["children"] > 0:
        return ""
    return (
        f"{format_number(gain['reached'])} dari {format_number(gain['children'])} anak naik sesuai KBM; "
        f"median {_format_gain(gain['gain_g'])}, KBM {format_unit(gain['kbm_g'], 'g')}."
    )


def render_children(rows: pd.DataFrame, posyandu_names: Mapping[str, str]) -> None:
    """The children who came by name, each with weight and N or T then and after."""
    if rows.empty:
        return
    with st.expander(f"Anak yang hadir ({format_number(rows['child_id'].nunique())})"):
        order = {name: place for place, name in enumerate(_WORST_FIRST)}
        rows = rows.sort_values("change", key=lambda names: names.map(order), kind="stable")
        shown = components.take_page(rows, "papan_halaman_sesudah")
        table = {
            "label": [build_child_link(row.child_id, str(row.label)) for row in each(shown)],
            "posyandu": [posyandu_names.get(code, code) for code in shown["posyandu"]],
            "sasaran": shown["is_sasaran"].map({True: "ya", False: "bukan"}),
            "before": [_describe_state(row.nt_before, row.weight_before) for row in each(shown)],
            "after": [_describe_state(row.nt_after, row.weight_after) for row in each(shown)],
            "gain": [_describe_child_gain(row) for row in each(shown)],
            "change": shown["change"],
        }
        components.html_table(table, _HEADERS)


_WORST_FIRST = (
    *(kebal_msg.BECAME_T, kebal_msg.STAYED_T, kebal_msg.NOT_WEIGHED_AFTER, kebal_msg.NOT_WEIGHED_THEN),
    *(kebal_msg.NOT_JUDGED, kebal_msg.NOT_YET, kebal_msg.BECAME_N, kebal_msg.STAYED_N),
)


def _describe_state(letter: object, weight: float) -> str:
    if pd.isna(weight):
        return text.EMPTY_VALUE
    return join_given(letter, format_unit(weight, "kg", decimals=1))


def _describe_child_gain(row: Any) -> str:
    if pd.isna(row.gain_g):
        return text.EMPTY_VALUE
    kbm = f", KBM {format_unit(row.kbm_g, 'g')}" if not pd.isna(row.kbm_g) else ""
    return _format_gain(row.gain_g) + kbm


def _format_gain(grams: float) -> str:
    return ("+" if grams > 0 else "") + format_unit(grams, "g")


def _capitalise(name: str) -> str:
    return name[0].upper() + name[1:]
