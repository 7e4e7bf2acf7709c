"""What tests of several folders share, made once: the sample workbook, and the app that shows it.

Imports stand in the fixtures: a rule's test should not wait for a writer of workbooks and a server.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.server import Server


@pytest.fixture(scope="session")
def sample_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample workbook as of TODAY (tests/sample.py); copy it before changing it."""
    from tests.sample import find_sample

    return find_sample(tmp_path_factory)


@pytest.fixture(scope="session")
def sample_server(tmp_path_factory: pytest.TempPathFactory, sample_workbook: Path) -> Iterator[Server]:
    """The app in sample mode on TODAY, shared by the tests that do not mind each other."""
    from tests.server import start_server

    server = start_server(tmp_path_factory.mktemp("server"), sample=sample_workbook)
    yield server
    server.stop()
