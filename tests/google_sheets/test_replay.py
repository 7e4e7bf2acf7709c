"""The measuring of the emulator itself: it sees a difference, and pairs ids that differ by nature."""

from __future__ import annotations

from typing import Any

import pytest

from tests.google_sheets.replay import find_difference, name_family, replay, split_runs

DRIVE = "https://www.googleapis.com/drive/v3/files"
SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"
BOOK = "1" + "x" * 43
TYPE = "application/vnd.google-apps.spreadsheet"


def line(method: str, url: str, request: Any, response: Any, status: int = 200) -> dict[str, Any]:
    fields = {"method": method, "url": url, "request": request, "response": response}
    return {"case": "contoh", "status": status} | fields


CREATE = line(
    "POST",
    DRIVE,
    {"name": "Contoh", "mimeType": TYPE},
    {"kind": "drive#file", "id": BOOK, "name": "Contoh", "mimeType": TYPE},
)


def read(place: str, *rows: list[str]) -> dict[str, Any]:
    answer = {"range": place, "majorDimension": "ROWS", "values": list(rows)}
    return line("GET", f"{SHEETS}/{BOOK}/values/{place}", None, answer)


def write(place: str, *rows: list[str]) -> dict[str, Any]:
    answer = {"spreadsheetId": BOOK, "updatedRange": place, "updatedRows": len(rows)}
    counts = {"updatedColumns": len(rows[0]), "updatedCells": len(rows) * len(rows[0])}
    url = f"{SHEETS}/{BOOK}/values/{place}?valueInputOption=RAW"
    return line("PUT", url, {"values": list(rows)}, answer | counts)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    for name in ("HTTPS_PROXY", "https_proxy", "REQUESTS_CA_BUNDLE", "NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "")  # what the replay sets is put back
    return [CREATE, write("Sheet1!A1", ["Ani"]), read("Sheet1!A1", ["Ani"])]


def test_answers_with_other_ids_are_alike(run: list[dict[str, Any]]) -> None:
    tallies, differences = replay(run * 2)
    assert differences == []
    counts = {name: (tally.alike, tally.asked) for name, tally in tallies.items()}
    assert counts == {"Drive files": (2, 2), "writes of values": (2, 2), "reads of values": (2, 2)}


def test_another_answer_counts_with_its_reason(run: list[dict[str, Any]]) -> None:
    refused = {"error": {"code": 404, "message": "Lain", "status": "NOT_FOUND"}}
    wrong = line("GET", f"{SHEETS}/test", None, refused, 404)
    run[2]["response"]["values"] = [["Budi"]]
    lost = line("GET", f"{SHEETS}/{BOOK}/comments", None, {})
    tallies, differences = replay([*run, wrong, lost])
    assert [difference.reason for difference in differences] == [
        ".values[][] differs",
        ".error.message differs",
        "200 expected, got 404: Requested entity was not found.",
    ]
    assert tallies["reads of values"].reasons == {".values[][] differs": 1}
    assert tallies["errors"].alike == 0


@pytest.mark.parametrize(
    ("recorded", "ours", "difference"),
    [
        ({"a": [1, {"b": "x"}]}, {"a": [1, {"b": "x"}]}, None),
        ({"a": 1}, {"a": 1.0}, None),
        ({"a": 1}, {"a": True}, ".a differs"),
        ({"a": "1"}, {"a": 1}, ".a differs"),
        ({"a": 1}, {}, ".a is missing"),
        ({}, {"a": 1}, ".a is not Google's"),
        ({"a": [1]}, {"a": [1, 2]}, ".a has another length"),
        ({"modifiedTime": "kemarin"}, {"modifiedTime": "kini"}, None),
        ({"modifiedTime": "kemarin"}, {}, ".modifiedTime is missing"),
        (None, "", " differs"),
    ],
)
def test_what_counts_as_a_difference(recorded: Any, ours: Any, difference: str | None) -> None:
    assert find_difference(recorded, ours) == difference


def test_a_case_that_was_run_twice_is_two_runs(run: list[dict[str, Any]]) -> None:
    assert [len(lines) for lines in split_runs(run * 2)] == [3, 3]


def test_a_run_ends_where_the_spreadsheet_is_no_longer_known(run: list[dict[str, Any]]) -> None:
    change = line("POST", f"{SHEETS}/{BOOK}:batchUpdate", {"requests": []}, {})
    tallies, differences = replay([*run, change, read("Sheet1!A1", ["Budi"])])
    assert differences == []
    assert sum(tally.asked for tally in tallies.values()) == 3


def test_requests_are_told_apart_by_what_they_are_about() -> None:
    families = {
        name_family(one)
        for one in (
            CREATE,
            line("GET", f"{SHEETS}/{BOOK}?includeGridData=false", None, {}),
            line("GET", f"{SHEETS}/{BOOK}/values/Ibu", None, {}),
            line("PUT", f"{SHEETS}/{BOOK}/values/Ibu", {}, {}),
            line("PUT", f"{SHEETS}/{BOOK}/values/Ibu", {}, {}, 400),
        )
    }
    assert families == {
        "Drive files",
        "metadata",
        "reads of values",
        "writes of values",
        "errors",
    }
