"""The only reader of secrets and environment: one frozen `Settings` for app and command line.

Read from `.streamlit/secrets.toml` (its shape is in `.streamlit/secrets.example.toml`) and these variables:

- `PAPAN_RAHASIA`: another path for the secrets file
- `PAPAN_DATA`: folder for the snapshot, the session registry and the sample workbook (default `./data`)
- `PAPAN_JEDA`: seconds between two reads of the workbooks (default 60, at least 5)
- `PAPAN_HARI_INI`: YYYY-MM-DD, the day taken as "today"

Without a secrets file the app runs in sample mode. No streamlit in here: `python -m lib` imports it too.
"""

from __future__ import annotations

import logging
import os
import secrets
import threading
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from lib.domain.access import Role
from lib.secrets_file import compute_settings
from lib.settings import (
    COOKIE_KEY_LENGTH,
    REFRESH_SECONDS,
    BookSetting,
    CookieSetting,
    Settings,
    SettingsError,
    User,
)
from lib.workbook.sample.people import SAMPLE_KADER_POSYANDU, SAMPLE_MENTOR, SAMPLE_STUDENT

__all__ = [
    "BookSetting",
    "CookieSetting",
    "Settings",
    "SettingsError",
    "User",
    "current_settings",
    "now",
    "read_settings",
    "today",
]

ROOT = Path(__file__).resolve().parents[1]
SECRETS_FILE = ROOT / ".streamlit" / "secrets.toml"
REFRESH_LEAST_SECONDS = 5

# Indonesia has no daylight saving time, so that fixed offsets say it all and no tz database is needed.
TIME_ZONES = {
    "WIB": timezone(timedelta(hours=7), "WIB"),
    "WITA": timezone(timedelta(hours=8), "WITA"),
    "WIT": timezone(timedelta(hours=9), "WIT"),
}

SAMPLE_PASSWORD = "posyandu"
# bcrypt of SAMPLE_PASSWORD: constant, so that a restart in sample mode does not sign anybody out.
SAMPLE_PASSWORD_HASH = "$2b$10$RxfAsDi4AnSxYgyt5wsCP.13g.bIEz4n47p8Hi2P0Xe/9UnYBV6BS"
SAMPLE_WORKBOOK = "contoh.xlsx"

_log = logging.getLogger(__name__)


def now(zone: str = "WIB") -> datetime:
    """The clock in the puskesmas's time zone (WIB, WITA or WIT; anything else counts as WIB)."""
    return datetime.now(TIME_ZONES.get(zone.strip().upper(), TIME_ZONES["WIB"]))


def today(settings: Settings, zone: str = "WIB") -> date:
    """Today in the puskesmas's time zone, at the moment of the call; PAPAN_HARI_INI wins."""
    return settings.today_override or now(zone).date()


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read secrets file and environment.

    Sample mode only without a secrets file (or with an empty one): with any workbook of one's own in it the
    sample accounts do not exist. Raises SettingsError.
    """
    environ = os.environ if environ is None else environ
    data_folder = Path(environ.get("PAPAN_DATA") or ROOT / "data").expanduser().resolve()
    secrets_file = secrets_path(environ)
    values = _read_secrets_file(secrets_file)
    if environ.get("PAPAN_RAHASIA") and not secrets_file.is_file():
        raise SettingsError(f"PAPAN_RAHASIA menunjuk ke berkas yang tidak ada: {secrets_file}")
    settings = _sample_settings(data_folder) if not values else compute_settings(values, data_folder, ROOT)
    return replace(
        settings,
        refresh_seconds=_read_refresh_seconds(environ.get("PAPAN_JEDA", "")),
        today_override=_read_today(environ.get("PAPAN_HARI_INI", "")),
    )


def secrets_path(environ: Mapping[str, str] | None = None) -> Path:
    environ = os.environ if environ is None else environ
    return Path(environ.get("PAPAN_RAHASIA") or SECRETS_FILE).expanduser()


_current: tuple[tuple[int, int], Settings] | None = None
_current_lock = threading.Lock()


def current_settings() -> Settings:
    """The settings of this process, read again when the secrets file changes (a new password counts at once).

    A change that cannot be used is logged and the last good settings stay. Workbooks are read at start only.
    """
    global _current
    stamp = _compute_stamp(secrets_path())
    with _current_lock:
        if _current is None:
            _current = (stamp, read_settings())
        elif _current[0] != stamp:
            settings = _current[1]
            try:
                settings = read_settings()
            except SettingsError as error:
                _log.error("Pengaturan baru tidak dipakai: %s", error)
            _current = (stamp, settings)
        return _current[1]


def _compute_stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)


def _read_secrets_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except tomllib.TOMLDecodeError as error:
        # The error names line and column only, no content of the file.
        raise SettingsError(f"{path.name} tidak terbaca sebagai TOML: {error}") from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{path} tidak dapat dibaca") from None


def _read_refresh_seconds(text: str) -> int:
    if not text.strip():
        return REFRESH_SECONDS
    if not text.strip().isdigit() or int(text) < REFRESH_LEAST_SECONDS:
        raise SettingsError(f"PAPAN_JEDA harus bilangan detik, paling kecil {REFRESH_LEAST_SECONDS}")
    return int(text)


def _read_today(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise SettingsError("PAPAN_HARI_INI harus berbentuk YYYY-MM-DD, misalnya 2026-11-22") from None


def _sample_settings(data_folder: Path) -> Settings:
    return Settings(
        books=(BookSetting(nama="Buku contoh", berkas=data_folder / SAMPLE_WORKBOOK),),
        cookie=CookieSetting(name="papan_contoh", key=_sample_cookie_key(data_folder), expiry_days=1.0),
        users=(
            _sample_user("kepala", "Kepala puskesmas"),
            _sample_user("petugas", "Petugas gizi"),
            _sample_user("kader", "Kader posyandu", posyandu=(SAMPLE_KADER_POSYANDU,)),
            _sample_user("mentor", SAMPLE_MENTOR, role="mitra", nama_di_buku=SAMPLE_MENTOR),
            _sample_user("mahasiswa", SAMPLE_STUDENT, role="mitra", nama_di_buku=SAMPLE_STUDENT),
            _sample_user("dinkes", "Dinas kesehatan"),
            _sample_user("tamu", "Tamu"),
        ),
        sample_mode=True,
        data_folder=data_folder,
    )


def _sample_user(
    username: str,
    name: str,
    *,
    role: str | None = None,
    posyandu: tuple[str, ...] = (),
    nama_di_buku: str | None = None,
) -> User:
    return User(
        username=username,
        name=name,
        roles=(Role(role or username),),
        password_hash=SAMPLE_PASSWORD_HASH,
        posyandu=posyandu,
        nama_di_buku=nama_di_buku,
    )


def _sample_cookie_key(data_folder: Path) -> str:
    """A random key of this installation, kept so that a restart does not sign anybody out."""
    path = data_folder / "kunci_contoh"
    try:
        key = path.read_text(encoding="ascii").strip()
        if len(key) >= COOKIE_KEY_LENGTH:
            return key
    except FileNotFoundError:
        data_folder.mkdir(parents=True, exist_ok=True)
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{path} tidak dapat dibaca") from None
    key = secrets.token_urlsafe(48)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key)
    except OSError:
        raise SettingsError(f"Folder data {data_folder} tidak dapat ditulisi") from None
    return key
