"""What the two cookies say: the sign-in cookie names a session, the mark names who signed in here before.

Both are signed with the installation's key. Only the server sets them (`lib.auth.door`), so that no script of
a page can read them.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any

import jwt

from lib.settings import CookieSetting

MARK_DAYS = 180
# So many people share one browser; the one who signed in longest ago is forgotten first.
MARKS_KEPT = 8

_ALGORITHM = "HS256"


def encode_session(setting: CookieSetting, username: str, token: str) -> str:
    """The sign-in cookie's value. It ends by itself; before that the list of sessions decides."""
    ends = time.time() + setting.expiry_days * 24 * 3600
    return jwt.encode(
        {"username": username, "exp_date": ends, "papan": token}, setting.key, algorithm=_ALGORITHM
    )


def read_session_token(setting: CookieSetting, cookies: Mapping[str, str]) -> str | None:
    """The session's token in these cookies; None without a cookie that is ours and has not ended."""
    content = _decode(setting, cookies.get(setting.name))
    ends, token = content.get("exp_date"), content.get("papan")
    if not isinstance(ends, int | float) or ends <= time.time() or not isinstance(token, str):
        return None
    return token


def mark_name(setting: CookieSetting) -> str:
    """The name of the cookie that holds a browser's marks."""
    return f"{setting.name}_kenal"


def encode_marks(setting: CookieSetting, username: str, cookies: Mapping[str, str]) -> str:
    """The marks in `cookies` with the one of `username` put first. A mark is opaque: it tells no name."""
    mark = _compute_mark(setting, username)
    kept = [mark, *(one for one in _read_marks(setting, cookies) if one != mark)]
    return jwt.encode({"kenal": kept[:MARKS_KEPT]}, setting.key, algorithm=_ALGORITHM)


def is_known_browser(setting: CookieSetting, username: str, cookies: Mapping[str, str]) -> bool:
    """Whether somebody signed in as `username` from this browser before."""
    return _compute_mark(setting, username) in _read_marks(setting, cookies)


def _read_marks(setting: CookieSetting, cookies: Mapping[str, str]) -> list[str]:
    marks = _decode(setting, cookies.get(mark_name(setting))).get("kenal")
    return [mark for mark in marks if isinstance(mark, str)] if isinstance(marks, list) else []


def _compute_mark(setting: CookieSetting, username: str) -> str:
    return hmac.new(setting.key.encode(), f"kenal:{username}".encode(), hashlib.sha256).hexdigest()[:32]


def _decode(setting: CookieSetting, value: str | None) -> dict[str, Any]:
    """What the cookie says; nothing when it is missing or not signed by us."""
    if not value:
        return {}
    try:
        content: dict[str, Any] = jwt.decode(value, setting.key, algorithms=[_ALGORITHM])
    except jwt.PyJWTError:
        return {}
    return content
