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


def build_error(
    status: int,
    message: str | None = None,
    word: str | None = None,
    details: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """An error body of the Sheets API."""
    usual_word, usual_message = STATUS.get(status, ("UNKNOWN", "Unknown error."))
    error: dict[str, Any] = {
        "code": status,
        "message": message or usual_message,
        "status": word or usual_word,
    }
    return {"error": error | ({"details": details} if details else {})}


def build_quota_error(kind: str) -> dict[str, Any]:
    """429 as Google words it for reading (`Read`) and for writing (`Write`)."""
    return build_error(429, STATUS[429][1].replace("Read", kind).replace("read", kind.lower()))


class Refused(Exception):
    """An answer of the API that is an error."""

    def __init__(
        self,
        status: int,
        message: str | None = None,
        word: str | None = None,
        details: list[dict[str, Any]] | None = None,
        body: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(status, message)
        self.status = status
        self.body = body or build_error(status, message, word, details)
        self.message = str(self.body["error"]["message"])


def build_missing_scope(method: str, service: str = "sheets.googleapis.com") -> dict[str, Any]:
    """403 for a token that was not asked for with a scope that this method needs."""
    if service == "sheets.googleapis.com":
        method = f"google.apps.sheets.v4.SpreadsheetsService.{method}"
    reason = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"service": service, "method": method},
    }
    return build_error(403, "Request had insufficient authentication scopes.", details=[reason])


def build_missing_drive_scope(method: str) -> dict[str, Any]:
    """The same from the Drive API, which adds its own list of errors."""
    answer = build_missing_scope(method, "drive.googleapis.com")
    answer["error"]["errors"] = [
        {"message": "Insufficient Permission", "domain": "global", "reason": "insufficientPermissions"}
    ]
    return answer


def build_drive_error(status: int, reason: str, message: str, location: str | None = None) -> dict[str, Any]:
    """An error body of the Drive API, of another shape than the Sheets API's."""
    where = {"locationType": "parameter", "location": location} if location else {}
    error = {"domain": "global", "reason": reason, "message": message} | where
    return {"error": {"errors": [error], "code": status, "message": message}}
