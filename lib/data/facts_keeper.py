"""Keeps the facts of every puskesmas up to date on disk, also of those that nobody looks at: the engine hands
on their tables one after another, and forgets them."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

from lib.config import now
from lib.data.engine import Whole
from lib.data.facts import build_facts
from lib.data.seen import Seen
from lib.facts.files import write_facts

_log = logging.getLogger(__name__)


class FactsKeeper:
    """Facts in `folder`, written anew where contents or the day are others (see engine.Unseen)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: dict[str, tuple[str, date]] = {}

    def is_behind(self, puskesmas: str, mark: str) -> bool:
        """Whether the facts were not written by this process today of the contents of this mark."""
        return self._written.get(puskesmas) != (mark, now().date())

    def take(self, whole: Whole) -> None:
        """Write the facts of tables that nobody looks at."""
        self.keep(whole, None)

    def keep(self, whole: Whole, seen: Seen | None) -> None:
        """Write the facts; `seen`: one of everything that is already there."""
        if not self.is_behind(whole.puskesmas, whole.mark):
            return
        try:
            write_facts(build_facts(whole, seen=seen), whole.puskesmas, self._folder)
        except OSError as error:  # the page shows the facts that were there, with their day
            _log.warning("event=facts_not_written errno=%s", error.errno)
        # Also where it failed: a full disk is tried again with the next contents, not every second.
        self._written[whole.puskesmas] = (whole.mark, now().date())
