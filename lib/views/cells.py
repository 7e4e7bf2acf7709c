"""What cells of tables and boards are built of: lines, quiet words below a name, signs of a state."""

from __future__ import annotations

from markupsafe import Markup

from lib.views.components import build_chip
from lib.views.templates import macro, state_class
from lib.words.tokens import STATE_SYMBOLS

_FILE = "cells.html"
_below, _named = macro(_FILE, "below"), macro(_FILE, "named")
_lines, _words = macro(_FILE, "lines"), macro(_FILE, "words")


def build_below(words: str) -> Markup:
    """Quiet words on a line of their own."""
    return _below(words=words)


def build_named(name: object, *below: str) -> Markup:
    """A name, and quiet lines below it."""
    return _named(name=name, under=below)


def build_sign(state: str, words: str, symbol: str = "") -> Markup:
    """Words that wear the look of a step's state (one of tokens.STATE_SYMBOLS): its colour, and its symbol
    unless another is given."""
    return build_chip(words, state_class(state), symbol or STATE_SYMBOLS[state])


def join_lines(*parts: str) -> Markup:
    """The parts that say something, each on a line of its own; plain text is escaped."""
    return _lines(parts=parts)


def join_words(*parts: str) -> Markup:
    """The parts that say something on one line; plain text is escaped."""
    return _words(parts=parts)
