"""Google's side of preparing a spreadsheet: what it has, and the one place that writes to it.

The app itself reads with a read-only scope; the key used here is given to `siapkan` alone.
"""

from __future__ import annotations

import json
import logging
import random
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

import gspread
import requests
from google.auth.exceptions import GoogleAuthError
from gspread.exceptions import APIError
from gspread.utils import absolute_range_name, rowcol_to_a1

from lib.sources.clock import REAL, Clock
from lib.sources.errors import (
    ApiDisabled,
    BadKey,
    CutOff,
    GoogleTrouble,
    NoNetwork,
    NoPermission,
    QuotaExceeded,
    SlowAnswer,
    SourceError,
)
from lib.sources.google_errors import translate_error
from lib.sources.google_sheets import open_client, read_spreadsheet_id
from lib.sources.google_state import BOOK_FIELDS, CELL_FIELDS, add_details, build_sheet, is_table
from lib.workbook.columns import Tab
from lib.workbook.sheet_requests import Request
from lib.workbook.sheet_state import BookState, SheetState, find_header_row, find_sheet

logger = logging.getLogger(__name__)

SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive.metadata.readonly",
)
"""Writing to spreadsheets shared with this account, and seeing with whom they are shared."""
TIMEOUT = (5.0, 120.0)
"""Seconds; Google may think for a while about a batch of a few hundred requests."""
ATTEMPTS = 5
LONGEST_WAIT = 60.0
"""Seconds; Google counts its quota by the minute."""

PASSING = (QuotaExceeded, GoogleTrouble, NoNetwork, SlowAnswer, CutOff)
"""What may be over at the next try."""

_OTHER_SHAPE = (LookupError, TypeError, AttributeError, ValueError)
"""What an answer that is JSON but not Google's makes the reading raise."""
_Answer = TypeVar("_Answer")


class NotEditor(NoPermission):
    code = "bukan_editor"
    message = "Akun untuk menyiapkan belum boleh mengubah buku kerja ini."

    def __init__(self, email: str, detail: str = "") -> None:
        super().__init__(email, detail)
        self.remedy = (
            f"Pemilik buku membuka Google Sheets, menekan Bagikan, lalu menambahkan {email} sebagai Editor."
        )


class KeyRefused(BadKey):
    remedy = (
        "Periksa kunci untuk menyiapkan: buat kunci JSON baru di Google Cloud, lalu pakai dengan --kunci."
    )


class CellsProtected(SourceError):
    code = "dilindungi"
    message = "Sebagian tab atau sel yang perlu dilengkapi dilindungi pemiliknya."

    def __init__(self, email: str, detail: str = "") -> None:
        super().__init__(detail)
        self.remedy = f"Di Google Sheets buka Data → Lindungi sheet dan rentang, lalu izinkan {email}."


class ChangeRefused(SourceError):
    code = "perubahan_ditolak"
    message = "Google menolak sebagian perubahan pada buku kerja ini."
    remedy = "Isi buku tidak berubah. Kirim baris ini kepada petugas yang memasang papan."

    @property
    def text(self) -> str:
        return f"{super().text} ({self.detail})"


REFUSED = (CellsProtected, ChangeRefused)
"""What concerns some tab or cell, and not the spreadsheet."""


class GooglePreparation:
    """One spreadsheet, with the key of an account that may write to it. Makes no request when it is made."""

    def __init__(
        self,
        spreadsheet: str,
        account: Mapping[str, Any],
        *,
        timeout: tuple[float, float] = TIMEOUT,
        clock: Clock = REAL,
    ) -> None:
        self.key = read_spreadsheet_id(spreadsheet)
        self._credentials_json = json.dumps(dict(account), sort_keys=True)
        self._email = str(account.get("client_email", ""))
        self._timeout = timeout
        self.clock = clock

    @property
    def url(self) -> str:
        return f"https://docs.google.com/spreadsheets/d/{self.key}/edit"

    def read_state(self, tabs: Collection[Tab]) -> BookState:
        """The spreadsheet as it is now, in three requests; headers of these tabs looked at closely.

        Raises a SourceError that says what is wrong.
        """
        try:
            return self._read_state(tabs)
        except _OTHER_SHAPE as error:
            raise GoogleTrouble(f"answer of another shape: {type(error).__name__}") from None

    def _read_state(self, tabs: Collection[Tab]) -> BookState:
        params: dict[str, Any] = {"includeGridData": "false", "fields": BOOK_FIELDS}
        about = self._ask(lambda client: client.fetch_sheet_metadata(self.key, params=dict(params)))
        grids = self._read_grids(about)
        sheets = [build_sheet(sheet, grids) for sheet in about["sheets"]]
        details = self._read_details(tabs, sheets)
        properties = about["properties"]
        return BookState(
            title=properties.get("title", ""),
            locale=properties.get("locale", ""),
            time_zone=properties.get("timeZone", ""),
            sheets=tuple(details.get(sheet.sheet_id, sheet) for sheet in sheets),
        )

    def send(self, changes: list[Request]) -> None:
        """One batch: all of it is done, or nothing. Never sent again by itself, since an answer that got
        lost does not mean that nothing was done: look at the state and plan anew. Raises SourceError."""
        self._ask(lambda client: client.batch_update(self.key, {"requests": changes}), attempts=1)

    def read_openness(self) -> str:
        """Who may open the spreadsheet: `anyone` (has the link), `anyone may edit`, `domain`, `invited`.

        Raises SourceError where this account cannot know.
        """
        try:
            permissions = self._ask(lambda client: client.list_permissions(self.key))
        except KeyError:
            raise GoogleTrouble("permissions of another shape") from None
        roles = {str(one.get("type")): str(one.get("role")) for one in permissions}
        if "anyone" in roles:
            return "anyone may edit" if roles["anyone"] in ("writer", "owner") else "anyone"
        return "domain" if "domain" in roles else "invited"

    def wait(self, attempt: int) -> None:
        """The pause after a failed attempt (from 1): longer each time, and never the same for everyone."""
        self.clock.sleep(min(LONGEST_WAIT, 4.0**attempt) * random.uniform(0.5, 1.0))

    def _read_grids(self, about: Mapping[str, Any]) -> dict[int, Any]:
        """Rows by sheet id. Formulas as such: a formula that shows nothing is no blank cell."""
        wanted = [sheet["properties"] for sheet in about["sheets"] if is_table(sheet["properties"])]
        ranges = [absolute_range_name(properties["title"]) for properties in wanted]
        if not ranges:
            return {}
        params = {"valueRenderOption": "FORMULA", "dateTimeRenderOption": "SERIAL_NUMBER"}
        answer = self._ask(lambda client: client.values_batch_get(self.key, ranges, dict(params)))
        return {
            properties.get("sheetId", 0): value_range.get("values", [])
            for properties, value_range in zip(wanted, answer["valueRanges"], strict=True)
        }

    def _read_details(self, tabs: Collection[Tab], sheets: list[SheetState]) -> dict[int, SheetState]:
        """The sheets of these tabs with notes, dropdowns and formats, by sheet id."""
        headers: dict[int, int] = {}
        ranges: list[str] = []
        for tab in tabs:
            sheet = find_sheet(sheets, tab.title)
            found = find_header_row(tab, sheet.grid) if sheet and sheet.grid else None
            if sheet is None or found is None:
                continue
            headers[sheet.sheet_id] = found[0]
            last = rowcol_to_a1(1, sheet.column_count).rstrip("0123456789")
            ranges += [
                absolute_range_name(sheet.title, f"A{row + 1}:{last}{row + 1}")
                for row in sorted({found[0], found[0] + 1, len(sheet.grid)})
                if row < sheet.row_count
            ]
        if not ranges:
            return {}
        params: dict[str, Any] = {"ranges": ranges, "fields": CELL_FIELDS}
        answer = self._ask(lambda client: client.fetch_sheet_metadata(self.key, params=dict(params)))
        by_id = {sheet.sheet_id: sheet for sheet in sheets}
        rows_of = {sheet["properties"].get("sheetId", 0): sheet.get("data", []) for sheet in answer["sheets"]}
        return {
            sheet_id: add_details(by_id[sheet_id], header_row, rows_of.get(sheet_id, []))
            for sheet_id, header_row in headers.items()
        }

    def _ask(self, question: Callable[[gspread.HTTPClient], _Answer], attempts: int = ATTEMPTS) -> _Answer:
        try:
            client, pace = open_client(self._credentials_json, self._timeout, self.clock, SCOPES)
        except (GoogleAuthError, ValueError, TypeError) as error:
            raise KeyRefused(type(error).__name__) from error
        for attempt in range(1, attempts + 1):
            pace.wait()
            try:
                return question(client.http_client)
            except (APIError, GoogleAuthError, requests.RequestException) as error:
                ours = self._translate(error)
                if attempt == attempts or not isinstance(ours, PASSING):
                    raise ours from error
                logger.info("event=retry problem=%s attempt=%d", ours.code, attempt)
                self.wait(attempt)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _translate(self, error: Exception) -> SourceError:
        ours = translate_error(error, self._email)
        if isinstance(ours, NoPermission):
            return NotEditor(self._email, ours.detail)
        if type(ours) is BadKey:
            return KeyRefused(ours.detail)
        if type(ours) is SourceError and isinstance(error, APIError):
            message = str(error.error.get("message", ""))
            if "protected" in message:
                return CellsProtected(self._email, ours.detail)
            # Google's words name a request and a place in it, and may quote a cell: only the place is kept.
            place = re.match(r"Invalid requests\[\d+\]\.\w+", message)
            return ChangeRefused(f"{ours.detail} {place[0]}" if place else ours.detail)
        return ours


def explain_unknown(error: SourceError) -> str:
    """Why it cannot be known who may open a spreadsheet, in words."""
    if isinstance(error, ApiDisabled):
        return "Google Drive API belum diaktifkan di proyek Google Cloud"
    if isinstance(error, NoPermission):
        return "akun ini tidak boleh melihat daftar bagi"
    return error.message.rstrip(".").lower()
