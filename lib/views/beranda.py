"""Parts of the start page: what needs attention, and the month's headline figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain import attention
from lib.views import components, tokens
from lib.views.formats import format_number, format_percent, format_weekday
from lib.views.links import page_link

QUIET_TITLE = "Tidak ada yang mendesak"
QUIET_HELP = "Semua langkah bulan ini tepat waktu dan tidak ada kasus baru pada data yang terbaca."
SMALL = "<5"

_SYMBOLS = {
    attention.CASES: ("◆", "problem"),
    attention.LATE: (tokens.STATE_SYMBOLS["lewat"], "problem"),
    attention.DUE: (tokens.STATE_SYMBOLS["hari ini"], "notice"),
    attention.COMING: (tokens.STATE_SYMBOLS["akan datang"], "quiet"),
    attention.DATA: ("✎", "notice"),
}
_LINKS = {
    "daftar_anak": "Lihat Daftar Anak",
    "daftar_tilik": "Lihat Daftar Tilik",
    "antar_jemput": "Lihat Antar Jemput",
    "mentoring": "Lihat Mentoring",
    "kualitas_data": "Lihat Kualitas Data",
}


def describe(
    matter: Mapping[Any, Any], posyandu: Mapping[str, str], sops: Mapping[str, str]
) -> tuple[str, str]:
    """A matter of attention.compute_attention in words: what, and what it asks for."""
    count = SMALL if pd.isna(matter["count"]) else format_number(matter["count"])
    sop = short_title(sops.get(str(matter["sop"]), str(matter["sop"])))
    kind = matter["matter"]
    if kind == "hari posyandu":
        left = int(matter["days_left"])
        when = "hari ini" if left == 0 else f"H-{left}"
        name = posyandu.get(str(matter["posyandu"]), str(matter["posyandu"]))
        return f"{name}: hari posyandu {when}", f"{format_weekday(matter['day'])}. Siapkan daftar jemput."
    if kind == "langkah" and matter["kind"] == attention.DUE:
        return f"{sop}: {count} langkah jatuh tempo hari ini", "Kerjakan dan catat hari ini."
    sentences = {
        "gizi_buruk": (f"{count} anak gizi buruk bulan ini", "Rujuk dan dampingi keluarganya sekarang."),
        "kebal": (f"{count} anak 2T atau BGM bulan ini", "Sasaran KEBAL MSG: undang makan bersama."),
        "nyaris_2t": (f"{count} anak nyaris 2T", "Kunjungi sebelum hari posyandu berikutnya."),
        "not_weighed": (f"{count} anak tidak ditimbang", "Ajak lagi, atau jemput bulan depan."),
        "langkah": (
            f"{sop}: {count} langkah lewat batas waktu",
            "Selesaikan, atau catat bila sudah dilakukan.",
        ),
        "pasangan diam": (
            f"{count} pasangan mentoring tanpa kegiatan lebih dari {attention.SILENT_DAYS} hari",
            "Hubungi mentornya.",
        ),
        "galat": (f"{count} isian di buku kerja tidak terhitung", "Perbaiki di selnya."),
    }
    return sentences[kind]


def attention_list(
    matters: pd.DataFrame,
    *,
    posyandu: Mapping[str, str],
    sops: Mapping[str, str],
    may_open: Callable[[str], bool],
    query: Mapping[str, str | None],
) -> None:
    """One line a matter, gravest first, each with a link to its page; matters of other roles' pages not."""
    shown = matters[matters["page"].map(may_open).astype(bool)]
    if shown.empty:
        components.good_note(QUIET_TITLE, QUIET_HELP)
        return
    with st.container(key="papan_perhatian", border=True, gap=None):
        for place, matter in enumerate(shown.to_dict("records")):
            symbol, kind = _SYMBOLS[matter["kind"]]
            what, todo = describe(matter, posyandu, sops)
            with st.container(key=f"papan_perhatian_{place}", horizontal=True, vertical_alignment="center"):
                st.html(
                    f'<div class="papan-matter {kind}"><span aria-hidden="true">{symbol}</span>'
                    f"<div><strong>{escape(what)}</strong><br>{escape(todo)}</div></div>",
                    width="stretch",
                )
                sop = None if pd.isna(matter["sop"]) else str(matter["sop"])
                page_link(matter["page"], _LINKS[matter["page"]], **{**query, "sop": sop})


def compare(now: float, before: float, *, unit: str = "") -> str | None:
    """ "bulan lalu 81,2% (naik)"; None without both."""
    if pd.isna(before):
        return None
    shown = format_percent(before) if unit == "%" else format_number(before)
    if pd.isna(now):
        return f"bulan lalu {shown}"
    direction = "sama" if round(now, 1) == round(before, 1) else "naik" if now > before else "turun"
    return f"bulan lalu {shown} ({direction})"


def headline(
    now: Mapping[str, Any], before: Mapping[str, Any], cases: Mapping[str, float], case_note: str
) -> None:
    """The month's four figures side by side: D/S, N/D′, children on the KEBAL MSG list, K/S."""
    with st.container(key="papan_angka"):
        columns = st.columns(4)
    with columns[0]:
        components.figure(
            "Ditimbang (D/S)", now["ds"], percent=True, numerator=now["D"], denominator=now["S"],
            compare=compare(now["ds"], before["ds"], unit="%"),
        )  # fmt: skip
    with columns[1]:
        components.figure(
            "Naik berat (N/D′)", now["nd_corrected"], percent=True, numerator=now["N"],
            denominator=now["N"] + now["T"],
            compare=compare(now["nd_corrected"], before["nd_corrected"], unit="%"),
        )  # fmt: skip
    with columns[2]:
        count = cases["kebal"]
        components.figure("2T atau BGM", SMALL if pd.isna(count) else count, compare=case_note)
    with columns[3]:
        components.figure(
            "Punya KMS (K/S)", now["ks"], percent=True, numerator=now["K"], denominator=now["S"],
            compare=compare(now["ks"], before["ks"], unit="%"),
        )  # fmt: skip


def compliance_table(table: pd.DataFrame, titles: Mapping[str, str], target: float) -> None:
    """The SOPs with their compliance and how much was filled in; below the target it says so in words."""
    shown = pd.DataFrame(
        {
            "sop": [short_title(titles.get(code, code)) for code in table["sop"]],
            "rate": table["compliance"],
            "filled": [
                f"{filled} dari {total}"
                for filled, total in zip(table["filled"], table["total"], strict=True)
            ],
            "verdict": [
                _verdict(rate, target, filled, total)
                for rate, filled, total in zip(
                    table["compliance"], table["filled"], table["total"], strict=True
                )
            ],
        }
    )
    components.html_table(
        shown,
        {"sop": "SOP", "rate": "Kepatuhan", "filled": "Terisi", "verdict": "Keterangan"},
        formats={"rate": format_percent},
        numbers=["rate", "filled"],
        caption=f"Langkah yang jatuh tempo bulan ini; baik mulai {format_number(target)}%",
    )


def _verdict(rate: float, target: float, filled: int, total: int) -> str:
    """In words; what was filled in only in part is never simply good."""
    if total == 0:
        return "Tidak ada yang jatuh tempo"
    if pd.isna(rate):
        return "Belum ada catatan"
    if rate < target:
        return "Di bawah target"
    return "Baik" if filled == total else f"Baik, tetapi {format_number(total - filled)} langkah belum diisi"


def short_title(title: str) -> str:
    """A SOP's title without what it spells out in brackets."""
    return title.partition("(")[0].strip() or title
