"""The page Pendampingan: One Student One Client; its parts, the month in figures, and every pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.domain.attention import SILENT_DAYS
from lib.domain.pendampingan import ACTIVE, HIGH_RISK, OPEN, PREGNANT, select_urgent
from lib.views import boards, cells, components, filters
from lib.views.pendampingan.about import (
    FILE,
    build_gestation,
    build_mother,
    build_risk,
    build_signs,
    build_visits,
)
from lib.views.templates import macro
from lib.words.cells import each, is_given, join_given
from lib.words.formats import format_name, format_number, format_short_day
from lib.words.pendampingan import describe_missing_documents, list_signs
from lib.words.steps import describe_record

TITLE = "Pendampingan"
LEAD = "Ibu hamil berisiko tinggi, siapa yang mendampingi, dan apa yang harus segera dilakukan."
TABS_READ = ("Ibu Hamil", "Pendampingan", "Kunjungan Ibu")
NO_MOTHERS_TITLE = "Belum ada ibu hamil"
NO_MOTHERS_HELP = "Isi tab “Ibu Hamil”: satu baris satu ibu dengan HPHT dan faktor risikonya."
NO_OWN_TITLE = "Belum ada ibu yang Anda dampingi"
NO_OWN_HELP = (
    "Nama Anda harus tertulis sama di kolom Mahasiswa pada tab “Pendampingan”, dan ID ibunya harus dikenal. "
    "Minta petugas puskesmas memeriksanya."
)
PAIRS_TITLE = "Pasangan ibu dan mahasiswa"
SEARCH = "Cari ibu atau mahasiswa"
SEARCH_EXAMPLE = "nama, sebagian pun cukup"
PAIRS_SHOWN = (
    "Pasangan {first}–{last} dari {count}: yang masih berjalan lebih dulu, yang paling lama diam teratas. "
    "Garis waktu dan langkah di bawah memuat pasangan yang sama."
)
NOT_FOUND_TITLE = "Tidak ada pasangan yang cocok"
NOT_FOUND_HELP = "Coba sebagian nama saja, atau kosongkan pencarian."
PAGE_KEY = "papan_halaman_pasangan"
NO_PAIRS = "Belum ada pasangan. Isi tab “Pendampingan”: satu baris satu ibu dengan mahasiswanya."
URGENT_TITLE = "Perlu segera: periksa atau rujuk, berapa pun skor KSPR-nya"
URGENT_NAMED = 12
"""Mothers told by name above every part; of more the gravest, and how many there are."""
CROWDED = (
    "{name} didampingi {count} mahasiswa aktif. Satu ibu satu mahasiswa: perbaiki di tab “Pendampingan”."
)
SILENT_RULE = (
    f"Diam: pasangan Aktif tanpa kunjungan lebih dari {SILENT_DAYS} hari, dihitung sejak kunjungan terakhir, "
    "atau sejak Tanggal mulai."
)
STEPS_TITLE = "Sepuluh langkah tiap pasangan"

PARTS = {
    "pasangan": "Pasangan",
    "ibu": "Satu ibu",
    "tanpa": "Belum berpasangan",
    "nifas": "Persalinan dan nifas",
    "rekap": "Rekap laporan",
}

_steps = macro(FILE, "steps")


def choose_part(*, is_own: bool, is_counting: bool) -> str:
    """Which part of the page is shown, kept in the address. A student (`is_own`) has that of one mother only;
    who sees no names (`is_counting`) the recap's figures."""
    if is_own:
        return "ibu"
    return "rekap" if is_counting else filters.part_filter("pendampingan", PARTS, "pasangan")


def nothing(*, is_own: bool) -> tuple[str, str]:
    """What to say where there is nobody yet."""
    return (NO_OWN_TITLE, NO_OWN_HELP) if is_own else (NO_MOTHERS_TITLE, NO_MOTHERS_HELP)


def render_figures(
    mothers: pd.DataFrame, companions: pd.DataFrame, alone: pd.DataFrame, matchless: int
) -> None:
    """Pregnant mothers, pairs, silent pairs, mothers at high risk alone, and students without a mother."""
    pregnant = mothers[mothers["status"].eq(PREGNANT)]
    high = pregnant[pregnant["kspr_group"].isin(HIGH_RISK)]
    active = companions[companions["status"].eq(ACTIVE)]
    silent = int(active["silent_days"].gt(SILENT_DAYS).sum())
    components.figures(
        [
            components.build_figure(
                "Ibu hamil", len(pregnant), compare=f"{len(high)} di antaranya KRT atau KRST"
            ),
            components.build_figure(
                "Pasangan aktif",
                len(active),
                compare=[
                    f"dari {len(companions)} pasangan",
                    f"diam: {SILENT_DAYS} hari lebih tanpa kunjungan",
                ],
                mark=("problem", f"▲ {silent} diam") if silent else ("good", "✓ tidak ada yang diam"),
            ),
            components.build_figure(
                "Tanpa pendamping",
                len(alone),
                compare="ibu perlu segera atau risiko tinggi, tanpa mahasiswa",
                mark=("problem", "▲ cari pendamping") if len(alone) else None,
            ),
            components.build_figure(
                "Mahasiswa tanpa ibu",
                matchless,
                compare="ibunya pindah, keguguran, selesai nifas, atau tidak dikenal",
            ),
        ]
    )


def render_alerts(mothers: pd.DataFrame, companions: pd.DataFrame) -> None:
    """Mothers Perlu segera by name, the gravest first; and those with more than one student."""
    urgent = select_urgent(mothers)
    if len(urgent):
        told = [_describe_urgent(row) for row in urgent.head(URGENT_NAMED).to_dict("records")]
        more = len(urgent) - len(told)
        rest = [f"dan {more} ibu lain, di bagian Belum berpasangan dan Pasangan"] if more else []
        components.problem_note(URGENT_TITLE, [*told, *rest])
    crowded = companions[companions["active_students"].gt(1)].drop_duplicates("mother_id")
    for row in crowded.to_dict("records"):
        components.notice_note(CROWDED.format(name=format_name(row["name"]), count=row["active_students"]))


def _describe_urgent(row: Mapping[Any, Any]) -> str:
    """ "Siti (tekanan darah bahaya: 170/115, 12 Okt)"."""
    values = [
        f"{value}, {format_short_day(day)}" if pd.notna(day) else value
        for _, value, is_bad, day in list_signs(row)
        if is_bad
    ]
    return f"{format_name(row['name'])} ({row['segera'].replace('; ', ', ')}: {'; '.join(values)})"


def sort_pairs(companions: pd.DataFrame) -> pd.DataFrame:
    """Open pairs first, the longest silent on top."""
    return companions.assign(ended=~companions["status"].isin(OPEN)).sort_values(
        ["ended", "silent_days"], ascending=[True, False], kind="stable", ignore_index=True
    )


def select_open(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs that go on."""
    return pairs[pairs["status"].isin(OPEN)]


def find_pairs(pairs: pd.DataFrame, words: str) -> pd.DataFrame:
    """The pairs in whose names (the mother's, the student's) every word occurs; all without words."""
    searched = (pairs["name"].fillna("") + " " + pairs["student"].fillna("")).str.casefold()
    for word in words.casefold().split():
        pairs = pairs[searched[pairs.index].str.contains(word, regex=False)]
    return pairs


def choose_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs (of sort_pairs) that this part of the page is about: where they fill more than one page,
    those of the page that is turned to, of all or of those whose name is searched for."""
    st.header(PAIRS_TITLE, anchor=False)
    if pairs.empty:
        components.notice_note(NO_PAIRS)
        return pairs
    if len(pairs) <= components.ROWS_A_PAGE:
        return pairs
    words = st.text_input(
        SEARCH, placeholder=SEARCH_EXAMPLE, key="papan_cari_pasangan", on_change=_turn_to_first
    )
    found = find_pairs(pairs, words).reset_index(drop=True)
    if found.empty:
        components.empty_state(NOT_FOUND_TITLE, NOT_FOUND_HELP)
        return found
    shown = components.take_page(found, PAGE_KEY)
    said = PAIRS_SHOWN.format(
        first=shown.index[0] + 1, last=shown.index[-1] + 1, count=format_number(len(found))
    )
    st.html(boards.build_quiet_line(words=said))
    return shown


def _turn_to_first() -> None:
    st.session_state[PAGE_KEY] = 1


def render_pairs(
    pairs: pd.DataFrame, mothers: pd.DataFrame, posyandu: Mapping[str, str], today: pd.Timestamp
) -> None:
    """Each mother and her student: how she is, and when she was last visited."""
    if pairs.empty:
        return
    own = mothers[mothers["mother_id"].isin(pairs["mother_id"])]
    about = own.set_index("mother_id").to_dict("index")
    records = pairs.to_dict("records")
    of_mother: list[Mapping[Any, Any]] = [about.get(row["mother_id"], {}) for row in records]
    shown = {
        "mother": [build_mother(row, posyandu) for row in records],
        "age": [build_gestation(mother, today) for mother in of_mother],
        "risk": [build_risk(mother) for mother in of_mother],
        "signs": [build_signs(mother) for mother in of_mother],
        "student": [_build_student(row) for row in records],
        "visits": [build_visits(row) for row in records],
    }
    headers = {
        "mother": "Ibu",
        "age": "Kehamilan",
        "risk": "KSPR",
        "signs": "Pemeriksaan terbaru",
        "student": "Mahasiswa",
        "visits": "Kunjungan",
    }
    components.html_table(shown, headers)
    st.html(boards.build_quiet_line(words=SILENT_RULE))


def _build_student(row: Mapping[Any, Any]) -> Markup:
    phone = boards.build_phone_link(row["phone"]) if is_given(row["phone"]) else ""
    return cells.join_lines(format_name(row["student"]), str(row["status"]), phone)


def render_steps(pairs: pd.DataFrame, steps: pd.DataFrame) -> None:
    """Pairs × the SOP's ten steps as marks, and which letter or report is still missing."""
    if pairs.empty or steps.empty:
        return
    st.header(STEPS_TITLE, anchor=False)
    columns = steps.drop_duplicates("step").sort_values("step_order")
    own = steps[steps["unit"].isin(pairs["unit"]) & steps["partner"].isin(pairs["student"])]
    boards.render_legend(own["state"])
    by_pair: dict[tuple[str, str], list[Any]] = {}
    for step in each(own.sort_values("step_order", kind="stable")):
        by_pair.setdefault((str(step.unit), str(step.partner)), []).append(step)
    lines = [
        _list_line(row, by_pair.get((str(row["unit"]), str(row["student"])), []))
        for row in pairs.to_dict("records")
    ]
    st.html(_steps(columns=[(row.step, row.description) for row in each(columns)], lines=lines))
    render_step_words(columns)


def _list_line(row: Mapping[Any, Any], steps: Sequence[Any]) -> dict[str, Any]:
    """A line of the matrix: mother, student, marks (step, HTML), papers that are missing."""
    name = format_name(row["name"])
    return {
        "mother": name,
        "student": join_given(
            format_name(row["student"]), None if row["status"] == ACTIVE else row["status"].lower()
        ),
        "marks": [(step.step, _build_mark(step, name)) for step in steps],
        "papers": describe_missing_documents(row),
    }


def _build_mark(step: Any, name: object) -> Markup:
    record = describe_record(step.due_on, step.done_on)
    words = join_given(f"Langkah {step.step}", step.description, name, record)
    return boards.state_mark(step.state, words)


def render_step_words(columns: pd.DataFrame) -> None:
    """The steps' numbers, wording, executor and standard minutes, folded away. `columns`: a row a step."""
    boards.render_step_words(columns, _describe_standard)


def _describe_standard(row: Any) -> str:
    executor = row.standard_executor if is_given(row.standard_executor) else "pelaksana belum ditetapkan"
    minutes = f"{format_number(row.standard_minutes)} menit" if row.standard_minutes > 0 else None
    return join_given(executor, minutes)
