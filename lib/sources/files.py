"""A workbook that is a file here: .xlsx, .xlsm, .xlsb, .xls, .ods, .csv or .tsv, whatever its name."""

from __future__ import annotations

from pathlib import Path

from lib.sources.clock import REAL, Clock
from lib.sources.errors import FileLocked, TooHeavy, UnreadableFile
from lib.sources.reading_child import read_in_child
from lib.sources.source import Wanted, want_every
from lib.workbook.grids import RawBook

FILE_ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv")
"""How the names of workbooks usually end; what is in a file decides all the same."""

REFUSED_SECONDS = 300.0
"""What took too much is not tried again before it changes, or so much later: other files would wait."""

_Signature = tuple[int, int, int]


class FileSource:
    """Reads one file whole, in a process of its own; `changed` is a look at its time and size."""

    is_local = True

    def __init__(
        self,
        path: str | Path,
        name: str | None = None,
        puskesmas: str | None = None,
        *,
        wanted: Wanted = want_every,
        clock: Clock = REAL,
    ) -> None:
        self.path = Path(path)
        self.key = self.path.as_posix()
        self.name = name or self.path.stem
        self.puskesmas = puskesmas
        self._wanted = wanted
        self._clock = clock
        self._read_signature: _Signature | None = None
        self._refused: tuple[_Signature, TooHeavy, float] | None = None

    def changed(self) -> bool:
        """True when the file is new, saved since the last good read, gone, or not yet read well."""
        signature = self._signature()
        return signature is None or signature != self._read_signature

    def read(self) -> RawBook:
        """The file as it is now: dates as serial numbers, times as day fractions, errors as their text.

        Raises FileMissing, FileLocked, NotAFile, PasswordProtected, TooBig (also TooHeavy, TooSlow) or
        UnreadableFile (also OtherKind).
        """
        before = self._signature()
        self._refuse_again(before)
        fetched_at = self._clock.now()
        unread: list[tuple[str, int | None]] = []

        def choose(titles: list[str]) -> list[int]:
            unread.extend((title, None) for title in titles if not self._wanted(title))
            return [place for place, title in enumerate(titles) if self._wanted(title)]

        try:
            tabs = tuple(read_in_child(self.path, choose))
        except TooHeavy as error:
            if before is not None:
                self._refused = before, error, self._clock.monotonic()
            raise
        except UnreadableFile as error:
            if self._open_in_excel():
                raise FileLocked(error.detail) from error
            raise
        # Saved again while we read: leave the signature open, so that the next look reads once more.
        self._read_signature = before if before == self._signature() else None
        return RawBook(
            key=self.key,
            name=self.name,
            tabs=tabs,
            fetched_at=fetched_at,
            puskesmas=self.puskesmas,
            unread=tuple(unread),
        )

    def _refuse_again(self, signature: _Signature | None) -> None:
        if self._refused is not None:
            refused, error, at = self._refused
            if refused == signature and self._clock.monotonic() - at < REFUSED_SECONDS:
                raise type(error)(error.detail)
            self._refused = None

    def _signature(self) -> _Signature | None:
        try:
            stat = self.path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino

    def _open_in_excel(self) -> bool:
        return self.path.with_name(f"~${self.path.name}").exists()
