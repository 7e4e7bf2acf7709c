"""Settings: sample mode without a secrets file, and one clear line for every mistake in one."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import bcrypt
import pytest

from lib import config
from lib.config import SettingsError, read_settings
from lib.domain.access import Role
from lib.secrets_file import read_hosts

HASH = bcrypt.hashpw(b"rahasia", bcrypt.gensalt(4)).decode()

BOOK = '[[buku]]\nberkas = "data/a.xlsx"\nnama = "A"\n'
COOKIE = f'[cookie]\nname = "papan"\nkey = "{"k" * 32}"\nexpiry_days = 1\n'
KEPALA = (
    '[credentials.usernames.Kepala]\nfirst_name = "Ibu"\nlast_name = "Sari"\n'
    f'password = "{HASH}"\nroles = ["kepala"]\n'
)
GOOD = BOOK + COOKIE + KEPALA


def read(tmp_path: Path, secrets: str | None, **environ: str) -> config.Settings:
    path = tmp_path / "rahasia.toml"
    if secrets is not None:
        path.write_text(secrets, encoding="utf-8")
        environ["PAPAN_RAHASIA"] = str(path)
    return read_settings({"PAPAN_DATA": str(tmp_path / "data"), **environ})


@pytest.fixture(autouse=True)
def no_secrets_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "SECRETS_FILE", tmp_path / "tidak-ada.toml")


def test_without_a_secrets_file_the_sample_has_an_account_for_every_role(tmp_path: Path) -> None:
    settings = read(tmp_path, None)
    assert settings.sample_mode
    assert {user.role for user in settings.users} == set(Role)
    assert settings.books[0].berkas == (tmp_path / "data" / "contoh.xlsx").resolve()
    assert all(
        bcrypt.checkpw(config.SAMPLE_PASSWORD.encode(), u.password_hash.encode()) for u in settings.users
    )
    names = {user.nama_di_buku for user in settings.users if user.role == Role.MITRA}
    assert names == {config.SAMPLE_MENTOR, config.SAMPLE_STUDENT}


def test_sample_cookie_key_is_random_per_installation_and_kept(tmp_path: Path) -> None:
    key = read(tmp_path, None).cookie.key
    assert len(key) >= config.COOKIE_KEY_LENGTH
    assert read(tmp_path, None).cookie.key == key
    assert read(tmp_path / "lain", None).cookie.key != key
    assert (tmp_path / "data" / "kunci_contoh").stat().st_mode & 0o077 == 0


def test_with_a_workbook_of_ones_own_there_are_no_sample_accounts(tmp_path: Path) -> None:
    settings = read(tmp_path, GOOD)
    assert not settings.sample_mode
    assert [user.username for user in settings.users] == ["kepala"]
    assert settings.users[0].name == "Ibu Sari"
    assert settings.find_user(" KEPALA ") is settings.users[0]
    assert settings.find_user("tamu") is None


def test_a_google_workbook_is_found_by_its_address(tmp_path: Path) -> None:
    book_id = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcd"
    secrets = (
        f'[[buku]]\nid = "https://docs.google.com/spreadsheets/d/{book_id}/edit#gid=0"\n'
        '[gcp_service_account]\nclient_email = "a@b.c"\n' + COOKIE + KEPALA
    )
    settings = read(tmp_path, secrets)
    assert settings.books[0].id == settings.books[0].key == book_id
    assert settings.service_account == {"client_email": "a@b.c"}


@pytest.mark.parametrize(
    ("secrets", "says"),
    [
        (COOKIE + KEPALA, "belum punya [[buku]]"),
        ('[buku]\nid = "x"\n' + COOKIE + KEPALA, "belum punya [[buku]]"),
        ('[[buku]]\nnama = "A"\n' + COOKIE + KEPALA, "isi salah satu"),
        ('[[buku]]\nid = "abc"\n' + COOKIE + KEPALA, "bukan id atau alamat"),
        (f'[[buku]]\nid = "{"a" * 44}"\n' + COOKIE + KEPALA, "[gcp_service_account]"),
        (BOOK + BOOK + COOKIE + KEPALA, "dua buku"),
        (BOOK + KEPALA, "[cookie]"),
        (BOOK + COOKIE.replace("k" * 32, "k" * 31) + KEPALA, "paling sedikit 32"),
        (BOOK + COOKIE.replace("expiry_days = 1", "expiry_days = 365") + KEPALA, "expiry_days"),
        (BOOK + COOKIE, "Belum ada akun"),
        (GOOD.replace(HASH, "kata-sandi-polos"), "bcrypt"),
        (GOOD.replace('"kepala"]', '"raja"]'), "roles"),
        (GOOD.replace('["kepala"]', '["kepala", "kader"]'), "roles"),
        (GOOD.replace('"kepala"]', '"kader"]'), "posyandu"),
        (GOOD.replace('"kepala"]', '"mitra"]'), "nama_di_buku"),
        (GOOD + KEPALA.replace("Kepala", "kepala"), "sama"),
        (GOOD + "[sesi]\nmenit_diam = 1\n", "menit_diam"),
        ("ini bukan toml", "TOML"),
    ],
)
def test_a_mistake_is_said_in_one_clear_line_without_secrets(tmp_path: Path, secrets: str, says: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(says)) as raised:
        read(tmp_path, secrets)
    message = str(raised.value)
    assert "\n" not in message
    assert HASH not in message
    assert "kata-sandi-polos" not in message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PAPAN_JEDA", "cepat"),
        ("PAPAN_JEDA", "1"),
        ("PAPAN_HARI_INI", "22/11/2026"),
        ("PAPAN_RAHASIA", "/tidak/ada"),
    ],
)
def test_a_wrong_variable_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read(tmp_path, None, **{name: value})


def test_today_follows_the_given_day_else_the_clock_of_the_call(tmp_path: Path) -> None:
    assert config.today(read(tmp_path, None, PAPAN_HARI_INI="2026-02-03")) == date(2026, 2, 3)
    assert config.today(read(tmp_path, None)) == config.now().date()
    assert config.now("WIT").utcoffset() != config.now("WIB").utcoffset()
    assert config.now("entah").utcoffset() == config.now("WIB").utcoffset()


def test_secrets_do_not_show_in_the_settings_text(tmp_path: Path) -> None:
    settings = read(tmp_path, GOOD + '[gcp_service_account]\nprivate_key = "kunci-rahasia"\n')
    assert not any(secret in repr(settings) for secret in (HASH, "k" * 32, "kunci-rahasia"))


def test_a_changed_secrets_file_counts_at_once_and_a_broken_one_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rahasia.toml"
    path.write_text(GOOD, encoding="utf-8")
    monkeypatch.setenv("PAPAN_RAHASIA", str(path))
    monkeypatch.setenv("PAPAN_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(config, "_current", None)
    assert config.current_settings().users[0].name == "Ibu Sari"
    path.write_text(GOOD.replace("Sari", "Ratih"), encoding="utf-8")
    assert config.current_settings().users[0].name == "Ibu Ratih"
    path.write_text("rusak", encoding="utf-8")
    assert config.current_settings().users[0].name == "Ibu Ratih"


FILES_LOST = {
    "moved away": lambda path: path.rename(path.with_name("lain.toml")),
    "emptied": lambda path: path.write_text("", encoding="utf-8"),
    "only a comment": lambda path: path.write_text("# sedang diganti\n", encoding="utf-8"),
    "broken": lambda path: path.write_text("rusak", encoding="utf-8"),
    "without books": lambda path: path.write_text(COOKIE + KEPALA, encoding="utf-8"),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.fixture
def own_books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The secrets file of a process that has started with a workbook of one's own."""
    path = config.SECRETS_FILE
    path.write_text(GOOD, encoding="utf-8")
    monkeypatch.delenv("PAPAN_RAHASIA", raising=False)
    monkeypatch.delenv("PAPAN_CONTOH", raising=False)
    monkeypatch.setenv("PAPAN_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(config, "_current", None)
    config.current_settings()
    return path


@pytest.mark.parametrize("lose", FILES_LOST.values(), ids=FILES_LOST)
def test_a_secrets_file_lost_while_running_changes_nothing_and_is_told(
    own_books: Path, lose: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    before = config.current_settings()
    assert config.find_settings_problem() is None
    lose(own_books)
    for _ in range(3):
        assert config.current_settings() == before
    assert config.find_settings_problem() is not None
    assert sum(record.levelname == "ERROR" for record in caplog.records) == 1
    if own_books.is_dir():
        own_books.rmdir()
    own_books.write_text(GOOD.replace("Sari", "Ratih"), encoding="utf-8")
    assert config.current_settings().users[0].name == "Ibu Ratih"
    assert config.find_settings_problem() is None


def test_workbooks_and_mode_are_decided_at_start(own_books: Path) -> None:
    before = config.current_settings()
    own_books.write_text(GOOD.replace("data/a.xlsx", "data/b.xlsx"), encoding="utf-8")
    assert config.current_settings().books == before.books


def test_sample_mode_stays_the_sample_when_a_secrets_file_appears(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPAN_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(config, "_current", None)
    before = config.current_settings()
    assert before.sample_mode
    config.SECRETS_FILE.write_text(GOOD, encoding="utf-8")
    assert config.current_settings() == before


@pytest.mark.parametrize("content", ["", "# belum diisi\n", "\ufeff", "\n\n"])
def test_a_file_that_says_nothing_is_refused_at_start(tmp_path: Path, content: str) -> None:
    with pytest.raises(SettingsError, match=r"kosong.*hapus berkas itu untuk memakai mode contoh"):
        read(tmp_path, content)


def test_sample_mode_can_be_asked_for_whatever_secrets_there_are(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD, PAPAN_CONTOH="1").sample_mode
    assert not read(tmp_path, GOOD, PAPAN_CONTOH="0").sample_mode
    with pytest.raises(SettingsError, match="PAPAN_CONTOH"):
        read(tmp_path, GOOD, PAPAN_CONTOH="ya")


def test_a_data_folder_of_own_workbooks_is_not_opened_as_the_sample(tmp_path: Path) -> None:
    config.remember_own_books(read(tmp_path, None))
    assert read(tmp_path, None).sample_mode
    config.remember_own_books(read(tmp_path, GOOD))
    with pytest.raises(SettingsError, match="Kembalikan berkas itu; untuk mode contoh, setel PAPAN_CONTOH=1"):
        read(tmp_path, None)
    assert read(tmp_path, None, PAPAN_CONTOH="1").sample_mode


def test_sample_accounts_and_own_workbooks_share_nothing(tmp_path: Path) -> None:
    sample, own = read(tmp_path, None), read(tmp_path, GOOD)
    assert sample.snapshot_folder != own.snapshot_folder
    assert sample.cookie.key != own.cookie.key
    with pytest.raises(SettingsError, match=r"contoh\.xlsx"):
        read(tmp_path, GOOD.replace("data/a.xlsx", str(tmp_path / "data" / "contoh.xlsx")))
    with pytest.raises(SettingsError, match="akun contoh"):
        read(tmp_path, GOOD.replace(HASH, sample.users[0].password_hash))


def test_commands_need_no_accounts(tmp_path: Path) -> None:
    path = tmp_path / "rahasia.toml"
    path.write_text(BOOK, encoding="utf-8")
    environ = {"PAPAN_DATA": str(tmp_path / "data"), "PAPAN_RAHASIA": str(path)}
    settings = read_settings(environ, accounts=False)
    assert settings.books[0].nama == "A" and settings.users == ()
    with pytest.raises(SettingsError, match="cookie"):
        read_settings(environ)
    path.write_text("rusak", encoding="utf-8")
    assert read_settings(environ, accounts=False, books=False).users == ()


def test_the_example_file_is_complete_but_for_what_must_be_filled_in(tmp_path: Path) -> None:
    example = (config.ROOT / ".streamlit" / "secrets.example.toml").read_text(encoding="utf-8")
    with pytest.raises(SettingsError, match="key"):
        read(tmp_path, example)
    filled = example.replace('key = ""', f'key = "{"k" * 40}"').replace("$2b$12$…", HASH)
    assert {user.role for user in read(tmp_path, filled).users} == {Role.KEPALA, Role.KADER, Role.MITRA}


def test_the_command_line_reads_settings_without_streamlit() -> None:
    code = "import lib.config, sys; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=config.ROOT, check=False).returncode == 0


@pytest.mark.parametrize(
    ("given", "host"),
    [("papan.puskesmas.id", "papan.puskesmas.id"), ("https://Papan.puskesmas.id/gizi", "papan.puskesmas.id"),
     ("192.168.1.20:8501", "192.168.1.20"), ("komputer-gizi", "komputer-gizi"),
     ("[fd00::1]:8501", "fd00::1")],
)  # fmt: skip
def test_an_address_of_the_board_counts_as_its_host(given: str, host: str) -> None:
    assert read_hosts({"alamat": [given]}) == (host,)


@pytest.mark.parametrize("wrong", ["papan", {"alamat": "papan.id"}, {"alamat": ["*"]}, {"alamat": ["a b"]}])
def test_an_address_that_is_none_stops_the_start(wrong: object) -> None:
    with pytest.raises(SettingsError):
        read_hosts(wrong)
