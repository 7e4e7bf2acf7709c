"""Google on loopback, and a workbook with one of everything that a cell can hold."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from lib.sources.clock import Clock
from lib.sources.google_sheets import GoogleSheetsSource
from lib.sources.refresher import Refresher, Snapshot
from lib.sources.store import SnapshotStore
from lib.workbook.grids import Grid
from tests.google_sheets import GoogleSheetsEmulator

MakeSource = Callable[..., GoogleSheetsSource]


def stay_awake(seconds: float) -> None:
    """Instead of sleeping."""


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleSheetsEmulator]:
    with GoogleSheetsEmulator() as emulator:
        for name, value in emulator.env().items():
            monkeypatch.setenv(name, value)
        yield emulator


@pytest.fixture
def make_source(google: GoogleSheetsEmulator) -> MakeSource:
    """A source of the emulator's account that does not sleep between its attempts; its `clock` in parts."""

    def make(
        spreadsheet: str = "buku1",
        name: str | None = "Posyandu Melati 1",
        sleep: Callable[[float], None] = stay_awake,
        monotonic: Callable[[], float] = time.monotonic,
        **options,
    ) -> GoogleSheetsSource:
        options["clock"] = Clock(monotonic=monotonic, sleep=sleep)
        return GoogleSheetsSource(spreadsheet, name, google.service_account_info(), **options)

    return make


@pytest.fixture
def mixed_xlsx(tmp_path: Path) -> Path:
    """Dates, times, yes/no, errors, long numbers as text, blank rows above and between, an empty tab."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Penimbangan"
    sheet["B3"] = "Judul"
    header = ["Tanggal", "Jam", "NIK", "BB (kg)", "Hadir", "Catatan", "Rumus"]
    for column, text in enumerate(header, 1):
        sheet.cell(5, column, text)
    rows = [
        [dt.date(2026, 2, 3), dt.time(8, 30), "3171234567890001", 12.5, True, "sehat", "=D6*2"],
        [dt.datetime(2026, 2, 3, 9, 45), dt.time(0, 0), "0012", 12.0, False, "#REF!", None],
        [None] * 7,
        ["03/02/2026", "8.30", 3171234567890001, 7, None, "  spasi  ", "#N/A"],
        [12.5, dt.timedelta(hours=30), None, 0.1, None, "✓ baik 🌱", "#DIV/0!"],
    ]
    for offset, row in enumerate(rows):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(6 + offset, column, value)
    sheet["A10"].number_format = "dd/mm/yyyy"  # a weight typed into a date column
    sheet["J40"].font = Font(bold=True)  # formatted but empty: not part of the contents
    workbook.create_sheet("Kosong")
    other = workbook.create_sheet("Ibu 'Hamil'")
    other["A1"] = "ID"
    other["A2"] = "I1"
    path = tmp_path / "campur.xlsx"
    workbook.save(path)
    return path


def wait_until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Returns as soon as the condition holds; fails when it never does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


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


def edit(path: Path, cell: str, value: object) -> None:
    """Saves the mixed workbook with one other weighing."""
    workbook = openpyxl.load_workbook(path)
    workbook["Penimbangan"][cell] = value
    workbook.save(path)


def grid_of(snapshot: Snapshot, index: int = 0, tab: int = 0) -> Grid:
    """A tab's cells in a snapshot."""
    book = snapshot.books[index].book
    assert book is not None
    return book.tabs[tab].grid
