"""Settings for views built from grids."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib import config
from lib.config import current_settings
from lib.settings import Settings
from tests.domain.kualitas_data.whole_book import TODAY


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Sample mode in a data folder of the test's own, on TODAY."""
    monkeypatch.setenv("PAPAN_CONTOH", "1")
    monkeypatch.setenv("PAPAN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PAPAN_HARI_INI", TODAY.isoformat())
    monkeypatch.setattr(config, "_current", None)
    return current_settings()
