"""A workbook that is an .xlsx file on this computer."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from lib.sources.clock import REAL, Clock
from lib.sources.errors import FileLocked, FileMissing, PasswordProtected, TooBig, UnreadableFile
from lib.sources.source import MOST_CELLS, Wanted, build_tab, want_every
from lib.workbook.grids import Cell, Grid, RawBook

_EPOCH = date(1899, 12, 30).toordinal()
"""Day 0 of Google's serial numbers, and of Excel's from March 1900 on."""
_LEAP_BUG_ENDS = 61
"""Serials before this are one less in Excel, which believes in 29 February 1900."""
_OLE_HEADER = b"\xd0\xcf\x11\xe0"
"""How an .xlsx that wants a password begins."""

_BROKEN = (CalamineError, zipfile.BadZipFile, zlib.error, ElementTree.ParseError, LookupError, OSError,
           RuntimeError, ValueError, ArithmeticError)  # fmt: skip
"""What a half-written or damaged file makes the readers raise (found by damaging files at random)."""

MOST_BYTES = 1_000_000_000
"""Of the unpacked workbook: a small file can unpack into more than the computer holds."""

_Signature = tuple[int, int, int]


class XlsxSource:
    """Reads one .xlsx file whole; `changed` is a look at its time and size."""

    is_local = True

    def __init__(
        self,
        path: str | Path,
        name: str | None = None,
        puskesmas: str | None = None,
        *,
        wanted: Wanted = want_every,
        clock: Clock = REAL,
    ) -> None:
        self.path = Path(path)
        self.key = self.path.as_posix()
        self.name = name or self.path.stem
        self.puskesmas = puskesmas
        self._wanted = wanted
        self._clock = clock
        self._read_signature: _Signature | None = None

    def changed(self) -> bool:
        """True when the file is new, saved since the last good read, gone, or not yet read well."""
        signature = self._signature()
        return signature is None or signature != self._read_signature

    def read(self) -> RawBook:
        """The file as it is now: dates as serial numbers, times as day fractions, errors as their text.

        Raises FileMissing, FileLocked, PasswordProtected, TooBig or UnreadableFile.
        """
        before = self._signature()
        fetched_at = self._clock.now()
        content = self._read_bytes()
        unread: list[tuple[str, int | None]] = []
        tabs = tuple(build_tab(title, grid) for title, grid in self._read_grids(content, unread))
        # Saved again while we read: leave the signature open, so that the next look reads once more.
        self._read_signature = before if before == self._signature() else None
        return RawBook(
            key=self.key,
            name=self.name,
            tabs=tabs,
            fetched_at=fetched_at,
            puskesmas=self.puskesmas,
            unread=tuple(unread),
        )

    def _signature(self) -> _Signature | None:
        try:
            stat = self.path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino

    def _read_bytes(self) -> bytes:
        try:
            # In one go: Excel on Windows must not find its file held open by us.
            return self.path.read_bytes()
        except FileNotFoundError as error:
            raise FileMissing(type(error).__name__) from error
        except OSError as error:
            raise FileLocked(type(error).__name__) from error

    def _read_grids(self, content: bytes, unread: list[tuple[str, int | None]]) -> Iterator[tuple[str, Grid]]:
        """Title and cells of the wanted tabs; titles of the others are put into `unread`."""
        if content.startswith(_OLE_HEADER):
            raise PasswordProtected
        try:
            errors = _survey(content, self._wanted)
            with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
                for sheet in workbook.sheets_metadata:
                    if sheet.typ is not SheetTypeEnum.WorkSheet:
                        continue
                    if not self._wanted(sheet.name):
                        unread.append((sheet.name, None))
                        continue
                    rows = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                    grid: Grid = [_plain_row(row) for row in rows]
                    _put_errors(grid, errors.get(sheet.name, []))
                    yield sheet.name, grid
        except PasswordError as error:
            raise PasswordProtected from error
        except _BROKEN as error:
            if self._open_in_excel():
                raise FileLocked(type(error).__name__) from error
            raise UnreadableFile(type(error).__name__) from error

    def _open_in_excel(self) -> bool:
        return self.path.with_name(f"~${self.path.name}").exists()


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


# calamine leaves error cells blank, while a kader must be told of a #REF!. Google sends their text.
_ErrorCell = tuple[int, int, str]
_ANY = "{*}"  # any namespace: there is a transitional and a strict one
_RELATION_ID = re.compile(r"\{.*\}id$")
_ERROR_TYPE = re.compile(rb"""t=["']e["']""")
_CELL_TAG = re.compile(rb"""<(?:\w+:)?c\s(?:[^<>]*\s)?r=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_CELL_END = re.compile(rb"</(?:\w+:)?c>")
_CELL_VALUE = re.compile(rb"<(?:\w+:)?v\b[^<>]*>([^<]+)<")


def _survey(content: bytes, wanted: Wanted) -> dict[str, list[_ErrorCell]]:
    """(row, column, text) of every error cell, both from 0, by the title of its tab. Raises TooBig."""
    found: dict[str, list[_ErrorCell]] = {}
    rooms = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = sum(part.file_size for part in archive.infolist())
        if size > MOST_BYTES:
            raise TooBig(f"{size} bytes")
        for title, part in _find_parts(archive):
            if not wanted(title):
                continue
            xml = archive.read(part)
            rooms += _count_room(xml)
            if rooms > MOST_CELLS:
                raise TooBig(f"{rooms} cells")
            found[title] = list(_read_error_cells(xml))
    return found


# calamine makes room for every cell up to the last filled one in either direction, and ends the process
# where that room is not to be had: one letter typed into XFD1048576 is enough.
_ROW_NUMBER = re.compile(rb"""\sr=["']([0-9]{1,7})["']""")
_FAR_COLUMN = re.compile(rb"""\sr=["']([A-Z]{2,3})[0-9]""")
_FILLED_CELL = re.compile(rb"""\sr=["']([A-Z]{1,3})([0-9]{1,7})["'][^<>/]*>\s*<(?!/)""")


def _count_room(xml: bytes) -> int:
    """At least the cells from A1 to the last filled row and column of a sheet."""
    last = _ROW_NUMBER.search(xml, max(xml.rfind(b"<row "), xml.rfind(b":row "), 0))
    rows = int(last[1]) if last is not None else xml.count(b"row>")
    far = set(_FAR_COLUMN.findall(xml))
    room = rows * max([26, *(1 + _column_index(letters.decode()) for letters in far)])
    if room <= MOST_CELLS:
        return room
    # Rows and cells that are formatted only take no room; LibreOffice likes to write the very last one.
    right = below = 0
    for cell in _FILLED_CELL.finditer(xml):
        right = max(right, 1 + _column_index(cell[1].decode()))
        below = max(below, int(cell[2]))
    return right * below


def _find_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return  # not an Office Open XML workbook (an .ods, say): calamine's word on errors stands
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iterfind(f".//{_ANY}sheet"):
        relation_id = next((value for key, value in sheet.items() if _RELATION_ID.match(key)), None)
        target = targets.get(relation_id, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            yield sheet.get("name", ""), part


def _read_error_cells(xml: bytes) -> Iterator[_ErrorCell]:
    # By searching bytes: a sheet of two million cells takes an XML parser many seconds.
    for mark in _ERROR_TYPE.finditer(xml):
        start, end = xml.rfind(b"<", 0, mark.start()), xml.find(b">", mark.end())
        reference = _CELL_TAG.match(xml, start, end)
        closing = _CELL_END.search(xml, end)
        if reference is None or closing is None:  # text that looks like it
            continue
        value = _CELL_VALUE.search(xml, end, closing.start())
        if value is not None:
            yield int(reference[2]) - 1, _column_index(reference[1].decode()), value[1].decode()


def _column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _put_errors(grid: Grid, errors: list[_ErrorCell]) -> None:
    for row, column, text in errors:
        grid.extend([] for _ in range(row + 1 - len(grid)))
        cells = grid[row]
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = text
