"""Several servers on one data folder: one reads, the others follow, and one reads on when it dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lib.sources.lease import Lease
from tests.google_sheets import GoogleSheetsEmulator
from tests.server import ROOT
from tests.sources.conftest import wait_until

BOOK = "buku-satu-untuk-dua-server"
INTERVAL = 2.0


class Server:
    """A process of tests/sources/one_server.py, and what it said last."""

    def __init__(self, command: list[str], environ: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.said: dict[str, Any] = {}
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said = json.loads(line)

    def stands(self, **wanted: object) -> bool:
        return bool(self.said) and all(self.said[name] == value for name, value in wanted.items())


Start = Callable[..., Server]


@pytest.fixture
def start(google: GoogleSheetsEmulator, tmp_path: Path) -> Iterator[Start]:
    google.add_spreadsheet(BOOK, "Melati 1", type_rows("Ani"))
    account = tmp_path / "akun.json"
    account.write_text(json.dumps(google.service_account_info()), encoding="utf-8")
    running: list[Server] = []

    def begin(*ids: str, interval: float = INTERVAL, patience: float = 30.0) -> Server:
        module = [sys.executable, "-m", "tests.sources.one_server"]
        words = [str(tmp_path / "cuplikan"), str(account), str(interval), str(patience), *(ids or (BOOK,))]
        running.append(Server(module + words, {**os.environ, **google.env()}))
        return running[-1]

    yield begin
    for server in running:
        server.process.kill()
        server.process.wait()


def type_rows(name: str) -> dict[str, list[list[object]]]:
    return {"Balita": [["ID", "Nama"], ["B1", name]]}


def start_two(start: Start, **options: float) -> tuple[Server, Server]:
    """The reader first; both have the workbook."""
    reader = start(**options)
    wait_until(lambda: reader.stands(reads=True, cells=["Ani"]), 120)
    follower = start(**options)
    wait_until(lambda: follower.stands(reads=False, cells=["Ani"]), 120)
    return reader, follower


def test_two_servers_ask_as_much_as_one_and_both_show_an_edit(
    google: GoogleSheetsEmulator, start: Start
) -> None:
    reader, follower = start_two(start)
    google.forget_requests()
    began = time.monotonic()
    google.set_values(BOOK, "Balita", type_rows("Budi")["Balita"])
    wait_until(lambda: reader.stands(cells=["Budi"]) and follower.stands(cells=["Budi"]), 60)
    wait_until(lambda: google.count("values:batchGet") >= 4, 60)
    asked, seconds = google.count("values:batchGet"), time.monotonic() - began
    assert asked <= seconds / INTERVAL + 1
    assert google.count() == asked, "the tab list was read by the reader, at its start"
    before = follower.said["fetched"][0]
    wait_until(lambda: follower.said["fetched"][0] > before, 60)
    assert follower.said["sequence"] == 2 and follower.said["problems"] == [None]


def test_a_trouble_of_the_reader_is_told_by_the_others(google: GoogleSheetsEmulator, start: Start) -> None:
    _, follower = start_two(start)
    google.go_offline()
    wait_until(lambda: follower.stands(problems=["tanpa_jaringan"], cells=["Ani"]), 120)
    google.go_online()
    wait_until(lambda: follower.stands(problems=[None]), 120)


def test_when_the_reader_is_killed_another_reads_on_within_two_intervals(
    google: GoogleSheetsEmulator, start: Start
) -> None:
    reader, follower = start_two(start)
    reader.process.kill()
    killed = time.monotonic()
    wait_until(lambda: follower.stands(reads=True), 60)
    assert time.monotonic() - killed < 2 * INTERVAL
    google.set_values(BOOK, "Balita", type_rows("Budi")["Balita"])
    wait_until(lambda: follower.stands(cells=["Budi"], problems=[None]), 60)
    third = start()
    wait_until(lambda: third.stands(reads=False, cells=["Budi"]), 120)


def test_a_reader_that_hangs_is_replaced_and_reads_no_more_when_it_wakes(
    google: GoogleSheetsEmulator, start: Start
) -> None:
    reader, follower = start_two(start, patience=3.0)
    reader.process.send_signal(signal.SIGSTOP)
    wait_until(lambda: follower.stands(reads=True), 60)
    reader.process.send_signal(signal.SIGCONT)
    wait_until(lambda: reader.stands(reads=False), 60)
    google.set_values(BOOK, "Balita", type_rows("Budi")["Balita"])
    wait_until(lambda: reader.stands(cells=["Budi"]) and follower.stands(cells=["Budi"]), 60)
    assert follower.stands(reads=True) and reader.stands(reads=False)


def test_a_follower_whose_copy_is_not_the_readers_says_so_and_does_not_read_itself(
    google: GoogleSheetsEmulator, start: Start, tmp_path: Path
) -> None:
    reader, follower = start_two(start)
    (manifest,) = (tmp_path / "cuplikan").glob("*.book.json")
    manifest.unlink()
    manifest.mkdir()  # can be neither read nor replaced
    google.set_values(BOOK, "Balita", type_rows("Budi")["Balita"])
    wait_until(lambda: reader.stands(cells=["Budi"], unsaved=True), 60)
    wait_until(lambda: follower.stands(problems=["salinan_tertinggal"], unsaved=True), 60)
    assert follower.stands(reads=False, cells=["Ani"])
    manifest.rmdir()
    google.set_values(BOOK, "Balita", type_rows("Citra")["Balita"])
    wait_until(lambda: follower.stands(problems=[None], cells=["Citra"], unsaved=False), 60)


def test_what_is_watched_in_any_server_is_read_first(google: GoogleSheetsEmulator, start: Start) -> None:
    """Six workbooks at an interval of three seconds are more than the quota allows; of the last somebody
    looks at in a server that does not read."""
    ids = [f"buku-nomor-{number}-dari-beberapa" for number in range(6)]
    for one in ids:
        google.add_spreadsheet(one, one, type_rows("Ani"))
    reader = start(*ids, interval=3.0)
    wait_until(lambda: reader.stands(cells=["Ani"] * 6), 120)
    follower = start(*ids[:5], f"+{ids[5]}", interval=3.0)
    wait_until(lambda: follower.stands(reads=False, cells=["Ani"] * 6), 120)
    google.forget_requests()
    wait_until(lambda: google.count("values:batchGet", spreadsheet_id=ids[0]) >= 3, 120)
    seen = google.count("values:batchGet", spreadsheet_id=ids[5])
    others = [google.count("values:batchGet", spreadsheet_id=one) for one in ids[:5]]
    assert min(others) >= 2 and seen >= max(others) * 2


# --- The lease


def test_one_has_the_lease_until_it_lets_go(tmp_path: Path) -> None:
    first, second = Lease(tmp_path / "a"), Lease(tmp_path / "a")
    assert first.take() and first.take()
    assert not second.take()
    first.release()
    assert second.take() and not first.take()


def test_a_lease_taken_from_one_that_hung_is_lost_to_it(tmp_path: Path) -> None:
    first, second, third = (Lease(tmp_path) for _ in range(3))
    assert first.take() and second.take(from_hung=True)
    assert not first.is_still_ours() and not first.held
    assert not third.take() and not first.take()
    assert [path.name for path in tmp_path.iterdir()] == ["pembaca-2.kunci"]


def test_where_no_lock_can_be_had_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")
    with pytest.raises(OSError):
        Lease(tmp_path / "berkas" / "x").take()
