"""What calamine keeps silent about in .xls, .xlsb and .ods: error cells, and formulas without a value.

All are blank to it (or 0), while a kader must be told of a #REF!. Each file is walked forward once, and only
where it holds an error at all.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.sax.saxutils import unescape

from lib.sources.errors import TooBig
from lib.sources.file_kinds import part_names
from lib.sources.source import MOST_CELLS
from lib.sources.xlsx_marks import Mark
from lib.workbook.words import UNCOMPUTED

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
           0x2A: "#N/A"}  # fmt: skip
"""Codes of BIFF, old and new."""

Marks = dict[str, list[Mark]]
"""By the tab's title."""


def read_ods_marks(archive: zipfile.ZipFile) -> Marks:
    """Error cells and formulas without a value. Raises TooBig where they are more than cells may be."""
    names = part_names(archive)
    xml = archive.read(names["content.xml"]) if "content.xml" in names else b""
    if _ODS_ERROR not in xml and _ODS_FORMULA not in xml:
        return {}
    marks: Marks = {}
    title, row, column, rows, total = "", 0, 0, 0, 0
    for tag in _ODS_TAG.finditer(xml):
        kind, about = tag[1], tag[2]
        if kind == b"table":
            title, row, rows = _attribute(about, b"table:name"), 0, 0
        elif kind == b"table-row":
            row, column = row + rows, 0
            rows = _repeats(about, b"table:number-rows-repeated")
        else:
            columns = _repeats(about, b"table:number-columns-repeated")
            text = _ods_mark(xml, about, tag.end())
            if text:
                total += rows * columns
                if total > MOST_CELLS:
                    raise TooBig(f"{total} cells in error")
                marks.setdefault(title, []).extend(
                    (row + below, column + right, text) for below in range(rows) for right in range(columns)
                )
            column += columns
    return marks


_ODS_ERROR = b'value-type="error"'
_ODS_FORMULA = b"table:formula="
_ODS_TAG = re.compile(
    rb"""<table:(table|table-row|table-cell|covered-table-cell)((?:\s[^<>"']*(?:"[^"]*"|'[^']*'))*)\s*/?>"""
)
_ODS_TEXT = re.compile(rb"\s*<text:p[^<>]*>([^<]{0,60})")


def _ods_mark(xml: bytes, about: bytes, end: int) -> str:
    if _ODS_ERROR in about:
        shown = _ODS_TEXT.match(xml, end)
        text = unescape(shown[1].decode("utf-8", "replace")).strip() if shown else ""
        # "Err:502" is LibreOffice's own.
        return text if text.startswith("#") else "#ERROR!"
    return UNCOMPUTED if _ODS_FORMULA in about and b"office:value-type=" not in about else ""


def _attribute(about: bytes, name: bytes) -> str:
    found = re.search(rb"\s" + name + rb"""=(?:"([^"]*)"|'([^']*)')""", about)
    text = (found[1] or found[2] or b"") if found else b""
    return unescape(text.decode("utf-8", "replace"), {"&quot;": '"', "&apos;": "'"})


def _repeats(about: bytes, name: bytes) -> int:
    number = _attribute(about, name) if name in about else ""
    return max(1, int(number)) if number.isdecimal() and len(number) < 8 else 1


def read_xls_marks(content: bytes) -> Marks:
    """Error cells of an old workbook."""
    stream = _find_stream(content)
    if b"\x05\x02\x08\x00" not in stream and _XLS_FORMULA_ERROR.search(stream) is None:
        return {}
    marks: Marks = {}
    for title, at in _xls_tabs(stream):
        found = list(_walk_xls(stream, at))
        if found:
            marks[title] = found
    return marks


_XLS_FORMULA_ERROR = re.compile(rb"\x06\x00.{8}\x02.{5}\xff\xff", re.DOTALL)
_RECORD = struct.Struct("<HH")


def _xls_records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while 0 <= at <= len(stream) - 4:
        kind, size = _RECORD.unpack_from(stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _xls_tabs(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, data in _xls_records(stream, 0):
        if kind == 0x000A:
            return
        if kind == 0x0085 and len(data) > 8:
            wide = data[7] & 1
            name = data[8 : 8 + data[6] * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")
            yield name, int.from_bytes(data[:4], "little")


def _walk_xls(stream: bytes, at: int) -> Iterator[Mark]:
    depth = 0
    for kind, data in _xls_records(stream, at):
        if kind == 0x0809:  # a chart in the sheet has a beginning and an end of its own
            depth += 1
        elif kind == 0x000A:
            depth -= 1
            if depth <= 0:
                return
        elif (kind == 0x0205 and len(data) >= 8 and data[7]) or (
            kind == 0x0006 and len(data) >= 14 and data[12:14] == b"\xff\xff" and data[6] == 2
        ):
            row, column = _RECORD.unpack_from(data)
            yield row, column, _ERRORS.get(data[6] if kind == 0x0205 else data[8], "#ERROR!")


_END = 0xFFFFFFFA
"""Sector numbers from here on are none."""


def _find_stream(content: bytes) -> bytes:
    """The stream "Workbook" of an OLE file; empty where there is none. Raises IndexError or struct.error
    where the file is damaged."""
    size = 1 << min(int.from_bytes(content[30:32], "little"), 12)
    number = struct.Struct("<I")

    def sector(at: int) -> bytes:
        return content[(at + 1) * size : (at + 2) * size]

    def numbers(data: bytes) -> list[int]:
        return [one for (one,) in number.iter_unpack(data[: len(data) // 4 * 4])]

    def chain(first: int, table: list[int]) -> Iterator[int]:
        for _ in range(len(table)):  # a ring ends too
            if first >= min(_END, len(table)):
                return
            yield first
            first = table[first]

    fat_sectors = numbers(content[76:512])
    more, left = int.from_bytes(content[68:72], "little"), len(content) // size
    while more < _END and left > 0:
        part = numbers(sector(more))
        fat_sectors += part[:-1]
        more, left = (part[-1] if part else _END), left - 1
    fat = [one for at in fat_sectors if at < len(content) // size for one in numbers(sector(at))]
    folder = b"".join(sector(at) for at in chain(int.from_bytes(content[48:52], "little"), fat))
    entries = [folder[at : at + 128] for at in range(0, len(folder), 128)]
    for entry in entries:
        name = entry[: max(0, int.from_bytes(entry[64:66], "little") - 2)].decode("utf-16-le", "replace")
        if name not in ("Workbook", "Book"):
            continue
        first, length = int.from_bytes(entry[116:120], "little"), int.from_bytes(entry[120:124], "little")
        if length >= int.from_bytes(content[56:60], "little"):
            return b"".join(sector(at) for at in chain(first, fat))[:length]
        root = int.from_bytes(entries[0][116:120], "little")
        small = b"".join(sector(at) for at in chain(root, fat))
        mini = [
            one for at in chain(int.from_bytes(content[60:64], "little"), fat) for one in numbers(sector(at))
        ]
        return b"".join(small[at * 64 : at * 64 + 64] for at in chain(first, mini))[:length]
    return b""


def read_xlsb_marks(archive: zipfile.ZipFile) -> Marks:
    """Error cells of a binary workbook."""
    names = part_names(archive)
    if "xl/workbook.bin" not in names or "xl/_rels/workbook.bin.rels" not in names:
        return {}
    relations = ElementTree.fromstring(archive.read(names["xl/_rels/workbook.bin.rels"]))
    targets = {one.get("Id", ""): one.get("Target", "").replace("\\", "/") for one in relations}
    marks: Marks = {}
    for kind, data in _xlsb_records(archive.read(names["xl/workbook.bin"])):
        if kind != 156:
            continue
        relation, end = _wide_text(data, 8)
        title, _ = _wide_text(data, end)
        target = targets.get(relation, "")
        part = (target.lstrip("/") if target.startswith("/") else f"xl/{target}").lower()
        if part in names:
            marks[title] = list(_walk_xlsb(archive.read(names[part])))
    return marks


def _wide_text(data: bytes, at: int) -> tuple[str, int]:
    end = at + 4 + 2 * int.from_bytes(data[at : at + 4], "little")
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def _xlsb_records(part: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(part):
        kind = part[at]
        at += 1
        if kind & 0x80 and at < len(part):
            kind = (kind & 0x7F) | (part[at] & 0x7F) << 7
            at += 1
        size = 0
        for shift in range(0, 28, 7):
            if at >= len(part):
                return
            size |= (part[at] & 0x7F) << shift
            at += 1
            if not part[at - 1] & 0x80:
                break
        yield kind, part[at : at + size]
        at += size


def _walk_xlsb(part: bytes) -> Iterator[Mark]:
    row = 0
    for kind, data in _xlsb_records(part):
        if kind == 0:
            row = int.from_bytes(data[:4], "little")
        elif kind in (3, 11) and len(data) > 8:
            yield row, int.from_bytes(data[:4], "little"), _ERRORS.get(data[8], "#ERROR!")
