"""streamlit-authenticator's sign-in cookie, with the session's token in it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import extra_streamlit_components as stx
import jwt
import streamlit as st
from streamlit_authenticator.models import CookieModel

from lib.settings import CookieSetting


class SessionCookie(CookieModel):  # type: ignore[misc]
    """The library's signed cookie, naming an entry of `Sessions` as well.

    The library draws its browser component as soon as a cookie object exists, which costs every page a second
    run; here it is drawn only when a cookie is set or deleted.
    """

    def __init__(self, setting: CookieSetting, session_token: str | None = None) -> None:
        self.cookie_name = setting.name
        self.cookie_key = setting.key
        self.cookie_expiry_days = setting.expiry_days
        self.token: object = None
        self.exp_date = None
        self._session_token = session_token

    @cached_property
    def cookie_manager(self) -> stx.CookieManager:
        return stx.CookieManager(key="papan_kuki")

    def read_session_token(self) -> str | None:
        """The session's token from this browser's cookie; None without a valid, unexpired one."""
        st.session_state.setdefault("logout", None)
        content: Any = self.get_cookie()
        token = content.get("papan") if isinstance(content, dict) else None
        return token if isinstance(token, str) else None

    def set_cookie(self) -> None:
        # As the library's own; behind HTTPS the browser never sends it in the open.
        self.exp_date = self._set_exp_date()
        self.cookie_manager.set(
            self.cookie_name,
            self._token_encode(),
            expires_at=datetime.now() + timedelta(days=self.cookie_expiry_days),
            secure=(st.context.url or "").startswith("https:"),
        )

    def delete_cookie(self) -> None:
        # The library's own looks the name up in what the browser has not reported yet, and prints a KeyError.
        self.cookie_manager.cookies = {self.cookie_name: ""}
        super().delete_cookie()

    def _token_decode(self) -> dict[str, Any] | bool:
        # The library prints a forged token's error; a forged token is simply no token.
        if not isinstance(self.token, str):
            return False
        try:
            content: dict[str, Any] = jwt.decode(self.token, self.cookie_key, algorithms=["HS256"])
        except jwt.PyJWTError:
            return False
        return content if isinstance(content.get("exp_date"), int | float) else False

    def _token_encode(self) -> str:
        return jwt.encode(
            {
                "username": st.session_state["username"],
                "exp_date": self.exp_date,
                "papan": self._session_token,
            },
            self.cookie_key,
            algorithm="HS256",
        )


def mark_name(setting: CookieSetting) -> str:
    """The name of the cookie that holds a browser's marks."""
    return f"{setting.name}_kenal"


def is_known_browser(setting: CookieSetting, username: str, cookies: Mapping[str, str]) -> bool:
    """Whether somebody signed in as `username` from this browser before."""
    return _compute_mark(setting, username) in _read_marks(setting, cookies)


def _read_marks(setting: CookieSetting, cookies: Mapping[str, str]) -> list[str]:
    try:
        content = jwt.decode(cookies.get(mark_name(setting), ""), setting.key, algorithms=["HS256"])
    except jwt.PyJWTError:
        return []
    marks = content.get("kenal")
    return [mark for mark in marks if isinstance(mark, str)] if isinstance(marks, list) else []


def _compute_mark(setting: CookieSetting, username: str) -> str:
    return hmac.new(setting.key.encode(), f"kenal:{username}".encode(), hashlib.sha256).hexdigest()[:32]
