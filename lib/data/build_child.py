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
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from lib.settings import Settings
from lib.sources.refresher import BookState

if TYPE_CHECKING:
    from lib.data.engine import Whole

_log = logging.getLogger(__name__)

LEAST_ROWS = 20_000
"""Of all sheets together: what is smaller is built before a process has started."""
MOST_SECONDS = 120.0
"""On the clock; 144,000 weighings take six on an idle machine."""
ROWS_A_PIECE = 2_000
POLITE = 5
"""Added to the child's niceness: pages go first."""

_ROOT = Path(__file__).parents[2]
_COMMAND = (sys.executable, "-P", "-X", "utf8", "-m", "lib.data.build_child")


def count_rows(states: Sequence[BookState]) -> int:
    """Rows of all sheets of the workbooks, blank ones too."""
    return sum(len(tab.grid) for state in states if state.book is not None for tab in state.book.tabs)


def build_in_child(
    puskesmas: str, states: tuple[BookState, ...], settings: Settings, sequence: int
) -> Whole | None:
    """As engine.build_whole; None where no process could do it."""
    # Neither keys nor accounts.
    bare = replace(settings, service_account=None, users=(), cookie=replace(settings.cookie, key=""))
    asked = b"".join([_pickle((puskesmas, bare, sequence)), *_take_apart(states)])
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


def _take_apart(states: Sequence[BookState]) -> Iterator[bytes]:
    """The workbooks without their cells, then the cells, some rows at a time: a whole sheet in one go would
    hold up every page for a third of a second."""
    yield _pickle(
        tuple(
            replace(
                state,
                problem=None,
                book=state.book
                and replace(state.book, tabs=tuple(replace(tab, grid=[]) for tab in state.book.tabs)),
            )
            for state in states
        )
    )
    for state in states:
        for tab in state.book.tabs if state.book is not None else ():
            yield _pickle(len(tab.grid))
            for first in range(0, len(tab.grid), ROWS_A_PIECE):
                yield _pickle(tab.grid[first : first + ROWS_A_PIECE])


def _put_together(source: BinaryIO) -> tuple[BookState, ...]:
    """What `_take_apart` took apart."""
    states: tuple[BookState, ...] = pickle.load(source)
    for state in states:
        for tab in state.book.tabs if state.book is not None else ():
            rows = pickle.load(source)
            while len(tab.grid) < rows:
                tab.grid.extend(pickle.load(source))
    return states


def _pickle(value: object) -> bytes:
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


def main() -> None:
    """The child: one request, one answer."""
    from lib.data.engine import Parser, build_whole

    with suppress(OSError, AttributeError):  # not where there is no niceness
        os.nice(POLITE)
    gc.disable()  # it ends before there would be anything to gain
    puskesmas, settings, sequence = pickle.load(sys.stdin.buffer)
    whole = build_whole(puskesmas, _put_together(sys.stdin.buffer), Parser(), settings, sequence)
    sys.stdout.buffer.write(_pickle(replace(whole, books=())))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
