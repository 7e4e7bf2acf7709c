"""Short phrases that look alike everywhere: a lead, a quiet line, a sign of a state in words of its own."""

from __future__ import annotations

from markupsafe import Markup

from lib.views.style import state_class
from lib.views.templates import macro
from lib.words.tokens import STATE_SYMBOLS

FILE = "phrases.html"

_lead, _quiet, _below = macro(FILE, "lead"), macro(FILE, "quiet"), macro(FILE, "below")
_chip, _lines, _named = macro(FILE, "chip"), macro(FILE, "lines"), macro(FILE, "named")


def build_lead(words: str) -> Markup:
    """A paragraph that says what follows."""
    return _lead(words=words)


def build_quiet(words: str) -> Markup:
    """A paragraph in quiet ink."""
    return _quiet(words=words)


def build_below(words: str) -> Markup:
    """Quiet words on a line of their own, below the cell's first line."""
    return _below(words=words)


def build_named(name: object, *below: str) -> Markup:
    """A name, and quiet lines below it."""
    return _named(name=name, under=below)


def build_chip(state: str, words: str, symbol: str | None = None) -> Markup:
    """Words that wear the look of a step's state (one of tokens.STATE_SYMBOLS): its colour, and its symbol
    unless another is given."""
    return _chip(
        kind=state_class(state), symbol=STATE_SYMBOLS[state] if symbol is None else symbol, words=words
    )


def join_lines(*parts: str) -> Markup:
    """The parts that say something, each on a line of its own; plain text is escaped."""
    return _lines(parts=parts)
