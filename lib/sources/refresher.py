"""Reads all workbooks again and again in the background and keeps the last good contents of each.

Of several servers on one data folder one reads (lib/sources/lease.py) and tells the others how each workbook
stands (lib/sources/board.py); these follow what it puts on disk, and one of them reads on when it dies.
"""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from lib.sources.board import Board, Notice, Told
from lib.sources.clock import REAL, Clock, compute_intervals
from lib.sources.differences import compute_losses, compute_mark, differs, keep_known_tabs
from lib.sources.errors import CopyBehind, SourceError
from lib.sources.lease import Lease
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
STEP_SECONDS = 1.0
"""How often servers on one folder look at what the others do."""
SIGN_SECONDS = 5.0
"""A lane with nothing to do shows so often that it lives."""
PATIENCE_SECONDS = 30.0
"""A reader that says nothing for so long counts as hung, and another reads on."""
LONGEST_READ_SECONDS = 180.0
"""A lane busy with one workbook for longer hangs: every wait for Google and for a file ends sooner."""
BEHIND_SECONDS = 10.0
"""So long the copy on disk may be another than its reader tells of, before a follower says so."""


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
    indexes: list[int]
    read_at: dict[int, float] = field(default_factory=dict)
    answered: int = 0
    hurried: int = 0
    alive_at: float = 0.0
    down: SourceError | None = None
    down_at: float = 0.0


class Refresher:
    """One per process, however many people look: pages read `snapshot` and never wait for Google.

    `on_refresh` is called with the snapshot after a round that changed contents, in the refreshing
    thread (files and Google have one each, so it may be called twice at once). Google's workbooks are
    spread over the interval, so that requests and changes come evenly. Where there are more of them than can
    be read every `interval_seconds`, those that `watched` names (by key) come first and more often.

    With a `store`, servers on its folder share the reading once they have started.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        store: SnapshotStore | None,
        *,
        interval_seconds: float = 60.0,
        local_seconds: float = LOCAL_SECONDS,
        on_refresh: Callable[[Snapshot], None] | None = None,
        watched: Callable[[], frozenset[str]] = frozenset,
        clock: Clock = REAL,
    ) -> None:
        self._sources = tuple(sources)
        self._store = store
        self._interval = interval_seconds
        self._local_seconds = local_seconds
        self._on_refresh = on_refresh
        self._watched = watched
        self._clock = clock
        self._snapshot = Snapshot(tuple(BookState(source.key, source.name) for source in self._sources))
        self._marks: dict[int, str] = {}
        self._announced = 0
        self._saved_at: dict[int, float] = {}
        self._unsaved: dict[int, datetime] = {}
        self._changed = threading.Condition()
        self._asked = 0
        self._hurries = 0
        self._stopping = False
        self._loaded = False
        self._threads: list[threading.Thread] = []
        local = [index for index, source in enumerate(self._sources) if source.is_local]
        self._remote = [index for index, source in enumerate(self._sources) if not source.is_local]
        self._lanes = [
            lane for lane in (_Lane("local", local), _Lane("google", self._remote)) if lane.indexes
        ]
        shared = None if store is None else store.folder / "pembaca"
        self._lease = None if shared is None else Lease(shared)
        self._board = None if shared is None else Board(shared)
        self._reads = True
        self._watched_elsewhere: frozenset[str] = frozenset()
        self._news = False
        self._missed_lease = False
        self._notice: Notice | None = None
        self._silent_looks = 0
        self._behind: dict[int, tuple[float, float]] = {}
        """Workbooks whose copy on disk is not the one told of: since when, and when to look again."""

    @property
    def snapshot(self) -> Snapshot:
        """The latest state; immutable, replaced as a whole."""
        return self._snapshot

    @property
    def reads(self) -> bool:
        """Whether this process reads the workbooks, not another server on the same folder."""
        return self._reads

    @property
    def unsaved_since(self) -> datetime | None:
        """Since when some workbook cannot be written to disk (full, or not ours); None while all can. Of a
        follower: what its reader says."""
        if not self._reads:
            return self._notice.unsaved_since if self._notice else None
        return min(list(self._unsaved.values()), default=None)

    def interval_of(self, key: str) -> float:
        """Seconds between two readings of this workbook, as things are."""
        index = next(place for place, source in enumerate(self._sources) if source.key == key)
        return self._interval if self._sources[index].is_local else self._find_interval(index)

    @property
    def saves_quota(self) -> bool:
        """Whether there are too many workbooks to read all of them at every interval."""
        most, least = compute_intervals(self._interval, 1, len(self._remote) - 1)
        return least > most

    def start(self) -> None:
        """Loads the last saved contents (at once, without network), then refreshes in the background."""
        with self._changed:
            if self._threads or self._stopping:
                return
            self._load_store()
            self._announced = self._snapshot.sequence
            for lane in self._lanes:
                lane.alive_at = self._clock.monotonic()
            if self._lease is not None:
                self._reads = self._take_lease(self._lease)
            self._threads = [
                threading.Thread(target=self._run, args=(lane,), name=f"refresher-{lane.name}", daemon=True)
                for lane in self._lanes
            ]
            if self._lease is not None:
                self._threads.append(
                    threading.Thread(target=self._keep_step, name="refresher-step", daemon=True)
                )
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """Ends the background work, waiting so long for a request under way; the snapshot stays."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout)
        if self._lease is not None and self._board is not None:
            self._lease.release()
            self._board.leave()

    def hurry(self) -> None:
        """What `watched` names has changed: somebody waits for other workbooks than before."""
        with self._changed:
            self._hurries += 1
            self._changed.notify_all()

    def wait_first(self, timeout: float | None = None, keys: frozenset[str] | None = None) -> bool:
        """Waits until every workbook (of these keys) has contents (saved ones count) or a problem; False on
        timeout."""
        with self._changed:
            return self._changed.wait_for(
                lambda: all(
                    state.book or state.problem
                    for state in self._snapshot.books
                    if keys is None or state.key in keys
                ),
                timeout,
            )

    def refresh_now(self, timeout: float | None = None) -> bool:
        """Has every workbook read anew and waits for it; False on timeout, and where another server reads.

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
                lambda: (
                    self._stopping or not self._reads or all(lane.answered >= mine for lane in self._lanes)
                ),
                timeout,
            )
            return all(lane.answered >= mine for lane in self._lanes)

    def read_due(self) -> float:
        """Reads one workbook that is due (the first time all) of each kind in the caller's thread and returns
        the seconds until something is due: instead of `start`, for a clock of one's own."""
        for lane in self._lanes:
            self._read_round(lane, forced=not lane.read_at)
        return min((self._find_wait(lane) for lane in self._lanes), default=0.0)

    def _load_store(self) -> None:
        if self._loaded or self._store is None:
            return
        self._loaded = True
        for index, source in enumerate(self._sources):
            book = self._store.load(source.key)
            if book is not None:
                self._put(index, BookState(source.key, book.name, book), changed=True)

    # Reading

    def _run(self, lane: _Lane) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._stopping or self._reads)
                if self._stopping:
                    return
                target = self._asked
                forced = lane.answered < target or not lane.read_at
                lane.hurried = self._hurries
                lane.alive_at = self._clock.monotonic()
            self._read_round(lane, forced=forced)
            with self._changed:
                lane.alive_at = self._clock.monotonic()
                if forced:
                    lane.answered = target
                    self._changed.notify_all()
                wait = min(self._find_wait(lane), SIGN_SECONDS)
                self._changed.wait_for(
                    lambda: self._stopping or lane.hurried < self._hurries or lane.answered < self._asked,
                    wait,
                )

    def _read_round(self, lane: _Lane, *, forced: bool) -> None:
        """Reads all sources of the lane when forced, those that are watched first; else one that is due."""
        if forced:
            lane.down = None
        watched = self._find_watched()
        chosen = sorted(lane.indexes, key=lambda index: self._sources[index].key not in watched)
        first = sum(self._sources[index].key in watched for index in chosen)
        chosen = chosen if forced else self._choose_due(lane)
        for position, index in enumerate(chosen):
            if self._stopping or not self._reads:
                return
            lane.alive_at = started = self._clock.monotonic()
            self._check(lane, index, forced=forced)
            share = (position + 1) / len(lane.indexes) if forced else 1.0
            # Read all at once now, one after another from then on.
            lane.read_at[index] = started - self._find_interval(index) * (1 - share)
            if position + 1 == first:  # others may take long, and somebody waits for these
                self._announce()
        self._announce()

    def _announce(self) -> None:
        with self._changed:
            snapshot, before = self._snapshot, self._announced
            self._announced = snapshot.sequence
        if self._on_refresh is not None and snapshot.sequence != before:
            try:
                self._on_refresh(snapshot)
            except Exception as error:  # noqa: BLE001 - a listener's mistake must not end the refreshing
                logger.error("event=on_refresh_failed type=%s at=%s", type(error).__name__, _where(error))

    def _find_watched(self) -> frozenset[str]:
        return self._watched() | self._watched_elsewhere

    def _find_interval(self, index: int) -> float:
        return self._find_intervals([index])[index]

    def _find_intervals(self, indexes: Iterable[int]) -> dict[int, float]:
        """Seconds between two readings of each of these workbooks."""
        watched = self._find_watched()
        many = sum(self._sources[one].key in watched for one in self._remote)
        often, seldom = compute_intervals(self._interval, many, len(self._remote) - many)
        return {
            index: self._local_seconds
            if self._sources[index].is_local
            else often
            if self._sources[index].key in watched
            else seldom
            for index in indexes
        }

    def _find_due(self, lane: _Lane) -> dict[int, float]:
        intervals = self._find_intervals(lane.read_at)
        return {index: at + intervals[index] for index, at in lane.read_at.items()}

    def _find_wait(self, lane: _Lane) -> float:
        """Seconds until a workbook of the lane is due."""
        return max(0.0, min(self._find_due(lane).values(), default=0.0) - self._clock.monotonic())

    def _choose_due(self, lane: _Lane) -> list[int]:
        """The workbook to read next, if one is due: those in trouble last, as they may take long to fail,
        those that somebody looks at before the others."""
        now, watched, due = self._clock.monotonic(), self._find_watched(), self._find_due(lane)
        states = self._snapshot.books
        return sorted(
            (index for index, at in due.items() if at <= now),
            key=lambda index: (
                states[index].problem is not None,
                states[index].key not in watched,
                due[index],
            ),
        )[:1]

    # Sharing the reading

    def _take_lease(self, lease: Lease, *, from_hung: bool = False) -> bool:
        """Whether this process reads. Where no lock can be had at all, each server reads for itself, unless
        it knows that another is there."""
        try:
            return lease.take(from_hung=from_hung)
        except OSError as error:
            if not self._missed_lease:
                logger.warning("event=no_lease problem=%s errno=%s", type(error).__name__, error.errno)
            self._missed_lease = True
            return self._notice is None

    def _keep_step(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._stopping or self._news, STEP_SECONDS)
                self._news = False
                if self._stopping:
                    return
            try:
                self._step()
            except Exception as error:  # noqa: BLE001 - the next step may go well
                logger.error("event=step_failed type=%s at=%s", type(error).__name__, _where(error))

    def _step(self) -> None:
        assert self._lease is not None and self._board is not None
        was_held = self._lease.held
        reads = self._take_lease(self._lease, from_hung=self._silent_looks * STEP_SECONDS > PATIENCE_SECONDS)
        if was_held and not self._lease.held:
            logger.warning("event=reading_lost")
        if reads and not self._reads:
            self._begin_reading()
        with self._changed:
            self._reads = reads
            self._changed.notify_all()
        if self._reads:
            self._watched_elsewhere = self._note_watched(self._board.find_watched())
            self._speak(self._lease, self._board)
        else:
            self._follow(self._lease, self._board)

    def _note_watched(self, found: frozenset[str]) -> frozenset[str]:
        if found - self._watched_elsewhere:
            self.hurry()
        return found

    def _speak(self, lease: Lease, board: Board) -> None:
        """Tell the others how the workbooks stand, as a sign of life too."""
        now = self._clock.monotonic()
        if any(now - lane.alive_at > LONGEST_READ_SECONDS for lane in self._lanes) or not lease.held:
            return
        states = self._snapshot.books
        told = [
            Told(
                key=state.key,
                name=state.name,
                mark=self._marks.get(index),
                fetched_at=state.book.fetched_at if state.book else None,
                checked_at=state.checked_at,
                problem=state.problem,
                problem_since=state.problem_since,
            )
            for index, state in enumerate(states)
        ]
        try:
            board.write(lease.number, told, self.unsaved_since)
        except OSError as error:  # the others hear nothing, and say so on their pages
            logger.debug("event=not_told errno=%s", error.errno)

    def _follow(self, lease: Lease, board: Board) -> None:
        """Take over what the reader tells, with the contents that it put on disk."""
        try:
            board.tell_watched(self._watched())
            notice = board.read()
        except OSError as error:  # what stands here grows old, which pages say
            logger.debug("event=nothing_heard errno=%s", error.errno)
            notice = None
        last = self._notice
        heard = notice is not None and (
            last is None or (notice.beat != last.beat and notice.number >= last.number)
        )
        self._silent_looks = 0 if heard else self._silent_looks + 1
        if notice is None or not heard:
            return
        self._notice = notice
        by_key = {told.key: told for told in notice.books}
        for index, source in enumerate(self._sources):
            if source.key in by_key:
                self._put_told(index, by_key[source.key])
        self._announce()

    def _put_told(self, index: int, told: Told) -> None:
        state = self._snapshot.books[index]
        book, changed = state.book, False
        if told.mark is not None and told.mark != self._marks.get(index):
            loaded = self._load_anew(index, told.mark)
            book, changed = loaded or book, loaded is not None
        if told.mark is None or self._marks.get(index) == told.mark:
            self._behind.pop(index, None)
            if book is not None and told.fetched_at is not None:
                book = replace(book, fetched_at=told.fetched_at)
        problem, since = told.problem, told.problem_since
        behind = self._behind.get(index)
        if problem is None and behind and self._clock.monotonic() - behind[0] > BEHIND_SECONDS:
            problem, since = CopyBehind(), state.problem_since or self._clock.now()
        self._put(
            index, BookState(told.key, told.name, book, told.checked_at, problem, since), changed=changed
        )

    def _load_anew(self, index: int, mark: str) -> RawBook | None:
        """The copy on disk where it is another than what stands here; looked at seldom where it stays
        another than the reader tells of."""
        assert self._store is not None
        state, now = self._snapshot.books[index], self._clock.monotonic()
        since, again = self._behind.get(index, (now, now))
        if now < again:
            return None
        book = self._store.load(state.key, state.book)
        found = None if book is None else compute_mark([book])
        before, self._marks[index] = self._marks.get(index), found or self._marks.get(index, "")
        if found != mark:
            self._behind[index] = (since, now + (STEP_SECONDS if now - since < BEHIND_SECONDS else 15.0))
        return book if found != before else None

    def _begin_reading(self) -> None:
        """From where the reader that is gone left off: its last copies, and its turn of the workbooks."""
        assert self._store is not None
        logger.info("event=reading_begun")
        now, moment = self._clock.monotonic(), self._clock.now()
        for lane in self._lanes:
            lane.alive_at = now
            for index in lane.indexes:
                state = self._snapshot.books[index]
                book = self._store.load(state.key, state.book)
                if book is not None and (found := compute_mark([book])) != self._marks.get(index):
                    self._put(index, replace(state, book=book, name=book.name), changed=True)
                    self._marks[index] = found
                if state.checked_at is not None:
                    age = max(0.0, (moment - state.checked_at).total_seconds())
                    lane.read_at[index] = now - age
                else:
                    lane.read_at[index] = float("-inf")
        self._behind.clear()
        self._silent_looks = 0

    # One workbook

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
            if self._lease is None or not self._lease.held or self._lease.is_still_ours():
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
            rows = sum(tab.rows for tab in book.tabs)
            logger.info("event=refresh book=%r tabs=%d changed_tabs=%d rows=%d ms=%d",
                        book.name, len(book.tabs), changed_tabs, rows, seconds * 1000)  # fmt: skip
        if state.problem is not None:
            logger.info("event=refresh_recovered book=%r after=%s", book.name, state.problem.code)
        if changed or self._clock.monotonic() - self._saved_at.get(index, float("-inf")) >= SAVE_SECONDS:
            self._save(index, book)
        if changed:
            with self._changed:  # told once it is on disk
                self._news = True
                self._changed.notify_all()

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
        if changed and state.book is not None:
            tabs = tuple(tab.pack() for tab in state.book.tabs)
            state = replace(state, book=replace(state.book, tabs=tabs))
        with self._changed:
            books = list(self._snapshot.books)
            books[index] = state
            self._snapshot = Snapshot(tuple(books), self._snapshot.sequence + changed)
            if changed:
                self._marks[index] = compute_mark([state.book])
            self._changed.notify_all()


def _where(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
