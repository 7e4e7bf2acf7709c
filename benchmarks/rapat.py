"""An hour of meeting mode turning its pages by itself: `python -m benchmarks.rapat [--menit 60] [--detik 5]`.

A server in sample mode and one real Chromium beside it on this computer. Watched sixty times: the memory of
the server, the heap of the page and its number of nodes (after a garbage collection), whether pages go on
turning, and whether the connection was ever lost or the session ended.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.machine import describe_machine
from tests.browser.conftest import (
    CHROMIUM_FLAGS,
    Server,
    find_chromium,
    sign_in,
    start_server,
    wait_for_cookie,
    wait_for_page,
)

WARM_UP = 1 / 6
"""The share of the run after which memory is expected to stand still: by then every slide has been drawn."""
SAMPLES = 60
MEBIBYTE = 1 << 20
COUNT_TURNS = """() => {
  window.turns = 0;
  let last = "";
  setInterval(() => {
    const slide = document.querySelector(".rapat");
    const now = slide ? slide.dataset.slide + "-" + slide.dataset.page : last;
    if (now !== last) { window.turns += 1; last = now; }
  }, 200);
}"""


@dataclass
class Outcome:
    """What the run saw; a sample is (minute, server MiB, heap MiB, nodes)."""

    samples: list[tuple[float, float, float, float]] = field(default_factory=list)
    turns: int = 0
    sockets: int = 0
    lost: int = 0
    """Samples at which the foot said that the connection was gone, or no slide stood."""

    def slope(self, column: int) -> float:
        """Growth an hour over the run after its warm-up, by least squares."""
        end = self.samples[-1][0]
        later = np.array([sample for sample in self.samples if sample[0] >= end * WARM_UP])
        return float(np.polyfit(later[:, 0] / 60, later[:, column], 1)[0])


def read_resident(server: Server) -> float:
    """MiB that the server holds in memory now."""
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    kibibytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kibibytes) / 1024


def read_page(session: CDPSession) -> tuple[float, float]:
    """MiB of the page's heap and its nodes, without what is only waiting to be collected."""
    session.send("HeapProfiler.collectGarbage")
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return metrics["JSHeapUsedSize"] / MEBIBYTE, metrics["Nodes"]


def open_deck(page: Page, server: Server, seconds: int) -> None:
    page.goto(server.url + "/panduan")
    sign_in(page)
    wait_for_page(page)
    wait_for_cookie(page)
    page.goto(f"{server.url}/rapat?detik={seconds}")
    page.locator(".rapat-kaki").wait_for()


def watch(browser: Browser, server: Server, *, minutes: float, seconds: int) -> Outcome:
    """The run: bounded by `minutes`."""
    outcome = Outcome()
    context = browser.new_context(locale="id-ID", viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    open_deck(page, server, seconds)

    def count_socket(_: object) -> None:
        outcome.sockets += 1

    page.on("websocket", count_socket)
    page.evaluate(COUNT_TURNS)
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    started = time.monotonic()
    pause = minutes * 60 / SAMPLES
    for at in range(SAMPLES + 1):
        page.wait_for_timeout(max(0.0, started + at * pause - time.monotonic()) * 1000)
        heap, nodes = read_page(session)
        outcome.samples.append(((time.monotonic() - started) / 60, read_resident(server), heap, nodes))
        lost = page.locator(".rapat-kaki .putus")
        outcome.lost += int(lost.count() == 0 or lost.is_visible())
    outcome.turns = int(page.evaluate("() => window.turns"))
    context.close()
    return outcome


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--menit", type=float, default=60.0)
    parser.add_argument("--detik", type=int, default=5)
    chosen = parser.parse_args()
    print(describe_machine())
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        server = start_server(Path(folder), as_installed=True)
        try:
            seen = watch(browser, server, minutes=chosen.menit, seconds=chosen.detik)
        finally:
            server.stop()
            browser.close()
    print(
        f"{chosen.menit:g} menit, {chosen.detik} detik selembar: {seen.turns} pergantian, "
        f"{seen.sockets} sambungan baru, {seen.lost} kali terputus"
    )
    for column, name in ((1, "server MiB"), (2, "heap halaman MiB"), (3, "simpul halaman")):
        values = [sample[column] for sample in seen.samples]
        print(
            f"{name}: awal {values[0]:.1f}, tertinggi {max(values):.1f}, akhir {values[-1]:.1f}, "
            f"kenaikan sesudah pemanasan {seen.slope(column):+.2f} per jam"
        )


if __name__ == "__main__":
    main()
