"""The monev report of SIKERITING as PDF and as Word: the figures of the page, charts, patients and RTL.

Names of children stand in it only for those who may see them. The words of the Word document are in
templates/laporan_monev.docx (see word.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lib.data.seen import Seen
from lib.domain.access import Role
from lib.domain.mentoring import METHODS
from lib.reports import letterhead, word
from lib.reports.mentoring.tables import LEGEND, Table, build_charts, build_tables, describe_charts
from lib.reports.mentoring.word import build_document
from lib.reports.typesetting import build_pdf, build_png
from lib.words import tokens
from lib.words.downloads import Download
from lib.words.formats import format_day
from lib.words.mentoring import NOT_STARTED, RUNNING

TEMPLATE = Path(__file__).with_suffix(".typ")
PICTURE = Path(__file__).with_name("monev_picture.typ")
FILE_NAME = "laporan_monev.docx"
TITLE = "Laporan Monev {number} SIKERITING, Tahun {year}"
COPY = "Salinan tanpa tanda tangan, hanya berisi pasien yang dapat dilihat pembuatnya."
PICTURE_PPI = 200
METHODS_SAID = ("monev", "monev_nt", "z_awal")


@dataclass(frozen=True)
class MonevReport:
    """Monev `number` (1 or 2) of a year and place, as one viewer may see it; made when asked for."""

    seen: Seen
    year: int
    number: int
    kelurahan: str = ""
    posyandu: str | None = None

    @property
    def title(self) -> str:
        return TITLE.format(number=self.number, year=self.year)

    @property
    def is_copy(self) -> bool:
        """Whether it is for reading only: made by somebody who does not see the whole puskesmas."""
        return self.seen.scope.role is not Role.KEPALA

    @property
    def missing(self) -> list[str]:
        """Settings of head and signature that the tab Pengaturan does not have; a copy needs none."""
        return [] if self.is_copy else letterhead.list_missing(self.seen.settings)

    @cached_property
    def template(self) -> word.WordTemplate:
        """The Word template as it is now; see word.py."""
        return word.read_template(FILE_NAME, needs=("pasien",))

    @property
    def problem(self) -> str:
        """Why the staff's own template is not used; "" when all is well."""
        return self.template.problem

    @property
    def place(self) -> str:
        """Kelurahan and posyandu that were chosen; for a mentor their own name."""
        if self.seen.scope.name_in_book is not None:
            return f"Pasangan {self.seen.scope.name_in_book}"
        chosen = [f"Kelurahan {self.kelurahan}"] if self.kelurahan else []
        chosen += [f"Posyandu {self.seen.posyandu_names[self.posyandu]}"] if self.posyandu else []
        return ", ".join(chosen) or "Semua kelurahan"

    @property
    def window(self) -> str:
        """ "Pengukuran 1 April 2026 – 30 Juni 2026"."""
        days = self.seen.mentoring.window(self.year, self.number)
        return f"Pengukuran {format_day(days.first)} – {format_day(days.last)}"

    @property
    def notices(self) -> list[str]:
        """That the figures can still change, and that this is a copy."""
        days = self.seen.mentoring.window(self.year, self.number)
        said = RUNNING if days.started else NOT_STARTED
        running = [] if days.is_over else [said.format(number=self.number, day=format_day(days.last))]
        return [*running, *([COPY] if self.is_copy else [])]

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """What the report says, in its order (see monev_tables)."""
        return build_tables(self.seen, self.year, self.number, self.kelurahan, self.posyandu)

    @cached_property
    def charts(self) -> list[dict[str, Any]]:
        """The chart of each index that has compared children."""
        children = self.seen.mentoring.monev(self.year, self.number, self.kelurahan, self.posyandu)
        return build_charts(children, with_names=self.seen.scope.names == "full")

    def name(self, kind: str) -> str:
        """Its file name: "laporan-monev-1-2026-sukamaju.pdf"."""
        place = re.sub(r"[^a-z0-9]+", "-", f"{self.kelurahan} {self.posyandu or ''}".casefold()).strip("-")
        return f"laporan-monev-{self.number}-{self.year}{f'-{place}' if place else ''}.{kind}"

    @property
    def downloads(self) -> list[Download]:
        """Its two buttons."""
        return [
            Download("Laporan monev (PDF)", self.name("pdf"), self.build_pdf),
            Download("Laporan monev (Word)", self.name("docx"), self.build_docx),
        ]

    def build_pdf(self) -> bytes:
        """The pages as PDF, accessible (PDF/UA-1)."""
        settings = self.seen.settings
        contact = [settings.address, f"Telepon {settings.phone}" if settings.phone else ""]
        page = {
            "title": self.title,
            "district": f"PEMERINTAH {settings.district.upper()}" if settings.district else "",
            "puskesmas": settings.name or "Puskesmas",
            "contact": " · ".join(part for part in contact if part),
            "place": self.place,
            "window": self.window,
            "notices": self.notices,
            "tables": [table.describe() for table in self.tables],
            "alt": describe_charts(self.charts),
            "legend": LEGEND,
            "methods": [METHODS[name] for name in METHODS_SAID],
            "signature": None if self.is_copy else self._sign(),
            "printed": format_day(self.seen.today),
            **self._look(),
        }
        return build_pdf(TEMPLATE, page)

    def build_docx(self) -> bytes:
        """The same as .docx, charts as one picture."""
        picture = build_png(PICTURE, self._look(), ppi=PICTURE_PPI) if self.charts else None
        fields = letterhead.build_letterhead(self.seen.settings) | {
            "judul": self.title,
            "lingkup": self.place,
            "jendela": self.window,
            "tanggal": format_day(self.seen.today),
            "catatan": " ".join(self.notices),
            "keterangan_grafik": LEGEND if picture else "",
            "metode": " ".join(METHODS[name] for name in METHODS_SAID),
            "bertanda_tangan": not self.is_copy,
        }
        return build_document(
            self.template,
            fields,
            self.tables,
            picture=picture,
            picture_words=describe_charts(self.charts),
            title=self.title,
        )

    def _look(self) -> dict[str, Any]:
        return {
            "charts": self.charts,
            "primary": tokens.LIGHT.primary.ground,
            "line": tokens.LIGHT.line,
            "quiet": tokens.LIGHT.quiet_ink,
            "surface": tokens.LIGHT.surface,
        }

    def _sign(self) -> dict[str, str]:
        settings = self.seen.settings
        return {
            "place": f"{settings.place or letterhead.BLANK}, {format_day(self.seen.today)}",
            "post": f"Kepala {settings.name or 'puskesmas'}",
            "head": settings.head or letterhead.BLANK,
            "nip": f"NIP {settings.head_nip or letterhead.BLANK}",
        }
