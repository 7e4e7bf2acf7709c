"""What the two cookies say: the sign-in cookie names a session, the mark names who signed in here before.

Both are signed with the installation's key. Only the server sets them (`lib.auth.door`), so that no script of
a page can read them.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import jwt
import streamlit as st

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


# --- The one small script of the sign-in: it asks the server for the cookie, which it cannot read itself.
#
# The ticket goes in the body of a POST, so that it stands in no address, log or Referer.

SIGN_IN_PATH = "/masuk"
SIGN_OUT_PATH = "/keluar"

# A component is called again whenever the page is drawn again: each errand is run once.
_JS = """
const done = new Set();
export default function ({ data }) {
  const { path, errand, body } = data;
  if (done.has(errand)) return;
  done.add(errand);
  fetch(path, { method: "POST", body, credentials: "same-origin", keepalive: true, cache: "no-store" })
    .catch(() => done.delete(errand));
}
"""


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component("papan_kuki", js=_JS)


def render_cookie_request(ticket: str) -> None:
    """The browser exchanges this ticket for its cookie."""
    _run_errand(SIGN_IN_PATH, ticket, ticket)


def render_farewell(errand: str) -> None:
    """The browser gives its cookie back; `errand` tells this sign-out from the next."""
    _run_errand(SIGN_OUT_PATH, errand, "")


def _run_errand(path: str, errand: str, body: str) -> None:
    with st.container(key="papan_kuki"):
        _component()(key="papan_kuki_tugas", data={"path": path, "errand": errand, "body": body})
