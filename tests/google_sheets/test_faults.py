"""What can go wrong on the way to Google, on purpose."""

from __future__ import annotations

from collections.abc import Callable

import gspread
import pytest
import requests
from google.auth.exceptions import RefreshError
from gspread.exceptions import APIError

from tests.google_sheets import GoogleSheetsEmulator
from tests.google_sheets.answers import HTML_502
from tests.google_sheets.conftest import MakeClient, refusal
from tests.google_sheets.tokens import ACCOUNT_NOT_FOUND, BAD_SIGNATURE, BAD_TIMES


def test_an_answer_that_breaks_off_is_no_answer(
    google: GoogleSheetsEmulator, client: gspread.HTTPClient
) -> None:
    google.cut_off_next(1)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        client.values_get("buku", "Balita")
    assert client.values_get("buku", "Balita")["values"][1] == ["B1", "Ani"]
    assert google.count("values.get") == 2


def test_a_write_whose_answer_breaks_off_was_done(
    google: GoogleSheetsEmulator, client: gspread.HTTPClient
) -> None:
    google.cut_off_next(1)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        client.values_clear("buku", "Balita")
    assert "values" not in client.values_get("buku", "Balita")


def test_a_write_that_google_failed_was_not_done(
    google: GoogleSheetsEmulator, client: gspread.HTTPClient
) -> None:
    google.fail_next(502, HTML_502)
    with pytest.raises(APIError) as caught:
        client.values_clear("buku", "Balita")
    assert caught.value.response.headers["content-type"].startswith("text/html")
    google.fail_next(429)
    assert "'Write requests'" in refusal(lambda: client.values_clear("buku", "Balita"))["message"]
    assert client.values_get("buku", "Balita")["values"]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda google: google.set_clock(3 * 3600), BAD_TIMES),
        (lambda google: google.set_clock(-3 * 3600), BAD_TIMES),
        (lambda google: google.revoke_key(), BAD_SIGNATURE),
        (lambda google: google.delete_account(), ACCOUNT_NOT_FOUND),
    ],
)
def test_no_token_for_a_wrong_clock_a_revoked_key_or_a_deleted_account(
    google: GoogleSheetsEmulator,
    make_client: MakeClient,
    spoil: Callable[[GoogleSheetsEmulator], None],
    words: str,
) -> None:
    spoil(google)
    with pytest.raises(RefreshError) as caught:
        make_client("spreadsheets").values_get("buku", "Balita")
    assert caught.value.args == (
        f"invalid_grant: {words}",
        {"error": "invalid_grant", "error_description": words},
    )
    assert google.tokens == {}


def test_a_clock_that_is_off_by_a_minute_does_no_harm(
    google: GoogleSheetsEmulator, make_client: MakeClient
) -> None:
    for seconds in (-60, 60):
        google.set_clock(seconds)
        assert make_client("spreadsheets").values_get("buku", "Balita")["values"]


def test_a_token_outlives_its_key_until_it_expires(
    google: GoogleSheetsEmulator, client: gspread.HTTPClient
) -> None:
    assert client.values_get("buku", "Balita")["values"]
    google.revoke_key()
    assert client.values_get("buku", "Balita")["values"]
    google.expire_tokens()
    with pytest.raises(RefreshError):
        client.values_get("buku", "Balita")


def test_a_deleted_spreadsheet_is_not_found(google: GoogleSheetsEmulator, client: gspread.HTTPClient) -> None:
    google.delete_spreadsheet("buku")
    with pytest.raises(APIError) as caught:
        client.values_get("buku", "Balita")
    assert caught.value.response.json() == {
        "error": {"code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}
    }
