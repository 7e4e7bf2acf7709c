"""lib.data reading as in a server, but for what that does while nobody asks; and read once, without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib import config, data
from lib.data.engine import Parser, Whole, build_source, build_whole
from lib.settings import BookSetting, Settings
from lib.sources.clock import REAL, Clock
from lib.sources.refresher import BookState
from tests.sample import TODAY


def build_settings(folder: Path) -> Settings:
    """Sample mode on TODAY with its data in `folder`, whatever the environment says."""
    return config.read_settings(
        {"PAPAN_CONTOH": "1", "PAPAN_DATA": str(folder), "PAPAN_HARI_INI": TODAY.isoformat()}
    )


def read_whole(books: tuple[BookSetting, ...], settings: Settings) -> Whole:
    """Everything of those workbooks, read once."""
    states = []
    for book in books:
        raw = build_source(book, settings).read()
        states.append(BookState(raw.key, raw.name, raw, raw.fetched_at))
    return build_whole("", tuple(states), Parser(), settings, sequence=1)


def start_cold(settings: Settings, clock: Clock = REAL) -> None:
    """`data.start`, and nothing made ready beforehand: answers come when they are asked for, and no thread
    works beside the test on those of a year (tests/data/test_ready.py is about that)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "_warm", lambda whole, everything: None)
        data.start(settings, clock)
