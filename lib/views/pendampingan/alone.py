"""Who has nobody: mothers at high risk without a student, students without a mother; births and nifas."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup, escape

from lib.domain.pendampingan import ACTIVE, NIFAS_DAYS, PREGNANT
from lib.domain.pendampingan.pairs import LOST, MOVED, NIFAS_OVER
from lib.views import boards, cells, components
from lib.views.pendampingan.about import build_chip, build_gestation, build_risk, build_signs, build_visits
from lib.words.cells import is_given, join_given
from lib.words.formats import format_name, format_number, format_short_day
from lib.words.pendampingan import count_down, describe_place
from lib.words.text import EMPTY_VALUE

ALONE_TITLE = "Ibu perlu segera atau berisiko tinggi, tanpa mahasiswa"
NOBODY_ALONE = "Semua ibu yang perlu segera dan berisiko tinggi sudah punya pendamping."
MATCHLESS_TITLE = "Mahasiswa tanpa ibu"
NOBODY_MATCHLESS = "Semua mahasiswa yang mendampingi punya ibu."
MATCHLESS_HELP = (
    "Ubah Status pasangan lama menjadi Selesai atau Berhenti, lalu tulis baris baru dengan ibu di atas."
)
REASONS = {
    MOVED: "Ibunya pindah",
    LOST: "Ibunya keguguran",
    NIFAS_OVER: f"Nifas ibunya sudah lewat {NIFAS_DAYS} hari",
}
UNLISTED = "Baris {row} tab Pendampingan tidak terhitung: {message}"
TO_CELL = "Buka barisnya"
STRANGE_TITLE = "Kunjungan di luar pasangan"
STRANGE_LEAD = "Tetap tampil di sini dan pada ibunya, tetapi tidak dihitung pada pasangan mana pun."
NOT_PAIRED = "ibunya tidak ada di tab Pendampingan"
NOT_HERS = "mahasiswanya tidak tercatat mendampingi ibu ini"
NAMELESS = "tanpa nama mahasiswa, padahal mahasiswa ibu ini lebih dari satu"
UNKNOWN_VISIT = "Baris {row} tab Kunjungan Ibu: {message}"
HPL_TITLE = "Menjelang persalinan"
HPL_DAYS = 30
HPL_HELP = f"HPL dalam {HPL_DAYS} hari, atau sudah lewat dan masih tercatat Hamil."
NOBODY_DUE = f"Tidak ada HPL dalam {HPL_DAYS} hari."
NIFAS_TITLE = f"Nifas, sampai {NIFAS_DAYS} hari sesudah bersalin"
NOBODY_NIFAS = "Tidak ada ibu dalam masa nifas."


def render_alone(alone: pd.DataFrame, posyandu: Mapping[str, str], today: pd.Timestamp) -> None:
    """Mothers Perlu segera or at high risk whom nobody accompanies, the gravest first."""
    st.header(ALONE_TITLE, anchor=False)
    if alone.empty:
        components.good_note(NOBODY_ALONE)
        return
    records = alone.to_dict("records")
    shown = {
        "mother": [format_name(row["name"]) for row in records],
        "place": [describe_place(row, posyandu) for row in records],
        "age": [build_gestation(row, today) for row in records],
        "risk": [build_risk(row) for row in records],
        "signs": [build_signs(row) for row in records],
    }
    headers = {
        "mother": "Ibu", "place": "Posyandu", "age": "Kehamilan", "risk": "KSPR",
        "signs": "Pemeriksaan terbaru",
    }  # fmt: skip
    components.html_table(shown, headers)


def render_matchless(matchless: pd.DataFrame, unlisted: pd.DataFrame, posyandu: Mapping[str, str]) -> None:
    """Students whose mother is gone, and those whose rows belong to nobody known, with the reason.

    `matchless` of Seen.matchless_students, `unlisted` of Seen.unlisted_students."""
    st.header(MATCHLESS_TITLE, anchor=False)
    if matchless.empty and unlisted.empty:
        components.good_note(NOBODY_MATCHLESS)
        return
    rows = [
        (
            format_name(row["student"]),
            join_given(row["name"], posyandu.get(str(row["posyandu"]))),
            escape(REASONS[row["reason"]]),
            escape(join_given(row["status"], f"sejak {format_short_day(row['started_on'])}")),
        )
        for row in matchless.to_dict("records")
    ]
    rows += [
        (
            format_name(row["student"]),
            str(row["value"]) or "—",
            escape(UNLISTED.format(row=row["source_row"], message=row["message"])),
            _build_with_link(str(row["suggestion"]), row["link"]),
        )
        for row in unlisted.to_dict("records")
    ]
    headers = {"student": "Mahasiswa", "mother": "Ibu yang tertulis", "why": "Mengapa", "more": "Keterangan"}
    components.html_table(_turn(rows, headers), headers)
    if len(matchless):
        st.html(boards.build_quiet_line(words=MATCHLESS_HELP))


def _turn(rows: Sequence[tuple[str, ...]], headers: Mapping[str, str]) -> dict[str, list[str]]:
    """Lines as columns, which keep what is HTML."""
    return {name: [row[place] for row in rows] for place, name in enumerate(headers)}


def _build_with_link(words: str, link: object) -> Markup:
    """The words, and the link to the cell they are about."""
    return cells.join_words(words, boards.build_cell_link(link, TO_CELL))


def render_strange_visits(visits: pd.DataFrame, companions: pd.DataFrame, unlisted: pd.DataFrame) -> None:
    """Visits that count for no pair, newest first, and those whose mother nobody knows; nothing where there
    are none. `unlisted` of Seen.unlisted_visits."""
    strange = visits[~visits["of_pair"]].iloc[::-1]
    if strange.empty and unlisted.empty:
        return
    st.header(STRANGE_TITLE, anchor=False)
    st.html(boards.build_quiet_line(words=STRANGE_LEAD))
    paired = set(companions["mother_id"])
    rows = [
        (
            format_short_day(row["date"]),
            format_name(row["name"]),
            str(row["student"]) if is_given(row["student"]) else "—",
            escape(_describe_stranger(row, paired)),
        )
        for row in strange.to_dict("records")
    ]
    rows += [
        (
            "—",
            str(row["value"]) or "—",
            str(row["student"]) if is_given(row["student"]) else "—",
            _build_with_link(
                UNKNOWN_VISIT.format(row=row["source_row"], message=row["message"]), row["link"]
            ),
        )
        for row in unlisted.to_dict("records")
    ]
    headers = {"date": "Tanggal", "mother": "Ibu", "student": "Mahasiswa", "why": "Mengapa"}
    components.html_table(_turn(rows, headers), headers)


def _describe_stranger(row: Mapping[Any, Any], paired: Container[str]) -> str:
    if row["mother_id"] not in paired:
        return NOT_PAIRED
    return NOT_HERS if is_given(row["student"]) else NAMELESS


def render_due(
    mothers: pd.DataFrame, companions: pd.DataFrame, posyandu: Mapping[str, str], today: pd.Timestamp
) -> None:
    """Pregnant mothers whose HPL is near or past."""
    st.header(HPL_TITLE, anchor=False)
    near = mothers["status"].eq(PREGNANT) & (mothers["hpl"] <= today + pd.Timedelta(days=HPL_DAYS))
    rows = mothers[near & mothers["delivered_on"].isna()].sort_values("hpl", kind="stable")
    if rows.empty:
        components.good_note(NOBODY_DUE)
        return
    st.html(boards.build_quiet_line(words=HPL_HELP))
    records, pairs = rows.to_dict("records"), _group_pairs(companions)
    shown = {
        "mother": [format_name(row["name"]) for row in records],
        "place": [describe_place(row, posyandu) for row in records],
        "hpl": [_build_hpl(row, today) for row in records],
        "risk": [build_risk(row) for row in records],
        "student": [_name_students(pairs.get(row["mother_id"], [])) for row in records],
    }
    headers = {"mother": "Ibu", "place": "Posyandu", "hpl": "HPL", "risk": "KSPR", "student": "Mahasiswa"}
    components.html_table(shown, headers)


def _build_hpl(row: Mapping[Any, Any], today: pd.Timestamp) -> Markup:
    said = count_down(row["hpl"], today)
    return cells.join_lines(format_short_day(row["hpl"]), build_chip(said) if row["hpl"] < today else said)


def _group_pairs(companions: pd.DataFrame) -> dict[str, list[Mapping[Any, Any]]]:
    """The pairs of each mother, by her ID."""
    grouped: dict[str, list[Mapping[Any, Any]]] = {}
    for pair in companions.to_dict("records"):
        grouped.setdefault(str(pair["mother_id"]), []).append(pair)
    return grouped


def _name_students(pairs: Sequence[Mapping[Any, Any]]) -> Markup:
    active = [format_name(pair["student"]) for pair in pairs if pair["status"] == ACTIVE]
    return escape(", ".join(active) or EMPTY_VALUE)


def render_nifas(mothers: pd.DataFrame, companions: pd.DataFrame, posyandu: Mapping[str, str]) -> None:
    """Mothers within 42 days of the birth: which day, until when, newest measurements, who accompanied."""
    st.header(NIFAS_TITLE, anchor=False)
    rows = mothers[mothers["nifas_day"].notna()].sort_values("nifas_day", kind="stable")
    if rows.empty:
        components.good_note(NOBODY_NIFAS)
        return
    records, pairs = rows.to_dict("records"), _group_pairs(companions)
    shown = {
        "mother": [format_name(row["name"]) for row in records],
        "place": [describe_place(row, posyandu) for row in records],
        "day": [f"hari ke-{format_number(row['nifas_day'])} dari {NIFAS_DAYS}" for row in records],
        "born": [format_short_day(row["delivered_on"]) for row in records],
        "until": [format_short_day(row["delivered_on"] + pd.Timedelta(days=NIFAS_DAYS)) for row in records],
        "signs": [build_signs(row) for row in records],
        "student": [_build_pairs(pairs.get(row["mother_id"], [])) for row in records],
    }
    headers = {
        "mother": "Ibu", "place": "Posyandu", "day": "Nifas", "born": "Bersalin", "until": "Sampai",
        "signs": "Pemeriksaan terbaru", "student": "Mahasiswa dan kunjungan",
    }  # fmt: skip
    components.html_table(shown, headers)


def _build_pairs(pairs: Sequence[Mapping[Any, Any]]) -> Markup:
    told = [
        cells.join_lines(
            f"{format_name(pair['student'])} ({str(pair['status']).lower()})", build_visits(pair)
        )
        for pair in pairs
    ]
    return cells.join_lines(*told) or escape(EMPTY_VALUE)
