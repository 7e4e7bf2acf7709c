"""What tests of several folders share, made once: the sample workbook, and the app that shows it.

Imports stand in the fixtures: a rule's test should not wait for a writer of workbooks and a server.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from lib.data.engine import Whole
    from lib.data.seen import Seen
    from tests.server import Server


SLOWEST = ("browser", "test_walk.py", "sources", "auth", "pages", "data", "reports")
"""What begins first, so that no worker is at a long file when the others are done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(SLOWEST)}
    root = Path(__file__).parent
    items.sort(key=lambda item: places.get(item.path.relative_to(root).parts[0], len(places)))


@pytest.fixture(scope="session")
def sample_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample workbook as of TODAY (tests/sample.py); copy it before changing it."""
    from tests.sample import find_sample

    return find_sample(tmp_path_factory)


@pytest.fixture(scope="session")
def sample_whole(sample_workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """The sample as read from its file, a workbook named Contoh."""
    from lib.settings import BookSetting
    from tests.reading import build_settings, read_whole

    settings = build_settings(tmp_path_factory.mktemp("data"))
    return read_whole((BookSetting("Contoh", berkas=sample_workbook),), settings)


@pytest.fixture(scope="session")
def sample_seen(sample_whole: Whole) -> Seen:
    """Everything in the sample, shared: what a test asks it is there for the next."""
    from lib.data.seen import open_seen
    from lib.domain.privacy import EVERYTHING

    return open_seen(sample_whole, EVERYTHING)


@pytest.fixture(scope="session")
def sample_server(tmp_path_factory: pytest.TempPathFactory, sample_workbook: Path) -> Iterator[Server]:
    """The app in sample mode on TODAY, shared by the tests that do not mind each other."""
    from tests.server import start_server
    from tests.visitor import draw_first_page

    server = start_server(tmp_path_factory.mktemp("server"), sample=sample_workbook)
    draw_first_page(server.url)
    yield server
    server.stop()
