"""RTL: plans of activities that are not in Tindak Lanjut yet, ready to paste, and what is still open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup, escape

from lib.views import cells, components
from lib.views.mentoring import FILE, format_whole_day
from lib.views.paste_block import DAYS_TO_ACT, build_block, render_block
from lib.views.templates import macro
from lib.words.cells import each, is_given
from lib.workbook.tabs import TABS

TITLE = "Rencana tindak lanjut (RTL)"
LEAD = (
    "Rencana tindak lanjut dari tab “Kegiatan Mentoring”. Supaya ditagih, catat di tab “Tindak Lanjut” "
    "dengan penanggung jawab dan tenggat."
)
WAITING_TITLE = "Belum tercatat di Tindak Lanjut"
OPEN_TITLE = "RTL terbuka"
ALL_RECORDED = "Semua rencana dari kegiatan tahun ini sudah tercatat di tab Tindak Lanjut."
NO_PLANS = "Belum ada kegiatan tahun ini yang kolom Rencana tindak lanjutnya diisi."
NOTHING_OPEN = "Tidak ada RTL SIKERITING yang masih terbuka di tab Tindak Lanjut."
KIND = "Lainnya"
"""Jenis of a prepared row, where the plan's words name no other."""
KINDS = {"rujuk": "Rujuk", "kunjung": "Kunjungan rumah", "pmt": "PMT", "konseling": "Konseling"}
"""A word of the plan → Jenis."""

_with_below = macro(FILE, "with_below")


def render_plans(plans: pd.DataFrame, people: Mapping[str, str], today: pd.Timestamp) -> None:
    """How many plans are recorded, those that are not, and their rows to paste."""
    st.header(TITLE, anchor=False)
    components.render_lead(LEAD)
    if plans.empty:
        components.notice_note(NO_PLANS)
        return
    waiting = plans[~plans["recorded"]]
    if waiting.empty:
        components.good_note(ALL_RECORDED)
        return
    st.subheader(WAITING_TITLE, anchor=False)
    st.caption(f"{len(waiting)} dari {len(plans)} rencana tahun ini")
    table = pd.DataFrame(
        {
            "day": waiting["date"],
            "step": waiting["step"],
            "who": waiting["name"].fillna(waiting["subject"]),
            "plan": waiting["plan"],
            "owner": waiting["mentor"].fillna(waiting["team"]),
        }
    )
    headers = {"day": "Kegiatan", "step": "Langkah", "who": "Untuk", "plan": "Rencana", "owner": "Pendamping"}
    components.html_table(table, headers, formats={"day": format_whole_day})
    render_block("tindak_lanjut", build_actions(waiting, people, today), ALL_RECORDED)


def build_actions(plans: pd.DataFrame, people: Mapping[str, str], today: pd.Timestamp) -> str:
    """A row of `Tindak Lanjut` for each plan: dated today, due in DAYS_TO_ACT days, Penanggung jawab the
    mentor, else the team."""
    due = today + timedelta(days=DAYS_TO_ACT)
    return build_block(
        TABS["tindak_lanjut"],
        [
            {
                "date": f"{today:%d/%m/%Y}",
                "origin": row.origin,
                "subject": _name_subject(row, people),
                "kind": choose_kind(row.plan),
                "plan": row.plan,
                "owner": next((str(one) for one in (row.mentor, row.team) if is_given(one)), ""),
                "due_on": f"{due:%d/%m/%Y}",
                "status": "Belum",
            }
            for row in each(plans)
        ],
    )


def _name_subject(row: Any, people: Mapping[str, str]) -> str:
    known = people.get(row.subject) if is_given(row.child_id) else None
    return f"{known} · {row.subject}" if known else str(row.subject)


def choose_kind(plan: str) -> str:
    """Jenis by the first of KINDS whose word stands in the plan."""
    return next((kind for word, kind in KINDS.items() if word in plan.casefold()), KIND)


def render_open(actions: pd.DataFrame) -> None:
    """Open rows of Tindak Lanjut by their deadline (rows of compute_open_actions with `label`)."""
    st.subheader(OPEN_TITLE, anchor=False)
    if actions.empty:
        components.notice_note(NOTHING_OPEN)
        return
    table = {
        "due": [build_deadline(row) for row in each(actions)],
        "who": actions["label"],
        "plan": actions["plan"],
        "owner": actions["owner"],
        "origin": actions["origin"],
        "status": actions["status"].fillna("Belum"),
    }
    headers = {
        "due": "Tenggat", "who": "Untuk", "plan": "Rencana", "owner": "Penanggung jawab", "origin": "Sumber",
        "status": "Status",
    }  # fmt: skip
    components.html_table(table, headers)


def build_deadline(row: Any) -> Markup:
    """HTML: the deadline, and in words whether it is over."""
    if not is_given(row.due_on):
        return escape("tanpa tenggat")
    day = format_whole_day(row.due_on)
    if row.days_left < 0:
        return cells.join_lines(day, cells.build_sign("lewat", f"lewat {-row.days_left:.0f} hari"))
    words = "hari ini" if row.days_left == 0 else f"{row.days_left:.0f} hari lagi"
    return _with_below(words=day, under=words)
