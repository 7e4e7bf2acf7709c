"""An SOP as its document has it, from the tabs SOP, Langkah SOP and Riwayat SOP: for screen and paper.

Nothing in here knows one SOP from another: whatever is typed into the tabs becomes a document. A heading that
nobody filled in is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.domain.rows import is_active
from lib.domain.steps.units import Tables, compute_steps
from lib.words import tokens
from lib.words.cells import is_given
from lib.words.formats import format_day, format_month
from lib.workbook.sop_documents.form import DOUBT

SOP_AP = "SOP-AP"
UNSET = "Belum ditetapkan"
"""Where a step stands whose executor the document does not name."""

_OPENING = {
    "definition": "Pengertian",
    "purpose": "Tujuan",
    "policy": "Kebijakan",
    "legal_basis": "Dasar hukum",
    "references": "Referensi",
    "qualifications": "Kualifikasi pelaksana",
    "related_sops": "Keterkaitan",
    "equipment": "Alat dan bahan",
    "warning": "Peringatan",
}
_CLOSING = {
    "attention": "Hal-hal yang perlu diperhatikan",
    "records": "Pencatatan",
    "related_units": "Unit terkait",
    "related_documents": "Dokumen terkait",
}
_BOXES = {
    "legal_basis": "Dasar hukum",
    "qualifications": "Kualifikasi pelaksana",
    "related_sops": "Keterkaitan",
    "equipment": "Peralatan/perlengkapan",
    "warning": "Peringatan",
    "records": "Pencatatan dan pendataan",
}
"""The head of an SOP-AP, two in a row."""

_TROUBLES = ("lewat", "tidak dilakukan", "hari ini")
"""States that colour a step even where only one posyandu, round or pair stands so."""

SUMMARY = "Ringkasan dokumen: langkahnya ditulis singkat, fakta dan angkanya seperti di dokumen."
KEPT, KEPT_UNKNOWN = "Dokumen aslinya: ", "letaknya belum diisi di tab SOP, kolom Letak dokumen"
PROCEDURE, FLOW_CHART, HISTORY = "Prosedur", "Diagram alir", "Rekaman historis"

_NUMBERED = re.compile(r"^\s*\d+\s*[.)]\s*")
_BULLET = re.compile(r"^\s*(?:[•✓]\s*|[*-]\s+)")
_EXECUTORS = re.compile(r"\s*[,;\n]\s*")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines; `marks` is "angka" (numbered), "butir" (bullets) or "" (as they are)."""

    title: str
    lines: tuple[str, ...]
    marks: str


@dataclass(frozen=True, slots=True)
class DocumentStep:
    """One step; words are "" and minutes None where the document gives none."""

    no: str
    phase: str
    what: str
    executor: str
    executors: tuple[str, ...]
    timing: str
    equipment: str
    minutes: int | None
    output: str
    chart_order: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """One line of the record of changes."""

    no: str
    part: str
    change: str
    effective: str


@dataclass(frozen=True, slots=True)
class StepState:
    """How a step stands in a month: a state of tokens.STATE_SYMBOLS, and all that occur in words ("Lewat 2 ·
    Selesai 4")."""

    state: str
    words: str


@dataclass(frozen=True, slots=True)
class SopDocument:
    """A whole document. `executors` are those of its table's columns, then others that steps name."""

    code: str
    title: str
    is_ap: bool
    unit: str
    letterhead: tuple[str, ...]
    approver: str
    office: str
    rank: str
    nip: str
    kept_at: str
    identity: tuple[tuple[str, str], ...]
    opening: tuple[Section, ...]
    boxes: tuple[Section, ...]
    steps: tuple[DocumentStep, ...]
    executors: tuple[str, ...]
    closing: tuple[Section, ...]
    history: tuple[DocumentChange, ...]
    has_history: bool
    notes: tuple[str, ...]

    @property
    def has_chart(self) -> bool:
        """Whether the document itself has a heading for a flow chart (`Urutan bagan` is filled in)."""
        return any(step.chart_order is not None for step in self.steps)

    @property
    def chart_steps(self) -> tuple[DocumentStep, ...]:
        """The steps as the document's flow chart has them; those without a place stand last."""
        last = len(self.steps) + 1
        return tuple(sorted(self.steps, key=lambda step: step.chart_order or last))

    @property
    def chart_said(self) -> str:
        """Where the chart's order differs from the text's, or the document has none: that it is so."""
        chart = [step.no for step in self.chart_steps]
        if not self.has_chart:
            return "Dokumen ini tidak punya bagan; yang di sini dibuat dari langkahnya."
        if chart == [step.no for step in self.steps]:
            return ""
        return f"Urutan di bagan dokumen: {', '.join(chart)}. Yang dipakai urutan uraian di atas."

    @property
    def approval(self) -> str:
        """Office, name, rank and NIP of who approved it, one a line."""
        nip = f"NIP {self.nip}" if self.nip else ""
        return "\n".join(part for part in (self.office, self.approver, self.rank, nip) if part)

    @property
    def minutes(self) -> int:
        """Standard minutes of all steps together."""
        return sum(step.minutes or 0 for step in self.steps)

    @property
    def unset(self) -> int:
        """How many steps have no executor."""
        return sum(not step.executors for step in self.steps)


def list_documents(tables: Tables, steps: pd.DataFrame | None = None) -> dict[str, str]:
    """Code → title of the SOPs in use, those with steps first, then headers without.  `steps` of
    compute_steps, if at hand."""
    steps = (compute_steps(tables) if steps is None else steps).drop_duplicates("sop")
    titles = dict(zip(steps["sop"], steps["sop_title"].fillna(steps["sop"]), strict=True))
    table = tables["sop"]
    table = table[is_active(table) & table["code"].notna()]
    return {**dict(zip(table["code"], table["title"].fillna(table["code"]), strict=True)), **titles}


def build_document(tables: Tables, sop: str, steps: pd.DataFrame | None = None) -> SopDocument:
    """The document with this code; of an SOP that only `Langkah SOP` knows, what the steps say.  `steps` of
    compute_steps, if at hand."""
    found = tables["sop"][tables["sop"]["code"].eq(sop)]
    head: Mapping[Any, Any] = found.iloc[-1].to_dict() if len(found) else {}
    is_ap = head.get("form") == SOP_AP
    all_steps = compute_steps(tables) if steps is None else steps
    own_steps, executors = _build_steps(all_steps, tables["langkah_sop"], sop, head.get("executors"))
    return SopDocument(
        code=sop,
        title=_words(head.get("title")) or sop,
        is_ap=is_ap,
        unit=_words(head.get("unit")),
        letterhead=tuple(
            line.strip() for line in _words(head.get("letterhead")).splitlines() if line.strip()
        ),
        approver=_words(head.get("approver")),
        office=_words(head.get("approver_office")),
        rank=_words(head.get("approver_rank")),
        kept_at=_words(head.get("kept_at")),
        nip=_words(head.get("approver_nip")),
        identity=tuple(_build_identity(head, is_ap=is_ap)),
        opening=_build_sections(head, {k: v for k, v in _OPENING.items() if not (is_ap and k in _BOXES)}),
        boxes=_build_sections(head, _BOXES, empty=True) if is_ap else (),
        steps=own_steps,
        executors=executors,
        closing=_build_sections(head, {k: v for k, v in _CLOSING.items() if not (is_ap and k in _BOXES)}),
        history=tuple(_build_history(tables["riwayat_sop"], sop)),
        has_history=bool(tables["riwayat_sop"]["sop"].eq(sop).any()),
        notes=tuple(build_notes(head.get("note"), all_steps, tables["langkah_sop"], sop)),
    )


def _build_identity(head: Mapping[Any, Any], *, is_ap: bool) -> Iterable[tuple[str, str]]:
    issued = "Tanggal efektif" if is_ap else "Tanggal terbit"
    facts = [
        ("Nomor SOP" if is_ap else "No. dokumen", _words(head.get("number"))),
        ("No. revisi", _words(head.get("revision"))),
        ("Tanggal pembuatan", _describe_date(head, "created_on")),
        ("Tanggal revisi", _describe_date(head, "revised_on")),
        (issued, _describe_date(head, "issued_on")),
        ("Halaman", _words(head.get("pages"))),
    ]
    # The form of an SOP-AP has its lines whether or not something stands in them.
    always = ("Tanggal revisi",) if is_ap else ()
    return [(label, value or "-") for label, value in facts if value or label in always]


def _describe_date(head: Mapping[Any, Any], column: str) -> str:
    day = head.get(column)
    if not is_given(day):
        return ""
    month_only = head.get(f"{column}_month_only")
    assert isinstance(day, pd.Timestamp)
    return format_month(day) if is_given(month_only) and bool(month_only) else format_day(day)


def _build_sections(
    head: Mapping[Any, Any], titles: Mapping[str, str], *, empty: bool = False
) -> tuple[Section, ...]:
    sections = (build_section(title, head.get(column)) for column, title in titles.items())
    if empty:
        return tuple(one if one.lines else Section(one.title, ("-",), "") for one in sections)
    return tuple(section for section in sections if section.lines)


def build_section(title: str, typed: object) -> Section:
    """A cell's lines as a section: numbered or with bullets where each of them is typed so."""
    lines = [line.strip() for line in str(typed).splitlines() if line.strip()] if is_given(typed) else []
    lines = [line for line in lines if line != "-"]
    for marks, pattern in (("angka", _NUMBERED), ("butir", _BULLET)):
        if lines and all(pattern.sub("", line) == "-" for line in lines):
            return Section(title, ("-",), "")
        if lines and all(pattern.match(line) for line in lines):
            return Section(title, tuple(pattern.sub("", line) for line in lines), marks)
    return Section(title, tuple(lines), "")


def _build_steps(
    steps: pd.DataFrame, typed: pd.DataFrame, sop: str, declared: object
) -> tuple[tuple[DocumentStep, ...], tuple[str, ...]]:
    places = ["source_book", "source_row"]
    rows = steps[steps["sop"].eq(sop)].sort_values("step_order", kind="stable")
    rows = rows.merge(
        typed[[*places, "equipment", "output", "chart_order"]], on=places, how="left", validate="m:1"
    )
    names = [_words(name) for name in rows["standard_executor"]]
    shares = split_executors([_words(declared), *names])
    built = tuple(
        DocumentStep(
            no=str(row["step"]),
            phase=_words(row["phase"]),
            what=_words(row["description"]),
            executor=name,
            executors=executors,
            timing=_words(row["timing"]),
            equipment=_words(row["equipment"]),
            minutes=int(row["standard_minutes"]) if is_given(row["standard_minutes"]) else None,
            output=_words(row["output"]),
            chart_order=int(row["chart_order"]) if is_given(row["chart_order"]) else None,
        )
        for row, name, executors in zip(rows.to_dict("records"), names, shares[1:], strict=True)
    )
    return built, tuple(dict.fromkeys(name for share in shares for name in share))


def split_executors(typed: list[str]) -> list[tuple[str, ...]]:
    """Each cell's executors, spelt as they first were.

    Commas part them; "A dan B" is two only where both are named on their own elsewhere ("Dinas Komunikasi dan
    Informatika" stays one).
    """
    known: dict[str, str] = {}
    cells = [[part for part in _EXECUTORS.split(cell) if part] for cell in typed]
    for part in (part for cell in cells for part in cell):
        known.setdefault(part.casefold(), part)

    def part_again(name: str) -> list[str]:
        halves = [half.strip().casefold() for half in name.split(" dan ")]
        both = halves if all(half in known for half in halves) else [name.casefold()]
        return [known[half] for half in both]

    return [tuple(dict.fromkeys(one for part in cell for one in part_again(part))) for cell in cells]


def list_new_phases(steps: Sequence[DocumentStep]) -> list[str]:
    """The phase that begins with each step, "" within one."""
    before = ["", *(step.phase for step in steps)]
    return [step.phase if step.phase != last else "" for step, last in zip(steps, before, strict=False)]


def build_step_states(rows: pd.DataFrame) -> dict[str, StepState]:
    """Step number → how it stands, of rows of one SOP (compute_sop_status). Of several posyandu, rounds or
    pairs: trouble before what most of them are, and how many stand how."""
    states: dict[str, StepState] = {}
    for step, found in rows.groupby("step", sort=False)["state"]:
        counts = {str(state): int(count) for state, count in found.value_counts().items()}
        state = next((one for one in _TROUBLES if one in counts), next(iter(counts)))
        labels = {one: tokens.STATE_LABELS.get(one, one) for one in (state, *counts)}
        words = " · ".join(f"{label}\u00a0{counts[one]}" for one, label in labels.items())
        states[str(step)] = StepState(state, words if len(found) > 1 else labels[state])
    return states


def _build_history(table: pd.DataFrame, sop: str) -> Iterable[DocumentChange]:
    own = table[table["sop"].eq(sop)]
    filled = own[["number", "part", "change", "effective_on"]].notna().any(axis=1)
    for row in own[filled].to_dict("records"):
        day = row["effective_on"]
        yield DocumentChange(
            no=_words(row["number"]),
            part=_words(row["part"]),
            change=_words(row["change"]),
            effective=format_day(day) if is_given(day) else "",
        )


def _words(value: object) -> str:
    """A cell's words; "" for nothing and for a dash that stands for nothing."""
    words = str(value).strip() if is_given(value) else ""
    return "" if words == "-" else words


def build_notes(note: object, steps: pd.DataFrame, typed: pd.DataFrame, sop: str) -> list[str]:
    """The document's notes and its steps' (equal ones once, with the numbers of their steps)."""
    notes = [str(note).removeprefix(DOUBT)] if is_given(note) else []
    places = steps[steps["sop"].eq(sop)][["source_book", "source_row"]]
    of_steps = places.merge(typed, on=["source_book", "source_row"], how="inner").dropna(subset=["note"])
    for words, group in of_steps.groupby("note", sort=False):
        numbers = ", ".join(group["step"].astype(str))
        notes.append(f"Langkah {numbers}: {str(words).removeprefix(DOUBT)}")
    return notes
