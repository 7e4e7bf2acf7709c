"""spreadsheets.batchUpdate as Google does it, seen through unpatched gspread."""

from __future__ import annotations

from typing import Any

import gspread
import pytest

from tests.google_sheets import GoogleSheetsEmulator
from tests.google_sheets.conftest import MakeClient, refusal


def change(client: gspread.HTTPClient, *requests: dict[str, Any]) -> list[dict[str, Any]]:
    return client.batch_update("buku", {"requests": list(requests)})["replies"]


def refused(client: gspread.HTTPClient, *requests: dict[str, Any]) -> dict[str, Any]:
    return refusal(lambda: change(client, *requests))


def read(client: gspread.HTTPClient, fields: str, *ranges: str) -> dict[str, Any]:
    params: dict[str, Any] = {"fields": fields} | ({"ranges": list(ranges)} if ranges else {})
    return client.fetch_sheet_metadata("buku", params)


def read_cells(client: gspread.HTTPClient, fields: str, text: str) -> list[dict[str, Any]]:
    (sheet,) = read(client, f"sheets.data.rowData.values({fields})", text)["sheets"]
    return sheet["data"][0].get("rowData", [])


def test_a_new_tab_comes_last_and_its_properties_are_told(client: gspread.HTTPClient) -> None:
    grid = {"rowCount": 50, "columnCount": 4, "frozenRowCount": 1}
    (reply,) = change(client, {"addSheet": {"properties": {"title": "Jadwal", "gridProperties": grid}}})
    properties = reply["addSheet"]["properties"]
    assert properties.pop("sheetId") > 0
    assert properties == {"title": "Jadwal", "index": 2, "sheetType": "GRID", "gridProperties": grid}
    titles = read(client, "sheets.properties.title")["sheets"]
    assert [sheet["properties"]["title"] for sheet in titles] == ["Balita", "Ibu", "Jadwal"]


def test_one_bad_request_changes_nothing(client: gspread.HTTPClient) -> None:
    before = read(client, "*")
    error = refused(
        client,
        {"addSheet": {"properties": {"title": "Jadwal"}}},
        {
            "updateCells": {
                "start": {},
                "fields": "note",
                "rows": [{"values": [{"note": "ID balita"}]}],
            }
        },
        {"deleteSheet": {"sheetId": 5}},
    )
    assert error["message"] == "Invalid requests[2].deleteSheet: No sheet with id: 5"
    assert read(client, "*") == before


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            {"addSheet": {"properties": {"title": "balita"}}},
            'addSheet: A sheet with the name "balita" already exists. Please enter another name.',
        ),
        (
            {"repeatCell": {"range": {"sheetId": 7}, "cell": {}, "fields": "note"}},
            "repeatCell: No grid with id: 7",
        ),
        (
            {"repeatCell": {"range": {"sheetId": 0}, "cell": {}}},
            "repeatCell: At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)",
        ),
        (
            {"repeatCell": {"range": {"sheetId": 0}, "cell": {}, "fields": "catatan"}},
            "repeatCell: Invalid field: catatan",
        ),
        (
            {"updateSheetProperties": {"properties": {"hidden": True}, "fields": "hidden"}},
            None,
        ),
        (
            {
                "updateSheetProperties": {
                    "properties": {"gridProperties": {"frozenRowCount": 1000}},
                    "fields": "gridProperties.frozenRowCount",
                }
            },
            "updateSheetProperties: You can't freeze all visible rows on the sheet.",
        ),
        (
            {"updateCells": {"range": {"endRowIndex": 1}, "fields": "note", "rows": [{}, {}]}},
            "updateCells: Attempting to write row: 1, beyond the last requested row of: 0",
        ),
        (
            {
                "updateCells": {
                    "start": {"rowIndex": 1000},
                    "fields": "note",
                    "rows": [{"values": [{"note": "x"}]}],
                }
            },
            "updateCells: GridCoordinate.rowIndex[1000] is after last row in grid[999]",
        ),
        (
            {"appendDimension": {"dimension": "ROWS", "length": 400_000}},
            "appendDimension: This action would increase the number of cells in the workbook above the limit "
            "of 10000000 cells.",
        ),
    ],
)
def test_a_refusal_names_the_request_and_what_is_wrong(
    client: gspread.HTTPClient, request_: dict[str, Any], message: str | None
) -> None:
    if message is None:
        change(client, request_)
        return
    assert refused(client, request_) == {
        "code": 400,
        "message": f"Invalid requests[0].{message}",
        "status": "INVALID_ARGUMENT",
    }


def test_the_last_visible_tab_can_neither_be_hidden_nor_deleted(client: gspread.HTTPClient) -> None:
    ibu = read(client, "sheets.properties.sheetId")["sheets"][1]["properties"]["sheetId"]
    change(
        client,
        {"updateSheetProperties": {"properties": {"sheetId": ibu, "hidden": True}, "fields": "hidden"}},
    )
    hidden = {"updateSheetProperties": {"properties": {"sheetId": 0, "hidden": True}, "fields": "hidden"}}
    assert refused(client, hidden)["message"].endswith("You can't hide all the sheets in a document.")
    assert refused(client, {"deleteSheet": {"sheetId": 0}})["message"].endswith(
        "You can't remove all the sheets in a document."
    )


def test_names_the_api_does_not_have_are_refused_with_their_place(client: gspread.HTTPClient) -> None:
    error = refused(client, {"addSheet": {"properties": {"judul": "Jadwal"}}}, {"updateCells": {"fields": 5}})
    assert error["message"] == (
        "Invalid JSON payload received. Unknown name \"judul\" at 'requests[0].add_sheet.properties': "
        "Cannot find field.\n"
        "Invalid value at 'requests[1].update_cells.fields' (TYPE_STRING), 5"
    )
    assert [violation["field"] for violation in error["details"][0]["fieldViolations"]] == [
        "requests[0].add_sheet.properties",
        "requests[1].update_cells.fields",
    ]


def test_title_locale_and_time_zone_of_the_spreadsheet(client: gspread.HTTPClient) -> None:
    properties = {"title": "Melati 2", "locale": "in_ID", "timeZone": "Asia/Makassar"}
    request = {"updateSpreadsheetProperties": {"properties": properties, "fields": "title,timeZone"}}
    assert change(client, request) == [{}]
    assert read(client, "properties")["properties"] == {
        "title": "Melati 2",
        "locale": "in_ID",
        "autoRecalc": "ON_CHANGE",
        "timeZone": "Asia/Makassar",
    }


def test_only_the_fields_of_the_mask_are_changed(client: gspread.HTTPClient) -> None:
    cell = {
        "userEnteredValue": {"stringValue": "Nama balita"},
        "note": "Seperti di KIA",
        "userEnteredFormat": {"numberFormat": {"type": "TEXT"}, "textFormat": {"bold": True}},
    }
    place = {"start": {"columnIndex": 1}, "rows": [{"values": [cell]}]}
    change(client, {"updateCells": place | {"fields": "note,userEnteredFormat.numberFormat"}})
    fields = "userEnteredValue,note,userEnteredFormat"
    assert read_cells(client, fields, "Balita!B1") == [
        {
            "values": [
                {
                    "userEnteredValue": {"stringValue": "Nama"},
                    "note": "Seperti di KIA",
                    "userEnteredFormat": {"numberFormat": {"type": "TEXT"}},
                }
            ]
        }
    ]
    change(
        client, {"updateCells": {"start": {"columnIndex": 1}, "rows": [{"values": [{}]}], "fields": "note"}}
    )
    (row,) = read_cells(client, fields, "Balita!B1")
    assert set(row["values"][0]) == {"userEnteredValue", "userEnteredFormat"}


def test_a_range_without_an_end_reaches_the_last_row(client: gspread.HTTPClient) -> None:
    rule = {
        "condition": {
            "type": "ONE_OF_LIST",
            "values": [{"userEnteredValue": "L"}, {"userEnteredValue": "P"}],
        },
        "strict": True,
        "showCustomUi": True,
    }
    column = {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 2, "endColumnIndex": 3}
    change(client, {"setDataValidation": {"range": column, "rule": rule}})
    rows = read_cells(client, "dataValidation", "Balita!C1:C")
    assert len(rows) == 1000
    assert rows[0] == {}
    assert rows[1] == rows[999] == {"values": [{"dataValidation": rule}]}
    change(client, {"setDataValidation": {"range": column}})
    assert read_cells(client, "dataValidation", "Balita!C1:C") == []


def test_protected_ranges_rules_and_metadata_hang_on_their_tab(client: gspread.HTTPClient) -> None:
    whole = {"sheetId": 0}
    protection = {"range": whole, "description": "SOP", "warningOnly": True}
    blank = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": '=AND($A2<>"";B2="")'}]}
    rule = {
        "ranges": [{"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 2}],
        "booleanRule": {"condition": blank, "format": {"backgroundColorStyle": {"rgbColor": {"red": 1}}}},
    }
    metadata = {
        "metadataKey": "papan",
        "metadataValue": "1",
        "location": {"sheetId": 0},
        "visibility": "PROJECT",
    }
    replies = change(
        client,
        {"addProtectedRange": {"protectedRange": protection}},
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"createDeveloperMetadata": {"developerMetadata": metadata}},
        {"addNamedRange": {"namedRange": {"name": "Daftar", "range": whole | {"endColumnIndex": 1}}}},
    )
    assert replies[0]["addProtectedRange"]["protectedRange"]["protectedRangeId"] > 0
    assert replies[3]["addNamedRange"]["namedRange"]["range"] == {"endColumnIndex": 1}
    book = read(client, "namedRanges.name,sheets(protectedRanges,conditionalFormats,developerMetadata)")
    sheet = book["sheets"][0]
    assert sheet["protectedRanges"][0]["warningOnly"] is True
    assert sheet["protectedRanges"][0]["description"] == "SOP"
    assert sheet["conditionalFormats"][0]["booleanRule"]["condition"] == blank
    assert sheet["developerMetadata"][0]["metadataKey"] == "papan"
    assert book["namedRanges"] == [{"name": "Daftar"}]
    assert book["sheets"][1] == {}


def test_inserted_rows_carry_rules_and_move_what_is_below(client: gspread.HTTPClient) -> None:
    text = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}
    second_row = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2}
    lines = {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 4}
    change(
        client,
        {
            "repeatCell": {
                "range": second_row | {"endColumnIndex": 1},
                "cell": text,
                "fields": "userEnteredFormat",
            }
        },
        {"addProtectedRange": {"protectedRange": {"range": second_row}}},
        {
            "addNamedRange": {
                "namedRange": {"name": "Sesudah", "range": {"startRowIndex": 2, "endRowIndex": 3}}
            }
        },
        {"insertDimension": {"range": lines, "inheritFromBefore": True}},
    )
    assert len(read_cells(client, "userEnteredFormat", "Balita!A1:A")) == 4
    book = read(client, "namedRanges.range,sheets(properties.gridProperties,protectedRanges.range)")
    assert book["namedRanges"][0]["range"] == {"startRowIndex": 4, "endRowIndex": 5}
    assert book["sheets"][0]["protectedRanges"][0]["range"] == {"startRowIndex": 1, "endRowIndex": 2}
    assert book["sheets"][0]["properties"]["gridProperties"]["rowCount"] == 1002
    change(client, {"deleteDimension": {"range": lines | {"startIndex": 0}}})
    book = read(client, "namedRanges.range,sheets(properties.gridProperties,protectedRanges.range)")
    assert book["namedRanges"][0]["range"] == {"startRowIndex": 0, "endRowIndex": 1}
    assert book["sheets"][0] == {"properties": {"gridProperties": {"rowCount": 998, "columnCount": 26}}}


def test_rows_beyond_the_grid_cannot_be_deleted(client: gspread.HTTPClient) -> None:
    lines = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1000, "endIndex": 1001}
    assert refused(client, {"deleteDimension": {"range": lines}})["message"] == (
        "Invalid requests[0].deleteDimension: Cannot delete a row that doesn't exist. "
        "Tried to delete row index 1000 but there are only 1000 rows."
    )


def test_moving_a_tab_counts_places_before_the_move(client: gspread.HTTPClient) -> None:
    change(client, {"addSheet": {"properties": {"title": "Jadwal"}}})
    for index, titles in ((1, ["Balita", "Ibu", "Jadwal"]), (2, ["Ibu", "Balita", "Jadwal"])):
        change(
            client,
            {"updateSheetProperties": {"properties": {"sheetId": 0, "index": index}, "fields": "index"}},
        )
        answer = read(client, "sheets.properties(title,index)")["sheets"]
        assert [sheet["properties"]["title"] for sheet in answer] == titles
        assert [sheet["properties"]["index"] for sheet in answer] == [0, 1, 2]


def test_a_duplicate_has_cells_and_rules_of_its_own(client: gspread.HTTPClient) -> None:
    change(client, {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}, "warningOnly": True}}})
    request = {"duplicateSheet": {"sourceSheetId": 0, "insertSheetIndex": 2, "newSheetName": "Balita 2"}}
    properties = change(client, request)[0]["duplicateSheet"]["properties"]
    assert (properties["title"], properties["index"]) == ("Balita 2", 2)
    sheets = read(client, "sheets.protectedRanges")["sheets"]
    assert sheets[2]["protectedRanges"][0]["range"] == {"sheetId": properties["sheetId"]}
    change(
        client, {"updateCells": {"range": {"sheetId": properties["sheetId"]}, "fields": "userEnteredValue"}}
    )
    assert client.values_get("buku", "'Balita 2'").get("values") is None
    assert client.values_get("buku", "Balita")["values"][1] == ["B1", "Ani"]


def test_a_smaller_grid_loses_the_cells_outside_of_it(client: gspread.HTTPClient) -> None:
    size = {"rowCount": 1, "columnCount": 1}
    mask = "gridProperties(rowCount,columnCount)"
    change(client, {"updateSheetProperties": {"properties": {"gridProperties": size}, "fields": mask}})
    assert client.values_get("buku", "Balita") == {
        "range": "Balita!A1",
        "majorDimension": "ROWS",
        "values": [["ID"]],
    }


def test_reading_permission_does_not_write(
    google: GoogleSheetsEmulator, client: gspread.HTTPClient, make_client: MakeClient
) -> None:
    reader = make_client("spreadsheets.readonly")
    request = {"addSheet": {"properties": {"title": "Jadwal"}}}
    error = refused(reader, request)
    assert (error["code"], error["message"]) == (403, "Request had insufficient authentication scopes.")
    assert error["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    google.share("buku", True, role="reader")
    assert refused(client, request) == {
        "code": 403,
        "message": "The caller does not have permission",
        "status": "PERMISSION_DENIED",
    }
    assert google.count("spreadsheets.batchUpdate") == 2
    assert [sheet.title for sheet in google.spreadsheets["buku"].sheets] == ["Balita", "Ibu"]
