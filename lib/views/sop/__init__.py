"""The parts of the page Dokumen SOP: the document as puskesmas know it, and its flow chart with states."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from html import escape

import pandas as pd
import streamlit as st

from lib.views import boards, components
from lib.views.sop.style import build_sop_style
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
    st.html(build_sop_style(dark=components.is_dark()))


def render_head(document: SopDocument) -> None:
    """Unit, title, number, revision, dates, page, who approved it; what the document lacks is left out."""
    approved = "Disahkan oleh" if document.is_ap else "Ditetapkan oleh"
    facts = [*document.identity]
    if document.approval:
        facts.append((approved, document.approval))
    rows = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value).replace(chr(10), '<br>')}</dd></div>"
        for label, value in facts
    )
    kept = boards.build_proof(document.kept_at, "buka") or KEPT_UNKNOWN
    kind = "SOP Administrasi Pemerintahan" if document.is_ap else "Standar Operasional Prosedur"
    st.html(
        '<header class="sop-head"><div>'
        + "".join(f"<p>{escape(line)}</p>" for line in document.letterhead)
        + f'<span class="kind">{kind}</span>'
        f"<h2>{escape(document.title)}</h2><p>{escape(document.unit)}</p></div>"
        + (f"<dl>{rows}</dl>" if rows else "")
        + "</header>"
        + f'<p class="papan-quiet">{SUMMARY} {KEPT}{kept}.</p>'
    )


def render_notes(document: SopDocument) -> None:
    """What is doubtful in the document, discreetly."""
    if not document.notes:
        return
    items = "".join(f"<li>{escape(note)}</li>" for note in document.notes)
    st.html(
        '<details class="papan-details"><summary>Catatan tentang dokumen ini '
        f"({len(document.notes)})</summary><ul>{items}</ul></details>"
    )


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
        boxes = "".join(_build_section(box) for box in document.boxes)
        st.html(f'<div class="sop-boxes">{boxes}</div>')
    for section in document.opening:
        number += 1
        st.html(_build_section(section, number))
    number += 1
    heading = f"Alur proses {document.title}" if document.is_ap else PROCEDURE
    st.html(_build_heading(heading, number if not document.is_ap else None))
    if not document.steps:
        components.empty_state("Belum ada langkah", NO_STEPS_HELP)
        return
    st.html(build_procedure(document))
    has_number = document.has_chart and not document.is_ap
    number += has_number
    st.html(_build_heading(FLOW_CHART, number if has_number else None))
    lead = " ".join(part for part in (caption, document.chart_said) if part)
    st.html(f'<p class="papan-lead">{escape(lead)}</p>')
    if states:
        boards.render_legend(state.state for state in states.values())
    st.html(_build_flow(document, states, draw()))
    for section in document.closing:
        number += 1
        st.html(_build_section(section, number if not document.is_ap else None))
    if document.has_history:
        number += 1
        st.html(_build_heading(HISTORY, number if not document.is_ap else None) + _build_history(document))


def describe_scope(month: pd.Period, posyandu: str | None, *, has_states: bool) -> str:
    """What the colours of the flow chart are about."""
    where = posyandu or text.FILTER_ALL_POSYANDU.lower()
    if not has_states:
        return f"Belum ada yang bisa dicentang pada {format_month(month)}, {where}."
    return f"Keadaan langkah pada {format_month(month)}, {where}; warna selalu beserta tanda dan kata."


def _build_heading(title: str, number: int | None = None) -> str:
    before = f"{number}. " if number else ""
    return f'<h3 class="sop-heading">{before}{escape(title)}</h3>'


def _build_section(section: Section, number: int | None = None) -> str:
    lines = [escape(line) for line in section.lines]
    if section.marks:
        tag = "ol" if section.marks == "angka" else "ul"
        body = f"<{tag}>{''.join(f'<li>{line}</li>' for line in lines)}</{tag}>"
    else:
        body = "".join(f"<p>{line}</p>" for line in lines)
    return f'<section class="sop-section">{_build_heading(section.title, number)}<div>{body}</div></section>'


def build_procedure(document: SopDocument) -> str:
    """HTML of the steps: executors × mutu baku for an SOP-AP; columns that nobody filled in are left out."""
    steps = document.steps
    table = pd.DataFrame(
        {
            "no": [f'<span class="no">{escape(step.no)}</span>' for step in steps],
            "what": [escape(step.what) for step in steps],
            "executor": [escape(step.executor) or _quiet(UNSET.lower()) for step in steps],
            "timing": [escape(step.timing) for step in steps],
            "equipment": [escape(step.equipment) for step in steps],
            "minutes": ["" if step.minutes is None else format_number(step.minutes) for step in steps],
            "output": [escape(step.output) for step in steps],
        }
    )
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
    columns |= {name: title for name, title in quality.items() if table[name].ne("").any()}
    if any(step.phase for step in steps):
        table["what"] = [
            f'<span class="sop-phase">{escape(phase)}</span>{what}' if phase else what
            for phase, what in zip(list_new_phases(steps), table["what"], strict=True)
        ]
    built = components.build_table(table, columns, html=list(columns), numbers=["minutes"], stacked=False)
    said = f"Jumlah waktu baku: {format_number(document.minutes)} menit." if document.minutes else ""
    if document.unset:
        said += f" Pelaksana {document.unset} langkah belum ditetapkan di dokumen."
    return f'<div class="sop-steps">{built}</div><p class="papan-quiet">{escape(said.strip())}</p>'


def _mark(step: DocumentStep, executor: str) -> str:
    if executor not in step.executors:
        return ""
    return f'<span class="papan-symbol" role="img" aria-label="{escape(executor)}">●</span>'


def _quiet(words: str) -> str:
    return f'<span class="papan-quiet">{escape(words)}</span>'


def _build_flow(document: SopDocument, states: Mapping[str, StepState], charts: tuple[bytes, bytes]) -> str:
    said = describe_flow(document, states)
    return "".join(
        f'<div class="sop-flow {kind}"><img alt="{escape(said)}" '
        f'src="data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"></div>'
        for kind, svg in zip(("wide", "narrow"), charts, strict=True)
    )


def describe_flow(document: SopDocument, states: Mapping[str, StepState]) -> str:
    """The flow chart in words, for who cannot see it."""
    steps = []
    for step in document.chart_steps:
        state = states.get(step.no)
        words = [step.executor or UNSET, state.words if state else ""]
        steps.append(f"{step.no}. {step.what} ({', '.join(word for word in words if word)})")
    return f"{FLOW_CHART}: " + "; ".join(steps)


def _build_history(document: SopDocument) -> str:
    if not document.history:
        return "<p>-</p>"
    table = pd.DataFrame([(one.no, one.part, one.change, one.effective) for one in document.history])
    table.columns = pd.Index(["no", "part", "change", "effective"])
    titles = {"no": "No", "part": "Yang diubah", "change": "Isi perubahan", "effective": "Mulai berlaku"}
    return components.build_table(table, {k: v for k, v in titles.items() if table[k].ne("").any()})
