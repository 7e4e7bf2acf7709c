"""The recap of all OSOC reports (SOP, steps 8 and 9) as .xlsx and .docx: with names for the puskesmas itself,
and the figures without names for the dinkes.

The words stand in templates/rekap_osoc.docx and templates/bahan_perencanaan.docx (see word.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from lib.domain.settings import PuskesmasSettings
from lib.reports import letterhead, word
from lib.reports.list_book import build_case_list_book
from lib.words.cells import is_given, join_given
from lib.words.downloads import Download
from lib.words.formats import format_day, format_name, format_number, format_short_day, format_short_month
from lib.words.pendampingan import (
    describe_outcome,
    describe_score,
    has_document,
    list_factors,
    list_planning,
    list_signs,
    show_count,
)

RECAP_FILE, PLANNING_FILE = "rekap_osoc.docx", "bahan_perencanaan.docx"
PAIRS, FIGURES = "pasangan", "bahan"
SHEET, PLANNING_SHEET = "Rekap laporan", "Bahan perencanaan"

PAGES_WIDE = 3
"""So many columns would be too small to read on one page."""

HEADERS: dict[str, tuple[str, float]] = {
    "mother_id": ("ID ibu", 10),
    "name": ("Nama ibu", 24),
    "posyandu": ("Posyandu", 16),
    "rt": ("RT", 6),
    "mother_status": ("Status ibu", 11),
    "weeks": ("Usia kehamilan (minggu)", 11),
    "hpl": ("HPL", 12),
    "delivered_on": ("Tanggal bersalin", 12),
    "kspr_score": ("Skor KSPR", 8),
    "kspr_group": ("Kelompok KSPR", 10),
    "factors": ("Faktor risiko", 46),
    "lila_cm": ("LiLA (cm)", 8),
    "hb_g_dl": ("Hb (g/dL)", 8),
    "systolic": ("Sistole", 8),
    "diastolic": ("Diastole", 8),
    "signs": ("Yang perlu perhatian", 22),
    "student": ("Mahasiswa", 22),
    "student_number": ("NIM", 12),
    "university": ("Perguruan tinggi", 24),
    "status": ("Status pasangan", 13),
    "started_on": ("Tanggal mulai", 12),
    "ended_on": ("Tanggal selesai", 12),
    "visits": ("Kunjungan", 10),
    "minutes": ("Menit kunjungan", 10),
    "last_visit": ("Kunjungan terakhir", 12),
    "assignment_letter": ("No surat tugas", 16),
    "notice_letter": ("No surat pemberitahuan", 16),
    "counselling_material": ("Bahan konseling", 30),
    "report": ("Laporan", 30),
    "reported_on": ("Tanggal laporan", 12),
}
"""Column of Seen.osoc_recap (with weeks, factors and signs in words) → header and width in letters."""


@dataclass(frozen=True, slots=True)
class OsocRecap:
    """The recap of a day: `recap` of Seen.osoc_recap, `planning` and `months` as they may be sent, `names` of
    the posyandu by code."""

    settings: PuskesmasSettings
    recap: pd.DataFrame
    planning: pd.DataFrame
    months: pd.DataFrame
    names: Mapping[str, str]
    today: pd.Timestamp
    templates: tuple[word.WordTemplate, word.WordTemplate]

    @property
    def problem(self) -> str:
        """Why a template of the staff's own is not used; "" when all is well."""
        return " ".join(template.problem for template in self.templates if template.problem)

    def list_named(self) -> list[Download]:
        """The files with names."""
        name = f"rekap-osoc-{self.today:%Y-%m-%d}"
        return [
            Download("Unduh rekap (Word)", f"{name}.docx", self.build_recap_letter),
            Download("Unduh rekap (Excel)", f"{name}.xlsx", self.build_recap_book),
        ]

    def list_nameless(self, *, with_letter: bool) -> list[Download]:
        """The files without names; the letter carries the head of the puskesmas (`with_letter`)."""
        name = f"bahan-perencanaan-osoc-{self.today:%Y-%m-%d}"
        letter = Download("Unduh bahan perencanaan (Word)", f"{name}.docx", self.build_planning_letter)
        book = Download("Unduh bahan perencanaan (Excel)", f"{name}.xlsx", self.build_planning_book)
        return [letter, book] if with_letter else [book]

    def build_recap_book(self) -> bytes:
        """A row a pair, and the figures on a second sheet."""
        records = self.recap.to_dict("records")
        rows = self.recap.assign(
            posyandu=self.recap["posyandu"].map(dict(self.names)).fillna(self.recap["posyandu"]),
            weeks=self.recap["gestation_days"] // 7,
            factors=pd.Series([_describe_factors(row) for row in records], dtype="str"),
            signs=pd.Series([", ".join(_list_alarms(row)) or None for row in records], dtype="str"),
        )
        book = openpyxl.load_workbook(BytesIO(build_case_list_book(rows, title=SHEET, headers=HEADERS)))
        pages = book[SHEET]
        pages.page_setup.fitToWidth = PAGES_WIDE
        pages.page_setup.paperSize = pages.PAPERSIZE_A4
        pages.print_title_cols = "A:B"
        pages.row_dimensions[1].height = 45  # headers of three lines
        self._write_planning(book.create_sheet(PLANNING_SHEET))
        return _save(book)

    def build_planning_book(self) -> bytes:
        """The figures without names on one sheet."""
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.title = PLANNING_SHEET
        self._write_planning(sheet)
        return _save(book)

    def _write_planning(self, sheet: Worksheet) -> None:
        sheet.append([f"Bahan perencanaan One Student One Client, keadaan {format_day(self.today)}"])
        sheet.append([])
        sheet.append(["Kelompok", "Bagian", "Jumlah"])
        for name, parts in list_planning(self.planning):
            for word_, count in parts:
                sheet.append([name, word_ or "semua", _as_number(count)])
        sheet.append([])
        sheet.append(["Kunjungan tiap bulan", "Bulan", "Jumlah"])
        for month, count, shown in self.months[["month", "count", "shown"]].itertuples(index=False):
            sheet.append(["Kunjungan", format_short_month(month), _as_number(show_count(count, shown))])
        for letter, width in (("A", 34), ("B", 30), ("C", 14)):
            sheet.column_dimensions[letter].width = width
        for row in sheet.iter_rows(min_col=1, max_col=3):
            is_head = row[2].value == "Jumlah"
            for cell in row:
                cell.font = Font(bold=is_head or cell.row == 1)
            row[2].alignment = Alignment(horizontal="right")
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)

    def build_recap_letter(self) -> bytes:
        """The recap with names as .docx."""
        rows = [
            {
                "no": str(place),
                "ibu": format_name(row["name"]),
                "posyandu": self.names.get(str(row["posyandu"]), "–"),
                "kspr": describe_score(row),
                "faktor": _describe_factors(row) or "–",
                "mahasiswa": join_given(format_name(row["student"]), row["university"], separator=", "),
                "status": str(row["status"]),
                "kunjungan": f"{format_number(row['visits'])}× ({format_number(row['minutes'])} menit)",
                "keadaan": describe_outcome(row),
                "pemeriksaan": _describe_measured(row),
                "laporan": _describe_report(row),
            }
            for place, row in enumerate(self.recap.to_dict("records"), start=1)
        ]
        received = sum(has_document(row, "report") for row in self.recap.to_dict("records"))
        fields = self._head() | {
            PAIRS: rows,
            "jumlah": format_number(len(rows)),
            "kunjungan": format_number(int(self.recap["visits"].sum())),
            "laporan": format_number(received),
        }
        return word.build_docx(
            self.templates[0], fields, title="Rekap laporan One Student One Client", author=self._author
        )

    def build_planning_letter(self) -> bytes:
        """The figures without names as .docx."""
        figures = [
            {"kelompok": name if place == 0 else "", "bagian": part or "semua", "jumlah": count}
            for name, parts in list_planning(self.planning)
            for place, (part, count) in enumerate(parts)
        ]
        months = [
            {"bulan": format_short_month(month), "jumlah": show_count(count, shown)}
            for month, count, shown in self.months[["month", "count", "shown"]].itertuples(index=False)
        ]
        fields = self._head() | {FIGURES: figures, "kunjungan": months}
        return word.build_docx(
            self.templates[1], fields, title="Bahan perencanaan One Student One Client", author=self._author
        )

    @property
    def _author(self) -> str:
        return letterhead.build_letterhead(self.settings)["puskesmas"]

    def _head(self) -> dict[str, Any]:
        return {**letterhead.build_letterhead(self.settings), "tanggal": format_day(self.today)}


def open_recap(
    settings: PuskesmasSettings,
    recap: pd.DataFrame,
    planning: pd.DataFrame,
    months: pd.DataFrame,
    *,
    names: Mapping[str, str],
    today: pd.Timestamp,
) -> OsocRecap:
    """The recap of a day, with the templates as they are now."""
    templates = (
        word.read_template(RECAP_FILE, needs=(PAIRS,)),
        word.read_template(PLANNING_FILE, needs=(FIGURES,)),
    )
    return OsocRecap(settings, recap, planning, months, names, today, templates)


def _describe_factors(row: Mapping[Any, Any]) -> str:
    if not is_given(row["kspr_factors"]):
        return ""
    return "; ".join(f"{code} {label}" for code, label, _ in list_factors({**row, **_NO_DAYS}))


def _list_alarms(row: Mapping[Any, Any]) -> list[str]:
    return [word_ for word_, _, is_bad, _ in list_signs({**row, **_NO_DAYS}) if is_bad]


def _describe_measured(row: Mapping[Any, Any]) -> str:
    signs = list_signs({**row, **_NO_DAYS})
    said = [
        f"{word_}: {value}" if is_bad else value for word_, value, is_bad, _ in signs if is_bad is not None
    ]
    return ", ".join(said) or "–"


_NO_DAYS = dict.fromkeys(("lila_date", "hb_date", "pressure_date"))


def _describe_report(row: Mapping[Any, Any]) -> str:
    if not has_document(row, "report"):
        return "belum ada"
    return format_short_day(row["reported_on"]) if is_given(row["reported_on"]) else "ada"


def _as_number(shown: str) -> int | str:
    return int(shown.replace(".", "")) if shown.replace(".", "").isdigit() else shown


def _save(book: openpyxl.Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
