"""How well what the sign-in keeps on disk can be kept at the moment: for /sehat."""

from __future__ import annotations

from lib.auth.audit import find_audit
from lib.auth.open_sessions import find_sessions
from lib.auth.throttle import find_throttle
from lib.config import current_settings


def find_condition() -> dict[str, str | None]:
    """By name of what is kept: a word ("gagal", "dibuat ulang"), None while all is well."""
    settings = current_settings()
    return {
        "sesi": find_sessions(settings).find_problem(),
        "percobaan": find_throttle(settings.data_folder).find_problem(),
        "catatan": find_audit().find_problem(),
    }
