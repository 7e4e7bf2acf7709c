"""At the head of Daftar Tilik: the SOPs at a glance, and what one document is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from lib.domain.steps import JUDGED_FROM, compute_compliance, is_judged, list_waiting
from lib.domain.steps.timing import MISSED
from lib.domain.steps.units import Tables
from lib.views import boards, components
from lib.words import text
from lib.words.cells import is_given
from lib.words.formats import format_day, format_month, format_percent
from lib.words.sop_document import build_notes
from lib.words.steps import NOT_BEGUN_HELP, NOTHING_DUE, say_verdict

GLANCE_TITLE = "Semua SOP sekilas"
TO_DOCUMENT = "Dokumen dan diagram alir"


def render_glance(
    sops: pd.DataFrame,
    rows: pd.DataFrame,
    target: float,
    chosen: str,
    *,
    least: float = JUDGED_FROM,
    not_begun: Collection[str] = (),
) -> None:
    """A card for each SOP: compliance beside "terisi n/m", what was missed, and a verdict in words;
    `not_begun`: those of the puskesmas that nobody has begun."""
    figures = compute_compliance(rows).set_index("sop").to_dict("index")
    missed = rows[rows["counts"] & rows["state"].eq(MISSED)].groupby("sop").size().to_dict()
    waiting = {*list_waiting(rows), *not_begun}
    cards = [
        _build_card(
            sop,
            title,
            figures.get(sop),
            missed.get(sop, 0),
            describe_card(figures.get(sop), target, least, waits=sop in waiting),
            is_chosen=sop == chosen,
        )
        for sop, title in zip(sops["sop"], sops["sop_title"].fillna(""), strict=True)
    ]
    st.html(f'<div class="papan-cards">{"".join(cards)}</div>')


def describe_card(
    figures: Mapping[Any, Any] | None, target: float, least: float, *, waits: bool
) -> tuple[str, str]:
    """describe_compliance of an SOP's figures; of one that nobody has begun, what to do about it."""
    if waits:
        return "none", NOT_BEGUN_HELP
    if figures is None:
        return "none", NOTHING_DUE
    numbers = float(figures["compliance"]), int(figures["filled"]), int(figures["total"])
    return describe_compliance(*numbers, target, least)


def _build_card(
    sop: str,
    title: str,
    figures: Mapping[Any, Any] | None,
    missed: int,
    judged: tuple[str, str],
    *,
    is_chosen: bool,
) -> str:
    filled, total = (int(figures["filled"]), int(figures["total"])) if figures else (0, 0)
    compliance = float(figures["compliance"]) if figures else float("nan")
    kind, verdict = judged
    said = f"terisi {filled}/{total}" + (f", {missed} lewat" if missed else "")
    return (
        f'<section class="papan-card{" chosen" if is_chosen else ""}" aria-label="{escape(sop)}">'
        f'<span class="code">{escape(sop)}</span><span class="title">{escape(title)}</span>'
        f'<span class="value">{format_percent(compliance)}</span>'
        f'{boards.build_meter(filled, total)}<span class="papan-quiet">{escape(said)}</span>'
        f'<span class="verdict {kind}">{verdict}</span></section>'
    )


def describe_compliance(
    compliance: float, filled: int, total: int, target: float, least: float = JUDGED_FROM
) -> tuple[str, str]:
    """A kind (good, problem, part, none) and the HTML of the words for it. Judged only where at least `least`
    percent of what was due is filled in, and green only where all of it is."""
    said = escape(say_verdict(compliance, filled, total, target=target, least=least))
    if not is_judged(compliance, filled, total, least=least):
        return "none", said
    if compliance < target:
        return "problem", f"{_symbol('▲')} {said}"
    return ("good", f"{_symbol('✓')} {said}") if filled == total else ("part", f"{_symbol('◐')} {said}")


def _symbol(symbol: str) -> str:
    return f'<span class="papan-symbol" aria-hidden="true">{symbol}</span>'


def render_document(tables: Tables, steps: pd.DataFrame, sop: str) -> None:
    """Title and identity of an SOP as its document has them, and the doubts in it as a discreet note."""
    documents = tables["sop"]
    found = documents[documents["code"].eq(sop)]
    document = found.iloc[0].to_dict() if len(found) else {"title": sop}
    st.header(components.plain(f"{sop} · {document['title']}"), anchor=False)
    st.html(f'<p class="papan-lead">{escape(describe_identity(document))}</p>')
    notes = build_notes(document.get("note"), steps, tables["langkah_sop"], sop)
    if notes:
        items = "".join(f"<li>{escape(note)}</li>" for note in notes)
        st.html(
            f'<details class="papan-details"><summary>Catatan tentang dokumen ini ({len(notes)})</summary>'
            f"<ul>{items}</ul></details>"
        )


def describe_identity(document: Mapping[Any, Any]) -> str:
    """ "Nomor … · Revisi … · Terbit Maret 2019 · Puskesmas …"; what the document leaves out is a dash."""
    issued = document.get("issued_on")
    by_month = document.get("issued_on_month_only") is True or document.get("issued_on_month_only") == 1
    day = (format_month if by_month else format_day)(issued) if is_given(issued) else text.EMPTY_VALUE
    number, revision, unit = (
        document[name] if is_given(document.get(name)) else text.EMPTY_VALUE
        for name in ("number", "revision", "unit")
    )
    return f"Nomor {number} · Revisi {revision} · Terbit {day} · {unit}"
