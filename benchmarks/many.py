"""Many puskesmas on one server: `python -m benchmarks.many [--puskesmas 45] [--children 4000] [--months 12]`.

First from files, one large workbook for each: memory (the process and its children) after everything was read
and `--looked` puskesmas were looked at, and seconds from a saved edit to the tables, with one puskesmas and
with all. Then small workbooks on the emulator of tests/google_sheets: requests in the busiest minute of
`--seconds`, and seconds from an edit to the tables of the one that somebody looks at. `--only` runs one part.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl

from benchmarks.load import measure_memory
from benchmarks.machine import describe_machine
from benchmarks.soak import build_grids
from lib.config import read_settings
from lib.data.engine import Engine
from lib.settings import BookSetting, Settings
from lib.workbook.sample.build import write_sample
from tests.google_sheets import GoogleSheetsEmulator

TODAY = date(2026, 11, 22)
LONGEST_SECONDS = 3600.0
LOOK_SECONDS = 0.2


def build_settings(folder: Path, books: Sequence[BookSetting], **others: object) -> Settings:
    base = read_settings({"PAPAN_CONTOH": "1", "PAPAN_DATA": str(folder)}, accounts=False)
    return replace(base, books=tuple(books), sample_mode=False, today_override=TODAY, **others)


def wait_for(condition: Callable[[], bool]) -> float:
    """Seconds until it holds."""
    began = time.perf_counter()
    while not condition():
        if time.perf_counter() - began > LONGEST_SECONDS:
            raise TimeoutError
        time.sleep(LOOK_SECONDS)
    return time.perf_counter() - began


def stands(engine: Engine) -> bool:
    return all(state.book is not None for state in engine.refresher.snapshot.books)


def sequence_of(engine: Engine, puskesmas: str) -> int:
    """As an open page looks: how old are the data, and what do they say."""
    engine.freshness(puskesmas)
    whole = engine.whole(puskesmas)
    return 0 if whole is None else whole.sequence


def measure_files(folder: Path, books: tuple[Path, Path], count: int, looked: int) -> str:
    """A row of the table: the workbook and an edited copy of it, for `count` puskesmas."""
    before, after = books
    folder.mkdir()
    paths = [folder / f"buku{number}.xlsx" for number in range(count)]
    for path in paths:
        shutil.copy(before, path)
    names = [f"Puskesmas {number}" for number in range(count)]
    pairs = zip(names, paths, strict=True)
    settings = build_settings(
        folder / "data", [BookSetting(name, berkas=path, puskesmas=name) for name, path in pairs]
    )
    engine = Engine(settings)
    engine.start()
    try:
        read = wait_for(lambda: stands(engine))
        for name in names[:looked]:
            sequence_of(engine, name)
        first = sequence_of(engine, names[0])
        memory = measure_memory([os.getpid()])
        shutil.copy(after, folder / "baru.xlsx")
        (folder / "baru.xlsx").replace(paths[0])
        edit = wait_for(lambda: sequence_of(engine, names[0]) > first)
        most = max(memory, measure_memory([os.getpid()]))
    finally:
        engine.stop()
    return f"| {count} | {read:.0f} | {memory:.0f} | {most:.0f} | {edit:.1f} |"


def measure_google(folder: Path, count: int, seconds: float) -> str:
    """Requests in the busiest minute, and the edit of the one that is looked at."""
    with GoogleSheetsEmulator() as google:
        os.environ.update(google.env())
        ids = [f"buku-posyandu-{number:02d}-untuk-uji" for number in range(count)]
        for number, one in enumerate(ids):
            google.add_spreadsheet(one, one, build_grids(number))
        settings = build_settings(
            folder / "google",
            [BookSetting(one, id=one, puskesmas=one) for one in ids],
            service_account=google.service_account_info(),
        )
        engine = Engine(settings)
        engine.start()
        try:
            wait_for(lambda: stands(engine))
            first, end = sequence_of(engine, ids[0]), time.monotonic() + seconds
            rows = [list(row) for row in build_grids(0)["Posyandu"]]
            rows[1][1] = "Anggrek Bulan"
            google.set_values(ids[0], "Posyandu", rows)
            edit = wait_for(lambda: sequence_of(engine, ids[0]) > first)
            while time.monotonic() < end:
                sequence_of(engine, ids[0])
                time.sleep(LOOK_SECONDS)
        finally:
            engine.stop()
        times = [
            asked.at for asked in google.requests if asked.kind in ("values:batchGet", "spreadsheets.get")
        ]
    busiest = max(sum(at <= one < at + 60 for one in times) for at in times)
    return (
        f"{count} buku Google, satu dilihat: {busiest} permintaan di menit tersibuk (batas 60), suntingan"
        f" sampai tabel {edit:.1f} s (jeda {settings.refresh_seconds} s)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--puskesmas", type=int, default=45)
    parser.add_argument("--posyandu", type=int, default=40)
    parser.add_argument("--children", type=int, default=4000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--looked", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--only", choices=("files", "google"))
    wanted = parser.parse_args()
    print(f"{describe_machine()}; {vars(wanted)}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if wanted.only != "google":
            books = folder / "buku.xlsx", folder / "sunting.xlsx"
            size = {name: getattr(wanted, name) for name in ("posyandu", "children", "months")}
            write_sample(books[0], today=TODAY, **size)
            edited = openpyxl.load_workbook(books[0])
            edited["Posyandu"]["B2"] = "Anggrek Bulan"
            edited.save(books[1])
            del edited
            print("| puskesmas | terbaca (s) | MB | MB puncak | suntingan sampai tabel (s) |")
            print("|---|---|---|---|---|", flush=True)
            for count in (1, wanted.puskesmas):
                print(measure_files(folder / str(count), books, count, wanted.looked), flush=True)
        if wanted.only != "files":
            print(measure_google(folder, wanted.puskesmas, wanted.seconds), flush=True)


if __name__ == "__main__":
    main()
