"""Who is looking: sign-in, sign-out, and the question every page and fragment asks.

Passwords and the cookie are streamlit-authenticator's; the list of open sessions (`Sessions`), the throttle
and the equal-time check are ours. A tab keeps its session's token in memory, a browser in its cookie; both
are held against the list at every rerun, so that a session ended elsewhere ends here too.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any, Final

import streamlit as st
from streamlit_authenticator.controllers import AuthenticationController
from streamlit_authenticator.utilities import LoginError

from lib.auth.audit import find_audit
from lib.auth.cookie import SessionCookie, is_known_browser
from lib.auth.credentials import build_credentials, build_decoy_hash, check_decoy, is_possible
from lib.auth.open_sessions import find_sessions as _sessions
from lib.auth.sessions import compute_password_mark
from lib.auth.throttle import find_throttle as _throttle
from lib.config import current_settings
from lib.domain.access import PAGES, Viewer
from lib.domain.privacy import compute_scope
from lib.settings import Settings, User
from lib.views import text

NAME_KEY: Final = "masuk_nama"
PASSWORD_KEY: Final = "masuk_sandi"
WATCH_SECONDS = 10
# What a page remembers for its viewer, other than by widgets, goes under keys that begin so.
MEMORY: Final = "papan_pilihan_"

_TOKEN: Final = "papan_sesi"
_MESSAGE: Final = "papan_pesan_masuk"
_SET_COOKIE: Final = "papan_pasang_kuki"
_DELETE_COOKIE: Final = "papan_hapus_kuki"
_QUIET_RERUN: Final = "papan_jalan_sendiri"
_NAMES_OPENED: Final = f"{MEMORY}nama_dibuka"

_log = logging.getLogger(__name__)


def current_viewer(*, in_use: bool = False) -> Viewer | None:
    """The signed-in viewer of this tab, or None. `in_use` (a person did something) puts off the idle end.

    Reads the list of sessions every time: cheap, and right also inside fragments.
    """
    settings = current_settings()
    token = st.session_state.get(_TOKEN)
    if token is None:
        token = SessionCookie(settings.cookie).read_session_token()
        if token is None or _find_user(settings, token, in_use=in_use) is None:
            return None
        st.session_state[_TOKEN] = token
    user = _find_user(settings, token, in_use=in_use)
    if user is None:
        _forget_tab()
        st.session_state[_MESSAGE] = text.SESSION_ENDED
        return None
    return Viewer(
        username=user.username,
        name=user.name,
        role=user.role,
        puskesmas=user.puskesmas,
        posyandu=user.posyandu,
        name_in_book=user.nama_di_buku,
    )


def require_viewer(page: str, *, in_use: bool = False, names: bool | None = None) -> Viewer:
    """The viewer, if signed in and allowed on this page (a key of `PAGES`); otherwise the run stops here.

    For pages and for fragments: a fragment reruns without lib/main.py, and so has to ask for itself.
    `in_use` puts off the idle end without anybody's click: for the screen of a meeting, which is watched.
    `names`: whether people are shown by name, where the page itself decides that.
    """
    viewer = current_viewer(in_use=in_use)
    if viewer is None:
        # A whole rerun shows the sign-in page in place of what is on the screen.
        st.rerun()
    if not viewer.may_open(page):
        st.info(f"**{text.PAGE_NOT_FOR_ROLE_TITLE}**  \n{text.PAGE_NOT_FOR_ROLE_HELP}")
        st.stop()
    if PAGES[page].names if names is None else names:
        _record_names(viewer, page)
    return viewer


def open_page() -> Viewer | None:
    """For lib/main.py, once at the start of every whole run: the viewer, with cookie work on its way."""
    in_use = not st.session_state.pop(_QUIET_RERUN, False)
    viewer = current_viewer(in_use=in_use)
    _send_cookie(viewer)
    return viewer


def rerun_quietly() -> None:
    """Rerun the whole page for the data's sake, without counting it as use by a person."""
    st.session_state[_QUIET_RERUN] = True
    st.rerun()


@st.fragment(run_every=WATCH_SECONDS)
def watch() -> None:
    """Empties this tab soon after its session ended elsewhere: another tab, idle time, a new password."""
    if current_viewer() is None:
        rerun_quietly()


def sign_in(username: str | None = None, password: str | None = None) -> None:
    """Button callback: checks name and password (from the form unless given) and opens a session."""
    settings = current_settings()
    username = str(username or st.session_state.get(NAME_KEY) or "").strip().lower()
    password = str(password or st.session_state.get(PASSWORD_KEY) or "").strip()
    address = _address()
    st.session_state.pop(_MESSAGE, None)
    if not username or not password:
        st.session_state[_MESSAGE] = text.SIGN_IN_EMPTY
        return
    known = is_known_browser(settings.cookie, username, st.context.cookies)
    user, refusal = _try(settings, username, password, address, known_browser=known)
    if user is None:
        st.session_state[_MESSAGE] = refusal
        return
    st.session_state[_TOKEN] = _sessions(settings).open(username, compute_password_mark(user.password_hash))
    st.session_state[_SET_COOKIE] = True
    st.session_state.pop(_DELETE_COOKIE, None)


def sign_out() -> None:
    """Button callback: ends the session in every tab of this browser and deletes its cookie."""
    settings = current_settings()
    token = st.session_state.get(_TOKEN)
    if token is not None:
        if (viewer := current_viewer()) is not None:
            find_audit().record_sign_out(viewer, _address())
        _sessions(settings).close(token)
    _controller(settings).logout()
    _forget_tab()
    st.session_state[_DELETE_COOKIE] = True
    st.session_state[_MESSAGE] = text.SIGNED_OUT


def _address() -> str:
    # Tests of pages have no connection, and so no address.
    address = st.context.ip_address
    return address if isinstance(address, str) and address else "local"


def _record_names(viewer: Viewer, page: str) -> None:
    """Once for each page and sign-in of a tab."""
    if compute_scope(viewer).names != "full":
        return
    opened: set[str] = st.session_state.setdefault(_NAMES_OPENED, set())
    if page not in opened:
        opened.add(page)
        find_audit().record_names_opened(viewer, page)


def sign_in_message() -> str | None:
    """What the sign-in page has to say about the last attempt or the end of the last session."""
    message: str | None = st.session_state.get(_MESSAGE)
    return message


def _try(
    settings: Settings, username: str, password: str, address: str, *, known_browser: bool
) -> tuple[User | None, str | None]:
    """Whose name and password these are, or what to say instead. Counted before it is checked."""
    throttle, audit, user = _throttle(settings.data_folder), find_audit(), settings.find_user(username)
    wait = throttle.reserve(username, address, known_browser)
    if wait > 0:
        audit.record_held_back(user, address)
        return None, text.describe_wait(wait)
    if not is_possible(username, password) or not _check_password(settings, user, username, password):
        audit.record_failure(user, address)
        return None, text.SIGN_IN_WRONG
    assert user is not None  # _check_password is False for unknown names
    throttle.release(username, address, known_browser)
    audit.record_sign_in(user, address)
    return user, None


def _check_password(settings: Settings, user: User | None, username: str, password: str) -> bool:
    if user is None:
        check_decoy(password, _decoy_hash(settings))
        return False
    try:
        return bool(_controller(settings).login(username, password))
    except LoginError:
        _log.warning("Masuk ditolak oleh streamlit-authenticator")
        return False


def _find_user(settings: Settings, token: str, *, in_use: bool) -> User | None:
    session = _sessions(settings).find(token, in_use=in_use)
    user = None if session is None else settings.find_user(session.username)
    if session is None or user is None:
        return None
    if session.password_mark != compute_password_mark(user.password_hash):
        _sessions(settings).close(token)
        return None
    return user


def _send_cookie(viewer: Viewer | None) -> None:
    """Draws the browser component that sets or deletes the cookie, until the browser has answered."""
    cookie = SessionCookie(current_settings().cookie, st.session_state.get(_TOKEN))
    if viewer is not None and st.session_state.get(_SET_COOKIE):
        if st.session_state.get("set"):
            del st.session_state[_SET_COOKIE]
        else:
            st.session_state["username"] = viewer.username
            with st.container(key="papan_kuki_pasang"):
                cookie.set_cookie()
    elif viewer is None and st.session_state.get(_DELETE_COOKIE):
        if st.session_state.get("delete"):
            del st.session_state[_DELETE_COOKIE]
        else:
            with st.container(key="papan_kuki_hapus"):
                cookie.delete_cookie()


def _forget_tab() -> None:
    """Nothing of the last person stays in this tab's memory.

    Values of widgets go by themselves once they are no longer drawn; deleting them here would count as a
    change and call their callbacks.
    """
    for key in list(st.session_state.keys()):
        if str(key).startswith(MEMORY) or key in {_TOKEN, _SET_COOKIE, "username", "name", "roles", "email"}:
            del st.session_state[key]
    # streamlit-authenticator's word for "do not read the cookie again in this tab".
    st.session_state["logout"] = True


def _controller(settings: Settings) -> AuthenticationController:
    return AuthenticationController(
        _credentials(settings), None, False, None, None, settings.cookie.key, None
    )


# One object each per process and settings; a changed secrets file makes new ones.
@lru_cache(maxsize=1)
def _credentials(settings: Settings) -> dict[str, Any]:
    return build_credentials(settings)


@lru_cache(maxsize=1)
def _decoy_hash(settings: Settings) -> str:
    return build_decoy_hash(settings)
