"""Tables built in a process of their own are those the server would build; its end troubles nobody."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from lib.data import build_child, engine
from lib.data.answers import ANSWERS
from lib.data.build_child import BuildChild
from lib.data.engine import Engine, Parser, build_source, build_whole
from lib.data.ready import RECENT_MONTHS, list_first, list_questions
from lib.data.seen import open_seen
from lib.domain.access import Role
from lib.domain.privacy import Scope
from lib.settings import BookSetting, Settings
from lib.sources.refresher import BookState
from tests.data.conftest import TODAY


@pytest.fixture
def settings(settings: Settings, small_workbook: Path) -> Settings:
    """What is handed over between processes is asked, not how much of it."""
    (book,) = settings.books
    assert book.berkas is not None
    shutil.copy(small_workbook, book.berkas)
    return settings


@pytest.fixture
def states(small_workbook: Path, settings: Settings) -> tuple[BookState, ...]:
    raw = build_source(BookSetting(nama="Buku", berkas=small_workbook), settings).read()
    return (BookState(raw.key, raw.name, raw, raw.fetched_at),)


def test_the_child_builds_what_the_server_would(states: tuple[BookState, ...], settings: Settings) -> None:
    here = build_whole("Satu", states, Parser(), settings, 7)
    there = BuildChild(states).build("Satu", settings, 7, opened=False)
    assert there is not None and there.books is states and not there.opened
    there.end_child()
    assert (there.puskesmas, there.sequence, there.today, there.links) == (
        here.puskesmas,
        here.sequence,
        here.today,
        here.links,
    )
    assert there.tables.frames.keys() == here.tables.frames.keys()
    for name, table in here.tables.frames.items():
        pd.testing.assert_frame_equal(there.tables.frames[name], table)
    pd.testing.assert_frame_equal(there.tables.findings, here.tables.findings)
    assert there.tables.readings == here.tables.readings


def test_the_child_answers_what_pages_ask_first(states: tuple[BookState, ...], settings: Settings) -> None:
    """The answers are those of this process, and nothing is computed here a second time."""
    child = BuildChild(states)
    there = child.build("", settings, 1)
    assert there is not None and there.child is child
    (seen,) = there.opened.values()
    assert seen._whole is there and seen.books == {state.key: state.name for state in states}
    first = set(ANSWERS.of(seen.owner))
    child.keep_rest(seen)
    more = ANSWERS.of(seen.owner)
    assert first < more.keys()
    child.end()
    here = open_seen(build_whole("", states, Parser(), settings, 1), Scope(Role.KEPALA))
    month = here.this_month
    for asked in (here, seen):
        list(ask() for ask in list_first(asked))
        list(ask() for ask in list_questions(asked, months_back=1))
    assert ANSWERS.of(seen.owner).keys() == more.keys()
    pd.testing.assert_frame_equal(seen.beranda.attention(month), here.beranda.attention(month))
    pd.testing.assert_frame_equal(seen.kebal_msg.sessions(month - 1), here.kebal_msg.sessions(month - 1))
    assert seen.beranda.headline(month) == here.beranda.headline(month)


def test_a_child_that_is_ended_answers_no_more(states: tuple[BookState, ...], settings: Settings) -> None:
    child = BuildChild(states)
    whole = child.build("", settings, 1)
    assert whole is not None and child._process is not None
    process = child._process
    whole.end_child()
    assert process.poll() is not None
    (seen,) = whole.opened.values()
    child.keep_rest(seen)  # at once
    child.end()


def test_new_tables_take_the_place_of_others_with_the_answers_of_the_last_months(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LEAST_BYTES", 1)
    one = Engine(settings)
    one.refresher.refresh_now()
    before = one.whole("")
    assert before is not None and before.child is not None
    one.settings = replace(settings, today_override=TODAY + timedelta(days=1))
    after = one.whole("")
    assert after is not None and after is not before
    (seen,) = after.opened.values()
    answered = set(ANSWERS.of(seen.owner))
    month = seen.this_month - (RECENT_MONTHS - 1)
    seen.kebal_msg.sessions(month)
    seen.beranda.attention(month)
    assert set(ANSWERS.of(seen.owner)) == answered
    one.stop()


def test_a_child_that_answers_nothing_holds_new_tables_up_for_a_moment_only(
    states: tuple[BookState, ...], settings: Settings
) -> None:
    child = BuildChild(states)
    silent = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], stdout=subprocess.PIPE)
    child._process = silent
    seen = open_seen(build_whole("", states, Parser(), settings, 1), Scope(Role.KEPALA))
    began = time.monotonic()
    child.keep_recent(seen, seconds=0.1)
    assert time.monotonic() - began < 30 and silent.poll() is None
    child.end()
    assert silent.poll() is not None
    child.keep_rest(seen)  # at once


def test_where_the_child_ends_the_server_builds(
    states: tuple[BookState, ...],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(build_child, "_COMMAND", (sys.executable, "-c", "import os; os._exit(3)"))
    monkeypatch.setattr(engine, "LEAST_BYTES", 1)
    one = Engine(settings)
    whole = one._build("", states, 1)
    assert "event=build_child_ended" in caplog.text
    assert len(whole.tables.frames["penimbangan"]) and whole.books is states


def test_keys_and_accounts_stay_in_the_server(
    states: tuple[BookState, ...], settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = tmp_path / "asked"
    program = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"
    monkeypatch.setattr(build_child, "_COMMAND", (sys.executable, "-c", program, str(kept)))
    secret = replace(settings, service_account={"private_key": "RAHASIA-SEKALI"})
    assert BuildChild(states).build("", secret, 1) is None
    asked = kept.read_bytes()
    assert b"RAHASIA-SEKALI" not in asked and secret.cookie.key.encode() not in asked


def test_a_small_workbook_starts_no_process(
    states: tuple[BookState, ...],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(build_child, "_COMMAND", ("/no/such/program",))
    assert build_child.measure_states(states) < build_child.LEAST_BYTES
    assert len(Engine(settings)._build("", states, 1).tables.frames["balita"])
    assert "build_child_ended" not in caplog.text
