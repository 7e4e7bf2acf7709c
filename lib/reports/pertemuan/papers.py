"""The papers of a meeting: undangan, daftar hadir, agenda, notulen and laporan, as DOCX and as PDF.

What a paper says is one mapping of fields, made by meeting_fields.py; the Word template of templates/ (which
the staff may replace, see word.py) and papers.typ set the same mapping.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lib.data.seen import Seen
from lib.reports import word
from lib.reports.pertemuan import fields as meeting_fields
from lib.reports.typesetting import build_pdf
from lib.words import tokens
from lib.words.downloads import Download

TEMPLATE = Path(__file__).with_suffix(".typ")


@dataclass(frozen=True, slots=True)
class Kind:
    """One paper: its title, its Word template, the field without which that would be empty, its fields."""

    title: str
    file_name: str
    needs: str
    build_fields: Callable[[Seen, Mapping[str, Any], str], dict[str, Any]]


KINDS: dict[str, Kind] = {
    "undangan": Kind("Undangan", "undangan.docx", "hari", meeting_fields.build_invitation),
    "daftar_hadir": Kind("Daftar hadir", "daftar_hadir.docx", "peserta", meeting_fields.build_list),
    "agenda": Kind("Agenda", "agenda.docx", "bagian", meeting_fields.build_agenda),
    "notulen": Kind("Notulen", "notulen.docx", "pembahasan", meeting_fields.build_minutes),
    "laporan": Kind("Laporan", "laporan_pertemuan.docx", "pembahasan", meeting_fields.build_report),
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
