"""Whose session a token names, as the accounts say now: asked by pages, downloads and sockets alike.

No page parts in here, so that the server can ask before the first page has run.
"""

from __future__ import annotations

from lib.auth.sessions import Sessions, compute_password_mark
from lib.auth.shared_file import Single
from lib.domain.access import Viewer, list_choices
from lib.settings import Settings, User


def find_viewer(settings: Settings, token: str, *, in_use: bool = False) -> Viewer | None:
    """Whose open session this is, as the accounts say now; None when it has ended."""
    user = _find_user(settings, token, in_use=in_use)
    if user is None:
        return None
    return Viewer(
        username=user.username,
        name=user.name,
        role=user.role,
        puskesmas=user.puskesmas,
        posyandu=user.posyandu,
        name_in_book=user.nama_di_buku,
        choices=list_choices(user.role, settings.puskesmas, user.puskesmas),
    )


def close_session(settings: Settings, token: str) -> None:
    """End a session in every tab."""
    find_sessions(settings).close(token)


def _find_user(settings: Settings, token: str, *, in_use: bool) -> User | None:
    session = find_sessions(settings).find(token, in_use=in_use)
    user = None if session is None else settings.find_user(session.username)
    if session is None or user is None:
        return None
    if session.password_mark != compute_password_mark(user.password_hash):
        find_sessions(settings).close(token)
        return None
    return user


@Single
def find_sessions(settings: Settings) -> Sessions:
    return Sessions(
        settings.data_folder / "sesi.sqlite3",
        idle_seconds=settings.idle_minutes * 60,
        lifetime_seconds=settings.cookie.expiry_days * 24 * 3600,
    )
