"""Facts about the values API, most of them learned from recorded answers of Google."""

from __future__ import annotations

from typing import Any

import gspread
import pytest

from tests.google_sheets import GoogleSheetsEmulator
from tests.google_sheets.conftest import refusal

RAW, TYPED = {"valueInputOption": "RAW"}, {"valueInputOption": "USER_ENTERED"}


def write(
    client: gspread.HTTPClient, place: str, rows: list[list[Any]], how: dict[str, str]
) -> dict[str, Any]:
    return client.values_update("buku", place, dict(how), {"values": rows})


def read(client: gspread.HTTPClient, place: str, **options: str) -> list[list[Any]] | None:
    return client.values_get("buku", place, options).get("values")


@pytest.fixture
def english(google: GoogleSheetsEmulator) -> None:
    google.spreadsheets["buku"].properties["locale"] = "en_US"


def test_a_single_cell_is_where_the_values_begin(client: gspread.HTTPClient) -> None:
    answer = write(client, "'Ibu'!B2", [["a", "b"], ["c"]], RAW)
    assert answer == {
        "spreadsheetId": "buku",
        "updatedRange": "Ibu!B2:C3",
        "updatedRows": 2,
        "updatedColumns": 2,
        "updatedCells": 3,
    }
    assert read(client, "Ibu!A1:C3") == [[], ["", "a", "b"], ["", "c"]]


def test_a_wider_range_is_the_limit_of_what_is_written(client: gspread.HTTPClient) -> None:
    assert refusal(lambda: write(client, "Ibu!A1:B1", [["a", "b", "c"]], RAW))["message"] == (
        "Requested writing within range [Ibu!A1:B1], but tried writing to column [C]"
    )
    assert refusal(lambda: write(client, "Ibu!A1:B1", [["a"], ["b"]], RAW))["message"] == (
        "Requested writing within range [Ibu!A1:B1], but tried writing to row [2]"
    )
    assert read(client, "Ibu") is None


def test_null_leaves_a_cell_and_is_not_counted_blank_text_empties_it(client: gspread.HTTPClient) -> None:
    answer = write(client, "Balita!A2:B2", [[None, ""]], RAW)
    assert (answer["updatedCells"], answer["updatedColumns"]) == (1, 1)
    assert read(client, "Balita!A2:B2") == [["B1"]]


def test_writing_beyond_the_grid_is_refused(client: gspread.HTTPClient) -> None:
    message = refusal(lambda: write(client, "Ibu!A1000", [["a"], ["b"]], RAW))["message"]
    assert message == "Range (Ibu!A1000:A1001) exceeds grid limits. Max rows: 1000, max columns: 26"


def test_values_that_are_no_rows_are_refused_with_their_place(client: gspread.HTTPClient) -> None:
    words = "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"X\""
    assert refusal(lambda: client.values_update("buku", "Ibu!A1", dict(RAW), {"values": "X"})) == {
        "code": 400,
        "message": words,
        "status": "INVALID_ARGUMENT",
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [{"field": "data.values", "description": words}],
            }
        ],
    }


def test_raw_keeps_text_as_text_whatever_it_looks_like(client: gspread.HTTPClient) -> None:
    texts = ["0042", "=1+1", "12,5", "TRUE", "03/02/2026"]
    write(client, "Ibu!A1", [texts], RAW)
    assert read(client, "Ibu!A1:E1", valueRenderOption="UNFORMATTED_VALUE") == [texts]


def test_what_is_typed_becomes_number_formula_or_stays_text(
    client: gspread.HTTPClient, english: None
) -> None:
    typed = ["0042", 42.01, "2,000,000.01", "= 1 / 1024", "true", "Artur", "'0042", "12,5"]
    write(client, "Ibu!A1", [typed], TYPED)
    raw = [42, 42.01, 2000000.01, 0.0009765625, True, "Artur", "0042", "12,5"]
    assert read(client, "Ibu!A1:H1", valueRenderOption="UNFORMATTED_VALUE") == [raw]
    shown = ["42", "42.01", "2,000,000.01", "0.0009765625", "TRUE", "Artur", "0042", "12,5"]
    assert read(client, "Ibu!A1:H1") == [shown]
    assert read(client, "Ibu!D1", valueRenderOption="FORMULA") == [["= 1 / 1024"]]


def test_an_indonesian_spreadsheet_reads_a_comma_as_decimal_and_the_day_first(
    client: gspread.HTTPClient,
) -> None:
    write(client, "Ibu!A1", [["12,5", "1.250,75", "3/2/2026", "3 Feb 2026", "12.5"]], TYPED)
    raw = [12.5, 1250.75, 46056, 46056, "12.5"]
    assert read(client, "Ibu!A1:E1", valueRenderOption="UNFORMATTED_VALUE") == [raw]
    assert read(client, "Ibu!A1:E1") == [["12,5", "1.250,75", "03/02/2026", "3 Feb 2026", "12.5"]]


def test_an_english_spreadsheet_makes_of_3_february_the_2nd_of_march(
    client: gspread.HTTPClient, english: None
) -> None:
    write(client, "Ibu!A1", [["3/2/2026", "23/2/2026", "2026-02-03"]], TYPED)
    options = {"valueRenderOption": "UNFORMATTED_VALUE"}
    assert read(client, "Ibu!A1:C1", **options) == [[46083, "23/2/2026", 46056]]


def test_a_cell_of_text_format_keeps_what_is_typed(
    google: GoogleSheetsEmulator, client: gspread.HTTPClient
) -> None:
    for column in (0, 1):
        text = {"numberFormat": {"type": "TEXT"}}
        google.spreadsheets["buku"].sheet("Balita").mark(2, column, "userEnteredFormat", text)
    write(client, "Balita!A3", [["3171234567890001", "003"]], TYPED)
    options = {"valueRenderOption": "UNFORMATTED_VALUE"}
    assert read(client, "Balita!A3:B3", **options) == [["3171234567890001", "003"]]


def test_dates_are_numbers_or_texts_as_asked(client: gspread.HTTPClient) -> None:
    write(client, "Ibu!A1", [["3/2/2026", "8:30", 12.5]], TYPED)
    for options, expected in (
        ({"valueRenderOption": "UNFORMATTED_VALUE"}, [46056, 8.5 / 24, 12.5]),
        (
            {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "FORMATTED_STRING"},
            ["03/02/2026", "8:30", 12.5],
        ),
        ({"valueRenderOption": "FORMATTED_VALUE"}, ["03/02/2026", "8:30", "12,5"]),
    ):
        assert read(client, "Ibu!A1:C1", **options) == [expected]


def test_columns_come_as_rows_when_asked_so(client: gspread.HTTPClient) -> None:
    answer = client.values_get("buku", "Balita!A1:B", {"majorDimension": "COLUMNS"})
    assert (answer["majorDimension"], answer["values"]) == ("COLUMNS", [["ID", "B1"], ["Nama", "Ani"]])


def test_appending_goes_below_the_table_that_the_range_touches(client: gspread.HTTPClient) -> None:
    write(client, "Ibu!A1", [["x", "", "z"]], RAW)
    whole = client.values_append("buku", "Ibu", dict(RAW), {"values": [["a", "b"]]})
    assert (whole["tableRange"], whole["updates"]["updatedRange"]) == ("Ibu!C1", "Ibu!C2:D2")
    first = client.values_append("buku", "Ibu!A1", dict(RAW), {"values": [["a"]]})
    assert (first["tableRange"], first["updates"]["updatedRange"]) == ("Ibu!A1", "Ibu!A2")


def test_appending_to_an_empty_place_begins_there_and_names_no_table(client: gspread.HTTPClient) -> None:
    answer = client.values_append("buku", "Ibu!B3", dict(RAW), {"values": [["a"]]})
    assert answer["updates"]["updatedRange"] == "Ibu!B3"
    assert "tableRange" not in answer


def test_appending_makes_room(google: GoogleSheetsEmulator, client: gspread.HTTPClient) -> None:
    google.set_values("buku", "Ibu", [["x"]] * 1000)
    answer = client.values_append("buku", "Ibu", dict(RAW), {"values": [["a"], ["b"]]})
    assert answer["updates"]["updatedRange"] == "Ibu!A1001:A1002"
    assert google.spreadsheets["buku"].sheet("Ibu").row_count == 1002


def test_clearing_takes_values_and_leaves_notes(
    google: GoogleSheetsEmulator, client: gspread.HTTPClient
) -> None:
    google.spreadsheets["buku"].sheet("Balita").mark(0, 0, "note", "ID")
    assert client.values_clear("buku", "Balita") == {
        "spreadsheetId": "buku",
        "clearedRange": "Balita!A1:Z1000",
    }
    assert read(client, "Balita") is None
    sheet = client.fetch_sheet_metadata("buku", {"fields": "sheets.data.rowData.values.note"})["sheets"][0]
    assert sheet == {"data": [{"rowData": [{"values": [{"note": "ID"}]}]}]}


def test_fields_pick_from_any_answer(client: gspread.HTTPClient) -> None:
    options = {"fields": "valueRanges(values)"}
    answer = client.values_batch_get("buku", ["Balita!A1", "Ibu"], options)
    assert answer == {"valueRanges": [{"values": [["ID"]]}, {}]}


def test_a_cell_holds_at_most_50000_characters(client: gspread.HTTPClient) -> None:
    assert "50000 characters" in refusal(lambda: write(client, "Ibu!A1", [["x" * 50_001]], RAW))["message"]
