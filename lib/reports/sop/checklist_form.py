"""A daftar tilik on A4: empty for the field, or with what is recorded, compliance and room to sign."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from lib.domain.settings import PuskesmasSettings
from lib.domain.steps import compute_compliance
from lib.reports.list_book import build_case_list_book
from lib.reports.sop.document import build_head
from lib.reports.typesetting import build_pdf
from lib.words import tokens
from lib.words.cells import find_link_host, is_given, join_given
from lib.words.formats import format_day, format_number, format_percent, format_short_day
from lib.words.sop_document import UNSET, SopDocument, list_new_phases
from lib.words.steps import TITLE, describe_source
from lib.workbook.tabs import TABS

_TEMPLATE = Path(__file__).with_suffix(".typ")
BLANK = "……………………………"
"""To be written by hand."""
RESULTS = ("Ya", "Tidak", "TB")


def build_checklist_form(
    document: SopDocument,
    rows: pd.DataFrame | None = None,
    *,
    period: str = "",
    settings: PuskesmasSettings,
    today: pd.Timestamp,
) -> bytes:
    """The form as PDF. `rows` (of compute_sop_status, named by daftar_tilik.name_units) give a sheet for
    each line of theirs, filled in; without them the form is one empty sheet. `period`: the month in words."""
    if rows is None or rows.empty:
        sheets = [_build_empty_sheet(document)]
    else:
        sheets = [
            _build_sheet(lines, period, settings.targets.compliance)
            for _, lines in rows.groupby("key", sort=False)
        ]
    page = {
        **build_head(document),
        "form_title": f"{TITLE}: {document.title}",
        "kind": TITLE,
        "printed": format_day(today),
        "sheets": sheets,
        "results": list(RESULTS),
        "signatures": _list_signatures(settings),
    }
    return build_pdf(_TEMPLATE, page)


def _list_signatures(settings: PuskesmasSettings) -> list[list[str]]:
    where = settings.subdistrict.removeprefix("Kecamatan ") or BLANK
    return [
        ["Mengetahui,", "Kepala puskesmas", settings.head or BLANK, settings.head_nip or BLANK],
        [f"{where}, {BLANK}", "Pemeriksa", BLANK, BLANK],
    ]


def _build_empty_sheet(document: SopDocument) -> dict[str, Any]:
    rows = [
        {
            "phase": phase,
            "no": step.no,
            "what": step.what,
            "below": join_given(
                step.executor or UNSET,
                step.timing,
                f"baku {format_number(step.minutes)} menit" if step.minutes is not None else None,
            ),
            **{"result": "", "day": "", "executor": "", "minutes": "", "note": "", "link": ""},
        }
        for step, phase in zip(document.steps, list_new_phases(document.steps), strict=True)
    ]
    facts = [["Posyandu / sasaran", BLANK], ["Bulan / hari H", BLANK], ["Tanggal diperiksa", BLANK]]
    said = f"Ya …… · Tidak …… · TB …… · Kepatuhan = Ya ÷ (Ya + Tidak) × 100 = {BLANK[:8]} %"
    return {"facts": facts, "rows": rows, "said": said}


def _build_sheet(lines: pd.DataFrame, period: str, target: float) -> dict[str, Any]:
    lines = lines.sort_values(["step_order", "round_date"], kind="stable")
    lines = lines.assign(of_round=lines["round_date"].where(lines.duplicated("step", keep=False)))
    first = lines.iloc[0]
    records = lines.to_dict("records")
    phases = [str(row["phase"]) if is_given(row["phase"]) else "" for row in records]
    figures = compute_compliance(lines, by=()).iloc[0]
    counts = " · ".join(f"{name} {int(figures[key])}" for name, key in zip(RESULTS, _COUNTS, strict=True))
    said = (
        f"{counts} · terisi {int(figures['filled'])} dari {int(figures['total'])} yang jatuh tempo · "
        f"Kepatuhan = Ya ÷ (Ya + Tidak) × 100 = {format_percent(figures['compliance'])} "
        f"(target {format_percent(target, decimals=0)})"
    )
    return {
        "facts": [["Untuk", str(first["label"])], ["Rincian", str(first["below"])], ["Bulan", period]],
        "rows": [
            {"phase": phase if phase != before else "", **_build_row(row)}
            for phase, before, row in zip(phases, ["", *phases], records, strict=False)
        ],
        "said": said,
    }


_COUNTS = ("ya", "tidak", "tb")


def _build_row(row: Mapping[Any, Any]) -> dict[str, str]:
    recorded = is_given(row["result"])
    standard = row["standard_minutes"]
    for_round = f"untuk {format_short_day(row['of_round'])}" if is_given(row["of_round"]) else None
    is_due = is_given(row["due_on"]) and not recorded
    due = f"tempo {format_short_day(row['due_on'])}" if is_due else None
    minutes = format_number(row["minutes"]) if is_given(row["minutes"]) else ""
    proof = row["proof"]
    host = find_link_host(proof)
    source = describe_source(row["source"]) if recorded else tokens.STATE_LABELS[row["state"]]
    return {
        "no": str(row["step"]),
        "what": str(row["description"]) if is_given(row["description"]) else "",
        "below": join_given(
            row["standard_executor"] if is_given(row["standard_executor"]) else UNSET,
            row["timing"],
            f"baku {format_number(standard)} menit" if is_given(standard) else None,
            for_round,
            due,
        ),
        "result": str(row["result"]) if recorded else "",
        "day": format_short_day(row["done_on"]) if is_given(row["done_on"]) else "",
        "executor": str(row["executor"]) if is_given(row["executor"]) else "",
        "minutes": minutes,
        "note": join_given(source, row["note"]),
        "link": str(proof).strip() if host else "",
        "host": host or "",
    }


# --- A daftar tilik as .xlsx: a row for each step of each posyandu day, place or pair, to sort and to file.

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
