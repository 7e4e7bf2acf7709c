"""Composition root: what the pages and the command line call.

`start` once a process, `load` once a page run; a page gets a `Seen`, already scoped and masked for its
viewer, and asks that for tables and figures.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import replace

import pandas as pd

from lib.config import now, today
from lib.data.engine import Engine, Whole
from lib.data.facts import FactsKeeper
from lib.data.kabupaten import Kabupaten, Workbook
from lib.data.kualitas_data.loop import QualityLoop
from lib.data.ready import collect_when_quiet, list_first, make_ready
from lib.data.seen import Seen, open_seen
from lib.domain.access import Role, Viewer
from lib.domain.freshness import Freshness
from lib.domain.kualitas_data.loop import Ledger, find_entry_delays, keep_posyandu
from lib.domain.privacy import GROUP, Scope, compute_scope
from lib.settings import Settings
from lib.sources.clock import REAL, Clock

_log = logging.getLogger(__name__)

MOST_SEEN = 24
"""Scopes kept ready at once (kepala, tamu, dinkes, each kader's posyandu, each mitra)."""

_engine: Engine | None = None
_loop: QualityLoop | None = None
_kept: OrderedDict[tuple[object, ...], Seen] = OrderedDict()
_facts: FactsKeeper | None = None
"""Where there are several puskesmas; of one, nobody asks for facts."""
_lock = threading.Lock()


class NotStarted(RuntimeError):
    """`start` has not been called in this process."""


def start(settings: Settings, clock: Clock = REAL) -> None:
    """Start reading the configured workbooks in the background; again with other settings restarts."""
    global _engine, _loop, _facts
    stop()
    _loop = QualityLoop(settings.snapshot_folder)
    _facts = FactsKeeper(settings.facts_folder) if len(settings.puskesmas) > 1 else None
    engine = Engine(settings, on_built=_warm, clock=clock, on_replaced=_let_go, unseen=_facts)
    engine.start()
    _engine = engine


def _let_go(names: Collection[str]) -> None:
    """Forget what was made of tables that are replaced."""
    with _lock:
        for key in [key for key in _kept if key[0] in names]:
            del _kept[key]


def stop() -> None:
    """Stop reading and forget every Seen."""
    global _engine
    if _engine is not None:
        _engine.stop()
        _engine = None
    _kept.clear()


def _running() -> Engine:
    if _engine is None:
        raise NotStarted("lib.data.start(settings) first")
    return _engine


def health() -> dict[str, object]:
    """Age and state of the data, no data: for /sehat."""
    return {"status": "belum mulai", "perlu_dilihat": True} if _engine is None else _engine.health()


def puskesmas_of(viewer: Viewer) -> list[str]:
    """The puskesmas this viewer may look at, at least one name."""
    known = _running().puskesmas()
    allowed = [name for name in known if not viewer.puskesmas or name in viewer.puskesmas]
    return allowed or known[:0]


def load(viewer: Viewer, puskesmas: str | None = None, *, rapat: bool = False) -> Seen | None:
    """The Seen of a puskesmas (the viewer's first unless given) for a viewer; in `rapat` mode without
    names, whoever is signed in.

    None before anything could be read, or where the viewer may see no puskesmas.
    """
    allowed = puskesmas_of(viewer)
    if not allowed:
        return None
    whole = _running().whole(puskesmas if puskesmas in allowed else allowed[0])
    if whole is None:
        return None
    return _seen_of(whole, compute_scope(viewer, rapat=rapat))


def load_for_group(viewer: Viewer, puskesmas: str | None = None) -> Seen | None:
    """The view that messages and pictures for a group are made of (privacy.GROUP), of a puskesmas that this
    viewer may look at; None as in `load`."""
    allowed = puskesmas_of(viewer)
    if not allowed:
        return None
    whole = _running().whole(puskesmas if puskesmas in allowed else allowed[0])
    return None if whole is None else _seen_of(whole, GROUP)


def _seen_of(whole: Whole, scope: Scope) -> Seen:
    """The Seen of this scope, the same one for everybody who sees as much, until the workbooks change."""
    # The very tables: sequence and day of an engine that was stopped may be those of the next one's.
    key = (whole.puskesmas, id(whole), scope)
    with _lock:
        seen = _kept.get(key)
        if seen is None:
            seen = _kept[key] = whole.opened.pop(scope) if scope in whole.opened else open_seen(whole, scope)
            for old in [one for one in _kept if one[0] == key[0] and one[1] != key[1]]:
                del _kept[old]
        _kept.move_to_end(key)
        while len(_kept) > MOST_SEEN:
            _kept.popitem(last=False)
    return seen


def _warm(whole: Whole, everything: bool) -> None:
    """Compute what the first page asks before somebody asks it: runs in a background thread. At a start first
    what is quick, and the rest (`everything`) when the first pages have had their turn."""
    if _engine is None or not _engine.is_newest(whole):
        whole.end_child()
        return
    seen = _seen_of(whole, Scope(Role.KEPALA))
    for ask in list_first(seen):
        ask()
    if everything:
        seen.beranda.attention(seen.this_month)
        _count_findings(whole)
        # A thread of its own: the one that reads does not wait until the room is quiet.
        threading.Thread(target=_make_ready, args=(whole, seen), name="make-ready", daemon=True).start()
    if _facts is not None:
        _facts.keep(whole, seen)


def _make_ready(whole: Whole, seen: Seen) -> None:
    engine = _engine

    def is_current() -> bool:
        return engine is not None and engine is _engine and engine.is_newest(whole)

    try:
        if whole.child is not None:
            whole.child.keep_rest(seen)
        make_ready(seen, is_current)
        collect_when_quiet(is_current)
    except Exception as error:  # noqa: BLE001 - whoever opens the page is told what is wrong
        # Its type only: an exception's words may quote a cell.
        _log.error("event=make_ready_failed type=%s", type(error).__name__)
    finally:
        whole.end_child()


def _count_findings(whole: Whole) -> None:
    """Found, mended and open by week: only of a reading that is whole, since lost rows are not mended
    ones."""
    books = [state.book for state in whole.books]
    reading = (whole.day, whole.sequence)
    if _loop is None or _loop.has_counted(whole.puskesmas, reading):
        return
    if all(book is not None and not book.losses and not book.damaged for book in books):
        seen = _seen_of(whole, Scope(Role.KEPALA))
        standing, justified = seen.kualitas_data.prints(_loop.salt(whole.puskesmas))
        _loop.record(whole.puskesmas, standing, justified, whole.tables.frames, whole.today, reading)


def findings_by_week(viewer: Viewer, puskesmas: str | None = None) -> Ledger:
    """What is remembered of the wrong cells of the viewer's puskesmas (see loop.Ledger), the reading that the
    page shows among it: counts by posyandu, of those only that the viewer may see."""
    allowed = puskesmas_of(viewer)
    if not allowed:
        return Ledger()
    chosen = puskesmas if puskesmas in allowed else allowed[0]
    whole = _running().whole(chosen)
    if whole is not None:
        _count_findings(whole)
    return _remember(viewer, chosen)


def _remember(viewer: Viewer, puskesmas: str) -> Ledger:
    if _loop is None:
        return Ledger()
    ledger = _loop.ledger(puskesmas)
    scope = compute_scope(viewer)
    if scope.names != "full" or scope.name_in_book is not None:
        return Ledger()
    return keep_posyandu(ledger, scope.posyandu) if scope.posyandu else ledger


def freshness_of(viewer: Viewer, puskesmas: str | None = None) -> Callable[[], Freshness]:
    """A function that tells how old the viewer's data are at the moment it is called."""

    def freshness() -> Freshness:
        allowed = puskesmas_of(viewer)
        if not allowed:
            return Freshness(0, None, now())
        scope = compute_scope(viewer)
        mends = scope.names == "full" and scope.name_in_book is None
        chosen = puskesmas if puskesmas in allowed else allowed[0]
        fresh = _running().freshness(chosen, counts=mends)
        return replace(fresh, puskesmas=chosen) if len(_running().puskesmas()) > 1 else fresh

    return freshness


def load_kabupaten(viewer: Viewer) -> Kabupaten | None:
    """All puskesmas that a viewer may choose among, from their facts; None where there is no choice."""
    if not viewer.choices:
        return None
    running = _running()
    return Kabupaten(
        running.settings.facts_folder,
        viewer.choices,
        hides_small_counts=compute_scope(viewer).hides_small_counts,
        this_month=pd.Period(today(running.settings), freq="M"),
        workbooks=[
            Workbook(
                puskesmas=book.puskesmas or "",
                name=state.name,
                age=None if state.book is None else now() - state.book.fetched_at,
                problem="" if state.problem is None else state.problem.text,
            )
            for state, book in zip(running.refresher.snapshot.books, running.settings.books, strict=True)
            if (book.puskesmas or "") in viewer.choices
        ],
    )


def freshness_of_kabupaten(viewer: Viewer) -> Callable[[], Freshness]:
    """The same for all of a viewer's puskesmas: its sequence changes when facts of one are written. What is
    wrong with a workbook stands in the page's own list."""

    def freshness() -> Freshness:
        kabupaten = load_kabupaten(viewer)
        asked = now()
        if kabupaten is None:
            return Freshness(0, None, asked)
        ages = [book.age for book in kabupaten.workbooks if book.age is not None]
        return Freshness(
            sequence=kabupaten.stamp,
            taken_at=asked - max(ages) if ages else None,
            asked_at=asked,
            books=tuple(book.name for book in kabupaten.workbooks),
        )

    return freshness


def entry_delays(viewer: Viewer) -> dict[tuple[str, str], int]:
    """(posyandu, month as 2026-11) → days from the posyandu day to its first row, where that is known."""
    allowed = puskesmas_of(viewer)
    return find_entry_delays(_remember(viewer, allowed[0])) if allowed else {}


__all__ = [
    "Kabupaten",
    "NotStarted",
    "Seen",
    "entry_delays",
    "findings_by_week",
    "freshness_of",
    "freshness_of_kabupaten",
    "health",
    "load",
    "load_for_group",
    "load_kabupaten",
    "puskesmas_of",
    "start",
    "stop",
]
