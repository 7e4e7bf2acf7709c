"""What surrounds the pages: headers, /sehat, and the calm word for an error."""

from __future__ import annotations

import asyncio
import json
import logging
import tomllib
from collections.abc import MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit.testing.v1 import AppTest

from lib import web
from lib.config import ROOT
from lib.words import text


def _broken() -> None:
    from lib import web

    try:
        raise ValueError("Nama anak yang tidak boleh bocor")
    except ValueError as error:
        web.show_script_error(error)


def test_an_error_is_a_calm_sentence_with_the_code_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="papan"):
        app = AppTest.from_function(_broken).run()
    html = app.get("html")[0].proto.body
    (record,) = [record for record in caplog.records if record.name == "papan"]
    code = record.getMessage().split()[1].rstrip(":")
    assert text.ERROR_TITLE in html
    assert code in html
    assert "ValueError" in record.getMessage()
    for place in (html, record.getMessage()):
        assert "bocor" not in place
    assert "ValueError" not in html


def test_streamlit_does_not_write_page_errors_a_second_time() -> None:
    from streamlit import error_util

    web.leave_page_errors_to_us()
    logger = error_util._LOGGER
    with_text = logging.LogRecord(
        "x", logging.ERROR, "", 1, "…", None, (ValueError, ValueError("bocor"), None)
    )
    without = logging.LogRecord("x", logging.ERROR, "", 1, "…", None, None)
    assert not logger.filter(with_text)
    assert logger.filter(without)


def get(app: Starlette, path: str) -> tuple[dict[str, str], bytes]:
    """Headers and body of one GET, by the ASGI protocol itself."""
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
    # In a thread: the browser tests keep an event loop running in this one.
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(lambda: asyncio.run(app(scope, receive, send))).result()
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return headers, b"".join(message.get("body", b"") for message in sent[1:])


def test_health_is_json_and_carries_the_headers() -> None:
    health: dict[str, object] = {"umur_detik": 3}
    app = Starlette(
        routes=[Route("/sehat", web.build_health_endpoint(lambda: health))],
        middleware=[Middleware(web.SecurityHeaders)],
    )
    headers, body = get(app, "/sehat")
    assert json.loads(body) == health
    assert headers["cache-control"] == "no-store"
    for name, value in web.build_security_headers().items():
        assert headers[name.lower()] == value


def test_the_policy_allows_no_foreign_host_no_eval_and_no_inline_script() -> None:
    policy = dict(
        part.split(" ", 1) for part in web.build_security_headers()["Content-Security-Policy"].split("; ")
    )
    assert "http" not in " ".join(policy.values())
    assert "unsafe" not in policy["script-src"]
    assert "sha256-" in policy["script-src"]
    assert policy["frame-ancestors"] == "'self'"


def test_the_server_is_heard_by_this_machine_only_unless_told_otherwise() -> None:
    server = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]
    assert server["address"] == "127.0.0.1"
    assert server["enableAgentApi"] is server["enableStaticServing"] is False
