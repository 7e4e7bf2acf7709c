"""A workbook as it was fetched: raw cells only, before anything is understood of them."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime

import orjson

Cell = str | int | float | bool | None
Grid = list[list[Cell]]
"""Rows of cells from row 1, ragged as Google sends them; dates are serial numbers, errors their text."""


PACKED_FROM_ROWS = 200
"""Shorter tabs are not worth packing."""


class RawTab:
    """One tab's raw cells. `digest` changes when a cell changes; `gid` is Google's sheet id.

    Immutable. Packed, the cells take a thirtieth of the memory and none of the garbage collector's time, and
    every look at `grid` makes them anew: who looks often takes `unpack()` first.
    """

    __slots__ = ("_cells", "digest", "gid", "title")

    def __init__(self, title: str, grid: Grid | bytes, digest: str, gid: int | None = None) -> None:
        self.title = title
        self._cells = grid
        self.digest = digest
        self.gid = gid

    @property
    def grid(self) -> Grid:
        if isinstance(self._cells, bytes):
            cells: Grid = orjson.loads(zlib.decompress(self._cells))
            return cells
        return self._cells

    @property
    def packed_bytes(self) -> int:
        """How large the cells are when packed."""
        cells = self.pack()._cells
        return len(cells) if isinstance(cells, bytes) else 0

    def pack(self) -> RawTab:
        """The same tab for keeping; itself where it is packed or short."""
        if isinstance(self._cells, bytes) or len(self._cells) < PACKED_FROM_ROWS:
            return self
        return RawTab(self.title, zlib.compress(orjson.dumps(self._cells), 1), self.digest, self.gid)

    def unpack(self) -> RawTab:
        """The same tab for reading; itself where it is not packed."""
        return (
            RawTab(self.title, self.grid, self.digest, self.gid) if isinstance(self._cells, bytes) else self
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RawTab):
            return NotImplemented
        about = (self.title, self.digest, self.gid) == (other.title, other.digest, other.gid)
        return about and self.grid == other.grid

    def __hash__(self) -> int:
        return hash((self.title, self.digest, self.gid))

    def __repr__(self) -> str:
        return f"RawTab({self.title!r}, digest={self.digest!r}, gid={self.gid!r})"


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
