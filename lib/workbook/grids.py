"""A workbook as it was fetched: raw cells only, before anything is understood of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import orjson

Cell = str | int | float | bool | None
Grid = list[list[Cell]]
"""Rows of cells from row 1, ragged as Google sends them; dates are serial numbers, errors their text."""


@dataclass(frozen=True, slots=True)
class RawTab:
    """One tab's raw cells. `digest` changes when a cell changes; `gid` is Google's sheet id."""

    title: str
    grid: Grid
    digest: str
    gid: int | None = None


@dataclass(frozen=True, slots=True)
class TabLoss:
    """A tab that suddenly lost half its rows or more: rows `before` and `after` (None: the tab is gone),
    `since` when (UTC), `renamed_to` what a gone tab is called now, where that is known; `gid` as it was."""

    title: str
    before: int
    after: int | None
    since: datetime
    renamed_to: str | None = None
    gid: int | None = None


@dataclass(frozen=True, slots=True)
class RawBook:
    """One workbook as fetched. `key` is stable across renames (Google's id, or the file's path).

    `unread` are the tabs whose titles the contract does not know (title, sheet id); `losses` what its tabs
    have lost against earlier readings; `damaged` the titles of tabs whose saved copies could not be read:
    they are missing until the workbook is read anew.
    """

    key: str
    name: str
    tabs: tuple[RawTab, ...]
    fetched_at: datetime
    url: str | None = None
    locale: str | None = None
    puskesmas: str | None = None
    unread: tuple[tuple[str, int | None], ...] = ()
    losses: tuple[TabLoss, ...] = ()
    damaged: tuple[str, ...] = ()


def compute_digest(grid: Grid) -> str:
    """A short content hash of a grid, equal for equal cells."""
    return hashlib.blake2b(orjson.dumps(grid), digest_size=12).hexdigest()
