"""What the boards are built of: state marks, meters, links. Everything from cells escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from lib.views import components
from lib.views.board_style import build_board_style
from lib.views.links import find_link_host
from lib.views.style import state_class
from lib.words import tokens
from lib.words.formats import format_phone, format_short_day
from lib.workbook.tabs import TABS

SOURCE_TYPED = "diketik"
_SOURCE_DERIVED = "turunan: "
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


NOTHING_DUE = "Belum ada yang jatuh tempo"
NOT_BEGUN_HELP = "Belum dimulai: isi Mulai di tab SOP, atau catat langkah pertamanya"


def say_verdict(rate: float, filled: float, total: float, *, target: float, least: float) -> str:
    """A rate judged in words: only where at least `least` percent of the steps due (`total`) is filled in."""
    if total == 0:
        return NOTHING_DUE
    if 100 * filled < least * total:
        return f"Belum dapat dinilai, baru {filled:.0f} dari {total:.0f} terisi"
    if pd.isna(rate):
        return "Semua yang terisi TB (tidak berlaku)"
    if rate < target:
        return "Kurang, di bawah target"
    return "Baik" if filled == total else f"Baik; {total - filled:.0f} langkah belum diisi"


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


def describe_source(source: object) -> str:
    """ "turunan: antar_jemput" → "dari tab Antar Jemput"; "diketik" → "diketik di Daftar Tilik"."""
    if not isinstance(source, str):
        return ""
    if source == SOURCE_TYPED:
        return f"diketik di {TABS['daftar_tilik'].title}"
    name = source.removeprefix(_SOURCE_DERIVED)
    return f"dari tab {TABS[name].title}" if name in TABS else source


def describe_record(due: object, done: object) -> str:
    """ "dilakukan 20 Nov 2026", else "jatuh tempo 20 Nov 2026", else nothing."""
    if is_given(done):
        return f"dilakukan {format_short_day(done)}"  # type: ignore[arg-type]
    return f"jatuh tempo {format_short_day(due)}" if is_given(due) else ""  # type: ignore[arg-type]


def each(rows: pd.DataFrame) -> Iterator[Any]:
    """The rows one by one, columns as attributes."""
    return rows.itertuples(index=False)


def is_given(value: object) -> bool:
    """Whether a cell holds anything."""
    return value is not None and not bool(pd.isna(value))  # type: ignore[call-overload]


def join_given(*parts: object, separator: str = " · ") -> str:
    """The parts that hold something, one after the other (not escaped)."""
    return separator.join(str(part) for part in parts if is_given(part) and str(part))


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
