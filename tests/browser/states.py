"""The app in each state that people meet it in, on a server of its own: `STATES["kosong"](folder)` is a
context manager. The pictures of tests/browser/contact_sheet.py are taken of these."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl

from lib.config import SAMPLE_PASSWORD
from lib.sources.store import SnapshotStore
from lib.workbook.grids import RawBook, RawTab, compute_digest
from lib.workbook.sample.build import build_sample, write_sample
from lib.workbook.template import write_template
from tests.google_sheets import GoogleSheetsEmulator
from tests.installation import PASSWORD, split_books, write_secrets
from tests.sample import TODAY
from tests.server import Server, start_server

FULL, EMPTY, STALE, BROKEN, UNREAD = "penuh", "kosong", "lama", "rusak", "belum terbaca"
WEIGHING, DISTRICT = "bulan timbang", "beberapa puskesmas"
WEIGHING_DAY = date(2026, 8, 20)
"""A day in a national month of weighing."""
STALE_DAYS = 2
LOST_TABS = ("Langkah SOP", "Jadwal", "Mentoring", "Kebal MSG", "Pertemuan", "Pendampingan")
"""What the broken workbook has no longer; and the weight of its weighings has lost its header."""
LOST_HEADER = ("Penimbangan", "BB (kg)", "Kolom5")
PUSKESMAS = {"Puskesmas Cempaka": 90, "Puskesmas Kenanga": 150, "Puskesmas Mawar": 120}
"""Name → children in its sample."""
FACTS_SECONDS = 600
USERS = {role: {"roles": [role]} for role in ("kepala", "dinkes", "tamu")}


@dataclass(frozen=True)
class Served:
    """A running app, the password of its accounts, which are called as their roles, and its cookie's name."""

    server: Server
    password: str = SAMPLE_PASSWORD
    cookie: str = "papan_contoh"


OWN_ACCOUNTS = (PASSWORD, "papan_uji")
"""Password and cookie of an installation that tests/installation.py wrote."""


@contextmanager
def _stopped_afterwards(server: Server, *accounts: str) -> Iterator[Served]:
    try:
        yield Served(server, *accounts)
    finally:
        server.stop()


def _write(folder: Path, day: date = TODAY) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "buku.xlsx"
    write_sample(path, today=day)
    return path


def serve_full(folder: Path) -> AbstractContextManager[Served]:
    """The sample."""
    return _stopped_afterwards(start_server(folder, sample=_write(folder)))


def serve_weighing_month(folder: Path) -> AbstractContextManager[Served]:
    """The sample in August, a national month of weighing."""
    sample = _write(folder, WEIGHING_DAY)
    return _stopped_afterwards(start_server(folder, sample=sample, PAPAN_HARI_INI=WEIGHING_DAY.isoformat()))


def serve_empty(folder: Path) -> AbstractContextManager[Served]:
    """The template, in which nobody has typed yet."""
    folder.mkdir(parents=True, exist_ok=True)
    write_template(folder / "buku.xlsx")
    return _stopped_afterwards(start_server(folder, sample=folder / "buku.xlsx"))


def serve_broken(folder: Path) -> AbstractContextManager[Served]:
    """The sample without LOST_TABS, and with a column whose header was typed over."""
    path = _write(folder)
    book = openpyxl.load_workbook(path)
    for title in LOST_TABS:
        del book[title]
    tab, header, typed = LOST_HEADER
    (cell,) = (one for one in book[tab][1] if one.value == header)
    cell.value = typed
    book.save(path)
    return _stopped_afterwards(start_server(folder, sample=path))


def serve_unread(folder: Path) -> AbstractContextManager[Served]:
    """A file that is no workbook, and never was one."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "buku.xlsx"
    path.write_bytes(b"bukan buku kerja")
    return _stopped_afterwards(start_server(folder, sample=path))


@contextmanager
def serve_stale(folder: Path) -> Iterator[Served]:
    """Workbooks in Google Sheets that were read STALE_DAYS ago; since then there is no network."""
    store, fetched_at = SnapshotStore(folder / "data" / "snapshot"), datetime.now(UTC) - timedelta(STALE_DAYS)
    books = []
    names = ("Kader Melati", "Puskesmas Contoh")
    for at, (name, grids) in enumerate(zip(names, split_books(build_sample(today=TODAY)), strict=True)):
        key = f"buku-untuk-gambar-nomor-{at}"
        tabs = tuple(RawTab(title, grid, compute_digest(grid)) for title, grid in grids.items())
        store.save(RawBook(key, name, tabs, fetched_at, locale="in_ID"))
        books.append({"id": key, "nama": name})
    with GoogleSheetsEmulator() as google:
        google.go_offline()
        secrets = write_secrets(
            folder / "rahasia.toml", account=google.service_account_info(), books=books, users=USERS
        )
        server = start_server(
            folder, PAPAN_RAHASIA=str(secrets), PAPAN_HARI_INI=TODAY.isoformat(), **google.env()
        )
        with _stopped_afterwards(server, *OWN_ACCOUNTS) as served:
            yield served


@contextmanager
def serve_district(folder: Path) -> Iterator[Served]:
    """Three puskesmas in one installation, once the figures of all have been written."""
    folder.mkdir(parents=True, exist_ok=True)
    books = []
    for at, (name, children) in enumerate(PUSKESMAS.items()):
        path = folder / f"buku{at}.xlsx"
        write_sample(path, today=TODAY, posyandu=3 + at, children=children, months=13, mothers=12, seed=at)
        books.append({"nama": f"Buku {at + 1}", "berkas": str(path), "puskesmas": name})
    secrets = write_secrets(folder / "rahasia.toml", books=books, users=USERS)
    server = start_server(folder, PAPAN_RAHASIA=str(secrets), PAPAN_HARI_INI=TODAY.isoformat())
    with _stopped_afterwards(server, *OWN_ACCOUNTS) as served:
        deadline = time.monotonic() + FACTS_SECONDS
        while len(list((server.data_folder / "fakta").glob("*.parquet"))) < len(PUSKESMAS):
            assert time.monotonic() < deadline, "The figures of the puskesmas did not come"
            time.sleep(1)
        yield served


STATES: dict[str, Callable[[Path], AbstractContextManager[Served]]] = {
    FULL: serve_full,
    EMPTY: serve_empty,
    STALE: serve_stale,
    BROKEN: serve_broken,
    UNREAD: serve_unread,
    WEIGHING: serve_weighing_month,
    DISTRICT: serve_district,
}
"""Name, as it stands below the pictures → the app in it."""
