"""What differs between a workbook as it was and as it was just read.

A tab that suddenly lost half its rows (deleted by mistake, emptied, renamed, removed) is shown as it is now
all the same, since a puskesmas may have moved old years elsewhere on purpose; the loss is remembered beside
it until the rows are back, or for a week.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from lib.workbook.grids import RawBook, RawTab, TabLoss
from lib.workbook.recognise import is_copy
from lib.workbook.words import header_key

LEAST_ROWS = 10
"""Tabs with fewer rows than this lose half of them every other day."""
BACK_SHARE = 0.9
"""A loss is made good when so much of the rows is there again."""
STANDS = timedelta(days=7)


def keep_known_tabs(old: RawBook | None, new: RawBook) -> tuple[RawBook, int]:
    """The new workbook with unchanged tabs being the very objects of the old one, and how many differ."""
    known = {tab.title: tab for tab in old.tabs} if old is not None else {}
    tabs = []
    for tab in new.tabs:
        before = known.get(tab.title)
        same = before is not None and (before.digest, before.gid) == (tab.digest, tab.gid)
        tabs.append(before if before is not None and same else tab)
    changed = sum(tab is not known.get(tab.title) for tab in tabs)
    return replace(new, tabs=tuple(tabs)), changed


def differs(old: RawBook | None, new: RawBook) -> bool:
    """Whether anything but the cells and the age is another."""
    return old is None or _about(old) != _about(new)


def _about(book: RawBook) -> tuple[object, ...]:
    titles = tuple(tab.title for tab in book.tabs)
    return book.name, book.url, book.locale, book.puskesmas, titles, book.unread, book.losses, book.damaged


def compute_mark(books: Sequence[RawBook | None]) -> str:
    """A short hash of what workbooks hold, whoever read them and when: equal for equal contents."""
    content = [
        None if book is None else (book.key, _about(book), [(tab.digest, tab.gid) for tab in book.tabs])
        for book in books
    ]
    return hashlib.blake2b(repr(content).encode(), digest_size=12).hexdigest()


def compute_losses(old: RawBook | None, new: RawBook, now: datetime) -> tuple[TabLoss, ...]:
    """The losses that stand after `new` was read in place of `old`, in the order of the old tabs."""
    if old is None:
        return ()
    titles = [tab.title for tab in old.tabs]
    # A copy beside its original is not read (lib.workbook.sheets): nothing goes when it goes.
    before = {header_key(tab.title): tab for tab in old.tabs if is_copy(tab.title, titles) is None}
    after = {header_key(tab.title): tab for tab in new.tabs}
    standing = {header_key(loss.title): loss for loss in old.losses}
    found = (
        _compare(
            before.get(key),
            after.get(key) or _renamed(before.get(key), before, new),
            standing.get(key),
            new,
            now,
        )
        for key in dict.fromkeys([*before, *standing])
    )
    return tuple(loss for loss in found if loss is not None)


def _compare(
    old: RawTab | None, new: RawTab | None, known: TabLoss | None, book: RawBook, now: datetime
) -> TabLoss | None:
    if known is None and (old is None or (new is not None and new.digest == old.digest)):
        return None
    rows = None if new is None else new.filled_rows
    if known is not None:
        if (rows or 0) >= known.before * BACK_SHARE or now - known.since >= STANDS:
            return None
        return TabLoss(known.title, known.before, rows, known.since, _new_title(book, known.gid), known.gid)
    assert old is not None
    before = old.filled_rows
    if before < LEAST_ROWS or (rows or 0) * 2 >= before:
        return None
    return TabLoss(old.title, before, rows, now, _new_title(book, old.gid), old.gid)


def _renamed(old: RawTab | None, before: Mapping[str, RawTab], book: RawBook) -> RawTab | None:
    """The tab that a gone one is called now: the same sheet, or in a file the very same cells."""
    if old is None:
        return None
    for tab in book.tabs:
        same = tab.gid == old.gid if old.gid is not None else tab.digest == old.digest
        if same and header_key(tab.title) not in before:
            return tab
    return None


def _new_title(book: RawBook, gid: int | None) -> str | None:
    """What the tab of this sheet id is called now, where that is no name the papan reads."""
    return next((title for title, other in book.unread if gid is not None and other == gid), None)
