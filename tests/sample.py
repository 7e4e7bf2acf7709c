"""The sample workbook that the tests read: drawn and written once in a run, whoever asks first."""

from __future__ import annotations

import fcntl
import os
import re
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from lib.config import SAMPLE_WORKBOOK
from lib.workbook.grids import Grid
from lib.workbook.sample.build import build_sample, write_sample

TODAY = date(2026, 11, 22)
SMALL = {"posyandu": 2, "children": 30, "months": 4, "mothers": 4}
"""A season of two posyandu, for whoever asks what becomes of a workbook and not what stands in it: read and
drawn in half the time."""


@contextmanager
def one_at_a_time(factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """A folder of this name for all workers of a run, of whom one at a time is in here."""
    base = factory.getbasetemp()
    # Each worker has a folder of its own in that of the run.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    folder.mkdir(exist_ok=True)
    with (folder / "kunci").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def find_sample(factory: pytest.TempPathFactory) -> Path:
    """The path of the sample of TODAY, for all workers of a run; copy it before changing it."""
    with one_at_a_time(factory, "buku-contoh") as folder:
        path = folder / SAMPLE_WORKBOOK
        if not path.exists():
            write_sample(path, today=TODAY)
        return path


@cache
def _draw(**size: int) -> dict[str, Grid]:
    return build_sample(today=TODAY, **size)


def copy_sample_grids(**size: int) -> dict[str, Grid]:
    """The sample of TODAY as grids by tab title, the caller's own to change; `size` as SMALL."""
    return {title: [list(row) for row in grid] for title, grid in _draw(**size).items()}


def read_tab(workbook: Path, title: str) -> list[list[Any]]:
    """A tab's cells, the header first, "" where there is none; openpyxl would read all tabs for it."""
    return CalamineWorkbook.from_path(workbook).get_sheet_by_name(title).to_python()


ROW_BELOW_HEADER = re.compile(rb'<row r="(?!1")\d+"[^>]*?(?:/>|>.*?</row>)', re.DOTALL)


def write_changed(
    source: Path, target: Path, *, without: Collection[str] = (), emptied: Collection[str] = ()
) -> None:
    """A workbook as it is but for some tabs, and some that keep their header only.

    In its own XML: to read all cells and write them again takes longer than what is tested with them.
    """
    with (
        zipfile.ZipFile(source) as given,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out,
    ):
        book = given.read("xl/workbook.xml")
        addresses = dict(
            re.findall(r'Target="/([^"]+)" Id="([^"]+)"', given.read("xl/_rels/workbook.xml.rels").decode())
        )
        sheets = {
            name: (tag, at)
            for tag, name, at in re.findall(
                r'(<sheet [^>]*name="([^"]+)"[^>]*r:id="([^"]+)"/>)', book.decode()
            )
        }
        cleared = {sheets[title][1] for title in emptied}
        for title in without:
            book = book.replace(sheets[title][0].encode(), b"")
        for part in given.infolist():
            content = book if part.filename == "xl/workbook.xml" else given.read(part)
            if addresses.get(part.filename) in cleared:
                content = ROW_BELOW_HEADER.sub(b"", content)
            out.writestr(part.filename, content)
