"""Who is looking: sign-in, sign-out, and the question every page and fragment asks.

Passwords are streamlit-authenticator's; the list of open sessions (`Sessions`), the cookie, the throttle
and the equal-time check are ours. A tab keeps its session's token in memory, a browser in its cookie; both
are held against the list at every rerun, so that a session ended elsewhere ends here too. What a tab holds
counts on the socket in which the password was typed, and on sockets that bring that session's cookie.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import bcrypt
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit_authenticator.controllers import AuthenticationController
from streamlit_authenticator.utilities import LoginError

from lib.auth.audit import find_audit
from lib.auth.cookie import is_known_browser, read_session_token, render_cookie_request, render_farewell
from lib.auth.doors import SOCKET_HEADER, Owner, doors
from lib.auth.open_sessions import close_session, find_viewer
from lib.auth.open_sessions import find_sessions as _sessions
from lib.auth.sessions import compute_password_mark
from lib.auth.throttle import find_throttle as _throttle
from lib.config import current_settings
from lib.domain.access import PAGES, PUSKESMAS_PARAMETER, Viewer, choose_puskesmas
from lib.domain.privacy import compute_scope
from lib.settings import Settings, User
from lib.words import text

# --- Accounts as streamlit-authenticator wants them, and a check that takes equally long for unknown names.

# bcrypt reads no further; longer input is refused by the library with an error instead of an answer.
PASSWORD_BYTES = 72
NAME_LENGTH = 100


def build_credentials(settings: Settings) -> dict[str, Any]:
    """{"usernames": {username: {first_name, last_name, password, roles}}}: one object for all sessions."""
    return {
        "usernames": {
            user.username: {
                "first_name": user.name,
                "last_name": "",
                "password": user.password_hash,
                "roles": [str(role) for role in user.roles],
            }
            for user in settings.users
        }
    }


def build_decoy_hash(settings: Settings) -> str:
    """A hash that nobody's password matches, as costly as the accounts' own, for names that do not exist."""
    rounds = max((int(user.password_hash.split("$")[2]) for user in settings.users), default=12)
    return bcrypt.hashpw(bcrypt.gensalt(4), bcrypt.gensalt(rounds)).decode()


def check_decoy(password: str, decoy_hash: str) -> None:
    """Spend the time that a real check would, so that an unknown name answers as slowly as a known one."""
    bcrypt.checkpw(password.encode(), decoy_hash.encode())


def is_possible(username: str, password: str) -> bool:
    """Whether name and password can belong to any account at all (lengths only)."""
    return 0 < len(username) <= NAME_LENGTH and 0 < len(password.encode()) <= PASSWORD_BYTES


# --- Who is looking.

NAME_KEY: Final = "masuk_nama"
PASSWORD_KEY: Final = "masuk_sandi"
WATCH_SECONDS = 10
# What a page remembers for its viewer, other than by widgets, goes under keys that begin so.
MEMORY: Final = "papan_pilihan_"

_TOKEN: Final = "papan_sesi"
_MESSAGE: Final = "papan_pesan_masuk"
_SOCKET: Final = "papan_sambungan"
_TICKET: Final = "papan_tiket"
_FAREWELL: Final = "papan_hapus_kuki"
_QUIET_RERUN: Final = "papan_jalan_sendiri"
_NAMES_OPENED: Final = f"{MEMORY}nama_dibuka"

# What streamlit-authenticator writes about the person when it has checked the password.
_LIBRARY_KEYS: Final = ("username", "name", "roles", "email", "authentication_status", "logout")

_log = logging.getLogger(__name__)


def current_viewer(*, in_use: bool = False) -> Viewer | None:
    """The signed-in viewer of this tab, or None. `in_use` (a person did something) puts off the idle end.

    Reads the list of sessions every time: cheap, and right also inside fragments.
    """
    settings = current_settings()
    socket, page = _find_socket_key(), _find_page()
    own = read_session_token(settings.cookie, st.context.cookies)
    token = st.session_state.get(_TOKEN)
    if token is not None and token != own and st.session_state.get(_SOCKET) != socket:
        # Another socket than the one that signed in, without the cookie of this session.
        token = None
        _forget_tab()
    if token is None:
        token = own
        if token is None or find_viewer(settings, token) is None:
            doors.put_out(socket, page)
            return None
        st.session_state[_TOKEN] = token
    viewer = find_viewer(settings, token, in_use=in_use)
    if viewer is None:
        doors.put_out(socket, page)
        _forget_tab()
        st.session_state[_MESSAGE] = text.SESSION_ENDED
        return None
    doors.let_in(socket, page, Owner(token, viewer))
    return viewer


def require_viewer(page: str, *, in_use: bool = False, names: bool | None = None) -> Viewer:
    """The viewer, if signed in and allowed on this page (a key of `PAGES`); otherwise the run stops here.

    For pages and for fragments: a fragment reruns without lib/main.py, and so has to ask for itself.
    `in_use` puts off the idle end without anybody's click: for the screen of a meeting, which is watched.
    `names`: whether people are shown by name, where the page itself decides that. Who may choose among
    several puskesmas comes back as who looks at the one chosen.
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
    return choose_puskesmas(viewer, _find_asked_puskesmas())


def guard(page: str) -> Callable[..., Viewer]:
    """The question of a page, to be asked again by its parts that are redrawn alone (lib.views.part). What
    they draw was made for the viewer of the whole run: for one whose role or rows have changed since, the
    whole page is drawn again."""
    drawn_for = require_viewer(page)

    def ask(*, in_use: bool) -> Viewer:
        viewer = require_viewer(page, in_use=in_use)
        if viewer != drawn_for:
            st.rerun()
        return viewer

    return ask


def open_page() -> Viewer | None:
    """For lib/main.py, once at the start of every whole run: the viewer, with cookie work on its way."""
    in_use = not st.session_state.pop(_QUIET_RERUN, False)
    viewer = current_viewer(in_use=in_use)
    _send_cookie(viewer)
    return viewer


def _find_asked_puskesmas() -> str | None:
    """What the address names, else what was chosen before in this tab: as the chooser in the side bar has
    it."""
    asked = st.query_params.get(PUSKESMAS_PARAMETER, st.session_state.get(f"{MEMORY}{PUSKESMAS_PARAMETER}"))
    return None if asked is None else str(asked)


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
    token = _sessions(settings).open(username, compute_password_mark(user.password_hash))
    st.session_state[_TOKEN] = token
    st.session_state[_SOCKET] = _find_socket_key()
    st.session_state[_TICKET] = doors.issue_ticket(token, username)
    st.session_state.pop(_FAREWELL, None)


def sign_out() -> None:
    """Button callback: ends the session in every tab of this browser and deletes its cookie."""
    settings = current_settings()
    token = st.session_state.get(_TOKEN)
    if token is not None:
        if (viewer := current_viewer()) is not None:
            find_audit().record_sign_out(viewer, _address())
        close_session(settings, token)
    doors.put_out(_find_socket_key(), _find_page())
    _forget_tab()
    st.session_state[_FAREWELL] = secrets.token_hex(8)
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


def _send_cookie(viewer: Viewer | None) -> None:
    """Has the browser fetch its cookie, or give it back: only an answer of the server can set one that no
    script reads. A browser that passes no cookies loses nothing by it."""
    ticket, farewell = st.session_state.get(_TICKET), st.session_state.get(_FAREWELL)
    if viewer is not None and ticket is not None:
        if doors.is_waiting(ticket):
            render_cookie_request(ticket)
        else:
            del st.session_state[_TICKET]
    elif viewer is None and farewell is not None:
        render_farewell(farewell)


def _find_socket_key() -> str | None:
    """The socket that this script run answers; None outside a server (tests of pages)."""
    return st.context.headers.get(SOCKET_HEADER)


def _find_page() -> str | None:
    """Streamlit's id of the page state behind this run."""
    context = get_script_run_ctx()
    return None if context is None else context.session_id


def _forget_tab() -> None:
    """Nothing of the last person stays in this tab's memory.

    Values of widgets go by themselves once they are no longer drawn; deleting them here would count as a
    change and call their callbacks.
    """
    for key in list(st.session_state.keys()):
        if str(key).startswith(MEMORY) or key in {_TOKEN, _SOCKET, _TICKET, *_LIBRARY_KEYS}:
            del st.session_state[key]


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
