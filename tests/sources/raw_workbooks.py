"""Workbooks written by hand, small as zips and whatever size unpacked: what no program would write."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

_CONTENT_TYPES = f"""<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"""
_ROOT = f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
_BOOK = f"""<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>
<sheet name="Penimbangan" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_PARTS = f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{_DOCUMENT}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"""

Repeated = tuple[bytes, bytes, int, bytes]
"""Beginning, what is repeated, how often, end."""


def sheet(cells: bytes, repeat: int = 1) -> Repeated:
    """A sheet of these rows, repeated."""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode(), cells, repeat, b"</sheetData></worksheet>"


def strings(items: bytes, repeat: int = 1) -> Repeated:
    """Shared strings, repeated."""
    return f'<sst xmlns="{_MAIN}">'.encode(), items, repeat, b"</sst>"


def write_workbook(path: Path, rows: Repeated, shared: Repeated | None = None, separator: str = "/") -> Path:
    """An .xlsx of one tab, Penimbangan."""
    parts: dict[str, Iterable[bytes]] = {
        "[Content_Types].xml": [_CONTENT_TYPES.encode()],
        "_rels/.rels": [_ROOT.encode()],
        "xl/workbook.xml": [_BOOK.encode()],
        "xl/_rels/workbook.xml.rels": [_PARTS.encode()],
        "xl/sharedStrings.xml": _unroll(shared or strings(b"")),
        "xl/worksheets/sheet1.xml": _unroll(rows),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, pieces in parts.items():
            with archive.open(name.replace("/", separator), "w", force_zip64=True) as part:
                for piece in pieces:
                    part.write(piece)
    return path


def _unroll(content: Repeated) -> Iterable[bytes]:
    begin, middle, times, end = content
    yield begin
    at_once = max(1, 1_000_000 // max(1, len(middle)))
    for _ in range(times // at_once):
        yield middle * at_once
    yield middle * (times % at_once)
    yield end
