"""The facts of a Dask cluster are those of one process, also when a worker is killed at its work: scheduler
and workers are real processes on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lib import config
from lib.__main__ import main
from lib.config import ROOT
from lib.facts.files import ENDING

PUSKESMAS = 4
START_SECONDS = 120
RUN_SECONDS = 300

pytestmark = pytest.mark.timeout(900)  # five processes start, on whatever else the machine does


class Cluster:
    """A scheduler and two workers, ended with the test."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self._environ, self.processes = environ, list[subprocess.Popen[bytes]]()
        self._file = folder / "scheduler.json"
        here = ("--host", "127.0.0.1", "--no-dashboard")
        self._start("distributed.cli.dask_scheduler", "--port", "0", *here)
        self._wait(self._file.exists)
        self.workers = [
            self._start(
                *("distributed.cli.dask_worker", "--no-nanny", "--nthreads", "1", "--name", f"w{at}", *here),
                *("--local-directory", str(folder / f"w{at}")),
            )
            for at in range(2)
        ]

    @property
    def address(self) -> str:
        return str(json.loads(self._file.read_text())["address"])

    def _start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", module, "--scheduler-file", str(self._file), *arguments],
            cwd=ROOT,
            env=self._environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process

    def _wait(self, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


def run_command(environ: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "lib", "fakta", "--hari-ini", "2026-11-22", *arguments],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob(f"*{ENDING}"))}


@pytest.fixture
def environ(secrets_of: Callable[[int], tuple[Path, list[str]]], tmp_path: Path) -> dict[str, str]:
    secrets, _ = secrets_of(PUSKESMAS)
    own = {"PAPAN_RAHASIA": str(secrets), "PAPAN_DATA": str(tmp_path / "data")}
    return {**os.environ, **own, "PAPAN_CONTOH": "0"}


@pytest.fixture
def cluster(tmp_path: Path, environ: dict[str, str]) -> Iterator[Cluster]:
    running = Cluster(tmp_path, environ)
    yield running
    running.stop()


def test_a_killed_worker_costs_nothing_but_time(
    tmp_path: Path, environ: dict[str, str], cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "sendiri", tmp_path / "klaster"
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(config, "_current", None)
    assert main(["fakta", "--hari-ini", "2026-11-22", "--keluaran", str(here)]) == 0
    assert len(read_files(here)) == PUSKESMAS

    together = run_command(environ, "--klaster", cluster.address, "--keluaran", f"file://{there}")
    deadline = time.monotonic() + RUN_SECONDS
    while not (there.is_dir() and read_files(there)):
        assert together.poll() is None and time.monotonic() < deadline, together.communicate()[0]
        time.sleep(0.02)
    cluster.workers[0].send_signal(signal.SIGKILL)
    assert len(read_files(there)) < PUSKESMAS, "the worker was to be killed before the work was done"
    said = together.communicate(timeout=RUN_SECONDS)[0]
    assert together.returncode == 0, said
    assert cluster.workers[0].wait() == -signal.SIGKILL and cluster.workers[1].poll() is None
    assert read_files(there) == read_files(here)
