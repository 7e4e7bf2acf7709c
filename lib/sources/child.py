"""A process of the project's own beside the server, spoken to by its standard input and output."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]


def start_child(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start it, able to import what the server can. OSError where that fails."""
    folders = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # What a library says when it breaks may quote a cell.
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
