"""One sheet of a workbook → the tabs of the contract that it holds, and an account of what was read of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from lib.workbook.findings import Level, build_findings, column_letter, join_findings
from lib.workbook.grids import Cell, Grid, RawTab
from lib.workbook.header_words import CURRENT, FILLERS, months_of, read_meaning, without_months
from lib.workbook.headers import (
    HEADER_ROWS,
    MEASURES,
    PERSON_NIK,
    Header,
    is_numbering,
    match_headers,
    subject_words,
)
from lib.workbook.mapping import SheetMapping, apply_tabs
from lib.workbook.parse import ParsedTab, parse_tab, split_sheet_key
from lib.workbook.place import read_place
from lib.workbook.raw_columns import columns_of
from lib.workbook.recognise import (
    NO,
    PEOPLE,
    TAB_BY_TITLE,
    Found,
    find_original,
    is_wanted,
    original_of,
    recognise,
)
from lib.workbook.tabs import TABS
from lib.workbook.words import fold, header_key

NOT_FOR_READING = "penjelasan buku"
SILENCED = f"{NO} (Pemetaan)"
COMPARED = "ekspor e-PPGBM, hanya dibandingkan"
UNKNOWN = NO

_NUMBERING = frozenset({frozenset({"nomor"}), frozenset({"nomor", "urut"}), frozenset({"urut"})})
_MEASURE_MEANINGS = ("Penimbangan: BB", "Penimbangan: TB")
FAR_ROWS = 200
"""A header is not read below the first 20 rows; so far down it is looked for to tell why."""
MOST_LETTERS = 2
"""A header of no more letters with a unit of weight or length is most likely one."""
_MEASURE_WORDS = frozenset({"bb", "tinggi"})


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """A column of a sheet: its header, place (0-based), what it was read as ("Penimbangan: BB (kg)", "" if
    not), how many cells under it are filled and why it was not read. `measure`: it looks like a weight or
    height."""

    header: str
    place: int
    meanings: tuple[str, ...]
    filled: int
    why: str = ""
    measure: bool = False

    @property
    def letter(self) -> str:
        return column_letter(self.place)

    @property
    def unread(self) -> bool:
        """Whether something stands here that nobody has read."""
        return not self.meanings and self.filled > 0 and self.why != NO

    @property
    def numbering(self) -> bool:
        """Whether its header says that it only numbers the rows."""
        return bool(self.header) and read_meaning(self.header).concepts in _NUMBERING


@dataclass(frozen=True, slots=True)
class SheetReading:
    """What was read of one sheet: `book` the workbook's key, `tabs` (name, source key) of what it was taken
    for,
    `status` in words where it was taken for nothing, `header_row` from 1 (0: none), its columns, and the
    cells `filled` of a sheet that was not read."""

    book: str
    title: str
    tabs: tuple[tuple[str, str], ...]
    titles: tuple[str, ...]
    status: str
    header_row: int
    columns: tuple[ColumnReading, ...]
    filled: int

    @property
    def unread(self) -> bool:
        """Whether the whole sheet holds something and was not read."""
        return self.status == UNKNOWN and self.filled > 0

    @property
    def unread_measures(self) -> int:
        """Filled cells that look like weights or lengths and were not read."""
        looks = [
            column for column in self.columns if column.measure and not column.meanings and column.why != NO
        ]
        weighings = any(name == "penimbangan" for name, _ in self.tabs)
        known = any(
            meaning.startswith(_MEASURE_MEANINGS) for column in self.columns for meaning in column.meanings
        )
        if weighings and not known:
            looks = [column for column in self.columns if column.unread and not column.numbering]
        return sum(column.filled for column in looks) if not self.status or self.unread else 0


@dataclass(frozen=True, slots=True)
class SheetStanding:
    """One sheet: `book` the workbook's name, its reading, rows that count and rows that do not."""

    book: str
    reading: SheetReading
    counted: int
    left_out: int


@dataclass(frozen=True, slots=True)
class ParsedSheet:
    """A sheet understood: a ParsedTab for each tab that it holds, the account, and the sheet's own
    findings."""

    parsed: tuple[ParsedTab, ...]
    reading: SheetReading
    findings: pd.DataFrame


def parse_sheet(
    raw: RawTab,
    book: str,
    *,
    titles: Iterable[str] = (),
    mapping: SheetMapping | None = None,
    zone: str = "WIB",
) -> ParsedSheet:
    """Understand one sheet of the workbook with key `book`; `titles` are those of all its sheets. Never
    raises on what was typed."""
    if not is_wanted(raw.title):
        return _nothing(raw, book, NOT_FOR_READING, _count_filled(raw.grid))
    if mapping is not None and mapping.silent:
        return _nothing(raw, book, SILENCED, _count_filled(raw.grid))
    if not any(_is_filled(cell) for cells in raw.grid for cell in cells):
        own = TAB_BY_TITLE.get(header_key(raw.title))
        if own is None:
            return _nothing(raw, book, "kosong", 0)
        empty = (parse_tab(own, raw, book, zone=zone),)
        return ParsedSheet(empty, _account(raw, book, empty, "", {}), join_findings([]))
    titles = list(titles)
    found = apply_tabs(mapping, raw.grid, recognise(raw, titles))
    if not found:
        return _unknown(raw, book, _count_filled(raw.grid), find_original(raw.title, titles))
    parsed = tuple(_parse(one, raw, book, zone) for one in found)
    headers = [one.header for one in parsed if one.header is not None]
    counts = _count_columns(raw.grid, headers[0]) if headers else {}
    reading = _account(raw, book, parsed, "", counts)
    return ParsedSheet(tuple(_without_repeats(parsed)), reading, _find_unread(raw, parsed, reading))


def _parse(one: Found, raw: RawTab, book: str, zone: str) -> ParsedTab:
    place = None
    if one.header is not None:
        own = header_key(raw.title) == header_key(one.tab.title)
        place = read_place("" if own else raw.title, raw.grid[: one.header.first], maybe=one.maybe)
    return parse_tab(
        one.tab, raw, book, header=one.header, place=place, zone=zone, linked=one.linked, export=one.export
    )


def _without_repeats(parsed: tuple[ParsedTab, ...]) -> Iterable[ParsedTab]:
    """The tabs of a sheet, each finding once: the second half has the same name, NIK and posyandu cells."""
    told: set[tuple[object, ...]] = set()
    for one in parsed:
        found = one.findings
        if len(parsed) > 1 and len(found):
            keys = list(found[["source_row", "cell", "message"]].itertuples(index=False, name=None))
            fresh = [key[1] == "" or key not in told for key in keys]
            told.update(keys)
            one = replace(one, findings=found[fresh].reset_index(drop=True))
        yield one


def _is_filled(cell: Cell) -> bool:
    return cell is not None and cell is not False and (not isinstance(cell, str) or bool(cell.strip()))


def _count_filled(grid: Grid) -> int:
    return sum(_is_filled(cell) for cells in grid for cell in cells)


def _count_columns(grid: Grid, header: Header) -> dict[int, int]:
    """Filled cells under the header, by place, of the columns that a header names or in which something
    stands."""
    start = header.last + 1
    if start < len(grid) and is_numbering(grid[start], header):
        start += 1
    body = grid[start:]
    width = max(map(len, body), default=0)
    known = set(header.places.values())
    asked = {
        str(place): place
        for place in range(max(width, *(at + 1 for at in header.labels), 0))
        if place not in known
    }
    counts = (
        {int(name): int(raw.filled.sum()) for name, raw in columns_of(body, asked).items()} if asked else {}
    )
    return {place: count for place, count in counts.items() if count or place in header.labels}


def _account(
    raw: RawTab, book: str, parsed: tuple[ParsedTab, ...], status: str, counts: Mapping[int, int]
) -> SheetReading:
    meanings: dict[int, list[str]] = {}
    notes: dict[int, str] = {}
    labels: dict[int, str] = {}
    for one in parsed:
        if one.header is None:
            continue
        labels.update(one.header.labels)
        for name, at in one.header.places.items():
            header = "NIK (mencari orangnya)" if name == PERSON_NIK else one.tab.column(name).header
            meanings.setdefault(at, []).append(f"{one.tab.title}: {header}")
        for at, why in one.header.notes.items():
            notes.setdefault(at, why)
    places = sorted({*labels, *counts})
    words = frozenset[str]().union(*(subject_words(one.tab) for one in parsed)) if parsed else frozenset()
    weighing = any(one.tab.name in ("balita", "penimbangan", "register_sip") for one in parsed)
    rivals = {
        at for one in parsed if one.header is not None
        for name, taken in one.header.rivals.items() if name.startswith(MEASURES) for at in taken
    }  # fmt: skip
    columns = tuple(
        ColumnReading(
            header=labels.get(at, ""),
            place=at,
            meanings=tuple(meanings.get(at, ())),
            filled=counts.get(at, 0),
            why="" if at in meanings else notes.get(at, "" if at in labels else "tanpa judul"),
            measure=weighing
            and at not in meanings
            and (at in rivals or _is_measure(labels.get(at, ""), words)),
        )
        for at in places
    )
    first = next((one.header for one in parsed if one.header is not None), None)
    return SheetReading(
        book=book, title=raw.title, tabs=tuple((one.tab.name, one.book) for one in parsed),
        titles=tuple(one.tab.title for one in parsed), status=status,
        header_row=first.last + 1 if first is not None else 0, columns=columns, filled=0,
    )  # fmt: skip


def _is_measure(label: str, subject: frozenset[str]) -> bool:
    """Whether a header that was not read says weight or height, or is a month without saying of what."""
    concepts = read_meaning(label).concepts
    core = concepts - CURRENT - FILLERS - subject
    rest = without_months(core)
    if rest <= _MEASURE_WORDS and (rest or months_of(core)):
        return True
    # "W (kg)": letters that say nothing, and the unit of a body's measure.
    unit = re.search(r"\b(kg|cm)\b", fold(label)) is not None
    return unit and all(len(word) <= MOST_LETTERS for word in rest)


def _nothing(raw: RawTab, book: str, status: str, filled: int) -> ParsedSheet:
    return ParsedSheet((), SheetReading(book, raw.title, (), (), status, 0, (), filled), join_findings([]))


def _likely_header(grid: Grid) -> tuple[int, dict[int, str]]:
    """The row that may be the header of a sheet like none: one that names measures, however far below, else
    the fullest text row among the header rows."""
    best: tuple[int, int] = (0, 0)
    found: tuple[int, dict[int, str]] = (0, {})
    for row, cells in enumerate(grid[:FAR_ROWS]):
        labels = {at: cell for at, cell in enumerate(cells) if isinstance(cell, str) and header_key(cell)}
        measures = sum(_is_measure(label, frozenset()) for label in labels.values()) if len(labels) > 1 else 0
        score = (measures, len(labels) if row < HEADER_ROWS else 0)
        if score > best:
            best, found = score, (row, labels)
    return found


def _unknown(raw: RawTab, book: str, filled: int, original: str) -> ParsedSheet:
    """A sheet that is like none of the contract: its fullest text row is shown as the header it may have.
    `original`: the sheet it copies, which is read, so that no measure is missed."""
    row, labels = _likely_header(raw.grid)
    header = Header(row, row, labels, {})
    counts = _count_columns(raw.grid, header) if labels else {}
    columns = tuple(
        ColumnReading(
            labels.get(at, ""),
            at,
            (),
            counts.get(at, 0),
            "",
            not original and _is_measure(labels.get(at, ""), frozenset()),
        )
        for at in sorted({*labels, *counts})
    )
    reading = SheetReading(book, raw.title, (), (), UNKNOWN, row + 1 if labels else 0, columns, filled)
    copied = original_of(raw.title)
    if copied is not None:
        # Told as a copy by the workbook's own findings.
        return ParsedSheet((), reading, join_findings([]))
    if original:
        told = build_findings(
            level=Level.INFO, source_book=book, tab=raw.title, source_row=0,
            message=f"Tab ini tidak dibaca: salinan dari “{original}”, {filled} sel terisi",
            suggestion="Hapus tabnya bila tidak dipakai; bila isinya perlu dihitung, beri nama lain",
        )  # fmt: skip
        return ParsedSheet((), reading, told)
    seen = ", ".join(f"“{label}”" for label in list(labels.values())[:6])
    weights = any(column.measure for column in columns)
    far = row >= HEADER_ROWS
    named = set(match_headers(TABS["penimbangan"], labels.values())) & PEOPLE
    finding = build_findings(
        level=Level.ERROR if weights else Level.INFO,
        source_book=book,
        tab=raw.title,
        source_row=0,
        message=f"Tab ini tidak dibaca: {filled} sel terisi"
        + (f", judulnya {seen}" if seen else "")
        + (". Sepertinya berisi hasil timbang" if weights else "")
        + (
            f", judulnya baru di baris {row + 1}"
            if far
            else ""
            if named or not weights
            else " tanpa nama atau ID anak"
        ),
        suggestion=f"Hapus baris di atas judul: judul dicari di {HEADER_ROWS} baris pertama"
        if far
        else "Beri nama tab dan judul kolom seperti di Panduan, atau tulis artinya di tab Pemetaan "
        f"(“{NO}” bila memang tidak perlu)",
    )
    return ParsedSheet((), reading, finding)


def _find_unread(raw: RawTab, parsed: tuple[ParsedTab, ...], reading: SheetReading) -> pd.DataFrame:
    """What is filled and not read: Galat where it is a weight or height, else Info."""
    parts = []
    rival_places = {
        at for one in parsed if one.header is not None for taken in one.header.rivals.values() for at in taken
    }
    first = parsed[0]
    # The tab of weighings without a measure has named them all already.
    told = any(
        one.tab.name == "penimbangan" and one.header is not None
        and not {*one.header.places, *one.header.rivals} & set(MEASURES)
        for one in parsed
    )  # fmt: skip
    for column in reading.columns:
        if not column.unread or column.place in rival_places:
            continue
        name = f"“{column.header}”" if column.header else f"{column.letter} tanpa judul"
        why = f" ({column.why})" if column.why and column.header else ""
        level = Level.ERROR if column.measure and not told else Level.INFO
        parts.append(
            build_findings(
                level=level,
                source_book=first.book,
                tab=first.tab.title,
                source_row=reading.header_row,
                column=column.header,
                column_index=column.place,
                message=f"Kolom {name} tidak dibaca: {column.filled} sel terisi{why}",
                suggestion=_advise(column),
            )
        )
    return join_findings(parts)


_UNREAD_COLUMN = re.compile(r"^(Kolom “.*” tidak dibaca): (\d+) (sel terisi.*)$")


def join_unread(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings of sheets, a column that stands unread in several tabs of a workbook (monthly ones) told
    once."""
    told = findings["message"].str.extract(_UNREAD_COLUMN)
    told = told[told[0].notna() & findings["level"].eq(Level.INFO)]
    if told.empty:
        return findings
    books = findings["source_book"].map(lambda key: split_sheet_key(key)[0])
    gone: list[int] = []
    messages = findings["message"].copy()
    for _, rows in told.groupby([books[told.index], findings["posyandu"][told.index], 0, 2], sort=False):
        if len(rows) > 1:
            cells = f"{rows[1].astype('int64').sum():,}".replace(",", ".")
            messages[rows.index[0]] = f"{rows[0].iloc[0]} di {len(rows)} tab: {cells} {rows[2].iloc[0]}"
            gone += list(rows.index[1:])
    return findings.assign(message=messages).drop(index=gone).reset_index(drop=True)


def _advise(column: ColumnReading) -> str:
    if column.numbering:
        return "Nomor urut tidak dipakai papan; tidak perlu diubah"
    if column.measure:
        return "Perjelas judulnya, misalnya “BB (kg)” atau “TB/PB (cm)”, atau tulis artinya di tab Pemetaan"
    return f"Tidak dipakai papan. Bila perlu dibaca, tulis artinya di tab Pemetaan; bila tidak, tulis “{NO}”"
