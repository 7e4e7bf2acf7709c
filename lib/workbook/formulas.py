"""A cell that begins like a formula must not become one in the spreadsheet that opens or pastes it."""

from __future__ import annotations

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")


def quote_formula(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_BEGINNINGS) else text
