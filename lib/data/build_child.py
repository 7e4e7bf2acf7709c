"""Large workbooks become tables in a process of their own: in the server's, some seconds of parsing and
computing would share one interpreter with everybody's pages. What it took beside the tables ends with it.

`python -m lib.data.build_child` takes what `build_whole` takes from its standard input. It writes the tables
with the answers that the first page asks, and then, as long as somebody listens, those that the other pages
ask (lib.data.ready), all pickled by this program for this program. Where it ends without tables, the server
builds as it does small workbooks, and tells of what is wrong with them in the same way.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import struct
import subprocess
import sys
import threading
from collections.abc import Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, cast

from lib.data.answers import ANSWERS
from lib.settings import Settings
from lib.sources.child import start_child
from lib.sources.refresher import BookState

if TYPE_CHECKING:
    from lib.data.engine import Whole
    from lib.data.seen import Seen

_log = logging.getLogger(__name__)

LEAST_BYTES = 100_000
"""Of all sheets, packed: what is smaller (some 3,000 weighings) is built before a process has started."""
MOST_SECONDS = 240.0
"""On the clock, for everything; 144,000 weighings take some twenty on an idle machine."""
HOLD_SECONDS = 20.0
"""So long new tables wait at most for the answers of the last months: three seconds on an idle machine."""
POLITE = 5
"""Added to the child's niceness: pages go first."""

_COMMAND = (sys.executable, "-P", "-X", "utf8", "-m", "lib.data.build_child")
_LENGTH = struct.Struct("<Q")

Answered = Mapping[Hashable, object]
"""Question (as lib.data.room keeps it) → answer."""
_Built = tuple["Whole", "Seen | None", Answered]
"""Tables, what whoever sees everything is shown of them, and what was asked of it already."""


def measure_states(states: Sequence[BookState]) -> int:
    """Bytes of all sheets of the workbooks, packed."""
    return sum(tab.packed_bytes for state in states if state.book is not None for tab in state.book.tabs)


class BuildChild:
    """The process that builds and answers; whoever has begun one ends it."""

    def __init__(self, states: tuple[BookState, ...]) -> None:
        self._states = states
        self._process: subprocess.Popen[bytes] | None = None
        self._limit = threading.Timer(MOST_SECONDS, self._kill)
        self._limit.daemon = True
        self._reading = threading.Lock()

    def build(
        self, puskesmas: str, settings: Settings, sequence: int, *, opened: bool = True
    ) -> Whole | None:
        """As engine.build_whole, and `opened` for whoever sees everything; None where no process could."""
        # Neither keys nor accounts.
        bare = replace(settings, service_account=None, users=(), cookie=replace(settings.cookie, key=""))
        # Packed, the cells are bytes to be copied: a sheet of cells would hold up every page while it is
        # pickled.
        told = tuple(_pack(replace(state, problem=None)) for state in self._states)
        try:
            self._process = start_child(_COMMAND)
            self._limit.start()
            with cast(BinaryIO, self._process.stdin) as target:
                write_whole(target, (puskesmas, told, bare, sequence, opened))
            built, seen, answers = cast(_Built, read_whole(cast(BinaryIO, self._process.stdout)))
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            _log.warning("event=build_child_ended type=%s", type(error).__name__)
            self.end()
            return None
        whole = replace(built, books=self._states, child=self)
        if seen is not None:
            seen._belong_to(whole)
            _keep(seen, answers)
            whole.opened[seen.scope] = seen
        return whole

    def keep_recent(self, seen: Seen, seconds: float = HOLD_SECONDS) -> None:
        """Keep what it goes on to answer of the last months (ready.list_recent); what takes longer than that
        is kept beside whoever waited."""
        keeping = threading.Thread(target=self._keep_more, args=(seen,), name="keep-recent", daemon=True)
        keeping.start()
        keeping.join(seconds)

    def keep_rest(self, seen: Seen) -> None:
        """Keep the rest of what it answers, until it has no more to say or is ended."""
        while self._keep_more(seen):
            pass

    def _keep_more(self, seen: Seen) -> bool:
        """The answers of one part; False where there will be no more."""
        process = self._process
        if process is None:
            return False
        with (
            self._reading,
            suppress(OSError, EOFError, ValueError),
        ):  # it ended, or was ended by another thread
            while answers := cast(Answered, read_whole(cast(BinaryIO, process.stdout))):
                _keep(seen, answers)
            return True
        return False

    def end(self) -> None:
        """Let go of the process; again does nothing."""
        self._limit.cancel()
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()

    def _kill(self) -> None:
        if (process := self._process) is not None:
            process.kill()


def _keep(seen: Seen, answers: Answered) -> None:
    for key, answer in answers.items():
        ANSWERS.keep(seen.owner, key, answer)


def write_whole(target: BinaryIO, value: object) -> None:
    """A value, the arrays in it as they lie in memory: neither side copies them while it holds the
    interpreter."""
    parts: list[pickle.PickleBuffer] = []
    main = pickle.dumps(value, protocol=5, buffer_callback=parts.append)
    raws = [memoryview(main), *(part.raw() for part in parts)]
    target.write(_LENGTH.pack(len(raws)) + b"".join(_LENGTH.pack(raw.nbytes) for raw in raws))
    for raw in raws:
        target.write(raw)
    target.flush()


def read_whole(source: BinaryIO) -> object:
    """A value that was written so. Raises EOFError where the other side ended before."""
    (count,) = _LENGTH.unpack(_read(source, _LENGTH.size))
    lengths = [length for (length,) in _LENGTH.iter_unpack(_read(source, count * _LENGTH.size))]
    main, *parts = [_read(source, length) for length in lengths]
    return pickle.loads(main, buffers=parts)


def _read(source: BinaryIO, length: int) -> bytearray:
    taken = bytearray(length)
    rest = memoryview(taken)
    while rest:
        many = source.readinto(rest)  # type: ignore[attr-defined]  # a buffered reader of bytes
        if not many:
            raise EOFError
        rest = rest[many:]
    return taken


def _pack(state: BookState) -> BookState:
    if state.book is None:
        return state
    return replace(state, book=replace(state.book, tabs=tuple(tab.pack() for tab in state.book.tabs)))


def main() -> None:
    """The child: one request, the tables, and then answers until nobody listens."""
    # Here: the server's engine comes before what is seen of it.
    from lib.data.engine import Parser, build_whole
    from lib.data.ready import list_first, list_questions, list_recent
    from lib.data.seen import open_seen
    from lib.domain.access import Role
    from lib.domain.privacy import Scope

    with suppress(OSError, AttributeError):  # not where there is no niceness
        os.nice(POLITE)
    gc.disable()  # it ends before there would be anything to gain
    asked = cast("tuple[str, tuple[BookState, ...], Settings, int, bool]", read_whole(sys.stdin.buffer))
    puskesmas, states, settings, sequence, opened = asked
    # The server has the workbooks' cells.
    whole = replace(build_whole(puskesmas, states, Parser(), settings, sequence), books=())
    if not opened:
        write_whole(sys.stdout.buffer, (whole, None, {}))
        return
    seen = open_seen(whole, Scope(Role.KEPALA))
    seen.books = {state.key: state.name for state in states}
    for ask in list_first(seen):
        ask()
    seen.beranda.attention(seen.this_month)
    told = ANSWERS.of(seen.owner)
    with suppress(OSError):  # nobody listens any more
        write_whole(sys.stdout.buffer, (whole, seen, told))
        for part in (list_recent(seen), list_questions(seen)):  # of the second what is new
            for ask in part:
                ask()
                new = {key: answer for key, answer in ANSWERS.of(seen.owner).items() if key not in told}
                if new:
                    write_whole(sys.stdout.buffer, new)
                    told |= new
            write_whole(sys.stdout.buffer, {})
    os._exit(0)  # what was computed need not be freed piece by piece


if __name__ == "__main__":
    main()
