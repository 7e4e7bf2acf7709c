"""/sehat knows of everything that somebody should look at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib import config, data
from lib.auth.audit import find_audit
from lib.auth.open_sessions import find_sessions
from lib.auth.throttle import find_throttle
from lib.health import read_health
from lib.workbook.template import write_template
from tests.auth.disk import full_disk
from tests.installation import write_secrets


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The secrets file of a running app with a workbook of its own."""
    write_template(tmp_path / "buku.xlsx")
    path = write_secrets(
        tmp_path / "rahasia.toml",
        books=[{"berkas": str(tmp_path / "buku.xlsx"), "nama": "Buku Melati"}],
        users={"kepala": {"roles": ["kepala"]}},
    )
    monkeypatch.setenv("PAPAN_RAHASIA", str(path))
    monkeypatch.delenv("PAPAN_CONTOH", raising=False)
    monkeypatch.setenv("PAPAN_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(config, "_current", None)
    find_sessions.cache_clear()
    find_throttle.cache_clear()
    data.start(config.current_settings())
    assert data._running().refresher.refresh_now(60)
    yield path
    data.stop()


def test_all_is_well(secrets: Path) -> None:
    health = read_health()
    assert (health["status"], health["perlu_dilihat"]) == ("baik", False)
    assert [health[name] for name in ("pengaturan", "sesi", "percobaan", "catatan")] == ["baik"] * 4
    assert "Melati" not in json.dumps(health)


@pytest.mark.parametrize("content", [None, "", "# kosong", "rusak"])
def test_a_lost_secrets_file_is_told_until_it_is_back(secrets: Path, content: str | None) -> None:
    before = secrets.read_text(encoding="utf-8")
    secrets.unlink() if content is None else secrets.write_text(content, encoding="utf-8")
    health = read_health()
    assert (health["status"], health["perlu_dilihat"]) == ("ada masalah", True)
    assert health["pengaturan"] == "gagal" and isinstance(health["pengaturan_detik"], int)
    assert str(secrets) not in json.dumps(health)
    secrets.write_text(before, encoding="utf-8")
    health = read_health()
    assert (health["status"], health["perlu_dilihat"]) == ("baik", False)


def test_a_full_disk_is_told_once_something_could_not_be_kept(secrets: Path) -> None:
    sessions, user = find_sessions(config.current_settings()), config.current_settings().users[0]
    with full_disk():
        tokens = [sessions.open("kepala", "t") for _ in range(100)]
        find_throttle(config.current_settings().data_folder).reserve("kepala", "10.0.0.1")
        find_audit().record_sign_in(user, "10.0.0.1")
        health = read_health()
    assert (health["status"], health["perlu_dilihat"]) == ("ada masalah", True)
    assert [health[name] for name in ("sesi", "percobaan", "catatan")] == ["gagal"] * 3
    assert all(sessions.find(token) for token in tokens)


def test_a_damaged_list_of_sessions_is_told_though_it_was_made_anew(secrets: Path) -> None:
    settings = config.current_settings()
    token = find_sessions(settings).open("kepala", "t")
    (settings.data_folder / "sesi.sqlite3").write_bytes(b"rusak" * 1000)
    assert find_sessions(settings).find(token) is None
    health = read_health()
    assert (health["status"], health["perlu_dilihat"], health["sesi"]) == (
        "ada masalah",
        True,
        "dibuat ulang",
    )


def test_an_app_with_workbooks_of_its_own_marks_its_data_folder(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Started again while the secrets file is away, it does not open the sample in their place."""
    monkeypatch.delenv("PAPAN_RAHASIA")
    monkeypatch.setattr(config, "SECRETS_FILE", secrets.with_name("tidak-ada.toml"))
    with pytest.raises(config.SettingsError, match="Kembalikan berkas itu"):
        config.read_settings()
