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

    __slots__ = ("_cells", "_filled", "digest", "gid", "rows", "title")

    def __init__(self, title: str, grid: Grid, digest: str, gid: int | None = None) -> None:
        self.title = title
        self.digest = digest
        self.gid = gid
        self.rows = len(grid)
        """How many, empty ones included."""
        self._cells: Grid | bytes = grid
        self._filled: int | None = None

    @classmethod
    def from_json(cls, title: str, content: bytes, digest: str, *, rows: int, filled: int) -> RawTab:
        """Of cells that another process wrote as JSON: long ones are packed without being looked at."""
        short = rows < PACKED_FROM_ROWS
        tab = cls(title, orjson.loads(content) if short else [], digest)
        tab.rows, tab._filled = rows, filled
        if not short:
            tab._cells = zlib.compress(content, 1)
        return tab

    @property
    def grid(self) -> Grid:
        if isinstance(self._cells, bytes):
            cells: Grid = orjson.loads(self.json)
            return cells
        return self._cells

    @property
    def json(self) -> bytes:
        """The cells as JSON: rows of cells."""
        return zlib.decompress(self._cells) if isinstance(self._cells, bytes) else orjson.dumps(self._cells)

    @property
    def filled_rows(self) -> int:
        """See count_rows; counted once."""
        if self._filled is None:
            self._filled = count_rows(self.grid)
        return self._filled

    @property
    def packed_bytes(self) -> int:
        """How large the cells are when packed."""
        cells = self.pack()._cells
        return len(cells) if isinstance(cells, bytes) else 0

    def pack(self) -> RawTab:
        """The same tab for keeping; itself where it is packed or short."""
        if isinstance(self._cells, bytes) or self.rows < PACKED_FROM_ROWS:
            return self
        return self._with(zlib.compress(self.json, 1))

    def unpack(self) -> RawTab:
        """The same tab for reading; itself where it is not packed."""
        return self._with(self.grid) if isinstance(self._cells, bytes) else self

    def _with(self, cells: Grid | bytes) -> RawTab:
        tab = RawTab(self.title, [], self.digest, self.gid)
        tab.rows, tab._cells, tab._filled = self.rows, cells, self._filled
        return tab

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


def count_rows(grid: Grid) -> int:
    """Rows below the first that hold anything; an empty checkbox is nothing."""
    return sum(any(cell not in (None, "", False) for cell in cells) for cells in grid[1:])


def compute_digest(grid: Grid) -> str:
    """A short content hash of a grid, equal for equal cells."""
    return hashlib.blake2b(orjson.dumps(grid), digest_size=12).hexdigest()
