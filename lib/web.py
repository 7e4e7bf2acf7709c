"""What surrounds the pages on the wire: security headers, the page that Streamlit starts in, home-screen icon
and manifest, /sehat, and the calm word for an error."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import re
import secrets
from collections.abc import Callable
from pathlib import Path

import streamlit as st
from markupsafe import escape
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lib.domain.access import PAGES
from lib.log import describe_exception
from lib.views.templates import VIEWS, fill
from lib.words import text, tokens

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


class OwnPage:
    """Says of Streamlit's page whose it is: in Indonesian, by our name, with an icon for the home screen, a
    way past the menu for who has no mouse, and a script that says of the menu what Streamlit leaves out and
    lets "back" lead to the page before. The scripts of Streamlit stay as they are. It would start at any
    address and say "Page not found" above the first page: at one that is no page's it is not handed out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        page: list[bytes] = []
        start: Message = {}

        async def send_own(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                is_page = headers.get("content-type", "").startswith("text/html")
                is_plain = message["status"] == 200 and "content-encoding" not in headers
                start = message if is_page and is_plain else {}
                if not start:
                    await send(message)
            elif not start:
                await send(message)
            else:
                page.append(message.get("body", b""))
                if not message.get("more_body"):
                    headers = MutableHeaders(scope=start)
                    if scope["path"].strip("/") in PATHS:
                        body = build_own_page(b"".join(page).decode()).encode()
                    else:
                        start["status"] = 404
                        headers["cache-control"] = "no-store"
                        body = build_no_page(scope["path"]).encode()
                    headers["content-length"] = str(len(body))
                    for name in ("etag", "last-modified", "accept-ranges"):  # of the page as it was
                        del headers[name]
                    await send(start)
                    await send({"type": "http.response.body", "body": body})

        # Whole and unpacked: the page is small.
        unasked = (b"accept-encoding", b"range", b"if-none-match", b"if-modified-since")
        if "." not in scope["path"].rpartition("/")[2]:
            scope = {**scope, "headers": [one for one in scope["headers"] if one[0] not in unasked]}
        await self._app(scope, receive, send_own)


PATHS = {"", *(page.url_path for page in PAGES.values())}
"""Where there is a page: the first one at the plain address."""


def build_no_page(path: str) -> str:
    """What stands at an address that is no page's, with the way to the first page."""
    home = "../" * (path.count("/") - 1) or "./"
    return fill("no_page.html", text=text, tokens=tokens, home=home)


def build_own_page(page: str) -> str:
    """Streamlit's index.html with language, name, icon, manifest, our script and the link past the menu."""
    page = re.sub(r'<html lang="[^"]*"', '<html lang="id"', page, count=1)
    page = re.sub(r"<title>[^<]*", f"<title>{escape(text.APP_NAME)}", page, count=1)
    page = page.replace("</head>", f"{fill('page.html', part='head', tokens=tokens)}</head>", 1)
    return re.sub(r"(<body[^>]*>)", rf"\1{fill('page.html', part='body', text=text)}", page, count=1)


def build_manifest() -> dict[str, object]:
    """The web manifest: what a phone shows of the board on its home screen."""
    return {
        "name": text.APP_NAME,
        "short_name": text.APP_SHORT_NAME,
        "description": text.APP_LEAD,
        "lang": "id",
        "start_url": "./",
        "display": "standalone",
        "background_color": tokens.LIGHT.ground,
        "theme_color": tokens.LIGHT.primary.ground,
        "icons": [
            {"src": f"./{name}", "sizes": f"{size}x{size}", "type": "image/png"}
            for name, size in ICONS.items()
        ],
    }


ICONS = {"ikon-192.png": 192, "ikon-512.png": 512}
"""File below lib/views, made of ikon.svg → its width and height in pixels."""


def build_page_routes() -> list[Route]:
    """What `build_own_page` names: manifest, icons, script; they say nothing of the data, and stand open."""
    manifest = json.dumps(build_manifest(), ensure_ascii=False).encode()
    return [
        Route("/papan.webmanifest", _serve(manifest, "application/manifest+json")),
        Route("/page.js", _serve((VIEWS / "page.js").read_bytes(), "text/javascript")),
        *(Route(f"/{name}", _serve((VIEWS / name).read_bytes(), "image/png")) for name in ICONS),
    ]


def _serve(content: bytes, media_type: str) -> Callable[[Request], Response]:
    """Each time an answer of its own: packing changes its headers, and the second one would be cut off."""
    return lambda _: Response(content, media_type=media_type)


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
