"""An installation of its own for each test: sample mode, an empty data folder, pages of the test's own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib import config
from lib.auth import gate
from lib.domain.access import PAGES

PAGE = """
import streamlit as st
from lib import auth
viewer = auth.require_viewer("{key}")
st.text("isi-halaman {key} untuk " + viewer.username)
"""


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder that every account may look into: see `read_only`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each page holds one line, "isi-halaman <page> untuk <username>"; gives the path of the secrets file,
    which is not there: whoever wants no sample mode writes it before the app is opened."""
    secrets = tmp_path / "rahasia.toml"
    monkeypatch.setenv("PAPAN_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("PAPAN_RAHASIA", raising=False)
    monkeypatch.delenv("PAPAN_CONTOH", raising=False)
    monkeypatch.setattr(config, "SECRETS_FILE", secrets)
    monkeypatch.setattr(config, "ROOT", tmp_path)
    monkeypatch.setattr(config, "_current", None)
    for cached in (gate._credentials, gate._decoy_hash, gate._sessions, gate._throttle):
        cached.cache_clear()
    (tmp_path / "pages").mkdir()
    for key in PAGES:
        (tmp_path / "pages" / f"{key}.py").write_text(PAGE.format(key=key), encoding="utf-8")
    return secrets
