"""The sample workbook read whole, and views of it for each sample account."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lib import config, data
from lib.config import current_settings
from lib.data.engine import Whole
from lib.data.seen import Seen, open_seen
from lib.domain.access import Viewer
from lib.domain.privacy import compute_scope
from lib.settings import Settings
from tests.google_sheets import GoogleSheetsEmulator
from tests.personal_data import PersonalData, collect
from tests.reading import build_settings, start_cold
from tests.reading import read_whole as read_whole
from tests.sample import TODAY as TODAY


@pytest.fixture(scope="session")
def sample_xlsx(sample_workbook: Path) -> Path:
    """The sample workbook of TODAY; tests that change it copy it first."""
    return sample_workbook


@pytest.fixture
def settings(tmp_path: Path, small_workbook: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Sample mode in a data folder of the test's own, the small workbook in it, on TODAY."""
    monkeypatch.setenv("PAPAN_CONTOH", "1")
    monkeypatch.setenv("PAPAN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PAPAN_HARI_INI", TODAY.isoformat())
    monkeypatch.setattr(config, "_current", None)
    settings = current_settings()
    (book,) = settings.books
    assert book.berkas is not None
    book.berkas.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(small_workbook, book.berkas)
    return settings


@pytest.fixture
def reading() -> Iterator[Callable[[Settings], None]]:
    """`reading(settings)` starts lib.data, which answers what it is asked; stopped after the test."""
    yield start_cold
    data.stop()


@pytest.fixture
def running() -> Iterator[Callable[[Settings], None]]:
    """The same as in a server: what may be asked is made ready, facts are kept."""
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
def views(sample_whole: Whole, tmp_path_factory: pytest.TempPathFactory) -> SampleViews:
    return SampleViews(sample_whole, build_settings(tmp_path_factory.mktemp("tampilan")))
