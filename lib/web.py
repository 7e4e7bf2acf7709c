"""What surrounds the pages on the wire: security headers, /sehat, and the calm word for an error."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
import secrets
import traceback
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.config import ROOT
from lib.views import text

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
    """Nothing from other hosts, no framing by others, no eval, no inline script but those of the packages."""
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
    """SHA-256 of the inline scripts in the installed pages, so that no list is kept by hand."""
    # Found, not imported: a component declared before the server runs is never served.
    components = find_spec("extra_streamlit_components")
    if components is None or components.origin is None:
        raise ModuleNotFoundError("extra_streamlit_components")
    pages = [
        Path(st.__file__).parent / "static" / "index.html",
        Path(components.origin).parent / "CookieManager" / "frontend" / "build" / "index.html",
    ]
    scripts = (
        script
        for page in pages
        for script in re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)
    )
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
    places = " < ".join(
        f"{_shorten(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in reversed(traceback.extract_tb(error.__traceback__))
    )
    _log.error("Kesalahan %s: %s di %s", code, type(error).__name__, places)
    st.html(build_note(text.ERROR_TITLE, text.ERROR_HELP.format(code=code), kind="problem"))
    return True


def _shorten(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


class _NoExceptionText(logging.Filter):
    """Streamlit logs uncaught exceptions with their message; `show_script_error` logs them without."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.exc_info is None


def show_log() -> None:
    """The program's own lines on stderr from INFO on, one event a line: `time level event=… name=value …`."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for name in ("lib", "papan"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO)
        if not logger.handlers:
            logger.addHandler(handler)


def keep_exceptions_out_of_the_log() -> None:
    from streamlit import error_util

    error_util._LOGGER.addFilter(_NoExceptionText())
