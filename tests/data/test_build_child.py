"""Tables built in a process of their own are those the server would build; its end troubles nobody."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from lib.data import build_child, engine
from lib.data.engine import Engine, Parser, build_source, build_whole
from lib.settings import BookSetting, Settings
from lib.sources.refresher import BookState


@pytest.fixture
def states(sample_xlsx: Path, settings: Settings) -> tuple[BookState, ...]:
    raw = build_source(BookSetting(nama="Buku", berkas=sample_xlsx), settings).read()
    return (BookState(raw.key, raw.name, raw, raw.fetched_at),)


def test_the_child_builds_what_the_server_would(states: tuple[BookState, ...], settings: Settings) -> None:
    here = build_whole("Satu", states, Parser(), settings, 7)
    there = build_child.build_in_child("Satu", states, settings, 7)
    assert there is not None and there.books is states
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
    assert build_child.build_in_child("", states, secret, 1) is None
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
