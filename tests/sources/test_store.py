"""The snapshot on disk: whole or absent, private, and safe for several processes."""

from __future__ import annotations

import gzip
import logging
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lib.sources.source import build_tab
from lib.sources.store import SnapshotStore
from lib.workbook.grids import RawBook

BOOK = RawBook(
    key="buku1",
    name="Posyandu Melati 1",
    tabs=(
        build_tab("Balita", [["ID", "Nama", 12.5, True, None, 46056], [], ["B1", "Ani ✓"]], 0),
        build_tab("Kosong", [], 7),
    ),
    fetched_at=datetime(2026, 2, 3, 2, 42, tzinfo=UTC),
    url="https://docs.google.com/spreadsheets/d/buku1/edit",
    locale="in_ID",
    puskesmas="Puskesmas Contoh",
)


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "cuplikan")


def tab_files(store: SnapshotStore) -> list[Path]:
    return sorted(store.folder.glob("*.tab.json.gz"))


def test_what_was_saved_is_loaded(store: SnapshotStore) -> None:
    store.save(BOOK)
    assert store.load("buku1") == BOOK


def test_an_unknown_book_and_a_missing_folder_are_absent(store: SnapshotStore) -> None:
    assert store.load("buku1") is None
    store.save(BOOK)
    assert store.load("buku2") is None


def test_any_key_makes_a_file_name(store: SnapshotStore) -> None:
    book = replace(BOOK, key="../C:\\data/posyandu*.xlsx")
    store.save(book)
    assert store.load(book.key) == book
    assert {path.parent for path in store.folder.iterdir()} == {store.folder}


def test_an_unchanged_tab_is_not_written_again(store: SnapshotStore) -> None:
    store.save(BOOK)
    before = {path: path.stat().st_ino for path in tab_files(store)}
    changed = replace(BOOK, tabs=(BOOK.tabs[0], build_tab("Kosong", [["isi"]], 7)))
    store.save(changed)
    assert store.load("buku1") == changed
    assert all(path.stat().st_ino == inode for path, inode in before.items())
    assert len(tab_files(store)) == 3


def test_old_tabs_are_removed_and_those_of_other_books_stay(store: SnapshotStore) -> None:
    other = replace(BOOK, key="buku2", tabs=(build_tab("Lain", [["lain"]]),))
    store.save(other)
    store.save(BOOK)
    long_ago = time.time() - 7200
    for path in tab_files(store):
        os.utime(path, (long_ago, long_ago))
    changed = replace(BOOK, tabs=(build_tab("Balita", [["baru"]], 0),))
    store.save(changed)
    assert len(tab_files(store)) == 2
    assert store.load("buku1") == changed
    assert store.load("buku2") == other


def test_only_the_owner_may_read(store: SnapshotStore) -> None:
    store.save(BOOK)
    if os.name == "nt":  # Windows keeps no such bits: there the folder's own rights decide
        return
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in store.folder.iterdir()} == {0o600}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"version": 99}', b"\xff\xfe", b"\x1f\x8b\x08"]
)
def test_a_damaged_manifest_costs_the_book_and_mends_itself(
    store: SnapshotStore, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    store.save(BOOK)
    next(store.folder.glob("*.book.json")).write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert store.load("buku1") is None
    assert "event=snapshot_damaged" in caplog.text
    store.save(BOOK)
    assert store.load("buku1") == BOOK


def tab_file(store: SnapshotStore, number: int) -> Path:
    return store.folder / f"{BOOK.tabs[number].digest}.tab.json.gz"


SPOILS = {
    "empty": lambda path: path.write_bytes(b""),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:15]),
    "one byte": lambda path: path.write_bytes(path.read_bytes()[:-1] + b"x"),
    "no gzip": lambda path: path.write_bytes(b"\xff\xfe"),
    "other cells": lambda path: path.write_bytes(gzip.compress(b'[["lain"]]')),
    "no cells": lambda path: path.write_bytes(gzip.compress(b'{"a": 1}')),
    "lost": lambda path: path.unlink(),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS)
@pytest.mark.parametrize("number", [0, 1])
def test_a_damaged_tab_file_costs_that_tab_only_and_mends_itself(
    store: SnapshotStore, spoil: Callable[[Path], object], number: int, caplog: pytest.LogCaptureFixture
) -> None:
    store.save(BOOK)
    spoil(tab_file(store, number))
    with caplog.at_level(logging.WARNING):
        loaded = store.load("buku1")
    assert loaded is not None
    assert loaded.tabs == BOOK.tabs[1 - number :][:1]
    assert loaded.damaged == (BOOK.tabs[number].title,)
    assert replace(loaded, tabs=BOOK.tabs, damaged=()) == BOOK
    assert f"event=snapshot_damaged file={tab_file(store, number).name}" in caplog.text
    if tab_file(store, number).is_dir():
        tab_file(store, number).rmdir()
    store.save(BOOK)
    assert store.load("buku1") == BOOK


def test_a_book_of_which_no_tab_is_whole_is_as_good_as_none(store: SnapshotStore) -> None:
    store.save(BOOK)
    for path in tab_files(store):
        path.write_bytes(b"")
    assert store.load("buku1") is None
    store.save(BOOK)
    assert store.load("buku1") == BOOK


def test_a_folder_that_cannot_be_made_is_an_oserror(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")
    store = SnapshotStore(tmp_path / "berkas" / "cuplikan")
    with pytest.raises(OSError):
        store.save(BOOK)
    assert store.load("buku1") is None


WRITER = """
import sys
from dataclasses import replace
from lib.sources.source import build_tab
from lib.sources.store import SnapshotStore
from tests.sources.test_store import BOOK
store = SnapshotStore(sys.argv[1])
for round in range(40):
    store.save(replace(BOOK, tabs=(build_tab("Balita", [["isi", (round * int(sys.argv[2])) % 7]]),)))
"""


def test_two_processes_on_one_folder_leave_whole_books(store: SnapshotStore) -> None:
    store.save(BOOK)
    root = Path(__file__).parents[2]
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(store.folder), step], cwd=root)
        for step in ("1", "3")
    ]
    while any(writer.poll() is None for writer in writers):
        assert store.load("buku1") is not None
    assert [writer.returncode for writer in writers] == [0, 0]
    assert store.load("buku1") is not None
    assert list(store.folder.glob("*.tmp")) == []
