"""The list of open sessions of this process's data folder: for pages and for /sehat."""

from __future__ import annotations

from functools import lru_cache

from lib.auth.sessions import Sessions
from lib.settings import Settings


@lru_cache(maxsize=1)
def find_sessions(settings: Settings) -> Sessions:
    return Sessions(
        settings.data_folder / "sesi.sqlite3",
        idle_seconds=settings.idle_minutes * 60,
        lifetime_seconds=settings.cookie.expiry_days * 24 * 3600,
    )
