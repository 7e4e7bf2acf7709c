"""An SOP as an A4 document: head, headings, steps, flow chart, record of changes, as puskesmas print it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

from lib.reports.sop.flow_chart import build_flow
from lib.reports.typesetting import build_pdf
from lib.words import tokens
from lib.words.formats import format_day, format_number
from lib.words.sop_document import (
    FLOW_CHART,
    HISTORY,
    KEPT,
    KEPT_UNKNOWN,
    PROCEDURE,
    SUMMARY,
    UNSET,
    SopDocument,
    list_new_phases,
)

_TEMPLATE = Path(__file__).with_suffix(".typ")
_PAGES = "Halaman"
"""The document's own count of pages is left out: paper counts its pages itself."""


def name_file(start: str, sop: str, *parts: str, ending: str) -> str:
    """A file name without anything that an address or a disk takes amiss."""
    words = [re.sub(r"[^\w-]+", "-", part).strip("-").casefold() for part in (start, sop, *parts)]
    return "-".join(word for word in words if word) + f".{ending}"


def build_head(document: SopDocument) -> dict[str, Any]:
    """What stands at the head of every printed page of an SOP."""
    return {
        "title": document.title,
        "code": document.code,
        "unit": document.unit,
        "approved": "Disahkan oleh" if document.is_ap else "Ditetapkan oleh",
        "approval": document.approval,
        "letterhead": list(document.letterhead),
        "identity": [fact for fact in document.identity if fact[0] != _PAGES],
        "is_ap": document.is_ap,
        "primary": tokens.LIGHT.primary.ground,
        "line": tokens.LIGHT.line,
        "surface": tokens.LIGHT.surface,
        "quiet": tokens.LIGHT.quiet_ink,
        "ink": tokens.LIGHT.ink,
    }


def build_sop_document(document: SopDocument, *, today: pd.Timestamp) -> bytes:
    """The document as PDF; the flow chart without states, since a document holds for every month."""
    numbers = count(1)

    def number(title: str) -> str:
        return title if document.is_ap else f"{next(numbers)}. {title}"

    page = {
        **build_head(document),
        "printed": format_day(today),
        "opening": [asdict(one) | {"title": number(one.title)} for one in document.opening],
        "boxes": [asdict(one) for one in document.boxes],
        **_build_procedure(document, number),
        "closing": [asdict(one) | {"title": number(one.title)} for one in document.closing],
        "history_title": number(HISTORY) if document.has_history else "",
        "history": [asdict(change) for change in document.history],
        "summary": f"{SUMMARY} {KEPT}{document.kept_at or KEPT_UNKNOWN}.",
        "notes": list(document.notes),
    }
    return build_pdf(_TEMPLATE, page)


def _build_procedure(document: SopDocument, number: Callable[[str], str]) -> dict[str, Any]:
    if not document.steps:
        return {"steps": {"rows": []}, "flow": None}
    flow = build_flow(document, {}, palette=tokens.LIGHT) | {"ground": tokens.LIGHT.card}
    return {
        "procedure": number(f"Alur proses {document.title}" if document.is_ap else PROCEDURE),
        "steps": _build_steps(document),
        "flow_title": number(FLOW_CHART) if document.has_chart else FLOW_CHART,
        "flow_said": document.chart_said,
        "flow": flow,
    }


def _build_steps(document: SopDocument) -> dict[str, Any]:
    """Columns (title; width in fr, none for as wide as needed) and rows, each with the phase it begins."""
    steps = document.steps
    columns: list[tuple[str, float | None, list[str]]] = [
        ("No", None, [step.no for step in steps]),
        (
            "Kegiatan" if document.is_ap else "Langkah",
            2.0 if document.is_ap else 3.0,
            [step.what for step in steps],
        ),
    ]
    if document.is_ap and document.executors:
        columns += [
            (name, None, ["●" if name in step.executors else "" for step in steps])
            for name in document.executors
        ]
    elif document.executors:
        columns.append(("Pelaksana", 1.6, [step.executor or UNSET.lower() for step in steps]))
    minutes = ["" if step.minutes is None else f"{format_number(step.minutes)} menit" for step in steps]
    quality = [
        ("Kelengkapan", 1.4, [step.equipment for step in steps]),
        ("Jadwal" if document.is_ap else "Waktu", None, [step.timing for step in steps]),
        ("Waktu" if document.is_ap else "Menit baku", None, minutes),
        ("Output" if document.is_ap else "Keluaran", 1.4, [step.output for step in steps]),
    ]
    columns += [column for column in quality if any(column[2])]
    total = f"Jumlah waktu baku {format_number(document.minutes)} menit. " if document.minutes else ""
    unset = f"Pelaksana {document.unset} langkah belum ditetapkan." if document.unset else ""
    return {
        "titles": [title for title, _, _ in columns],
        "widths": [width for _, width, _ in columns],
        "executors": len(document.executors) if document.is_ap else 0,
        "rows": [
            {"phase": phase, "cells": list(cells)}
            for phase, cells in zip(
                list_new_phases(steps), zip(*(cells for _, _, cells in columns), strict=True), strict=True
            )
        ],
        "said": (total + unset).strip(),
    }
