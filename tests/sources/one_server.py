"""A server's reading alone, as a process: `python -m tests.sources.one_server FOLDER ACCOUNT.json INTERVAL
PATIENCE [ID…]`. Says ten times a second how it stands, a line of JSON; the ids after a + are watched."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from lib.sources import refresher as refreshing
from lib.sources.google_sheets import GoogleSheetsSource
from lib.sources.store import SnapshotStore


def main(folder: str, account: str, interval: str, patience: str, *ids: str) -> None:
    refreshing.PATIENCE_SECONDS = float(patience)
    info = json.loads(Path(account).read_text(encoding="utf-8"))
    refresher = refreshing.Refresher(
        [GoogleSheetsSource(one.removeprefix("+"), one.removeprefix("+"), info) for one in ids],
        SnapshotStore(folder),
        interval_seconds=float(interval),
        watched=lambda: frozenset(one[1:] for one in ids if one.startswith("+")),
    )
    refresher.start()
    while True:
        states = refresher.snapshot.books
        line = {
            "reads": refresher.reads,
            "sequence": refresher.snapshot.sequence,
            "cells": [state.book.tabs[0].grid[-1][-1] if state.book else None for state in states],
            "fetched": [state.book.fetched_at.timestamp() if state.book else None for state in states],
            "problems": [state.problem.code if state.problem else None for state in states],
            "unsaved": refresher.unsaved_since is not None,
        }
        print(json.dumps(line), flush=True)
        time.sleep(0.1)


if __name__ == "__main__":
    main(*sys.argv[1:])
