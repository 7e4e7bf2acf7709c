"""Two servers on one data folder know each other's sign-ins, sign-outs and failed attempts at once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lib.auth.throttle import FAILURES_PER_NAME_AND_ADDRESS
from tests.server import ROOT


class Other:
    """A process of tests/auth/one_process.py."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "tests.auth.one_process", str(folder)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, verb: str, word: str) -> Any:
        assert self.process.stdin is not None and self.process.stdout is not None
        print(json.dumps([verb, word]), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Other, Other]]:
    both = Other(tmp_path), Other(tmp_path)
    yield both
    for one in both:
        one.process.kill()
        one.process.communicate()


def test_who_signs_in_at_one_is_known_to_the_other_until_signing_out_at_either(
    two: tuple[Other, Other],
) -> None:
    first, second = two
    token, other = first.ask("open", "kepala"), second.ask("open", "kader")
    assert second.ask("find", token) and first.ask("find", other)
    second.ask("close", token)
    first.ask("close", other)
    assert not first.ask("find", token) and not second.ask("find", other)


def test_attempts_at_one_count_at_the_other(two: tuple[Other, Other]) -> None:
    waits = [two[number % 2].ask("try", "kepala") for number in range(FAILURES_PER_NAME_AND_ADDRESS)]
    assert waits == [False] * FAILURES_PER_NAME_AND_ADDRESS
    assert [one.ask("try", "kepala") for one in two] == [True, True]
