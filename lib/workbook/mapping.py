"""The tab `Pemetaan`: what people say of tabs and columns by hand, which wins over every guess."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from lib.workbook.columns import Tab
from lib.workbook.findings import Level, build_findings, join_findings
from lib.workbook.grids import Grid
from lib.workbook.headers import HEADER_ROWS, Header, columns_of_tab, find_header, header_keys
from lib.workbook.parse import ParsedTab
from lib.workbook.recognise import NO, TAB_BY_TITLE, Found, split_title
from lib.workbook.tabs import TABS
from lib.workbook.words import fold, header_key

PEMETAAN = TABS["pemetaan"]


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What `Pemetaan` says of one sheet: the tabs it is read as (none said: as recognised), whether it is
    not to
    be read, and folded headers → folded names of the board's columns, NO where one is not to be read."""

    tabs: tuple[Tab, ...] = ()
    silent: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)


def find_tab(name: str) -> Tab | None:
    """The tab of the contract that somebody means."""
    return TAB_BY_TITLE.get(header_key(name)) or split_title(name)[0]


def read_mappings(parsed: Iterable[ParsedTab]) -> dict[tuple[str, str], SheetMapping]:
    """(workbook's key, folded sheet title) → its mapping; key "" for sheets of any workbook of the
    puskesmas."""
    rows: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for one in parsed:
        texts = one.table[["sheet", "read_as", "label", "meaning"]].fillna("")
        for sheet, read_as, label, meaning in texts.itertuples(index=False):
            for book in (one.book, ""):
                rows.setdefault((book, header_key(sheet)), []).append((read_as, label, meaning))
    return {key: _build(told) for key, told in rows.items()}


def _build(rows: list[tuple[str, str, str]]) -> SheetMapping:
    tabs: dict[str, Tab] = {}
    silent = False
    columns: dict[str, str] = {}
    for read_as, label, meaning in rows:
        if fold(read_as) == NO and not label:
            silent = True
        elif (tab := find_tab(read_as)) is not None:
            tabs[tab.name] = tab
        if label:
            nothing = NO in (fold(meaning), fold(read_as))
            columns[header_key(label)] = NO if nothing else header_key(meaning)
    return SheetMapping(tuple(tabs.values()), silent and not tabs, columns)


def find_mapping(
    mappings: Mapping[tuple[str, str], SheetMapping], book: str, title: str
) -> SheetMapping | None:
    """What is said of this sheet, in its own workbook first."""
    key = header_key(title)
    return mappings.get((book, key)) or mappings.get(("", key))


def apply_tabs(mapping: SheetMapping | None, grid: Grid, found: tuple[Found, ...]) -> tuple[Found, ...]:
    """What a sheet holds according to its mapping, else as recognised; the mapped columns in their places."""
    if mapping is None:
        return found
    if mapping.silent:
        return ()
    if mapping.tabs:
        by_name = {one.tab.name: one for one in found}
        linked = {"balita"} < {tab.name for tab in mapping.tabs}
        found = tuple(
            replace(by_name[tab.name], linked=linked) if tab.name in by_name
            else Found(tab, find_header(tab, grid), linked=linked)
            for tab in mapping.tabs
        )  # fmt: skip
    return tuple(replace(one, header=_apply_columns(mapping, one.tab, one.header, grid)) for one in found)


def _apply_columns(mapping: SheetMapping, tab: Tab, header: Header | None, grid: Grid) -> Header | None:
    if not mapping.columns:
        return header
    header = _find_named_row(mapping, header, grid)
    if header is None:
        return None
    places, rivals, months = dict(header.places), dict(header.rivals), dict(header.months)
    notes = dict(header.notes)
    by_key = {key: column.name for column in columns_of_tab(tab) for key in header_keys(column)}
    by_place = {at: name for name, at in places.items()}
    for at, label in header.labels.items():
        meaning = mapping.columns.get(header_key(label))
        if meaning is None:
            continue
        if (before := by_place.get(at)) is not None:
            places.pop(before, None)
            months.pop(before, None)
        for name, taken in list(rivals.items()):
            left = tuple(other for other in taken if other != at)
            if len(left) == 1 and at in taken:
                rivals.pop(name)
                places.setdefault(name, left[0])
            else:
                rivals[name] = left
        notes.pop(at, None)
        if meaning == NO:
            notes[at] = NO
        elif meaning in by_key:
            name = by_key[meaning]
            places[name] = at
            rivals.pop(name, None)
            months.pop(name, None)
    order = [column.name for column in columns_of_tab(tab)]
    return replace(
        header, places={name: places[name] for name in order if name in places}, rivals=rivals, months=months,
        notes=notes,
    )  # fmt: skip


def _find_named_row(mapping: SheetMapping, header: Header | None, grid: Grid) -> Header | None:
    """The header as recognised, or the row that holds most of the mapped headers where that is another."""
    if header is not None and any(header_key(label) in mapping.columns for label in header.labels.values()):
        return header
    best, most = header, 0
    for row, cells in enumerate(grid[:HEADER_ROWS]):
        labels = {at: cell for at, cell in enumerate(cells) if isinstance(cell, str) and header_key(cell)}
        named = sum(header_key(label) in mapping.columns for label in labels.values())
        if named > most:
            best, most = Header(row, row, labels, {}), named
    return best


def check_mappings(parsed: Iterable[ParsedTab], titles: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """Findings at rows of `Pemetaan` that name a tab or column that is not there. `titles`: the sheets of
    each workbook."""
    everywhere = {header_key(title) for sheets in titles.values() for title in sheets}
    parts = []
    for one in parsed:
        for row in one.table.to_dict("records"):
            texts = {
                name: "" if pd.isna(row[name]) else str(row[name])
                for name in ("sheet", "read_as", "label", "meaning")
            }
            for column, level, value, message, suggestion in _check(texts, everywhere):
                parts.append(
                    build_findings(
                        level=level, source_book=one.book, tab=PEMETAAN.title,
                        source_row=int(row["source_row"]),
                        column=PEMETAAN.column(column).header, column_index=one.positions.get(column, -1),
                        value=value, message=message, suggestion=suggestion,
                    )
                )  # fmt: skip
    return join_findings(parts)


def _check(texts: Mapping[str, str], everywhere: set[str]) -> Iterable[tuple[str, Level, str, str, str]]:
    sheet, read_as, label, meaning = (texts[name] for name in ("sheet", "read_as", "label", "meaning"))
    if header_key(sheet) not in everywhere:
        yield (
            "sheet", Level.WARNING, sheet, "Tidak ada tab bernama ini di buku mana pun",
            "Salin nama tabnya persis seperti di bawah lembar",
        )  # fmt: skip
    tab = find_tab(read_as) if read_as and fold(read_as) != NO else None
    if read_as and tab is None and fold(read_as) != NO:
        names = ", ".join(one.title for one in list(TABS.values())[:8])
        yield (
            "read_as", Level.ERROR, read_as, "Bukan nama tab papan",
            f"Pakai salah satu: {names} …, atau: {NO}",
        )  # fmt: skip
    if meaning and fold(meaning) != NO:
        tabs = [tab] if tab is not None else list(TABS.values())
        keys = {key for one in tabs for column in columns_of_tab(one) for key in header_keys(column)}
        if header_key(meaning) not in keys:
            headers = ", ".join(column.header for column in (tab or TABS["penimbangan"]).columns[:8])
            yield (
                "meaning", Level.ERROR, meaning, "Bukan nama kolom papan",
                f"Pakai judul kolom seperti di Panduan, misalnya {headers}, atau: {NO}",
            )  # fmt: skip
    if label and not meaning and fold(read_as) != NO:
        yield (
            "meaning", Level.ERROR, "", "Kolom papan kosong, baris ini tidak dipakai",
            f"Isi nama kolom papan yang artinya sama, atau: {NO}",
        )  # fmt: skip
    if not read_as and not label:
        yield (
            "read_as", Level.ERROR, "", "Dibaca sebagai kosong, baris ini tidak dipakai",
            f"Isi nama tab papan yang isinya sama, atau: {NO}",
        )  # fmt: skip
