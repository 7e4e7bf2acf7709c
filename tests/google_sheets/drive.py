"""The part of Drive v3 that concerns spreadsheets: files with their permissions, made, found and deleted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.google_sheets.answers import Refused, build_drive_error
from tests.google_sheets.fields import apply_mask, read_mask
from tests.google_sheets.workbooks import Spreadsheet

if TYPE_CHECKING:
    from tests.google_sheets.emulator import GoogleSheetsEmulator

MIME_TYPE = "application/vnd.google-apps.spreadsheet"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_USUAL_FILE = "kind,id,name,mimeType"
_USUAL_PERMISSIONS = "kind,permissions(kind,id,type,role)"


def find_file(google: GoogleSheetsEmulator, file_id: str) -> Spreadsheet:
    """The file for those who may see it; for others Drive says that there is none."""
    spreadsheet = google.spreadsheets.get(file_id)
    if spreadsheet is None or not (spreadsheet.role or spreadsheet.anyone):
        message = f"File not found: {file_id}."
        raise Refused(404, body=build_drive_error(404, "notFound", message, "fileId"))
    return spreadsheet


def get_file(google: GoogleSheetsEmulator, file_id: str, query: Mapping[str, str]) -> dict[str, Any]:
    return _masked(_build_file(google, find_file(google, file_id)), query.get("fields", _USUAL_FILE))


def list_permissions(google: GoogleSheetsEmulator, file_id: str, query: Mapping[str, str]) -> dict[str, Any]:
    """Only those who may share the file, its writers, are told with whom it is shared."""
    spreadsheet = find_file(google, file_id)
    if spreadsheet.role != "writer":
        message = "The user does not have sufficient permissions for this file."
        raise Refused(403, body=build_drive_error(403, "insufficientFilePermissions", message))
    listed = {"kind": "drive#permissionList", "permissions": _build_permissions(google, spreadsheet)}
    return _masked(listed, query.get("fields", _USUAL_PERMISSIONS))


def list_files(google: GoogleSheetsEmulator, query: Mapping[str, str]) -> dict[str, Any]:
    """Spreadsheets the account may see, by `name = "…"` when the query says so."""
    name = re.search(r'name = "((?:[^"\\]|\\.)*)"', query.get("q", ""))
    files = [
        _build_file(google, spreadsheet)
        for spreadsheet in reversed(google.spreadsheets.values())  # the newest first
        if spreadsheet.role and (name is None or spreadsheet.properties["title"] == name[1])
    ]
    listed = {"kind": "drive#fileList", "incompleteSearch": False, "files": files}
    return _masked(listed, query.get("fields", f"kind,incompleteSearch,files({_USUAL_FILE})"))


def create_file(google: GoogleSheetsEmulator, body: Mapping[str, Any]) -> dict[str, Any]:
    """An empty spreadsheet as Drive makes them: one tab, English, in Greenwich time."""
    if body.get("mimeType") != MIME_TYPE:
        raise Refused(501, "the emulator makes spreadsheets only")
    spreadsheet = google.create_spreadsheet(str(body.get("name", "Untitled")))
    return _masked(_build_file(google, spreadsheet), _USUAL_FILE)


def delete_file(google: GoogleSheetsEmulator, file_id: str) -> None:
    find_file(google, file_id)
    google.delete_spreadsheet(file_id)


def _masked(answer: dict[str, Any], fields: str) -> dict[str, Any]:
    try:
        masked: dict[str, Any] = apply_mask(answer, read_mask(fields))
    except ValueError:
        message = f"Invalid field selection {fields}"
        raise Refused(400, body=build_drive_error(400, "invalidParameter", message, "fields")) from None
    return masked


def _build_file(google: GoogleSheetsEmulator, spreadsheet: Spreadsheet) -> dict[str, Any]:
    file: dict[str, Any] = {
        "kind": "drive#file",
        "id": spreadsheet.spreadsheet_id,
        "name": spreadsheet.properties["title"],
        "mimeType": _XLSX if spreadsheet.is_uploaded_xlsx else MIME_TYPE,
        "createdTime": spreadsheet.created,
        "modifiedTime": spreadsheet.modified,
        "trashed": False,
        "shared": True,
        "capabilities": {
            "canEdit": "writer" in (spreadsheet.role, spreadsheet.anyone),
            "canShare": spreadsheet.role == "writer",
        },
    }
    if spreadsheet.role == "writer":
        permissions = _build_permissions(google, spreadsheet)
        file |= {"permissions": permissions, "permissionIds": [one["id"] for one in permissions]}
    return file


def _build_permissions(google: GoogleSheetsEmulator, spreadsheet: Spreadsheet) -> list[dict[str, Any]]:
    people = [("owner", "petugas@contoh.example", "10000000000000000002"),
              ("writer", google.email, "10000000000000000001")]  # fmt: skip
    permissions: list[dict[str, Any]] = [
        {"kind": "drive#permission", "id": number, "type": "user", "role": role, "emailAddress": email}
        for role, email, number in people
    ]
    if spreadsheet.anyone:
        anyone = {"kind": "drive#permission", "id": "anyoneWithLink", "type": "anyone"}
        permissions.append(anyone | {"role": spreadsheet.anyone, "allowFileDiscovery": False})
    return permissions
