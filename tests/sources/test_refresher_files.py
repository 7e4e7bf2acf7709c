"""The refresher with files: an edit shows, a file being saved does no harm, a mistake ends nothing."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest

from lib.sources.errors import (
    FileMissing,
    SourceError,
    UnreadableFile,
)
from lib.sources.files import FileSource
from lib.sources.refresher import Refresher, Snapshot
from lib.sources.source import Source
from lib.sources.store import SnapshotStore
from lib.workbook.grids import RawBook
from tests.sources.conftest import edit, grid_of, wait_until


def test_the_age_of_unchanged_contents_is_kept_on_disk(mixed_xlsx: Path, store: SnapshotStore) -> None:
    refresher = Refresher([FileSource(mixed_xlsx)], store)
    refresher.refresh_now()
    saved = store.load(mixed_xlsx.as_posix())
    assert saved == refresher.snapshot.books[0].book


def test_an_edited_file_shows_while_running(
    mixed_xlsx: Path, store: SnapshotStore, started: list[Refresher]
) -> None:
    heard = threading.Event()

    def hear(snapshot: Snapshot) -> None:
        if grid_of(snapshot)[5][3] == 13.25:
            heard.set()

    refresher = Refresher([FileSource(mixed_xlsx)], store, local_seconds=0.05, on_refresh=hear)
    started.append(refresher)
    refresher.start()
    assert refresher.wait_first(30)
    assert grid_of(refresher.snapshot)[5][3] == 12.5
    edit(mixed_xlsx, "D6", 13.25)
    assert heard.wait(30)
    assert refresher.snapshot.books[0].problem is None


def test_a_file_being_saved_keeps_the_last_data_until_it_is_whole(
    mixed_xlsx: Path, started: list[Refresher]
) -> None:
    refresher = Refresher([FileSource(mixed_xlsx)], None, local_seconds=0.05)
    started.append(refresher)
    refresher.start()
    assert refresher.wait_first(30)
    whole = mixed_xlsx.read_bytes()
    mixed_xlsx.write_bytes(whole[:500])
    wait_until(lambda: isinstance(refresher.snapshot.books[0].problem, UnreadableFile))
    assert grid_of(refresher.snapshot)[5][3] == 12.5
    mixed_xlsx.unlink()
    wait_until(lambda: isinstance(refresher.snapshot.books[0].problem, FileMissing))
    mixed_xlsx.write_bytes(whole)
    wait_until(lambda: refresher.snapshot.books[0].problem is None)
    assert refresher.snapshot.sequence == 1


def test_an_unchanged_file_is_looked_at_but_not_read(mixed_xlsx: Path, started: list[Refresher]) -> None:
    reads: list[RawBook] = []

    class CountingSource(FileSource):
        def read(self) -> RawBook:
            reads.append(super().read())
            return reads[-1]

    refresher = Refresher([CountingSource(mixed_xlsx)], None, local_seconds=0.05)
    started.append(refresher)
    refresher.start()
    assert refresher.wait_first(30)
    first = refresher.snapshot.books[0]
    wait_until(lambda: refresher.snapshot.books[0].checked_at > first.checked_at)
    later = refresher.snapshot.books[0]
    assert len(reads) == 1
    assert first.book is not None and later.book is not None
    assert later.book.fetched_at > first.book.fetched_at


class CrashingSource:
    """A source with a mistake in it, whose message quotes a cell."""

    key = name = "rusak"
    is_local = True

    def changed(self) -> bool:
        return True

    def read(self) -> RawBook:
        raise RuntimeError("3171234567890001 Ani")


def test_a_mistake_in_a_source_ends_nothing_and_leaks_nothing(
    mixed_xlsx: Path, started: list[Refresher], caplog: pytest.LogCaptureFixture
) -> None:
    crashing: Source = CrashingSource()
    with caplog.at_level(logging.DEBUG):
        refresher = Refresher([crashing, FileSource(mixed_xlsx)], None, local_seconds=0.05)
        started.append(refresher)
        refresher.start()
        assert refresher.wait_first(30)
        edit(mixed_xlsx, "D6", 13.25)
        wait_until(lambda: grid_of(refresher.snapshot, 1)[5][3] == 13.25)
    assert isinstance(refresher.snapshot.books[0].problem, SourceError)
    assert "event=refresh_crash" in caplog.text
    assert "Ani" not in caplog.text


def test_a_mistake_in_the_listener_ends_nothing(mixed_xlsx: Path, caplog: pytest.LogCaptureFixture) -> None:
    def fail(snapshot: Snapshot) -> None:
        raise ValueError("salah")

    refresher = Refresher([FileSource(mixed_xlsx)], None, on_refresh=fail)
    refresher.refresh_now()
    assert refresher.snapshot.books[0].book is not None
    assert "event=on_refresh_failed" in caplog.text


def test_a_disk_that_cannot_be_written_costs_only_the_snapshot(mixed_xlsx: Path, tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")
    refresher = Refresher([FileSource(mixed_xlsx)], SnapshotStore(tmp_path / "berkas" / "x"))
    refresher.refresh_now()
    assert refresher.snapshot.books[0].book is not None


def test_a_damaged_snapshot_is_read_anew(mixed_xlsx: Path, store: SnapshotStore) -> None:
    Refresher([FileSource(mixed_xlsx)], store).refresh_now()
    for path in store.folder.iterdir():
        path.write_bytes(b"rusak")
    refresher = Refresher([FileSource(mixed_xlsx)], store)
    refresher.refresh_now()
    assert refresher.snapshot.books[0].problem is None
    assert store.load(mixed_xlsx.as_posix()) == refresher.snapshot.books[0].book


def test_logs_hold_no_cells(mixed_xlsx: Path, store: SnapshotStore, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="lib"):
        Refresher([FileSource(mixed_xlsx)], store).refresh_now()
    assert "event=refresh book='campur' tabs=3" in caplog.text
    assert "3171234567890001" not in caplog.text
    assert "sehat" not in caplog.text


def test_a_stopped_refresher_keeps_its_snapshot(mixed_xlsx: Path) -> None:
    refresher = Refresher([FileSource(mixed_xlsx)], None)
    refresher.start()
    assert refresher.wait_first(30)
    refresher.stop()
    assert refresher.snapshot.books[0].book is not None
    assert not refresher.refresh_now(1)


def test_no_sources_is_an_empty_snapshot() -> None:
    refresher = Refresher([], None)
    refresher.start()
    assert refresher.wait_first(1)
    assert refresher.refresh_now(1)
    assert refresher.snapshot == Snapshot()
