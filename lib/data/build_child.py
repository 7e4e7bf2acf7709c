"""Large workbooks become tables in a process of their own: in the server's, some seconds of parsing would
share one interpreter with everybody's pages. What it took beside the tables ends with it.

`python -m lib.data.build_child` takes what `build_whole` takes from its standard input and writes what comes
of it to its standard output (both pickled, by this program for this program). Where it ends without an
answer, the server builds as it does small workbooks, and tells of what is wrong with them in the same way.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lib.settings import Settings
from lib.sources.refresher import BookState

if TYPE_CHECKING:
    from lib.data.engine import Whole

_log = logging.getLogger(__name__)

LEAST_BYTES = 400_000
"""Of all sheets, packed: what is smaller (some 20,000 rows) is built before a process has started."""
MOST_SECONDS = 120.0
"""On the clock; 144,000 weighings take six on an idle machine."""
POLITE = 5
"""Added to the child's niceness: pages go first."""

_ROOT = Path(__file__).parents[2]
_COMMAND = (sys.executable, "-P", "-X", "utf8", "-m", "lib.data.build_child")


def measure_states(states: Sequence[BookState]) -> int:
    """Bytes of all sheets of the workbooks, packed."""
    return sum(tab.packed_bytes for state in states if state.book is not None for tab in state.book.tabs)


def build_in_child(
    puskesmas: str, states: tuple[BookState, ...], settings: Settings, sequence: int
) -> Whole | None:
    """As engine.build_whole; None where no process could do it."""
    # Neither keys nor accounts.
    bare = replace(settings, service_account=None, users=(), cookie=replace(settings.cookie, key=""))
    # Packed, the cells are bytes to be copied: a sheet of cells would hold up every page while it is pickled.
    told = tuple(_pack(replace(state, problem=None)) for state in states)
    asked = pickle.dumps((puskesmas, told, bare, sequence), protocol=pickle.HIGHEST_PROTOCOL)
    folders = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        done = subprocess.run(
            _COMMAND,
            input=asked,
            stdout=subprocess.PIPE,
            # What a library says when it breaks may quote a cell.
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)},
            timeout=MOST_SECONDS,
            check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        whole: Whole = pickle.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, EOFError, pickle.UnpicklingError) as error:
        _log.warning("event=build_child_ended type=%s", type(error).__name__)
        return None
    return replace(whole, books=states)


def _pack(state: BookState) -> BookState:
    if state.book is None:
        return state
    return replace(state, book=replace(state.book, tabs=tuple(tab.pack() for tab in state.book.tabs)))


def main() -> None:
    """The child: one request, one answer."""
    from lib.data.engine import Parser, build_whole

    with suppress(OSError, AttributeError):  # not where there is no niceness
        os.nice(POLITE)
    gc.disable()  # it ends before there would be anything to gain
    puskesmas, states, settings, sequence = pickle.load(sys.stdin.buffer)
    whole = build_whole(puskesmas, states, Parser(), settings, sequence)
    pickle.dump(replace(whole, books=()), sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
