"""From `streamlit run app.py` to the first page with data: `python -m benchmarks.start`.

Fresh servers in sample mode, once where the sample workbook has to be made and once where it lies there
already, seen through real Chromium (started beforehand): the form is filled in as soon as it stands, and the
clock stops when the start page shows the month's figures.
"""

from __future__ import annotations

import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.machine import describe_machine
from tests.browser.conftest import CHROMIUM_FLAGS, find_chromium, sign_in, start_server, wait_for_sign_in

ROUNDS = 3
FIGURES = ".papan-figure .value"


@dataclass(frozen=True)
class Start:
    """Seconds since the command was given: server answers, form stands, figures stand."""

    answers: float
    form: float
    figures: float


def measure(browser: Browser, folder: Path) -> Start:
    """One start on the data in `folder`."""
    start = time.perf_counter()
    server = start_server(folder, as_installed=True)
    try:
        answers = time.perf_counter() - start
        context = browser.new_context(locale="id-ID", viewport={"width": 1366, "height": 768})
        page = context.new_page()
        page.goto(server.url)
        wait_for_sign_in(page)
        form = time.perf_counter() - start
        sign_in(page)
        page.locator(FIGURES).nth(3).wait_for()
        figures = time.perf_counter() - start
        context.close()
        return Start(answers, form, figures)
    finally:
        server.stop()


def measure_alone(folder: Path) -> float:
    """Seconds from the start of a process to its first page with data, no browser beside it."""
    command = [sys.executable, "-m", "benchmarks.first_page", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return float(done.stdout)


def describe(name: str, starts: list[Start]) -> str:
    """A row of the table in docs/kinerja.md: the median start."""
    median = sorted(starts, key=lambda one: one.figures)[len(starts) // 2]
    slowest = max(one.figures for one in starts)
    return f"| {name} | {median.answers:.1f} | {median.form:.1f} | {median.figures:.1f} | {slowest:.1f} |"


def main() -> None:
    """Print one row for each way to start."""
    print(f"Python {platform.python_version()}, {describe_machine()}")
    print("| mulai | server menjawab (s) | formulir (s) | beranda berisi (s) | terlama (s) |")
    print("|---|---|---|---|---|", flush=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        made = [measure(browser, Path(folder) / f"baru{number}") for number in range(ROUNDS)]
        print(describe("contoh dibuat dulu", made), flush=True)
        again = [measure(browser, Path(folder) / "baru0") for _ in range(ROUNDS)]
        print(describe("contoh sudah ada", again), flush=True)
        alone = sorted(measure_alone(Path(folder) / "baru0") for _ in range(ROUNDS))
        print(f"Tanpa peramban, contoh sudah ada: {alone[len(alone) // 2]:.1f} s (terlama {alone[-1]:.1f} s)")
        browser.close()


if __name__ == "__main__":
    main()
