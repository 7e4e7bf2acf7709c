"""The HTTP side of the emulator: token endpoint and Sheets API as Google answers them."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import jwt
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.google_sheets.answers import NOT_A_SPREADSHEET, build_error
from tests.google_sheets.fields import apply_mask, read_mask
from tests.google_sheets.ranges import UnknownRange
from tests.google_sheets.workbooks import ExceedsGrid, Spreadsheet

if TYPE_CHECKING:
    from tests.google_sheets.emulator import GoogleSheetsEmulator

TOKEN_URI = "https://oauth2.googleapis.com/token"
READING_SCOPES = {
    f"https://www.googleapis.com/auth/{name}"
    for name in ("spreadsheets.readonly", "spreadsheets", "drive.readonly", "drive")
}
_KNOWN_FIELDS = {"spreadsheetId", "properties", "sheets", "spreadsheetUrl", "namedRanges", "*"}

Answer = Callable[[Spreadsheet, Request], dict[str, Any]]


class Refused(Exception):
    """An answer of the API that is an error."""

    def __init__(self, status: int, message: str | None = None, word: str | None = None) -> None:
        self.status = status
        self.body = build_error(status, message, word)


def build_service(google: GoogleSheetsEmulator) -> Starlette:
    """The ASGI application for one emulator."""
    spreadsheet = "/v4/spreadsheets/{spreadsheet_id:str}"

    def sheets(kind: str, answer: Answer) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            return await _serve(google, request, kind, lambda: _permit(google, request, answer))

        return endpoint

    async def grant(request: Request) -> Response:
        form = await request.form()
        return await _serve(google, request, "token", lambda: _grant(google, dict(form)))

    async def other(request: Request) -> Response:
        def not_found() -> Response:
            return JSONResponse(build_error(404), 404)

        return await _serve(google, request, "other", not_found)

    return Starlette(
        routes=[
            Route("/token", grant, methods=["POST"]),
            Route(f"{spreadsheet}/values:batchGet", sheets("values:batchGet", _batch_get)),
            Route(f"{spreadsheet}/values/{{range:path}}", sheets("values.get", _values_get)),
            Route(spreadsheet, sheets("spreadsheets.get", _spreadsheet_get)),
            Route("/{path:path}", other, methods=["GET", "POST", "PUT"]),
        ],
        middleware=[Middleware(GZipMiddleware, minimum_size=1000)],
    )


async def _serve(
    google: GoogleSheetsEmulator, request: Request, kind: str, answer: Callable[[], Response]
) -> Response:
    fault = google.take_fault(kind)
    if fault is not None and fault.delay:
        await asyncio.sleep(fault.delay)
    if fault is not None and fault.status:
        body = build_error(fault.status) if fault.body is None else fault.body
        html = isinstance(body, str)
        response: Response = HTMLResponse(body, fault.status) if html else JSONResponse(body, fault.status)
    else:
        response = answer()
    google.record(kind, request, response.status_code)
    return response


def _permit(google: GoogleSheetsEmulator, request: Request, answer: Answer) -> Response:
    """The answer for those with a good token on a spreadsheet shared with them, else the refusal."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    granted = google.tokens.get(token)
    try:
        if scheme != "Bearer" or granted is None or granted.expires_at <= time.time():
            raise Refused(401)
        if not READING_SCOPES & set(granted.scopes):
            raise Refused(403, "Request had insufficient authentication scopes.")
        spreadsheet = google.spreadsheets.get(request.path_params["spreadsheet_id"])
        if spreadsheet is None:
            raise Refused(404)
        if not spreadsheet.shared:
            raise Refused(403)
        if spreadsheet.is_uploaded_xlsx:
            raise Refused(400, NOT_A_SPREADSHEET, "FAILED_PRECONDITION")
        # Escaped, since a cell may hold half an emoji, which is no UTF-8.
        return Response(json.dumps(answer(spreadsheet, request)), media_type="application/json")
    except Refused as refusal:
        return JSONResponse(refusal.body, refusal.status)


def _spreadsheet_get(spreadsheet: Spreadsheet, request: Request) -> dict[str, Any]:
    if request.query_params.get("includeGridData", "false").lower() != "false":
        raise Refused(501, "the emulator gives cells by the values API only")
    metadata = spreadsheet.metadata()
    text = request.query_params.get("fields")
    if text is None:
        return metadata
    try:
        mask = read_mask(text)
    except ValueError:
        raise Refused(400) from None
    if not mask.keys() <= _KNOWN_FIELDS:
        raise Refused(400)
    masked: dict[str, Any] = apply_mask(metadata, mask)
    return masked


def _batch_get(spreadsheet: Spreadsheet, request: Request) -> dict[str, Any]:
    ranges = request.query_params.getlist("ranges")
    return {
        "spreadsheetId": spreadsheet.spreadsheet_id,
        "valueRanges": [_value_range(spreadsheet, request, text) for text in ranges],
    }


def _values_get(spreadsheet: Spreadsheet, request: Request) -> dict[str, Any]:
    return _value_range(spreadsheet, request, request.path_params["range"])


def _value_range(spreadsheet: Spreadsheet, request: Request, text: str) -> dict[str, Any]:
    query = request.query_params
    asked = query.get("valueRenderOption"), query.get("dateTimeRenderOption", "SERIAL_NUMBER")
    if asked != ("UNFORMATTED_VALUE", "SERIAL_NUMBER") or query.get("majorDimension", "ROWS") != "ROWS":
        raise Refused(501, "the emulator holds raw cells only: UNFORMATTED_VALUE, SERIAL_NUMBER, ROWS")
    try:
        return spreadsheet.value_range(text)
    except UnknownRange:
        raise Refused(400, f"Unable to parse range: {text}") from None
    except ExceedsGrid as error:
        raise Refused(400, str(error)) from None


def _grant(google: GoogleSheetsEmulator, form: dict[str, Any]) -> Response:
    """A token for a service account's JWT, once issuer, signature, audience and life have been checked."""
    assertion = str(form.get("assertion", ""))
    if form.get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer":
        return _refuse_grant("unsupported_grant_type", "Invalid grant_type")
    try:
        issuer = jwt.decode(assertion, options={"verify_signature": False}).get("iss")
        if issuer != google.email:
            return _refuse_grant("invalid_grant", "Invalid grant: account not found")
        claims = jwt.decode(
            assertion,
            google.public_key,
            algorithms=["RS256"],
            audience=TOKEN_URI,
            options={"require": ["iss", "aud", "exp", "iat", "scope"]},
            leeway=10,
        )
    except jwt.InvalidSignatureError:
        return _refuse_grant("invalid_grant", "Invalid JWT Signature.")
    except jwt.InvalidTokenError as error:
        return _refuse_grant("invalid_grant", f"Invalid JWT: {error}")
    if claims["exp"] - claims["iat"] > 3600:
        return _refuse_grant(
            "invalid_grant",
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
            "Check your iat and exp values in the JWT claim.",
        )
    token = f"ya29.c.{secrets.token_urlsafe(24)}"
    google.grant(token, claims)
    return JSONResponse({"access_token": token, "expires_in": 3599, "token_type": "Bearer"})


def _refuse_grant(error: str, description: str) -> Response:
    return JSONResponse({"error": error, "error_description": description}, 400)
