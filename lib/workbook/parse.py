"""One tab's raw grid → a typed table and findings, every row with its origin.

The steps, in order: find the header, drop rows that say nothing, repeat merged cells, read each column, take
from the tab's place what rows lack, leave out rows whose date or person cannot be known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd

from lib.workbook.broken_tabs import find_broken
from lib.workbook.columns import Column, Kind, Tab
from lib.workbook.findings import Level, build_findings, column_letter, empty_findings, join_findings
from lib.workbook.grids import Grid, RawTab
from lib.workbook.headers import MEASURES, PERSON_NIK, Header, columns_of_tab, find_header, is_numbering
from lib.workbook.place import Place, read_place
from lib.workbook.raw_columns import RawColumn, blank_column, columns_of
from lib.workbook.read_dates import is_month_only, read_date
from lib.workbook.read_words import show_raw
from lib.workbook.readers import read_column, repeat_merged, says_something, totals_and_repeated_headers
from lib.workbook.words import header_key


@dataclass(frozen=True, slots=True)
class ParsedTab:
    """A tab of one workbook, understood.

    `table` has the tab's columns (dtypes by Kind) + `source_book` + `source_row`, one row a record;
    `left_out` has the same columns for rows whose date or person cannot be known; `unread_rows` counts the
    rows of a tab without a header; `findings` as lib.workbook.findings; `positions` maps a column's name to
    its 0-based place in the sheet; `title` is the sheet's. `book` is the workbook's key, with the sheet's
    title behind it where that is not the tab's own (see
    sheet_key); `header` None where none was found; `place` what the rows' place gives them; `linked` and
    `export` as in lib.workbook.recognise.Found.
    """

    tab: Tab
    book: str
    table: pd.DataFrame
    left_out: pd.DataFrame
    findings: pd.DataFrame
    positions: Mapping[str, int]
    unread_rows: int = 0
    header: Header | None = None
    place: Place = field(default_factory=Place)
    linked: bool = False
    export: bool = False
    title: str = ""
    is_broken: bool = False
    """Whether nothing but a broken formula stands in it."""


MISSING = "Kolom “{}” tidak ada"
"""What is said of a column that must exist and does not."""
BODY_MEASURES = (*MEASURES, "lila_cm", "head_cm")

_SHEET_MARK = "\n"


def sheet_key(tab: Tab, book: str, title: str) -> str:
    """What tells one sheet's rows from another's: the workbook's key, for a sheet under a title other than
    the tab's own with that title behind it."""
    return book if header_key(title) == header_key(tab.title) else f"{book}{_SHEET_MARK}{title}"


def split_sheet_key(key: str) -> tuple[str, str]:
    """The workbook's key, and the sheet's title where it is not the tab's own ("" otherwise)."""
    book, _, title = key.partition(_SHEET_MARK)
    return book, title


def _dtype(column: Column) -> str:
    if column.kind in (Kind.NUMBER, Kind.INTEGER, Kind.TIME):
        return "float64"
    if column.kind is Kind.DATE:
        return "datetime64[s]"
    return "boolean" if column.kind is Kind.YES_NO else "str"


def month_only_name(column: Column) -> str:
    """Name of the yes/no column that says a date was given as a month only (`Maret 2019`)."""
    return f"{column.name}_month_only"


def empty_table(tab: Tab) -> pd.DataFrame:
    """The tab's table without rows, all columns there with their dtypes."""
    return _build_empty_table(tab).copy(deep=False)


@cache
def _build_empty_table(tab: Tab) -> pd.DataFrame:
    columns: dict[str, pd.Series] = {}
    for column in tab.columns:
        columns[column.name] = pd.Series([], dtype=_dtype(column))
        if column.month_is_enough:
            columns[month_only_name(column)] = pd.Series([], dtype="bool")
    columns["source_book"] = pd.Series([], dtype="str")
    columns["source_row"] = pd.Series([], dtype="int64")
    return pd.DataFrame(columns)


def _whole_tab(
    tab: Tab, book: str, row: int, level: Level, message: str, suggestion: str, column: str = "",
    at: int | None = None,
) -> pd.DataFrame:  # fmt: skip
    return build_findings(
        level=level,
        source_book=book,
        tab=tab.title,
        source_row=row,
        column=column,
        column_index=at,
        message=message,
        suggestion=suggestion,
    )


def parse_tab(
    tab: Tab,
    raw: RawTab,
    book: str,
    *,
    header: Header | None = None,
    place: Place | None = None,
    zone: str = "WIB",
    linked: bool = False,
    export: bool = False,
) -> ParsedTab:
    """Understand one tab of the workbook with key `book`. Never raises on what was typed.

    `header` and `place` as recognised already, else they are found here; `zone` is the workbook's own (WIB,
    WITA, WIT), by which a stored midnight of UTC is known.
    """
    key = sheet_key(tab, book, raw.title)
    broken = find_broken(tab, raw, key)
    if broken is not None:
        nothing = empty_table(tab)
        return ParsedTab(tab, key, nothing, nothing, broken, {}, is_broken=True, title=raw.title)
    header = header or find_header(tab, raw.grid)
    if header is None:
        if not any(show_raw(cell).strip() for cells in raw.grid for cell in cells if cell is not None):
            return ParsedTab(
                tab, key, empty_table(tab), empty_table(tab), empty_findings(), {}, title=raw.title
            )
        needed = ", ".join(column.header for column in tab.columns if column.required)
        finding = _whole_tab(
            tab, key, 0, Level.ERROR, "Baris judul kolom tidak ditemukan, tab ini tidak dibaca",
            f"Tulis judul kolom di baris 1: {needed}",
        )  # fmt: skip
        unread = _count_rows(raw.grid)
        return ParsedTab(tab, key, empty_table(tab), empty_table(tab), finding, {}, unread, title=raw.title)

    place = place or read_place("" if key == book else raw.title, raw.grid[: header.first])
    places = dict(header.places)
    start = header.last + 1
    if start < len(raw.grid) and is_numbering(raw.grid[start], header):
        start += 1
    body = raw.grid[start:]
    cells = columns_of(body, places)
    rows = np.arange(start + 1, start + 1 + len(body))
    says = says_something(tab, cells, len(body))
    lead = columns_of(body, {f"kolom {at}": at for at in range(min(places.values(), default=0))})
    says &= ~totals_and_repeated_headers(tab, cells, lead, says)
    if linked and tab.name == "penimbangan":
        # In a sheet that is a register too, a row without any measure is somebody not weighed.
        measured = [cells[name].filled for name in BODY_MEASURES if name in cells]
        says &= np.logical_or.reduce(measured) if measured else False
    cells, filled = repeat_merged(tab, cells, says)

    keep = np.flatnonzero(says)
    rows = rows[keep]
    findings: list[pd.DataFrame] = []
    columns: dict[str, object] = {}
    form = _is_form(header, places)
    for column in columns_of_tab(tab):
        if column.name == PERSON_NIK and PERSON_NIK not in places:
            continue
        at = places.get(column.name)
        raw_column = cells[column.name].take(keep) if at is not None else blank_column(len(keep))
        values, problems = read_column(raw_column, column, zone="" if form else zone)
        typed = raw_column.cells
        columns[column.name] = values
        if column.month_is_enough:
            columns[month_only_name(column)] = np.fromiter(
                (is_month_only(cell) for cell in typed), bool, len(typed)
            )
        if len(problems.position):
            findings.append(
                build_findings(
                    level=problems.level,
                    source_book=key,
                    tab=tab.title,
                    source_row=rows[problems.position],
                    column=column.header,
                    column_index=at,
                    value=[show_raw(cell) for cell in typed[problems.position]],
                    message=problems.message,
                    suggestion=problems.suggestion,
                )
            )
        if column.name in filled:
            findings.append(_fill_findings(tab, key, column, rows, filled[column.name][keep], typed, at))
    table = _part_rt_rw(pd.DataFrame(columns), header, places)
    table["source_book"] = pd.Series([key] * len(table), dtype="str")
    table["source_row"] = rows.astype("int64")
    blank = {name: ~cells[name].filled[keep] for name in places if name in cells}
    place, given = _take_from_place(tab, table, place, header, blank)
    findings.insert(0, _missing_columns(tab, key, header, places, given))
    months = _months_that_differ(tab, key, table, place, header)
    findings.append(months)
    known, unknown_findings = _rows_that_count(tab, key, table, cells, keep, places, given)
    findings.append(unknown_findings)
    return ParsedTab(
        tab=tab,
        book=key,
        table=table[known].reset_index(drop=True),
        left_out=table[~known].reset_index(drop=True),
        findings=join_findings(findings),
        positions=places,
        header=header,
        place=place,
        linked=linked,
        export=export,
        title=raw.title,
    )


_RT_RW = r"^\s*(?:rt\D{0,3})?(\d{1,3})\s*[/\\-]\s*(?:rw\D{0,3})?(\d{1,3})\s*$"
_RW_RT = r"^\s*(?:rw\D{0,3})?(\d{1,3})\s*[/\\-]\s*(?:rt\D{0,3})?(\d{1,3})\s*$"


def _part_rt_rw(table: pd.DataFrame, header: Header, places: Mapping[str, int]) -> pd.DataFrame:
    """RT and RW apart where one cell holds both ("001/002", "RT 1 / RW 2"), as the header "RT/RW" asks for; a
    cell of RW that is filled itself stays."""
    if "rt" not in places or "rw" not in table.columns:
        return table
    label = header_key(header.labels.get(places["rt"], ""))
    turned = "rw" in label and label.find("rw") < label.find("rt")
    both = table["rt"].str.extract(_RW_RT if turned else _RT_RW, re.IGNORECASE)
    hit = both[0].notna()
    if not hit.any():
        return table
    first, second = (both[at].str.zfill(3) for at in ((1, 0) if turned else (0, 1)))
    return table.assign(
        rt=table["rt"].where(~hit, first).astype("str"),
        rw=table["rw"].where(table["rw"].notna() | ~hit, second).astype("str"),
    )


def _is_form(header: Header, places: Mapping[str, int]) -> bool:
    """Whether the rows' day is a form's timestamp: its hour is the hour it was sent at, never a midnight."""
    return "date" in places and header_key(header.labels[places["date"]]) in {
        "timestamp",
        "stempelwaktu",
        "capwaktu",
    }


def _take_from_place(
    tab: Tab, table: pd.DataFrame, place: Place, header: Header, blank: Mapping[str, np.ndarray]
) -> tuple[Place, frozenset[str]]:
    """Fill in `table` the day and the year that the place gives; returns the place as the headers complete
    it, and the columns whose blank cells it fills (a posyandu or a month's day later, when all tabs are
    known)."""
    given = set()
    names = {column.name for column in tab.columns}
    everything = np.ones(len(table), dtype=bool)
    if "date" in tab.row_needs:
        if place.date is not None:
            day = read_date(place.date, tab.column("date")).value
            if day is not None:
                empty = table["date"].isna().to_numpy() & blank.get("date", everything)
                table.loc[empty, "date"] = np.datetime64(day, "s")
                given.add("date")
        named = {month for name, month in header.months.items() if name in header.places}
        if not place.month and "date" not in header.places and len(named) == 1 and tab.name == "penimbangan":
            month, year = next(iter(named))
            place = Place(place.posyandu, place.date, month, year or place.year, place.maybe)
        if tab.name == "penimbangan" and place.month:
            given.add("date")
    if tab.name == "register_sip":
        year = place.year or (next(iter(header.years)) if len(header.years) == 1 else 0)
        if year:
            empty = table["year"].isna().to_numpy() & blank.get("year", everything)
            table.loc[empty, "year"] = float(year)
            given.add("year")
    if "posyandu" in names and tab.column("posyandu").required and (place.posyandu or place.maybe):
        given.add("posyandu")
    return place, frozenset(given)


def _months_that_differ(
    tab: Tab, key: str, table: pd.DataFrame, place: Place, header: Header
) -> pd.DataFrame:
    """Columns whose header names a month are blanked, with a Galat, where any row lies in another month."""
    parts = []
    for name, (month, year) in header.months.items():
        if name not in header.places:
            continue
        column = tab.column(name)
        filled = table[name].notna().to_numpy()
        dates = table["date"] if "date" in table.columns else pd.Series(pd.NaT, index=table.index)
        months = dates.dt.month.fillna(place.month).to_numpy() if len(table) else np.array([])
        years = dates.dt.year.fillna(place.year or year).to_numpy() if len(table) else np.array([])
        other = filled & ((months != month) | ((years != year) & bool(year)))
        if not other.any():
            continue
        table[name] = empty_table(tab)[name].reindex(table.index)
        at = header.places[name]
        label = header.labels[at]
        parts.append(
            _whole_tab(
                tab, key, header.last + 1, Level.ERROR,
                f"Judul “{label}” menyebut bulan, tetapi ada baris bulan lain: kolom ini tidak dibaca",
                f"Ganti judulnya menjadi “{column.header}” bila isinya hasil tiap tanggal", column.header, at,
            )
        )  # fmt: skip
    return join_findings(parts)


def _count_rows(grid: Grid) -> int:
    return sum(any(cell not in (None, "", False) for cell in cells) for cells in grid)


def _missing_columns(
    tab: Tab, book: str, header: Header, places: Mapping[str, int], given: frozenset[str]
) -> pd.DataFrame:
    """Galat for headers that stand twice and for columns that must exist, which neither the sheet nor its
    place
    has; a person's ID is not missed where a name or NIK is there, nor the posyandu of a weighing: both follow
    from the register."""
    row = header.last
    unknown = [label for at, label in header.labels.items() if at not in places.values()]
    parts = []
    for name, rivals in header.rivals.items():
        column = next(one for one in columns_of_tab(tab) if one.name == name)
        where = ", ".join(f"“{header.labels[at]}” ({column_letter(at)})" for at in rivals)
        parts.append(
            _whole_tab(
                tab, book, row + 1, Level.ERROR,
                f"Judul {where} sama-sama berarti {column.header}: tidak satu pun dibaca",
                f"Beri nama yang jelas berbeda, sisakan satu “{column.header}”", column.header, rivals[0],
            )
        )  # fmt: skip
    persons = {*tab.any_of, PERSON_NIK, "nik"}
    known = {*places, *header.rivals, *given}
    for column in tab.columns:
        if not column.required or column.name in known:
            continue
        if column.name in tab.any_of and persons & known:
            continue
        if column.name == "posyandu" and tab.name == "penimbangan":
            continue
        hint = f"Tambahkan kolom “{column.header}” di baris {row + 1}"
        if unknown:
            hint += f" (kolom yang tidak dikenal: {', '.join(unknown[:4])})"
        parts.append(
            _whole_tab(tab, book, row + 1, Level.ERROR, MISSING.format(column.header), hint, column.header)
        )
    if tab.name == "penimbangan" and not known & set(MEASURES):
        names = f": {', '.join(unknown)}" if unknown else ""
        parts.append(
            _whole_tab(
                tab, book, row + 1, Level.ERROR,
                f"Tidak ada kolom berat atau tinggi yang dikenal, padahal terisi dan tidak dibaca{names}"
                if unknown else "Tidak ada kolom berat atau tinggi yang dikenal",
                "Beri judul “BB (kg)” dan “TB/PB (cm)”, atau tulis artinya di tab Pemetaan",
            )
        )  # fmt: skip
    return join_findings(parts)


def _fill_findings(
    tab: Tab,
    book: str,
    column: Column,
    rows: np.ndarray,
    fills: np.ndarray,
    typed: np.ndarray,
    place: int | None,
) -> pd.DataFrame:
    """One finding a run of repeated cells, at its first."""
    starts = np.flatnonzero(fills & ~np.concatenate(([False], fills[:-1])))
    ends = np.flatnonzero(fills & ~np.concatenate((fills[1:], [False])))
    lengths = ends - starts + 1
    return build_findings(
        level=Level.WARNING,
        source_book=book,
        tab=tab.title,
        source_row=rows[starts],
        column=column.header,
        column_index=place,
        message=[
            f"{column.header} kosong di {n} baris, dianggap sama dengan baris di atasnya" for n in lengths
        ],
        suggestion=[f"Isi {column.header} di tiap baris" for _ in starts],
    )


def _rows_that_count(
    tab: Tab,
    book: str,
    table: pd.DataFrame,
    cells: dict[str, RawColumn],
    keep: np.ndarray,
    places: Mapping[str, int],
    given: frozenset[str],
) -> tuple[np.ndarray, pd.DataFrame]:
    """Mask of the rows whose needed cells are known, and a finding for each cell that was left blank.

    A needed cell that was typed but not read already has its finding from the reader.
    """
    known = np.ones(len(table), dtype=bool)
    parts = []
    for column in tab.columns:
        missing = table[column.name].isna().to_numpy()
        needed = column.name in tab.row_needs
        if needed and column.name in given:
            # What is blank comes from the place; what was typed and not read is still wrong.
            typed = cells[column.name].filled[keep] if column.name in places else np.zeros(len(table), bool)
            known &= ~(missing & typed)
        elif needed:
            known &= ~missing
        if not (needed or column.required) or column.name in tab.any_of or column.name not in places:
            continue
        if column.name in given:
            continue
        blank = missing & ~cells[column.name].filled[keep]
        if blank.any():
            parts.append(
                build_findings(
                    level=Level.ERROR if needed else Level.WARNING,
                    source_book=book,
                    tab=tab.title,
                    source_row=table["source_row"].to_numpy()[blank],
                    column=column.header,
                    column_index=places[column.name],
                    message=f"{column.header} kosong" + (", baris ini tidak dihitung" if needed else ""),
                    suggestion=f"Isi {column.header}, misalnya {column.example}"
                    if column.example
                    else f"Isi {column.header}",
                )
            )
    if tab.any_of:
        persons = [*tab.any_of, *({PERSON_NIK} & set(table.columns))]
        nobody = table[persons].isna().all(axis=1).to_numpy()
        if nobody.any():
            headers = " atau ".join(tab.column(name).header for name in tab.any_of)
            place = min((places[name] for name in tab.any_of if name in places), default=-1)
            parts.append(
                build_findings(
                    level=Level.ERROR,
                    source_book=book,
                    tab=tab.title,
                    source_row=table["source_row"].to_numpy()[nobody],
                    column=tab.column(tab.any_of[0]).header,
                    column_index=place,
                    message=f"{headers} kosong, baris ini tidak dihitung",
                    suggestion=f"Isi {headers}",
                )
            )
        known &= ~nobody
    return known, join_findings(parts)
