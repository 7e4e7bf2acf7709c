"""What gspread, google-auth and requests raise, as our own errors."""

from __future__ import annotations

import re

import requests
from google.auth.exceptions import RefreshError, TransportError
from gspread.exceptions import APIError
from urllib3.exceptions import ReadTimeoutError

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
    UnsafeConnection,
)

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
