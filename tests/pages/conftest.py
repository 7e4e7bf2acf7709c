"""Pages as their viewers get them: the real entry script, signed in, over a real workbook.

`open_page("gizi", user="kader", bulan="2026-10")` gives an AppTest that stands on that page. The users are
those of sample mode; `workbook=` puts another file in the sample's place (empty, broken, edited).
"""

from __future__ import annotations

import inspect
import re
import shutil
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from streamlit.testing.v1.element_tree import HeadingBase

from lib import config, data
from lib.auth import gate
from lib.auth.open_sessions import find_sessions
from lib.auth.sessions import compute_password_mark
from lib.config import ROOT, SAMPLE_WORKBOOK
from lib.data.engine import Engine
from lib.data.kualitas_data.loop import QualityLoop
from lib.data.seen import Seen
from lib.workbook.template import write_template
from tests.app_test import AppTest
from tests.reading import start_cold
from tests.sample import TODAY as TODAY
from tests.sample import write_changed

SECONDS = 120

OpenPage = Callable[..., AppTest]


@pytest.fixture(scope="session")
def _changed(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[object, ...], Path]:
    """The changed workbooks of this process, by what is missing."""
    return {(): tmp_path_factory.mktemp("diubah")}


@pytest.fixture
def change_workbook(
    small_workbook: Path, tmp_path: Path, _changed: dict[tuple[object, ...], Path]
) -> Callable[..., Path]:
    """A copy of the sample, changed: `change_workbook(without=["Jadwal"], emptied=["Penimbangan"])`.

    The same change gives the same file again; without a change it is the test's own, to write in.
    """

    def change(*, without: tuple[str, ...] = (), emptied: tuple[str, ...] = ()) -> Path:
        if not without and not emptied:
            return Path(shutil.copy(small_workbook, tmp_path / "diubah.xlsx"))
        key = (frozenset(without), frozenset(emptied))
        if key not in _changed:
            path = _changed[()] / f"diubah{len(_changed)}.xlsx"
            write_changed(small_workbook, path, without=without, emptied=emptied)
            _changed[key] = path
        return _changed[key]

    return change


@pytest.fixture(scope="session")
def empty_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template as a puskesmas gets it."""
    path = tmp_path_factory.mktemp("kosong") / "kosong.xlsx"
    write_template(path)
    return path


MOST_READINGS = 3


class Readings:
    """What this process reads, workbook by workbook, and the pages opened on each: to read a workbook and to
    draw a page again for every test would be slow."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._kept: OrderedDict[Path, Reading] = OrderedDict()
        """The one looked at last at the end."""

    def open(self, source: Path, patch: pytest.MonkeyPatch) -> Reading:
        """The reading of a workbook is what lib.data answers from, from now on."""
        if all(data._engine is not reading.engine for reading in self._kept.values()):
            data.stop()  # another test's
        reading = self._kept.pop(source, None)
        if reading is None or reading.engine._stopping.is_set():
            reading = self._start(source, patch)
        self._kept[source] = reading
        while len(self._kept) > MOST_READINGS:
            self._kept.popitem(last=False)[1].engine.stop()
        use_sample_mode(patch, reading.folder)
        data._engine, data._loop, data._kept = reading.engine, reading.loop, reading.seen
        return reading

    def _start(self, source: Path, patch: pytest.MonkeyPatch) -> Reading:
        folder = self._folders.mktemp("data")
        shutil.copy(source, folder / SAMPLE_WORKBOOK)
        use_sample_mode(patch, folder)
        data._engine, data._kept = None, OrderedDict()  # so that the others go on
        start_cold(config.current_settings())
        assert data._engine is not None and data._loop is not None
        return Reading(folder, data._engine, data._loop, data._kept)

    def stop(self) -> None:
        for reading in self._kept.values():
            reading.engine.stop()
        data.stop()


@dataclass
class Reading:
    folder: Path
    engine: Engine
    loop: QualityLoop
    seen: OrderedDict[tuple[object, ...], Seen]
    opened: dict[tuple[object, ...], tuple[AppTest, object]] = field(default_factory=dict)
    """Page, user and address → the page and what its last run drew."""


@pytest.fixture(scope="session")
def _readings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Readings]:
    readings = Readings(tmp_path_factory)
    yield readings
    readings.stop()


@pytest.fixture
def open_page(
    request: pytest.FixtureRequest,
    sample_workbook: Path,
    _readings: Readings,
    monkeypatch: pytest.MonkeyPatch,
) -> OpenPage:
    # A test that puts something of its own in the program's place sees no page drawn without it.
    alone = "monkeypatch" in inspect.signature(request.function).parameters

    def open_(page: str, *, user: str = "kepala", workbook: Path | None = None, **query: str) -> AppTest:
        opened = _readings.open(workbook or sample_workbook, monkeypatch).opened
        key = (page, user, *sorted(query.items()))
        app, drawn = opened.get(key, (None, None))
        # Whoever pressed something on it had it run again, and it is theirs alone.
        if app is None or app._tree is not drawn or alone:
            app = _open(page, user, query)
            if not alone:
                opened[key] = (app, app._tree)
        return app

    return open_


def _open(page: str, user: str, query: dict[str, str]) -> AppTest:
    """A tab that signed in before: the form is tests/auth's."""
    app = AppTest.from_file(str(ROOT / "lib" / "main.py"), default_timeout=SECONDS)
    settings = config.current_settings()
    account = settings.find_user(user)
    assert account is not None
    token = find_sessions(settings).open(user, compute_password_mark(account.password_hash))
    app.session_state[gate._TOKEN] = token
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
    levels = read_heading_levels(app)
    assert all(next_ <= level + 1 for level, next_ in pairwise([0, *levels])), f"Skips a level: {levels}"
    return app


def use_sample_mode(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("PAPAN_DATA", str(folder))
    monkeypatch.setenv("PAPAN_CONTOH", "1")
    monkeypatch.setenv("PAPAN_HARI_INI", TODAY.isoformat())
    monkeypatch.setattr(config, "_current", None)


def read_heading_levels(app: AppTest) -> list[int]:
    """1 for the page's title, 2 for its parts …, in order: what a screen reader's list of headings shows."""
    levels: list[int] = []
    for element in app.main:
        if isinstance(element, HeadingBase):
            levels.append(int(element.tag.removeprefix("h")))
        elif element.type == "html":
            levels += [int(level) for level in re.findall(r"<h([1-6])", element.proto.body)]
    return levels


def read_html(app: AppTest) -> str:
    """Everything the page drew as HTML of its own, unescaped."""
    return unescape(" ".join(element.proto.body for element in app.get("html")))
