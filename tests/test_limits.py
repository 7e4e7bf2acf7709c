"""Half a request does not stay: its time and its bytes are bounded, and the rest of it ends the waiting."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from lib import limits
from lib.limits import HalfOpen


class Connection:
    """The server's end of a connection, as far as it can be cut."""

    def __init__(self) -> None:
        self.is_cut = False
        self.transport = self

    def abort(self) -> None:
        self.is_cut = True


def test_half_a_request_is_cut_off_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REQUEST_SECONDS", 0.05)

    async def wait() -> tuple[bool, bool, int]:
        half_open, slow, whole = HalfOpen(), Connection(), Connection()
        half_open.begin(slow)
        half_open.begin(whole)
        half_open.end(whole)
        while not slow.is_cut and len(half_open):
            half_open.begin(slow)  # another byte now and then does not begin the time anew
            await asyncio.sleep(0.01)
        return slow.is_cut, whole.is_cut, len(half_open)

    with ThreadPoolExecutor(1) as apart:  # a browser's loop may run in this thread
        ended = apart.submit(asyncio.run, asyncio.wait_for(wait(), 10))
    assert ended.result() == (True, False, 0)
