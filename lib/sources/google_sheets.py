"""A workbook that is a Google spreadsheet. The only file that imports gspread."""

from __future__ import annotations

import json
import logging
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

import gspread
import requests
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.service_account import Credentials
from gspread.exceptions import APIError, NoValidUrlKeyFound
from gspread.utils import absolute_range_name, extract_id_from_url

from lib.sources.errors import (
    ApiDisabled,
    BadKey,
    GoogleTrouble,
    NoNetwork,
    NoPermission,
    NotASpreadsheet,
    NotFound,
    QuotaExceeded,
    SlowAnswer,
    SourceError,
)
from lib.sources.pace import Pace
from lib.sources.source import Wanted, build_tab, want_every
from lib.workbook.grids import RawBook

logger = logging.getLogger(__name__)

SCOPES = ("https://www.googleapis.com/auth/spreadsheets.readonly",)
TAB_LIST_SECONDS = 600.0
"""Tabs added or recreated raise no error, so the list is read again this often."""
TIMEOUT = (5.0, 30.0)
"""Seconds to connect, and to wait for the next bytes; requests' own default is to wait for ever."""
ATTEMPTS = 3
REQUESTS_A_MINUTE = 50
"""Google allows a service account 60 reads a minute; the rest is left to the command line."""

_TAB_LIST_FIELDS = (
    "properties(title,locale),sheets.properties(sheetId,title,index,sheetType)"  # no cells, no formats
)
_RETRIED = (QuotaExceeded, GoogleTrouble, NoNetwork, SlowAnswer)
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class _TabList:
    title: str
    locale: str | None
    gids: dict[str, int]
    """Sheet id by title, in the order of the tabs, wanted ones only."""
    read_at: float


class GoogleSheetsSource:
    """Reads one spreadsheet in one request, all wanted tabs at once.

    `credentials_info` is the service account's JSON as a mapping. One more request reads the list of
    tabs at the start, every ten minutes, and when Google says that a tab is gone. Nothing is asked
    when the object is made: a bad key or address becomes the SourceError of the first `read`.
    """

    is_local = False

    def __init__(
        self,
        spreadsheet: str,
        name: str | None,
        credentials_info: Mapping[str, Any],
        puskesmas: str | None = None,
        *,
        wanted: Wanted = want_every,
        timeout: tuple[float, float] = TIMEOUT,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.key = read_spreadsheet_id(spreadsheet)
        self.name = name or self.key
        self.puskesmas = puskesmas
        self._given_name = name
        self._credentials_json = json.dumps(dict(credentials_info), sort_keys=True)
        self._email = str(credentials_info.get("client_email", ""))
        self._wanted = wanted
        self._timeout = timeout
        self._monotonic = monotonic
        self._sleep = sleep
        self._tab_list: _TabList | None = None

    @property
    def url(self) -> str:
        return f"https://docs.google.com/spreadsheets/d/{self.key}/edit"

    def changed(self) -> bool:
        """Always True: Drive's time of change may lag by minutes, so only the contents can tell."""
        return True

    def read(self) -> RawBook:
        """The spreadsheet as it is now. Raises a SourceError that says what is wrong."""
        tab_list = self._tab_list
        stale = tab_list is not None and self._monotonic() - tab_list.read_at >= TAB_LIST_SECONDS
        if tab_list is None or stale:
            tab_list = self._read_tab_list()
        fetched_at = datetime.now(UTC)
        try:
            ranges = self._read_values(tab_list)
        except _UnknownTab:
            tab_list = self._read_tab_list()
            fetched_at = datetime.now(UTC)
            ranges = self._read_values(tab_list)
        tabs = tuple(
            build_tab(title, value_range.get("values", []), gid)
            for (title, gid), value_range in zip(tab_list.gids.items(), ranges, strict=True)
        )
        return RawBook(
            key=self.key,
            name=self.name,
            tabs=tabs,
            fetched_at=fetched_at,
            url=self.url,
            locale=tab_list.locale,
            puskesmas=self.puskesmas,
        )

    def _read_tab_list(self) -> _TabList:
        params: dict[str, Any] = {"includeGridData": "false", "fields": _TAB_LIST_FIELDS}
        answer = self._ask(lambda client: client.fetch_sheet_metadata(self.key, params=dict(params)))
        sheets = sorted(
            (sheet["properties"] for sheet in answer.get("sheets", [])),
            key=lambda properties: properties.get("index", 0),
        )
        about = answer.get("properties", {})
        self._tab_list = _TabList(
            title=about.get("title", ""),
            locale=about.get("locale"),
            gids={
                properties["title"]: properties.get("sheetId", 0)
                for properties in sheets
                if properties.get("sheetType", "GRID") == "GRID" and self._wanted(properties["title"])
            },
            read_at=self._monotonic(),
        )
        self.name = self._given_name or self._tab_list.title or self.key
        return self._tab_list

    def _read_values(self, tab_list: _TabList) -> list[dict[str, Any]]:
        if not tab_list.gids:
            return []
        ranges = [absolute_range_name(title) for title in tab_list.gids]
        params = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER"}
        answer = self._ask(lambda client: client.values_batch_get(self.key, ranges, dict(params)))
        value_ranges: list[dict[str, Any]] = answer.get("valueRanges", [])
        if len(value_ranges) != len(ranges):
            raise GoogleTrouble(f"{len(value_ranges)} ranges for {len(ranges)}")
        return value_ranges

    def _ask(self, question: Callable[[gspread.HTTPClient], _Answer]) -> _Answer:
        """One request, tried again a few times on what may pass by itself; errors become ours."""
        try:
            client, pace = open_client(self._credentials_json, self._timeout)
        except (GoogleAuthError, ValueError, TypeError) as error:
            raise BadKey(type(error).__name__) from error
        for attempt in range(1, ATTEMPTS + 1):
            pace.wait()
            try:
                return question(client.http_client)
            except (APIError, GoogleAuthError, requests.RequestException) as error:
                ours = translate_error(error, self._email)
                if attempt == ATTEMPTS or not isinstance(ours, _RETRIED):
                    raise ours from error
                seconds = 2.0**attempt * random.uniform(0.5, 1.0)
                logger.info("event=retry book=%r problem=%s attempt=%d wait_s=%.1f",
                            self.name, ours.code, attempt, seconds)  # fmt: skip
                self._sleep(seconds)
        raise AssertionError("unreachable: the last attempt returns or raises")


class _UnknownTab(SourceError):
    """Google could not find a tab that we asked for: it was renamed or removed since."""


def read_spreadsheet_id(text: str) -> str:
    """The id in a spreadsheet's URL, or the text itself when it is no URL."""
    text = text.strip()
    of_second_account = re.search(r"/spreadsheets/u/\d+/d/([\w-]+)", text)
    if of_second_account:  # gspread does not know this form
        return of_second_account[1]
    try:
        return extract_id_from_url(text)
    except NoValidUrlKeyFound:
        return text


@lru_cache(maxsize=8)
def open_client(credentials_json: str, timeout: tuple[float, float] = TIMEOUT) -> tuple[gspread.Client, Pace]:
    """One client and one request pace for all workbooks of a service account: they share its quota.

    Makes no request. Raises ValueError (or google-auth's kin of it) when the key cannot be one.
    """
    credentials = Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
        json.loads(credentials_json), scopes=SCOPES
    )
    # A plain session for tokens: google-auth's own tries four times, we retry ourselves.
    tokens = Request(requests.Session())
    session = AuthorizedSession(credentials, auth_request=tokens)  # type: ignore[no-untyped-call]
    client = gspread.Client(auth=credentials, session=session)
    client.set_timeout(timeout)
    return client, Pace(REQUESTS_A_MINUTE, 60.0)


def translate_error(error: Exception, email: str = "") -> SourceError:
    """Our error for one of gspread's, google-auth's or requests'."""
    if isinstance(error, APIError):
        return _translate_answer(error, email)
    if isinstance(error, RefreshError):
        if error.retryable or re.search(r"internal_failure|server_error|temporarily|<html", str(error), re.I):
            return GoogleTrouble("token endpoint")
        return BadKey(_first_words(str(error.args[0] if error.args else error)))
    if isinstance(error, requests.Timeout):
        return SlowAnswer(type(error).__name__)
    if isinstance(error, TransportError):
        if isinstance(error.__cause__, requests.Timeout):
            return SlowAnswer("token endpoint")
        # requests' errors that are ValueErrors are about the address: the key's token_uri is spoilt.
        return BadKey("token_uri") if isinstance(error.__cause__, ValueError) else NoNetwork("token endpoint")
    if isinstance(error, requests.JSONDecodeError):
        return GoogleTrouble("answer is no JSON")
    if isinstance(error, requests.RequestException):
        return NoNetwork(type(error).__name__)
    return BadKey(type(error).__name__)


def _translate_answer(error: APIError, email: str) -> SourceError:
    # The HTTP status, since gspread's own code is -1 when Google answers with a page of HTML.
    status = error.response.status_code
    message = str(error.error.get("message", ""))
    detail = f"HTTP {status}"
    if status == 400 and message.startswith("Unable to parse range"):
        return _UnknownTab(detail)
    if status == 400 and "not supported for this document" in message:
        return NotASpreadsheet(detail)
    if status == 401:
        return BadKey(detail)
    if status == 403:
        disabled = "has not been used in project" in message or "it is disabled" in message
        return ApiDisabled(detail) if disabled else NoPermission(email, detail)
    if status == 404:
        return NotFound(detail)
    if status == 429:
        return QuotaExceeded(detail)
    if 400 <= status < 500:
        return SourceError(detail)
    return GoogleTrouble(detail)


def _first_words(text: str) -> str:
    return " ".join(text.split())[:120]
