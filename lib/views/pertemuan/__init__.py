"""The parts of the page Pertemuan: the year's plan, the chosen meeting, its preparation and notulen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from lib.domain import pertemuan
from lib.domain.privacy import WITHHELD
from lib.views import boards, cells, components, filters, notes
from lib.views.templates import build_sheet, macro
from lib.words.cells import each, is_given, join_given
from lib.words.formats import format_day, format_percent, format_short_day, format_weekday
from lib.words.pertemuan import describe_points

TITLE = "Pertemuan"
LEAD = (
    "Rencana setahun, siapa yang hadir, apa yang dipahami, dan apa yang harus selesai sebelum bertemu lagi."
)
CHOOSE, CHOOSE_YEAR = "Pertemuan", "Tahun"
PARTS = {
    "ringkas": "Ringkas",
    "hadir": "Kehadiran",
    "soal": "Soal",
    "tindak": "Tindak lanjut",
    "agenda": "Agenda",
    "dokumen": "Dokumen",
    "tahun": "Setahun",
}
FOR_STAFF = ("dokumen",)
FOR_FIELD = ("agenda",)
TABS_READ = ("Pertemuan", "Hadir Pertemuan", "Tanya Jawab", "Tindak Lanjut", "Kader")
METHODS = tuple(pertemuan.METHODS)

NO_MEETINGS_TITLE = "Belum ada pertemuan"
NO_MEETINGS_HELP = (
    "Isi tab “Pertemuan”: satu baris satu pertemuan, paling sedikit ID (misalnya PK-2026-02) dan Tanggal "
    "rencana. SOP meminta rencana setahun dan tiap bulan."
)
OVERDUE_NOTE = "Harinya sudah lewat, tetapi belum tercatat terlaksana: {days}."
OVERDUE_HELP = (
    "Bila sudah, isi Tanggal dan pilih Status Terlaksana; bila tidak jadi, pilih Ditunda atau Batal."
)
NO_DAY = "tanpa tanggal"

PREPARED = {"tempat": "venue", "agenda": "agenda", "lintas program": "cross_program", "alat": "tools_ready"}
"""What SOP steps 1–3 prepare → columns of compute_meetings."""

STATE_LOOKS = {
    pertemuan.HELD: "selesai",
    pertemuan.PLANNED: "akan datang",
    pertemuan.POSTPONED: "berjalan",
    pertemuan.CANCELLED: "tidak berlaku",
    pertemuan.OVERDUE: "lewat",
}
"""The state whose symbol and colour a meeting's state wears; the word is its own."""

FILE = "pertemuan/pertemuan.html"
_head, _facts, _minutes, _open = (macro(FILE, name) for name in ("head", "facts", "minutes", "open"))


def render_style() -> None:
    """The styles of this page; once."""
    boards.render_board_style()
    st.html(build_sheet("pertemuan/pertemuan.css", dark=components.is_dark()))


def choose(
    place: DeltaGenerator, names: Mapping[str, str], usual: str | None, *, missing: Sequence[str]
) -> str | None:
    """The meeting to look at (of name_meetings), kept in the address; what to do where there is none.
    `missing`: tabs."""
    notes.missing_tabs(missing)
    if not names and not missing:
        components.empty_state(NO_MEETINGS_TITLE, NO_MEETINGS_HELP)
    if not names:
        return None
    with filters.fold(place, [names[filters.read_choice("pertemuan", list(names), usual or "")]]):
        return filters.choice_filter(CHOOSE, "pertemuan", names, usual or "")


def choose_part(*, is_staff: bool, is_field: bool) -> str:
    """The part of the page, of those that a viewer may see."""
    shown = {
        key: title
        for key, title in PARTS.items()
        if (is_staff or key not in FOR_STAFF) and (is_field or key not in FOR_FIELD)
    }
    return filters.part_filter("pertemuan", shown, "ringkas")


def name_meetings(table: pd.DataFrame) -> dict[str, str]:
    """ID → how a meeting is called in the drop-down, the last first."""
    return {
        row.meeting_id: f"{format_short_day(row.day) if is_given(row.day) else NO_DAY} · {row.kind}"
        for row in each(table.iloc[::-1])
    }


def read_year(one: Mapping[str, Any], today: pd.Timestamp) -> int:
    """The year of a meeting's plan; the running one where it has no date."""
    return int(one["month"].year if is_given(one["month"]) else today.year)


def build_state(state: str) -> Markup:
    """HTML of a meeting's state: symbol, word, colour."""
    return cells.build_sign(STATE_LOOKS[state], state)


def render_overdue(table: pd.DataFrame) -> None:
    """Plans whose day has passed without a meeting; nothing where there is none."""
    rows = table[table["state"].eq(pertemuan.OVERDUE)]
    if len(rows):
        days = "; ".join(f"{row.kind} {format_short_day(row.day)}" for row in each(rows))
        components.problem_note(OVERDUE_NOTE.format(days=days), OVERDUE_HELP)


def render_head(one: Mapping[str, Any]) -> None:
    """The meeting's kind, day and state."""
    day = format_weekday(one["day"]) if is_given(one["day"]) else NO_DAY
    st.header(components.plain(f"{one['kind']}, {day}"), anchor=False)
    moved = one["moved_days"]
    words = [describe_days_left(one)]
    if is_given(moved) and moved:
        planned = format_day(one["planned_on"])
        words.append(
            f"direncanakan {planned}, {abs(moved):.0f} hari lebih {'lambat' if moved > 0 else 'awal'}"
        )
    st.html(_head(state=build_state(one["state"]), said=join_given(*words)))


def describe_days_left(one: Mapping[str, Any]) -> str | None:
    """ "26 hari lagi", "hari ini", for meetings ahead; None for others."""
    if one["state"] not in (pertemuan.PLANNED, pertemuan.POSTPONED) or not is_given(one["days_left"]):
        return None
    left = int(one["days_left"])
    return "hari ini" if left == 0 else f"{left} hari lagi" if left > 0 else "hari baru belum ditulis"


def render_figures(
    one: Mapping[str, Any],
    turnout: Mapping[str, float],
    scores: Mapping[str, float],
    gain: pd.DataFrame,
    counts: Mapping[str, int],
) -> None:
    """Attendance, represented posyandu, scores and actions of a meeting that was held, in four figures."""
    if one["state"] != pertemuan.HELD:
        return
    marked = turnout["present"] + turnout["absent"]
    places = turnout["posyandu"] if turnout["listed"] else None
    components.figures(
        [
            components.build_figure(
                "Hadir", turnout["share"], percent=True,
                numerator=turnout["present"], denominator=marked,
                compare="dari daftar hadir" if marked else "daftar hadir belum diisi",
            ),
            components.build_figure(
                "Posyandu terwakili", None if places is None else turnout["represented"],
                compare="daftar hadir belum diisi" if places is None else f"dari {places:.0f} posyandu",
            ),
            components.build_figure(
                "Nilai sesudah", scores["after"], percent=True, compare=_describe_gain(scores, gain),
            ),
            components.build_figure(
                "Tindak lanjut lewat", counts[pertemuan.LATE],
                compare=f"dari {sum(counts[state] for state in pertemuan.OPEN_STATES)} yang belum selesai",
            ),
        ]
    )  # fmt: skip


def _describe_gain(scores: Mapping[str, float], gain: pd.DataFrame) -> list[str]:
    if not scores["people_before"] and not scores["people_after"]:
        return ["tab Tanya Jawab belum diisi"]
    lines = [f"sebelum {format_percent(scores['before'])}"]
    if len(gain):
        lines.append(f"kenaikan {describe_points(gain['gain'].iloc[0])}")
    return lines


def render_facts(one: Mapping[str, Any], *, with_owner: bool) -> None:
    """Preparation and place: what is typed, and what is still missing; the owner if `with_owner`."""
    st.subheader("Persiapan", anchor=False)
    ready = one["tools_ready"]
    tools = "belum diisi" if not is_given(ready) else "✓ sudah siap" if ready else "✕ belum siap"
    facts = {
        "Tempat": one["venue"],
        "Agenda": one["agenda"],
        "Penanggung jawab": one["owner"],
        "Lintas program": one["cross_program"],
        "Alat dan bahan": tools,
    }
    if not with_owner:
        del facts["Penanggung jawab"]
    rows = [(name, value if is_given(value) else "belum diisi") for name, value in facts.items()]
    st.html(_facts(rows=rows))


def render_minutes(one: Mapping[str, Any]) -> None:
    """The notulen and the links to report and photos; of a meeting still to come nothing."""
    if one["state"] != pertemuan.HELD:
        return
    st.subheader("Notulen", anchor=False)
    for title, column in (("Pembahasan", "discussion"), ("Kesimpulan", "conclusion")):
        told = one[column]
        known = is_given(told) and told != WITHHELD
        words = told if known else "tidak ditampilkan" if told == WITHHELD else "belum diisi"
        st.html(_minutes(title=title, words=words, known=known))
    links = (("report", "Laporan"), ("photos", "Dokumentasi"))
    built = [boards.build_proof(one[column], title) for column, title in links]
    if any(built):
        st.html(_open(links=built))
    elif not is_given(one["report"]):
        components.notice_note(
            "Laporan belum ada di tab Pertemuan.", "SOP langkah 7: petugas membuat laporan."
        )


def render_coming(one: Mapping[str, Any], carried: pd.DataFrame | None) -> None:
    """Of a meeting still to come: how it is prepared and what it begins with. `carried`: of
    select_carried; None for those who see no actions."""
    if one["state"] not in (pertemuan.PLANNED, pertemuan.POSTPONED):
        return
    # Tools that are marked as not ready are recorded, and still to be prepared.
    done = [name for name, column in PREPARED.items() if is_given(one[column]) and one[column]]
    missing = [name for name in PREPARED if name not in done]
    words = f"dari {len(PREPARED)}" + (f", belum: {', '.join(missing)}" if missing else "")
    built = [components.build_figure("Persiapan siap", len(done), compare=words)]
    if carried is not None:
        late = int(carried["state"].eq(pertemuan.LATE).sum())
        words = f"{late} di antaranya lewat tenggat"
        built.append(components.build_figure("Tindak lanjut terbawa", len(carried), compare=words))
    components.figures(built)
