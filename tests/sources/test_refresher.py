"""The refresher with Google: frugal, and never without the last data."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lib.sources.clock import Clock
from lib.sources.errors import (
    FileMissing,
    NoNetwork,
    NoPermission,
    QuotaExceeded,
)
from lib.sources.files import FileSource
from lib.sources.google_sheets import ATTEMPTS
from lib.sources.refresher import Refresher
from lib.sources.store import SnapshotStore
from lib.workbook.grids import PACKED_FROM_ROWS
from tests.google_sheets import GoogleSheetsEmulator
from tests.sources.conftest import MakeSource, edit, grid_of, wait_until

TABS = {"Balita": [["ID", "Nama"], ["B1", "Ani"]], "Jadwal": [["Tanggal"], [46056]]}


@pytest.fixture(autouse=True)
def buku1(google: GoogleSheetsEmulator) -> None:
    google.add_spreadsheet("buku1", "Melati 1", TABS)


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


def test_a_removed_tab_is_a_change(google: GoogleSheetsEmulator, make_source: MakeSource) -> None:
    refresher = Refresher([make_source()], None)
    refresher.refresh_now()
    google.remove_tab("buku1", "Jadwal")
    refresher.refresh_now()
    assert refresher.snapshot.sequence == 2


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


def test_one_book_in_trouble_leaves_the_others_alone(
    google: GoogleSheetsEmulator, make_source: MakeSource, mixed_xlsx: Path, tmp_path: Path
) -> None:
    google.add_spreadsheet("buku2", "Tertutup", TABS, shared=False)
    sources = [
        make_source("buku2"),
        make_source("buku1"),
        FileSource(mixed_xlsx),
        FileSource(tmp_path / "hilang.xlsx"),
    ]
    refresher = Refresher(sources, None)
    refresher.refresh_now()
    states = refresher.snapshot.books
    assert [type(state.problem) for state in states] == [NoPermission, type(None), type(None), FileMissing]
    assert [state.book is not None for state in states] == [False, True, True, False]


def test_trouble_keeps_the_last_data_and_since_when_it_lasts(
    google: GoogleSheetsEmulator, make_source: MakeSource
) -> None:
    moments = iter(datetime(2026, 2, 3, 8, minute, tzinfo=UTC) for minute in range(60))
    refresher = Refresher([make_source()], None, clock=Clock(now=lambda: next(moments)))
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


def test_a_slow_google_does_not_hold_up_files(
    google: GoogleSheetsEmulator, make_source: MakeSource, mixed_xlsx: Path, started: list[Refresher]
) -> None:
    google.add_spreadsheet("buku1", "Lambat", TABS)
    google.delay_next(600, times=100)
    refresher = Refresher([make_source(), FileSource(mixed_xlsx)], None, local_seconds=0.05)
    started.append(refresher)
    refresher.start()
    wait_until(lambda: refresher.snapshot.books[1].book is not None)
    edit(mixed_xlsx, "D6", 13.25)
    wait_until(lambda: grid_of(refresher.snapshot, 1)[5][3] == 13.25)
    assert refresher.snapshot.books[0].book is None
    assert not refresher.wait_first(0)


def test_long_tabs_are_kept_packed_and_say_the_same(
    google: GoogleSheetsEmulator, make_source: MakeSource, store: SnapshotStore
) -> None:
    rows = [["ID", "Nama"], *([f"B{number}", "Ani"] for number in range(PACKED_FROM_ROWS))]
    google.add_spreadsheet("buku1", "Melati 1", {"Balita": rows, "Jadwal": TABS["Jadwal"]})
    refresher = Refresher([make_source()], store)
    refresher.refresh_now()
    book = refresher.snapshot.books[0].book
    assert book is not None
    assert [isinstance(tab._cells, bytes) for tab in book.tabs] == [True, False]
    assert book.tabs[0].grid == rows and book.tabs[0] == book.tabs[0].unpack()
    assert store.load("buku1") == book
    assert book.tabs[0].unpack().unpack().pack() == book.tabs[0].pack()
