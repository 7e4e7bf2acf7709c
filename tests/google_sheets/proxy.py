"""A CONNECT proxy that leads Google's host names to one port of this computer."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable


class ConnectProxy:
    """Tunnels CONNECT *.googleapis.com to 127.0.0.1:`target_port` and refuses every other host.

    While `offline` it hangs up on everyone, open tunnels included: a computer without internet.
    """

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.offline = False
        self.refused: list[str] = []

    async def start(self) -> int:
        """Listens on a free port and returns it."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        self.cut()

    def cut(self) -> None:
        """Ends all open tunnels at once."""
        for writer in list(self._writers):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            method, target = head.split(" ", 2)[:2]
            host = target.rpartition(":")[0]
            if self.offline:
                return
            if method != "CONNECT" or not host.endswith(".googleapis.com"):
                self.refused.append(target)
                writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                await writer.drain()
                return
            upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
            self._writers.add(upstream_writer)
            try:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                client = writer.get_extra_info("socket")
                await asyncio.gather(
                    _pump(reader, upstream_writer, lambda: _acknowledge(client)),
                    _pump(upstream_reader, writer),
                )
            finally:
                self._writers.discard(upstream_writer)
                upstream_writer.close()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            self._writers.discard(writer)
            writer.close()


def _acknowledge(client: socket.socket) -> None:
    """Tells the client at once that its bytes came; urllib3 holds the body back until then, 40 ms."""
    if hasattr(socket, "TCP_QUICKACK"):
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


async def _pump(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, after: Callable[[], None] = lambda: None
) -> None:
    try:
        while data := await reader.read(65536):
            after()
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        return
    finally:
        writer.close()
