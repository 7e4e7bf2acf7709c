"""A ticket that never comes: the door does not wait for it for ever."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.types import Message, Scope

from lib.auth import door
from lib.auth.doors import Doors

POST: Scope = {"type": "http", "method": "POST", "path": door.SIGN_IN_PATH, "query_string": b""}
ANNOUNCED = [(b"content-length", b"20")]


def test_who_announces_a_ticket_and_never_sends_it_is_answered(
    installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "BODY_SECONDS", 0.05)
    (route, _) = door.build_cookie_routes(Doors())
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError("nothing is ever sent")

    async def send(message: Message) -> None:
        sent.append(message)

    async def ask() -> None:
        await asyncio.wait_for(route.handle({**POST, "headers": ANNOUNCED}, receive, send), 5)

    with ThreadPoolExecutor(1) as apart:  # a browser's loop may run in this thread
        apart.submit(asyncio.run, ask()).result()
    assert sent[0]["status"] == 408
