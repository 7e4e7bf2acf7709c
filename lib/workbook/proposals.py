"""Rows of `Pemetaan` that may be what somebody meant: likely meanings of what was not read, never applied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

from lib.workbook.columns import Column, Kind, Tab
from lib.workbook.header_words import QUALIFIERS, read_meaning
from lib.workbook.recognise import NO, split_title
from lib.workbook.sheets import ColumnReading, SheetReading
from lib.workbook.tabs import TABS
from lib.workbook.words import fold

LIKELY = 72.0
"""How alike (0–100) a header must be to a column's name to be proposed for it."""

Row = Mapping[str, str]


def propose(readings: Iterable[SheetReading]) -> tuple[list[Row], list[Row]]:
    """Rows of `Pemetaan` (texts by column name) for what was not read: with a likely meaning, and those that
    only say that nothing is to be read there."""
    likely: list[Row] = []
    silent: list[Row] = []
    for reading in readings:
        if reading.unread:
            tab = _likely_tab(reading)
            if tab is None:
                silent.append({"sheet": reading.title, "read_as": NO})
                continue
            likely.append({"sheet": reading.title, "read_as": tab.title})
            tabs = [tab]
        else:
            tabs = [TABS[name] for name, _ in reading.tabs]
        taken = {meaning for column in reading.columns for meaning in column.meanings}
        for column in reading.columns:
            if not (column.unread and column.header) and not (
                reading.unread and column.header and column.filled
            ):
                continue
            found = _likely_column(column, tabs, taken)
            row = {"sheet": reading.title, "label": column.header}
            if found is None:
                silent.append({**row, "meaning": NO})
            else:
                taken.add(f"{found[0].title}: {found[1].header}")
                likely.append({**row, "read_as": found[0].title, "meaning": found[1].header})
    return likely, silent


def _likely_tab(reading: SheetReading) -> Tab | None:
    """The tab whose title or columns the sheet is most like."""
    named = split_title(reading.title)[0]
    if named is not None:
        return named
    labels = [column.header for column in reading.columns if column.header]
    if not labels:
        return None
    scores = {name: sum(_likely_column_of(label, tab) for label in labels) for name, tab in TABS.items()}
    name = max(scores, key=lambda one: scores[one])
    return TABS[name] if scores[name] >= 2 else None


def _likely_column_of(label: str, tab: Tab) -> bool:
    names = [fold(name) for column in tab.columns for name in (column.header, *column.synonyms)]
    return process.extractOne(fold(label), names, scorer=fuzz.ratio, score_cutoff=LIKELY) is not None


def _likely_column(column: ColumnReading, tabs: Iterable[Tab], taken: set[str]) -> tuple[Tab, Column] | None:
    """The column not yet read that a header is most like: by its unit where it is a bare letter with one,
    else
    by its letters. A word that makes another column of a name ("lahir", "lalu") is never passed over."""
    words = read_meaning(column.header).concepts & QUALIFIERS
    free = [
        (tab, one)
        for tab in tabs
        for one in tab.columns
        if f"{tab.title}: {one.header}" not in taken
        and read_meaning(one.header).concepts & QUALIFIERS == words
    ]
    unit = re.search(r"\b(kg|cm)\b", fold(column.header))
    if unit is not None and not words:
        for tab, one in free:
            if one.kind is Kind.NUMBER and one.unit == unit[1]:
                return tab, one
    names = [(fold(name), pair) for pair in free for name in (pair[1].header, *pair[1].synonyms)]
    hit = process.extractOne(
        fold(column.header), [name for name, _ in names], scorer=fuzz.ratio, score_cutoff=LIKELY
    )
    return names[hit[2]][1] if hit is not None else None
