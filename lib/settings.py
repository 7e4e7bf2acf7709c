"""What can be configured: the frozen values that `lib.config` reads and everything else is handed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from lib.domain.access import Role

COOKIE_KEY_LENGTH = 32
IDLE_MINUTES = 60
REFRESH_SECONDS = 60

SAMPLE_PASSWORD = "posyandu"
# bcrypt of SAMPLE_PASSWORD: constant, so that a restart in sample mode does not sign anybody out.
SAMPLE_PASSWORD_HASH = "$2b$10$RxfAsDi4AnSxYgyt5wsCP.13g.bIEz4n47p8Hi2P0Xe/9UnYBV6BS"
SAMPLE_WORKBOOK = "contoh.xlsx"


class SettingsError(Exception):
    """Secrets or environment that cannot be used; one plain Indonesian line without any secret."""


@dataclass(frozen=True)
class BookSetting:
    """One workbook: a Google spreadsheet (`id`) or a local file (`berkas`), never both. `posyandu`: whose
    its rows are that do not say it."""

    nama: str
    id: str | None = None
    berkas: Path | None = None
    puskesmas: str | None = None
    posyandu: str | None = None

    @property
    def key(self) -> str:
        """What tells this workbook from the others: the spreadsheet id or the file's path."""
        return self.id if self.id is not None else str(self.berkas)


@dataclass(frozen=True)
class User:
    """An account. `username` is lower case; `puskesmas` empty = all of them."""

    username: str
    name: str
    roles: tuple[Role, ...]
    password_hash: str = field(repr=False)
    puskesmas: tuple[str, ...] = ()
    posyandu: tuple[str, ...] = ()
    nama_di_buku: str | None = None

    @property
    def role(self) -> Role:
        return self.roles[0]


@dataclass(frozen=True)
class CookieSetting:
    name: str
    key: str = field(repr=False)
    expiry_days: float = 1.0


@dataclass(frozen=True)
class Settings:
    """Everything configurable. `refresh_seconds` in seconds, `idle_minutes` in minutes."""

    books: tuple[BookSetting, ...]
    cookie: CookieSetting
    users: tuple[User, ...]
    sample_mode: bool
    data_folder: Path
    refresh_seconds: int = REFRESH_SECONDS
    idle_minutes: int = IDLE_MINUTES
    today_override: date | None = None
    hosts: tuple[str, ...] = ()
    """Names under which browsers may ask, beside this machine's own; lower case, without port."""
    # A dict has no hash; the rest tells settings apart well enough for caches.
    service_account: Mapping[str, Any] | None = field(default=None, repr=False, hash=False)

    @property
    def snapshot_folder(self) -> Path:
        """Where the last contents of the workbooks are kept: the sample's apart from everybody else's."""
        return self.data_folder / ("snapshot_contoh" if self.sample_mode else "snapshot")

    @property
    def puskesmas(self) -> list[str]:
        """Names of the puskesmas in this installation; one unnamed ("") where workbooks name none."""
        return list(dict.fromkeys(book.puskesmas or "" for book in self.books))

    @property
    def facts_folder(self) -> Path:
        """Where the month's figures of every puskesmas are kept (lib.facts), the sample's apart."""
        return self.data_folder / ("fakta_contoh" if self.sample_mode else "fakta")

    def find_user(self, username: str) -> User | None:
        wanted = username.strip().lower()
        return next((user for user in self.users if user.username == wanted), None)
