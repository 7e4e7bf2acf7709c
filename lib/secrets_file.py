"""The secrets file's content, checked: each mistake is one clear Indonesian line before the app starts."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lib.domain.access import ROLES, Role
from lib.settings import (
    COOKIE_KEY_LENGTH,
    IDLE_MINUTES,
    SAMPLE_PASSWORD_HASH,
    SAMPLE_WORKBOOK,
    BookSetting,
    CookieSetting,
    Settings,
    SettingsError,
    User,
)

IDLE_LIMITS = (5, 480)
EXPIRY_LIMIT_DAYS = 30

_BCRYPT = re.compile(r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}")
_SPREADSHEET_URL = re.compile(r"/spreadsheets/d/([A-Za-z0-9_-]+)")
_HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?|[0-9a-f:]*:[0-9a-f:.]*")
_SPREADSHEET_ID = re.compile(r"[A-Za-z0-9_-]{20,}")


def compute_settings(
    values: dict[str, Any], data_folder: Path, root: Path, *, accounts: bool = True
) -> Settings:
    """The content of a secrets file → Settings, or SettingsError naming the part that cannot be used.

    Relative workbook files are looked for from `root`. Without `accounts` (for commands) nobody can sign in:
    no users, and a cookie key that ends with the process.
    """
    account = values.get("gcp_service_account")
    if account is not None and not isinstance(account, dict):
        raise SettingsError("[gcp_service_account] harus berisi kunci service account, satu per baris")
    books = _read_books(values.get("buku"), root, has_account=bool(account))
    names = [book.nama for book in books]
    if len({book.key for book in books}) < len(books) or len(set(names)) < len(names):
        raise SettingsError("[[buku]]: dua buku punya id, berkas atau nama yang sama")
    sample = str(data_folder / SAMPLE_WORKBOOK).casefold()
    if any(str(book.berkas).casefold() == sample for book in books):
        # The sample's accounts, whose password everybody knows, open that file.
        raise SettingsError(
            f"[[buku]]: {SAMPLE_WORKBOOK} di folder data adalah buku contoh; beri buku Anda nama berkas lain"
        )
    return Settings(
        books=books,
        cookie=_read_cookie(values.get("cookie")) if accounts else build_cookie_of_nobody(),
        users=_read_users(values.get("credentials")) if accounts else (),
        sample_mode=False,
        data_folder=data_folder,
        idle_minutes=_read_idle_minutes(values.get("sesi")),
        service_account=account,
        hosts=read_hosts(values.get("server")),
    )


def read_hosts(entry: object) -> tuple[str, ...]:
    """[server] alamat → host names; an address pasted from a browser counts as its host."""
    if entry is None:
        return ()
    where = "[server]"
    if not isinstance(entry, dict):
        raise SettingsError(f"{where}: isi alamat = ['papan.puskesmas.id']")
    return tuple(_read_host(address) for address in _texts(entry, "alamat", where))


def _read_host(address: str) -> str:
    try:
        host = urlsplit(address if "://" in address else f"//{address}").hostname or ""
    except ValueError:
        host = ""
    host = host.rstrip(".")
    if not _HOST.fullmatch(host):
        raise SettingsError(f"Alamat papan {address!r} bukan nama seperti papan.puskesmas.id")
    return host


def _read_books(entries: object, root: Path, *, has_account: bool) -> tuple[BookSetting, ...]:
    if not isinstance(entries, list) or not entries:
        raise SettingsError(
            "Berkas rahasia belum punya [[buku]] (dengan dua kurung siku): isi id atau berkas buku kerja, "
            "atau hapus berkas rahasia untuk memakai mode contoh"
        )
    return tuple(
        _read_book(entry, number, root, has_account=has_account)
        for number, entry in enumerate(entries, start=1)
    )


def _read_book(entry: object, number: int, root: Path, *, has_account: bool) -> BookSetting:
    where = f"[[buku]] ke-{number}"
    if not isinstance(entry, dict):
        raise SettingsError(f"{where}: harus berisi id atau berkas")
    given_id, given_file = _text(entry, "id", where), _text(entry, "berkas", where)
    if bool(given_id) == bool(given_file):
        raise SettingsError(f"{where}: isi salah satu, id (Google Sheets) atau berkas (.xlsx, .csv, …)")
    nama, puskesmas = _text(entry, "nama", where), _text(entry, "puskesmas", where)
    posyandu = _text(entry, "posyandu", where)
    if given_file:
        path = (root / Path(given_file).expanduser()).resolve()
        return BookSetting(nama=nama or path.stem, berkas=path, puskesmas=puskesmas, posyandu=posyandu)
    found = _SPREADSHEET_URL.search(given_id or "")
    book_id = found.group(1) if found else given_id or ""
    if not _SPREADSHEET_ID.fullmatch(book_id):
        raise SettingsError(f"{where}: id bukan id atau alamat Google Sheets")
    if not has_account:
        raise SettingsError(f"{where}: buku Google Sheets memerlukan bagian [gcp_service_account]")
    return BookSetting(nama=nama or f"Buku {number}", id=book_id, puskesmas=puskesmas, posyandu=posyandu)


def _read_cookie(entry: object) -> CookieSetting:
    if not isinstance(entry, dict):
        raise SettingsError("Bagian [cookie] belum ada: isi name, key dan expiry_days")
    key = entry.get("key")
    if not isinstance(key, str) or len(key.encode()) < COOKIE_KEY_LENGTH:
        raise SettingsError(f"[cookie] key harus teks acak, paling sedikit {COOKIE_KEY_LENGTH} huruf")
    name = entry.get("name", "papan")
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", name):
        raise SettingsError("[cookie] name hanya boleh berisi huruf, angka, - dan _")
    days = entry.get("expiry_days", 1)
    if isinstance(days, bool) or not isinstance(days, int | float) or not 0 < days <= EXPIRY_LIMIT_DAYS:
        raise SettingsError(f"[cookie] expiry_days harus lebih dari 0 dan paling banyak {EXPIRY_LIMIT_DAYS}")
    return CookieSetting(name=name, key=key, expiry_days=float(days))


def build_cookie_of_nobody() -> CookieSetting:
    """For a process that signs nobody in: a key that ends with it."""
    return CookieSetting(name="papan", key=secrets.token_urlsafe(48))


def _read_idle_minutes(entry: object) -> int:
    if entry is None:
        return IDLE_MINUTES
    least, most = IDLE_LIMITS
    minutes = entry.get("menit_diam", IDLE_MINUTES) if isinstance(entry, dict) else None
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not least <= minutes <= most:
        raise SettingsError(f"[sesi] menit_diam harus bilangan antara {least} dan {most}")
    return minutes


def _read_users(entry: object) -> tuple[User, ...]:
    usernames = entry.get("usernames") if isinstance(entry, dict) else None
    if not isinstance(usernames, dict) or not usernames:
        raise SettingsError("Belum ada akun: isi [credentials.usernames.NAMA] untuk setiap orang")
    users = tuple(_read_user(str(username), values) for username, values in usernames.items())
    if len({user.username for user in users}) < len(users):
        raise SettingsError("Dua akun punya nama pengguna yang sama (huruf besar dan kecil tidak dibedakan)")
    return users


def _read_user(username: str, values: object) -> User:
    where = f"Akun {username}"
    if not isinstance(values, dict):
        raise SettingsError(f"{where}: harus berisi password dan roles")
    password_hash = _text(values, "password", where)
    if not password_hash or not _BCRYPT.fullmatch(password_hash):
        raise SettingsError(f"{where}: password harus hash bcrypt; buat dengan: python -m lib sandi")
    if password_hash == SAMPLE_PASSWORD_HASH:
        raise SettingsError(f"{where}: password itu milik akun contoh; buat yang baru: python -m lib sandi")
    roles = _texts(values, "roles", where)
    if len(roles) != 1 or roles[0] not in ROLES:
        raise SettingsError(f"{where}: roles harus berisi satu dari {', '.join(ROLES)}")
    posyandu, name_in_book = _texts(values, "posyandu", where), _text(values, "nama_di_buku", where)
    if roles[0] == Role.KADER and not posyandu:
        raise SettingsError(f"{where}: kader memerlukan posyandu, misalnya posyandu = ['MLT1']")
    if roles[0] == Role.MITRA and not name_in_book:
        raise SettingsError(
            f"{where}: mitra memerlukan nama_di_buku (nama mentor atau mahasiswa di buku kerja)"
        )
    first, last = _text(values, "first_name", where), _text(values, "last_name", where)
    return User(
        username=username.strip().lower(),
        name=" ".join(part for part in (first, last) if part) or _text(values, "name", where) or username,
        roles=(Role(roles[0]),),
        password_hash=password_hash,
        puskesmas=_texts(values, "puskesmas", where),
        posyandu=tuple(code.upper() for code in posyandu),
        nama_di_buku=name_in_book,
    )


def _text(values: dict[str, Any], name: str, where: str) -> str | None:
    value = values.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise SettingsError(f"{where}: {name} harus teks dalam tanda kutip")
    return value.strip() or None


def _texts(values: dict[str, Any], name: str, where: str) -> tuple[str, ...]:
    value = values.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise SettingsError(f"{where}: {name} harus daftar teks, misalnya {name} = ['…']")
    return tuple(item.strip() for item in value if item.strip())
