"""The process's one reader of workbooks: sources → snapshot → tables, redone only where cells changed."""

from __future__ import annotations

import gc
import logging
import threading
import time
import weakref
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from lib.config import TIME_ZONES, remember_own_books, today
from lib.data.book_findings import build_book_findings
from lib.data.build_child import LEAST_BYTES, BuildChild, measure_states
from lib.data.condition import build_health, describe_damaged, describe_losses, describe_troubles, late_after
from lib.data.sample_book import ensure_sample
from lib.domain.freshness import Freshness
from lib.domain.kualitas_data.justified import REGISTER_MONTH, find_justified, find_justified_measures
from lib.domain.own_line import CONFIRMED, judge_own_line
from lib.domain.privacy import Scope
from lib.domain.register import merge_register
from lib.domain.settings import read_settings
from lib.domain.steps.pair_visits import name_visitors
from lib.settings import BookSetting, Settings
from lib.sources.clock import REAL, Clock
from lib.sources.differences import compute_mark
from lib.sources.files import FileSource
from lib.sources.refresher import BookState, Refresher, Snapshot
from lib.sources.source import Source
from lib.sources.store import SnapshotStore
from lib.turnstile import PAGE_RUNS
from lib.workbook.findings import join_findings
from lib.workbook.grids import RawBook, RawTab
from lib.workbook.mapping import SheetMapping, check_mappings, find_mapping, read_mappings
from lib.workbook.parse import ParsedTab, sheet_key
from lib.workbook.recognise import TAB_BY_TITLE, is_wanted
from lib.workbook.sheets import ParsedSheet, join_unread, parse_sheet
from lib.workbook.tables import Tables, build_tables, locate_findings
from lib.workbook.words import header_key

if TYPE_CHECKING:
    from lib.data.seen import Seen

_log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 2.5
"""At a start the sign-in page goes before what takes long to compute: they share one interpreter."""

FIRST_WAIT_SECONDS = 20.0
"""How long after the start pages wait for every workbook's first reading; then they show what there is."""

SEEN_SECONDS = 300.0
"""So long after somebody looked at a puskesmas its workbooks are read at every interval, its tables kept and
built anew with every change. An open page looks again and again by itself."""
MOST_KEPT = 8
"""Puskesmas whose tables stand ready at once; of the others they are built when somebody looks."""
UNSEEN_PAUSE_SECONDS = 5.0
"""Between two puskesmas that nobody looks at and whose contents changed."""

SHEETS_OF_ONE = ("Balita", "Penimbangan", "Ibu Hamil")
"""Tabs that each posyandu may have in a sheet of its own."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Whole:
    """Everything of one puskesmas, nothing hidden yet: only lib.data sees it.

    `sequence` is the puskesmas's own: it grows when its workbooks' contents change, and `mark` names those
    contents, the same in every process; `today` is the day in the puskesmas's own time zone, `day` the one in
    WIB that it was built on; `books` the workbooks' states; `links` maps (book key, tab title) to that tab's
    address; `shared` keeps what is computed of all rows once, for every scope's figures. `child` is the
    process that built it, where there was one, and goes on answering; `opened` what it saw of the tables
    already, by scope.
    """

    puskesmas: str
    sequence: int
    day: date
    today: date
    tables: Tables
    books: tuple[BookState, ...]
    links: Mapping[tuple[str, str], str]
    mark: str = ""
    shared: dict[str, object] = field(default_factory=dict, compare=False)
    opened: dict[Scope, Seen] = field(default_factory=dict, compare=False)
    child: BuildChild | None = field(default=None, compare=False)

    def end_child(self) -> None:
        """Nobody waits for more of its answers."""
        if self.child is not None:
            self.child.end()


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
                raw.unpack(), book.key, titles=titles, mapping=mapping, zone=zone
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
        mark=_mark(states),
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


def _mark(states: Sequence[BookState]) -> str:
    return compute_mark([state.book for state in states])


class Unseen(Protocol):
    """Who wants something of puskesmas that nobody looks at, whenever their workbooks' contents change."""

    def is_behind(self, puskesmas: str, mark: str) -> bool:
        """Whether what is known of a puskesmas is not of the contents of this mark."""
        ...

    def take(self, whole: Whole) -> None:
        """The tables, in a background thread; they are forgotten afterwards."""
        ...


class Engine:
    """Owns the refresher and the tables built from its latest snapshot, by puskesmas: of those only that
    somebody looked at lately, and built anew only where that puskesmas's own contents changed.

    `on_built(whole, everything)` is called in a background thread for each new one; at a start first without
    `everything`, and with it when the first pages have had their turn. `on_replaced(names)` is called before
    anybody is told of the new ones: whoever keeps something made of the replaced tables of these puskesmas
    lets go of it then. `unseen` is given the tables of the others one after another, by the server
    that reads the workbooks.
    """

    def __init__(
        self,
        settings: Settings,
        on_built: Callable[[Whole, bool], None] = lambda whole, everything: None,
        clock: Clock = REAL,
        on_replaced: Callable[[Collection[str]], None] = lambda names: None,
        unseen: Unseen | None = None,
    ) -> None:
        self.settings = settings
        self._clock = clock
        self._on_built = on_built
        self._on_replaced = on_replaced
        self._unseen = unseen
        self._parsers: dict[str, Parser] = {}
        self._wholes: dict[str, Whole] = {}
        self._told: dict[str, weakref.ref[Whole]] = {}
        self._building = threading.Lock()
        self._numbers: dict[str, tuple[str, int]] = {}
        self._looks: dict[str, float] = {}
        self._looking_since: dict[str, datetime] = {}
        self._noting = threading.Lock()
        self._first_wait_ends = 0.0
        self._stopping = threading.Event()
        self._first_pages_served = threading.Event()
        self._started = False
        self._started_at = self._now()
        sources = [build_source(book, settings, clock) for book in settings.books]
        pairs = zip(sources, settings.books, strict=True)
        self._homes = {source.key: book.puskesmas or "" for source, book in pairs}
        self.refresher = Refresher(
            sources,
            SnapshotStore(settings.snapshot_folder),
            interval_seconds=float(settings.refresh_seconds),
            on_refresh=self._refreshed,
            watched=self._watched_books,
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
        self._started, self._started_at = True, self._now()
        self._first_wait_ends = time.monotonic() + FIRST_WAIT_SECONDS
        self._look(self.puskesmas()[:1])  # what the first viewer will ask for
        self.refresher.start()
        threading.Thread(target=self._build_first, name="engine-first", daemon=True).start()
        if self._unseen is not None:
            threading.Thread(target=self._go_through_unseen, name="engine-unseen", daemon=True).start()

    def _build_first(self) -> None:
        """Build from what the last run left on disk, or the first reading, before anybody asks: contents
        that are as they were do not make the refresher call."""
        first = self._books_of(self.puskesmas()[:1])
        self.refresher.wait_first(FIRST_WAIT_SECONDS, first)
        try:
            self._refreshed(self.refresher.snapshot)
            self._stopping.wait(FIRST_PAUSE_SECONDS)
            self._first_pages_served.set()
            for whole in list(self._wholes.values()) if not self._stopping.is_set() else []:
                self._on_built(whole, True)
        except Exception as error:  # noqa: BLE001 - the first page builds again, and says what is wrong
            # Its place and type only: an exception's words may quote a cell.
            _log.error("event=first_build_failed type=%s", type(error).__name__)

    def stop(self) -> None:
        """End the background reading."""
        self._stopping.set()
        self.refresher.stop()
        for whole in list(self._wholes.values()):
            whole.end_child()

    def puskesmas(self) -> list[str]:
        """Names of the puskesmas in this installation; one unnamed where workbooks name none."""
        return list(dict.fromkeys(book.puskesmas or "" for book in self.settings.books))

    def whole(self, puskesmas: str) -> Whole | None:
        """The latest tables of a puskesmas; None before anything could be read."""
        self._look([puskesmas])
        if not all(state.book or state.problem for state in self._states(self.refresher.snapshot, puskesmas)):
            wait = max(0.0, self._first_wait_ends - time.monotonic())
            with PAGE_RUNS.outside():
                self.refresher.wait_first(wait, self._books_of([puskesmas]))
        built = self._wholes.get(puskesmas)
        if built is None or built.day != today(self.settings):
            with PAGE_RUNS.outside():
                built = self._rebuild([puskesmas]).get(puskesmas)
            if self._started and built is not None:
                threading.Thread(target=self._tell_first_look, name="engine-told", daemon=True).start()
        return built

    def is_newest(self, whole: Whole) -> bool:
        """Whether these tables are what pages get."""
        return self._wholes.get(whole.puskesmas) is whole and not self._stopping.is_set()

    # Who is looked at

    def _look(self, names: Collection[str]) -> None:
        """Somebody looks at these puskesmas."""
        now, fresh = self._clock.monotonic(), False
        with self._noting:
            for name in names:
                if now - self._looks.get(name, float("-inf")) > SEEN_SECONDS:
                    self._looking_since[name] = self._now()
                    fresh = True
                self._looks[name] = now
        if fresh and self._started:
            self.refresher.hurry()

    def _seen_lately(self) -> list[str]:
        """Puskesmas somebody looked at lately, the latest first."""
        now = self._clock.monotonic()
        with self._noting:
            looks = sorted(self._looks.items(), key=lambda look: -look[1])
        return [name for name, at in looks if now - at <= SEEN_SECONDS]

    def _kept(self) -> list[str]:
        """Puskesmas whose tables stand ready: those seen lately, or else the last one that was seen."""
        with self._noting:
            last = max(self._looks, key=lambda name: self._looks[name], default=None)
        return self._seen_lately()[:MOST_KEPT] or ([] if last is None else [last])

    def _books_of(self, names: Collection[str]) -> frozenset[str]:
        return frozenset(key for key, name in self._homes.items() if name in names)

    def _watched_books(self) -> frozenset[str]:
        return self._books_of(self._seen_lately())

    def _states(self, snapshot: Snapshot, puskesmas: str) -> tuple[BookState, ...]:
        """The workbooks of one puskesmas as they stand."""
        pairs = zip(snapshot.books, self.settings.books, strict=True)
        return tuple(state for state, book in pairs if (book.puskesmas or "") == puskesmas)

    def _number(self, puskesmas: str, states: tuple[BookState, ...]) -> int:
        """How often the contents of a puskesmas have changed."""
        mark = _mark(states)
        with self._noting:
            before, number = self._numbers.get(puskesmas, ("", 0))
            if mark != before:
                number += 1
                self._numbers[puskesmas] = (mark, number)
            return number

    # What is built of them

    def _refreshed(self, snapshot: Snapshot) -> None:
        self._rebuild(self._kept())
        self._tell_built()

    def _tell_built(self) -> None:
        for name, whole in list(self._wholes.items()):
            with self._building:
                told = self._told.get(name)
                self._told[name] = weakref.ref(whole)
            if told is None or told() is not whole:
                self._on_built(whole, told is not None or self._first_pages_served.is_set())

    def _tell_first_look(self) -> None:
        try:
            self._tell_built()
        except Exception as error:  # noqa: BLE001 - what is made ready beforehand is made when asked, too
            _log.error("event=built_not_told type=%s", type(error).__name__)

    def _rebuild(self, names: Sequence[str]) -> dict[str, Whole]:
        """Build the tables of those of these puskesmas whose own contents changed, or for a new day, and let
        go of those that nobody looks at any more. The tables that stand then, by puskesmas."""
        day = today(self.settings)
        built, gone = False, set[str]()
        with self._building:
            snapshot = self.refresher.snapshot
            for name in names:
                states = self._states(snapshot, name)
                before, number = self._wholes.get(name), self._number(name, states)
                if all(state.book is None for state in states):
                    continue
                if before and before.sequence == number and before.day == day:
                    continue
                whole = self._build(name, states, number)
                if before is not None and whole.child is not None:
                    # Shown sooner, everybody's page would ask at once what the child is about to answer.
                    for seen in whole.opened.values():
                        whole.child.keep_recent(seen)
                self._wholes[name] = whole
                built = True
                if before is not None:
                    before.end_child()
                    gone.add(name)
                    before = None
            wholes = dict(self._wholes)
            for name in wholes.keys() - {*names, *self._kept()}:
                wholes.pop(name).end_child()
                gone.add(name)
                for kept in (self._wholes, self._told, self._parsers):
                    kept.pop(name, None)
        if gone:
            self._on_replaced(gone)
        if built or gone:
            gc.freeze()  # what was made is not walked through; see freeze_long_lived
        return wholes

    def _go_through_unseen(self) -> None:
        """Hand on the tables of puskesmas that nobody looks at, one after another, where contents changed."""
        while not self._stopping.wait(UNSEEN_PAUSE_SECONDS):
            for name in self.puskesmas():
                if self._stopping.is_set():
                    return
                try:
                    if self._hand_on_unseen(name):
                        self._stopping.wait(UNSEEN_PAUSE_SECONDS)  # pages run in this process too
                except Exception as error:  # noqa: BLE001 - one puskesmas must not end the others' turn
                    _log.error("event=unseen_failed type=%s", type(error).__name__)

    def _hand_on_unseen(self, name: str) -> bool:
        """Whether anything was to be handed on."""
        states = self._states(self.refresher.snapshot, name)
        if self._unseen is None or not self.refresher.reads or name in self._wholes:
            return False
        behind = any(state.book for state in states) and self._unseen.is_behind(name, _mark(states))
        if behind:
            whole = self._build(name, states, self._number(name, states), opened=False)
            whole.end_child()
            self._unseen.take(whole)
            self._parsers.pop(name, None)
        return behind

    def _build(
        self, name: str, states: tuple[BookState, ...], sequence: int, *, opened: bool = True
    ) -> Whole:
        if measure_states(states) >= LEAST_BYTES:
            whole = BuildChild(states).build(name, self.settings, sequence, opened=opened)
            if whole is not None:
                self._parsers.pop(name, None)
                return whole
        parser = self._parsers.setdefault(name, Parser())
        return build_whole(name, states, parser, self.settings, sequence)

    def _now(self) -> datetime:
        return self._clock.now().astimezone(TIME_ZONES["WIB"])

    def freshness(self, puskesmas: str, *, counts: bool = True) -> Freshness:
        """Age and state of a puskesmas's data, for the line on every page; `counts`: see describe_losses."""
        self._look([puskesmas])
        states = self._states(self.refresher.snapshot, puskesmas)
        asked = self._now()
        fetched = [state.book.fetched_at for state in states if state.book is not None]
        built = self._wholes.get(puskesmas)
        return Freshness(
            sequence=built.sequence if built else self._number(puskesmas, states),
            taken_at=min(fetched).astimezone(asked.tzinfo) if fetched else None,
            asked_at=asked,
            books=tuple(state.name for state in states),
            problems=describe_troubles(states, asked, self.patience),
            notices=(*describe_damaged(states), *describe_losses(states, asked, counts=counts)),
        )

    def patience(self, state: BookState) -> tuple[datetime, timedelta]:
        """Since when a workbook has been due to be tried, and how long it may go untried: where there are too
        many for the quota, one that nobody looked at is tried less often, so its time begins with the first
        look."""
        late = late_after(self.refresher.interval_of(state.key))
        if not self.refresher.saves_quota:
            return self._started_at, late
        with self._noting:
            looking = self._looking_since.get(self._homes[state.key], self._started_at)
        return max(self._started_at, looking), late

    def health(self) -> dict[str, object]:
        """Age and state without any data, and whether this server reads the workbooks or follows another that
        does (`membaca`): for /sehat."""
        snapshot = self.refresher.snapshot
        health = build_health(
            snapshot.books,
            self._now(),
            self.patience,
            sequence=snapshot.sequence,
            unsaved_since=self.refresher.unsaved_since,
        )
        return {**health, "membaca": self.refresher.reads}


def freeze_long_lived() -> None:
    """Free what nothing leads to any more, and take what stays out of the garbage collector's rounds: reruns
    of pages allocate much and would walk through all tables each time. It takes some tenths of a second, so
    not while anybody waits."""
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
