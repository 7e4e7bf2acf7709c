"""What the rows of a tab lack and its place gives: the lines above the table, the tab's title, the
workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lib.workbook.grids import Cell, Grid
from lib.workbook.header_words import read_meaning
from lib.workbook.read_words import show_raw
from lib.workbook.words import MONTH_NAMES, fold, tidy

_LINE = re.compile(r"^\s*(?P<name>[^:=]{2,40}?)\s*[:=]\s*(?P<value>.*)$")
_BARE = re.compile(r"^(?:(?:nama )?(?:posyandu|posy|pos))\s+(?P<value>\S.{0,60})$")
_MONTH = re.compile(r"\b(" + "|".join(sorted(MONTH_NAMES, key=len, reverse=True)) + r")\b\.?")
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_SHORT_YEAR = re.compile(r"^['’]?(\d\d)\b")

LONGEST_LINE = 120
"""Longer texts above a table are explanations, no facts."""


@dataclass(frozen=True, slots=True)
class Place:
    """What holds for every row of a tab that does not say otherwise.

    `posyandu` and `date` as typed ("" and None where nothing says); `month` 1–12 or 0; `year` or 0; `maybe`
    what the title has besides known words, which is a posyandu only if one is called so.
    """

    posyandu: str = ""
    date: Cell = None
    month: int = 0
    year: int = 0
    maybe: str = ""


def find_month(text: str) -> tuple[int, int]:
    """The month and year that a text names, 0 for what it does not; two months name none."""
    folded = fold(text).replace("_", " ")
    names = list(_MONTH.finditer(folded))
    months = {MONTH_NAMES[found[1]] for found in names}
    year = _YEAR.search(folded)
    if len(months) != 1:
        return 0, int(year[1]) if year else 0
    if year is None and (short := _SHORT_YEAR.match(folded[names[-1].end() :].strip())):
        return months.pop(), 2000 + int(short[1])
    return months.pop(), int(year[1]) if year else 0


def _facts(cells: list[Cell]) -> Iterator[tuple[str, Cell]]:
    """Name and value of each fact in a line: "Posyandu : Melati 1" in one cell, or name and value in cells
    beside each other, a colon between or not."""
    filled = [cell for cell in cells if cell is not None and show_raw(cell).strip(" :=\t")]
    at = 0
    while at < len(filled):
        cell = filled[at]
        at += 1
        if not isinstance(cell, str) or len(cell) > LONGEST_LINE:
            continue
        line = _LINE.match(tidy(cell))
        name, value = (line["name"], line["value"].strip()) if line else (tidy(cell), "")
        if value:
            yield name, value
        elif _what(name) and at < len(filled):
            follower = filled[at]
            if not (isinstance(follower, str) and (_LINE.match(follower) or _what(follower))):
                yield name, follower.strip(" :=\t") if isinstance(follower, str) else follower
                at += 1
        else:
            yield "", cell


def _what(name: str) -> str:
    """The fact that a name in front of a value announces."""
    words = read_meaning(name).concepts
    if words in ({"posyandu"}, {"nama", "posyandu"}, {"kode", "posyandu"}):
        return "posyandu"
    if "tanggal" in words and words <= {
        "tanggal", "posyandu", "hari", "ukur", "timbang", "periksa", "kunjungan", "buka", "pelaksanaan",
        "kegiatan",
    }:  # fmt: skip
        return "date"
    if words <= {"bulan", "tahun", "periode", "laporan", "timbang", "ukur", "posyandu"} and words & {
        "bulan", "tahun", "periode",
    }:  # fmt: skip
        return "month"
    return ""


def read_place(title: str, lines: Grid, *, maybe: str = "") -> Place:
    """What the lines above a table (`lines`), then the tab's title, say of its rows."""
    posyandu, day, month, year = "", None, 0, 0
    for cells in lines:
        for name, value in _facts(cells):
            what = _what(name)
            typed = show_raw(value)
            if what == "posyandu":
                posyandu = posyandu or tidy(typed)
            elif what == "date":
                day = day if day is not None else value
            elif what == "month" and re.fullmatch(r"\d{1,4}", typed):
                number = int(typed)
                year = year or (number if 2000 <= number <= 2100 else 0)
                month = month or (number if 1 <= number <= 12 else 0)
            else:
                found_month, found_year = find_month(typed)
                # A year alone counts only where a line says so: a decree's number has one too.
                if what == "month" or found_month:
                    month, year = month or found_month, year or found_year
                bare = _BARE.match(fold(typed))
                if not name and bare and not posyandu and not _MONTH.search(bare["value"]):
                    posyandu = tidy(typed)[bare.start("value") :]
                elif not name and re.fullmatch(r"(tahun|thn|th\.?)\s*\d{4}", fold(typed)):
                    year = year or found_year
    title_month, title_year = find_month(title)
    if not month and title_month:
        month, year = title_month, title_year or year
    year = year or title_year
    return Place(posyandu=posyandu, date=day, month=month, year=year, maybe=maybe)


def find_past_year(month: int, year: int, today: date) -> int:
    """The year of a month: as given, else the last one in which that month had begun by today."""
    return year or (today.year if month <= today.month else today.year - 1)
