"""How much of the server a stranger can hold: connections without a whole request, and frames of a socket.

The server (uvicorn) ends neither: a connection that sends half a request stays for ever, and a socket's
frame is kept up to `server.maxMessageSize`, which has to be as large as the largest page. `streamlit run`
makes the server and takes no word from the app, so that its classes are taught here, before anybody comes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from lib.auth.door import PROTOCOL, STRANGER_BYTES

HALF_OPEN = 256
"""Connections that have not sent a whole request; the oldest goes when there is one more."""
REQUEST_SECONDS = 30
REQUEST_BYTES = 64 * 1024
"""Of one request's head; cookies and addresses of ours need less than 4 KB."""

_installed = False


class HalfOpen:
    """The connections that owe the rest of a request, in the order in which they began to."""

    def __init__(self) -> None:
        self._since: dict[Any, asyncio.TimerHandle] = {}
        self._bytes: dict[Any, int] = {}

    def __len__(self) -> int:
        return len(self._since)

    def begin(self, connection: Any) -> None:
        """This connection owes a request from now on (nothing changes when it already does)."""
        if connection in self._since:
            return
        if len(self._since) >= HALF_OPEN:
            self._drop(next(iter(self._since)))
        loop = asyncio.get_running_loop()
        self._since[connection] = loop.call_later(REQUEST_SECONDS, self._drop, connection)
        self._bytes[connection] = 0

    def count(self, connection: Any, size: int) -> None:
        """So many bytes came and still no whole request."""
        self._bytes[connection] += size
        if self._bytes[connection] > REQUEST_BYTES:
            self._drop(connection)

    def end(self, connection: Any) -> None:
        timer = self._since.pop(connection, None)
        self._bytes.pop(connection, None)
        if timer is not None:
            timer.cancel()

    def _drop(self, connection: Any) -> None:
        self.end(connection)
        connection.transport.abort()


def limit_strangers() -> None:
    """Teach the server's classes; once per process."""
    global _installed
    if _installed:
        return
    _installed = True
    half_open = HalfOpen()
    for protocol in (HttpToolsProtocol, H11Protocol):
        _limit_requests(protocol, half_open)
    _limit_frames()


def _limit_requests(protocol: Any, half_open: HalfOpen) -> None:
    made, received, lost = protocol.connection_made, protocol.data_received, protocol.connection_lost

    def connection_made(self: Any, transport: asyncio.Transport) -> None:
        made(self, transport)
        half_open.begin(self)

    def data_received(self: Any, data: bytes) -> None:
        received(self, data)
        # Whole with its body, that is: a request that announces one and never sends it is half a request too.
        cycle = self.cycle
        answering = cycle is not None and not cycle.response_complete and not cycle.more_body
        # A socket's connection is another protocol's from its upgrade on.
        if answering or self.transport.is_closing() or self.transport.get_protocol() is not self:
            half_open.end(self)
        else:
            half_open.begin(self)
            half_open.count(self, len(data))

    def connection_lost(self: Any, exc: Exception | None) -> None:
        half_open.end(self)
        lost(self, exc)

    protocol.connection_made, protocol.data_received = connection_made, data_received
    protocol.connection_lost = connection_lost


def _limit_frames() -> None:
    protocol: Any = WebSocketsSansIOProtocol
    begin: Callable[..., None] = protocol.__init__

    def set_limit(self: Any, size: int) -> None:
        self.conn.max_message_size = size

    def begin_small(self: Any, *args: Any, **kwargs: Any) -> None:
        begin(self, *args, **kwargs)
        self.set_limit(STRANGER_BYTES)
        self.app_state = {**self.app_state, PROTOCOL: self}

    protocol.set_limit, protocol.__init__ = set_limit, begin_small
