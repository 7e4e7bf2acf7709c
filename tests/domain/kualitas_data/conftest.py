"""Settings for views built from grids, and the view of the sample."""

from __future__ import annotations

import pytest

from lib.data.seen import Seen
from lib.settings import Settings
from tests.domain.kualitas_data.whole_book import build_view
from tests.reading import build_settings
from tests.sample import copy_sample_grids


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Sample mode on TODAY; nothing is read from or written to its data folder."""
    return build_settings(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def sample_view(settings: Settings) -> Seen:
    """Everything in the sample; its findings are made once."""
    return build_view(copy_sample_grids(), settings)
