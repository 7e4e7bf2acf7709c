"""The process's one reader of workbooks: sources → snapshot → tables, redone only where cells changed."""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import numpy as np
import pandas as pd

from lib.config import TIME_ZONES, remember_own_books, today
from lib.data.book_findings import build_book_findings
from lib.data.build_child import LEAST_ROWS, build_in_child, count_rows
from lib.data.condition import build_health, describe_damaged, describe_losses, describe_troubles, late_after
from lib.data.sample_book import ensure_sample
from lib.domain.freshness import Freshness
from lib.domain.kualitas_data.justified import REGISTER_MONTH, find_justified, find_justified_measures
from lib.domain.own_line import CONFIRMED, judge_own_line
from lib.domain.register import merge_register
from lib.domain.settings import read_settings
from lib.domain.steps.pair_visits import name_visitors
from lib.settings import BookSetting, Settings
from lib.sources.clock import REAL, Clock
from lib.sources.files import FileSource
from lib.sources.pace import SECONDS_A_BOOK
from lib.sources.refresher import BookState, Refresher, Snapshot
from lib.sources.source import Source
from lib.sources.store import SnapshotStore
from lib.workbook.findings import join_findings
from lib.workbook.grids import RawBook, RawTab
from lib.workbook.mapping import SheetMapping, check_mappings, find_mapping, read_mappings
from lib.workbook.parse import ParsedTab, sheet_key
from lib.workbook.recognise import TAB_BY_TITLE, is_wanted
from lib.workbook.sheets import ParsedSheet, join_unread, parse_sheet
from lib.workbook.tables import Tables, build_tables, locate_findings
from lib.workbook.words import header_key

_log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 2.5
"""At a start the sign-in page goes before what takes long to compute: they share one interpreter."""

FIRST_WAIT_SECONDS = 20.0
"""How long after the start pages wait for every workbook's first reading; then they show what there is."""


SHEETS_OF_ONE = ("Balita", "Penimbangan", "Ibu Hamil")
"""Tabs that each posyandu may have in a sheet of its own."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything of one puskesmas, nothing hidden yet: only lib.data sees it.

    `sequence` is the snapshot's; `today` the day in the puskesmas's own time zone, `day` the one in WIB that
    it was built on; `books` the workbooks' states; `links` maps (book key, tab title) to that tab's address;
    `shared` keeps what is computed of all rows once, for every scope's figures.
    """

    puskesmas: str
    sequence: int
    day: date
    today: date
    tables: Tables
    books: tuple[BookState, ...]
    links: Mapping[tuple[str, str], str]
    shared: dict[str, object] = field(default_factory=dict, compare=False)


def build_source(book: BookSetting, settings: Settings, clock: Clock = REAL) -> Source:
    """The source of a configured workbook."""
    if book.berkas is not None:
        return FileSource(book.berkas, book.nama, book.puskesmas, wanted=is_wanted, clock=clock)
    # Imported when needed: with files only, gspread and google-auth would slow down the start.
    from lib.sources.google_sheets import GoogleSheetsSource

    return GoogleSheetsSource(
        str(book.id),
        book.nama,
        settings.service_account or {},
        book.puskesmas,
        wanted=is_wanted,
        clock=clock,
    )


class Parser:
    """Parses raw workbooks and remembers each sheet by its digest, so that one edited tab costs one tab."""

    def __init__(self) -> None:
        self._parsed: dict[tuple[object, ...], ParsedSheet] = {}

    def parse(self, books: Sequence[RawBook]) -> list[ParsedTab]:
        """Every tab of the contract in the workbooks, in order."""
        return [one for sheet in self.parse_sheets(books) for one in sheet.parsed]

    def parse_sheets(self, books: Sequence[RawBook]) -> list[ParsedSheet]:
        """Every sheet of the workbooks, in order. What Pengaturan and Pemetaan say holds for all others."""
        parsed: dict[tuple[object, ...], ParsedSheet] = {}
        first = [self._parse(book, raw, parsed) for book in books for raw in book.tabs if _is_read_first(raw)]
        told = [one for sheet in first for one in sheet.parsed]
        zone = read_zone(told)
        mappings = read_mappings([one for one in told if one.tab.name == "pemetaan"])
        sheets = []
        for book in books:
            for raw in book.tabs:
                mapping = None if _is_read_first(raw) else find_mapping(mappings, book.key, raw.title)
                sheets.append(self._parse(book, raw, parsed, mapping, zone))
        self._parsed = parsed
        return sheets

    def _parse(
        self,
        book: RawBook,
        raw: RawTab,
        parsed: dict[tuple[object, ...], ParsedSheet],
        mapping: SheetMapping | None = None,
        zone: str = "WIB",
    ) -> ParsedSheet:
        titles = tuple(tab.title for tab in book.tabs)
        said = None if mapping is None else (mapping.tabs, mapping.silent, tuple(mapping.columns.items()))
        own = header_key(raw.title) in TAB_BY_TITLE
        zone = "WIB" if _is_read_first(raw) else zone
        key = (book.key, raw.title, raw.digest, said, zone, None if own else titles)
        if key not in parsed:
            parsed[key] = self._parsed.get(key) or parse_sheet(
                raw, book.key, titles=titles, mapping=mapping, zone=zone
            )
        return parsed[key]


def _is_read_first(raw: RawTab) -> bool:
    """Whether a sheet says how the others are to be read."""
    return header_key(raw.title) in ("pengaturan", "pemetaan")


def build_links(books: Sequence[RawBook]) -> dict[tuple[str, str], str]:
    """(source key, tab title) → address of the sheet in Google Sheets; none for files. A sheet under a
    foreign title is found by its own title, and by its source key under the tab it was taken for."""
    links = {}
    for book in books:
        for raw in book.tabs:
            if not book.url or raw.gid is None:
                continue
            address = f"{book.url}?gid={raw.gid}#gid={raw.gid}"
            own = TAB_BY_TITLE.get(header_key(raw.title))
            links[book.key, own.title if own is not None else raw.title] = address
            for tab in TAB_BY_TITLE.values():
                key = sheet_key(tab, book.key, raw.title)
                if key != book.key:
                    links[key, tab.title] = links[key, raw.title] = address
    return links


def read_zone(parsed: Sequence[ParsedTab]) -> str:
    """The time zone in Pengaturan (WIB, WITA, WIT); WIB where none is given."""
    zones = [read_settings(one.table).time_zone for one in parsed if one.tab.name == "pengaturan"]
    return zones[-1] if zones else "WIB"


def build_whole(
    puskesmas: str, states: tuple[BookState, ...], parser: Parser, settings: Settings, sequence: int
) -> Whole:
    """The tables of a puskesmas from its workbooks as last read."""
    books = [state.book for state in states if state.book is not None]
    sheets = parser.parse_sheets(books)
    parsed = [one for sheet in sheets for one in sheet.parsed]
    day = today(settings, read_zone(parsed))
    own = {book.key: book.posyandu for book in settings.books if book.posyandu}
    tables = build_tables(parsed, today=day, puskesmas=puskesmas, posyandu_of=own)
    return Whole(
        puskesmas=puskesmas,
        sequence=sequence,
        day=today(settings),
        today=day,
        tables=_with_book_findings(
            complete_tables(tables, pd.Timestamp(day), {state.key: state.name for state in states}),
            books,
            sheets,
        ),
        books=states,
        links=build_links(books),
    )


def complete_tables(tables: Tables, day: pd.Timestamp, books: Mapping[str, str]) -> Tables:
    """The weighings of the paper register's shape beside those of `Penimbangan`, each judged against the
    child's own line; whose each visit is."""
    weighings, found = merge_register(tables.frames, today=day)
    frames = {**tables.frames, "kunjungan_ibu": name_visitors(tables.frames)}
    typed = len(tables.frames["penimbangan"])  # what the register adds stands below
    from_register = np.arange(len(weighings)) >= typed
    weighings = weighings.assign(**{REGISTER_MONTH: weighings["date"].dt.month.where(from_register)})
    confirmed = find_justified_measures(weighings, find_justified(frames, books))
    judged = judge_own_line(
        weighings,
        frames["balita"],
        justified_weight=confirmed["weight_kg"],
        justified_height=confirmed["height_cm"],
    )
    frames["penimbangan"] = weighings.assign(
        weight_usable=judged["weight_usable"],
        height_usable=judged["height_usable"],
        **{column: confirmed[measure] for measure, column in CONFIRMED.items()},
    )
    findings = join_findings([tables.findings, locate_findings(found, tables)])
    return replace(tables, frames=frames, findings=findings)


def _with_book_findings(tables: Tables, books: Sequence[RawBook], sheets: Sequence[ParsedSheet]) -> Tables:
    """What is to be said of whole workbooks and sheets, before what single rows have; what was read of
    each."""
    readings = tuple(sheet.reading for sheet in sheets)
    mapped = [one for sheet in sheets for one in sheet.parsed if one.tab.name == "pemetaan"]
    titles = {book.key: [tab.title for tab in book.tabs] for book in books}
    findings = join_findings(
        [
            build_book_findings(books, readings),
            check_mappings(mapped, titles),
            *(sheet.findings for sheet in sheets),
            tables.findings,
        ]
    )
    return replace(tables, findings=join_unread(_with_sheets_posyandu(findings, tables)), readings=readings)


def _with_sheets_posyandu(findings: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """What is wrong with a whole sheet is told to the posyandu whose rows alone stand in it."""
    sheetwide = findings["posyandu"].eq("") & findings["tab"].isin(SHEETS_OF_ONE)
    if not sheetwide.any():
        return findings
    homes: dict[str, set[str]] = {}
    for tab in TAB_BY_TITLE.values():
        table = tables.frames[tab.name]
        if tab.title in SHEETS_OF_ONE and len(table):
            for source, code in table.groupby(["source_book", "posyandu"]).size().index:
                homes.setdefault(str(source), set()).add(str(code))
    only = {source: next(iter(codes)) for source, codes in homes.items() if len(codes) == 1}
    told = [
        only.get(source, "") if whole else code
        for source, whole, code in zip(findings["source_book"], sheetwide, findings["posyandu"], strict=True)
    ]
    return findings.assign(posyandu=pd.Series(told, index=findings.index, dtype="str"))


class Engine:
    """Owns the refresher and the tables built from its latest snapshot, by puskesmas.

    `on_built(whole, everything)` is called in a background thread for each new one; at a start first without
    `everything`, and with it when the first pages have had their turn. `on_replaced()` is called before what
    was replaced is collected: whoever keeps something made of it lets go of it then.
    """

    def __init__(
        self,
        settings: Settings,
        on_built: Callable[[Whole, bool], None] = lambda whole, everything: None,
        clock: Clock = REAL,
        on_replaced: Callable[[], None] = lambda: None,
    ) -> None:
        self.settings = settings
        self._clock = clock
        self._on_built = on_built
        self._on_replaced = on_replaced
        self._parsers: dict[str, Parser] = {}
        self._wholes: dict[str, Whole] = {}
        self._told: dict[str, Whole] = {}
        self._building = threading.Lock()
        self._first_wait_ends = 0.0
        self._stopping = threading.Event()
        self._started_at = self._now()
        of_google = sum(book.id is not None for book in settings.books)
        # Many workbooks are read less often: one service account has one quota.
        interval = max(float(settings.refresh_seconds), SECONDS_A_BOOK * of_google)
        self._late = late_after(interval)
        self.refresher = Refresher(
            [build_source(book, settings, clock) for book in settings.books],
            SnapshotStore(settings.snapshot_folder),
            interval_seconds=interval,
            on_refresh=self._refreshed,
            clock=clock,
        )

    def start(self) -> None:
        """Make the sample workbook if this is the sample mode, then read in the background."""
        remember_own_books(self.settings)
        if self.settings.sample_mode:
            try:
                ensure_sample(self.settings)
            except OSError as error:  # the reading says of the file what is wrong with it
                _log.warning("event=sample_not_written errno=%s", error.errno)
        self._started_at = self._now()
        self._first_wait_ends = time.monotonic() + FIRST_WAIT_SECONDS
        self.refresher.start()
        threading.Thread(target=self._build_first, name="engine-first", daemon=True).start()

    def _build_first(self) -> None:
        """Build from what the last run left on disk, or the first reading, before anybody asks: contents
        that are as they were do not make the refresher call."""
        self.refresher.wait_first(FIRST_WAIT_SECONDS)
        try:
            self._refreshed(self.refresher.snapshot)
            self._stopping.wait(FIRST_PAUSE_SECONDS)
            for whole in list(self._wholes.values()) if not self._stopping.is_set() else []:
                self._on_built(whole, True)
        except Exception as error:  # noqa: BLE001 - the first page builds again, and says what is wrong
            # Its place and type only: an exception's words may quote a cell.
            _log.error("event=first_build_failed type=%s", type(error).__name__)

    def stop(self) -> None:
        """End the background reading."""
        self._stopping.set()
        self.refresher.stop()

    def puskesmas(self) -> list[str]:
        """Names of the puskesmas in this installation; one unnamed where workbooks name none."""
        return list(dict.fromkeys(book.puskesmas or "" for book in self.settings.books))

    def whole(self, puskesmas: str) -> Whole | None:
        """The latest tables of a puskesmas; None before anything could be read."""
        if not all(state.book or state.problem for state in self._states(self.refresher.snapshot, puskesmas)):
            self.refresher.wait_first(max(0.0, self._first_wait_ends - time.monotonic()))
        built = self._wholes.get(puskesmas)
        if built is None or built.day != today(self.settings):
            self._rebuild(self.refresher.snapshot)
            built = self._wholes.get(puskesmas)
        return built

    def is_newest(self, whole: Whole) -> bool:
        """Whether these tables are what pages get."""
        return self._wholes.get(whole.puskesmas) is whole and not self._stopping.is_set()

    def _states(self, snapshot: Snapshot, puskesmas: str) -> tuple[BookState, ...]:
        """The workbooks of one puskesmas as they stand."""
        pairs = zip(snapshot.books, self.settings.books, strict=True)
        return tuple(state for state, book in pairs if (book.puskesmas or "") == puskesmas)

    def _refreshed(self, snapshot: Snapshot) -> None:
        self._rebuild(snapshot)
        for name, whole in list(self._wholes.items()):
            with self._building:
                told = self._told.get(name)
                self._told[name] = whole
            if told is not whole:
                self._on_built(whole, told is not None)

    def _rebuild(self, snapshot: Snapshot) -> None:
        """Build the tables of every puskesmas whose workbooks changed, or for a new day."""
        day = today(self.settings)
        built = replaced = False
        with self._building:
            for name in self.puskesmas():
                states = self._states(snapshot, name)
                books = [state.book for state in states if state.book is not None]
                before = self._wholes.get(name)
                if not books or (before and before.sequence >= snapshot.sequence and before.day == day):
                    continue
                self._wholes[name] = self._build(name, states, snapshot.sequence)
                built, replaced = True, replaced or before is not None
        if replaced:
            self._on_replaced()
        if built:
            freeze_long_lived(replaced=replaced)

    def _build(self, name: str, states: tuple[BookState, ...], sequence: int) -> Whole:
        if count_rows(states) >= LEAST_ROWS:
            whole = build_in_child(name, states, self.settings, sequence)
            if whole is not None:
                self._parsers.pop(name, None)
                return whole
        parser = self._parsers.setdefault(name, Parser())
        return build_whole(name, states, parser, self.settings, sequence)

    def _now(self) -> datetime:
        return self._clock.now().astimezone(TIME_ZONES["WIB"])

    def freshness(self, puskesmas: str, *, counts: bool = True) -> Freshness:
        """Age and state of a puskesmas's data, for the line on every page; `counts`: see describe_losses."""
        states = self._states(self.refresher.snapshot, puskesmas)
        asked = self._now()
        fetched = [state.book.fetched_at for state in states if state.book is not None]
        built = self._wholes.get(puskesmas)
        return Freshness(
            sequence=built.sequence if built else 0,
            taken_at=min(fetched).astimezone(asked.tzinfo) if fetched else None,
            asked_at=asked,
            books=tuple(state.name for state in states),
            problems=describe_troubles(states, asked, self._started_at, self._late),
            notices=(*describe_damaged(states), *describe_losses(states, asked, counts=counts)),
        )

    def health(self) -> dict[str, object]:
        """Age and state without any data: for /sehat."""
        snapshot = self.refresher.snapshot
        return build_health(
            snapshot.books,
            self._now(),
            self._started_at,
            self._late,
            sequence=snapshot.sequence,
            unsaved_since=self.refresher.unsaved_since,
        )


def freeze_long_lived(*, replaced: bool) -> None:
    """Take the tables out of the garbage collector's rounds: reruns of pages allocate much and would walk
    them each time. What was replaced is unfrozen and collected first, or it would never be freed."""
    if replaced:
        gc.unfreeze()
        gc.collect()
    gc.freeze()


def add_links(findings: pd.DataFrame, links: Mapping[tuple[str, str], str]) -> pd.DataFrame:
    """Findings with `link`: the address of the very cell (…#gid=G&range=F37), "" for files."""
    addresses = [
        f"{links[key]}&range={cell or f'A{max(row, 1)}'}" if (key := (book, tab)) in links else ""
        for book, tab, row, cell in zip(
            findings["source_book"], findings["tab"], findings["source_row"], findings["cell"], strict=True
        )
    ]
    return findings.assign(link=pd.Series(addresses, index=findings.index, dtype="str"))
