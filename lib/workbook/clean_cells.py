"""Cells without what nobody can see: invisible marks and control characters are taken out once, at reading.

Phones paste numbers between U+202A and U+202C, Word a vertical tab for a line break, terminals ESC. None of
it is meant, and each of it breaks something further on: an ID that is not found, a document that cannot be
written, a terminal that obeys a cell.
"""

from __future__ import annotations

import re

from lib.workbook.grids import Cell

_UNSEEN = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # control characters, but for breaks
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"  # joiners, directions
    "\ufdd0-\ufdef\ufffe\uffff"  # no characters at all: XML cannot hold them
    "]+"
)
_NEW_LINE = re.compile("\r\n?")
_BREAK = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
"""Breaks that no spreadsheet makes: a line break of Word, a page break, separators of old systems."""

_BIGGEST_EXACT = 2.0**53


def clean_text(text: str) -> str:
    """The text as people see it: without invisible marks, control characters and half characters; breaks
    other
    than a new line become a space. New lines and tabs within stay, since cells may have them."""
    # Whatever has to go is not printable, and nearly every text is: one look in C.
    if text.isprintable():
        return text
    text = _BREAK.sub(" ", _NEW_LINE.sub("\n", _UNSEEN.sub("", text)))
    # A lone surrogate (half an emoji, cut by some phones) is no UTF-8 and could not be stored.
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def clean_title(title: str) -> str:
    """A tab's title on one line, cleaned as cells are."""
    return title if title.isprintable() else " ".join(clean_text(title).split())


def clean_cell(cell: Cell) -> Cell:
    """Texts cleaned, empty ones as None, whole numbers as int."""
    if isinstance(cell, str):
        return (cell if cell.isprintable() else clean_text(cell)) or None
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) <= _BIGGEST_EXACT else cell
    if cell is None or isinstance(cell, bool):
        return cell
    return float(cell) if abs(cell) > _BIGGEST_EXACT else cell


# --- A cell that begins like a formula must not become one in the spreadsheet that opens or pastes it.

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")


def quote_formula(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_BEGINNINGS) else text
