"""Facts about spreadsheets.get, most of them learned from recorded answers of Google."""

from __future__ import annotations

from typing import Any

import gspread
import pytest

from tests.google_sheets import GoogleSheetsEmulator
from tests.google_sheets.conftest import refusal


def change(client: gspread.HTTPClient, *requests: dict[str, Any]) -> None:
    client.batch_update("buku", {"requests": list(requests)})


def read(client: gspread.HTTPClient, **params: Any) -> dict[str, Any]:
    return client.fetch_sheet_metadata("buku", params)


def note(text: str, row: int, column: int, sheet: int = 0) -> dict[str, Any]:
    start = {"sheetId": sheet, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": [{"note": text}]}], "fields": "note"}}


def test_asked_for_ranges_leave_out_the_other_tabs(client: gspread.HTTPClient) -> None:
    change(client, note("Nama di KIA", 2, 1))
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


def test_colours_have_256_steps_and_are_told_twice(client: gspread.HTTPClient) -> None:
    style = {"rgbColor": {"red": 1, "green": 0, "blue": 0.5}}
    properties = {"properties": {"tabColorStyle": style}, "fields": "tabColorStyle"}
    look = {"backgroundColor": {"green": 1}, "textFormat": {"bold": True}}
    cell = {"cell": {"userEnteredFormat": look}, "fields": "userEnteredFormat(backgroundColor,textFormat)"}
    change(
        client, {"updateSheetProperties": properties}, {"repeatCell": {"range": {"endRowIndex": 1}} | cell}
    )
    fields = "sheets.properties(tabColor,tabColorStyle),sheets.data.rowData.values.userEnteredFormat"
    sheet = read(client, ranges="Balita!A1", fields=fields)["sheets"][0]
    kept = {"red": 1, "blue": 0.49803922}
    assert sheet["properties"] == {"tabColor": kept, "tabColorStyle": {"rgbColor": kept}}
    assert sheet["data"][0]["rowData"][0]["values"][0]["userEnteredFormat"] == {
        "backgroundColor": {"green": 1},
        "backgroundColorStyle": {"rgbColor": {"green": 1}},
        "textFormat": {"bold": True},
    }
    emptied = {"properties": {"tabColorStyle": {"rgbColor": None}}, "fields": "tabColorStyle"}
    change(client, {"updateSheetProperties": emptied})
    assert read(client, fields="sheets.properties.tabColorStyle")["sheets"][0] == {"properties": {}}


@pytest.mark.parametrize("count", [0, 1])
def test_what_is_as_usual_is_not_told(client: gspread.HTTPClient, count: int) -> None:
    grid = {"frozenRowCount": count, "hideGridlines": bool(count)}
    mask = "gridProperties(frozenRowCount,hideGridlines)"
    change(client, {"updateSheetProperties": {"properties": {"gridProperties": grid}, "fields": mask}})
    told = read(client)["sheets"][0]["properties"]["gridProperties"]
    assert told == {"rowCount": 1000, "columnCount": 26} | ({} if count == 0 else grid)


def test_ranges_tell_where_they_begin_but_not_the_first_tab(
    google: GoogleSheetsEmulator, client: gspread.HTTPClient
) -> None:
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    protected = {"range": area, "warningOnly": True, "requestingUserCanEdit": False, "editors": None}
    change(client, {"addProtectedRange": {"protectedRange": protected}})
    (told,) = read(client)["sheets"][0]["protectedRanges"]
    assert told.pop("protectedRangeId") > 0
    assert told == {
        "range": {name: place for name, place in area.items() if name != "sheetId"},
        "warningOnly": True,
        "requestingUserCanEdit": True,
        "editors": {"users": [google.email]},
    }


def test_a_filter_without_a_range_covers_the_whole_tab(client: gspread.HTTPClient) -> None:
    change(client, {"setBasicFilter": {"filter": {"range": {"sheetId": 0}}}})
    assert read(client)["sheets"][0]["basicFilter"] == {
        "range": {"startRowIndex": 0, "endRowIndex": 1000, "startColumnIndex": 0, "endColumnIndex": 26}
    }
    change(client, {"clearBasicFilter": {"sheetId": 0}})
    assert "basicFilter" not in read(client)["sheets"][0]


def test_grouping_columns_leaves_its_mark_on_the_grid(client: gspread.HTTPClient) -> None:
    lines = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 2}
    change(client, {"addDimensionGroup": {"range": lines}})
    groups = read(client)["sheets"][0]["columnGroups"]
    assert groups == [{"range": {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 2}, "depth": 1}]
    change(client, {"deleteDimensionGroup": {"range": lines}})
    sheet = read(client)["sheets"][0]
    assert "columnGroups" not in sheet
    assert sheet["properties"]["gridProperties"]["columnGroupControlAfter"] is True


def test_widths_and_hidden_columns(client: gspread.HTTPClient) -> None:
    lines = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    wide = {"range": lines, "properties": {"pixelSize": 240, "hiddenByUser": True}}
    change(client, {"updateDimensionProperties": wide | {"fields": "pixelSize,hiddenByUser"}})
    columns = read(client, ranges="Balita!A:C", fields="sheets.data.columnMetadata")["sheets"][0]["data"][0]
    assert columns["columnMetadata"] == [
        {"pixelSize": 100},
        {"pixelSize": 240, "hiddenByUser": True},
        {"pixelSize": 100},
    ]
