"""A process of its own for each reading of a file, bounded in memory and time.

What a hostile or damaged file does to it (grow without end, never finish, end the process) is an error of
that workbook, and of nothing else.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

import orjson
import psutil

from lib.sources.child import start_child
from lib.sources.errors import SourceError, TooHeavy, TooSlow, error_named
from lib.sources.file_reader import read_frame, write_frame
from lib.workbook.grids import RawTab

MOST_SECONDS = 16.0
"""Of processor time. A workbook of five million cells takes half of it."""
STUCK_SECONDS = 18.0
"""On the clock, for one that does not even work: it waits for a disk or a network that does not answer."""
STUCK_SHARE = 0.05
MOST_PATIENCE = 60.0
"""On the clock, however busy the machine is with other things."""
MOST_MEMORY = 1_500_000_000
"""Bytes held. Five million cells take 500 million, 1,100 million where every one is a text of its own."""
MORE_ADDRESSES = 500_000_000
"""What may be asked for beyond that without being used, before the kernel refuses."""
_WATCH_SECONDS = 0.05

_COMMAND = (sys.executable, "-P", "-X", "utf8", "-m", "lib.sources.file_reader")


def read_in_child(
    path: Path,
    choose: Callable[[list[str]], list[int]],
    *,
    seconds: float = MOST_SECONDS,
    memory: int = MOST_MEMORY,
) -> Iterator[RawTab]:
    """The tabs that `choose` picks from the titles, one after the other. Raises SourceError."""
    child = start_child(_COMMAND)
    watch = _Watch(child, seconds, memory)
    source, target = cast(BinaryIO, child.stdout), cast(BinaryIO, child.stdin)
    try:
        limits = {"path": str(path.absolute()), "memory": memory + MORE_ADDRESSES, "seconds": seconds}
        write_frame(target, orjson.dumps(limits))
        while "done" not in (answer := orjson.loads(read_frame(source))):
            if "titles" in answer:
                write_frame(target, orjson.dumps(choose(answer["titles"])))
            elif "title" in answer:
                yield RawTab.from_json(content=read_frame(source), **answer)
            else:
                raise error_named(answer["error"], answer["detail"])
    except (EOFError, OSError) as error:
        child.kill()
        raise watch.reason or TooHeavy(f"ended with {child.wait()}") from error
    finally:
        watch.stop()
        for stream in (target, source):
            with suppress(OSError):  # it has ended before it read all
                stream.close()
        child.kill()
        child.wait()


class _Watch:
    """Ends the child when it takes too long or too much; `reason` is then the error to tell."""

    def __init__(self, child: subprocess.Popen[bytes], seconds: float, memory: int) -> None:
        self.reason: SourceError | None = None
        self._child, self._seconds, self._memory = child, seconds, memory
        self._ended = threading.Event()
        threading.Thread(target=self._run, name="file-reader-watch", daemon=True).start()

    def stop(self) -> None:
        """The reading is over."""
        self._ended.set()

    def _run(self) -> None:
        begun = time.monotonic()
        with suppress(psutil.Error):  # it ended between two looks
            process = psutil.Process(self._child.pid)
            while not self._ended.wait(_WATCH_SECONDS):
                self.reason = self._judge(process, time.monotonic() - begun)
                if self.reason is not None:
                    self._child.kill()
                    return

    def _judge(self, process: psutil.Process, passed: float) -> SourceError | None:
        if process.memory_info().rss > self._memory:
            return TooHeavy("too much memory")
        worked = sum(process.cpu_times()[:2])
        is_stuck = passed > STUCK_SECONDS and worked < STUCK_SHARE * passed
        if worked > self._seconds or is_stuck or passed > MOST_PATIENCE:
            return TooSlow(f"{worked:.1f} s of work in {passed:.1f} s")
        return None
