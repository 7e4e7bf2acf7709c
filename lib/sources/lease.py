"""Which of several servers on one data folder reads the workbooks: one service account has one quota.

The reader holds a lock that the operating system takes from it when it dies, so that another has it at the
next look. A reader that lives but hangs keeps its lock; after `patience_seconds` without a sign of life the
lock of the next number is taken, and the old reader stops when it wakes and finds that number. The files hold
nothing.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LOCK = ".kunci"


class Lease:
    """In `folder`, made when needed. One object a process, for all its threads."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._changing = threading.RLock()
        self._file: int | None = None
        self.number = 0
        """Of the lock that is held."""

    @property
    def held(self) -> bool:
        """Whether this process has the lock, whatever others have taken since."""
        return self._file is not None

    def take(self, *, from_hung: bool = False) -> bool:
        """Whether this process is the reader now. `from_hung`: its holder gives no sign of life.

        Raises OSError where the folder allows no lock at all, so that nothing can be known of others.
        """
        with self._changing:
            return self.is_still_ours() if self.held else self._take(from_hung)

    def _take(self, from_hung: bool) -> bool:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = max(self._find_number(), 1) + from_hung
        file = _open(self._path(number))
        try:
            # Somebody may have gone on to the next number meanwhile, and removed this one.
            if not _lock(file) or self._find_number() != number:
                os.close(file)
                return False
        except OSError:
            os.close(file)
            raise
        self._file, self.number = file, number
        self._remove_older()
        return True

    def is_still_ours(self) -> bool:
        """Whether nobody has taken the reading from this process because it hung; else it lets go."""
        with self._changing:
            with suppress(OSError):  # a folder that cannot be looked into: nobody else can take it either
                if self.held and self._find_number() > self.number:
                    self.release()
            return self.held

    def release(self) -> None:
        """Let another process read."""
        with self._changing:
            if self._file is not None:
                os.close(self._file)
                self._file = None

    def _path(self, number: int) -> Path:
        return self.folder / f"pembaca-{number}{_LOCK}"

    def _find_number(self) -> int:
        """Of the newest lock file; 0 where there is none. Raises OSError."""
        names = [name.removesuffix(_LOCK).rpartition("-")[2] for name in os.listdir(self.folder)]
        return max((int(name) for name in names if name.isdecimal()), default=0)

    def _remove_older(self) -> None:
        for number in range(1, self.number):
            with suppress(OSError):  # gone, or still open in the hung process on Windows
                self._path(number).unlink()


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        if sys.platform == "win32":
            raise
        return os.open(path, os.O_RDONLY)  # a read-only disk, where an older run has left the file


def _lock(file: int) -> bool:
    """Whether the lock was free; it is given back when the file is closed, also by the process's death.
    Raises OSError where locks do not work."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # as Linux and as Windows say that somebody has it
        return False
    return True
