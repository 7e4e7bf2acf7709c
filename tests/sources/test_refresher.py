"""The refresher with real files and the emulator: fresh, frugal, and never without the last data."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from lib.sources.errors import (
    FileMissing,
    NoNetwork,
    NoPermission,
    QuotaExceeded,
    SourceError,
    UnreadableFile,
)
from lib.sources.google_sheets import ATTEMPTS
from lib.sources.refresher import Refresher, Snapshot
from lib.sources.source import Source
from lib.sources.store import SnapshotStore
from lib.sources.xlsx import XlsxSource
from lib.workbook.grids import RawBook
from tests.google_sheets import GoogleSheetsEmulator
from tests.sources.conftest import MakeSource, wait_until

TABS = {"Balita": [["ID", "Nama"], ["B1", "Ani"]], "Jadwal": [["Tanggal"], [46056]]}


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "cuplikan")


@pytest.fixture
def started() -> Iterator[list[Refresher]]:
    """Refreshers put here are stopped after the test."""
    refreshers: list[Refresher] = []
    yield refreshers
    for refresher in refreshers:
        refresher.stop(1)


@pytest.fixture
def buku1(google: GoogleSheetsEmulator) -> None:
    google.add_spreadsheet("buku1", "Melati 1", TABS)


def edit(path: Path, cell: str, value: object) -> None:
    workbook = openpyxl.load_workbook(path)
    workbook["Penimbangan"][cell] = value
    workbook.save(path)


def grid_of(snapshot: Snapshot, index: int = 0, tab: int = 0) -> list[list[object]]:
    book = snapshot.books[index].book
    assert book is not None
    return book.tabs[tab].grid


@pytest.mark.usefixtures("buku1")
def test_many_readers_cost_one_request(
    google: GoogleSheetsEmulator, make_source: MakeSource, started: list[Refresher]
) -> None:
    google.add_spreadsheet("buku2", "Melati 2", TABS)
    refresher = Refresher([make_source("buku1"), make_source("buku2")], None, interval_seconds=3600)
    started.append(refresher)
    refresher.start()
    refresher.start()
    assert refresher.wait_first(30)
    wait_until(lambda: google.count("values:batchGet") == 2)

    def look() -> None:
        for _ in range(200):
            assert len(refresher.snapshot.books) == 2

    viewers = [threading.Thread(target=look) for _ in range(20)]
    for viewer in viewers:
        viewer.start()
    for viewer in viewers:
        viewer.join()
    for book in ("buku1", "buku2"):
        assert google.count("values:batchGet", spreadsheet_id=book) == 1
        assert google.count("spreadsheets.get", spreadsheet_id=book) == 1


@pytest.mark.usefixtures("buku1")
def test_viewers_who_ask_at_once_share_one_round(
    google: GoogleSheetsEmulator, make_source: MakeSource, started: list[Refresher]
) -> None:
    refresher = Refresher([make_source()], None, interval_seconds=3600)
    started.append(refresher)
    refresher.start()
    assert refresher.wait_first(30)
    google.forget_requests()
    google.delay_next(0.5)
    asking = [threading.Thread(target=refresher.refresh_now, args=(60,)) for _ in range(12)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert google.count() <= 3


@pytest.mark.usefixtures("buku1")
def test_unchanged_contents_keep_sequence_and_tabs(make_source: MakeSource, store: SnapshotStore) -> None:
    seen: list[int] = []
    refresher = Refresher([make_source()], store, on_refresh=lambda snapshot: seen.append(snapshot.sequence))
    assert refresher.refresh_now()
    before = refresher.snapshot
    assert refresher.refresh_now()
    after = refresher.snapshot
    old, new = before.books[0].book, after.books[0].book
    assert old is not None and new is not None
    assert after.sequence == before.sequence == 1
    assert seen == [1]
    assert all(a is b for a, b in zip(old.tabs, new.tabs, strict=True))
    assert new.fetched_at > old.fetched_at
    assert after.books[0].checked_at > before.books[0].checked_at


@pytest.mark.usefixtures("buku1")
def test_one_edited_tab_is_the_only_new_object(google: GoogleSheetsEmulator, make_source: MakeSource) -> None:
    refresher = Refresher([make_source()], None)
    refresher.refresh_now()
    before = refresher.snapshot.books[0].book
    google.set_values("buku1", "Jadwal", [["Tanggal"], [46057]])
    refresher.refresh_now()
    after = refresher.snapshot.books[0].book
    assert before is not None and after is not None
    assert refresher.snapshot.sequence == 2
    assert after.tabs[0] is before.tabs[0]
    assert after.tabs[1].digest != before.tabs[1].digest


@pytest.mark.usefixtures("buku1")
def test_a_removed_tab_is_a_change(google: GoogleSheetsEmulator, make_source: MakeSource) -> None:
    refresher = Refresher([make_source()], None)
    refresher.refresh_now()
    google.remove_tab("buku1", "Jadwal")
    refresher.refresh_now()
    assert refresher.snapshot.sequence == 2


@pytest.mark.usefixtures("buku1")
def test_a_restart_without_network_shows_the_last_data_and_their_age(
    google: GoogleSheetsEmulator, make_source: MakeSource, store: SnapshotStore, started: list[Refresher]
) -> None:
    first = Refresher([make_source()], store)
    first.refresh_now()
    fetched = first.snapshot.books[0].book
    assert fetched is not None
    google.go_offline()

    second = Refresher([make_source()], store, interval_seconds=3600)
    started.append(second)
    second.start()
    assert second.wait_first(0)
    assert grid_of(second.snapshot) == TABS["Balita"]
    wait_until(lambda: second.snapshot.books[0].problem is not None)
    state = second.snapshot.books[0]
    assert isinstance(state.problem, NoNetwork)
    assert state.book == fetched
    assert state.problem_since is not None and state.problem_since > fetched.fetched_at

    google.go_online()
    assert second.refresh_now(60)
    state = second.snapshot.books[0]
    assert state.problem is None and state.problem_since is None
    assert state.book is not None and state.book.fetched_at > fetched.fetched_at
    assert second.snapshot.sequence == 1


def test_the_age_of_unchanged_contents_is_kept_on_disk(mixed_xlsx: Path, store: SnapshotStore) -> None:
    refresher = Refresher([XlsxSource(mixed_xlsx)], store)
    refresher.refresh_now()
    saved = store.load(mixed_xlsx.as_posix())
    assert saved == refresher.snapshot.books[0].book


@pytest.mark.usefixtures("buku1")
def test_one_book_in_trouble_leaves_the_others_alone(
    google: GoogleSheetsEmulator, make_source: MakeSource, mixed_xlsx: Path, tmp_path: Path
) -> None:
    google.add_spreadsheet("buku2", "Tertutup", TABS, shared=False)
    sources = [
        make_source("buku2"),
        make_source("buku1"),
        XlsxSource(mixed_xlsx),
        XlsxSource(tmp_path / "hilang.xlsx"),
    ]
    refresher = Refresher(sources, None)
    refresher.refresh_now()
    states = refresher.snapshot.books
    assert [type(state.problem) for state in states] == [NoPermission, type(None), type(None), FileMissing]
    assert [state.book is not None for state in states] == [False, True, True, False]


@pytest.mark.usefixtures("buku1")
def test_trouble_keeps_the_last_data_and_since_when_it_lasts(
    google: GoogleSheetsEmulator, make_source: MakeSource
) -> None:
    moments = iter(datetime(2026, 2, 3, 8, minute, tzinfo=UTC) for minute in range(60))
    refresher = Refresher([make_source()], None, now=lambda: next(moments))
    refresher.refresh_now()
    good = refresher.snapshot.books[0]
    google.fail_next(429, times=ATTEMPTS)
    refresher.refresh_now()
    first = refresher.snapshot.books[0]
    google.share("buku1", False)
    refresher.refresh_now()
    second = refresher.snapshot.books[0]
    assert isinstance(first.problem, QuotaExceeded)
    assert isinstance(second.problem, NoPermission)
    assert first.book is good.book is second.book
    assert first.problem_since == second.problem_since == first.checked_at
    assert second.checked_at > first.checked_at
    assert refresher.snapshot.sequence == 1


def test_without_network_only_one_book_waits_for_it(
    google: GoogleSheetsEmulator, make_source: MakeSource
) -> None:
    waits: list[float] = []
    google.go_offline()
    sources = [make_source(f"buku{number}", sleep=waits.append) for number in range(20)]
    refresher = Refresher(sources, None)
    refresher.refresh_now()
    assert all(isinstance(state.problem, NoNetwork) for state in refresher.snapshot.books)
    assert len(waits) == ATTEMPTS - 1


def test_an_edited_file_shows_while_running(
    mixed_xlsx: Path, store: SnapshotStore, started: list[Refresher]
) -> None:
    heard = threading.Event()

    def hear(snapshot: Snapshot) -> None:
        if grid_of(snapshot)[5][3] == 13.25:
            heard.set()

    refresher = Refresher([XlsxSource(mixed_xlsx)], store, local_seconds=0.05, on_refresh=hear)
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
    refresher = Refresher([XlsxSource(mixed_xlsx)], None, local_seconds=0.05)
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

    class CountingSource(XlsxSource):
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


def test_a_slow_google_does_not_hold_up_files(
    google: GoogleSheetsEmulator, make_source: MakeSource, mixed_xlsx: Path, started: list[Refresher]
) -> None:
    google.add_spreadsheet("buku1", "Lambat", TABS)
    google.delay_next(600, times=100)
    refresher = Refresher([make_source(), XlsxSource(mixed_xlsx)], None, local_seconds=0.05)
    started.append(refresher)
    refresher.start()
    wait_until(lambda: refresher.snapshot.books[1].book is not None)
    edit(mixed_xlsx, "D6", 13.25)
    wait_until(lambda: grid_of(refresher.snapshot, 1)[5][3] == 13.25)
    assert refresher.snapshot.books[0].book is None
    assert not refresher.wait_first(0)


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
        refresher = Refresher([crashing, XlsxSource(mixed_xlsx)], None, local_seconds=0.05)
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

    refresher = Refresher([XlsxSource(mixed_xlsx)], None, on_refresh=fail)
    refresher.refresh_now()
    assert refresher.snapshot.books[0].book is not None
    assert "event=on_refresh_failed" in caplog.text


def test_a_disk_that_cannot_be_written_costs_only_the_snapshot(mixed_xlsx: Path, tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")
    refresher = Refresher([XlsxSource(mixed_xlsx)], SnapshotStore(tmp_path / "berkas" / "x"))
    refresher.refresh_now()
    assert refresher.snapshot.books[0].book is not None


def test_a_damaged_snapshot_is_read_anew(mixed_xlsx: Path, store: SnapshotStore) -> None:
    Refresher([XlsxSource(mixed_xlsx)], store).refresh_now()
    for path in store.folder.iterdir():
        path.write_bytes(b"rusak")
    refresher = Refresher([XlsxSource(mixed_xlsx)], store)
    refresher.refresh_now()
    assert refresher.snapshot.books[0].problem is None
    assert store.load(mixed_xlsx.as_posix()) == refresher.snapshot.books[0].book


def test_logs_hold_no_cells(mixed_xlsx: Path, store: SnapshotStore, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="lib"):
        Refresher([XlsxSource(mixed_xlsx)], store).refresh_now()
    assert "event=refresh book='campur' tabs=3" in caplog.text
    assert "3171234567890001" not in caplog.text
    assert "sehat" not in caplog.text


def test_a_stopped_refresher_keeps_its_snapshot(mixed_xlsx: Path) -> None:
    refresher = Refresher([XlsxSource(mixed_xlsx)], None)
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
