"""An emulator with one workbook, and gspread clients that may write to or only read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError

from tests.google_sheets import GoogleSheetsEmulator

AUTH = "https://www.googleapis.com/auth/"
MakeClient = Callable[..., gspread.HTTPClient]


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleSheetsEmulator]:
    with GoogleSheetsEmulator() as emulator:
        for name, value in emulator.env().items():
            monkeypatch.setenv(name, value)
        emulator.add_spreadsheet("buku", "Melati 1", {"Balita": [["ID", "Nama"], ["B1", "Ani"]], "Ibu": []})
        yield emulator


@pytest.fixture
def make_client(google: GoogleSheetsEmulator) -> MakeClient:
    """A client whose token has the scopes of these names."""

    def make(*scopes: str) -> gspread.HTTPClient:
        wanted = [AUTH + scope for scope in scopes]
        return gspread.service_account_from_dict(google.service_account_info(), scopes=wanted).http_client

    return make


@pytest.fixture
def client(make_client: MakeClient) -> gspread.HTTPClient:
    return make_client("spreadsheets")


def refusal(ask: Callable[[], Any]) -> dict[str, Any]:
    """The error that Google answers with."""
    with pytest.raises(APIError) as caught:
        ask()
    error: dict[str, Any] = caught.value.response.json()["error"]
    return error
