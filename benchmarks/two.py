"""A full room before one server and before two: `python -m benchmarks.two [--viewers 100 200]`.

The large sample (`--size`) and the viewers of benchmarks/load.py, first at one server, then at two on one
data folder behind nginx with the file of docs/pemasangan. Two need two cores beside those of the viewers, who
run on this machine too: `--think` long enough that they do not take them. Changes a second are those of the
time when the room was full, "ms prosesor" what one of them cost the servers together; memory is that of all
servers.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvloop

from benchmarks.load import TODAY, Questions, Tally, fill_the_room
from benchmarks.machine import describe_machine
from benchmarks.proxy import start_proxy
from lib.workbook.sample.build import write_sample
from tests.server import Server, start_server

WARM_SECONDS = 30.0


@dataclass(frozen=True)
class House:
    """Where viewers go, and the servers behind it."""

    address: str
    servers: list[Server]


@contextmanager
def open_house(folder: Path, count: int, size: list[int]) -> Iterator[House]:
    """One server, or two behind the proxy, on the sample of this size."""
    book = folder / "server" / "data" / "contoh.xlsx"
    book.parent.mkdir(parents=True)
    places, children, months = size
    write_sample(book, today=TODAY, posyandu=places, children=children, months=months)
    servers: list[Server] = []
    try:
        for _ in range(count):  # one that does not start leaves those before it to be stopped
            servers.append(  # noqa: PERF401
                start_server(folder / "server", PAPAN_HARI_INI=TODAY.isoformat(), as_installed=True)
            )
        time.sleep(WARM_SECONDS)
        if count == 1:
            yield House(servers[0].url, servers)
            return
        first, second = (int(server.url.rpartition(":")[2]) for server in servers)
        proxy = start_proxy(folder / "nginx", first, second)
        try:
            yield House(proxy.url, servers)
        finally:
            proxy.stop()
    finally:
        for server in servers:
            server.stop()


def measure(house: House, viewers: int, wanted: argparse.Namespace) -> Tally:
    """What the room saw, and what it took of the servers."""
    questions = Questions("2026-11", wanted.months, ())
    pids = [server.process.pid for server in house.servers]
    room = fill_the_room(house.address, viewers, questions, wanted.think, wanted.seconds, pids)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(room)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--viewers", type=int, nargs="+", default=[100, 200])
    parser.add_argument("--servers", type=int, nargs="+", choices=(1, 2), default=[1, 2])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=10)
    parser.add_argument("--months", type=int, default=3)
    parser.add_argument(
        "--size", type=int, nargs=3, default=[40, 4000, 36], metavar=("POSYANDU", "BALITA", "BULAN")
    )
    wanted = parser.parse_args()
    print(f"{describe_machine()}; {vars(wanted)}")
    print("| server | penonton | perubahan/s | p50 | p95 | galat | ms prosesor | MB puncak |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for count in wanted.servers:
        with (
            tempfile.TemporaryDirectory() as folder,
            open_house(Path(folder), count, wanted.size) as house,
        ):
            for viewers in wanted.viewers:
                tally = measure(house, viewers, wanted)
                print(
                    f"| {count} | {viewers} | {len(tally.changes) / wanted.seconds:.1f} |"
                    f" {tally.percentile(50):.2f} | {tally.percentile(95):.2f} | {len(tally.faults)} |"
                    f" {tally.processor * 1000 / max(len(tally.changes), 1):.1f} | {max(tally.memory):.0f} |",
                    *tally.faults[:3],
                    flush=True,
                )


if __name__ == "__main__":
    main()
