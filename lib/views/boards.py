"""What the boards are built of: state marks, meters, links. Everything from cells escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from lib.views import components
from lib.views.board_style import build_board_style
from lib.views.style import state_class
from lib.words import tokens
from lib.words.cells import each
from lib.words.formats import format_phone
from lib.words.links import find_link_host

_TYPED_ADDRESS = re.compile(r"https?://[^\s/]+", re.IGNORECASE)
_TELEPHONE = re.compile(r"\+?\d{6,15}")


def render_board_style() -> None:
    """The styles of these boards; once on a page."""
    st.html(build_board_style(dark=components.is_dark()))


def state_mark(state: str, description: str) -> str:
    """HTML of a state as a symbol alone, for matrices; `description` says it in words (and on hover)."""
    label = escape(f"{description}: {tokens.STATE_LABELS.get(state, state)}")
    return (
        f'<span class="papan-mark {state_class(state) if state in tokens.STATE_SYMBOLS else ""}" role="img" '
        f'aria-label="{label}" title="{label}">{tokens.STATE_SYMBOLS.get(state, "?")}</span>'
    )


def render_legend(states: Iterable[str]) -> None:
    """The states that occur, as symbol and word, in the tokens' order."""
    occurring = set(states)
    chips = [components.state_chip(state) for state in tokens.STATE_SYMBOLS if state in occurring]
    st.html(f'<div class="papan-states" role="note" aria-label="Arti tanda">{"".join(chips)}</div>')


def build_meter(part: float, whole: float) -> str:
    """HTML of a thin bar, part of whole; without words of its own, so it always stands beside numbers."""
    share = 100 * part / whole if whole else 0
    return f'<span class="papan-meter" aria-hidden="true"><i style="width:{share:.1f}%"></i></span>'


def build_proof(value: object, label: str = "Lihat bukti") -> str:
    """HTML of a proof: an https address as a link, words as they are typed, "" for nothing."""
    if link := build_proof_link(value, label):
        return link
    return escape(value.strip()) if isinstance(value, str) else ""


def build_proof_link(address: object, label: str = "Lihat bukti") -> str:
    """HTML of a link to what somebody typed into a cell: only https, opened apart, with its host beside the
    label. Other web addresses are shown as text; anything else is not shown."""
    if not isinstance(address, str) or not _TYPED_ADDRESS.match(address.strip()):
        return ""
    where, host = escape(address.strip()), find_link_host(address)
    if host is None:
        return f'<span class="papan-host">{where}</span>'
    return _build_link(where, f'{label} <span class="papan-host">({host})</span>')


def build_cell_link(address: object, label: str) -> str:
    """HTML of a link of ours to a cell of the workbook; nothing for a book that is a file."""
    if not isinstance(address, str) or not address.startswith("https://"):
        return ""
    return _build_link(escape(address), label)


def _build_link(where: str, label: str) -> str:
    return f'<a href="{where}" target="_blank" rel="noopener noreferrer nofollow">{label}</a>'


def build_phone_link(phone: object) -> str:
    """HTML of a number that a tap calls; NaN or what is no number: a dash or the text itself."""
    if not isinstance(phone, str) or not phone.strip():
        return "—"
    digits = re.sub(r"[^\d+]", "", phone)
    if not _TELEPHONE.fullmatch(digits):
        return escape(phone)
    return f'<a class="tel" href="tel:{escape(digits)}">{escape(format_phone(digits))}</a>'


def render_step_words(columns: pd.DataFrame, describe: Callable[[Any], str]) -> None:
    """The steps' numbers and wording, folded away, each with what `describe` says of it. `columns`: a row a
    step."""
    items = "".join(
        f"<li><b>{escape(str(row.step))}.</b> {escape(str(row.description))} "
        f'<span class="papan-quiet">{escape(describe(row))}</span></li>'
        for row in each(columns)
    )
    st.html(
        f'<details class="papan-details"><summary>Uraian {len(columns)} langkah</summary>'
        f'<ul class="papan-words">{items}</ul></details>'
    )
