"""What the boards are built of: state marks, meters, links. Their templates escape what is from cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup, escape

from lib.views import components
from lib.views.templates import build_sheet, macro, state_class
from lib.words import tokens
from lib.words.cells import each, find_link_host
from lib.words.formats import format_phone

_TEMPLATES = "boards.html"
build_part = macro(_TEMPLATES, "part")
build_quiet = macro(_TEMPLATES, "quiet")
build_quiet_line = macro(_TEMPLATES, "quiet_line")
_mark = macro(_TEMPLATES, "mark")
_legend = macro(_TEMPLATES, "legend")
_meter = macro(_TEMPLATES, "meter")
_link = macro(_TEMPLATES, "link")
_address = macro(_TEMPLATES, "address")
_phone = macro(_TEMPLATES, "phone")
_step_words = macro(_TEMPLATES, "step_words")

_TYPED_ADDRESS = re.compile(r"https?://[^\s/]+", re.IGNORECASE)
_TELEPHONE = re.compile(r"\+?\d{6,15}")


def render_board_style() -> None:
    """The styles of these boards; once on a page."""
    st.html(build_sheet("boards.css", dark=components.is_dark()))


def state_mark(state: str, description: str) -> Markup:
    """HTML of a state as a symbol alone, for matrices; `description` says it in words (and on hover)."""
    return _mark(
        state=state_class(state) if state in tokens.STATE_SYMBOLS else "",
        symbol=tokens.STATE_SYMBOLS.get(state, "?"),
        words=f"{description}: {tokens.STATE_LABELS.get(state, state)}",
    )


def render_legend(states: Iterable[str]) -> None:
    """The states that occur, as symbol and word, in the tokens' order."""
    occurring = set(states)
    st.html(_legend(chips=[components.state_chip(one) for one in tokens.STATE_SYMBOLS if one in occurring]))


def build_meter(part: float, whole: float) -> Markup:
    """HTML of a thin bar, part of whole; without words of its own, so it always stands beside numbers."""
    return _meter(percent=100 * part / whole if whole else 0)


def build_proof(value: object, label: str = "Lihat bukti") -> Markup:
    """HTML of a proof: an https address as a link, words as they are typed, "" for nothing."""
    return build_proof_link(value, label) or escape(value.strip() if isinstance(value, str) else "")


def build_proof_link(address: object, label: str = "Lihat bukti") -> Markup:
    """HTML of a link to what somebody typed into a cell: only https, opened apart, with its host beside the
    label. Other web addresses are shown as text; anything else is not shown."""
    if not isinstance(address, str) or not _TYPED_ADDRESS.match(address.strip()):
        return Markup("")
    where, host = address.strip(), find_link_host(address)
    return _address(words=where) if host is None else _link(address=where, label=label, host=host)


def build_cell_link(address: object, label: str) -> Markup:
    """HTML of a link of ours to a cell of the workbook; nothing for a book that is a file."""
    if not isinstance(address, str) or not address.startswith("https://"):
        return Markup("")
    return _link(address=address, label=label, host="")


def build_phone_link(phone: object) -> Markup:
    """HTML of a number that a tap calls; NaN or what is no number: a dash or the text itself."""
    if not isinstance(phone, str) or not phone.strip():
        return escape("—")
    digits = re.sub(r"[^\d+]", "", phone)
    if not _TELEPHONE.fullmatch(digits):
        return escape(phone)
    return _phone(digits=digits, words=format_phone(digits))


def render_step_words(columns: pd.DataFrame, describe: Callable[[Any], str]) -> None:
    """The steps' numbers and wording, folded away, each with what `describe` says of it. `columns`: a row a
    step."""
    st.html(_step_words(steps=[(row.step, row.description, describe(row)) for row in each(columns)]))
