"""What a refresh of a Google workbook costs: `python -m benchmarks.refresh [--latency 0.1] [--interval 5]`.

The sample workbook on the emulator of tests/google_sheets, every answer `--latency` seconds late. First the
requests and seconds of one refresh, as the papan does it and as an app does that keeps each tab in a cache of
its own (`worksheet.get_all_values` a tab, once a time to live, whoever looks). Then edits at random moments:
seconds from the cell typed to the tables of a puskesmas that somebody looks at, at this `--interval`.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from os import environ
from pathlib import Path
from typing import Any

import gspread

from benchmarks.machine import describe_machine
from lib.config import read_settings
from lib.data.engine import Engine, build_source
from lib.settings import BookSetting, Settings
from lib.workbook.grids import Grid
from lib.workbook.sample.build import build_sample
from tests.google_sheets import GoogleSheetsEmulator

TODAY = date(2026, 11, 22)
BOOK = "buku-contoh-untuk-diukur"
LONGEST_SECONDS = 120.0


def build_settings(google: GoogleSheetsEmulator, folder: Path, interval: int) -> Settings:
    """The workbook of the emulator, read every `interval` seconds."""
    base = read_settings({"PAPAN_CONTOH": "1", "PAPAN_DATA": str(folder)}, accounts=False)
    return replace(
        base,
        books=(BookSetting("Buku contoh", id=BOOK),),
        sample_mode=False,
        service_account=google.service_account_info(),
        refresh_seconds=interval,
        today_override=TODAY,
    )


def measure_rounds(google: GoogleSheetsEmulator, refresh: Callable[[], object], rounds: int) -> str:
    """Requests a round, and the median of its seconds, as cells of a table."""
    google.forget_requests()
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        refresh()
        taken.append(time.perf_counter() - began)
    return f"{google.count() / rounds:.0f} | {statistics.median(taken):.2f}"


def read_each_tab(client: gspread.Client, titles: list[str]) -> list[Any]:
    """As one cached read a tab does when its time is over: the workbook is known, its tabs are asked for."""
    book = client.open_by_key(BOOK)
    sheets = {sheet.title: sheet for sheet in book.worksheets()}
    return [sheets[title].get_all_values() for title in titles]


def measure_edits(
    google: GoogleSheetsEmulator, engine: Engine, grid: Grid, interval: int, edits: int
) -> list[float]:
    """Seconds from each cell typed in Posyandu, whose `grid` this is, to the tables; somebody looks all the
    time."""
    rows = [list(row) for row in grid]
    column = rows[0].index("Nama")
    taken = []
    for edit in range(edits):
        time.sleep(random.uniform(0, interval))
        name = f"Melati ke-{edit}"
        rows[1][column] = name
        google.set_values(BOOK, "Posyandu", rows)
        began = time.perf_counter()
        while True:
            engine.freshness("")
            whole = engine.whole("")
            if whole is not None and name in set(whole.tables.frames["posyandu"]["name"]):
                break
            if time.perf_counter() - began > LONGEST_SECONDS:
                raise TimeoutError("the edit did not come")
            time.sleep(0.05)
        taken.append(time.perf_counter() - began)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--latency", type=float, default=0.1)
    parser.add_argument("--interval", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--edits", type=int, default=10)
    wanted = parser.parse_args()
    print(f"{describe_machine()}; {vars(wanted)}")
    with GoogleSheetsEmulator() as google, tempfile.TemporaryDirectory() as folder:
        environ.update(google.env())
        grids = build_sample(today=TODAY)
        google.add_spreadsheet(BOOK, "Buku contoh", grids)
        google.delay_next(wanted.latency, times=1_000_000)
        settings = build_settings(google, Path(folder), wanted.interval)
        source = build_source(settings.books[0], settings)
        client = gspread.service_account_from_dict(google.service_account_info())
        source.read()
        print("| penyegaran | permintaan | detik |")
        print("|---|---|---|")
        print(f"| papan, satu buku | {measure_rounds(google, source.read, wanted.rounds)} |")
        titles = list(grids)
        each = measure_rounds(google, lambda: read_each_tab(client, titles), wanted.rounds)
        print(f"| satu bacaan tersimpan tiap tab ({len(titles)} tab) | {each} |", flush=True)
        engine = Engine(settings)
        engine.start()
        try:
            taken = measure_edits(google, engine, grids["Posyandu"], wanted.interval, wanted.edits)
        finally:
            engine.stop()
    print(
        f"Suntingan sampai tabel: tengah {statistics.median(taken):.1f} s, terlama {max(taken):.1f} s"
        f" (jeda {wanted.interval} s)"
    )


if __name__ == "__main__":
    main()
