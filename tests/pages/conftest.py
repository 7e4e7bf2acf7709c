"""Pages as their viewers get them: the real entry script, signed in, over a real workbook.

`open_page("gizi", user="kader", bulan="2026-10")` gives an AppTest that stands on that page. The users are
those of sample mode; `workbook=` puts another file in the sample's place (empty, broken, edited).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import HeadingBase

from lib import auth, config, data
from lib.config import ROOT, SAMPLE_PASSWORD, SAMPLE_WORKBOOK
from lib.workbook.sample.build import write_sample

TODAY = date(2026, 11, 22)
SECONDS = 60

OpenPage = Callable[..., AppTest]


@pytest.fixture(scope="session")
def sample_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample workbook as of TODAY; copy it before changing it."""
    path = tmp_path_factory.mktemp("contoh") / SAMPLE_WORKBOOK
    write_sample(path, today=TODAY)
    return path


@pytest.fixture
def change_workbook(sample_workbook: Path, tmp_path: Path) -> Callable[..., Path]:
    """A copy of the sample, changed: `change_workbook(without=["Jadwal"], emptied=["Penimbangan"])`."""

    def change(*, without: tuple[str, ...] = (), emptied: tuple[str, ...] = ()) -> Path:
        book = openpyxl.load_workbook(sample_workbook)
        for title in without:
            del book[title]
        for title in emptied:
            book[title].delete_rows(2, book[title].max_row)
        path = tmp_path / "diubah.xlsx"
        book.save(path)
        return path

    return change


@pytest.fixture(scope="session")
def _running() -> Iterator[dict[str, Any]]:
    """Which workbook this process reads at the moment: reading it again for every test would be slow."""
    yield {}
    data.stop()


@pytest.fixture
def open_page(
    sample_workbook: Path,
    _running: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> OpenPage:
    def open_(page: str, *, user: str = "kepala", workbook: Path | None = None, **query: str) -> AppTest:
        source = workbook or sample_workbook
        # Other tests of this process start and stop the reading too.
        if _running.get("source") != source or _running.get("engine") is not data._engine:
            folder = tmp_path_factory.mktemp("data")
            shutil.copy(source, folder / SAMPLE_WORKBOOK)
            _running.update(source=source, folder=folder)
            _use_sample_mode(monkeypatch, folder)
            data.start(config.current_settings())
            _running.update(engine=data._engine)
        else:
            _use_sample_mode(monkeypatch, _running["folder"])
        app = AppTest.from_file(str(ROOT / "lib" / "main.py"), default_timeout=SECONDS)
        app.run()
        app.text_input(key=auth.NAME_KEY).input(user)
        app.text_input(key=auth.PASSWORD_KEY).input(SAMPLE_PASSWORD)
        next(button for button in app.button if button.label == "Masuk").click().run()
        for name, value in query.items():
            app.query_params[name] = value
        app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
        levels = read_heading_levels(app)
        assert all(next_ <= level + 1 for level, next_ in pairwise([0, *levels])), f"Skips a level: {levels}"
        return app

    return open_


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
