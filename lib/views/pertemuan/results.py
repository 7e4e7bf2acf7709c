"""Who came to a meeting, posyandu by posyandu, and what was learnt, question by question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain.pertemuan import CANCELLED, HELD
from lib.views import components
from lib.views.templates import macro
from lib.words import text
from lib.words.cells import each, is_given
from lib.words.formats import format_number, format_percent
from lib.words.pertemuan import describe_points

NO_LIST_TITLE = "Daftar hadir belum diisi"
NO_LIST_HELP = (
    "Isi tab “Hadir Pertemuan”: satu baris satu orang, dengan ID pertemuan ini, Nama, Posyandu, dan Hadir Ya "
    "atau Tidak."
)
NO_ANSWERS_TITLE = "Belum ada jawaban soal"
NO_ANSWERS_HELP = (
    "SOP mengukur keberhasilan dari jawaban peserta. Isi tab “Tanya Jawab”: satu baris satu jawaban, dengan "
    "Tahap Sebelum atau Sesudah dan Benar Ya atau Tidak."
)
NOT_HELD_TITLE = "Pertemuan ini belum tercatat terlaksana"
NOT_HELD_HELP = (
    "Pilih pertemuan yang sudah terlaksana di atas. Catatan pertemuan ini diisi sesudah berlangsung. "
)
CANCELLED_TITLE = "Pertemuan ini batal"
CANCELLED_HELP = "Tidak ada yang perlu diisi. Pilih pertemuan yang sudah terlaksana di atas."
EVERYBODY_CAME = "Semua posyandu terwakili."
TOTALS_ONLY = "Rincian dan nama tidak ditampilkan untuk peran Anda."
NO_PAIRS = (
    "Belum ada orang yang menjawab soal yang sama sebelum dan sesudah, jadi kenaikannya belum diketahui."
)
_PRESENT = {True: "✓ hadir", False: "✕ tidak hadir"}

_gains = macro("pertemuan/pertemuan.html", "gains")


def render_attendance(
    attendance: pd.DataFrame,
    turnout: Mapping[str, float],
    names: Mapping[str, str],
    *,
    state: str,
    detailed: bool,
) -> None:
    """Posyandu by posyandu: who sent nobody first of all. `attendance`: the rows of one meeting."""
    if not turnout["listed"]:
        _render_nothing(NO_LIST_TITLE, NO_LIST_HELP, state=state)
        return
    if not detailed:
        components.render_lead(TOTALS_ONLY)
        return
    places = attendance[attendance["posyandu"].notna()]
    missing = [names.get(code, code) for code in places.loc[places["present"].eq(0), "posyandu"]]
    if missing:
        components.problem_note(f"Tidak ada yang hadir dari: {', '.join(missing)}.")
    else:
        components.good_note(EVERYBODY_CAME)
    shown = attendance.assign(
        place=[names.get(code, code) if is_given(code) else "Lainnya" for code in attendance["posyandu"]],
        came=[f"{row.present} dari {row.listed}" if row.listed else "tidak ada" for row in each(attendance)],
        share=[_describe_share(row) for row in each(attendance)],
    )
    components.html_table(
        shown,
        {"place": "Posyandu", "came": "Hadir dari daftar", "share": "Kader hadir dari semua kader"},
        numbers=["came", "share"],
    )
    if turnout["strangers"]:
        components.notice_note(
            f"{turnout['strangers']:.0f} yang hadir tidak ada di tab Kader",
            "Mereka terhitung hadir, tetapi bukan bagian kader. Bila mereka kader, samakan namanya.",
        )


def _render_nothing(title: str, help_text: str, *, state: str) -> None:
    """What to fill in; before a meeting was held first where to look instead, and of a cancelled one only
    that."""
    if state == HELD:
        components.empty_state(title, help_text)
    elif state == CANCELLED:
        components.empty_state(CANCELLED_TITLE, CANCELLED_HELP)
    else:
        components.empty_state(NOT_HELD_TITLE, NOT_HELD_HELP + help_text)


def _describe_share(row: Any) -> str:
    if not is_given(row.posyandu):
        return text.EMPTY_VALUE
    if not row.kader:
        return "tidak ada di tab Kader"
    return f"{row.kader_present} dari {row.kader} ({format_percent(row.share, decimals=0)})"


def render_attendees(people: pd.DataFrame, names: Mapping[str, str]) -> None:
    """The list by name, for those who may see it."""
    if people.empty:
        return
    with st.expander(f"Nama di daftar hadir ({len(people)})", icon=":material/group:"):
        shown = people.assign(
            place=[
                names.get(code, code) if is_given(code) else text.EMPTY_VALUE for code in people["posyandu"]
            ],
            came=[_PRESENT[bool(mark)] if is_given(mark) else "belum diisi" for mark in people["present"]],
        )
        headers = {"name": "Nama", "place": "Posyandu", "institution": "Instansi", "position": "Jabatan"}
        components.html_table(shown, headers | {"came": "Hadir"})


def render_questions(
    scores: Mapping[str, float],
    whole: pd.DataFrame,
    questions: pd.DataFrame,
    places: pd.DataFrame,
    names: Mapping[str, str],
    *,
    state: str,
) -> None:
    """Both stages, then everybody against themselves: in all, by question, by posyandu."""
    if not scores["people_before"] and not scores["people_after"]:
        _render_nothing(NO_ANSWERS_TITLE, NO_ANSWERS_HELP, state=state)
        return
    components.figures(
        [
            components.build_figure(
                "Nilai sebelum", scores["before"], percent=True,
                compare=f"{format_number(scores['people_before'])} orang menjawab",
            ),
            components.build_figure(
                "Nilai sesudah", scores["after"], percent=True,
                compare=f"{format_number(scores['people_after'])} orang menjawab",
            ),
            components.build_figure(
                "Kenaikan", describe_points(whole["gain"].iloc[0]) if len(whole) else None,
                compare=f"{format_number(scores['people_both'])} orang, masing-masing dengan dirinya sendiri",
            ),
        ]
    )  # fmt: skip
    if scores["people_once"]:
        components.notice_note(
            f"{scores['people_once']:.0f} orang menjawab di satu tahap saja; mereka tidak ikut kenaikan."
        )
    if whole.empty:
        components.notice_note(NO_PAIRS)
        return
    if questions.empty:
        components.render_lead(TOTALS_ONLY)
    else:
        st.subheader("Tiap soal", anchor=False)
        _render_gains(questions, [f"Soal {one}" if one.isdigit() else one for one in questions["question"]])
        still = questions[questions["gain"] <= 0]
        if len(still):
            listed = ", ".join(still["question"])
            components.notice_note(f"Tidak naik: soal {listed}.", "Ulangi bahannya di pertemuan berikutnya.")
    if len(places):
        st.subheader("Tiap posyandu", anchor=False)
        _render_gains(
            places,
            [names.get(code, code) if is_given(code) else "Tanpa posyandu" for code in places["posyandu"]],
        )


def _render_gains(table: pd.DataFrame, labels: list[str]) -> None:
    rows = [
        {
            "label": label,
            "before": f"{row.before:.1f}%",
            "after": f"{row.after:.1f}%",
            "change": f"{format_percent(row.before, decimals=0)} → {format_percent(row.after, decimals=0)}",
            "gain": describe_points(row.gain),
            "of": f"{row.people} orang, {row.answers} jawaban",
        }
        for label, row in zip(labels, each(table), strict=True)
    ]
    st.html(_gains(rows=rows))
