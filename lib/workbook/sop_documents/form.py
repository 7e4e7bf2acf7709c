"""The shape of one SOP document. Field names are the column names of the tabs SOP, Langkah SOP and
Riwayat SOP, so that a document becomes rows without a second list of names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from lib.workbook.columns import Tab
from lib.workbook.grids import Cell
from lib.workbook.read_dates import to_serial

DOUBT = "Catatan penyusun: "
"""How a note begins that says what is doubtful in a document; the document itself is never mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. `standard_minutes` and `executor` are None where the document gives none."""

    step: str
    description: str
    executor: str | None = None
    phase: str | None = None
    equipment: str | None = None
    standard_minutes: int | None = None
    output: str | None = None
    timing: str | None = None
    applies_to: str | None = None
    chart_order: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a document's record of changes; one without anything is a heading with nothing under it."""

    number: str | None = None
    part: str | None = None
    change: str | None = None
    effective_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One SOP: identity and headings as written, steps in order. A heading it does not have is None."""

    code: str
    title: str
    form: str
    scope: str
    steps: tuple[Step, ...]
    number: str | None = None
    revision: str | None = None
    pages: str | None = None
    created_on: date | None = None
    revised_on: date | None = None
    issued_on: date | str | None = None
    unit: str | None = None
    approver: str | None = None
    approver_nip: str | None = None
    definition: str | None = None
    purpose: str | None = None
    policy: str | None = None
    legal_basis: str | None = None
    references: str | None = None
    qualifications: str | None = None
    executors: str | None = None
    related_sops: str | None = None
    equipment: str | None = None
    warning: str | None = None
    records: str | None = None
    attention: str | None = None
    related_units: str | None = None
    related_documents: str | None = None
    active: str = "Ya"
    begins_on: date | None = None
    run_by: str | None = None
    letterhead: str | None = None
    approver_office: str | None = None
    approver_rank: str | None = None
    kept_at: str | None = None
    note: str | None = None
    history: tuple[Change, ...] = ()


def numbered(*lines: str) -> str:
    """Lines as the documents number them, one a line."""
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def build_row(tab: Tab, part: Document | Step | Change, code: str) -> list[Cell]:
    """One row of `tab` in the order of its columns; `code` fills the column `sop`."""
    return [_cell(code if column.name == "sop" else getattr(part, column.name)) for column in tab.columns]


def chart(*steps: Step, order: tuple[str, ...] = ()) -> tuple[Step, ...]:
    """The steps with their place in the document's flow chart: as in `order`, without it as in the text."""
    places = {step: place for place, step in enumerate(order or [one.step for one in steps], start=1)}
    return tuple(replace(step, chart_order=places[step.step]) for step in steps)


def doubts(*lines: str) -> str:
    """A discreet note of what is doubtful."""
    return DOUBT + "; ".join(lines) + "."


def count_minutes(steps: Iterable[Step]) -> int:
    """Standard minutes of the steps together; steps without minutes count nothing."""
    return sum(step.standard_minutes or 0 for step in steps)


def _cell(value: str | int | date | None) -> Cell:
    return to_serial(value) if isinstance(value, date) else value
