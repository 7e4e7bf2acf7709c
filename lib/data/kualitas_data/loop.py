"""Keeps what the loop of wrong cells remembers beside the snapshot: fingerprints and counts, no cell and no
name.

A disk that cannot be written costs the memory of the last weeks after a restart, and nothing else.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import orjson
import pandas as pd

from lib.domain.kualitas_data.loop import Ledger, Prints, WeekCount, count_week, note_entries
from lib.sources.store import write_atomically

logger = logging.getLogger(__name__)

_VERSION = 1
_FILE = ".temuan.json"
_SALT_BYTES = 16
_DAMAGED = (OSError, ValueError, LookupError, TypeError, AttributeError)


Reading = tuple[date, int]
"""The day and number of a reading, later ones greater."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A ledger with the key of its fingerprints."""

    ledger: Ledger
    salt: bytes


class QualityLoop:
    """The ledgers of an installation's puskesmas, in files of `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, _Kept] = {}
        self._counted: dict[str, Reading] = {}
        self._lock = threading.RLock()
        self._failed = False

    def salt(self, puskesmas: str) -> bytes:
        """What fingerprints of this puskesmas are keyed by."""
        return self._of(puskesmas).salt

    def ledger(self, puskesmas: str) -> Ledger:
        """What is remembered; empty before the first reading was counted."""
        return self._of(puskesmas).ledger

    def has_counted(self, puskesmas: str, reading: Reading) -> bool:
        """Whether this reading, or one after it, was counted in this process."""
        return puskesmas in self._counted and reading <= self._counted[puskesmas]

    def record(
        self,
        puskesmas: str,
        standing: Prints,
        justified: frozenset[str],
        frames: Mapping[str, pd.DataFrame],
        day: date,
        reading: Reading,
    ) -> None:
        """Count a reading (see loop.count_week, loop.note_entries) and write what changed; one that is older
        than what was counted last is let go."""
        with self._lock:
            if self.has_counted(puskesmas, reading):
                return
            self._counted[puskesmas] = reading
            before = self._of(puskesmas)
            ledger = count_week(before.ledger, standing, justified, day)
            ledger = note_entries(ledger, frames["penimbangan"], frames["jadwal"], day)
            if ledger != before.ledger:
                self._kept[puskesmas] = _Kept(ledger, before.salt)
                self._save(puskesmas)

    def _of(self, puskesmas: str) -> _Kept:
        with self._lock:
            if puskesmas not in self._kept:
                self._kept[puskesmas] = self._load(puskesmas) or _Kept(
                    Ledger(), secrets.token_bytes(_SALT_BYTES)
                )
            return self._kept[puskesmas]

    def _path(self, puskesmas: str) -> Path:
        return self._folder / f"{hashlib.blake2b(puskesmas.encode(), digest_size=12).hexdigest()}{_FILE}"

    def _load(self, puskesmas: str) -> _Kept | None:
        path = self._path(puskesmas)
        try:
            if not path.exists():
                return None
            told = orjson.loads(path.read_bytes())
            if told["version"] != _VERSION:
                return None
            return _Kept(
                Ledger(
                    since=date.fromisoformat(told["since"]).isoformat(),
                    standing={code: dict(rows) for code, rows in told["standing"].items()},
                    closed={
                        code: {one: (row[0], row[1], row[2]) for one, row in rows.items()}
                        for code, rows in told["closed"].items()
                    },
                    weeks={
                        date.fromisoformat(week).isoformat(): {
                            code: WeekCount(*map(int, row)) for code, row in rows.items()
                        }
                        for week, rows in told["weeks"].items()
                    },
                    entries={
                        code: {
                            date.fromisoformat(held).isoformat(): date.fromisoformat(seen).isoformat()
                            for held, seen in days.items()
                        }
                        for code, days in told["entries"].items()
                    },
                ),
                bytes.fromhex(told["salt"]),
            )
        except _DAMAGED as error:
            logger.warning("event=findings_log_damaged file=%s problem=%s", path.name, type(error).__name__)
            return None

    def _save(self, puskesmas: str) -> None:
        kept = self._kept[puskesmas]
        content = {
            "version": _VERSION,
            "salt": kept.salt.hex(),
            "since": kept.ledger.since,
            "standing": kept.ledger.standing,
            "closed": kept.ledger.closed,
            "weeks": {
                week: {code: [one.found, one.mended, one.justified, one.open] for code, one in rows.items()}
                for week, rows in kept.ledger.weeks.items()
            },
            "entries": kept.ledger.entries,
        }
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomically(self._path(puskesmas), orjson.dumps(content))
            self._failed = False
        except OSError as error:
            if not self._failed:  # said once: every reading tries again
                logger.warning("event=findings_log_not_saved errno=%s", error.errno)
            self._failed = True
