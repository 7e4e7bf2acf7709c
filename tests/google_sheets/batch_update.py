"""spreadsheets.batchUpdate: all requests of a batch, or none of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.google_sheets import cell_requests, line_requests, sheet_requests
from tests.google_sheets.answers import Refused
from tests.google_sheets.messages import read_messages
from tests.google_sheets.metadata import build_spreadsheet
from tests.google_sheets.places import BadRequest
from tests.google_sheets.workbooks import CELLS_LIMIT, Spreadsheet

Change = Callable[[Spreadsheet, dict[str, Any]], dict[str, Any]]
"""Changes the spreadsheet and returns the reply, {} for most; BadRequest for what is wrong."""

CHANGES: dict[str, Change] = sheet_requests.CHANGES | cell_requests.CHANGES | line_requests.CHANGES


def update_spreadsheet(spreadsheet: Spreadsheet, body: dict[str, Any]) -> dict[str, Any]:
    """Applies a BatchUpdateSpreadsheetRequest to a draft, which the caller throws away on Refused."""
    requests = body.get("requests", [])
    if not requests:
        raise Refused(400, "Must specify at least one request.")
    replies = []
    for number, request in enumerate(requests):
        if len(request) != 1:
            raise Refused(400, f"Invalid requests[{number}]: No request set.")
        ((name, given),) = request.items()
        if name not in CHANGES:
            raise Refused(501, f"the emulator knows no {name}")
        try:
            reply = CHANGES[name](spreadsheet, given)
            if spreadsheet.cell_count() > CELLS_LIMIT:
                raise BadRequest(
                    "This action would increase the number of cells in the workbook above the limit of "
                    f"{CELLS_LIMIT} cells."
                )
        except BadRequest as error:
            raise Refused(400, f"Invalid requests[{number}].{name}: {error}") from None
        replies.append({name: reply} if reply or name in _ALWAYS_REPLIED else {})
    answer: dict[str, Any] = {"spreadsheetId": spreadsheet.spreadsheet_id, "replies": replies}
    if body.get("includeSpreadsheetInResponse"):
        answer["updatedSpreadsheet"] = build_spreadsheet(
            spreadsheet, None, body.get("responseRanges", []), bool(body.get("responseIncludeGridData"))
        )
    return answer


_ALWAYS_REPLIED = {"deleteDimensionGroup"}

assert CHANGES.keys() <= read_messages()["Request"].keys()
