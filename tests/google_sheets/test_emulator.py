"""The emulator answers as Google does: facts learned from recorded answers of the Sheets API."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gspread
import jwt
import pytest
import requests
from gspread.exceptions import APIError

from tests.google_sheets import GoogleSheetsEmulator
from tests.google_sheets.emulator import build_key_pair
from tests.google_sheets.fields import apply_mask, read_mask
from tests.google_sheets.tokens import TOKEN_URI

RAW = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER"}
SCOPE = "https://www.googleapis.com/auth/spreadsheets.readonly"


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleSheetsEmulator]:
    with GoogleSheetsEmulator() as emulator:
        for name, value in emulator.env().items():
            monkeypatch.setenv(name, value)
        emulator.add_spreadsheet(
            "buku",
            "Melati 1",
            {
                "Sheet1": [["A1", "", None, "D1"], ["", "b2", ""], [], ["A4", 12.0, True, "d4"], [None, ""]],
                "D3": [],
                "Ibu 'Hamil'": [["x"]],
                "🌵": [["🍇"]],
            },
        )
        yield emulator


@pytest.fixture
def client(google: GoogleSheetsEmulator) -> gspread.HTTPClient:
    return gspread.service_account_from_dict(google.service_account_info(), scopes=[SCOPE]).http_client


def ask(client: gspread.HTTPClient, *ranges: str) -> list[dict[str, Any]]:
    return client.values_batch_get("buku", list(ranges), dict(RAW))["valueRanges"]


def refusal(client: gspread.HTTPClient, *ranges: str, book: str = "buku") -> dict[str, Any]:
    with pytest.raises(APIError) as caught:
        client.values_batch_get(book, list(ranges), dict(RAW))
    return caught.value.response.json()


def test_rows_are_ragged_and_blank_rows_at_the_end_are_left_out(client: gspread.HTTPClient) -> None:
    assert ask(client, "'Sheet1'") == [
        {
            "range": "Sheet1!A1:Z1000",
            "majorDimension": "ROWS",
            "values": [["A1", "", "", "D1"], ["", "b2"], [], ["A4", 12, True, "d4"]],
        }
    ]


def test_an_empty_tab_has_no_values(client: gspread.HTTPClient) -> None:
    assert ask(client, "'D3'") == [{"range": "'D3'!A1:Z1000", "majorDimension": "ROWS"}]


@pytest.mark.parametrize(
    ("asked", "echoed"),
    [
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("'Sheet1'!A1:B1", "Sheet1!A1:B1"),
        ("'Sheet1'!D4", "Sheet1!D4"),
        ("'Sheet1'!D4:A1", "Sheet1!A1:D4"),
        ("'Sheet1'!A:C", "Sheet1!A1:C1000"),
        ("'Sheet1'!A1:C", "Sheet1!A1:C1000"),
        ("'Sheet1'!A2:2", "Sheet1!A2:Z2"),
        ("'D3'!A1:D1", "'D3'!A1:D1"),
        ("'Ibu ''Hamil'''", "'Ibu ''Hamil'''!A1:Z1000"),
        ("🌵!A:A", "'🌵'!A1:A1000"),
    ],
)
def test_ranges_are_echoed_in_googles_way(client: gspread.HTTPClient, asked: str, echoed: str) -> None:
    assert ask(client, asked)[0]["range"] == echoed
    assert client.values_get("buku", asked, dict(RAW))["range"] == echoed


def test_answers_come_in_the_order_of_the_ranges(client: gspread.HTTPClient) -> None:
    assert [answer["range"] for answer in ask(client, "🌵!A1", "Sheet1!B4:D4")] == ["'🌵'!A1", "Sheet1!B4:D4"]


def test_one_unknown_tab_fails_the_whole_batch(client: gspread.HTTPClient) -> None:
    assert refusal(client, "'Sheet1'", "'Tidak Ada'!A1:Z") == {
        "error": {
            "code": 400,
            "message": "Unable to parse range: 'Tidak Ada'!A1:Z",
            "status": "INVALID_ARGUMENT",
        }
    }


def test_a_range_outside_of_the_tab_is_refused(client: gspread.HTTPClient) -> None:
    message = refusal(client, "Sheet1!A1001:B1002")["error"]["message"]
    assert message.endswith("exceeds grid limits. Max rows: 1000, max columns: 26")


def test_an_unknown_book_and_a_closed_book(google: GoogleSheetsEmulator, client: gspread.HTTPClient) -> None:
    assert refusal(client, "A1", book="test") == {
        "error": {"code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}
    }
    google.share("buku", False)
    assert refusal(client, "A1") == {
        "error": {
            "code": 403,
            "message": "The caller does not have permission",
            "status": "PERMISSION_DENIED",
        }
    }


def test_metadata_of_a_book(client: gspread.HTTPClient) -> None:
    book = client.fetch_sheet_metadata("buku")
    assert book["properties"] == {
        "title": "Melati 1",
        "locale": "in_ID",
        "autoRecalc": "ON_CHANGE",
        "timeZone": "Asia/Jakarta",
    }
    assert book["sheets"][0] == {
        "properties": {
            "sheetId": 0,
            "title": "Sheet1",
            "index": 0,
            "sheetType": "GRID",
            "gridProperties": {"rowCount": 1000, "columnCount": 26},
        }
    }
    assert len({sheet["properties"]["sheetId"] for sheet in book["sheets"]}) == 4


def test_fields_leave_out_the_rest(client: gspread.HTTPClient) -> None:
    answer = client.fetch_sheet_metadata(
        "buku", {"fields": "properties.locale,sheets/properties(title,index)"}
    )
    assert answer["properties"] == {"locale": "in_ID"}
    assert answer["sheets"][1] == {"properties": {"title": "D3", "index": 1}}
    assert set(answer) == {"properties", "sheets"}


@pytest.mark.parametrize("fields", ["titles", "properties(", "properties)", "", "a,,b", "properties(title"])
def test_fields_that_google_does_not_know_are_refused(client: gspread.HTTPClient, fields: str) -> None:
    if not fields:
        with pytest.raises(ValueError):
            read_mask(fields)
        return
    with pytest.raises(APIError) as caught:
        client.fetch_sheet_metadata("buku", {"fields": fields})
    assert caught.value.response.status_code == 400


def test_a_star_takes_everything() -> None:
    assert apply_mask({"a": {"b": 1, "c": 2}}, read_mask("a.*")) == {"a": {"b": 1, "c": 2}}


def test_gspread_opens_and_reads_it_like_google(google: GoogleSheetsEmulator) -> None:
    account = gspread.service_account_from_dict(google.service_account_info(), scopes=[SCOPE])
    book = account.open_by_key("buku")
    assert [sheet.title for sheet in book.worksheets()] == ["Sheet1", "D3", "Ibu 'Hamil'", "🌵"]
    google.share("buku", False)
    with pytest.raises(PermissionError):
        account.open_by_key("buku")
    with pytest.raises(gspread.SpreadsheetNotFound):
        account.open_by_key("lain")


def build_claims(google: GoogleSheetsEmulator, **changes: Any) -> dict[str, Any]:
    now = int(time.time())
    claims = {"iss": google.email, "aud": TOKEN_URI, "iat": now, "exp": now + 3600, "scope": SCOPE}
    return {name: value for name, value in (claims | changes).items() if value is not None}


def ask_token(claims: dict[str, Any], key: str) -> requests.Response:
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "assertion": jwt.encode(claims, key, algorithm="RS256"),
    }
    return requests.post(TOKEN_URI, data=form, timeout=30)


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://sheets.googleapis.com/"},
        {"iss": "lain@proyek-contoh.iam.gserviceaccount.com"},
        {"exp": 1_000_000_000, "iat": 999_996_400},
        {"exp": int(time.time()) + 86400},
        {"scope": None},
        {"exp": None},
    ],
)
def test_a_jwt_that_is_not_right_gets_no_token(google: GoogleSheetsEmulator, changes: dict[str, Any]) -> None:
    answer = ask_token(build_claims(google, **changes), google.service_account_info()["private_key"])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert google.tokens == {}


def test_a_jwt_signed_by_another_key_gets_no_token(google: GoogleSheetsEmulator) -> None:
    answer = ask_token(build_claims(google), build_key_pair(1)[0])
    assert answer.json() == {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}


def test_without_a_token_or_a_reading_scope_there_are_no_cells(google: GoogleSheetsEmulator) -> None:
    url = "https://sheets.googleapis.com/v4/spreadsheets/buku"
    assert requests.get(url, timeout=30).status_code == 401
    assert requests.get(url, headers={"Authorization": "Bearer x"}, timeout=30).status_code == 401
    claims = build_claims(google, scope="https://www.googleapis.com/auth/calendar")
    token = ask_token(claims, google.service_account_info()["private_key"]).json()["access_token"]
    assert requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=30).status_code == 403


def test_only_google_is_reached_through_it(google: GoogleSheetsEmulator) -> None:
    with pytest.raises(requests.ConnectionError):
        requests.get("https://contoh.invalid/", timeout=30)


CHILD = """
import json, sys, gspread
info = json.load(sys.stdin)
account = gspread.service_account_from_dict(info, scopes=["{scope}"])
print(account.http_client.values_get("buku", "Sheet1!A1", {{"valueRenderOption": "UNFORMATTED_VALUE"}}))
"""


def test_another_process_reaches_it_by_environment_alone(google: GoogleSheetsEmulator) -> None:
    child = subprocess.run(
        [sys.executable, "-c", CHILD.format(scope=SCOPE)],
        input=json.dumps(google.service_account_info()),
        env=os.environ | google.env(),
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "'values': [['A1']]" in child.stdout
    assert google.count("values.get") == 1
