"""What is open: tickets once and for seconds, files by owner, strangers' sockets bounded."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from lib.auth import doors as module
from lib.auth.cookie import encode_marks, encode_session, is_known_browser, mark_name, read_session_token
from lib.auth.door import Door
from lib.auth.doors import (
    SOCKET_HEADER,
    STRANGERS,
    STRANGERS_PER_ADDRESS,
    TICKET_SECONDS,
    Doors,
    Owner,
    Socket,
)
from lib.domain.access import Role, Viewer
from lib.settings import CookieSetting

KEPALA = Viewer("ibu", "Ibu", Role.KEPALA)
OWNER = Owner("token", KEPALA)
COOKIE = CookieSetting(name="papan", key="k" * 40, expiry_days=1)


class Clock:
    now = 50.0

    def __call__(self) -> float:
        return self.now


def enter(doors: Doors, key: str, address: str = "10.0.0.1", owner: Owner | None = None) -> Socket | None:
    return doors.enter(Socket(key, address, lambda: None, owner))


def test_a_ticket_is_exchanged_once_and_soon() -> None:
    clock = Clock()
    doors = Doors(clock)
    ticket = doors.issue_ticket("token", "ibu")
    assert doors.is_waiting(ticket)
    found = doors.redeem(ticket)
    assert found is not None and (found.token, found.username) == ("token", "ibu")
    assert doors.redeem(ticket) is None and not doors.is_waiting(ticket)
    late = doors.issue_ticket("token", "ibu")
    clock.now += TICKET_SECONDS
    assert not doors.is_waiting(late) and doors.redeem(late) is None


def test_a_file_belongs_to_a_session_and_to_what_its_viewer_was() -> None:
    doors = Doors()
    doors.own_file("berkas", OWNER)
    assert doors.owns_file("berkas", OWNER)
    assert not doors.owns_file("berkas", Owner("other", KEPALA))
    assert not doors.owns_file("berkas", Owner("token", Viewer("ibu", "Ibu", Role.TAMU)))


def test_owners_are_forgotten_rather_than_kept_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "OWNERS_KEPT", 3)
    doors = Doors()
    owners = [Owner(f"token {number}", KEPALA) for number in range(5)]
    for one in owners:
        doors.own_file("berkas", one)
    assert [doors.owns_file("berkas", one) for one in owners] == [False, False, True, True, True]
    doors.forget_file("berkas")
    assert not any(doors.owns_file("berkas", one) for one in owners)
    doors.forget_file("berkas")  # what is not there


def test_the_oldest_stranger_of_a_full_address_goes_and_viewers_stay() -> None:
    doors = Doors()
    enter(doors, "viewer", owner=OWNER)
    for number in range(STRANGERS_PER_ADDRESS):
        assert enter(doors, str(number)) is None
    leaving = enter(doors, "one more")
    assert leaving is not None and leaving.key == "0"
    assert enter(doors, "viewer 2", owner=OWNER) is None
    assert enter(doors, "elsewhere", "10.0.0.2") is None


def test_fifty_viewers_behind_one_address_find_room() -> None:
    doors = Doors()
    for number in range(50):
        for tab in range(2):
            key = f"{number} {tab}"
            assert enter(doors, key) is None
            doors.let_in(key, f"page {key}", OWNER)
    assert enter(doors, "the next") is None


def test_strangers_from_everywhere_are_bounded() -> None:
    doors = Doors()
    for number in range(STRANGERS):
        assert enter(doors, str(number), f"10.0.{number // 100}.{number}") is None
    leaving = enter(doors, "one more", "10.9.9.9")
    assert leaving is not None and leaving.key == "0"


def test_what_a_client_says_of_its_socket_is_thrown_away() -> None:
    """Or it could name the socket in which somebody else typed a password."""
    sent = [(b"X-Papan-Sambungan", b"milik-orang"), (b"cookie", b"a=b")]
    scope = {"type": "websocket", "path": "/", "headers": sent}
    socket = Socket("kunci-kami", "10.0.0.1", lambda: None)

    async def app(_: Scope, __: Receive, ___: Send) -> None:
        pytest.fail("nobody asks")

    rewritten = Door(app, Doors())._rewrite(scope, Headers(scope=scope), socket)
    assert rewritten["headers"] == [(b"cookie", b"a=b"), (SOCKET_HEADER.encode(), b"kunci-kami")]


def test_who_signs_out_is_a_stranger_again() -> None:
    doors = Doors()
    enter(doors, "socket")
    doors.let_in("socket", "page", OWNER)
    assert doors.find_page_owner("page") == OWNER
    doors.put_out("socket", "page")
    assert doors._sockets["socket"].owner is None
    assert doors.find_page_owner("page") is None


def test_the_cookie_names_its_session_to_whoever_knows_the_key() -> None:
    value = encode_session(COOKIE, "ibu", "token")
    assert read_session_token(COOKIE, {"papan": value}) == "token"
    assert read_session_token(CookieSetting(name="papan", key="x" * 40), {"papan": value}) is None
    assert read_session_token(COOKIE, {"papan": value[:-2]}) is None
    assert read_session_token(COOKIE, {}) is None
    ended = encode_session(CookieSetting(name="papan", key="k" * 40, expiry_days=-1), "ibu", "token")
    assert read_session_token(COOKIE, {"papan": ended}) is None


def test_a_browser_is_known_by_the_names_that_signed_in_from_it() -> None:
    cookies: dict[str, str] = {}
    assert not is_known_browser(COOKIE, "ibu", cookies)
    for username in ("ibu", "ani"):
        cookies = {mark_name(COOKIE): encode_marks(COOKIE, username, cookies)}
    assert is_known_browser(COOKIE, "ibu", cookies) and is_known_browser(COOKIE, "ani", cookies)
    assert not is_known_browser(COOKIE, "kepala", cookies)
    assert "ibu" not in cookies[mark_name(COOKIE)]
    forged = {mark_name(COOKIE): encode_marks(CookieSetting(name="papan", key="x" * 40), "ibu", {})}
    assert not is_known_browser(COOKIE, "ibu", forged)


def test_a_session_cookie_is_no_mark_and_a_mark_no_session() -> None:
    session, marks = encode_session(COOKIE, "ibu", "token"), encode_marks(COOKIE, "ibu", {})
    assert not is_known_browser(COOKIE, "ibu", {mark_name(COOKIE): session})
    assert read_session_token(COOKIE, {"papan": marks}) is None
