"""A workbook that is a Google spreadsheet, read by gspread."""

from __future__ import annotations

import json
import logging
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import gspread
import requests
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.service_account import Credentials
from gspread.exceptions import APIError, NoValidUrlKeyFound
from gspread.utils import absolute_range_name, extract_id_from_url
from urllib3.exceptions import ReadTimeoutError

from lib.sources.clock import REAL, REQUESTS_A_MINUTE, Clock, Pace
from lib.sources.errors import (
    ApiDisabled,
    BadKey,
    Blocked,
    ClockWrong,
    CutOff,
    GoogleTrouble,
    NoNetwork,
    NoPermission,
    NotASpreadsheet,
    NotFound,
    QuotaExceeded,
    SignInTrouble,
    SlowAnswer,
    SourceError,
    TooBig,
    UnsafeConnection,
)
from lib.sources.source import MOST_CELLS, Wanted, build_tab, want_every
from lib.workbook.clean_cells import clean_title
from lib.workbook.grids import RawBook

# --- What gspread, google-auth and requests raise, as our own errors.

NOT_JSON = -1
"""gspread's code of an answer that is a page of HTML."""


class UnknownTab(SourceError):
    """Google could not find a tab that we asked for: it was renamed or removed since."""


def translate_error(error: Exception, email: str = "") -> SourceError:
    """Our error for one of gspread's, google-auth's or requests'."""
    if isinstance(error, APIError):
        return _translate_answer(error, email)
    if isinstance(error, RefreshError):
        return _translate_refusal(error)
    if isinstance(error, TransportError):
        cause = error.__cause__
        # requests' errors that are ValueErrors are about the address: the key's token_uri is spoilt.
        if isinstance(cause, ValueError):
            return BadKey("token_uri")
        return _translate_transport(cause or error, "token endpoint")
    if isinstance(error, requests.RequestException):
        return _translate_transport(error, type(error).__name__)
    return BadKey(type(error).__name__)


def _translate_refusal(error: RefreshError) -> SourceError:
    """The token endpoint's answers to a service account's signature."""
    text = str(error)
    if error.retryable or re.search(r"internal_failure|server_error|temporarily|<html", text, re.I):
        return SignInTrouble("token endpoint")
    detail = _first_words(str(error.args[0] if error.args else error))
    return (
        ClockWrong(detail)
        if re.search(r"reasonable timeframe|\biat\b|used too early", text)
        else BadKey(detail)
    )


def _translate_transport(error: BaseException, detail: str) -> SourceError:
    """What went wrong on the way, before Google could say anything (or all of it)."""
    if isinstance(error, requests.exceptions.SSLError):
        return UnsafeConnection(detail)
    if isinstance(
        error, requests.ConnectTimeout
    ):  # nobody there: asking for each workbook would take minutes
        return NoNetwork(detail)
    stalled = isinstance(error, requests.ConnectionError) and any(
        isinstance(reason, ReadTimeoutError) for reason in error.args
    )
    if isinstance(error, requests.Timeout) or stalled:
        return SlowAnswer(detail)
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError):
        return CutOff(detail)
    if isinstance(error, requests.JSONDecodeError):
        return GoogleTrouble("answer is no JSON")
    return NoNetwork(detail)


def _translate_answer(error: APIError, email: str) -> SourceError:
    # The HTTP status, since gspread's own code may be NOT_JSON.
    status = error.response.status_code
    message = str(error.error.get("message", ""))
    word = str(error.error.get("status", ""))
    detail = f"HTTP {status}"
    if status == 400 and message.startswith("Unable to parse range"):
        return UnknownTab(detail)
    if status == 400 and "not supported for this document" in message:
        return NotASpreadsheet(detail)
    if status == 401:
        return BadKey(detail)
    if status == 429 or (status == 403 and (word == "RESOURCE_EXHAUSTED" or "rate limit" in message.lower())):
        return QuotaExceeded(detail)
    if status == 403 and error.error.get("code") == NOT_JSON:
        return Blocked(detail)
    if status == 403:
        disabled = "has not been used in project" in message or "it is disabled" in message
        return ApiDisabled(detail) if disabled else NoPermission(email, detail)
    if status == 404:
        return NotFound(detail)
    if 400 <= status < 500:
        return SourceError(detail)
    return GoogleTrouble(detail)


def _first_words(text: str) -> str:
    return " ".join(text.split())[:120]


# --- The workbook.

logger = logging.getLogger(__name__)

SCOPES = ("https://www.googleapis.com/auth/spreadsheets.readonly",)
TAB_LIST_SECONDS = 600.0
"""Tabs added or recreated raise no error, so the list is read again this often."""
MISSING_TAB_SECONDS = 3600.0
"""For so long after a tab went the list is read at every refresh: its return raises no error
either, and somebody is waiting for it."""
TIMEOUT = (5.0, 30.0)
"""Seconds to connect, and to wait for the next bytes; requests' own default is to wait for ever."""
ATTEMPTS = 3
"""For a workbook that was well the last time; one in trouble is asked once a refresh until it answers."""
RETRY_SECONDS = 20.0
"""No further attempt after so long: the other workbooks wait."""

_TAB_LIST_FIELDS = (
    "properties(title,locale),"
    "sheets.properties(sheetId,title,index,sheetType,gridProperties(rowCount,columnCount))"
)
_RETRIED = (QuotaExceeded, GoogleTrouble, NoNetwork, SlowAnswer, CutOff)
_OTHER_SHAPE = (LookupError, TypeError, AttributeError)
"""What an answer that is JSON but not Google's makes the reading raise."""
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class _TabList:
    title: str
    locale: str | None
    gids: dict[str, int]
    """Sheet id by title, in the order of the tabs, wanted ones only."""
    unread: tuple[tuple[str, int | None], ...]
    """Title and sheet id of the others."""
    cells: int
    """Room of the wanted tabs, empty cells included."""
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
        clock: Clock = REAL,
    ) -> None:
        self.key = read_spreadsheet_id(spreadsheet)
        self.name = name or self.key
        self.puskesmas = puskesmas
        self._given_name = name
        self._credentials_json = json.dumps(dict(credentials_info), sort_keys=True)
        self._email = str(credentials_info.get("client_email", ""))
        self._wanted = wanted
        self._timeout = timeout
        self._clock = clock
        self._tab_list: _TabList | None = None
        self._missing: dict[str, float] = {}
        """When tabs that had been there were first missed, by title."""
        self._in_trouble = False

    @property
    def url(self) -> str:
        return f"https://docs.google.com/spreadsheets/d/{self.key}/edit"

    def changed(self) -> bool:
        """Always True: Drive's time of change may lag by minutes, so only the contents can tell."""
        return True

    def read(self) -> RawBook:
        """The spreadsheet as it is now. Raises a SourceError that says what is wrong."""
        try:
            book = self._read()
        except SourceError:
            self._in_trouble = True
            raise
        self._in_trouble = False
        return book

    def _read(self) -> RawBook:
        tab_list = self._tab_list
        if tab_list is None or self._is_stale(tab_list):
            tab_list = self._read_tab_list()
        fetched_at = self._clock.now()
        try:
            ranges = self._read_values(tab_list)
        except UnknownTab:
            tab_list = self._read_tab_list()
            fetched_at = self._clock.now()
            ranges = self._read_values(tab_list)
        try:
            tabs = tuple(
                build_tab(title, value_range.get("values", []), gid)
                for (title, gid), value_range in zip(tab_list.gids.items(), ranges, strict=True)
            )
        except _OTHER_SHAPE as error:
            raise GoogleTrouble(f"values of another shape: {type(error).__name__}") from None
        return RawBook(
            key=self.key,
            name=self.name,
            tabs=tabs,
            fetched_at=fetched_at,
            url=self.url,
            locale=tab_list.locale,
            puskesmas=self.puskesmas,
            unread=tab_list.unread,
        )

    def _is_stale(self, tab_list: _TabList) -> bool:
        now = self._clock.monotonic()
        awaited = any(now - at < MISSING_TAB_SECONDS for at in self._missing.values())
        return awaited or now - tab_list.read_at >= TAB_LIST_SECONDS

    def _read_tab_list(self) -> _TabList:
        params: dict[str, Any] = {"includeGridData": "false", "fields": _TAB_LIST_FIELDS}
        answer = self._ask(lambda client: client.fetch_sheet_metadata(self.key, params=dict(params)))
        try:
            tab_list = self._build_tab_list(answer)
        except _OTHER_SHAPE as error:
            raise GoogleTrouble(f"tab list of another shape: {type(error).__name__}") from None
        if tab_list.cells > MOST_CELLS:
            self._tab_list = None  # look at its size again, until it has shrunk
            raise TooBig(f"{tab_list.cells} cells")
        if self._tab_list is not None:
            gone = [title for title in self._tab_list.gids if title not in tab_list.gids]
            missing = dict.fromkeys(gone, tab_list.read_at) | self._missing
            self._missing = {title: at for title, at in missing.items() if title not in tab_list.gids}
        self._tab_list = tab_list
        self.name = self._given_name or clean_title(tab_list.title) or self.key
        return tab_list

    def _build_tab_list(self, answer: Any) -> _TabList:
        sheets = sorted(
            (sheet["properties"] for sheet in answer["sheets"]),
            key=lambda properties: properties.get("index", 0),
        )
        if not sheets:
            raise LookupError("a spreadsheet has at least one tab")
        about = answer["properties"]
        grids = [properties for properties in sheets if properties.get("sheetType", "GRID") == "GRID"]
        wanted = [properties for properties in grids if self._wanted(properties["title"])]
        rooms = [properties.get("gridProperties", {}) for properties in wanted]
        return _TabList(
            title=about.get("title", ""),
            locale=about.get("locale"),
            gids={properties["title"]: properties.get("sheetId", 0) for properties in wanted},
            unread=tuple(
                (clean_title(properties["title"]), properties.get("sheetId", 0))
                for properties in grids
                if not self._wanted(properties["title"])
            ),
            cells=sum(room.get("rowCount", 0) * room.get("columnCount", 0) for room in rooms),
            read_at=self._clock.monotonic(),
        )

    def _read_values(self, tab_list: _TabList) -> list[dict[str, Any]]:
        if not tab_list.gids:
            return []
        ranges = [absolute_range_name(title) for title in tab_list.gids]
        params = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER"}
        answer = self._ask(lambda client: client.values_batch_get(self.key, ranges, dict(params)))
        value_ranges = answer.get("valueRanges") if isinstance(answer, dict) else None
        if not isinstance(value_ranges, list) or len(value_ranges) != len(ranges):
            raise GoogleTrouble(f"not {len(ranges)} ranges")
        return value_ranges

    def _ask(self, question: Callable[[gspread.HTTPClient], _Answer]) -> _Answer:
        """One request, tried again a few times on what may pass by itself; errors become ours."""
        try:
            client, pace = open_client(self._credentials_json, self._timeout, self._clock)
        except (GoogleAuthError, ValueError, TypeError) as error:
            raise BadKey(type(error).__name__) from error
        attempts = 1 if self._in_trouble else ATTEMPTS
        started = self._clock.monotonic()
        for attempt in range(1, attempts + 1):
            pace.wait()
            try:
                return question(client.http_client)
            except (APIError, GoogleAuthError, requests.RequestException) as error:
                ours = translate_error(error, self._email)
                late = self._clock.monotonic() - started > RETRY_SECONDS
                if attempt == attempts or late or not isinstance(ours, _RETRIED):
                    raise ours from error
                seconds = 2.0**attempt * random.uniform(0.5, 1.0)
                logger.info("event=retry book=%r problem=%s attempt=%d wait_s=%.1f",
                            self.name, ours.code, attempt, seconds)  # fmt: skip
                self._clock.sleep(seconds)
        raise AssertionError("unreachable: the last attempt returns or raises")


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
def open_client(
    credentials_json: str,
    timeout: tuple[float, float] = TIMEOUT,
    clock: Clock = REAL,
) -> tuple[gspread.Client, Pace]:
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
    return client, Pace(REQUESTS_A_MINUTE, 60.0, clock)
