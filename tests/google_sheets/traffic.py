"""Requests by kind: what came in, what was granted, what shall go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

READ_KINDS = ("values:batchGet", "values.get", "spreadsheets.get")
WRITE_KINDS = (
    "values.update",
    "values.append",
    "values.clear",
    "values:batchClear",
)
SHEETS_KINDS = READ_KINDS + WRITE_KINDS
DRIVE_KINDS = (
    "drive.files.get",
    "drive.permissions.list",
    "drive.files.list",
    "drive.files.create",
    "drive.files.delete",
)


@dataclass(frozen=True)
class Recorded:
    """One request that came in. `kind`: token, one of SHEETS_KINDS or DRIVE_KINDS, or other."""

    kind: str
    method: str
    host: str
    path: str
    spreadsheet_id: str | None
    query: tuple[tuple[str, str], ...]
    status: int
    at: float


@dataclass(frozen=True)
class Token:
    scopes: tuple[str, ...]
    expires_at: float


@dataclass
class Fault:
    """What happens to the next `times` requests of these kinds."""

    kinds: tuple[str, ...]
    times: int
    status: int = 0
    body: str | dict[str, Any] | None = None
    delay: float = 0.0
    cut_off: bool = False
