"""Who may open a spreadsheet and with whom it is shared, as the Drive API tells it."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.google_sheets import GoogleSheetsEmulator
from tests.google_sheets.conftest import MakeClient, refusal

FILES = "https://www.googleapis.com/drive/v3/files"
ANYONE = {"id": "anyoneWithLink", "type": "anyone", "role": "reader"}


def ask(make_client: MakeClient, path: str, **params: Any) -> dict[str, Any]:
    session = make_client("drive.metadata.readonly").session
    answer: dict[str, Any] = session.get(f"{FILES}/{path}", params=params, timeout=30).json()
    return answer


def test_a_writer_sees_that_anyone_with_the_link_can_open_it(
    google: GoogleSheetsEmulator, make_client: MakeClient
) -> None:
    fields = "permissions(id,type,role)"
    assert ANYONE not in ask(make_client, "buku", fields=fields)["permissions"]
    google.share_with_anyone("buku")
    assert ANYONE in ask(make_client, "buku", fields=fields)["permissions"]
    listed = ask(make_client, "buku/permissions")
    assert listed["kind"] == "drive#permissionList"
    assert ANYONE | {"kind": "drive#permission"} in listed["permissions"]


def test_a_reader_is_not_told_with_whom_it_is_shared(
    google: GoogleSheetsEmulator, make_client: MakeClient
) -> None:
    google.share_with_anyone("buku")
    google.share("buku", True, role="reader")
    assert ask(make_client, "buku", fields="name,permissions") == {"name": "Melati 1"}
    error = ask(make_client, "buku/permissions")["error"]
    assert (error["code"], error["errors"][0]["reason"]) == (403, "insufficientFilePermissions")


def test_the_link_opens_it_for_an_account_it_is_not_shared_with(
    google: GoogleSheetsEmulator, make_client: MakeClient
) -> None:
    google.share("buku", False)
    google.share_with_anyone("buku")
    client = make_client("spreadsheets")
    assert client.values_get("buku", "Balita")["values"][1] == ["B1", "Ani"]
    assert refusal(lambda: client.values_clear("buku", "Balita"))["code"] == 403
    google.share_with_anyone("buku", None)
    assert refusal(lambda: client.values_get("buku", "Balita"))["code"] == 403


@pytest.mark.parametrize("file_id", ["tidak-ada", "buku"])
def test_what_the_account_may_not_see_is_not_found(
    google: GoogleSheetsEmulator, make_client: MakeClient, file_id: str
) -> None:
    google.share("buku", False)
    message = f"File not found: {file_id}."
    place = {"locationType": "parameter", "location": "fileId"}
    assert ask(make_client, file_id) == {
        "error": {
            "errors": [{"domain": "global", "reason": "notFound", "message": message} | place],
            "code": 404,
            "message": message,
        }
    }


def test_a_token_for_sheets_alone_does_not_open_drive(make_client: MakeClient) -> None:
    session: requests.Session = make_client("spreadsheets").session
    error = session.get(f"{FILES}/buku", timeout=30).json()["error"]
    assert error["errors"][0]["reason"] == "insufficientPermissions"
    assert error["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


def test_a_new_spreadsheet_is_english_with_one_empty_tab(make_client: MakeClient) -> None:
    session: requests.Session = make_client("drive").session
    body = {"name": "Melati 2", "mimeType": "application/vnd.google-apps.spreadsheet"}
    made = session.post(FILES, json=body, timeout=30).json()
    file_id = made.pop("id")
    assert made == {"kind": "drive#file", "name": "Melati 2", "mimeType": body["mimeType"]}
    book = make_client("spreadsheets").fetch_sheet_metadata(file_id)
    assert book["properties"] == {
        "title": "Melati 2",
        "locale": "en_US",
        "autoRecalc": "ON_CHANGE",
        "timeZone": "Etc/GMT",
    }
    assert [sheet["properties"]["title"] for sheet in book["sheets"]] == ["Sheet1"]
    assert session.delete(f"{FILES}/{file_id}", timeout=30).status_code == 204
    assert refusal(lambda: make_client("spreadsheets").fetch_sheet_metadata(file_id))["code"] == 404
