"""What may stand in the log: types, places and numbers, never what somebody typed.

Every record of every library passes here when it is made, whoever made it and whoever prints it. Messages of
exceptions can carry cells, Streamlit's lines carry session ids, and a stranger's words can carry control
characters that a terminal obeys.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
import warnings
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from lib.config import ROOT

LINE_LENGTH = 500

_OWN = ("lib", "papan")
_SESSION_ID = re.compile(r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z0-9_.-]{32,}")
# C0, C1, and what reorders or hides text.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


class _Record(logging.LogRecord):
    """A record that is clean from the start: one line, no text of exceptions.

    `exception` is the type of one that was handed over, without its message and its traceback.
    """

    def __init__(
        self, name: str, level: int, pathname: str, lineno: int, msg: object, args: Any, exc_info: Any,
        *rest: Any, **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(name, level, pathname, lineno, msg, args, None, *rest, **more)
        own = name.partition(".")[0] in _OWN
        self.exception: type[BaseException] | None = exc_info[0] if exc_info else None
        words = self.getMessage() if own else _describe_foreign(self)
        if exc_info and exc_info[1] is not None:
            words = f"{words} ({describe_exception(exc_info[1])})"
        self.msg, self.args, self.stack_info = clean_line(words), None, None


def describe_exception(error: BaseException) -> str:
    """Type and places, the innermost first: "KeyError di lib/x.py:3 f < pages/y.py:5 g"."""
    places = " < ".join(
        f"{_shorten(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in reversed(traceback.extract_tb(error.__traceback__))
    )
    return f"{type(error).__name__} di {places}" if places else type(error).__name__


def clean_line(words: str) -> str:
    """One printable line: control characters as they are written in Python (\\x1b), long lines cut."""
    shown = _CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), words)
    return shown if len(shown) <= LINE_LENGTH else f"{shown[:LINE_LENGTH]}…"


def _describe_foreign(record: logging.LogRecord) -> str:
    """A library's line: its words without ids and tokens. In a warning only numbers are filled in."""
    args = record.args
    if isinstance(args, tuple) and args:
        warns = record.levelno >= logging.WARNING
        args = tuple(_describe_value(value, numbers_only=warns) for value in args)
    elif isinstance(args, Mapping):
        args = {name: _describe_value(value, numbers_only=True) for name, value in args.items()}
    try:
        words = str(record.msg) % args if args else str(record.msg)
    except (TypeError, ValueError):
        words = str(record.msg)
    if isinstance(record.msg, BaseException):
        words = type(record.msg).__name__
    # Further lines are details: a task's exception, a widget's values.
    first = words.strip().partition("\n")[0]
    return _TOKEN.sub("…", _SESSION_ID.sub("…", first))


def _describe_value(value: object, *, numbers_only: bool) -> object:
    if isinstance(value, BaseException):
        return type(value).__name__
    if isinstance(value, int | float) or not numbers_only:
        return value
    return "…"


def _shorten(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


def clean_the_log() -> None:
    """From now on, for every logger there is and will be, and for what Python itself prints of errors."""
    logging.setLogRecordFactory(_Record)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda found: _log_uncaught(found.exc_type, found.exc_value, None)
    sys.unraisablehook = lambda found: _log_uncaught(found.exc_type, found.exc_value, None)
    warnings.showwarning = _log_warning


def _log_uncaught(kind: type[BaseException], error: BaseException | None, _: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    _log.error("Kesalahan tak tertangkap: %s", kind.__name__ if error is None else describe_exception(error))


def _log_warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int,
    file: TextIO | None = None, line: str | None = None,
) -> None:  # fmt: skip
    # Its text can carry a cell: openpyxl names values that are no dates.
    _log.warning("Peringatan %s di %s:%s", category.__name__, _shorten(filename), lineno)


_log = logging.getLogger("papan")


def show_log() -> None:
    """The program's own lines on stderr from INFO on, one event a line: `time level event=… name=value …`."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for name in _OWN:
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO)
        if not logger.handlers:
            logger.addHandler(handler)
