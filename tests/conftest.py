"""What tests of several folders share, made once: the sample workbook, and the app that shows it.

Imports stand in the fixtures: a rule's test should not wait for a writer of workbooks and a server.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from lib.data.engine import Whole
    from lib.data.seen import Seen
    from tests.server import Server


FIRST = (
    *("sources/test_two_servers.py", "browser/test_axe.py", "browser/test_sign_in.py"),
    *("browser/test_faults.py", "test_walk.py", "browser/test_live_data.py", "auth/test_door.py"),
    *("browser", "pages", "sources", "auth", "data", "reports"),
)
"""What begins first, so that no worker is at a long file when the others are done; of three workers one at a
file that mostly waits (for an interval to be over, for a browser), so that two cores are enough for them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    root = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        path = item.path.relative_to(root).as_posix()
        return next((place for place, name in enumerate(FIRST) if path.startswith(name)), len(FIRST))

    items.sort(key=place)


def pytest_configure() -> None:
    """What tests keep for each other stays until the end: to go through all of it for garbage, as often as
    Python does unasked, took a fifteenth of the time."""
    gc.set_threshold(100_000, 50, 1000)


@pytest.fixture(scope="session")
def sample_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample workbook as of TODAY (tests/sample.py); copy it before changing it."""
    from tests.sample import find_sample

    return find_sample(tmp_path_factory)


@pytest.fixture(scope="session")
def small_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of SMALL (tests/sample.py); copy it before changing it."""
    from lib.workbook.sample.build import write_sample
    from tests.sample import SMALL, TODAY

    path = tmp_path_factory.mktemp("kecil") / "kecil.xlsx"
    write_sample(path, today=TODAY, **SMALL)
    return path


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
    """The app in sample mode on TODAY, shared by the tests that do not mind each other, of all workers."""
    from tests.server import share_server

    with share_server(tmp_path_factory, sample_workbook) as server:
        yield server
