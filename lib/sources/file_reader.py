"""Reads one workbook file: the program of the child process that lib.sources.files starts for it.

`python -m lib.sources.file_reader` reads a request from its standard input (orjson: `path`, `memory`,
`seconds`), writes the titles of the tabs, is told which of them are wanted, and writes those. A hostile
file can end this process or make it grow without end, and nothing else: the kernel bounds it where it can,
its parent watches it everywhere. Imports little, since it starts anew for each file that changed.
"""

from __future__ import annotations

import contextlib
import csv
import gc
import io
import os
import stat
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree import ElementTree

import orjson
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from lib.sources.delimited import read_delimited
from lib.sources.errors import (
    FileLocked,
    FileMissing,
    NotAFile,
    PasswordProtected,
    SourceError,
    TooBig,
    TooHeavy,
    UnreadableFile,
)
from lib.sources.file_kinds import FileKind, find_kind
from lib.sources.old_marks import Marks, read_ods_marks, read_xls_marks, read_xlsb_marks
from lib.sources.source import MOST_CELLS, build_tab
from lib.sources.xlsx_marks import count_room, put_marks, read_marks, survey_xlsx
from lib.workbook.clean_cells import clean_title
from lib.workbook.grids import Cell, Grid, RawTab

MOST_FILE_BYTES = 300_000_000
"""Of the file as it lies there. Five million cells take some thirty million."""

Choose = Callable[[list[str]], Iterable[int]]
"""Which of these tabs (places of titles) to read."""

_EPOCH = date(1899, 12, 30).toordinal()
"""Day 0 of Google's serial numbers, and of Excel's from March 1900 on."""
_LEAP_BUG_ENDS = 61
"""Serials before this are one less in Excel, which believes in 29 February 1900."""

_BROKEN = (CalamineError, zipfile.BadZipFile, zlib.error, ElementTree.ParseError, LookupError, OSError,
           EOFError, RuntimeError, ValueError, ArithmeticError, csv.Error, struct.error)  # fmt: skip
"""What a half-written or damaged file makes the readers raise (found by damaging files at random)."""


def read_file(path: Path) -> bytes:
    """The whole file, in one go: Excel on Windows must not find it held open by us.

    Raises FileMissing, FileLocked, NotAFile or TooBig.
    """
    try:
        # A pipe without a writer would let us wait for ever, and so does the opening of some devices.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError as error:
        raise FileMissing(type(error).__name__) from error
    except OSError as error:
        # Folders cannot be opened on Windows, nor sockets anywhere.
        raise (FileLocked if path.is_file() else NotAFile)(type(error).__name__) from error
    about = os.fstat(handle)
    if not stat.S_ISREG(about.st_mode):
        os.close(handle)
        raise NotAFile("no regular file")
    with os.fdopen(handle, "rb", buffering=0) as file:
        if about.st_size > MOST_FILE_BYTES:
            raise TooBig(f"{about.st_size} bytes")
        parts, size = [], 0
        try:
            while part := file.read(1 << 24):
                parts.append(part)
                size += len(part)
                if size > MOST_FILE_BYTES:  # it grows while we read
                    raise TooBig(f"{size} bytes")
        except OSError as error:
            raise FileLocked(type(error).__name__) from error
    return b"".join(parts)


def read_tabs(content: bytes, stem: str, choose: Choose) -> Iterator[RawTab]:
    """The wanted tabs of a workbook of any kind. Dates are serial numbers, times day fractions, errors
    their text.

    `stem` is the title of the one tab of a text file. Raises SourceError.
    """
    try:
        kind = find_kind(content)
        if kind is FileKind.TEXT:
            grid = read_delimited(content)
            yield from (build_tab(stem, grid) for _ in choose([clean_title(stem)]))
        elif kind is FileKind.XLS:
            yield from _read_workbook(content, choose, kind)
        else:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                yield from _read_workbook(content, choose, kind, archive)
    except PasswordError as error:
        raise PasswordProtected from error
    except MemoryError as error:
        raise TooHeavy("no memory") from error
    except _BROKEN as error:
        raise UnreadableFile(type(error).__name__) from error


def _read_workbook(
    content: bytes, choose: Choose, kind: FileKind, archive: zipfile.ZipFile | None = None
) -> Iterator[RawTab]:
    parts = survey_xlsx(archive) if archive is not None else {}
    silent: Marks = {}
    if archive is None:
        silent = read_xls_marks(content)
    elif kind is not FileKind.XLSX:
        silent = read_ods_marks(archive) if kind is FileKind.ODS else read_xlsb_marks(archive)
    rooms = 0
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        sheets = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
        for place in choose([clean_title(name) for name in sheets]):
            name = sheets[place]
            marks = silent.get(name, [])
            if archive is not None and name in parts:
                xml = archive.read(parts[name])
                _refuse_more(rooms + count_room(xml))
                marks = list(read_marks(xml))
                del xml
            sheet = workbook.get_sheet_by_name(name)
            rooms += sheet.total_height * sheet.total_width
            _refuse_more(rooms)
            grid: Grid = [_plain_row(row) for row in sheet.to_python(skip_empty_area=False)]
            del sheet
            put_marks(grid, marks)
            yield build_tab(name, grid)


def _refuse_more(rooms: int) -> None:
    if rooms > MOST_CELLS:
        raise TooBig(f"{rooms} cells")


def _day_fraction(value: time) -> float:
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return (seconds + value.microsecond / 1e6) / 86400


def _serial_of_day(value: date) -> float:
    serial = value.toordinal() - _EPOCH
    return serial if serial >= _LEAP_BUG_ENDS else serial - 1


def _serial(value: datetime) -> float:
    return _serial_of_day(value) + _day_fraction(value.time())


_CONVERSIONS: dict[type, Callable[[Any], float]] = {
    datetime: _serial,
    date: _serial_of_day,
    time: _day_fraction,
    timedelta: lambda value: value / timedelta(days=1),
}
"""From calamine's values to what Google sends (UNFORMATTED_VALUE, SERIAL_NUMBER); others stay."""


def _plain_row(row: list[Any]) -> list[Cell]:
    return [value if (convert := _CONVERSIONS.get(type(value))) is None else convert(value) for value in row]


_LENGTH = struct.Struct(">Q")


def write_frame(stream: BinaryIO, content: bytes) -> None:
    """One message of the two processes: its length, then its bytes."""
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes:
    """The next message. Raises EOFError where the other side ended."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (size,) = _LENGTH.unpack(head)
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return content


def _bound(memory: int, seconds: float) -> None:
    """Lets the kernel end or refuse this process beyond its limits, where it can, and end it first when
    memory
    runs out on the whole machine."""
    if sys.platform == "win32":
        return  # the parent watches
    import resource

    for limit, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, int(seconds) + 1),
                        (resource.RLIMIT_CORE, 0)):  # fmt: skip
        with contextlib.suppress(ValueError, OSError):  # a lower limit stands already, or macOS knows none
            resource.setrlimit(limit, (most, most))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def main() -> None:
    """Answer one request."""
    # Millions of cells in lists that hold no cycles: walking them costs more than all else.
    gc.disable()
    source, target = sys.stdin.buffer, sys.stdout.buffer
    request = orjson.loads(read_frame(source))
    _bound(request["memory"], request["seconds"])
    path = Path(request["path"])

    def choose(titles: list[str]) -> list[int]:
        write_frame(target, orjson.dumps({"titles": titles}))
        return list(orjson.loads(read_frame(source)))

    try:
        for tab in read_tabs(read_file(path), path.stem, choose):
            about = {"title": tab.title, "digest": tab.digest, "rows": tab.rows, "filled": tab.filled_rows}
            write_frame(target, orjson.dumps(about))
            write_frame(target, tab.json)
        answer: dict[str, object] = {"done": True}
    except SourceError as error:
        answer = {"error": type(error).__name__, "detail": error.detail}
    except MemoryError:
        answer = {"error": TooHeavy.__name__, "detail": "no memory"}
    except Exception as error:  # noqa: BLE001 - whatever it is, its kind is told and no cell
        answer = {"error": SourceError.__name__, "detail": type(error).__name__}
    write_frame(target, orjson.dumps(answer))


if __name__ == "__main__":
    main()
