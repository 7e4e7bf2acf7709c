"""Google's own words: bodies of refusals and failures, as recorded from the Sheets API."""

from __future__ import annotations

from typing import Any

STATUS = {
    400: ("INVALID_ARGUMENT", "Request contains an invalid argument."),
    401: (
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or "
        "other valid authentication credential. See "
        "https://developers.google.com/identity/sign-in/web/devconsole-project.",
    ),
    403: ("PERMISSION_DENIED", "The caller does not have permission"),
    404: ("NOT_FOUND", "Requested entity was not found."),
    429: (
        "RESOURCE_EXHAUSTED",
        "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' "
        "of service 'sheets.googleapis.com' for consumer 'project_number:123456789012'.",
    ),
    500: ("INTERNAL", "Internal error encountered."),
    503: ("UNAVAILABLE", "The service is currently unavailable."),
}

NOT_A_SPREADSHEET = "This operation is not supported for this document"
API_DISABLED = (
    "Google Sheets API has not been used in project 123456789012 before or it is disabled. Enable it by "
    "visiting https://console.developers.google.com/apis/api/sheets.googleapis.com/overview then retry."
)

HTML_502 = (
    "<!DOCTYPE html>\n<html lang=en>\n  <meta charset=utf-8>\n  <title>Error 502 (Server Error)!!1</title>\n"
    "  <p><b>502.</b> <ins>That’s an error.</ins>\n  <p>The server encountered a temporary error and could "
    "not complete your request.<p>Please try again in 30 seconds.  <ins>That’s all we know.</ins>\n"
)


def build_error(status: int, message: str | None = None, word: str | None = None) -> dict[str, Any]:
    """An error body of the Sheets API."""
    usual_word, usual_message = STATUS.get(status, ("UNKNOWN", "Unknown error."))
    return {
        "error": {"code": status, "message": message or usual_message, "status": word or usual_word},
    }
