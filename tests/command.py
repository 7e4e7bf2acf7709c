"""`python -m lib`, as a process of its own and, where only its answer matters, in this one: to start anew
costs more than most commands."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lib import config
from lib.__main__ import main

Done = subprocess.CompletedProcess[str]
SECONDS = 240


def build_environment(folder: Path, today: str) -> dict[str, str]:
    """Sample mode with its data in `folder`."""
    return {
        "PAPAN_CONTOH": "1",
        "PAPAN_DATA": str(folder / "data"),
        "PAPAN_HARI_INI": today,
        "PYTHONPATH": str(config.ROOT),
        "PYTHONIOENCODING": "utf-8",
    }


def start(folder: Path, environ: dict[str, str], *arguments: object) -> Done:
    """In `folder`, by a Python of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "lib", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert "Traceback" not in done.stderr + done.stdout
    return done


def call(folder: Path, environ: dict[str, str], *arguments: object) -> Done:
    """The same in this process; what would be a traceback there is the test's error here."""
    said, complained = io.StringIO(newline=""), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.chdir(folder):
        for name, value in environ.items():
            patch.setenv(name, value)
        patch.setattr(config, "_current", None)
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
            try:
                code: object = main([str(one) for one in arguments])
            except SystemExit as end:  # argparse
                code = end.code
    assert isinstance(code, int)
    return subprocess.CompletedProcess(arguments, code, said.getvalue(), complained.getvalue())
