"""The one door: every request and every socket passes here before Streamlit sees it.

Streamlit guards pages by what the pages ask themselves. Beside them it has doors of its own: it resumes a
page's state for whoever knows its id, hands out files by their address, makes files for any socket, shows
its metrics, takes frames of any size before sign-in. Here all of them ask what the pages ask: is this
connection's session open, and may its viewer see this? What nobody needs is closed.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable, Sequence
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from lib.auth.audit import find_audit
from lib.auth.cookie import (
    MARK_DAYS,
    SIGN_IN_PATH,
    SIGN_OUT_PATH,
    encode_marks,
    encode_session,
    mark_name,
    read_session_token,
)
from lib.auth.doors import SOCKET_HEADER, Doors, Owner, Socket
from lib.auth.open_sessions import close_session, find_viewer
from lib.config import current_settings
from lib.settings import Settings
from lib.words import text

STRANGER_BYTES = 64 * 1024
"""The largest frame before sign-in: the sign-in form needs less than 2 KB."""
VIEWER_BYTES = 1_000_000
"""The largest frame of a viewer; the state of all widgets of the largest page needs some 20 KB."""
TICKET_BYTES = 200
BODY_SECONDS = 10

LOOPBACK = ("localhost", "127.0.0.1", "::1")

_STREAM = "/_stcore/stream"
_MEDIA = "/media/"
# Streamlit's own addresses that a page needs; its other ones stay closed (metrics, uploads, sign-in by
# OpenID, components of the old kind, the agent API).
_OPEN_CORE = ("/_stcore/health", "/_stcore/host-config", "/_stcore/bidi-components/")
_CLOSED = ("/_stcore", "/component", "/oauth2callback", "/auth", "/app/static")
_FRAMES = {"rerun_script", "stop_script", "app_heartbeat", "backend_operation_request"}
# Files made on demand; rows of tables sent on demand are nowhere used.
_OPERATIONS = {"deferred_file"}
_NO_STORE = {"Cache-Control": "no-store"}

_log = logging.getLogger(__name__)


class Door:
    """Around the whole app, inside the security headers."""

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        self._app = app
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._open_socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    # HTTP

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        refusal = await self._refuse(request)
        if refusal is not None:
            await refusal(scope, receive, send)
        elif request.url.path.startswith(_MEDIA):
            await self._hand_out_file(request, send)
        else:
            await self._app(scope, receive, send)

    async def _refuse(self, request: Request) -> Response | None:
        settings = current_settings()
        path, headers = request.url.path, request.headers
        if not is_host_allowed(headers.getlist("host"), settings.hosts):
            return _say(421, text.HOST_NOT_ALLOWED)
        errand = path in (SIGN_IN_PATH, SIGN_OUT_PATH)
        if request.method not in (("POST",) if errand else ("GET", "HEAD")):
            return _say(405)
        if not _is_small(headers, TICKET_BYTES if errand else 0):
            return _say(413)
        if errand and not is_own_origin(headers, required=True):
            return _say(403)
        if path.startswith(_CLOSED) and not path.startswith(_OPEN_CORE):
            return _say(404)
        return None

    async def _hand_out_file(self, request: Request, send: Send) -> None:
        """A file for its owner: whole, never stored on the way, and written down (not what is in it)."""
        owner = await self._find_owner(current_settings(), request.cookies)
        file_id = request.url.path.removeprefix(_MEDIA).partition(".")[0]
        if owner is None or not self._doors.owns_file(file_id, owner):
            await _say(403, text.FILE_NOT_YOURS)(request.scope, request.receive, send)
            return
        if request.method == "GET" and (name := self._doors.find_file_name(file_id, owner)):
            await run_in_threadpool(find_audit().record_download, owner.viewer, name)
        whole = [(name, value) for name, value in request.scope["headers"] if name != b"range"]
        await self._app({**request.scope, "headers": whole}, request.receive, _never_stored(send))

    async def _find_owner(self, settings: Settings, cookies: dict[str, str]) -> Owner | None:
        token = read_session_token(settings.cookie, cookies)
        if token is None:
            return None
        viewer = await run_in_threadpool(find_viewer, settings, token)
        return None if viewer is None else Owner(token, viewer)

    # Sockets

    async def _open_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        settings = current_settings()
        headers = Headers(scope=scope)
        if (
            scope["path"] != _STREAM
            or not is_host_allowed(headers.getlist("host"), settings.hosts)
            or not is_own_origin(headers, required=False)
        ):
            await send({"type": "websocket.close", "code": 1008})
            return
        owner = await self._find_owner(settings, cookie_parser(headers.get("cookie", "")))
        client = scope.get("client")
        line = _Line(receive, send, self._doors, settings)
        socket = Socket(secrets.token_hex(16), client[0] if client else "", line.end, owner)
        line.socket = socket
        protocol = scope.get("state", {}).get(PROTOCOL)
        line.set_limit = getattr(protocol, "set_limit", None)
        too_many = self._doors.enter(socket)
        if too_many is not None:
            too_many.end()
        try:
            await self._app(self._rewrite(scope, headers, socket), line.receive, line.send)
        finally:
            self._doors.leave(socket.key)

    def _rewrite(self, scope: Scope, headers: Headers, socket: Socket) -> Scope:
        """The handshake as Streamlit may see it: with the socket's key, and with the page state to resume
        only when its owner asks."""
        protocols = [part.strip() for part in headers.get("sec-websocket-protocol", "").split(",")]
        page = protocols[2] if len(protocols) > 2 else None
        if page and (socket.owner is None or self._doors.find_page_owner(page) != socket.owner):
            protocols = protocols[:2]
        ours = (SOCKET_HEADER.encode(), b"sec-websocket-protocol")
        kept = [(name, value) for name, value in scope["headers"] if name.lower() not in ours]
        kept.append((ours[0], socket.key.encode()))
        if any(protocols):
            kept.append((ours[1], ", ".join(protocols).encode("latin-1")))
        return {**scope, "headers": kept, "subprotocols": [one for one in protocols if one]}


def build_cookie_routes(doors: Doors) -> list[Route]:
    """POST /masuk: a ticket for the cookie. POST /keluar: the session ends, the cookie goes."""

    async def hand_out(request: Request) -> Response:
        settings = current_settings()
        try:
            body = await asyncio.wait_for(request.body(), BODY_SECONDS)
        except TimeoutError:
            return _say(408)
        ticket = doors.redeem(body.decode("ascii", errors="replace"))
        if ticket is None or await run_in_threadpool(find_viewer, settings, ticket.token) is None:
            return _say(403)
        cookie, answer, secure = (
            settings.cookie,
            Response(status_code=204, headers=_NO_STORE),
            _is_secure(request),
        )
        session = encode_session(cookie, ticket.username, ticket.token)
        _set_cookie(answer, cookie.name, session, round(cookie.expiry_days * 24 * 3600), secure=secure)
        marks = encode_marks(cookie, ticket.username, request.cookies)
        _set_cookie(answer, mark_name(cookie), marks, MARK_DAYS * 24 * 3600, secure=secure)
        return answer

    async def take_back(request: Request) -> Response:
        settings = current_settings()
        token = read_session_token(settings.cookie, request.cookies)
        if token is not None:
            await run_in_threadpool(close_session, settings, token)
        answer = Response(status_code=204, headers=_NO_STORE)
        _set_cookie(answer, settings.cookie.name, "", 0, secure=_is_secure(request))
        return answer

    return [
        Route(SIGN_IN_PATH, hand_out, methods=["POST"]),
        Route(SIGN_OUT_PATH, take_back, methods=["POST"]),
    ]


def _is_secure(request: Request) -> bool:
    """Whether the browser speaks HTTPS. X-Forwarded-Proto counts from the proxy only: the server believes it
    from this machine itself, and from FORWARDED_ALLOW_IPS."""
    return request.url.scheme == "https"


PROTOCOL = "papan_sambungan"
"""Where in an ASGI scope's state the server's own end of a socket is found (`lib.limits`)."""


class _Line:
    """What goes in and out of one socket."""

    def __init__(self, receive: Receive, send: Send, doors: Doors, settings: Settings) -> None:
        self._receive = receive
        self._send = send
        self._doors = doors
        self._ended = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._closed = False
        self.socket: Socket
        self.set_limit: Callable[[int], None] | None = None

    def end(self) -> None:
        """From any thread: this socket has to go."""
        self._loop.call_soon_threadsafe(self._ended.set)

    async def receive(self) -> Message:
        while True:
            message = await self._next()
            if message["type"] != "websocket.receive":
                return message
            code = await self._judge(message)
            if code is None:
                return message
            if code:
                return await self._close(code)

    async def send(self, message: Message) -> None:
        if self._closed:
            return
        if self.set_limit is not None:
            # Signing in happens in a page run, and every run sends.
            self.set_limit(VIEWER_BYTES if self.socket.owner is not None else STRANGER_BYTES)
        if message["type"] == "websocket.close":
            self._closed = True
        await self._send(message)

    async def _next(self) -> Message:
        """The next message, or the end."""
        coming = asyncio.ensure_future(self._receive())
        ending = asyncio.ensure_future(self._ended.wait())
        try:
            await asyncio.wait((coming, ending), return_when=asyncio.FIRST_COMPLETED)
        finally:
            ending.cancel()
            if not coming.done():
                coming.cancel()
        if not coming.cancelled() and coming.done():
            return coming.result()
        return await self._close(1013)

    async def _close(self, code: int) -> Message:
        if not self._closed:
            await self.send({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}

    async def _judge(self, message: Message) -> int | None:
        """None = let it pass, 0 = leave it out, else the code to close with."""
        data = message.get("bytes")
        owner = self.socket.owner
        if data is None:
            return 1003
        if len(data) > (STRANGER_BYTES if owner is None else VIEWER_BYTES):
            return 1009
        frame = BackMsg()
        try:
            frame.ParseFromString(data)
        except DecodeError:
            return 1002
        kind = frame.WhichOneof("type")
        if kind not in _FRAMES:
            return 0
        if kind != "backend_operation_request":
            return None
        request = frame.backend_operation_request
        if request.WhichOneof("payload") not in _OPERATIONS:
            return 0
        # A file made on demand: only for the page that it stands on, while its session is open.
        asked = self._doors.find_page_owner(request.session_id)
        if owner is None or asked != owner:
            return 0
        if not self._doors.owns_file(request.deferred_file.file_id, owner):
            return 0
        viewer = await run_in_threadpool(find_viewer, current_settings(), owner.token)
        return None if viewer == owner.viewer else 0


def is_host_allowed(hosts: Sequence[str], allowed: Iterable[str]) -> bool:
    """Whether the Host header (one, not several) names this machine itself or what the settings declare."""
    name = _read_host(f"//{hosts[0]}") if len(hosts) == 1 else None
    return name is not None and (name in LOOPBACK or name in allowed)


def is_own_origin(headers: Headers, *, required: bool) -> bool:
    """Whether a page of ours asks: browsers say by Origin where the asking page came from."""
    origin = headers.get("origin")
    if origin is None:
        return not required
    parts = urlsplit(origin)
    if parts.scheme not in ("http", "https"):
        return False
    return parts.netloc.lower() == headers.get("host", "").lower()


def _read_host(address: str) -> str | None:
    """The host in lower case; None where there is more or less than host and port."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        return None
    return (parts.hostname or "").rstrip(".") or None


def _is_small(headers: Headers, limit: int) -> bool:
    length = headers.get("content-length", "0")
    return "transfer-encoding" not in headers and length.isdecimal() and int(length) <= limit


def _set_cookie(answer: Response, name: str, value: str, seconds: int, *, secure: bool) -> None:
    answer.set_cookie(name, value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="strict")


def _say(status: int, words: str = "") -> Response:
    # Whoever is refused may have more to send: the connection ends with the answer.
    return PlainTextResponse(words, status, headers={**_NO_STORE, "Connection": "close"})


def _never_stored(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def send_never_stored(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "no-store"
        await send(message)

    return send_never_stored
