"""What was agreed: overdue first, then what falls due, what was done; persons as initials and RT."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain import pertemuan
from lib.views import cells, components
from lib.words.cells import each, is_given, join_given
from lib.words.formats import format_number, format_short_day
from lib.words.pertemuan import describe_deadline, describe_subject

NONE_TITLE = "Belum ada tindak lanjut"
NONE_HELP = (
    "Isi tab “Tindak Lanjut”: Tanggal, Rencana, Penanggung jawab, dan Tenggat. Tulis ID pertemuan di Sumber, "
    "supaya tampil di pertemuan itu."
)
NOTHING_FROM_HERE = (
    "Tidak ada tindak lanjut dari pertemuan ini. Tulis {meeting} di kolom Sumber tab “Tindak Lanjut” untuk "
    "yang disepakati di sini."
)
NOTHING_CARRIED = "Tidak ada yang terbawa: semua tindak lanjut sebelum pertemuan ini sudah selesai."
TOTALS_ONLY = "Isinya tidak ditampilkan untuk peran Anda."
DONE_SHOWN = 10

_WORN = {
    pertemuan.LATE: "lewat",
    pertemuan.RUNNING: "berjalan",
    pertemuan.WAITING: "akan datang",
    pertemuan.DONE: "selesai",
}


def build_action_state(state: str) -> Markup:
    """HTML of an action's state: symbol, word, colour."""
    return cells.build_sign(_WORN[state], state)


def render_counts(counts: Mapping[str, int]) -> None:
    """The four states in figures."""
    words = {
        pertemuan.LATE: "tenggatnya sudah lewat",
        pertemuan.RUNNING: "sedang dikerjakan",
        pertemuan.WAITING: "belum dimulai",
        pertemuan.DONE: "sudah selesai",
    }
    components.figures(
        [
            components.build_figure(state.capitalize(), counts[state], compare=words[state])
            for state in pertemuan.ACTION_STATES
        ],
        words=True,
    )


def render_actions(
    actions: pd.DataFrame,
    names: Mapping[str, str],
    *,
    one: Mapping[str, Any] | None,
    counts: Mapping[str, int],
    detailed: bool,
) -> None:
    """Of the chosen meeting `one`: what was agreed in it, and what is carried into it; then all the rest."""
    if not sum(counts.values()):
        components.empty_state(NONE_TITLE, NONE_HELP)
        return
    render_counts(counts)
    if not detailed:
        components.render_lead(TOTALS_ONLY)
        return
    shown = pd.Series(False, index=actions.index)
    if one is not None and is_given(one["day"]):
        carried = pertemuan.select_carried(actions, day=one["day"], meeting_id=one["meeting_id"])
        if one["state"] == pertemuan.HELD:
            st.header("Dari pertemuan ini", anchor=False)
            own = actions[actions["meeting_id"].eq(one["meeting_id"])]
            if own.empty:
                components.render_lead(NOTHING_FROM_HERE.format(meeting=one["meeting_id"]))
            else:
                _render_table(own, names)
            shown |= actions["meeting_id"].eq(one["meeting_id"])
        st.header(f"Terbawa ke pertemuan ini ({format_number(len(carried))})", anchor=False)
        if carried.empty:
            components.good_note(NOTHING_CARRIED)
        else:
            _render_table(carried, names)
        shown |= actions["state"].isin(pertemuan.OPEN_STATES) & (actions["date"] < one["day"])
    rest = actions[~shown & actions["state"].isin(pertemuan.OPEN_STATES)]
    if len(rest):
        st.header("Belum selesai, dicatat sesudahnya", anchor=False)
        _render_table(rest, names)
    done = actions[actions["state"].eq(pertemuan.DONE) & ~shown]
    if len(done):
        with st.expander(f"Sudah selesai ({len(done)})", icon=":material/task_alt:"):
            _render_table(done.head(DONE_SHOWN), names)
            if len(done) > DONE_SHOWN:
                components.notice_note(f"{DONE_SHOWN} yang terbaru dari {len(done)}.")


def _render_table(actions: pd.DataFrame, names: Mapping[str, str]) -> None:
    table = {
        **actions,
        "mark": [build_action_state(state) for state in actions["state"]],
        "what": [_build_what(row, names) for row in each(actions)],
        "due": [describe_deadline(row) for row in each(actions)],
        "source": [join_given(row.origin, format_short_day(row.date)) for row in each(actions)],
    }
    components.html_table(
        table,
        {
            "mark": "Keadaan",
            "what": "Tindak lanjut",
            "owner": "Penanggung jawab",
            "due": "Tenggat",
            "source": "Dari",
        },
    )


def _build_what(row: Any, names: Mapping[str, str]) -> Markup:
    about = join_given(
        describe_subject(row, names),
        row.result if row.state == pertemuan.DONE else None,
    )
    return cells.build_named(row.matter, about)
