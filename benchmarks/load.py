"""A full room on one server.

    python -m benchmarks.load                        20, 50, 100, 200 viewers, recent months
    python -m benchmarks.load --months 36 --posyandu any month and posyandu
    python -m benchmarks.load --all                  both, one after the other, on one server
    python -m benchmarks.load --viewers 50 --no-edit only one size, without a refresh

Viewers sign in over Streamlit's own protocol and then open a page, a month and a posyandu every `--think`
seconds on average; between that their pages look by themselves for new data, as in browsers, and draw
themselves again when there are some. A change is measured from the question sent to the word that the run is
over; beside it stands what a change cost the server in processor time (with what the pages ask by
themselves), which other work on the machine does not touch. `--months` is how far back they look (36: any
month), `--posyandu` whether they choose one as well. A lone viewer is measured before and after the crowd.

Half way through each crowd a weight of the workbook is changed (a file is put in the place of the old one),
unless `--no-edit`: "p95 tanpa" is of the changes asked before, "p95 dengan" of those within `--near` seconds
after it. The server is the project's own `streamlit run app.py` on the large sample (`--size`; 40 6750 36 has
144,000 weighings), or the one at `--address`, of which neither memory nor processor time is known. Memory is
that of the process and its children; "anak" the most that children had beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import psutil
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
HEADER = b"<t>Cara ukur</t>"
WEIGHT = re.compile(rb'(<c r="E2" t="n"><v>)[^<]+(</v>)')
"""The first child's weight: the sample has the column fifth and nothing above its header."""


@dataclass
class Tally:
    """What the room saw. Seconds a change, by when it was asked (seconds since the room was full)."""

    changes: list[tuple[float, float]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    bytes_received: int = 0
    memory: list[float] = field(default_factory=list)
    children: list[float] = field(default_factory=list)
    """MiB of the server's children alone."""
    processor: float = np.nan
    """Seconds that the server worked while the room was full."""
    edited: float | None = None
    """When the workbook was changed, seconds since the room was full."""

    def percentile(self, share: float) -> float:
        return (
            float(np.percentile([seconds for _, seconds in self.changes], share)) if self.changes else np.nan
        )

    def percentile_between(self, start: float, end: float) -> float:
        """p95 of the changes asked in that time."""
        taken = [seconds for asked, seconds in self.changes if start <= asked < end]
        return float(np.percentile(taken, 95)) if taken else np.nan


class Viewer:
    """One browser: a socket, the widgets it was sent, the pages it may open, and what it asks by itself every
    few seconds: the freshness line, the watch over the sign-in, a whole page when the data are new."""

    def __init__(self, address: str, tally: Tally) -> None:
        self._address = address
        self._tally = tally
        self._widgets: dict[str, str] = {}
        self._pages: dict[str, str] = {}
        self._page = ""
        self._query = ""
        self._signed_in = False
        self._running = False
        """Whether a whole run has begun since the question."""
        self._waits: tuple[str, asyncio.Future[None]] | None = None
        self._ticks: dict[str, asyncio.Task[None]] = {}
        self._socket: ClientConnection
        self._listening: asyncio.Task[None]

    async def open(self) -> None:
        host = self._address.removeprefix("http://")
        self._socket = await connect(
            f"ws://{host}/_stcore/stream", origin=self._address, subprotocols=["streamlit"], max_size=None,
            open_timeout=LONGEST_SECONDS, ping_interval=None,
        )  # fmt: skip
        self._listening = asyncio.create_task(self._listen())
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
        self._signed_in = True

    async def choose(self, page: str, query: str) -> float:
        """Seconds until the page stands."""
        self._query = query
        question = self._question()
        question.rerun_script.page_script_hash = self._pages[page]
        start = time.perf_counter()
        await self._ask(question, self._pages[page])
        return time.perf_counter() - start

    async def close(self) -> None:
        self._stop_ticks()
        self._listening.cancel()
        await self._socket.close()

    def _question(self) -> BackMsg:
        question = BackMsg()
        question.rerun_script.query_string = self._query
        question.rerun_script.context_info.timezone = "Asia/Jakarta"
        question.rerun_script.context_info.locale = "id-ID"
        question.rerun_script.context_info.url = self._address
        return question

    async def _ask(self, question: BackMsg, page: str = "") -> None:
        """Until a whole run that begins now (of this page, where one is asked for) is over."""
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waits, self._running = (page, over), False
        await self._socket.send(question.SerializeToString())
        async with asyncio.timeout(LONGEST_SECONDS):
            await asyncio.wait([over, self._listening], return_when=asyncio.FIRST_COMPLETED)
        self._waits = None
        if not over.done():
            self._listening.result()  # says how the socket was lost
            raise EOFError

    async def _listen(self) -> None:
        while True:
            raw = await self._socket.recv(decode=False)
            self._tally.bytes_received += len(raw)
            if self._signed_in and read_kind(raw) == DRAWING:
                continue  # its buttons are known, and reading what is drawn would take the server's time
            answer = ForwardMsg.FromString(raw)
            kind = answer.WhichOneof("type")
            if kind == "delta":
                self._remember(answer)
            elif kind == "navigation":
                self._pages = {
                    page.url_pathname: page.page_script_hash for page in answer.navigation.app_pages
                }
            elif kind == "new_session":
                if not answer.metadata.run.fragment_ids:
                    self._stop_ticks()
                    self._page = answer.new_session.page_script_hash
                    self._running = True
            elif kind == "auto_rerun":
                self._tick(answer.auto_rerun.fragment_id, answer.auto_rerun.interval)
            elif kind == "stop_auto_rerun":
                self._stop_ticks(answer.stop_auto_rerun.fragment_ids)
            elif kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                self._end_wait()

    def _end_wait(self) -> None:
        if self._waits and self._running and self._waits[0] in ("", self._page):
            self._waits[1].set_result(None)
            self._waits = None

    def _remember(self, answer: ForwardMsg) -> None:
        element = answer.delta.new_element
        kind = element.WhichOneof("type")
        if kind in ("text_input", "button"):
            widget = getattr(element, kind)
            self._widgets[widget.label] = widget.id

    def _tick(self, fragment: str, interval: float) -> None:
        if fragment not in self._ticks:
            self._ticks[fragment] = asyncio.create_task(self._ask_again(fragment, interval))

    async def _ask_again(self, fragment: str, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            question = self._question()
            question.rerun_script.page_script_hash = self._page
            question.rerun_script.fragment_id = fragment
            question.rerun_script.is_auto_rerun = True
            await self._socket.send(question.SerializeToString())

    def _stop_ticks(self, fragments: Iterable[str] | None = None) -> None:
        for fragment in list(self._ticks if fragments is None else fragments):
            if (task := self._ticks.pop(fragment, None)) is not None:
                task.cancel()


DRAWING = ForwardMsg.DESCRIPTOR.fields_by_name["delta"].number
_BEFORE = {ForwardMsg.DESCRIPTOR.fields_by_name[name].number for name in ("hash", "metadata")}


def read_kind(raw: bytes) -> int:
    """The number of the field that a message of Streamlit's is about, behind its hash and metadata, without
    reading any of them."""

    def read_number(at: int) -> tuple[int, int]:
        number = shift = 0
        while True:
            number |= (raw[at] & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if raw[at - 1] < 0x80:
                return number, at

    at = 0
    while True:
        tag, at = read_number(at)
        if tag >> 3 not in _BEFORE:
            return tag >> 3
        length, at = read_number(at)
        at += length


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
    address: str,
    viewers: int,
    questions: Questions,
    think: float,
    seconds: float,
    pids: Sequence[int],
    edit: Callable[[], None] | None = None,
) -> Tally:
    """`viewers` signed in, then `seconds` of changes, with `edit` half way through; `pids` of the servers,
    where they are on this machine."""
    tally = Tally()
    room = [Viewer(address, tally) for _ in range(viewers)]
    for viewer in room:
        await viewer.open()
        await viewer.sign_in("kepala", "posyandu")
    worked = measure_processor(pids)
    start = time.monotonic()
    end = start + seconds
    looking = [asyncio.create_task(look_around(one, tally, questions, think, start, end)) for one in room]
    while any(not one.done() for one in looking) and time.monotonic() < end + LONGEST_SECONDS:
        tally.memory.append(measure_memory(pids))
        tally.children.append(tally.memory[-1] - measure_memory(pids, children=False))
        if edit is not None and tally.edited is None and time.monotonic() > start + seconds / 2:
            edit()
            tally.edited = time.monotonic() - start
        await asyncio.sleep(1)
    await asyncio.gather(*looking)
    tally.processor = measure_processor(pids) - worked
    await asyncio.gather(*(viewer.close() for viewer in room), return_exceptions=True)
    return tally


def measure_memory(pids: Sequence[int], *, children: bool = True) -> float:
    """MiB in use by processes and their children (resident size); NaN of none, 0 where they have ended."""
    found = 0.0 if pids else np.nan
    for pid in pids:
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            for one in [process, *(process.children(recursive=True) if children else [])]:
                with suppress(psutil.Error):  # a child that reads for a moment
                    found += one.memory_info().rss / MEBIBYTE
    return found


def measure_processor(pids: Sequence[int]) -> float:
    """Seconds that processes have worked, without their children: those have the other core. NaN of none."""
    times = [psutil.Process(pid).cpu_times() for pid in pids]
    return float(sum(one.user + one.system for one in times)) if times else np.nan


COLUMNS = (
    *("penonton", "perubahan", "p50 (s)", "p95 (s)", "p95 akhir", "p95 tanpa", "p95 dengan", "terlama"),
    *("ms prosesor", "galat", "MB awal", "puncak", "akhir", "anak"),
)


def describe(viewers: int, tally: Tally, seconds: float, near: float) -> str:
    """A row of the table in docs/kinerja.md (COLUMNS)."""
    edited = seconds if tally.edited is None else tally.edited
    cells = (
        *(viewers, len(tally.changes)),
        *(f"{tally.percentile(share):.2f}" for share in (50, 95)),
        f"{tally.percentile_between(seconds / 2, np.inf):.2f}",
        f"{tally.percentile_between(0, edited):.2f}",
        "—" if tally.edited is None else f"{tally.percentile_between(edited, edited + near):.2f}",
        f"{tally.percentile(100):.2f}",
        f"{tally.processor * 1000 / max(len(tally.changes), 1):.0f}",
        len(tally.faults),
        *(f"{size:.0f}" for size in (tally.memory[0], max(tally.memory), tally.memory[-1])),
        f"{max(tally.children):.0f}",
    )
    return f"| {' | '.join(map(str, cells))} |"


class Editor:
    """Changes one weight of the large sample at a time: `edit` puts a workbook that is made beforehand in the
    place of the one that is read, as a spreadsheet program saves it."""

    def __init__(self, book: Path) -> None:
        self._book = book
        self._prepared = book.with_name("siap.xlsx")
        self._times = 0

    def prepare(self) -> None:
        """Make the next edition. The one cell is written into the file's XML: opening and saving it as a
        workbook takes minutes."""
        self._times += 1
        changed = 0
        with (
            zipfile.ZipFile(self._book) as old,
            zipfile.ZipFile(self._prepared, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for part in old.infolist():
                content = old.read(part)
                if HEADER in content[:5000]:
                    content, changed = WEIGHT.subn(
                        rb"\g<1>%.2f\g<2>" % (9 + self._times / 100), content, count=1
                    )
                new.writestr(part, content)
        if not changed:
            raise RuntimeError("no weight in the sample")

    def edit(self) -> None:
        self._prepared.replace(self._book)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--viewers", type=int, nargs="+", default=[1, 20, 50, 100, 200, 1])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=10)
    parser.add_argument("--months", type=int, default=3)
    parser.add_argument("--posyandu", action="store_true")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--no-edit", action="store_true")
    parser.add_argument("--near", type=float, default=15)
    parser.add_argument("--address")
    parser.add_argument(
        "--size", type=int, nargs=3, default=[40, 4000, 36], metavar=("POSYANDU", "BALITA", "BULAN")
    )
    wanted = parser.parse_args()
    every = tuple(f"MLT{number}" for number in range(1, wanted.size[0] + 1))
    rooms = [Questions("2026-11", wanted.months, every if wanted.posyandu else ())]
    if wanted.all:
        rooms = [Questions("2026-11", 3, ()), Questions("2026-11", 36, every)]
    print(f"{describe_machine()}; {vars(wanted)}")
    with tempfile.TemporaryDirectory() as folder:
        server = None if wanted.address else start_large(Path(folder), wanted.size)
        pids = [server.process.pid] if server else []
        editor = Editor(server.data_folder / "contoh.xlsx") if server and not wanted.no_edit else None
        try:
            for questions in rooms:
                print(f"\n{questions.months} bulan terakhir, {len(questions.posyandu)} posyandu\n")
                print(f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|", flush=True)
                for viewers in wanted.viewers:
                    if editor is not None:
                        editor.prepare()
                    tally = asyncio.run(
                        fill_the_room(
                            wanted.address or (server.url if server else ""),
                            viewers,
                            questions,
                            wanted.think,
                            wanted.seconds,
                            pids,
                            editor.edit if editor is not None and viewers > 1 else None,
                        )
                    )
                    row = describe(viewers, tally, wanted.seconds, wanted.near)
                    print(row, *tally.faults[:3], flush=True)
        finally:
            if server is not None:
                server.stop()


def start_large(folder: Path, size: list[int]) -> Server:
    """The app on the large sample, read and warm."""
    book = folder / "server" / "data" / "contoh.xlsx"
    book.parent.mkdir(parents=True)
    places, children, months = size
    write_sample(book, today=TODAY, posyandu=places, children=children, months=months)
    server = start_server(folder / "server", PAPAN_HARI_INI=TODAY.isoformat(), as_installed=True)
    time.sleep(30)
    return server


if __name__ == "__main__":
    main()
