"""A running app: `streamlit run app.py` on loopback, with a data folder of its own."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from lib.config import SAMPLE_WORKBOOK
from tests.sample import TODAY, one_at_a_time
from tests.visitor import draw_first_page

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60
SHARED = "server-bersama"


@dataclass
class Server:
    """A running app; `log()` is what it wrote so far."""

    url: str
    data_folder: Path
    log_file: Path
    process: subprocess.Popen[bytes] | None
    """None where it is shared: whoever is last stops it."""

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_server(
    folder: Path,
    *,
    sample: Path | None = None,
    tls: trustme.CA | None = None,
    as_installed: bool = False,
    **environ: str,
) -> Server:
    """`streamlit run app.py` on a free loopback port, its data in `folder`; `environ` e.g. PAPAN_HARI_INI.

    `sample`: the sample workbook of TODAY for a server in sample mode, so that it need not write its own; its
    day is then TODAY.

    With `tls` it serves HTTPS, by a certificate of this authority; `as_installed` with all that it does while
    nobody asks (see tests/serve.py).

    Without PAPAN_RAHASIA it is in sample mode, whatever this machine's own secrets are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    own = folder / "data" / SAMPLE_WORKBOOK
    if sample is not None and "PAPAN_RAHASIA" not in environ and not own.exists():
        own.parent.mkdir(exist_ok=True)
        own.write_bytes(sample.read_bytes())
        environ = {"PAPAN_HARI_INI": TODAY.isoformat(), **environ}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    if tls is not None:
        certificate = folder / "server.pem"
        tls.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(certificate))
        environ |= dict.fromkeys(
            ("STREAMLIT_SERVER_SSL_CERT_FILE", "STREAMLIT_SERVER_SSL_KEY_FILE"), str(certificate)
        )
    trusted = ssl.create_default_context(cadata=tls.cert_pem.bytes().decode()) if tls else None
    log_file = folder / "server.log"
    module = "streamlit" if as_installed else "tests.serve"
    command = [sys.executable, "-m", module, "run", "app.py"]
    with log_file.open("ab") as log:
        process = subprocess.Popen(
            [*command, "--server.address", "127.0.0.1", "--server.port", str(port)],
            cwd=ROOT,
            env={
                **os.environ,
                "PAPAN_DATA": str(folder / "data"),
                **({} if "PAPAN_RAHASIA" in environ else {"PAPAN_CONTOH": "1"}),
                **environ,
            },
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http{'s' if tls else ''}://127.0.0.1:{port}", folder / "data", log_file, process)
    deadline = time.monotonic() + START_SECONDS
    while not _answers(server.url + "/_stcore/health", trusted):
        if process.poll() is not None or time.monotonic() > deadline:
            server.stop()
            pytest.fail(f"The app did not start:\n{server.log()}")
        time.sleep(0.1)
    return server


@contextmanager
def share_server(factory: pytest.TempPathFactory, sample: Path) -> Iterator[Server]:
    """The app in sample mode for all workers of a run: who asks first starts it and has its first page drawn,
    the last to go stops it."""
    with one_at_a_time(factory, SHARED) as folder:
        # The system takes it back also from a worker that dies.
        used = (folder / "dipakai").open("w")
        fcntl.flock(used, fcntl.LOCK_SH)
        told = folder / "server.json"
        if not told.exists():
            started = start_server(folder, sample=sample)
            draw_first_page(started.url)
            assert started.process is not None
            told.write_text(json.dumps([started.url, started.process.pid]), encoding="utf-8")
        url, pid = json.loads(told.read_text(encoding="utf-8"))
    yield Server(url, folder / "data", folder / "server.log", None)
    with one_at_a_time(factory, SHARED), used, suppress(BlockingIOError):
        fcntl.flock(used, fcntl.LOCK_EX | fcntl.LOCK_NB)
        told.unlink()
        os.kill(pid, signal.SIGTERM)


def _answers(url: str, trusted: ssl.SSLContext | None) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2, context=trusted) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
