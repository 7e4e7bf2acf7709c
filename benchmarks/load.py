"""A full room on one server: `python -m benchmarks.load [--viewers 20 50 100] [--seconds 60] [--months 3]`.

Viewers sign in over Streamlit's own protocol and then open a page, a month and a posyandu every `--think`
seconds on average. A change is measured from the question sent to the word that the run is over. `--months`
is how far back they look (36: any month), `--posyandu` whether they choose one as well. The server is the
project's own `streamlit run app.py` on the large sample, or the one at `--address`. Its memory is that of the
process and its children.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.machine import describe_machine
from lib.workbook.sample.build import write_sample
from tests.browser.conftest import Server, start_server

PAGES = (
    "beranda",
    "gizi",
    "daftar_anak",
    "daftar_tilik",
    "antar_jemput",
    "kebal_msg",
    "pertemuan",
    "pendampingan",
)
TODAY = date(2026, 11, 22)
LONGEST_SECONDS = 60.0
MEBIBYTE = 1 << 20


@dataclass
class Tally:
    """What the room saw. Seconds a change, by when it was asked (seconds since the room was full)."""

    changes: list[tuple[float, float]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    bytes_received: int = 0
    memory: list[float] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        return (
            float(np.percentile([seconds for _, seconds in self.changes], share)) if self.changes else np.nan
        )


class Viewer:
    """One browser: a socket, the widgets it was sent, the pages it may open."""

    def __init__(self, address: str, tally: Tally) -> None:
        self._address = address
        self._tally = tally
        self._widgets: dict[str, str] = {}
        self._pages: dict[str, str] = {}
        self._socket: ClientConnection

    async def open(self) -> None:
        host = self._address.removeprefix("http://")
        self._socket = await connect(
            f"ws://{host}/_stcore/stream", origin=self._address, subprotocols=["streamlit"], max_size=None,
            open_timeout=LONGEST_SECONDS, ping_interval=None,
        )  # fmt: skip
        await self._ask(self._question())

    async def sign_in(self, name: str, password: str) -> None:
        question = self._question()
        for label, value in (("Nama pengguna", name), ("Kata sandi", password)):
            state = question.rerun_script.widget_states.widgets.add()
            state.id, state.string_value = self._widgets[label], value
        pressed = question.rerun_script.widget_states.widgets.add()
        pressed.id, pressed.trigger_value = self._widgets["Masuk"], True
        await self._ask(question)
        if "Keluar" not in self._widgets:
            raise RuntimeError("not signed in")

    async def choose(self, page: str, query: str) -> float:
        """Seconds until the page stands."""
        question = self._question(query)
        question.rerun_script.page_script_hash = self._pages[page]
        start = time.perf_counter()
        await self._ask(question)
        return time.perf_counter() - start

    async def close(self) -> None:
        await self._socket.close()

    def _question(self, query: str = "") -> BackMsg:
        question = BackMsg()
        question.rerun_script.query_string = query
        question.rerun_script.context_info.timezone = "Asia/Jakarta"
        question.rerun_script.context_info.locale = "id-ID"
        question.rerun_script.context_info.url = self._address
        return question

    async def _ask(self, question: BackMsg) -> None:
        await self._socket.send(question.SerializeToString())
        async with asyncio.timeout(LONGEST_SECONDS):
            while True:
                raw = await self._socket.recv(decode=False)
                self._tally.bytes_received += len(raw)
                answer = ForwardMsg.FromString(raw)
                kind = answer.WhichOneof("type")
                if kind == "delta":
                    self._remember(answer)
                elif kind == "navigation":
                    self._pages = {
                        page.url_pathname: page.page_script_hash for page in answer.navigation.app_pages
                    }
                elif kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return

    def _remember(self, answer: ForwardMsg) -> None:
        element = answer.delta.new_element
        kind = element.WhichOneof("type")
        if kind in ("text_input", "button"):
            widget = getattr(element, kind)
            self._widgets[widget.label] = widget.id


async def look_around(
    viewer: Viewer, tally: Tally, questions: Questions, think: float, start: float, end: float
) -> None:
    """Change after change until the end, with pauses as people make them."""
    while True:
        await asyncio.sleep(random.expovariate(1 / think))
        asked = time.monotonic()
        if asked > end:
            return
        try:
            tally.changes.append((asked - start, await viewer.choose(*questions.draw())))
        except (TimeoutError, OSError, RuntimeError, EOFError) as error:
            tally.faults.append(type(error).__name__)
            return
        except Exception as error:  # noqa: BLE001 - a lost socket is a figure of the run, whatever its kind
            tally.faults.append(type(error).__name__)
            return


@dataclass(frozen=True)
class Questions:
    """Which page, month and posyandu are asked for."""

    last_month: str
    months: int
    posyandu: tuple[str, ...]

    def draw(self) -> tuple[str, str]:
        year, month = map(int, self.last_month.split("-"))
        back = year * 12 + month - 1 - random.randrange(self.months)
        query = f"bulan={back // 12}-{back % 12 + 1:02d}"
        place = random.choice((None, *self.posyandu)) if self.posyandu else None
        return random.choice(PAGES), query if place is None else f"{query}&posyandu={place}"


async def fill_the_room(
    address: str, viewers: int, questions: Questions, think: float, seconds: float, pid: int | None
) -> Tally:
    """`viewers` signed in, then `seconds` of changes."""
    tally = Tally()
    room = [Viewer(address, tally) for _ in range(viewers)]
    for viewer in room:
        await viewer.open()
        await viewer.sign_in("kepala", "posyandu")
    start = time.monotonic()
    end = start + seconds
    looking = [asyncio.create_task(look_around(one, tally, questions, think, start, end)) for one in room]
    while any(not one.done() for one in looking) and time.monotonic() < end + LONGEST_SECONDS:
        tally.memory.append(measure_memory(pid) if pid else np.nan)
        await asyncio.sleep(1)
    await asyncio.gather(*looking)
    await asyncio.gather(*(viewer.close() for viewer in room), return_exceptions=True)
    return tally


def measure_memory(pid: int) -> float:
    """MiB in use by a process and its children (Linux: resident size)."""
    pids, found = [pid], 0.0
    while pids:
        one = pids.pop()
        try:
            pids += [int(child) for child in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
            pages = int(Path(f"/proc/{one}/statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
        found += pages * 4096 / MEBIBYTE
    return found


def describe(viewers: int, tally: Tally, seconds: float) -> str:
    """A row of the table in docs/kinerja.md."""
    late = [taken for asked, taken in tally.changes if asked > seconds / 2]
    return (
        f"| {viewers} | {len(tally.changes)} | {tally.percentile(50):.2f} | {tally.percentile(95):.2f} |"
        f" {np.percentile(late, 95) if late else np.nan:.2f} | {tally.percentile(100):.2f} |"
        f" {len(tally.faults)} |"
        f" {tally.memory[0]:.0f} | {max(tally.memory):.0f} | {tally.memory[-1]:.0f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--viewers", type=int, nargs="+", default=[1, 20, 50, 100, 1])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=10)
    parser.add_argument("--months", type=int, default=3)
    parser.add_argument("--posyandu", action="store_true")
    parser.add_argument("--address")
    parser.add_argument(
        "--size", type=int, nargs=3, default=[40, 4000, 36], metavar=("POSYANDU", "BALITA", "BULAN")
    )
    wanted = parser.parse_args()
    places = tuple(f"MLT{number}" for number in range(1, wanted.size[0] + 1)) if wanted.posyandu else ()
    questions = Questions("2026-11", wanted.months, places)
    print(f"{describe_machine()}; {vars(wanted)}")
    print("| penonton | perubahan | p50 | p95 | p95 akhir | terlama | galat | MB awal | puncak | akhir |")
    print("|---|---|---|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        server = None if wanted.address else start_large(Path(folder), wanted.size)
        try:
            address = wanted.address or (server.url if server else "")
            for viewers in wanted.viewers:
                tally = asyncio.run(
                    fill_the_room(
                        address,
                        viewers,
                        questions,
                        wanted.think,
                        wanted.seconds,
                        server.process.pid if server else None,
                    )
                )
                print(describe(viewers, tally, wanted.seconds), *tally.faults[:3], flush=True)
        finally:
            if server is not None:
                server.stop()


def start_large(folder: Path, size: list[int]) -> Server:
    """The app on the large sample, read and warm."""
    book = folder / "server" / "data" / "contoh.xlsx"
    book.parent.mkdir(parents=True)
    places, children, months = size
    write_sample(book, today=TODAY, posyandu=places, children=children, months=months)
    server = start_server(folder / "server", PAPAN_HARI_INI=TODAY.isoformat())
    time.sleep(30)
    return server


if __name__ == "__main__":
    main()
