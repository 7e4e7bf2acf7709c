"""At the head of Daftar Tilik: the SOPs at a glance, and what one document is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup, escape

from lib.domain.steps import JUDGED_FROM, compute_compliance, is_judged, list_waiting
from lib.domain.steps.timing import MISSED
from lib.domain.steps.units import Tables
from lib.views import boards, components
from lib.views.sop import build_notes_list
from lib.views.templates import macro
from lib.words import text
from lib.words.cells import is_given
from lib.words.formats import format_day, format_month, format_percent
from lib.words.sop_document import build_notes
from lib.words.steps import NOT_BEGUN_HELP, NOTHING_DUE, say_verdict

_cards = macro("sop/sop.html", "cards")
_verdict = macro("sop/sop.html", "verdict")

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
    st.html(_cards(cards=cards))


def describe_card(
    figures: Mapping[Any, Any] | None, target: float, least: float, *, waits: bool
) -> tuple[str, str | Markup]:
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
    judged: tuple[str, str | Markup],
    *,
    is_chosen: bool,
) -> dict[str, object]:
    filled, total = (int(figures["filled"]), int(figures["total"])) if figures else (0, 0)
    compliance = float(figures["compliance"]) if figures else float("nan")
    kind, verdict = judged
    return {
        "sop": sop,
        "title": title,
        "value": format_percent(compliance),
        "meter": boards.build_meter(filled, total),
        "said": f"terisi {filled}/{total}" + (f", {missed} lewat" if missed else ""),
        "kind": kind,
        "verdict": verdict,
        "is_chosen": is_chosen,
    }


def describe_compliance(
    compliance: float, filled: int, total: int, target: float, least: float = JUDGED_FROM
) -> tuple[str, Markup]:
    """A kind (good, problem, part, none) and the HTML of the words for it. Judged only where at least `least`
    percent of what was due is filled in, and green only where all of it is."""
    said = say_verdict(compliance, filled, total, target=target, least=least)
    if not is_judged(compliance, filled, total, least=least):
        return "none", escape(said)
    if compliance < target:
        return "problem", _verdict(symbol="▲", said=said)
    kind, symbol = ("good", "✓") if filled == total else ("part", "◐")
    return kind, _verdict(symbol=symbol, said=said)


def render_document(tables: Tables, steps: pd.DataFrame, sop: str) -> None:
    """Title and identity of an SOP as its document has them, and the doubts in it as a discreet note."""
    documents = tables["sop"]
    found = documents[documents["code"].eq(sop)]
    document = found.iloc[0].to_dict() if len(found) else {"title": sop}
    st.header(components.plain(f"{sop} · {document['title']}"), anchor=False)
    components.render_lead(describe_identity(document))
    notes = build_notes(document.get("note"), steps, tables["langkah_sop"], sop)
    if notes:
        st.html(build_notes_list(notes=notes))


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
