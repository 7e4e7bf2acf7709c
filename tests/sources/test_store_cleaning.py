"""What an older version saved is cleaned when it is loaded."""

from __future__ import annotations

from datetime import UTC, datetime

from lib.sources.store import SnapshotStore
from lib.workbook.grids import RawBook, RawTab, compute_digest


def test_a_snapshot_saved_uncleaned_is_cleaned_when_loaded(store: SnapshotStore) -> None:
    grid = [["Nama"], ["Ani\x0bPutri\x1b", "\u202aMLT1-001\u202c", "\u200b"]]
    tab = RawTab("\u200eBalita", grid, compute_digest(grid))
    store.save(RawBook("buku", "Buku", (tab,), datetime.now(UTC), unread=(("Lain\x1b", None),)))
    loaded = store.load("buku")
    assert loaded is not None
    (mine,) = loaded.tabs
    assert (mine.title, mine.grid) == ("Balita", [["Nama"], ["Ani Putri", "MLT1-001"]])
    assert mine.digest == compute_digest(mine.grid)
    assert loaded.unread == (("Lain", None),)
