"""The monthly report of a puskesmas on one A4 page (more where there are many posyandu), as PDF.

The same tables as on the page and in the .xlsx (monthly_tables); no child is named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from lib.data.seen import Seen
from lib.domain.access import Role
from lib.domain.settings import PuskesmasSettings
from lib.reports.laporan.tables import WORDS, Table, build_tables
from lib.reports.letterhead import BLANK, list_missing
from lib.reports.typesetting import build_pdf
from lib.words import tokens
from lib.words.formats import format_day, format_month, format_number

TEMPLATE = Path(__file__).with_suffix(".typ")
TITLE = "Laporan Bulanan Gizi Balita"
STATUS_TITLE = "Status gizi anak yang diukur"
METHOD = (
    "D = N + T + O + B. N/D′ = N ÷ (N + T). Prevalensi: anak dengan nilai wajar, selang 95% menurut Wilson. "
    "Gizi buruk: BB/TB di bawah −3, edema, atau LiLA di bawah 11,5 cm. Angka ini sama dengan yang tampil di "
    "papan pada hari dicetak."
)
COPY = (
    "Salinan tanpa tanda tangan. Angka kasus di bawah 5 ditulis <5, dan angka yang membukanya tidak dirinci."
)

# Rows of the page: how wide its parts are, and the tables that stand in each part.
_Row = tuple[tuple[float, tuple[str, ...]], ...]
_LAYOUT: tuple[_Row, ...] = (
    ((1, ("skdn",)),),
    ((1.16, ("cakupan",)), (1, ("prevalensi", "program"))),
    ((1, ("banding",)),),
    ((1, ("posyandu",)),),
)
_STATUSES: tuple[_Row, ...] = (((1, ("tb_u",)), (1, ("bb_u",))), ((1, ("bb_tb",)), (1, ("imt_u",))))


@dataclass(frozen=True)
class MonthlyReport:
    """The report of one month as one viewer may see it; what it is made of is computed when asked for."""

    seen: Seen
    month: pd.Period

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Every table by its key, in their order (see monthly_tables.build_tables)."""
        return build_tables(self.seen, self.month)

    @property
    def settings(self) -> PuskesmasSettings:
        return self.seen.settings

    @property
    def is_copy(self) -> bool:
        """Whether it is for reading only: made by somebody who does not see the whole puskesmas."""
        return self.seen.scope.role is not Role.KEPALA

    @property
    def missing(self) -> list[str]:
        """Settings of head and signature that the tab Pengaturan does not have; a copy needs none."""
        return [] if self.is_copy else list_missing(self.settings)

    @property
    def opened(self) -> str:
        """ "3 dari 4 posyandu sudah buka", and that the month is not over."""
        opened, days = self.seen.gizi.opened(self.month)
        told = f"{format_number(opened)} dari {format_number(days)} posyandu sudah buka"
        return f"Sementara: {told}" if self.month == self.seen.this_month else told

    @property
    def notes(self) -> list[str]:
        """What stands under the tables: remarks, rows not counted, rules."""
        left_out = self.seen.left_out
        counted = ", ".join(f"{tab} {format_number(rows)} baris" for tab, rows in left_out.items())
        again = self.seen.gizi.weighed_again(self.month)
        return [
            *(table.note for table in self.tables.values() if table.note),
            *([f"Tidak dihitung karena tidak terbaca: {counted}."] if left_out else []),
            *([f"Perlu ditimbang ulang, tidak ikut semua angka: {int(again)} anak."] if again > 0 else []),
            f"Aturan N: {self.settings.n_rule}. {METHOD}",
            *([COPY] if self.is_copy else []),
        ]

    @property
    def signature(self) -> dict[str, str] | None:
        """Place and day, post, head and NIP, with dots for what is to be written by hand; a copy has none."""
        if self.is_copy:
            return None
        return {
            "place": f"{self.settings.place or BLANK}, {format_day(self.seen.today)}",
            "post": f"Kepala {self.settings.name or 'puskesmas'}",
            "head": self.settings.head or BLANK,
            "nip": f"NIP {self.settings.head_nip or BLANK}",
        }

    def name(self, ending: str) -> str:
        """File name: "laporan-gizi-puskesmas-contoh-2026-11.pdf"."""
        place = re.sub(r"[^a-z0-9]+", "-", self.settings.name.casefold()).strip("-") or "puskesmas"
        return f"laporan-gizi-{place}-{self.month}.{ending}"

    def build_pdf(self) -> bytes:
        """The report as PDF, fonts embedded, accessible (PDF/UA-1)."""
        page = {
            "title": f"{TITLE}, {format_month(self.month)}",
            "heading": TITLE,
            "month": format_month(self.month),
            "opened": self.opened,
            **_build_head(self.settings),
            "rows": [_build_row(row, self.tables) for row in _LAYOUT],
            "status_title": STATUS_TITLE,
            "statuses": [_build_row(row, self.tables, titles=False) for row in _STATUSES],
            "kebal": _build_table(self.tables["kebal"]),
            "notes": self.notes,
            "signature": self.signature,
            "printed": format_day(self.seen.today),
            "primary": tokens.LIGHT.primary.ground,
            "line": tokens.LIGHT.line,
            "quiet": tokens.LIGHT.quiet_ink,
            "surface": tokens.LIGHT.surface,
        }
        return build_pdf(TEMPLATE, page)


def _build_head(settings: PuskesmasSettings) -> dict[str, Any]:
    contact = [settings.address, f"Telepon {settings.phone}" if settings.phone else ""]
    return {
        "district": f"PEMERINTAH {settings.district.upper()}" if settings.district else "",
        "puskesmas": settings.name or "Puskesmas",
        "contact": " · ".join(part for part in contact if part),
    }


def _build_row(row: _Row, tables: Mapping[str, Table], *, titles: bool = True) -> list[dict[str, Any]]:
    return [
        {"width": width, "tables": [_build_table(tables[key], title=titles) for key in keys]}
        for width, keys in row
    ]


def _build_table(table: Table, *, title: bool = True) -> dict[str, Any]:
    return {
        "title": table.title if title else "",
        "headers": [header for header, _ in table.columns],
        "kinds": [kind for _, kind in table.columns],
        "words": [kind == WORDS for _, kind in table.columns],
        "rows": table.format_rows(),
        "total": table.has_total,
    }
