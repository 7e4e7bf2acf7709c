"""What surrounds the pages on the wire: security headers, /sehat, and the calm word for an error."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
import secrets
from collections.abc import Callable
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.log import describe_exception
from lib.words import text

_log = logging.getLogger("papan")


class SecurityHeaders:
    """Adds the headers to every HTTP answer; web sockets pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = build_security_headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_with_headers)


def build_security_headers() -> dict[str, str]:
    """Nothing from other hosts, no framing by others, no eval, no inline script but Streamlit's own."""
    hashes = " ".join(f"'sha256-{digest}'" for digest in _compute_inline_script_hashes())
    policy = {
        "default-src": "'self'",
        "script-src": f"'self' blob: {hashes}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "frame-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Frame-Options": "SAMEORIGIN",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }


def _compute_inline_script_hashes() -> list[str]:
    """SHA-256 of the inline scripts in Streamlit's own page, so that no list is kept by hand."""
    page = Path(st.__file__).parent / "static" / "index.html"
    scripts = re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)
    return [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]


def build_health_endpoint(read_health: Callable[[], dict[str, object]]) -> Callable[[Request], JSONResponse]:
    """GET /sehat: age and state of the data as JSON, never the data. 503 when somebody should look: the page
    still answers then, with the last good data."""

    def answer(request: Request) -> JSONResponse:
        health = read_health()
        status = 503 if health.get("perlu_dilihat") else 200
        return JSONResponse(health, status, headers={"Cache-Control": "no-store"})

    return answer


def show_script_error(error: Exception) -> bool:
    """In place of an exception: a calm sentence with a code that stands in the log as well.

    The log gets type and places only: messages of exceptions can carry cell contents.
    """
    # Imported here: page parts are made inside a running script only, or Streamlit warns at start.
    from lib.views.components import build_note

    code = secrets.token_hex(3).upper()
    _log.error("Kesalahan %s: %s", code, describe_exception(error))
    st.html(build_note(text.ERROR_TITLE, text.ERROR_HELP.format(code=code), kind="problem"))
    return True


class _NoUncaught(logging.Filter):
    """Streamlit logs uncaught exceptions of a page as well; `show_script_error` does, with the code."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.exc_info is None and getattr(record, "exception", None) is None


def leave_page_errors_to_us() -> None:
    from streamlit import error_util

    error_util._LOGGER.addFilter(_NoUncaught())
