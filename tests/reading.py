"""lib.data as it reads in a server, without what a server does while nobody asks."""

from __future__ import annotations

import pytest

from lib import data
from lib.settings import Settings
from lib.sources.clock import REAL, Clock


def start_cold(settings: Settings, clock: Clock = REAL) -> None:
    """`data.start`, and nothing made ready beforehand: answers come when they are asked for, and no thread
    works beside the test on those of a year (tests/data/test_ready.py is about that)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "_warm", lambda whole, everything: None)
        data.start(settings, clock)
