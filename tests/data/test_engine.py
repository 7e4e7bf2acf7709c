"""Many puskesmas in one server: only those that somebody looks at stand ready, only what changed is built
anew, and the quota goes to what is looked at."""

from __future__ import annotations

import gc
import shutil
import weakref
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from lib.data import engine as engines
from lib.data.engine import SEEN_SECONDS, Engine, Whole
from lib.data.seen import open_seen
from lib.domain.privacy import EVERYTHING
from lib.settings import BookSetting, Settings
from lib.sources.clock import SECONDS_A_BOOK, Clock, compute_intervals
from lib.workbook.template import write_template
from tests.data.conftest import TODAY

NAMES = [f"Puskesmas {number}" for number in range(4)]
MOST_KEPT = 3


class Hands:
    """A clock that moves when it is told to."""

    seconds = 0.0

    @property
    def clock(self) -> Clock:
        return Clock(
            now=lambda: datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=self.seconds),
            monotonic=lambda: self.seconds,
        )


class Facts:
    """Wants every puskesmas once for each of its contents."""

    def __init__(self) -> None:
        self.taken: dict[str, str] = {}

    def is_behind(self, puskesmas: str, mark: str) -> bool:
        return self.taken.get(puskesmas) != mark

    def take(self, whole: Whole) -> None:
        self.taken[whole.puskesmas] = whole.mark


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def books(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"buku{number}.xlsx" for number in range(len(NAMES))]
    write_template(paths[0])
    for path in paths[1:]:
        shutil.copy(paths[0], path)
    return paths


@pytest.fixture
def let_go() -> list[set[str]]:
    return []


@pytest.fixture
def engine(
    settings: Settings,
    books: list[Path],
    hands: Hands,
    let_go: list[set[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Engine]:
    monkeypatch.setattr(engines, "MOST_KEPT", MOST_KEPT)
    pairs = zip(NAMES, books, strict=True)
    own = tuple(BookSetting(name, berkas=path, puskesmas=name) for name, path in pairs)
    mine = replace(settings, books=own, sample_mode=False, today_override=TODAY)

    def note(names: Collection[str]) -> None:
        let_go.append(set(names))

    made = Engine(mine, clock=hands.clock, on_replaced=note, unseen=Facts())
    made.refresher.refresh_now()
    yield made
    made.stop()


def type_into(path: Path, name: str) -> None:
    book = openpyxl.load_workbook(path)
    book["Posyandu"].append([f"{name}1", name])
    book.save(path)


def test_only_the_puskesmas_whose_workbook_changed_is_built_anew(
    engine: Engine, books: list[Path], hands: Hands, let_go: list[set[str]]
) -> None:
    first, second = engine.whole(NAMES[0]), engine.whole(NAMES[1])
    assert first is not None and second is not None
    type_into(books[1], "Kenanga")
    engine.refresher.refresh_now()
    assert engine.whole(NAMES[0]) is first and engine.freshness(NAMES[0]).sequence == first.sequence
    changed = engine.whole(NAMES[1])
    assert changed is not None and changed.sequence == second.sequence + 1
    assert engine.freshness(NAMES[1]).sequence == changed.sequence
    assert "Kenanga" in set(changed.tables.frames["posyandu"]["name"])
    assert let_go == [{NAMES[1]}], "what was made of the other's tables stays"


def test_tables_that_were_replaced_go_when_nobody_holds_them_and_wait_for_no_collection(
    engine: Engine, books: list[Path], hands: Hands
) -> None:
    held = engine.whole(NAMES[1])
    assert held is not None
    seen = open_seen(held, EVERYTHING)
    seen.beranda.attention(seen.this_month)
    replaced = weakref.ref(held)
    gc.collect()
    gc.disable()
    try:
        type_into(books[1], "Kenanga")
        engine.refresher.refresh_now()
        del held
        assert replaced() is not None, "a page was drawn of them"
        del seen
        assert replaced() is None
    finally:
        gc.enable()


def test_a_puskesmas_that_nobody_looks_at_has_no_tables_and_is_built_of_the_latest_when_somebody_does(
    engine: Engine, books: list[Path], hands: Hands, let_go: list[set[str]]
) -> None:
    old = engine.whole(NAMES[0])
    hands.seconds += 1
    assert engine.whole(NAMES[1]) is not None
    hands.seconds += SEEN_SECONDS + 1
    type_into(books[0], "Kenanga")
    engine.refresher.refresh_now()
    assert list(engine._wholes) == [NAMES[1]], "the last one that was seen stays"
    assert {NAMES[0]} in let_go
    before = engine.freshness(NAMES[0]).sequence
    whole = engine.whole(NAMES[0])
    assert whole is not None and old is not None and whole.sequence == old.sequence + 1 == before
    assert "Kenanga" in set(whole.tables.frames["posyandu"]["name"])


def test_no_more_puskesmas_stand_ready_than_memory_holds(engine: Engine, hands: Hands) -> None:
    for name in NAMES:
        hands.seconds += 1
        assert engine.whole(name) is not None
    assert list(engine._wholes) == NAMES[-MOST_KEPT:]
    assert len(engine._parsers) == MOST_KEPT


def test_the_tables_of_those_nobody_looks_at_are_handed_on_once_for_each_contents(
    engine: Engine, books: list[Path]
) -> None:
    facts = engine._unseen
    assert isinstance(facts, Facts)
    engine.whole(NAMES[0])
    for name in NAMES:
        engine._hand_on_unseen(name)
    assert set(facts.taken) == set(NAMES[1:])
    assert list(engine._wholes) == [NAMES[0]]
    before = dict(facts.taken)
    type_into(books[2], "Kenanga")
    engine.refresher.refresh_now()
    for name in NAMES:
        engine._hand_on_unseen(name)
    assert {name for name in NAMES[1:] if facts.taken[name] != before[name]} == {NAMES[2]}


def of_google(settings: Settings, hands: Hands, many: int) -> Engine:
    """An engine over workbooks in Google Sheets, each of a puskesmas of its own, that has read none yet."""
    books = tuple(BookSetting(f"Buku {n}", id=f"{n:044d}", puskesmas=f"Puskesmas {n}") for n in range(many))
    mine = replace(settings, books=books, service_account={}, sample_mode=False, refresh_seconds=60)
    made = Engine(mine, clock=hands.clock)
    hands.seconds += 3600
    return made


def test_one_nobody_looked_at_is_not_late_for_who_looks_now(settings: Settings, hands: Hands) -> None:
    engine = of_google(settings, hands, many=45)  # too many to read them all every minute
    assert engine.freshness("Puskesmas 3").problems == ()
    hands.seconds += 150
    assert len(engine.freshness("Puskesmas 3").problems) == 1


def test_where_all_are_read_at_every_interval_one_that_was_not_is_late_at_once(
    settings: Settings, hands: Hands
) -> None:
    assert len(of_google(settings, hands, many=2).freshness("Puskesmas 1").problems) == 1


@pytest.mark.parametrize("wanted", [5.0, 60.0, 300.0])
@pytest.mark.parametrize("watched", [0, 1, 5, 30, 44, 45])
def test_readings_stay_within_the_quota_and_what_is_watched_comes_first(wanted: float, watched: int) -> None:
    often, seldom = compute_intervals(wanted, watched, 45 - watched)
    a_minute = 60 * (watched / often + (45 - watched) / seldom)
    assert a_minute <= 60 / SECONDS_A_BOOK + 1e-9
    assert wanted <= often <= seldom
    if 0 < watched <= 5:
        assert often == max(wanted, 2.0 * watched)


def test_few_workbooks_are_all_read_at_the_interval_whoever_looks() -> None:
    assert compute_intervals(60.0, 1, 39) == (60.0, 60.0)
