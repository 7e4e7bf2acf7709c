"""The sample workbook that the tests read: written once in a run, whoever asks first."""

from __future__ import annotations

import fcntl
import os
from datetime import date
from pathlib import Path

import pytest

from lib.config import SAMPLE_WORKBOOK
from lib.workbook.sample.build import write_sample

TODAY = date(2026, 11, 22)


def find_sample(factory: pytest.TempPathFactory) -> Path:
    """The path of the sample of TODAY, for all workers of a run; copy it before changing it."""
    base = factory.getbasetemp()
    # Each worker has a folder of its own in that of the run.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "buku-contoh"
    folder.mkdir(exist_ok=True)
    path = folder / SAMPLE_WORKBOOK
    with (folder / "kunci").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            write_sample(path, today=TODAY)
    return path
