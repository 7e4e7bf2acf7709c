"""Facts about spreadsheets.get, most of them learned from recorded answers of Google."""

from __future__ import annotations

from typing import Any

import gspread
import pytest

from tests.google_sheets import GoogleSheetsEmulator
from tests.google_sheets.conftest import refusal


def read(client: gspread.HTTPClient, **params: Any) -> dict[str, Any]:
    return client.fetch_sheet_metadata("buku", params)


def test_asked_for_ranges_leave_out_the_other_tabs(
    google: GoogleSheetsEmulator, client: gspread.HTTPClient
) -> None:
    google.spreadsheets["buku"].sheet("Balita").mark(2, 1, "note", "Nama di KIA")
    answer = read(client, ranges=["'Balita'!B2:C4"], fields="sheets(properties.title,data)")
    (sheet,) = answer["sheets"]
    assert sheet["properties"] == {"title": "Balita"}
    (grid,) = sheet["data"]
    assert (grid["startRow"], grid["startColumn"]) == (1, 1)
    assert grid["rowData"] == [
        {
            "values": [
                {
                    "userEnteredValue": {"stringValue": "Ani"},
                    "effectiveValue": {"stringValue": "Ani"},
                    "formattedValue": "Ani",
                }
            ]
        },
        {"values": [{"note": "Nama di KIA"}]},
    ]
    assert grid["columnMetadata"] == [{"pixelSize": 100}] * 2
    assert grid["rowMetadata"] == [{"pixelSize": 21}] * 3


def test_without_any_mark_there_is_no_row_data(client: gspread.HTTPClient) -> None:
    answer = read(client, ranges="'Ibu'!A1", fields="sheets/data/rowData/values/note")
    assert answer == {"sheets": [{"data": [{}]}]}


def test_cells_come_with_the_fields_alone_or_with_grid_data(client: gspread.HTTPClient) -> None:
    assert "data" not in read(client, includeGridData="false")["sheets"][0]
    assert "data" in read(client, includeGridData="true")["sheets"][0]
    fields = "sheets.data.rowData.values.formattedValue"
    rows = read(client, includeGridData="false", fields=fields)["sheets"][0]["data"][0]["rowData"]
    assert rows[1] == {"values": [{"formattedValue": "B1"}, {"formattedValue": "Ani"}]}


def test_a_field_that_is_not_there_is_named(client: gspread.HTTPClient) -> None:
    error = refusal(lambda: read(client, fields="sheets.properties.judul"))
    assert error["message"] == "Request contains an invalid argument."
    assert error["details"][0]["fieldViolations"] == [
        {
            "field": "sheets.properties.judul",
            "description": "Error expanding 'fields' parameter. Cannot find matching fields for path "
            "'sheets.properties.judul'.",
        }
    ]


@pytest.mark.parametrize("count", [0, 1])
def test_what_is_as_usual_is_not_told(
    google: GoogleSheetsEmulator, client: gspread.HTTPClient, count: int
) -> None:
    grid = {"frozenRowCount": count, "hideGridlines": bool(count)}
    google.spreadsheets["buku"].sheet("Balita").grid.update(grid)
    told = read(client)["sheets"][0]["properties"]["gridProperties"]
    assert told == {"rowCount": 1000, "columnCount": 26} | ({} if count == 0 else grid)
