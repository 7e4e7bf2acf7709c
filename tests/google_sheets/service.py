"""The HTTP side of the emulator: which address is what, who may, and what goes wrong on purpose."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.google_sheets import drive, values
from tests.google_sheets.answers import (
    NOT_A_SPREADSHEET,
    Refused,
    build_error,
    build_missing_drive_scope,
    build_missing_scope,
    build_quota_error,
)
from tests.google_sheets.fields import apply_mask, read_mask
from tests.google_sheets.messages import read_message
from tests.google_sheets.metadata import build_spreadsheet, read_options
from tests.google_sheets.serving import CutOff
from tests.google_sheets.tokens import answer_grant
from tests.google_sheets.traffic import WRITE_KINDS
from tests.google_sheets.workbooks import Spreadsheet

if TYPE_CHECKING:
    from tests.google_sheets.emulator import GoogleSheetsEmulator

_AUTH = "https://www.googleapis.com/auth/"
WRITING_SCOPES = {_AUTH + name for name in ("spreadsheets", "drive", "drive.file")}
READING_SCOPES = WRITING_SCOPES | {_AUTH + name for name in ("spreadsheets.readonly", "drive.readonly")}
DRIVE_WRITING_SCOPES = {_AUTH + name for name in ("drive", "drive.file")}
DRIVE_READING_SCOPES = DRIVE_WRITING_SCOPES | {
    _AUTH + name for name in ("drive.readonly", "drive.metadata", "drive.metadata.readonly")
}

Answer = Callable[[Spreadsheet, Request, dict[str, Any]], dict[str, Any]]
DriveAnswer = Callable[["GoogleSheetsEmulator", Request, dict[str, Any]], dict[str, Any] | None]

BOOK, FILES = "/v4/spreadsheets/{spreadsheet_id:str}", "/drive/v3/files"


def build_service(google: GoogleSheetsEmulator) -> ASGIApp:
    """The ASGI application for one emulator."""

    def read(kind: str, method: str, answer: Answer) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            return await _serve(
                google, request, kind, lambda: _read_spreadsheet(google, request, method, answer)
            )

        return endpoint

    def write(
        kind: str, method: str, answer: Answer, message: str | None, path: str = ""
    ) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            sent = await request.body()

            def change() -> Response:
                return _write_spreadsheet(
                    google, request, method, answer, lambda: _read_body(sent, message, path)
                )

            return await _serve(google, request, kind, change)

        return endpoint

    def of_drive(kind: str, scopes: set[str], answer: DriveAnswer) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            sent = await request.body()
            return await _serve(
                google, request, kind, lambda: _answer_drive(google, request, kind, scopes, answer, sent)
            )

        return endpoint

    async def grant(request: Request) -> Response:
        form = await request.form()
        return await _serve(google, request, "token", lambda: answer_grant(google, dict(form)))

    async def other(request: Request) -> Response:
        return await _serve(google, request, "other", lambda: JSONResponse(build_error(404), 404))

    routes = [Route("/token", grant, methods=["POST"])]
    for verb, path, kind, method, answer, message, place in WRITES:
        routes.append(Route(BOOK + path, write(kind, method, answer, message, place), methods=[verb]))
    for path, kind, method, answer in READS:
        routes.append(Route(BOOK + path, read(kind, method, answer)))
    for verb, path, kind, scopes, drive_answer in DRIVE:
        routes.append(Route(FILES + path, of_drive(kind, scopes, drive_answer), methods=[verb]))
    routes.append(Route("/{path:path}", other, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]))
    return CutOff(Starlette(routes=routes, middleware=[Middleware(GZipMiddleware, minimum_size=1000)]))


async def _serve(
    google: GoogleSheetsEmulator, request: Request, kind: str, answer: Callable[[], Response]
) -> Response:
    fault = google.take_fault(kind)
    if fault is not None and fault.delay:
        await asyncio.sleep(fault.delay)
    if fault is not None and fault.status:
        body = _usual_error(fault.status, kind) if fault.body is None else fault.body
        html = isinstance(body, str)
        response: Response = HTMLResponse(body, fault.status) if html else JSONResponse(body, fault.status)
    else:
        response = answer()
    if fault is not None and fault.cut_off:
        response.headers["x-cut-off"] = "1"
    google.record(kind, request, response.status_code)
    return response


def _usual_error(status: int, kind: str) -> dict[str, Any]:
    return build_quota_error("Write") if status == 429 and kind in WRITE_KINDS else build_error(status)


def _read_spreadsheet(
    google: GoogleSheetsEmulator, request: Request, method: str, answer: Answer
) -> Response:
    try:
        _permit(google, request, READING_SCOPES, method)
        spreadsheet = _find(google, request)
        if not (spreadsheet.role or spreadsheet.anyone):
            raise Refused(403)
        return _json(_pick(request, answer(spreadsheet, request, {})))
    except Refused as refusal:
        return JSONResponse(refusal.body, refusal.status)


def _write_spreadsheet(
    google: GoogleSheetsEmulator,
    request: Request,
    method: str,
    answer: Answer,
    read_body: Callable[[], dict[str, Any]],
) -> Response:
    """Applies a change to a copy that takes the original's place only when all went well."""
    try:
        _permit(google, request, WRITING_SCOPES, method)
        body = read_body()
        with google.lock:
            spreadsheet = _find(google, request)
            if "writer" not in (spreadsheet.role, spreadsheet.anyone):
                raise Refused(403)
            draft = spreadsheet.draft()
            written = _pick(request, answer(draft, request, body))
            spreadsheet.take(draft)
            google.touch(spreadsheet)
        return _json(written)
    except Refused as refusal:
        return JSONResponse(refusal.body, refusal.status)


def _answer_drive(
    google: GoogleSheetsEmulator,
    request: Request,
    kind: str,
    scopes: set[str],
    answer: DriveAnswer,
    sent: bytes,
) -> Response:
    try:
        _permit(google, request, scopes, kind, of_drive=True)
        body = answer(google, request, json.loads(sent) if sent else {})
        return Response(status_code=204) if body is None else _json(body)
    except Refused as refusal:
        return JSONResponse(refusal.body, refusal.status)


def _permit(
    google: GoogleSheetsEmulator, request: Request, scopes: set[str], method: str, *, of_drive: bool = False
) -> None:
    """Lets pass whoever has a good token of one of these scopes."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    granted = google.tokens.get(token)
    if scheme != "Bearer" or granted is None or granted.expires_at <= google.now():
        raise Refused(401)
    if not scopes & set(granted.scopes):
        build = build_missing_drive_scope if of_drive else build_missing_scope
        raise Refused(403, body=build(method))


def _find(google: GoogleSheetsEmulator, request: Request) -> Spreadsheet:
    spreadsheet = google.spreadsheets.get(request.path_params["spreadsheet_id"])
    if spreadsheet is None:
        raise Refused(404)
    if spreadsheet.is_uploaded_xlsx and spreadsheet.role:
        raise Refused(400, NOT_A_SPREADSHEET, "FAILED_PRECONDITION")
    return spreadsheet


def _read_body(sent: bytes, message: str | None, path: str) -> dict[str, Any]:
    try:
        body = json.loads(sent) if sent else {}
    except ValueError:
        raise Refused(400, "Invalid JSON payload received. Unexpected end of string.") from None
    return read_message(body, message, path) if message else {}


def _json(body: dict[str, Any]) -> Response:
    # Escaped, since a cell may hold half an emoji, which is no UTF-8.
    return Response(json.dumps(body), media_type="application/json")


def _pick(request: Request, answer: dict[str, Any]) -> dict[str, Any]:
    """The part of an answer that `fields` asks for; every method of the API takes it."""
    try:
        mask = read_mask(request.query_params.get("fields", "*"))
    except ValueError:
        raise Refused(400) from None
    picked: dict[str, Any] = apply_mask(answer, mask)
    return picked


def _spreadsheet_get(spreadsheet: Spreadsheet, request: Request, body: dict[str, Any]) -> dict[str, Any]:
    query = request.query_params
    grid_data = query.get("includeGridData", "false").lower() == "true"
    return build_spreadsheet(spreadsheet, query.get("fields"), query.getlist("ranges"), grid_data)


def _batch_get(spreadsheet: Spreadsheet, request: Request, body: dict[str, Any]) -> dict[str, Any]:
    options = read_options(request.query_params)
    ranges = request.query_params.getlist("ranges")
    return {
        "spreadsheetId": spreadsheet.spreadsheet_id,
        "valueRanges": [values.read_values(spreadsheet, text, options) for text in ranges],
    }


def _values_get(spreadsheet: Spreadsheet, request: Request, body: dict[str, Any]) -> dict[str, Any]:
    return values.read_values(spreadsheet, request.path_params["range"], read_options(request.query_params))


def _update(spreadsheet: Spreadsheet, request: Request, body: dict[str, Any]) -> dict[str, Any]:
    return values.update_values(
        spreadsheet, request.path_params["range"], body, read_options(request.query_params)
    )


def _append(spreadsheet: Spreadsheet, request: Request, body: dict[str, Any]) -> dict[str, Any]:
    return values.append_values(
        spreadsheet, request.path_params["range"], body, read_options(request.query_params)
    )


def _clear(spreadsheet: Spreadsheet, request: Request, body: dict[str, Any]) -> dict[str, Any]:
    cleared = values.clear_values(spreadsheet, request.path_params["range"])
    return {"spreadsheetId": spreadsheet.spreadsheet_id, "clearedRange": cleared}


def _batch_clear(spreadsheet: Spreadsheet, request: Request, body: dict[str, Any]) -> dict[str, Any]:
    cleared = [values.clear_values(spreadsheet, text) for text in body.get("ranges", [])]
    return {"spreadsheetId": spreadsheet.spreadsheet_id, "clearedRanges": cleared}


READS: tuple[tuple[str, str, str, Answer], ...] = (
    ("/values:batchGet", "values:batchGet", "BatchGetValues", _batch_get),
    ("/values/{range:path}", "values.get", "GetValues", _values_get),
    ("", "spreadsheets.get", "GetSpreadsheet", _spreadsheet_get),
)
WRITES: tuple[tuple[str, str, str, str, Answer, str | None, str], ...] = (
    ("POST", "/values:batchClear", "values:batchClear", "BatchClearValues",
     _batch_clear, "BatchClearValuesRequest", ""),
    ("POST", "/values/{range:path}:append", "values.append", "AppendValues", _append, "ValueRange", "data"),
    ("POST", "/values/{range:path}:clear", "values.clear", "ClearValues", _clear, None, ""),
    ("PUT", "/values/{range:path}", "values.update", "UpdateValues", _update, "ValueRange", "data"),
)  # fmt: skip
"""Verb, path, kind for counting, Google's method, answer, message of the body, where that begins."""
DRIVE: tuple[tuple[str, str, str, set[str], DriveAnswer], ...] = (
    ("GET", "", "drive.files.list", DRIVE_READING_SCOPES,
     lambda google, request, body: drive.list_files(google, request.query_params)),
    ("POST", "", "drive.files.create", DRIVE_WRITING_SCOPES,
     lambda google, request, body: drive.create_file(google, body)),
    ("GET", "/{file_id:str}/permissions", "drive.permissions.list", DRIVE_READING_SCOPES,
     lambda google, request, body: drive.list_permissions(
         google, request.path_params["file_id"], request.query_params)),
    ("GET", "/{file_id:str}", "drive.files.get", DRIVE_READING_SCOPES,
     lambda google, request, body: drive.get_file(
         google, request.path_params["file_id"], request.query_params)),
    ("DELETE", "/{file_id:str}", "drive.files.delete", DRIVE_WRITING_SCOPES,
     lambda google, request, body: drive.delete_file(google, request.path_params["file_id"])),
)  # fmt: skip
