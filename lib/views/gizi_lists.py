"""The lists of the Gizi page that end in doing something: who, where, last weight, and why."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain.case_lists import LISTS, CaseList
from lib.views import components
from lib.views.formats import format_number, format_short_day, format_unit

ROWS_A_PAGE = 25
TITLES = {
    "gizi_buruk": "Gizi buruk",
    "kebal": "2T atau BGM",
    "nyaris_2t": "Nyaris 2T",
    "not_weighed": "Tidak ditimbang",
}
NOT_YET_WEIGHED = "Belum ditimbang"
WHAT_TO_DO = {
    "gizi_buruk": "Rujuk ke puskesmas sekarang dan dampingi keluarganya.",
    "kebal": "Sasaran KEBAL MSG: undang masak dan makan bersama.",
    "nyaris_2t": "Kunjungi sebelum hari posyandu berikutnya, supaya tidak menjadi 2T.",
    "not_weighed": "Jemput atau timbang di rumah (sweeping) bulan ini juga.",
}
NOBODY = {
    "gizi_buruk": "Tidak ada anak gizi buruk di antara yang diukur.",
    "kebal": "Tidak ada anak 2T atau BGM.",
    "nyaris_2t": "Tidak ada anak nyaris 2T.",
    "not_weighed": "Semua sasaran sudah ditimbang.",
}
CLOSED = (
    "Daftar ini tidak ditampilkan: jumlahnya kurang dari 5 anak, atau dapat membuka angka yang sekecil itu."
)
CLOSED_HERE = "Daftar kasus tidak dirinci per posyandu untuk peran Anda. Pilih Semua posyandu."
NO_NAMES = "Nama anak tidak ditampilkan untuk peran Anda; hanya jumlahnya."


def case_lists(
    lists: Mapping[str, CaseList],
    posyandu: Mapping[str, str],
    *,
    names: str,
    closed: bool,
    partial: bool,
) -> None:
    """One list at a time, chosen by its name and length.

    `posyandu` maps codes to names; `names` is the scope's (full, initials, none); `closed`: cases are not
    shown at this level; `partial`: not every posyandu has opened yet.
    """
    titles = TITLES | ({"not_weighed": NOT_YET_WEIGHED} if partial else {})
    if names == "none":
        components.notice_note(NO_NAMES)
        components.figures(
            [
                components.build_figure(
                    titles[key],
                    lists[key].count,
                    compare="tidak dirinci" if pd.isna(lists[key].count) else None,
                )
                for key in LISTS
            ]
        )
        return
    # The lengths change with month and posyandu: the choice is kept by the list's key.
    chosen = st.segmented_control(
        "Daftar",
        LISTS,
        default=next((key for key in LISTS if lists[key].count > 0), LISTS[0]),
        required=True,
        format_func=lambda key: f"{titles[key]} · {_describe_count(lists[key].count)}",
        key="papan_daftar_gizi",
        label_visibility="collapsed",
        wrap=True,
    )
    key = str(chosen or LISTS[0])
    one = lists[key]
    if pd.isna(one.count):
        components.notice_note(CLOSED_HERE if closed else CLOSED)
    elif one.count == 0:
        components.good_note(NOBODY[key])
    else:
        st.html(f'<p class="papan-lead">{escape(WHAT_TO_DO[key])}</p>')
        shown = _take_page(one.rows, key)
        if names == "full":
            _render_rows(shown, key, posyandu)
        else:
            items = "".join(f'<span role="listitem">{escape(str(label))}</span>' for label in shown["label"])
            st.html(f'<div class="papan-labels" role="list">{items}</div>')


def _describe_count(count: float) -> str:
    return "—" if pd.isna(count) else format_number(count)


def _take_page(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    pages = -(-len(rows) // ROWS_A_PAGE)
    if pages <= 1:
        return rows
    at = int(st.pagination(pages, key=f"papan_halaman_{key}"))
    return rows.iloc[(at - 1) * ROWS_A_PAGE : at * ROWS_A_PAGE]


def _render_rows(rows: pd.DataFrame, key: str, posyandu: Mapping[str, str]) -> None:
    shown = pd.DataFrame(
        {
            "label": rows["label"],
            "age": rows["age_months"],
            "posyandu": [posyandu.get(code, code) for code in rows["posyandu"]],
            "rt": rows["rt"],
            "weight": [
                f"{format_unit(weight, 'kg', decimals=1)}, {_keep_together(format_short_day(day))}"
                if pd.notna(weight)
                else ""
                for weight, day in zip(rows["weight_kg"], rows["weighed_on"], strict=True)
            ],
            "why": [describe_why(row, key) for row in rows.to_dict("records")],
        }
    )
    components.html_table(
        shown,
        {
            "label": "Nama",
            "age": "Umur",
            "posyandu": "Posyandu",
            "rt": "RT",
            "weight": "Berat terakhir",
            "why": "Mengapa",
        },
        formats={"age": lambda months: format_unit(months, "bln")},
        numbers=["age"],
    )


def describe_why(row: Mapping[Any, Any], key: str) -> str:
    """Why a child stands on a list, in words: one row of case_lists.COLUMNS."""
    if key == "not_weighed":
        return _describe_absence(row)
    if key == "gizi_buruk":
        signs = {
            "edema": row["oedema"],
            f"BB/TB {_format_z(row['z_bb_tb'])}": row["thin"],
            f"LiLA {format_number(row['lila_cm'], decimals=1)} cm": row["small_arm"],
        }
        return "; ".join(sign for sign, there in signs.items() if there)
    reasons = [f"BGM: z BB/U {_format_z(row['z_bb_u'])}"] if row["bgm"] else []
    if row["two_t"]:
        reasons.append("2T: dua bulan tidak naik cukup")
    gain = _describe_gain(row["gain_g"], row["kbm_g"])
    return "; ".join([*reasons, *([gain] if gain else [])])


def _describe_gain(gain: float, kbm: float) -> str:
    if pd.isna(gain) or pd.isna(kbm) or gain >= kbm:
        return ""
    moved = "turun" if gain < 0 else "naik" if gain > 0 else ""
    by = f"{moved} {format_number(abs(gain))} g" if moved else "berat tetap"
    return f"{by}, seharusnya naik {format_number(kbm)} g"


def _describe_absence(row: Mapping[Any, Any]) -> str:
    if pd.notna(row["opens_on"]):
        return f"posyandu baru buka {format_short_day(row['opens_on'])}"
    if pd.isna(row["missed"]):
        return "belum pernah ditimbang"
    return f"{format_number(row['missed'])} bulan berturut-turut" if row["missed"] > 1 else "bulan ini saja"


def _keep_together(words: str) -> str:
    return words.replace(" ", "\u00a0")


def _format_z(z: float) -> str:
    return format_number(z, decimals=2)
