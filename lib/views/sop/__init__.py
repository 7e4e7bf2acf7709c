"""The parts of the page Dokumen SOP: the document as puskesmas know it, and its flow chart with states."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st
from markupsafe import Markup

from lib.views import boards, components
from lib.views.steps import build_number
from lib.views.templates import build_sheet, join, macro
from lib.words import text
from lib.words.formats import format_month, format_number
from lib.words.sop_document import (
    FLOW_CHART,
    HISTORY,
    KEPT,
    KEPT_UNKNOWN,
    PROCEDURE,
    SUMMARY,
    UNSET,
    DocumentStep,
    Section,
    SopDocument,
    StepState,
    list_new_phases,
)

_TEMPLATES = "sop/sop.html"
build_notes_list = macro(_TEMPLATES, "notes")
_head = macro(_TEMPLATES, "head")
_kept = macro(_TEMPLATES, "kept")
_heading = macro(_TEMPLATES, "heading")
_section = macro(_TEMPLATES, "section")
_boxes = macro(_TEMPLATES, "boxes")
_procedure = macro(_TEMPLATES, "procedure")
_phased = macro(_TEMPLATES, "phased")
_by = macro(_TEMPLATES, "by")
_flow = macro(_TEMPLATES, "flow")
_no_history = macro(_TEMPLATES, "no_history")

TITLE = "Dokumen SOP"
LEAD = "Ringkasan tiap dokumen SOP, dan diagram alirnya dengan keadaan langkah bulan ini."
CHOOSE_SOP = "Pilih SOP"
TABS_READ = ("SOP", "Langkah SOP", "Riwayat SOP", "Daftar Tilik", "Jadwal")
EMPTY_TITLE = "Belum ada dokumen SOP"
EMPTY_HELP = (
    "Isi tab “SOP” (satu baris satu dokumen) dan “Langkah SOP” (satu baris satu langkah). "
    "Buku kerja templat sudah membawa kelima SOP."
)
NO_STEPS_HELP = "Isi langkah SOP ini di tab “Langkah SOP”: satu baris satu langkah."
TO_CHECKLIST = "Daftar tilik {sop} bulan ini"


def render_style() -> None:
    """The styles of the document; once on the page."""
    st.html(build_sheet("sop/sop.css", dark=components.is_dark()))


def render_head(document: SopDocument) -> None:
    """Unit, title, number, revision, dates, page, who approved it; what the document lacks is left out."""
    approved = "Disahkan oleh" if document.is_ap else "Ditetapkan oleh"
    facts = [*document.identity]
    if document.approval:
        facts.append((approved, document.approval))
    built = _head(
        letterhead=document.letterhead,
        kind="SOP Administrasi Pemerintahan" if document.is_ap else "Standar Operasional Prosedur",
        title=document.title,
        unit=document.unit,
        facts=[(label, value.split("\n")) for label, value in facts],
    )
    kept = boards.build_proof(document.kept_at, "buka") or KEPT_UNKNOWN
    st.html(join([built, _kept(said=f"{SUMMARY} {KEPT}", where=kept)]))


def render_notes(document: SopDocument) -> None:
    """What is doubtful in the document, discreetly."""
    if document.notes:
        st.html(build_notes_list(notes=document.notes))


def render_document(
    document: SopDocument,
    states: Mapping[str, StepState],
    draw: Callable[[], tuple[bytes, bytes]],
    *,
    caption: str,
) -> None:
    """Everything below the head. `draw` makes the flow chart (wide, narrow) as SVG."""
    number = 0
    if document.boxes:
        st.html(_boxes(sections=[_build_section(box) for box in document.boxes]))
    for section in document.opening:
        number += 1
        st.html(_build_section(section, number))
    number += 1
    heading = f"Alur proses {document.title}" if document.is_ap else PROCEDURE
    st.html(_heading(title=heading, number=number if not document.is_ap else None))
    if not document.steps:
        components.empty_state("Belum ada langkah", NO_STEPS_HELP)
        return
    st.html(build_procedure(document))
    has_number = document.has_chart and not document.is_ap
    number += has_number
    st.html(_heading(title=FLOW_CHART, number=number if has_number else None))
    components.render_lead(" ".join(part for part in (caption, document.chart_said) if part))
    if states:
        boards.render_legend(state.state for state in states.values())
    st.html(_build_flow(document, states, draw()))
    for section in document.closing:
        number += 1
        st.html(_build_section(section, number if not document.is_ap else None))
    if document.has_history:
        number += 1
        heading = _heading(title=HISTORY, number=number if not document.is_ap else None)
        st.html(join([heading, _build_history(document)]))


def describe_scope(month: pd.Period, posyandu: str | None, *, has_states: bool) -> str:
    """What the colours of the flow chart are about."""
    where = posyandu or text.FILTER_ALL_POSYANDU.lower()
    if not has_states:
        return f"Belum ada yang bisa dicentang pada {format_month(month)}, {where}."
    return f"Keadaan langkah pada {format_month(month)}, {where}; warna selalu beserta tanda dan kata."


def _build_section(section: Section, number: int | None = None) -> Markup:
    heading = _heading(title=section.title, number=number)
    return _section(heading=heading, marks=section.marks, lines=section.lines)


def build_procedure(document: SopDocument) -> Markup:
    """HTML of the steps: executors × mutu baku for an SOP-AP; columns that nobody filled in are left out."""
    steps = document.steps
    table: dict[str, list[str]] = {
        "no": [build_number(words=step.no) for step in steps],
        "what": [step.what for step in steps],
        "executor": [step.executor or boards.build_quiet(words=UNSET.lower()) for step in steps],
        "timing": [step.timing for step in steps],
        "equipment": [step.equipment for step in steps],
        "minutes": ["" if step.minutes is None else format_number(step.minutes) for step in steps],
        "output": [step.output for step in steps],
    }
    columns = {"no": "No", "what": "Kegiatan" if document.is_ap else "Langkah"}
    if document.is_ap and document.executors:
        for place, name in enumerate(document.executors):
            table[f"by{place}"] = [_mark(step, name) for step in steps]
            columns[f"by{place}"] = name
    elif document.executors:
        columns["executor"] = "Pelaksana"
    quality = {"timing": "Waktu", "equipment": "Kelengkapan", "minutes": "Menit baku", "output": "Keluaran"}
    if document.is_ap:
        quality |= {"timing": "Jadwal", "minutes": "Waktu (menit)", "output": "Output"}
    columns |= {name: title for name, title in quality.items() if any(table[name])}
    if any(step.phase for step in steps):
        table["what"] = [
            _phased(phase=phase, what=what) if phase else what
            for phase, what in zip(list_new_phases(steps), table["what"], strict=True)
        ]
    built = components.build_table(table, columns, numbers=["minutes"], stacked=False)
    said = f"Jumlah waktu baku: {format_number(document.minutes)} menit." if document.minutes else ""
    if document.unset:
        said += f" Pelaksana {document.unset} langkah belum ditetapkan di dokumen."
    return _procedure(table=built, said=said.strip())


def _mark(step: DocumentStep, executor: str) -> str:
    return _by(executor=executor) if executor in step.executors else ""


def _build_flow(
    document: SopDocument, states: Mapping[str, StepState], charts: tuple[bytes, bytes]
) -> Markup:
    drawn = [base64.b64encode(svg).decode() for svg in charts]
    return _flow(said=describe_flow(document, states), charts=zip(("wide", "narrow"), drawn, strict=True))


def describe_flow(document: SopDocument, states: Mapping[str, StepState]) -> str:
    """The flow chart in words, for who cannot see it."""
    steps = []
    for step in document.chart_steps:
        state = states.get(step.no)
        words = [step.executor or UNSET, state.words if state else ""]
        steps.append(f"{step.no}. {step.what} ({', '.join(word for word in words if word)})")
    return f"{FLOW_CHART}: " + "; ".join(steps)


def _build_history(document: SopDocument) -> Markup:
    if not document.history:
        return _no_history()
    table = pd.DataFrame([(one.no, one.part, one.change, one.effective) for one in document.history])
    table.columns = pd.Index(["no", "part", "change", "effective"])
    titles = {"no": "No", "part": "Yang diubah", "change": "Isi perubahan", "effective": "Mulai berlaku"}
    return components.build_table(table, {k: v for k, v in titles.items() if table[k].ne("").any()})
