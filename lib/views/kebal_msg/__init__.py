"""The parts of the page KEBAL MSG: who came, the steps, the sessions and their minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain import kebal_msg
from lib.domain.steps.keys import KEBAL, normalise_sop
from lib.views import boards, components
from lib.views import steps as steps_words
from lib.views.links import build_child_link, page_link
from lib.views.sparklines import build_line
from lib.views.steps import name_units, render_matrix, render_step_words
from lib.views.templates import macro
from lib.words import text
from lib.words.cells import each, join_given
from lib.words.formats import format_month, format_number, format_short_day, format_unit

_buckets = macro("kebal_msg/kebal_msg.html", "buckets")

TITLE = "KEBAL MSG"
LEAD = "Siapa diundang makan bersama, siapa hadir, langkah mana terlewat, dan beratnya sebulan kemudian."
ATTENDANCE_TITLE = "Sasaran dan kehadirannya"
STEPS_TITLE = "Langkah A1–B7"
SESSIONS_TITLE = "Kegiatan, menu, dan menit"
TABS_READ = ("Kebal MSG", "Peserta Kebal MSG", "Penimbangan", "Balita", "Langkah SOP", "Daftar Tilik")
METHODS = ("kebal", "two_t", "bgm", "ditindaklanjuti", *kebal_msg.METHODS)

NO_SESSIONS_TITLE = "Belum ada kegiatan KEBAL MSG pada {month}"
NO_SESSIONS_HELP = (
    "Sesudah makan bersama, isi tab “Kebal MSG”: satu baris satu kegiatan (Tanggal, Posyandu, Menu, menit "
    "tiap langkah), lalu tab “Peserta Kebal MSG”: satu baris satu anak dengan Hadir Ya atau Tidak."
)
NO_STEPS_TITLE = "Belum ada langkah KEBAL MSG"
NO_STEPS_HELP = "Isi tab “SOP” dan “Langkah SOP” dengan kode KEBAL; buku templat sudah membawanya."
NOBODY = "Tidak ada anak 2T atau BGM bulan ini, jadi tidak ada sasaran yang perlu diundang."
NOBODY_YET = "Belum ada 2T atau BGM di antara yang sudah ditimbang; ada posyandu yang belum buka."
NOT_WEIGHED_TITLE = "Sasaran belum diketahui"
NOT_WEIGHED_HELP = "Belum ada anak yang ditimbang bulan ini. Sasaran muncul setelah tab “Penimbangan” diisi."
CLOSED = (
    "Rinciannya tidak ditampilkan: ada jumlah di bawah 5 anak, atau angka yang dapat membuka jumlah "
    "sekecil itu."
)
CLOSED_HERE = "Jumlah sasaran tidak dirinci per posyandu untuk peran Anda. Pilih Semua posyandu."
UNMATCHED = (
    "Tab “Peserta Kebal MSG” menyebut hari yang tidak ada di tab “Kebal MSG”: {days}. Samakan Tanggal dan "
    "Posyandu di kedua tab, supaya pesertanya masuk hitungan kegiatan."
)

WAITING = "{many}, belum ada kegiatan"
WAITING_HELP = "{places}. Tetapkan hari makan bersama, lalu catat di tab “Kebal MSG”."

_BUCKET_WORDS = {
    kebal_msg.PRESENT: "✓ Hadir",
    kebal_msg.ABSENT: "✕ Tidak hadir",
    kebal_msg.UNMARKED: "○ Kehadiran belum diisi",
    kebal_msg.NOT_LISTED: "○ Tidak ada di daftar peserta",
    kebal_msg.NO_SESSION: "○ Posyandunya belum ada kegiatan",
}


def render_figures(
    sasaran: float,
    buckets: pd.DataFrame,
    sessions: pd.DataFrame,
    year: Mapping[pd.Period, pd.DataFrame],
    *,
    posyandu: Sequence[str],
    closed: bool,
) -> None:
    """The month in four figures; `posyandu` are the codes that could hold a session, `year` the sessions of
    the months up to this one, whose numbers are drawn as lines."""
    months, of_months = list(year), list(year.values())
    held_line = build_line("Kegiatan", months, [len(one) for one in of_months], percent=False)
    present = [one["present"].sum() for one in of_months]
    present_line = build_line("Anak hadir", months, present, percent=False)
    counts = _read_counts(buckets)
    held = sessions["posyandu"].isin(posyandu)
    came = counts[kebal_msg.PRESENT]
    small = "tidak dirinci per posyandu" if closed else "di bawah 5 atau tidak dirinci"
    others = sessions["others_present"].sum(min_count=1) if len(sessions) else 0
    known = not pd.isna(came)
    components.figures(
        [
            components.build_figure(
                "Sasaran", None if pd.isna(sasaran) else sasaran,
                compare=small if pd.isna(sasaran) else "anak 2T atau BGM bulan ini",
            ),
            components.build_figure(
                "Sasaran hadir", came if known else None,
                compare=f"dari {format_number(sasaran)} sasaran" if known else small,
            ),
            components.build_figure(
                "Kegiatan", len(sessions),
                compare=f"di {sessions.loc[held, 'posyandu'].nunique()} dari {len(posyandu)} posyandu",
                line=held_line,
            ),
            components.build_figure(
                "Anak hadir", sessions["present"].sum(),
                compare="dijumlah dari semua kegiatan"
                if pd.isna(others) else f"{format_number(others)} di antaranya bukan sasaran",
                line=present_line,
            ),
        ]
    )  # fmt: skip


def _read_counts(table: pd.DataFrame) -> dict[str, float]:
    return dict(zip(table["name"], table["children"], strict=True))


def render_buckets(
    buckets: pd.DataFrame, *, sasaran: float, weighed: bool, closed: bool, partial: bool
) -> None:
    """Every sasaran in one bucket, adding up to their number; a note where that is not shown or, before
    anybody is `weighed`, not known. `partial`: not every posyandu has opened yet."""
    if not weighed:
        components.empty_state(NOT_WEIGHED_TITLE, NOT_WEIGHED_HELP)
    elif closed:
        components.notice_note(CLOSED_HERE)
    elif buckets["children"].isna().any():
        components.notice_note(CLOSED)
    elif sasaran == 0:
        (components.notice_note if partial else components.good_note)(NOBODY_YET if partial else NOBODY)
    else:
        lines = [
            (_BUCKET_WORDS[name], format_number(children), not children)
            for name, children in buckets.itertuples(index=False)
        ]
        st.html(_buckets(lines=lines, total=format_number(sasaran)))


def render_waiting(waiting: pd.DataFrame, posyandu_names: Mapping[str, str]) -> None:
    """Where there are sasaran and no session yet, and what to do; nothing where every one had theirs."""
    if waiting.empty:
        return
    places = [
        str(posyandu_names.get(row.posyandu, row.posyandu))
        + ("" if pd.isna(row.sasaran) else f" ({format_number(row.sasaran)})")
        for row in each(waiting)
    ]
    count = waiting["sasaran"].sum(skipna=False)
    many = "Ada sasaran" if pd.isna(count) else f"Ada {format_number(count)} sasaran"
    components.notice_note(WAITING.format(many=many), WAITING_HELP.format(places=", ".join(places)))


def sort_people(people: pd.DataFrame) -> pd.DataFrame:
    """The sasaran by name, those who did not come first."""
    here = people["bucket"].eq(kebal_msg.PRESENT)
    return people.assign(here=here).sort_values("here", kind="stable")


def render_people(shown: pd.DataFrame, posyandu_names: Mapping[str, str]) -> None:
    """A page of the sasaran by name."""
    table = {
        "label": [build_child_link(row.child_id, str(row.label)) for row in each(shown)],
        "bucket": shown["bucket"].map(_BUCKET_WORDS),
        "age": shown["age_months"],
        "posyandu": [posyandu_names.get(code, code) for code in shown["posyandu"]],
        "rt": shown["rt"],
        "why": [describe_why(row.two_t, row.bgm) for row in each(shown)],
    }
    headers = {"label": "Nama", "bucket": "Kehadiran", "age": "Umur", "posyandu": "Posyandu", "rt": "RT"}
    components.html_table(
        table,
        headers | {"why": "Mengapa sasaran"},
        formats={"age": lambda months: format_unit(months, "bln")},
        numbers=["age"],
    )


def describe_why(two_t: bool, bgm: bool) -> str:
    """Why a child is sasaran: "2T", "BGM", "2T dan BGM"."""
    return " dan ".join(name for name, here in (("2T", two_t), ("BGM", bgm)) if here)


def render_steps(
    status: pd.DataFrame, posyandu_names: Mapping[str, str], *, posyandu: str | None, month: pd.Period
) -> None:
    """Posyandu × A1–B7, or one posyandu's list; with the steps' wording and the way to Daftar Tilik."""
    st.header(STEPS_TITLE, anchor=False)
    rows = status[normalise_sop(status["sop"]).eq(KEBAL)]
    if posyandu is not None:
        rows = rows[rows["posyandu"].eq(posyandu) | rows["posyandu"].isna()]
    if rows.empty:
        components.empty_state(NO_STEPS_TITLE, NO_STEPS_HELP)
        return
    rows = name_units(rows, people={}, posyandu_names=posyandu_names)
    boards.render_legend(rows["state"])
    if len(rows.drop_duplicates("key")) > 1:
        render_matrix(rows)
        render_step_words(rows)
    else:
        steps_words.render_steps(rows)
    page_link(
        "daftar_tilik",
        "Buka di Daftar Tilik",
        sop=str(rows["sop"].iloc[0]),
        bulan=str(month),
        posyandu=posyandu,
    )


def render_sessions(
    sessions: pd.DataFrame, posyandu_names: Mapping[str, str], *, month: pd.Period, with_cases: bool
) -> None:
    """The month's sessions: day, menu, lesson, who came; what to do where there is none."""
    st.header(SESSIONS_TITLE, anchor=False)
    if sessions.empty:
        components.empty_state(NO_SESSIONS_TITLE.format(month=format_month(month)), NO_SESSIONS_HELP)
        return
    table = {
        **sessions,
        "where": [posyandu_names.get(code, code) for code in sessions["posyandu"]],
        "proof": [boards.build_proof(link) or text.EMPTY_VALUE for link in sessions["photos"]],
    }
    cases = {"sasaran_present": "Sasaran hadir", "others_present": "Anak lain hadir"}
    headers = {"date": "Tanggal", "where": "Posyandu", "menu": "Menu", "lesson": "Materi penyuluhan"}
    numbers = cases if with_cases else {"present": "Anak hadir"}
    components.html_table(
        table,
        headers | numbers | ({"proof": "Foto"} if with_cases else {}),
        formats={"date": format_short_day} | dict.fromkeys(numbers, format_number),
        numbers=list(numbers),
    )


def render_unmatched(unmatched: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Participants of days without a session; nothing where all fit."""
    if len(unmatched):
        days = [
            f"{names.get(row.posyandu, row.posyandu)} {format_short_day(row.date)}, {row.children} anak"
            for row in each(unmatched)
        ]
        components.problem_note(UNMATCHED.format(days="; ".join(days)))


def render_minutes(minutes: pd.DataFrame) -> None:
    """B1–B6: the standard beside the recorded median, and how often it took longer."""
    table = minutes.assign(
        what=[join_given(row.step, row.description) for row in each(minutes)],
        standard=[_format_minutes(value) for value in minutes["standard_minutes"]],
        recorded=[_describe_minutes(row) for row in each(minutes)],
    )
    components.html_table(
        table,
        {"what": "Langkah", "standard": "Waktu baku", "recorded": "Tercatat (median)"},
        numbers=["standard"],
    )


def _format_minutes(value: float) -> str:
    return format_unit(value, "menit", decimals=0 if pd.isna(value) or float(value).is_integer() else 1)


def _describe_minutes(row: Any) -> str:
    if not row.timed:
        return "belum ada catatan"
    if pd.isna(row.standard_minutes):
        over = None
    elif row.over_standard:
        over = f"{row.over_standard} dari {row.timed} kegiatan lebih lama"
    else:
        over = "sesuai baku"
    return join_given(_format_minutes(row.minutes_median), over)
