"""What calamine keeps silent about in an .xlsx: error cells, and formulas that no program has computed yet.

Both are blank to it, while a kader must be told of a #REF!. Looked for in the bytes, by steps that only
ever go forward: a sheet of two million cells takes an XML parser many seconds, and a hostile one takes
whatever goes back over it for ever.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from lib.sources.errors import TooBig
from lib.sources.file_kinds import part_names
from lib.sources.source import MOST_CELLS
from lib.workbook.grids import Grid
from lib.workbook.words import UNCOMPUTED

MOST_BYTES = 600_000_000
"""Of the unpacked workbook, three times what five million cells take: a small file can unpack into more than
the computer holds."""

Mark = tuple[int, int, str]
"""Row and column from 0, and the text that stands there."""

_ANY = "{*}"  # any namespace: there is a transitional and a strict one
_RELATION_ID = re.compile(r"\{.*\}id$")
_ERROR_TYPES = (b' t="e"', b" t='e'")
_TEXT_TYPE = re.compile(rb"""\st=["']str["']""")
_REFERENCE = re.compile(rb"""\sr=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_LONGEST_TAG = 400
"""Bytes of the tag of a cell; longer ones are no cells of any program that people use."""
_TEXT_TAG = re.compile(rb"<(?:\w+:)?si[\s/>]")
_ROOT = re.compile(rb"<(\w+:)?worksheet\b")


def survey_xlsx(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of each tab, by title. Raises TooBig where the whole would not fit."""
    size = sum(part.file_size for part in archive.infolist())
    if size > MOST_BYTES:
        raise TooBig(f"{size} bytes")
    for part in archive.infolist():
        if part.filename.replace("\\", "/").lower().endswith("/sharedstrings.xml"):
            _refuse_many_texts(archive, part)
    return dict(_find_parts(archive))


def _refuse_many_texts(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A text that cells share takes its reader many times the bytes it stands in: more texts than a workbook
    may have cells are too many."""
    if part.file_size < MOST_CELLS * len(b"<si/>"):
        return
    texts, end = 0, b""
    with archive.open(part) as stream:
        while block := stream.read(1 << 20):
            texts += sum(1 for _ in _TEXT_TAG.finditer(end + block))
            # A tag cut by the end of a block is found with the next; one that is whole is not found twice.
            end = block[block.rfind(b"<") :] if b">" not in block[block.rfind(b"<") :] else b""
            if texts > MOST_CELLS:
                raise TooBig(f"{texts} shared texts")


def put_marks(grid: Grid, marks: list[Mark]) -> None:
    """Write each mark into its cell."""
    for row, column, text in marks:
        grid.extend([] for _ in range(row + 1 - len(grid)))
        cells = grid[row]
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = text


def _find_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    names = part_names(archive)
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return
    relations = ElementTree.fromstring(archive.read(names["xl/_rels/workbook.xml.rels"]))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for sheet in ElementTree.fromstring(archive.read(names["xl/workbook.xml"])).iterfind(f".//{_ANY}sheet"):
        relation_id = next((value for key, value in sheet.items() if _RELATION_ID.match(key)), None)
        target = targets.get(relation_id, "").replace("\\", "/")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part.lower() in names:
            yield sheet.get("name", ""), names[part.lower()]


class _Ahead:
    """Where a word stands next, asked with growing positions: each byte is looked at once."""

    def __init__(self, xml: bytes, word: bytes) -> None:
        self._xml, self._word, self._found = xml, word, -1

    def after(self, position: int) -> int:
        """The first place at or after `position`; the end of the bytes where there is none."""
        if self._found < position:
            found = self._xml.find(self._word, position)
            self._found = found if found >= 0 else len(self._xml)
        return self._found


def read_marks(xml: bytes) -> Iterator[Mark]:
    """Error cells and uncomputed formulas of a sheet, in time that grows with its bytes and no faster."""
    root = _ROOT.search(xml[:5000])
    prefix = (root[1] or b"") if root is not None else b""
    cell_end, value = _Ahead(xml, b"</%bc>" % prefix), _Ahead(xml, b"<%bv" % prefix)
    for mark in re.finditer(rb"<%bf[\s>/]" % prefix, xml):
        start, tag = _cell_before(xml, mark.start(), prefix)
        if start < 0 or any(error in tag for error in _ERROR_TYPES):  # an error has a value: below
            continue
        at = value.after(mark.end())
        # A text that was computed may be empty; a number may not.
        stored = at < cell_end.after(mark.end()) and (_TEXT_TYPE.search(tag) or _value_at(xml, at))
        place = _place(tag)
        if not stored and place is not None:
            yield *place, UNCOMPUTED
    for error in _ERROR_TYPES:
        cell_end, value = _Ahead(xml, b"</%bc>" % prefix), _Ahead(xml, b"<%bv" % prefix)
        for mark in re.finditer(error, xml) if error in xml else ():
            start, tag = _cell_before(xml, mark.end() + _tag_rest(xml, mark.end()), prefix)
            if start < 0 or start > mark.start():  # text that looks like it
                continue
            at = value.after(mark.end())
            place = _place(tag)
            text = _value_at(xml, at) if at < cell_end.after(mark.end()) else b""
            if text and place is not None:
                yield *place, text.decode("utf-8", "replace")


def _tag_rest(xml: bytes, position: int) -> int:
    """Bytes until the tag that reaches over `position` has ended."""
    end = xml.find(b">", position, position + _LONGEST_TAG)
    return end + 1 - position if end >= 0 else 0


def _cell_before(xml: bytes, position: int, prefix: bytes) -> tuple[int, bytes]:
    """Where the cell's tag that stands right before `position` begins, and the tag; -1 where none does."""
    start = xml.rfind(b"<%bc " % prefix, max(0, position - _LONGEST_TAG), position)
    if start < 0:
        return -1, b""
    tag = xml[start:position]
    # Only blanks may stand between the tag and what follows it.
    return (start, tag) if tag.count(b"<") == 1 and tag.rstrip().endswith(b">") else (-1, b"")


def _value_at(xml: bytes, at: int) -> bytes:
    """The text of the value whose tag begins at `at`; empty where it has none."""
    opened = xml.find(b">", at, at + _LONGEST_TAG)
    if opened < 0 or xml[opened - 1 : opened] == b"/":
        return b""
    return xml[opened + 1 : opened + _LONGEST_TAG].partition(b"<")[0].strip()


def _place(tag: bytes) -> tuple[int, int] | None:
    reference = _REFERENCE.search(tag)
    return (int(reference[2]) - 1, column_index(reference[1].decode())) if reference is not None else None


def column_index(letters: str) -> int:
    """A, B, … Z, AA → 0-based column."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


# calamine makes room for every cell up to the last filled one in either direction: one letter typed into
# XFD1048576 is enough for 17 thousand million of them. Told in words before it tries.
_ROW_NUMBER = re.compile(rb"""\sr=["']([0-9]{1,7})["']""")
_FAR_COLUMNS = (re.compile(rb' r="([A-Z]{2,3})[0-9]'), re.compile(rb" r='([A-Z]{2,3})[0-9]"))
"""Each with a beginning of its own, since that is what makes them fast."""
_FILLED_CELL = re.compile(rb"""\sr=["']([A-Z]{1,3})([0-9]{1,7})["'][^<>/]{0,400}>\s{0,400}<(?!/)""")


def count_room(xml: bytes) -> int:
    """At least the cells from A1 to the last filled row and column of a sheet."""
    last = _ROW_NUMBER.search(xml, max(xml.rfind(b"<row "), xml.rfind(b":row "), 0))
    rows = int(last[1]) if last is not None else xml.count(b"row>")
    far = {letters for column in _FAR_COLUMNS for letters in column.findall(xml)}
    room = rows * max([26, *(1 + column_index(letters.decode()) for letters in far)])
    if room <= MOST_CELLS:
        return room
    # Rows and cells that are formatted only take no room; LibreOffice likes to write the very last one.
    right = below = 0
    for cell in _FILLED_CELL.finditer(xml):
        right = max(right, 1 + column_index(cell[1].decode()))
        below = max(below, int(cell[2]))
    return right * below
