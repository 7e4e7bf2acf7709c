"""The sample workbook read whole, and views of it for each sample account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lib import config, data
from lib.config import current_settings
from lib.data.engine import Parser, Whole, build_source, build_whole
from lib.data.seen import Seen, open_seen
from lib.domain.access import Viewer
from lib.domain.privacy import compute_scope
from lib.settings import BookSetting, Settings
from lib.sources.refresher import BookState
from tests.google_sheets import GoogleSheetsEmulator
from tests.personal_data import PersonalData, collect
from tests.sample import TODAY as TODAY


@pytest.fixture(scope="session")
def sample_xlsx(sample_workbook: Path) -> Path:
    """The sample workbook of TODAY; tests that change it copy it first."""
    return sample_workbook


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Sample mode in a data folder of the test's own, on TODAY."""
    monkeypatch.setenv("PAPAN_CONTOH", "1")
    monkeypatch.setenv("PAPAN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PAPAN_HARI_INI", TODAY.isoformat())
    monkeypatch.setattr(config, "_current", None)
    return current_settings()


def read_whole(books: tuple[BookSetting, ...], settings: Settings) -> Whole:
    """Everything of those workbooks, read once."""
    states = []
    for book in books:
        raw = build_source(book, settings).read()
        states.append(BookState(raw.key, raw.name, raw, raw.fetched_at))
    return build_whole("", tuple(states), Parser(), settings, sequence=1)


@pytest.fixture
def running() -> Iterator[Callable[[Settings], None]]:
    """`running(settings)` starts lib.data; stopped after the test."""
    yield data.start
    data.stop()


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleSheetsEmulator]:
    with GoogleSheetsEmulator() as emulator:
        for name, value in emulator.env().items():
            monkeypatch.setenv(name, value)
        yield emulator


class SampleViews:
    """The sample seen by each sample account; a Seen is built once."""

    def __init__(self, whole: Whole, settings: Settings) -> None:
        self.whole = whole
        self.personal: PersonalData = collect(whole.tables.frames)
        self._settings = settings
        self._kept: dict[str, Seen] = {}

    def __getitem__(self, username: str) -> Seen:
        if username not in self._kept:
            user = self._settings.find_user(username)
            assert user is not None
            viewer = Viewer(
                user.username, user.name, user.role, user.puskesmas, user.posyandu, user.nama_di_buku
            )
            self._kept[username] = open_seen(self.whole, compute_scope(viewer))
        return self._kept[username]


@pytest.fixture(scope="session")
def views(sample_xlsx: Path, tmp_path_factory: pytest.TempPathFactory) -> SampleViews:
    folder = tmp_path_factory.mktemp("tampilan")
    settings = config.read_settings(
        {
            "PAPAN_CONTOH": "1",
            "PAPAN_DATA": str(folder),
            "PAPAN_HARI_INI": TODAY.isoformat(),
        }
    )
    return SampleViews(read_whole((BookSetting("Contoh", berkas=sample_xlsx),), settings), settings)
