"""72 hours of refreshing 20 workbooks while things go wrong at random, in minutes: a clock that jumps from
one refresh to the next, unpatched gspread over TLS to the emulator of Google Sheets on this computer.

    python -m benchmarks.soak [--hours 72] [--books 20] [--seed 3]

Watched: the memory of the process, the requests of any 60 seconds of simulated time, and how long data of a
workbook went unconfirmed without the page saying so.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np

from benchmarks.machine import describe_machine
from lib.data.condition import find_trouble
from lib.data.engine import Engine
from lib.settings import BookSetting, CookieSetting, Settings
from lib.sources.clock import Clock
from lib.sources.errors import SlowAnswer
from lib.sources.google_sheets import TIMEOUT
from lib.workbook.grids import Grid
from tests.google_sheets import GoogleSheetsEmulator

START = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
FAULT_EVERY_SECONDS = 240.0
"""On average, so that something is wrong about half of the time."""
EDIT_EVERY_SECONDS = 1200.0
LONGEST_FAULT_SECONDS = 900.0
REAL_TIMEOUT = (5.0, 0.4)
"""A slow answer costs so little of real time and `TIMEOUT` of the simulated."""
FOREVER = 1_000_000
MEBIBYTE = 1 << 20


class Hands:
    """A clock that moves when somebody sleeps or waits."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.clock = Clock(now=self.now, monotonic=lambda: self.seconds, sleep=self.sleep)

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass
class Outcome:
    """What the soak saw. Sizes in MiB, slopes in MiB an hour of simulated time."""

    hours: float
    real_seconds: float
    refreshes: int
    requests: int
    most_in_a_minute: int
    faults: Counter[str]
    worst_silence: float
    """Longest time a workbook's data went unconfirmed with nothing on the page, in refreshes."""
    recovered: bool
    resident: list[tuple[float, float]] = field(default_factory=list)
    """(hour, MiB) through the run."""

    @property
    def slope(self) -> float:
        """MiB an hour over the later two thirds, by least squares."""
        later = [point for point in self.resident if point[0] >= self.hours / 3]
        hours, sizes = np.array(later).T
        return float(np.polyfit(hours, sizes, 1)[0])


def build_grids(number: int) -> dict[str, Grid]:
    """A small posyandu's workbook: children and a year of weighings."""
    children = [
        [f"B{number}-{child}", f"Anak {child}", "L", "03/02/2024", f"P{number}"] for child in range(12)
    ]
    weighings = [
        [f"{day:02d}/10/2026", f"P{number}", f"B{number}-{child}", round(9 + child / 7, 1)]
        for day in (5, 12, 19)
        for child in range(12)
    ]
    return {
        "Posyandu": [["Kode", "Nama", "Desa/Kelurahan"], [f"P{number}", f"Melati {number}", "Karangrejo"]],
        "Balita": [["ID", "Nama", "JK", "Tanggal lahir", "Posyandu"], *children],
        "Penimbangan": [["Tanggal", "Posyandu", "ID balita", "BB (kg)"], *weighings],
    }


class Soak:
    """One run; `run` returns its Outcome."""

    def __init__(self, google: GoogleSheetsEmulator, folder: Path, books: int, seed: int) -> None:
        self.google = google
        self.random = random.Random(seed)
        self.hands = Hands()
        self.ids = [f"buku-posyandu-{number:02d}-untuk-uji" for number in range(books)]
        self.grids = {key: build_grids(number) for number, key in enumerate(self.ids)}
        for key, grids in self.grids.items():
            google.add_spreadsheet(key, key, grids)
        settings = Settings(
            books=tuple(BookSetting(nama=f"Melati {n}", id=key) for n, key in enumerate(self.ids)),
            cookie=CookieSetting("papan_uji", "k" * 40),
            users=(),
            sample_mode=False,
            data_folder=folder,
            today_override=START.date(),
            service_account=google.service_account_info(),
        )
        self.engine = Engine(settings, clock=self.hands.clock)
        for source in self.engine.refresher._sources:
            source._timeout = REAL_TIMEOUT  # type: ignore[attr-defined]
        self.faults: Counter[str] = Counter()
        self.minute: deque[float] = deque()
        self.most_in_a_minute = self.refreshes = self.requests = 0
        self.worst_silence = 0.0
        self.mend: Callable[[], None] | None = None
        self.mend_at = 0.0
        self.fault_at = self.next_after(FAULT_EVERY_SECONDS)
        self.edit_at = self.next_after(EDIT_EVERY_SECONDS)

    def next_after(self, mean: float) -> float:
        return self.hands.seconds + self.random.expovariate(1 / mean)

    # What goes wrong

    def cause(self) -> None:
        """One fault, mended after a while of its own."""
        google, book = self.google, self.random.choice(self.ids)
        grids = self.grids[book]

        def fail(status: int, body: object = None) -> None:
            google.fail_next(status, body, times=FOREVER)  # type: ignore[arg-type]

        def revoke() -> None:
            google.revoke_key()
            google.expire_tokens()

        def skew() -> None:
            google.set_clock(6 * 3600)
            google.expire_tokens()

        kinds: dict[str, Callable[[], None]] = {
            "no network": google.go_offline,
            "429": lambda: fail(429),
            "500": lambda: fail(500),
            "503 html": lambda: fail(503, "<html>Error</html>"),
            "403": lambda: fail(403),
            "a single 500": lambda: google.fail_next(500),
            "cut off": lambda: google.cut_off_next(FOREVER),
            "slow": lambda: google.delay_next(2.0, times=self.random.randint(1, 30)),
            "key revoked": revoke,
            "clock off": skew,
            "tokens forgotten": google.expire_tokens,
            "unshared": lambda: google.share(book, False),
            "deleted": lambda: google.delete_spreadsheet(book),
            "tab renamed": lambda: google.rename_tab(book, "Balita", "Balita lama"),
            "tab emptied": lambda: google.set_values(book, "Penimbangan", []),
            "rows lost": lambda: google.set_values(book, "Penimbangan", grids["Penimbangan"][:9]),
        }

        def mend() -> None:
            google.clear_faults()
            google.go_online()
            google.key_revoked = False
            google.set_clock(0)
            google.add_spreadsheet(book, book, grids)

        name = self.random.choice(sorted(kinds))
        self.faults[name] += 1
        kinds[name]()
        self.mend = mend
        self.mend_at = self.hands.seconds + self.random.uniform(10, LONGEST_FAULT_SECONDS)

    def edit(self) -> None:
        """A kader corrects one weight."""
        book = self.random.choice(self.ids)
        rows = self.grids[book]["Penimbangan"]
        rows[self.random.randrange(1, len(rows))][3] = round(self.random.uniform(8, 12), 1)
        if book in self.google.spreadsheets:
            self.google.set_values(book, "Penimbangan", rows)

    def happen(self) -> None:
        """Whatever is due by the simulated clock."""
        now = self.hands.seconds
        if self.mend is not None and now >= self.mend_at:
            self.mend()
            self.mend = None
            self.fault_at = self.next_after(FAULT_EVERY_SECONDS)
        if self.mend is None and now >= self.fault_at:
            self.cause()
        if now >= self.edit_at:
            self.edit()
            self.edit_at = self.next_after(EDIT_EVERY_SECONDS)

    # What is watched

    def watch(self, seen: int) -> None:
        """Requests of the last minute, and how long any workbook has been silent."""
        now = self.hands.seconds
        self.requests += seen
        self.minute.extend([now] * seen)
        while self.minute and self.minute[0] <= now - 60:
            self.minute.popleft()
        self.most_in_a_minute = max(self.most_in_a_minute, len(self.minute))
        # As the line on the page has it: in trouble is what failed or was not tried for two refreshes.
        for state in self.engine.refresher.snapshot.books:
            if find_trouble(state, self.hands.now(), *self.engine.patience(state)) is None:
                fetched = state.book.fetched_at if state.book is not None else START
                silence = (self.hands.now() - fetched).total_seconds()
                self.worst_silence = max(self.worst_silence, silence / self.engine.settings.refresh_seconds)

    def run(self, hours: float) -> Outcome:
        started, refresher = time.perf_counter(), self.engine.refresher
        resident: list[tuple[float, float]] = []
        while self.hands.seconds < hours * 3600:
            self.happen()
            before = refresher.snapshot
            wait = refresher.read_due()
            after = refresher.snapshot
            for old, new in zip(before.books, after.books, strict=True):
                if old.checked_at != new.checked_at:
                    self.refreshes += 1
                    if isinstance(new.problem, SlowAnswer):
                        self.hands.sleep(TIMEOUT[1])
            seen = self.google.count()
            self.google.forget_requests()
            self.google.assertions.clear()
            self.watch(seen)
            # Not past what happens next, so that faults come and go between two refreshes too.
            self.hands.sleep(max(0.01, min(wait, 60.0)))
            if not resident or self.hands.seconds / 3600 - resident[-1][0] >= hours / 60:
                gc.collect()
                resident.append((self.hands.seconds / 3600, read_resident()))
        if self.mend is not None:
            self.mend()
        self.hands.sleep(60.0)
        for _ in range(3 * len(self.ids)):
            self.hands.sleep(refresher.read_due())
        return Outcome(
            hours=self.hands.seconds / 3600,
            real_seconds=time.perf_counter() - started,
            refreshes=self.refreshes,
            requests=self.requests,
            most_in_a_minute=self.most_in_a_minute,
            faults=self.faults,
            worst_silence=self.worst_silence,
            recovered=self.engine.health()["status"] == "baik",
            resident=resident,
        )


def read_resident() -> float:
    """MiB that this process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEBIBYTE


def run(hours: float, books: int, seed: int) -> Outcome:
    """A soak in this process and a folder of its own."""
    with (
        GoogleSheetsEmulator() as google,
        TemporaryDirectory() as folder,
        patch.dict(os.environ, google.env()),
    ):
        return Soak(google, Path(folder), books, seed).run(hours)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", type=float, default=72.0)
    parser.add_argument("--books", type=int, default=20)
    parser.add_argument("--seed", type=int, default=3)
    chosen = parser.parse_args()
    print(describe_machine())
    seen = run(chosen.hours, chosen.books, chosen.seed)
    sizes = [size for _, size in seen.resident]
    print(
        f"{seen.hours:.1f} hours of {chosen.books} workbooks in {seen.real_seconds:.0f} s, seed {chosen.seed}"
    )
    print(f"refreshes {seen.refreshes}, requests {seen.requests}, most in a minute {seen.most_in_a_minute}")
    print(f"faults {seen.faults.total()}: " + ", ".join(f"{n} {c}" for n, c in sorted(seen.faults.items())))
    print(f"longest without confirmation and without a message: {seen.worst_silence:.2f} refreshes")
    print(f"resident {sizes[0]:.0f} MiB at first, {max(sizes):.0f} at most, {sizes[-1]:.0f} at last")
    print(f"slope over the later two thirds {seen.slope:+.3f} MiB an hour; recovered: {seen.recovered}")


if __name__ == "__main__":
    main()
