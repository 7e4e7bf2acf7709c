"""Pages as their viewers get them: the real entry script, signed in, over a real workbook.

`open_page("gizi", user="kader", bulan="2026-10")` gives an AppTest that stands on that page. The users are
those of sample mode; `workbook=` puts another file in the sample's place (empty, broken, edited).
"""

from __future__ import annotations

import inspect
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import HeadingBase

from lib import config, data
from lib.auth import gate
from lib.auth.open_sessions import find_sessions
from lib.auth.sessions import compute_password_mark
from lib.config import ROOT, SAMPLE_WORKBOOK
from tests.sample import TODAY as TODAY

SECONDS = 60

OpenPage = Callable[..., AppTest]


@pytest.fixture(scope="session")
def _changed(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[object, ...], Path]:
    """The changed workbooks of this process, by what is missing."""
    return {(): tmp_path_factory.mktemp("diubah")}


@pytest.fixture
def change_workbook(
    sample_workbook: Path, tmp_path: Path, _changed: dict[tuple[object, ...], Path]
) -> Callable[..., Path]:
    """A copy of the sample, changed: `change_workbook(without=["Jadwal"], emptied=["Penimbangan"])`.

    The same change gives the same file again; without a change it is the test's own, to write in.
    """

    def change(*, without: tuple[str, ...] = (), emptied: tuple[str, ...] = ()) -> Path:
        if not without and not emptied:
            return Path(shutil.copy(sample_workbook, tmp_path / "diubah.xlsx"))
        key = (frozenset(without), frozenset(emptied))
        if key not in _changed:
            book = openpyxl.load_workbook(sample_workbook)
            for title in without:
                del book[title]
            for title in emptied:
                book[title].delete_rows(2, book[title].max_row)
            path = _changed[()] / f"diubah{len(_changed)}.xlsx"
            book.save(path)
            _changed[key] = path
        return _changed[key]

    return change


@dataclass
class Running:
    """What this process reads at the moment, and the pages opened on it: reading the workbook and drawing a
    page again for every test would be slow."""

    source: Path | None = None
    folder: Path | None = None
    engine: object = None
    opened: dict[tuple[object, ...], tuple[AppTest, object]] = field(default_factory=dict)
    """Page, user and address → the page and what its last run drew."""


@pytest.fixture(scope="session")
def _running() -> Iterator[Running]:
    yield Running()
    data.stop()


@pytest.fixture
def open_page(
    request: pytest.FixtureRequest,
    sample_workbook: Path,
    _running: Running,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> OpenPage:
    # A test that puts something of its own in the program's place sees no page drawn without it.
    alone = "monkeypatch" in inspect.signature(request.function).parameters

    def open_(page: str, *, user: str = "kepala", workbook: Path | None = None, **query: str) -> AppTest:
        source = workbook or sample_workbook
        # Other tests of this process start and stop the reading too.
        if _running.source != source or _running.engine is not data._engine:
            _running.source, _running.folder = source, tmp_path_factory.mktemp("data")
            _running.opened.clear()
            shutil.copy(source, _running.folder / SAMPLE_WORKBOOK)
            _use_sample_mode(monkeypatch, _running.folder)
            data.start(config.current_settings())
            _running.engine = data._engine
        else:
            assert _running.folder is not None
            _use_sample_mode(monkeypatch, _running.folder)
        key = (page, user, *sorted(query.items()))
        app, drawn = _running.opened.get(key, (None, None))
        # Whoever pressed something on it had it run again, and it is theirs alone.
        if app is None or app._tree is not drawn or alone:
            app = _open(page, user, query)
            if not alone:
                _running.opened[key] = (app, app._tree)
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


def _use_sample_mode(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
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
