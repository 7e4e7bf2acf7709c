"""Tables saved as text (.csv, .tsv): which encoding, which delimiter, and the cells as they were typed.

Nothing is made a number or a date here: "12,5" and "03/02/2026" are read by those who know the column.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import Literal

from lib.sources.errors import OtherKind, TooBig, UnreadableFile
from lib.sources.source import MOST_CELLS
from lib.workbook.grids import Grid
from lib.workbook.words import ERROR_TEXTS, fold

DELIMITERS = ("\t", ";", ",", "|")
LOOKED_AT = 50
"""Rows that decide on the delimiter."""
MOST_IN_CELL = 1_000_000
"""Characters; a cell of a spreadsheet holds 50,000."""
MOST_LINES_IN_CELL = 30
"""More new lines than this between two quotation marks, and one of the marks stands for inches."""

_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_BINARY = 0.01
"""Share of control characters from which on a file is no text."""
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def read_delimited(content: bytes) -> Grid:
    """Rows of texts. Raises OtherKind where this is no table, UnreadableFile where it is no text."""
    text = _decode(content)
    sample = text[:200_000]
    if "\x00" in text or len(_BINARY.findall(sample)) > _MOST_BINARY * len(sample):
        raise UnreadableFile("no text")
    if fold(text) in ERROR_TEXTS:
        return [[text.strip()]]  # of a sheet that only had a broken formula
    given = _SEPARATOR_LINE.match(text)
    if given is not None:
        text = text[given.end() :]
    delimiter = given[1] if given is not None else _find_delimiter(text[:200_000])
    try:
        rows = _parse(text, delimiter, csv.QUOTE_MINIMAL)
        swallows = any(
            cell.count("\n") > MOST_LINES_IN_CELL for row in rows for cell in row if len(cell) > 200
        )
    except csv.Error:
        swallows = True
    return list(map(list, _parse(text, delimiter, csv.QUOTE_NONE) if swallows else rows))


def _decode(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    pairs = content[:2000]
    for order, empty in (("utf-16-le", pairs[1::2]), ("utf-16-be", pairs[::2])):
        if len(empty) > 4 and empty.count(0) > 0.6 * len(empty):
            return content.decode(order, "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _find_delimiter(sample: str) -> str:
    """The delimiter that cuts most rows into the same number of cells, and into most of them.

    Raises OtherKind where none cuts any.
    """
    best, most = "", 0
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        widths: Counter[int] = Counter()
        # A cell without an end ends the looking: it is told when all is read.
        with contextlib.suppress(csv.Error):
            for row in islice(reader, LOOKED_AT):
                widths[len(row)] += len(row) > 1
        width, rows = max(widths.items(), key=lambda item: item[1] * (item[0] - 1), default=(0, 0))
        if rows * (width - 1) > most:
            best, most = delimiter, rows * (width - 1)
    if not best:
        raise OtherKind("teks")
    return best


def _parse(text: str, delimiter: str, quoting: Literal[0, 3]) -> list[list[str]]:
    csv.field_size_limit(MOST_IN_CELL)
    rows: list[list[str]] = []
    cells = 0
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting):
        rows.append(row)
        cells += len(row)
        if cells > MOST_CELLS:
            raise TooBig(f"{cells} cells")
    return rows
