"""Sign-ins of a process of its own: `python -m tests.auth.one_process FOLDER`. Does what each line of its
input says and answers with a line of JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from lib.auth.sessions import Sessions
from lib.auth.throttle import Throttle


def main(folder: Path) -> None:
    sessions = Sessions(folder / "sesi.sqlite3", idle_seconds=600, lifetime_seconds=3600)
    throttle = Throttle(folder / "percobaan.sqlite3")
    answers = {
        "open": lambda name: sessions.open(name, "tanda"),
        "find": lambda token: sessions.find(token) is not None,
        "close": sessions.close,
        "try": lambda name: throttle.reserve(name, "10.0.0.1") > 0,
    }
    for line in sys.stdin:
        verb, word = json.loads(line)
        print(json.dumps(answers[verb](word)), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
