"""Who signed in, failed to, signed out, saved a file or opened names, and when: never anybody's health.

One line an event: time (WIB), what happened, the account, its role, and the page, the kind of file, or the
address it came from. No names of children or mothers, no cell contents, nothing that was typed into the
sign-in form unless it is an account's name (people type passwords into the wrong field).

Each line goes to the log (logger `papan.catatan`) and to `catatan/<year>-<month>.log` in the data folder,
since a service on Windows keeps no log and because this is what one reads after a leak. Lines are appended
whole, so that several processes may write one file. At most FILES_KEPT files of about FILE_BYTES each are
kept, the oldest go first. A disk that cannot be written costs no page: that is told once in the log and on
/sehat, and the lines wait in memory until it can.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import re
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path, PurePath

from lib.config import current_settings, now
from lib.domain.access import Viewer
from lib.settings import User

FOLDER = "catatan"
FILE_BYTES = 2_000_000
FILES_KEPT = 24
HELD_TOLD_SECONDS = 300
"""An address that is held back is told once in so long, or its guessing would push older lines out."""
HELD_ADDRESSES = 10_000
LINES_WAITING = 10_000
KIND_WORDS = 2
"""So many words of a file's name say what it is; later ones may be an ID, a place, a month."""
UNKNOWN = "(tidak dikenal)"

_PLAIN = re.compile(r"[\w.:()/ -]+")
_KIND = re.compile(r"[a-z]+")

_log = logging.getLogger("papan.catatan")


class Audit:
    """Writes the lines of one data folder. `clock` gives the time in the puskesmas's zone."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = now) -> None:
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._problem: int | None = None
        self._waiting: deque[tuple[str, bytes]] = deque(maxlen=LINES_WAITING)
        """Lines that are not yet in a file, with their months."""
        self._torn = False
        """Whether the file ends in a part of a line: a disk can get full in the middle of one."""
        self._held: dict[str, datetime] = {}

    def record_sign_in(self, user: User, address: str) -> None:
        self._write("masuk", akun=user.username, peran=user.role, alamat=address)

    def record_failure(self, user: User | None, address: str) -> None:
        """A name or password that was wrong; `user` None = no account of that name."""
        self._write("gagal masuk", akun=user.username if user else UNKNOWN, alamat=address)

    def record_held_back(self, user: User | None, address: str) -> None:
        """An attempt that was not looked at, after too many."""
        moment = self._clock()
        with self._lock:
            last = self._held.get(address)
            if last is not None and (moment - last).total_seconds() < HELD_TOLD_SECONDS:
                return
            self._held.pop(address, None)
            self._held[address] = moment
            while len(self._held) > HELD_ADDRESSES:
                del self._held[next(iter(self._held))]
        self._write("ditahan", akun=user.username if user else UNKNOWN, alamat=address)

    def record_sign_out(self, viewer: Viewer, address: str) -> None:
        self._write("keluar", akun=viewer.username, peran=viewer.role, alamat=address)

    def record_names_opened(self, viewer: Viewer, page: str) -> None:
        """A page that shows people by name was opened."""
        self._write("nama dibuka", akun=viewer.username, peran=viewer.role, halaman=page)

    def record_download(self, viewer: Viewer, file_name: str) -> None:
        """A file was made for somebody: its kind is told, not what its name says of whom it is about."""
        self._write("unduh", akun=viewer.username, peran=viewer.role, berkas=describe_file(file_name))

    def find_problem(self) -> str | None:
        """ "gagal" while lines cannot be written to the file, after trying again; for /sehat."""
        if self._problem is not None:
            self._write_waiting()
        return "gagal" if self._problem is not None else None

    def _write(self, event: str, **values: str) -> None:
        said = " ".join(f"{name}={_quote(value)}" for name, value in {"kejadian": event, **values}.items())
        _log.info("%s", said)
        moment = self._clock()
        line = f"{moment.isoformat(timespec='seconds')} {said}\n".encode("utf-8", "replace")
        with self._lock:
            self._waiting.append((f"{moment:%Y-%m}", line))
        self._write_waiting()

    def _write_waiting(self) -> None:
        try:
            with self._lock:
                while self._waiting:
                    self._append(*self._waiting[0])
                    self._waiting.popleft()
        except OSError as error:
            if self._problem != error.errno:
                _log.error("event=audit_not_written errno=%s", error.errno)
            self._problem = error.errno or 0
        else:
            if self._problem is not None:
                _log.info("event=audit_written_again")
            self._problem = None

    def _append(self, month: str, line: bytes) -> None:
        path = self._find_file(month)
        is_new = not path.exists()
        if is_new:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._prune()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            whole = b"\n" + line if self._torn else line
            written = os.write(descriptor, whole)
            self._torn = written < len(whole)
            if self._torn:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(descriptor)

    def _find_file(self, month: str) -> Path:
        """The month's first file that has room."""
        for number in count(1):
            path = self._folder / (f"{month}.log" if number == 1 else f"{month}-{number}.log")
            if not path.exists() or path.stat().st_size < FILE_BYTES:
                return path
        raise AssertionError("count does not end")

    def _prune(self) -> None:
        """Make room for one more file."""
        files = sorted(self._folder.glob("*.log"), key=lambda path: path.stat().st_mtime)
        for path in files[: max(0, len(files) - FILES_KEPT + 1)]:
            path.unlink(missing_ok=True)


def describe_file(file_name: str) -> str:
    """ "kartu-pertumbuhan-B012.pdf" → "kartu-pertumbuhan (pdf)": the words before anything that names
    someone."""
    path = PurePath(file_name)
    words: list[str] = []
    for word in re.split(r"[-_ ]", path.stem)[:KIND_WORDS]:
        if _KIND.fullmatch(word) is None:
            break
        words.append(word)
    return f"{'-'.join(words) or 'berkas'} ({path.suffix.lstrip('.').lower()})"


def _quote(value: str) -> str:
    """One word or one quoted string: no value can look like another line, or like another value."""
    return value if _PLAIN.fullmatch(value) and " " not in value else json.dumps(value)


_audit: Audit | None = None
_making = threading.Lock()


def find_audit() -> Audit:
    """The one of this process's data folder."""
    global _audit
    folder = current_settings().data_folder / FOLDER
    with _making:
        if _audit is None or _audit._folder != folder:
            _audit = Audit(folder)
        return _audit
