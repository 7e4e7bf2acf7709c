"""A daftar tilik as .xlsx: a row for each step of each posyandu day, place or pair, to sort and to file."""

from __future__ import annotations

import pandas as pd

from lib.reports.list_book import build_case_list_book
from lib.words import tokens
from lib.words.steps import describe_source
from lib.workbook.tabs import TABS

__all__ = ["HEADERS", "build_checklist_book"]

_COLUMNS = {
    column.name: column.header for name in ("langkah_sop", "daftar_tilik") for column in TABS[name].columns
}
HEADERS: dict[str, tuple[str, float]] = {
    "sop": ("SOP", 12),
    "label": ("Untuk", 22),
    "below": ("Rincian", 24),
    "step": (_COLUMNS["step"], 8),
    "phase": ("Fase", 18),
    "description": ("Uraian", 44),
    "standard_executor": ("Pelaksana baku", 22),
    "timing": (_COLUMNS["timing"], 10),
    "due_on": ("Jatuh tempo", 12),
    "state": ("Keadaan", 18),
    "result": (_COLUMNS["result"], 8),
    "done_on": (_COLUMNS["date"], 12),
    "executor": (_COLUMNS["executor"], 20),
    "minutes": (_COLUMNS["minutes"], 8),
    "standard_minutes": (_COLUMNS["standard_minutes"], 8),
    "proof": (_COLUMNS["proof"], 30),
    "source": ("Sumber", 24),
    "note": (_COLUMNS["note"], 34),
}
"""Column of compute_sop_status (named by daftar_tilik.name_units) → header and width in letters."""


def build_checklist_book(rows: pd.DataFrame, *, title: str) -> bytes:
    """One sheet; states and sources in words, text stays text."""
    shown = rows.assign(
        state=rows["state"].map(tokens.STATE_LABELS),
        source=rows["source"].map(describe_source, na_action="ignore"),
    )
    return build_case_list_book(shown, title=title, headers=HEADERS)
