"""nginx with the file of docs/pemasangan before two servers, on a free port of loopback, without HTTPS."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

SHIPPED = Path(__file__).resolve().parents[1] / "docs" / "pemasangan" / "nginx.conf"
START_SECONDS = 10.0
_AROUND = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {shipped}
}}
"""


@dataclass
class Proxy:
    """A running nginx."""

    url: str
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)


def start_proxy(folder: Path, first: int, second: int) -> Proxy:
    """In front of the servers on these two ports. Raises FileNotFoundError without nginx, RuntimeError where
    it does not start."""
    found = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if found is None:
        raise FileNotFoundError("nginx: apt-get install nginx")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder.mkdir(parents=True)
    configuration = folder / "nginx.conf"
    configuration.write_text(
        _AROUND.format(
            folder=folder, shipped=adapt(SHIPPED.read_text(encoding="utf-8"), port, first, second)
        ),
        encoding="utf-8",
    )
    process = subprocess.Popen([found, "-c", str(configuration), "-e", str(folder / "error.log")])
    proxy = Proxy(f"http://127.0.0.1:{port}", process)
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{proxy.url}/_stcore/health", timeout=2):
                return proxy
        except OSError:
            time.sleep(0.1)
    process.kill()
    raise RuntimeError((folder / "error.log").read_text(encoding="utf-8"))


def adapt(shipped: str, port: int, first: int, second: int) -> str:
    """The shipped file for these ports, without certificates, and so without Secure."""
    shipped = shipped.replace("127.0.0.1:8501", f"127.0.0.1:{first}")
    shipped = shipped.replace("127.0.0.1:8502", f"127.0.0.1:{second}")
    shipped = shipped.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};").replace("; Secure", "")
    return re.sub(r"^\s*ssl_certificate.*\n", "", shipped, flags=re.MULTILINE)
