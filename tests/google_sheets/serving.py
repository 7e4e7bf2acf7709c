"""Running the emulator: its proxy and TLS server on loopback, in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from pathlib import Path

import trustme
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.google_sheets.proxy import ConnectProxy

HOSTS = (
    "sheets.googleapis.com",
    "oauth2.googleapis.com",
    "www.googleapis.com",
    "iamcredentials.googleapis.com",
)


class Server:
    """Serves an application as Google, for those who trust `folder`/ca.pem and go through `proxy`."""

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        self._app = app
        self._folder = folder
        self._ready = threading.Event()
        self._failure: BaseException | None = None

    def start(self) -> None:
        """Returns once both ports are open; RuntimeError when that fails."""
        authority = trustme.CA()
        authority.cert_pem.write_to_path(self._folder / "ca.pem")
        certificate = authority.issue_cert(*HOSTS).private_key_and_cert_chain_pem
        certificate.write_to_path(self._folder / "server.pem")
        self._thread = threading.Thread(target=self._run, name="google-sheets-emulator", daemon=True)
        self._thread.start()
        self._ready.wait(30)
        if self._failure is not None:
            raise RuntimeError("the emulator did not start") from self._failure

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._leave)
        self._thread.join(10)

    def go_offline(self) -> None:
        """The proxy hangs up on everyone, open tunnels included."""
        self.proxy.offline = True
        self._loop.call_soon_threadsafe(self.proxy.cut)

    def go_online(self) -> None:
        self.proxy.offline = False

    def _leave(self) -> None:
        self.proxy.cut()
        self._server.should_exit = self._server.force_exit = True

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._failure = error
            self._ready.set()
            raise

    async def _serve(self) -> None:
        # With its protocol named, asyncio switches Nagle's algorithm off: 40 ms less a request.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.bind(("127.0.0.1", 0))
        certificate = str(self._folder / "server.pem")
        config = uvicorn.Config(
            self._app, ssl_certfile=certificate, ssl_keyfile=certificate, lifespan="off", log_level="critical"
        )
        self._server = uvicorn.Server(config)
        self.proxy = ConnectProxy(listener.getsockname()[1])
        self.proxy_port = await self.proxy.start()
        self._loop = asyncio.get_running_loop()
        listener.listen()
        self._ready.set()  # connections wait in the socket until uvicorn takes them
        await self._server.serve(sockets=[listener])
        await self.proxy.stop()


class CutOff:
    """Sends half of a body whose answer has the header `x-cut-off`: a line that breaks halfway."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cut = False

        async def pass_on(message: Message) -> None:
            nonlocal cut
            cut = cut or any(name == b"x-cut-off" for name, _ in message.get("headers", ()))
            if cut and message["type"] == "http.response.body":
                message = {**message, "body": message["body"][: len(message["body"]) // 2]}
            await send(message)

        await self._app(scope, receive, pass_on)
