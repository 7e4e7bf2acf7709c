"""Reads all workbooks again and again in the background and keeps the last good contents of each."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from lib.sources.clock import REAL, Clock
from lib.sources.differences import compute_losses, differs, keep_known_tabs
from lib.sources.errors import SourceError
from lib.sources.source import Source
from lib.sources.store import SnapshotStore
from lib.workbook.grids import RawBook

logger = logging.getLogger(__name__)

LOCAL_SECONDS = 1.5
"""How often a file's time and size are looked at: an edit shows within a couple of seconds."""
SAVE_SECONDS = 60.0
"""How often the age of unchanged contents is written to disk."""
DOWN_SECONDS = 15.0
"""After a trouble that hits all, the other workbooks are not asked for so long: each would wait in vain."""


@dataclass(frozen=True, slots=True)
class BookState:
    """One workbook as it stands. `book` is the last good contents, `problem` why the last check failed.

    `checked_at` is when it was last tried, `book.fetched_at` when these contents were last confirmed
    with their source, `problem_since` when the checks began to fail (all UTC).
    """

    key: str
    name: str
    book: RawBook | None = None
    checked_at: datetime | None = None
    problem: SourceError | None = None
    problem_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All workbooks at one moment. `sequence` grows when any cell, tab or workbook has changed."""

    books: tuple[BookState, ...] = ()
    sequence: int = 0


@dataclass(slots=True)
class _Lane:
    """Sources read one after another by one thread. Files have their own, not to wait for Google."""

    name: str
    interval: float
    indexes: list[int]
    due: dict[int, float] = field(default_factory=dict)
    answered: int = 0
    down: SourceError | None = None
    down_at: float = 0.0


class Refresher:
    """One per process, however many people look: pages read `snapshot` and never wait for Google.

    `on_refresh` is called with the snapshot after a round that changed contents, in the refreshing
    thread (files and Google have one each, so it may be called twice at once). Google's workbooks are
    spread over the interval, so that requests and changes come evenly.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        store: SnapshotStore | None,
        *,
        interval_seconds: float = 60.0,
        local_seconds: float = LOCAL_SECONDS,
        on_refresh: Callable[[Snapshot], None] | None = None,
        clock: Clock = REAL,
    ) -> None:
        self._sources = tuple(sources)
        self._store = store
        self._on_refresh = on_refresh
        self._clock = clock
        self._snapshot = Snapshot(tuple(BookState(source.key, source.name) for source in self._sources))
        self._saved_at: dict[int, float] = {}
        self._unsaved: dict[int, datetime] = {}
        self._changed = threading.Condition()
        self._asked = 0
        self._stopping = False
        self._loaded = False
        self._threads: list[threading.Thread] = []
        local = [index for index, source in enumerate(self._sources) if source.is_local]
        remote = [index for index, source in enumerate(self._sources) if not source.is_local]
        lanes = (_Lane("local", local_seconds, local), _Lane("google", interval_seconds, remote))
        self._lanes = [lane for lane in lanes if lane.indexes]

    @property
    def snapshot(self) -> Snapshot:
        """The latest state; immutable, replaced as a whole."""
        return self._snapshot

    @property
    def unsaved_since(self) -> datetime | None:
        """Since when some workbook cannot be written to disk (full, or not ours); None while all can."""
        return min(list(self._unsaved.values()), default=None)

    def start(self) -> None:
        """Loads the last saved contents (at once, without network), then refreshes in the background."""
        with self._changed:
            if self._threads or self._stopping:
                return
            self._load_store()
            self._threads = [
                threading.Thread(target=self._run, args=(lane,), name=f"refresher-{lane.name}", daemon=True)
                for lane in self._lanes
            ]
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """Ends the background work, waiting so long for a request under way; the snapshot stays."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout)

    def wait_first(self, timeout: float | None = None) -> bool:
        """Waits until every workbook has contents (saved ones count) or a problem; False on timeout."""
        with self._changed:
            return self._changed.wait_for(
                lambda: all(state.book or state.problem for state in self._snapshot.books), timeout
            )

    def refresh_now(self, timeout: float | None = None) -> bool:
        """Has every workbook read anew and waits for it; False on timeout.

        Many callers at once share one round. Works without `start` too, in the caller's thread.
        """
        with self._changed:
            started = bool(self._threads)
        if not started:
            self._load_store()
            for lane in self._lanes:
                self._read_round(lane, forced=True)
            return True
        with self._changed:
            self._asked += 1
            mine = self._asked
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: self._stopping or all(lane.answered >= mine for lane in self._lanes), timeout
            )
            return all(lane.answered >= mine for lane in self._lanes)

    def read_due(self) -> float:
        """Reads one workbook that is due (the first time all) of each kind in the caller's thread and returns
        the seconds until something is due: instead of `start`, for a clock of one's own."""
        for lane in self._lanes:
            self._read_round(lane, forced=not lane.due)
        soonest = min((due for lane in self._lanes for due in lane.due.values()), default=0.0)
        return max(0.0, soonest - self._clock.monotonic())

    def _load_store(self) -> None:
        if self._loaded or self._store is None:
            return
        self._loaded = True
        for index, source in enumerate(self._sources):
            book = self._store.load(source.key)
            if book is not None:
                self._put(index, BookState(source.key, book.name, book), changed=True)

    def _run(self, lane: _Lane) -> None:
        forced = True
        while not self._stopping:
            with self._changed:
                target = self._asked
            self._read_round(lane, forced=forced)
            with self._changed:
                if forced:
                    lane.answered = target
                    self._changed.notify_all()
                self._changed.wait_for(
                    lambda: self._stopping or lane.answered < self._asked,
                    max(0.0, min(lane.due.values(), default=0.0) - self._clock.monotonic()),
                )
                forced = lane.answered < self._asked

    def _read_round(self, lane: _Lane, *, forced: bool) -> None:
        """Reads all sources of the lane when forced, else one that is due."""
        sequence = self._snapshot.sequence
        if forced:
            lane.down = None
        chosen = lane.indexes if forced else self._choose_due(lane)
        for position, index in enumerate(chosen):
            if self._stopping:
                return
            started = self._clock.monotonic()
            self._check(lane, index, forced=forced)
            share = (position + 1) / len(lane.indexes) if forced else 1.0
            lane.due[index] = started + lane.interval * share
        if self._on_refresh is not None and self._snapshot.sequence != sequence:
            try:
                self._on_refresh(self._snapshot)
            except Exception as error:  # noqa: BLE001 - a listener's mistake must not end the refreshing
                logger.error("event=on_refresh_failed type=%s at=%s", type(error).__name__, _where(error))

    def _choose_due(self, lane: _Lane) -> list[int]:
        """The workbook to read next, if one is due: those in trouble last, as they may take long to fail."""
        now = self._clock.monotonic()
        states = self._snapshot.books
        due = [index for index, at in lane.due.items() if at <= now]
        return sorted(due, key=lambda index: (states[index].problem is not None, lane.due[index]))[:1]

    def _check(self, lane: _Lane, index: int, *, forced: bool) -> None:
        source, state = self._sources[index], self._snapshot.books[index]
        started = self._clock.monotonic()
        if lane.down is not None and started - lane.down_at < DOWN_SECONDS:
            self._put_problem(index, state, lane.down)
            return
        try:
            known = state.book is not None and state.problem is None and state.checked_at is not None
            if state.book is not None and known and not forced and not source.changed():
                book = replace(state.book, fetched_at=self._clock.now())
            else:
                book = source.read()
        except SourceError as error:
            if error.hits_all:
                lane.down, lane.down_at = error, self._clock.monotonic()
            self._put_problem(index, state, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other workbooks must go on
            # Where it happened but not its message, which may quote a cell.
            logger.error("event=refresh_crash book=%r type=%s at=%s",
                         source.name, type(error).__name__, _where(error))  # fmt: skip
            self._put_problem(index, state, SourceError(type(error).__name__))
        else:
            self._put_book(index, state, book, self._clock.monotonic() - started)

    def _put_problem(self, index: int, state: BookState, problem: SourceError) -> None:
        if state.problem is None or state.problem.code != problem.code:
            logger.warning("event=refresh_failed book=%r problem=%s detail=%r",
                           state.name, problem.code, problem.detail)  # fmt: skip
        # Kept for hours perhaps, so without the frames it was raised in: they hold keys and cells.
        problem.__cause__ = problem.__context__ = None
        problem.with_traceback(None)
        now = self._clock.now()
        since = state.problem_since or now
        self._put(index, replace(state, checked_at=now, problem=problem, problem_since=since))

    def _put_book(self, index: int, state: BookState, book: RawBook, seconds: float) -> None:
        book, changed_tabs = keep_known_tabs(state.book, book)
        book = replace(book, losses=compute_losses(state.book, book, self._clock.now()))
        for loss in set(book.losses) - set(state.book.losses if state.book else ()):
            logger.warning("event=rows_lost book=%r tab=%r before=%d after=%s",
                           book.name, loss.title, loss.before, loss.after)  # fmt: skip
        changed = changed_tabs > 0 or differs(state.book, book)
        self._put(index, BookState(state.key, book.name, book, self._clock.now()), changed=changed)
        if changed:
            rows = sum(len(tab.grid) for tab in book.tabs)
            logger.info("event=refresh book=%r tabs=%d changed_tabs=%d rows=%d ms=%d",
                        book.name, len(book.tabs), changed_tabs, rows, seconds * 1000)  # fmt: skip
        if state.problem is not None:
            logger.info("event=refresh_recovered book=%r after=%s", book.name, state.problem.code)
        if changed or self._clock.monotonic() - self._saved_at.get(index, float("-inf")) >= SAVE_SECONDS:
            self._save(index, book)

    def _save(self, index: int, book: RawBook) -> None:
        if self._store is None:
            return
        self._saved_at[index] = self._clock.monotonic()
        try:
            self._store.save(book)
        except OSError as error:
            if index not in self._unsaved:
                self._unsaved[index] = self._clock.now()
                logger.warning("event=snapshot_not_saved book=%r problem=%s errno=%s",
                               book.name, type(error).__name__, error.errno)  # fmt: skip
        else:
            if self._unsaved.pop(index, None) is not None:
                logger.info("event=snapshot_saved_again book=%r", book.name)

    def _put(self, index: int, state: BookState, *, changed: bool = False) -> None:
        with self._changed:
            books = list(self._snapshot.books)
            books[index] = state
            self._snapshot = Snapshot(tuple(books), self._snapshot.sequence + changed)
            self._changed.notify_all()


def _where(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
