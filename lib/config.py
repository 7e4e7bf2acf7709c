"""The only reader of secrets and environment: one frozen `Settings` for app and command line.

Read from `.streamlit/secrets.toml` (its shape is in `.streamlit/secrets.example.toml`) and these variables:

- `PAPAN_RAHASIA`: another path for the secrets file
- `PAPAN_CONTOH`: 1 = sample mode, whatever secrets file there is
- `PAPAN_DATA`: folder for the snapshot, the session registry and the sample workbook (default `./data`)
- `PAPAN_JEDA`: seconds between two reads of the workbooks (default 60, at least 5)
- `PAPAN_HARI_INI`: YYYY-MM-DD, the day taken as "today"
- `PAPAN_ALAMAT`: names under which browsers may ask, besides [server] alamat, with commas between them

Mode and workbooks belong together and are decided once, at the start of a process; nothing that happens to
the secrets file later changes them. Without a secrets file the app runs in sample mode: sample accounts, the
sample workbook and a snapshot folder of its own, so that it never meets contents of another workbook. A file
that is there but says nothing (empty, only a comment) is a mistake and no wish for sample mode. Nor does a
missing file mean sample mode where the data folder has served workbooks of one's own: then it was lost, and
the app does not start until it is back (or PAPAN_CONTOH=1 says that the sample is meant).

No streamlit in here: `python -m lib` imports it too.
"""

from __future__ import annotations

import logging
import os
import secrets
import threading
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from lib.domain.access import Role
from lib.secrets_file import build_cookie_of_nobody, compute_settings, read_hosts
from lib.settings import (
    COOKIE_KEY_LENGTH,
    REFRESH_SECONDS,
    SAMPLE_PASSWORD,
    SAMPLE_PASSWORD_HASH,
    SAMPLE_WORKBOOK,
    BookSetting,
    CookieSetting,
    Settings,
    SettingsError,
    User,
)
from lib.workbook.sample.people import SAMPLE_KADER_POSYANDU, SAMPLE_MENTOR, SAMPLE_STUDENT

__all__ = [
    "SAMPLE_PASSWORD",
    "SAMPLE_WORKBOOK",
    "BookSetting",
    "CookieSetting",
    "Settings",
    "SettingsError",
    "User",
    "current_settings",
    "find_settings_problem",
    "now",
    "read_settings",
    "remember_own_books",
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

OWN_BOOKS_MARK = "buku_sendiri"
"""A file in the data folder that has served workbooks of one's own."""

_log = logging.getLogger(__name__)


def now(zone: str = "WIB") -> datetime:
    """The clock in the puskesmas's time zone (WIB, WITA or WIT; anything else counts as WIB)."""
    return datetime.now(TIME_ZONES.get(zone.strip().upper(), TIME_ZONES["WIB"]))


def today(settings: Settings, zone: str = "WIB") -> date:
    """Today in the puskesmas's time zone, at the moment of the call; PAPAN_HARI_INI wins."""
    return settings.today_override or now(zone).date()


def read_settings(
    environ: Mapping[str, str] | None = None, *, accounts: bool = True, books: bool = True
) -> Settings:
    """Read secrets file and environment, as at a start.

    Commands need no `accounts`: without them nobody can sign in, and [credentials] and [cookie] are not
    looked at. A command that is given files needs no configured `books` either: then the secrets file is not
    read at all. Raises SettingsError.
    """
    environ = os.environ if environ is None else environ
    data_folder = Path(environ.get("PAPAN_DATA") or ROOT / "data").expanduser().resolve()
    if not books:
        settings = Settings((), build_cookie_of_nobody(), (), sample_mode=False, data_folder=data_folder)
    elif _wants_sample(environ, data_folder):
        settings = _sample_settings(data_folder, accounts=accounts)
    else:
        values = _read_secrets_file(secrets_path(environ))
        settings = compute_settings(values, data_folder, ROOT, accounts=accounts)
    return replace(
        settings,
        refresh_seconds=_read_refresh_seconds(environ.get("PAPAN_JEDA", "")),
        today_override=_read_today(environ.get("PAPAN_HARI_INI", "")),
        hosts=settings.hosts + _read_more_hosts(environ),
    )


def _wants_sample(environ: Mapping[str, str], data_folder: Path) -> bool:
    wanted = environ.get("PAPAN_CONTOH", "").strip()
    if wanted not in ("", "0", "1"):
        raise SettingsError("PAPAN_CONTOH harus 1 (mode contoh) atau tidak diisi")
    if wanted == "1":
        return True
    path = secrets_path(environ)
    if _exists(path):
        return False
    if environ.get("PAPAN_RAHASIA"):
        raise SettingsError(f"PAPAN_RAHASIA menunjuk ke berkas yang tidak ada: {path}")
    if _exists(data_folder / OWN_BOOKS_MARK):
        raise SettingsError(
            f"Berkas rahasia {path} tidak ada, padahal folder data ini sudah dipakai untuk buku kerja "
            "sendiri. Kembalikan berkas itu; untuk mode contoh, setel PAPAN_CONTOH=1"
        )
    return True


def remember_own_books(settings: Settings) -> None:
    """Mark the data folder of an app that serves workbooks of one's own (see `_wants_sample`)."""
    if settings.sample_mode:
        return
    try:
        settings.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (settings.data_folder / OWN_BOOKS_MARK).touch()
    except OSError as error:
        # A disk that cannot be written: /sehat tells of it by what has to be written again and again.
        _log.warning("event=data_folder_not_marked errno=%s", error.errno)


def _exists(path: Path) -> bool:
    """Whether anything is there; what may not be looked at counts as there."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def secrets_path(environ: Mapping[str, str] | None = None) -> Path:
    environ = os.environ if environ is None else environ
    return Path(environ.get("PAPAN_RAHASIA") or SECRETS_FILE).expanduser()


@dataclass(frozen=True, slots=True)
class _Current:
    """The settings in use, the state of the secrets file that was last looked at, and since when (and why)
    the file cannot be used."""

    settings: Settings
    path: Path
    stamp: tuple[int, ...]
    problem: str | None = None
    problem_since: datetime | None = None


_current: _Current | None = None
_current_lock = threading.Lock()


def current_settings(*, accounts: bool = True, books: bool = True) -> Settings:
    """The settings of this process. Its first call reads them: commands without `accounts` (and `books`, see
    read_settings), and whatever they call gets the same.

    Accounts, cookie and idle time are read again when the secrets file changes (a new password counts at
    once). Mode, workbooks and their key stay as at the start. A file that is gone, empty or wrong is told in
    the log once and on /sehat, and the last good settings stay.
    """
    global _current
    with _current_lock:
        if _current is None:
            path = secrets_path()
            stamp = _compute_stamp(path)
            _current = _Current(read_settings(accounts=accounts, books=books), path, stamp)
        elif not _current.settings.sample_mode and (stamp := _compute_stamp(_current.path)) != _current.stamp:
            _current = _read_again(_current, stamp)
        return _current.settings


def find_settings_problem() -> tuple[str, datetime] | None:
    """Why the secrets file cannot be used at the moment, and since when; None while it can."""
    current_settings()
    with _current_lock:
        if _current is None or _current.problem is None or _current.problem_since is None:
            return None
        return _current.problem, _current.problem_since


def _read_again(current: _Current, stamp: tuple[int, ...]) -> _Current:
    old = current.settings
    try:
        if not _exists(current.path):
            raise SettingsError(f"berkas rahasia {current.path.name} tidak ada lagi")
        new = compute_settings(_read_secrets_file(current.path), old.data_folder, ROOT)
    except SettingsError as error:
        if current.problem != str(error):
            _log.error("Pengaturan baru tidak dipakai, yang terakhir tetap berlaku: %s", error)
        return replace(current, stamp=stamp, problem=str(error), problem_since=current.problem_since or now())
    if (new.books, new.service_account) != (old.books, old.service_account):
        _log.warning("Buku kerja di berkas rahasia berubah: berlaku sesudah papan dimulai ulang")
    if current.problem is not None:
        _log.info("Berkas rahasia dapat dipakai lagi")
    hosts = new.hosts + _read_more_hosts(os.environ)
    settings = replace(old, users=new.users, cookie=new.cookie, idle_minutes=new.idle_minutes, hosts=hosts)
    return _Current(settings, current.path, stamp)


def _compute_stamp(path: Path) -> tuple[int, ...]:
    """What changes when the file does: also when it is another file, or may be read again."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)


def _read_secrets_file(path: Path) -> dict[str, Any]:
    """What the file says. An empty one is a mistake: sample mode is asked for by having no file."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        # The error names line and column only, no content of the file.
        raise SettingsError(f"{path.name} tidak terbaca sebagai TOML: {error}") from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{path} tidak dapat dibaca") from None
    if not values:
        raise SettingsError(
            f"Berkas rahasia {path.name} kosong. Isi seperti di secrets.example.toml, "
            "atau hapus berkas itu untuk memakai mode contoh"
        )
    return values


def _read_more_hosts(environ: Mapping[str, str]) -> tuple[str, ...]:
    return read_hosts({"alamat": environ.get("PAPAN_ALAMAT", "").split(",")})


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


def _sample_settings(data_folder: Path, *, accounts: bool) -> Settings:
    # Who does not sign anybody in writes no key either.
    cookie = _sample_cookie(data_folder) if accounts else build_cookie_of_nobody()
    users = _sample_users() if accounts else ()
    return Settings(
        books=(BookSetting(nama="Buku contoh", berkas=data_folder / SAMPLE_WORKBOOK),),
        cookie=cookie,
        users=users,
        sample_mode=True,
        data_folder=data_folder,
    )


def _sample_users() -> tuple[User, ...]:
    return (
        _sample_user("kepala", "Kepala puskesmas"),
        _sample_user("petugas", "Petugas gizi"),
        _sample_user("kader", "Kader posyandu", posyandu=(SAMPLE_KADER_POSYANDU,)),
        _sample_user("mentor", SAMPLE_MENTOR, role="mitra", nama_di_buku=SAMPLE_MENTOR),
        _sample_user("mahasiswa", SAMPLE_STUDENT, role="mitra", nama_di_buku=SAMPLE_STUDENT),
        _sample_user("dinkes", "Dinas kesehatan"),
        _sample_user("tamu", "Tamu"),
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


def _sample_cookie(data_folder: Path) -> CookieSetting:
    return CookieSetting(name="papan_contoh", key=_sample_cookie_key(data_folder), expiry_days=1.0)


def _sample_cookie_key(data_folder: Path) -> str:
    """A random key of this installation, kept so that a restart does not sign anybody out; one of this
    process only where it cannot be kept."""
    path = data_folder / "kunci_contoh"
    with suppress(OSError, UnicodeDecodeError):
        key = path.read_text(encoding="ascii").strip()
        if len(key) >= COOKIE_KEY_LENGTH:
            return key
    key = secrets.token_urlsafe(48)
    try:
        data_folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key)
    except OSError as error:
        _log.warning("event=sample_key_not_kept errno=%s", error.errno)
    return key
