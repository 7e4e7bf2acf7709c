"""The papers of a meeting, as DOCX and as PDF: one mapping of fields for both."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from lib.data.seen import Seen
from lib.domain import pertemuan
from lib.reports import word
from lib.reports.letterhead import BLANK, build_letterhead
from lib.reports.typesetting import build_pdf
from lib.words import tokens
from lib.words.cells import each, is_given, join_given
from lib.words.downloads import Download
from lib.words.formats import format_day, format_number, format_percent, format_short_day, format_weekday
from lib.words.pertemuan import describe_agenda, describe_points, describe_subject

# --- What the papers of a meeting say, as fields for Word and for paper alike; what is not known is dotted.
#
# Children and mothers are initials and RT; kader stand by name in the list that they sign, nowhere else.

DOTS = "…" * 38
"""A line to write on."""
LINES = 5
GUEST_ROWS = 6
"""Rows of the list left for people who are not kader."""
ACTION_ROWS = 4
"""Rows left for what is agreed in the meeting."""
NOTHING = "–"

COMMON = (
    *(
        "jenis",
        "jenis_besar",
        "tanggal",
        "hari",
        "tempat_acara",
        "acara",
        "penanggung_jawab",
        "lintas_program",
    ),
)
FIELDS: dict[str, tuple[str, ...]] = {
    "undangan": ("posyandu",),
    "daftar_hadir": ("peserta", "jumlah"),
    "agenda": ("bagian",),
    "notulen": ("hadir", "terwakili", "tanpa_wakil", "terbawa", "pembahasan", "kesimpulan", "sepakat"),
    "laporan": (
        *("hadir", "terwakili", "tanpa_wakil", "kehadiran", "nilai_sebelum", "nilai_sesudah", "kenaikan"),
        *("penjawab", "soal", "pembahasan", "kesimpulan", "sepakat", "dokumentasi", "rencana"),
    ),
}
"""Fields of each paper beside COMMON and those of the letterhead."""


def _build_common(seen: Seen, one: Mapping[str, Any], called: str) -> dict[str, Any]:
    def told(name: str) -> str:
        return str(one[name]) if is_given(one.get(name)) else BLANK

    day = one.get("day")
    return build_letterhead(seen.settings) | {
        "jenis": called,
        "jenis_besar": called.upper(),
        "tanggal": format_day(seen.today),
        "hari": format_weekday(day) if is_given(day) else BLANK,
        "tempat_acara": told("venue"),
        "acara": told("agenda"),
        "penanggung_jawab": told("owner"),
        "lintas_program": told("cross_program"),
    }


def build_invitation(seen: Seen, one: Mapping[str, Any], called: str) -> dict[str, Any]:
    """The letter that invites the kader of every posyandu."""
    desa = {code: seen.desa_of(code) or NOTHING for code in seen.posyandu_names}
    rows = [
        {"no": str(place), "nama": name, "desa": desa[code]}
        for place, (code, name) in enumerate(seen.posyandu_names.items(), start=1)
    ]
    return _build_common(seen, one, called) | {"posyandu": rows}


def build_list(seen: Seen, one: Mapping[str, Any], called: str) -> dict[str, Any]:
    """The list to sign: the active kader by posyandu, and rows for others."""
    names = seen.posyandu_names
    people = [
        {
            "nama": row.name,
            "posyandu": names.get(row.posyandu, row.posyandu) if is_given(row.posyandu) else NOTHING,
            "jabatan": row.position if is_given(row.position) else "Kader",
        }
        for row in each(seen.pertemuan.active_kader)
    ]
    people += [{"nama": "", "posyandu": "", "jabatan": ""}] * GUEST_ROWS
    rows = [{"no": str(place), **person} for place, person in enumerate(people, start=1)]
    count = format_number(len(seen.pertemuan.active_kader))
    return _build_common(seen, one, called) | {"peserta": rows, "jumlah": count}


def build_agenda(seen: Seen, one: Mapping[str, Any], called: str) -> dict[str, Any]:
    """The agenda from the figures of the board, with room for what is decided."""
    assert seen.pertemuan.agenda is not None
    sections = describe_agenda(seen.pertemuan.agenda, seen.posyandu_names, seen.sop_titles)
    parts = [
        {"no": str(place), "judul": section.title, "baris": list(section.lines) or [section.nothing]}
        for place, section in enumerate(sections, start=1)
    ]
    return _build_common(seen, one, called) | {"bagian": parts}


def build_minutes(seen: Seen, one: Mapping[str, Any], called: str) -> dict[str, Any]:
    """The notulen: what is typed, and lines for the rest."""
    rows = _describe_actions(seen.pertemuan.carried_into(one["meeting_id"]), seen.posyandu_names)
    nothing = {"no": NOTHING, "uraian": "Tidak ada yang terbawa.", "pj": "", "tenggat": "", "keadaan": ""}
    return _build_common(seen, one, called) | {
        **_describe_turnout(seen, one),
        **_describe_talk(one),
        "terbawa": rows or [nothing],
        "sepakat": _list_agreed(seen, one),
    }


def build_report(seen: Seen, one: Mapping[str, Any], called: str) -> dict[str, Any]:
    """The laporan: attendance, answers, notulen, what was agreed, and signature."""
    photos = one.get("photos")
    planned = one.get("planned_on")
    return _build_common(seen, one, called) | {
        **_describe_turnout(seen, one),
        **_describe_answers(seen, one),
        **_describe_talk(one),
        "kehadiran": _list_attendance(seen, one),
        "sepakat": _list_agreed(seen, one),
        "dokumentasi": str(photos) if is_given(photos) else BLANK,
        "rencana": format_day(planned) if is_given(planned) else BLANK,
    }


def _describe_turnout(seen: Seen, one: Mapping[str, Any]) -> dict[str, str]:
    turnout = seen.pertemuan.turnout(one["meeting_id"])
    if not turnout["listed"]:
        return {"hadir": BLANK, "terwakili": BLANK, "tanpa_wakil": BLANK}
    rows = seen.pertemuan.attendance_of(one["meeting_id"])
    missing = rows.loc[rows["posyandu"].notna() & rows["present"].eq(0), "posyandu"]
    marked = turnout["present"] + turnout["absent"]
    share = f" ({format_percent(turnout['share'])})" if marked else ""
    return {
        "hadir": f"{turnout['present']:.0f} dari {marked:.0f} orang di daftar hadir{share}",
        "terwakili": f"{turnout['represented']:.0f} dari {turnout['posyandu']:.0f} posyandu",
        "tanpa_wakil": ", ".join(seen.every_posyandu_name.get(code, code) for code in missing) or "tidak ada",
    }


def _list_attendance(seen: Seen, one: Mapping[str, Any]) -> list[dict[str, str]]:
    rows = seen.pertemuan.attendance_of(one["meeting_id"])
    if rows.empty:
        return [{"posyandu": name, "hadir": "", "kader": ""} for name in seen.posyandu_names.values()]
    return [
        {
            "posyandu": seen.every_posyandu_name.get(row.posyandu, row.posyandu)
            if is_given(row.posyandu)
            else "Lainnya",
            "hadir": str(row.present),
            "kader": f"{row.kader_present} dari {row.kader}" if is_given(row.posyandu) else NOTHING,
        }
        for row in each(rows)
    ]


def _describe_answers(seen: Seen, one: Mapping[str, Any]) -> dict[str, Any]:
    scores, whole = seen.pertemuan.scores(one["meeting_id"]), seen.pertemuan.gain(one["meeting_id"])
    questions = seen.pertemuan.gain(one["meeting_id"], "question")
    if whole.empty:
        blank = dict.fromkeys(("soal", "sebelum", "sesudah", "kenaikan"), "")
        said = {"soal": [blank] * 3, "kenaikan": BLANK, "penjawab": BLANK}
    else:
        said = {
            "soal": [
                {
                    "soal": row.question,
                    "sebelum": format_percent(row.before, decimals=0),
                    "sesudah": format_percent(row.after, decimals=0),
                    "kenaikan": describe_points(row.gain),
                }
                for row in each(questions)
            ],
            "kenaikan": describe_points(whole["gain"].iloc[0]),
            "penjawab": f"{format_number(scores['people_both'])} orang",
        }
    sides = {"nilai_sebelum": "before", "nilai_sesudah": "after"}
    percents = {
        name: BLANK if pd.isna(scores[side]) else format_percent(scores[side]) for name, side in sides.items()
    }
    return said | percents


def _describe_talk(one: Mapping[str, Any]) -> dict[str, list[str]]:
    """The notulen as typed, a paragraph a line; dotted lines where nothing is."""
    said = {}
    for field, column in (("pembahasan", "discussion"), ("kesimpulan", "conclusion")):
        typed = str(one[column]) if is_given(one.get(column)) else ""
        lines = [line.strip() for line in typed.splitlines() if line.strip()]
        said[field] = lines or [DOTS] * (LINES if field == "pembahasan" else 3)
    return said


def _describe_actions(actions: pd.DataFrame, names: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {
            "no": str(place),
            "uraian": join_given(row.matter, describe_subject(row, names), separator=": "),
            "pj": str(row.owner) if is_given(row.owner) else NOTHING,
            "tenggat": format_short_day(row.due_on) if is_given(row.due_on) else "tanpa tenggat",
            "keadaan": _describe_state(row),
        }
        for place, row in enumerate(each(actions), start=1)
    ]


def _describe_state(row: Any) -> str:
    return f"lewat {-row.days_left:.0f} hari" if row.state == pertemuan.LATE else str(row.state)


def _list_agreed(seen: Seen, one: Mapping[str, Any]) -> list[dict[str, str]]:
    """What this meeting agreed on, and empty rows for what it will."""
    own = _describe_actions(
        seen.pertemuan.actions[seen.pertemuan.actions["meeting_id"].eq(one["meeting_id"])],
        seen.posyandu_names,
    )
    for row in own:
        del row["keadaan"]
    left = max(ACTION_ROWS - len(own), 0)
    blank = {"uraian": "", "pj": "", "tenggat": ""}
    return own + [{"no": str(len(own) + at), **blank} for at in range(1, left + 1)]


# --- The papers of a meeting: undangan, daftar hadir, agenda, notulen and laporan, as DOCX and as PDF.
#
# What a paper says is one mapping of fields; the Word template of templates/ (which the staff may
# replace, see word.py) and papers.typ set the same mapping.

TEMPLATE = Path(__file__).with_name("papers.typ")


@dataclass(frozen=True, slots=True)
class Kind:
    """One paper: its title, its Word template, the field without which that would be empty, its fields."""

    title: str
    file_name: str
    needs: str
    build_fields: Callable[[Seen, Mapping[str, Any], str], dict[str, Any]]


KINDS: dict[str, Kind] = {
    "undangan": Kind("Undangan", "undangan.docx", "hari", build_invitation),
    "daftar_hadir": Kind("Daftar hadir", "daftar_hadir.docx", "peserta", build_list),
    "agenda": Kind("Agenda", "agenda.docx", "bagian", build_agenda),
    "notulen": Kind("Notulen", "notulen.docx", "pembahasan", build_minutes),
    "laporan": Kind("Laporan", "laporan_pertemuan.docx", "pembahasan", build_report),
}
"""The papers in the order of the work; the key is also their kind in papers.typ."""


@dataclass(frozen=True)
class MeetingPaper:
    """One paper of one meeting, made when asked for. `meeting`: of Seen.meeting, or the little that is known
    before one is planned; `called`: "Pertemuan kader" or another kind."""

    seen: Seen
    key: str
    meeting: Mapping[str, Any]
    called: str

    @property
    def title(self) -> str:
        return KINDS[self.key].title

    @cached_property
    def template(self) -> word.WordTemplate:
        """The Word template as it is now."""
        kind = KINDS[self.key]
        return word.read_template(kind.file_name, needs=(kind.needs,))

    @property
    def problem(self) -> str:
        """Why the staff's own template is not used; "" when all is well."""
        return self.template.problem

    @cached_property
    def fields(self) -> dict[str, Any]:
        """Everything the paper says: texts, and lists of texts or of mappings."""
        return KINDS[self.key].build_fields(self.seen, self.meeting, self.called)

    @property
    def _heading(self) -> str:
        return f"{self.title} {self.called}"

    def build_docx(self) -> bytes:
        """The paper as .docx, to be finished in Word or LibreOffice."""
        return word.build_docx(
            self.template, self.fields, title=self._heading, author=self.fields["puskesmas"]
        )

    def build_pdf(self) -> bytes:
        """The paper as PDF, A4, to be finished by hand."""
        page = {
            "kind": self.key,
            "title": self._heading,
            "primary": tokens.LIGHT.primary.ground,
            "line": tokens.LIGHT.line,
            "quiet": tokens.LIGHT.quiet_ink,
            **self.fields,
        }
        return build_pdf(TEMPLATE, page)

    def name(self, ending: str) -> str:
        """File name: "notulen-pk-2026-11.docx"."""
        about = str(self.meeting.get("meeting_id") or self.called)
        about = re.sub(r"[^a-z0-9]+", "-", about.casefold()).strip("-") or "pertemuan"
        return f"{self.key.replace('_', '-')}-{about}.{ending}"

    def list_downloads(self) -> list[Download]:
        """The paper in both forms, each made at the click."""
        return [
            Download(f"{self.title} (Word)", self.name("docx"), self.build_docx),
            Download(f"{self.title} (PDF)", self.name("pdf"), self.build_pdf),
        ]


def list_papers(seen: Seen, meeting: Mapping[str, Any]) -> list[MeetingPaper]:
    """The papers of one meeting in the order of the work; its agenda is of the next one (open_agenda)."""
    return [MeetingPaper(seen, key, meeting, str(meeting["kind"])) for key in KINDS if key != "agenda"]


def open_agenda(seen: Seen, called: str) -> MeetingPaper:
    """The agenda of the next meeting of a kind, also where none is planned yet."""
    return MeetingPaper(seen, "agenda", seen.pertemuan.coming(called) or {}, called)
