"""The monev report of SIKERITING as PDF and as Word: the figures of the page, charts, patients and RTL.

Names of children stand in it only for those who may see them. The words of the Word document are in
templates/laporan_monev.docx (see word.py).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from docx import Document
from docx.shared import Cm

from lib.data.seen import Seen
from lib.domain.access import Role
from lib.domain.categories import MODERATE, SEVERE
from lib.domain.mentoring import INDICES, METHODS, compute_monev_figures, count_plan
from lib.domain.mentoring.monev import COMPARED
from lib.reports import letterhead, word
from lib.reports.typesetting import build_pdf, build_png
from lib.words import tokens
from lib.words.cells import each, is_given, join_given
from lib.words.downloads import Download
from lib.words.formats import format_day, format_number, format_short_day
from lib.words.mentoring import (
    ALL_TEAMS,
    NOT_STARTED,
    RUNNING,
    build_rows,
    describe_left_out,
    format_change,
    format_z,
    list_grades,
    list_moves,
)
from lib.words.mentoring import INDICES as TITLES

# --- What the monev report says: its tables and charts, the same figures as on the page.

LEGEND = (
    "Lingkaran kosong: saat dipilih. Tanda penuh: saat monev (segitiga ke kanan naik, ke kiri turun, persegi "
    "tetap). Garis putus: −3 dan −2."
)
LATE_MARK = "lewat"
MARGIN = 0.15  # z kept free on both sides of a chart
COLOURS = {"naik": "wajar", "turun": "sangat rendah"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the report. `key` is also the name of its rows in the Word template, and the fields of its
    columns those of their cells; a width is a part of the page's (0: as wide as needed)."""

    key: str
    title: str
    columns: tuple[tuple[str, str, float], ...]
    """Field, header, width."""
    rows: list[list[str]]
    numbers: tuple[int, ...] = ()
    notes: list[str] = field(default_factory=list)
    empty: str = "Belum ada."

    def describe(self) -> dict[str, Any]:
        """For typst."""
        return {
            "key": self.key,
            "title": self.title,
            "headers": [header for _, header, _ in self.columns],
            "widths": [width for _, _, width in self.columns],
            "rows": self.rows,
            "numbers": list(self.numbers),
            "notes": self.notes,
            "empty": self.empty,
        }

    def list_records(self) -> list[dict[str, str]]:
        """For Word: one mapping a row."""
        names = [name for name, _, _ in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]


def build_tables(
    seen: Seen, year: int, number: int, kelurahan: str, posyandu: str | None
) -> tuple[Table, ...]:
    """Every table of a report, in its order."""
    place = (kelurahan, posyandu)
    children = seen.mentoring.monev(year, number, *place)
    named = seen.scope.names == "full"
    return (
        _build_indices(children),
        _build_moves(children),
        _build_grades(children),
        _build_patients(seen, children, named=named),
        _build_activities(seen.mentoring.plan(year, *place)),
        _build_actions(seen, year, place, named=named),
    )


def _build_indices(children: pd.DataFrame) -> Table:
    figures = compute_monev_figures(children).to_dict("records")
    rows = [
        [
            row["title"],
            format_number(row["patients"]),
            format_number(row[COMPARED]),
            format_z(row["mean_awal"]),
            format_z(row["mean_monev"]),
            format_change(row["mean_change"]),
            *(format_number(row[name]) for name in ("rose", "fell", "same")),
        ]
        for row in figures
    ]
    columns = (
        ("indeks", "Indeks", 1.0), ("pasien", "Pasien", 1.0), ("dibandingkan", "Dibandingkan", 1.3),
        ("awal", "Rata-rata z awal", 1.3), ("monev", "Rata-rata z monev", 1.3),
        ("perubahan", "Perubahan", 1.2), ("naik", "Naik", 0.8), ("turun", "Turun", 0.8),
        ("tetap", "Tetap", 0.8),
    )  # fmt: skip
    notes = describe_left_out(figures)
    return Table("indeks", "Perubahan z-score anak yang sama", columns, rows, tuple(range(1, 9)), notes)


def _build_moves(children: pd.DataFrame) -> Table:
    rows = [
        [index, move, direction, format_number(count)]
        for index, move, direction, count in list_moves(children).itertuples(index=False)
    ]
    columns = (
        ("indeks", "Indeks", 1.0), ("dari_ke", "Kategori (dari → ke)", 4.0), ("arah", "Arah", 1.6),
        ("anak", "Anak", 0.8),
    )  # fmt: skip
    return Table("kategori", "Pindah kategori", columns, rows, (3,))


def _build_grades(children: pd.DataFrame) -> Table:
    rows = [[move, format_number(count)] for move, count in list_grades(children).itertuples(index=False)]
    columns = (("dari_ke", "N/T saat dipilih → saat monev", 4.0), ("anak", "Anak", 1.0))
    return Table(
        "nt", "N dan T", columns, rows, (1,), empty="Belum ada anak yang dinilai N atau T pada keduanya."
    )


def _build_patients(seen: Seen, children: pd.DataFrame, *, named: bool) -> Table:
    rows = []
    for at, row in enumerate(each(children), start=1):
        name = row.name if named and is_given(row.name) else row.child_id if named else f"Pasien {at}"
        home = seen.posyandu_names.get(row.posyandu, row.posyandu)
        rows.append(
            [
                str(at),
                str(name),
                join_given(home, row.team, row.mentor if named else None),
                format_short_day(row.selected_on),
                *(_describe_change(row, index) for index in INDICES),
                f"{_or_dash(row.nt_awal)} → {_or_dash(row.nt_monev)}",
            ]
        )
    columns = (
        ("no", "No", 0), ("nama", "Anak", 1.5), ("pendamping", "Posyandu, tim, mentor", 2.1),
        ("dipilih", "Dipilih", 1.1), *((f"z_{index}", f"z {TITLES[index]}", 1.75) for index in INDICES),
        ("nt", "N/T", 0),
    )  # fmt: skip
    return Table("pasien", "Tiap pasien", columns, rows, (), empty="Belum ada pasien.")


def _describe_change(row: Any, index: str) -> str:
    start, end, why = (getattr(row, name) for name in (f"z_{index}_awal", f"z_{index}_monev", f"why_{index}"))
    if why != COMPARED:
        return str(why)
    then, now = getattr(row, f"category_{index}_awal"), getattr(row, f"category_{index}_monev")
    change = format_change(getattr(row, f"change_{index}"))
    return f"{format_z(start)} → {format_z(end)} ({change}); {now if then == now else f'{then} → {now}'}"


def _or_dash(value: object) -> str:
    return str(value) if is_given(value) else "—"


def _build_activities(plan: pd.DataFrame) -> Table:
    counts = count_plan(plan)
    names = ("planned", "held", "late", "not_held", "coming", "unplanned")
    rows = [
        [
            str(row["team"]) if is_given(row["team"]) else ALL_TEAMS,
            *(format_number(row[name]) for name in names),
        ]
        for row in counts.to_dict("records")
    ]
    columns = (
        ("tim", "Tim", 1.6), ("rencana", "Rencana s.d. hari ini", 1.3), ("terlaksana", "Terlaksana", 1.0),
        ("terlambat", "Terlambat", 1.0), ("belum", "Belum terlaksana", 1.2),
        ("akan_datang", "Akan datang", 1.0), ("tanpa_rencana", "Tanpa rencana", 1.0),
    )  # fmt: skip
    return Table("kegiatan", "Rencana dan pelaksanaan tahun ini", columns, rows, tuple(range(1, 7)))


def _build_actions(seen: Seen, year: int, place: tuple[str, str | None], *, named: bool) -> Table:
    """Open rows of Tindak Lanjut, then what no row is about yet."""
    rows = []
    for row in each(seen.mentoring.actions(year, *place)):
        late = f" ({LATE_MARK} {-row.days_left:.0f} hari)" if row.days_left < 0 else ""
        due = format_short_day(row.due_on) + late if is_given(row.due_on) else "tanpa tenggat"
        status = row.status if is_given(row.status) else "Belum"
        rows.append([row.label if named else "—", row.plan, row.owner if named else "—", due, status])
    plans = seen.mentoring.plans(year, *place)
    for row in each(plans[~plans["recorded"]]):
        whom = row.name if is_given(row.name) else row.subject
        owner = row.mentor if is_given(row.mentor) else row.team
        rows.append([whom if named else "—", row.plan, owner if named else "—", "—", "belum tercatat"])
    rows = [[str(cell) if is_given(cell) else "—" for cell in row] for row in rows]
    columns = (
        ("untuk", "Untuk", 1.4), ("rencana", "Rencana", 2.6), ("penanggung_jawab", "Penanggung jawab", 1.4),
        ("tenggat", "Tenggat", 1.5), ("status", "Status", 1.0),
    )  # fmt: skip
    return Table("rtl", "Rencana tindak lanjut (RTL)", columns, rows, empty="Tidak ada RTL yang terbuka.")


def build_charts(children: pd.DataFrame, *, with_names: bool) -> list[dict[str, Any]]:
    """For typst: title, low, high, ticks, limits and a row a compared child, best change on top."""
    charts = []
    for index in INDICES:
        rows = build_rows(children, index)
        if rows.empty:
            continue
        low = min(*rows["start"], *rows["end"], SEVERE) - MARGIN
        high = max(*rows["start"], *rows["end"], MODERATE) + MARGIN
        palette = tokens.LIGHT
        charts.append(
            {
                "title": f"z {TITLES[index]}",
                "low": low,
                "high": high,
                "ticks": np.arange(np.ceil(low), np.floor(high) + 1).tolist(),
                "limits": [SEVERE, MODERATE],
                "rows": [
                    {
                        "name": row.name if with_names else f"Pasien {at}",
                        "start": float(row.start),
                        "end": float(row.end),
                        "change": row.change,
                        "moved": row.moved,
                        "colour": palette.severity[COLOURS[row.moved]].ground
                        if row.moved in COLOURS
                        else palette.quiet_ink,
                    }
                    for at, row in enumerate(each(rows), start=1)
                ],
            }
        )
    return charts


def describe_charts(charts: list[dict[str, Any]]) -> str:
    """The charts in words."""
    parts = [
        f"{chart['title']}: "
        + "; ".join(f"{row['name']} {row['change']} ({row['moved']})" for row in chart["rows"])
        for chart in charts
    ]
    return ". ".join(parts) + "." if parts else "Belum ada anak yang dapat dibandingkan."


# --- The monev report's Word document: the template filled, and the picture of the charts put in its place.

PICTURE_FIELD = "grafik"
MARK = "\u27e6grafik\u27e7"
"""Stands where the picture goes while the template is filled; nobody types it."""
WIDTH_CM = 16.5


def build_document(
    template: word.WordTemplate,
    fields: Mapping[str, Any],
    tables: Iterable[Table],
    *,
    picture: bytes | None,
    picture_words: str,
    title: str,
) -> bytes:
    """The filled document as .docx. Each table's rows stand in the template under its key, its remarks under
    "<key>_catatan" (and what is said where it has no rows)."""
    filled: dict[str, Any] = {**fields, PICTURE_FIELD: MARK if picture else ""}
    for table in tables:
        filled[table.key] = table.list_records()
        filled[f"{table.key}_catatan"] = " ".join([*([] if table.rows else [table.empty]), *table.notes])
    content = word.build_docx(template, filled, title=title, author=str(fields["puskesmas"]))
    return _place_picture(content, picture, picture_words) if picture else content


def _place_picture(content: bytes, picture: bytes, words: str) -> bytes:
    document = Document(io.BytesIO(content))
    for paragraph in document.paragraphs:
        if MARK not in paragraph.text:
            continue
        for run in paragraph.runs:
            run.text = ""
        shape = paragraph.add_run().add_picture(io.BytesIO(picture), width=Cm(WIDTH_CM))
        shape._inline.docPr.set("descr", words)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


TEMPLATE = Path(__file__).with_name("monev.typ")
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
