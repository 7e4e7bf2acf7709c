"""Composition root: what the pages and the command line call.

`start` once a process, `load` once a page run; a page gets a `Seen`, already scoped and masked for its
viewer, and asks that for tables and figures.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from lib.config import now
from lib.data.engine import Engine, Whole
from lib.data.kualitas_data.loop import QualityLoop
from lib.data.seen import Seen, open_seen
from lib.domain.access import Role, Viewer
from lib.domain.freshness import Freshness
from lib.domain.kualitas_data.loop import Ledger, find_entry_delays, keep_posyandu
from lib.domain.months import list_year
from lib.domain.privacy import Scope, compute_scope
from lib.settings import Settings
from lib.sources.clock import REAL, Clock

MOST_SEEN = 24
"""Scopes kept ready at once (kepala, tamu, dinkes, each kader's posyandu, each mitra)."""

_engine: Engine | None = None
_loop: QualityLoop | None = None
_kept: OrderedDict[tuple[object, ...], Seen] = OrderedDict()
_lock = threading.Lock()


class NotStarted(RuntimeError):
    """`start` has not been called in this process."""


def start(settings: Settings, clock: Clock = REAL) -> None:
    """Start reading the configured workbooks in the background; again with other settings restarts."""
    global _engine, _loop
    stop()
    _loop = QualityLoop(settings.snapshot_folder)
    engine = Engine(settings, on_built=_warm, clock=clock, on_replaced=_let_go)
    engine.start()
    _engine = engine


def _let_go() -> None:
    """Forget what was made of tables that are replaced, before they are collected: `Seen` and its rooms hold
    each other, and what is frozen while it is still kept would stay, tables and all, until the next
    refresh."""
    with _lock:
        _kept.clear()


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


def _seen_of(whole: Whole, scope: Scope) -> Seen:
    """The Seen of this scope, the same one for everybody who sees as much, until the workbooks change."""
    key = (whole.puskesmas, whole.sequence, whole.day, scope)
    with _lock:
        seen = _kept.get(key)
        if seen is None:
            seen = _kept[key] = open_seen(whole, scope)
            for old in [one for one in _kept if one[0] == key[0] and one[1:3] != key[1:3]]:
                del _kept[old]
        _kept.move_to_end(key)
        while len(_kept) > MOST_SEEN:
            _kept.popitem(last=False)
    return seen


def _warm(whole: Whole, everything: bool) -> None:
    """Compute what the first page asks before somebody asks it: runs in a background thread. The month's
    figures are quick; what needs attention goes through all SOPs."""
    seen = _seen_of(whole, Scope(Role.KEPALA))
    seen.beranda.headline(seen.this_month)
    year = list_year(seen.this_month, seen.months)
    seen.beranda.months(year)
    seen.gizi.skdn_of_all(*year)
    seen.gizi.opened(seen.this_month)
    if everything:
        seen.beranda.attention(seen.this_month)
        _count_findings(whole)


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
        return _running().freshness(puskesmas if puskesmas in allowed else allowed[0], counts=mends)

    return freshness


def entry_delays(viewer: Viewer) -> dict[tuple[str, str], int]:
    """(posyandu, month as 2026-11) → days from the posyandu day to its first row, where that is known."""
    allowed = puskesmas_of(viewer)
    return find_entry_delays(_remember(viewer, allowed[0])) if allowed else {}


__all__ = [
    "NotStarted",
    "Seen",
    "entry_delays",
    "findings_by_week",
    "freshness_of",
    "health",
    "load",
    "puskesmas_of",
    "start",
    "stop",
]
