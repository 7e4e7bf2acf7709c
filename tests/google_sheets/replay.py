"""Measures how true the emulator is: replays requests recorded with Google and compares the answers.

    python -m tests.google_sheets.replay FOLDER [--all]

FOLDER holds interactions.jsonl: one JSON object a line with case, method, url, request, status and response.
Requests go in their order, over TLS, through an unpatched session of gspread and google-auth.
Ids that Google gave are paired with ours; times are not compared. Every difference counts. A run ends at its
first batchUpdate: the emulator has none, and does not know how a spreadsheet looks afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, takewhile
from pathlib import Path
from typing import Any

import gspread
import requests

from tests.google_sheets.emulator import GoogleSheetsEmulator

SCOPES = ["https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive"]
_ID_NAMES = {"spreadsheetId", "id", "sheetId"}
_TIMES = {"createdTime", "modifiedTime"}
_ID = r"[\w-]{40,}"
_BOOK_IN_URL = re.compile(r"/spreadsheets/([\w-]+)")


@dataclass
class Tally:
    """Answers of one family: how many were compared, how many alike, and why the others were not."""

    asked: int = 0
    alike: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass
class Difference:
    """One answer that is not alike, for a look at it."""

    case: str
    request: str
    reason: str
    recorded: Any
    ours: Any


def replay(recorded: list[dict[str, Any]]) -> tuple[dict[str, Tally], list[Difference]]:
    """Tallies by family of request, and the differences."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    differences: list[Difference] = []
    with GoogleSheetsEmulator() as google:
        os.environ.update(google.env())
        session = gspread.service_account_from_dict(
            google.service_account_info(), scopes=SCOPES
        ).http_client.session
        for lines in map(keep_known, split_runs(recorded)):
            google.spreadsheets.clear()
            for line, reason, ours in _replay_run(google, session, lines):
                tally = tallies[name_family(line)]
                tally.asked += 1
                if reason is None:
                    tally.alike += 1
                    continue
                tally.reasons[reason] += 1
                request = f"{line['method']} {line['url']} {json.dumps(line['request'])}"
                differences.append(Difference(line["case"], request, reason, line["response"], ours))
    return dict(tallies), differences


def split_runs(recorded: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The requests of each run of each case: most cases were run twice, with a new spreadsheet each time."""
    for _, lines in groupby(recorded, key=lambda line: line["case"]):
        run: list[dict[str, Any]] = []
        for line in lines:
            if run and (line["method"], line["url"], line["request"]) == _first(run):
                yield run
                run = []
            run.append(line)
        yield run


def keep_known(run: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The requests of a run before its first batchUpdate."""
    return list(takewhile(lambda line: not line["url"].partition("?")[0].endswith(":batchUpdate"), run))


def _first(run: list[dict[str, Any]]) -> tuple[Any, Any, Any]:
    return run[0]["method"], run[0]["url"], run[0]["request"]


def _replay_run(
    google: GoogleSheetsEmulator, session: requests.Session, lines: list[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], str | None, Any]]:
    ids: dict[Any, Any] = {}
    _prepare(google, lines)
    for line in lines:
        answer = session.request(
            line["method"],
            _translate_url(line["url"], ids),
            json=_translate(line["request"], ids),
            timeout=30,
        )
        try:
            ours = answer.json() if answer.content else None
        except ValueError:
            ours = answer.text
        if answer.status_code == line["status"]:
            _learn(line["response"], ours, ids)
        yield line, explain(line, _translate(line["response"], ids), answer.status_code, ours), ours


def _prepare(google: GoogleSheetsEmulator, lines: list[dict[str, Any]]) -> None:
    """What was there before: somebody else's spreadsheets, and the account's own that a list names."""
    made = {line["response"].get("id") for line in lines if line["method"] == "POST" and line["response"]}
    for line in lines:
        if line["status"] == 403:
            google.add_spreadsheet(_BOOK_IN_URL.findall(line["url"])[0], "Tertutup", shared=False)
        for file in reversed((line["response"] or {}).get("files", []) if "/files?" in line["url"] else []):
            if file["id"] not in made:
                google.add_spreadsheet(file["id"], file["name"], {"Sheet1": []}, "en_US", time_zone="Etc/GMT")


def explain(line: dict[str, Any], recorded: Any, status: int, ours: Any) -> str | None:
    """Why our answer is not the recorded one; None when it is."""
    if status != line["status"]:
        message = ours.get("error", {}).get("message", "") if isinstance(ours, dict) else str(ours)[:60]
        return f"{line['status']} expected, got {status}: {re.sub(_ID, '…', message)}"
    return find_difference(recorded, ours)


def find_difference(recorded: Any, ours: Any, path: str = "") -> str | None:
    """The first place where two answers differ; times only have to be there."""
    if isinstance(recorded, dict) and isinstance(ours, dict):
        for name in [*recorded, *(name for name in ours if name not in recorded)]:
            if name not in ours:
                return f"{path}.{name} is missing"
            if name not in recorded:
                return f"{path}.{name} is not Google's"
            if name in _TIMES:
                continue
            found = find_difference(recorded[name], ours[name], f"{path}.{name}")
            if found:
                return found
        return None
    if isinstance(recorded, list) and isinstance(ours, list) and len(recorded) == len(ours):
        pairs = zip(recorded, ours, strict=True)
        return next(
            (found for one, other in pairs if (found := find_difference(one, other, f"{path}[]"))), None
        )
    if isinstance(recorded, list) and isinstance(ours, list):
        return f"{path} has another length"
    same = type(recorded) is type(ours) or (isinstance(recorded, float) or isinstance(ours, float))
    return None if same and recorded == ours else f"{path} differs"


def name_family(line: dict[str, Any]) -> str:
    """What a request is about, as the report names it."""
    path = line["url"].partition("?")[0]
    if line["status"] >= 400:
        return "errors"
    if "/drive/" in path:
        return "Drive files"
    if "/values" in path:
        return "reads of values" if line["method"] == "GET" else "writes of values"
    return "metadata"


def _learn(recorded: Any, ours: Any, ids: dict[Any, Any]) -> None:
    """Pairs the ids at the same places of two answers; the first tab has 0 in both worlds."""
    if isinstance(recorded, dict) and isinstance(ours, dict):
        for name, value in recorded.items():
            if name in _ID_NAMES and value and name in ours:
                ids.setdefault(value, ours[name])
            else:
                _learn(value, ours.get(name), ids)
    elif isinstance(recorded, list) and isinstance(ours, list) and len(recorded) == len(ours):
        for one, other in zip(recorded, ours, strict=True):
            _learn(one, other, ids)


def _translate(value: Any, ids: dict[Any, Any], name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _translate(inner, ids, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_translate(inner, ids, name) for inner in value]
    if name in _ID_NAMES:
        return ids.get(value, value)
    return _translate_url(value, ids) if name == "spreadsheetUrl" else value


def _translate_url(url: str, ids: dict[Any, Any]) -> str:
    return re.sub(_ID, lambda found: str(ids.get(found[0], found[0])), url)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true", help="shows every difference, not only their reasons")
    options = parser.parse_args()
    with (options.folder / "interactions.jsonl").open(encoding="utf-8") as lines:
        recorded = [json.loads(line) for line in lines]
    tallies, differences = replay(recorded)
    for name, tally in sorted(tallies.items()):
        print(f"{name:18}{tally.alike:6} of {tally.asked:5} alike {tally.alike / tally.asked:7.1%}")
        for reason, count in tally.reasons.most_common():
            print(f"    {count:4}  {reason}")
    asked, alike = sum(t.asked for t in tallies.values()), sum(t.alike for t in tallies.values())
    print(f"{'together':18}{alike:6} of {asked:5} alike {alike / asked:7.1%}")
    for difference in differences if options.all else []:
        print(f"\n{difference.case}\n{difference.request}\n{difference.reason}")
        print(f"Google: {json.dumps(difference.recorded)}\nours:   {json.dumps(difference.ours)}")


if __name__ == "__main__":
    main()
