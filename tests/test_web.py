"""What surrounds the pages: headers, /sehat, and the calm word for an error."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import re
import struct
import tomllib
from collections.abc import MutableMapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from lib import web
from lib.config import ROOT
from lib.words import text
from tests.app_test import AppTest
from tests.server import Server
from tests.visitor import ask


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


def read_streamlit_page() -> str:
    return (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")


def test_the_page_says_whose_it_is_and_keeps_its_scripts_beside_ours() -> None:
    before = read_streamlit_page()
    page = web.build_own_page(before)
    assert '<html lang="id"' in page and "<title>Papan Posyandu</title>" in page
    assert page.index("papan.webmanifest") < page.index("</head>") < page.index('href="#stMain"')
    scripts = re.compile(r"<script.*?</script>", re.DOTALL)
    ours = '<script src="./page.js" defer></script>'
    assert [one for one in scripts.findall(page) if one != ours] == scripts.findall(before)
    headers, body = get(Starlette(routes=web.build_page_routes()), "/page.js")
    assert ours in page and headers["content-type"].startswith("text/javascript") and b"sayLists" in body


def test_only_whole_pages_are_changed_and_their_length_is_told() -> None:
    page, other = "<html lang='en'><head></head><body></body>", "<html>"
    routes = [
        Route("/gizi", lambda _: HTMLResponse(page, headers={"etag": "x"})),
        Route("/maaf", lambda _: HTMLResponse(page, status_code=404)),
        Route(
            "/packed.html",
            lambda _: Response(b"\x1f\x8b", headers={"content-encoding": "gzip"}, media_type="text/html"),
        ),
        Route("/sehat", lambda _: PlainTextResponse(other)),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(web.OwnPage)])
    headers, body = get(app, "/gizi")
    assert b"papan.webmanifest" in body and "etag" not in headers
    assert int(headers["content-length"]) == len(body)
    assert get(app, "/maaf")[1] == page.encode()
    assert get(app, "/packed.html")[1] == b"\x1f\x8b"
    assert get(app, "/sehat")[1] == other.encode()


@pytest.mark.parametrize(("path", "home"), [("/gizzi", "./"), ("/a/gizi", "../"), ("/gizzi/", "../")])
def test_an_address_that_is_no_pages_says_so_and_leads_to_the_first(path: str, home: str) -> None:
    streamlit = Route("/{path:path}", lambda _: HTMLResponse(read_streamlit_page()))
    app = Starlette(routes=[streamlit], middleware=[Middleware(web.OwnPage)])
    headers, body = get(app, path)
    said = body.decode()
    assert text.NO_ADDRESS_TITLE in said and f'href="{home}"' in said and "<script" not in said
    assert int(headers["content-length"]) == len(body)
    for known in ("/", "/gizi", "/gizi/"):
        assert b"<script" in get(app, known)[1]


def test_what_the_page_names_comes_whole_to_everybody(sample_server: Server) -> None:
    """To the second who asks as to the first, packed or not."""
    for route in web.build_page_routes():
        plain = [ask(sample_server.url, route.path) for _ in range(2)]
        packed = [ask(sample_server.url, route.path, Accept_Encoding="gzip") for _ in range(3)]
        for status, headers, body in (*plain, *packed):
            assert status == 200 and int(headers["content-length"]) == len(body) > 0
            whole = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
            assert whole == plain[0][2]


def test_the_icons_of_the_manifest_are_there_in_the_size_it_says() -> None:
    app = Starlette(routes=web.build_page_routes())
    headers, body = get(app, "/papan.webmanifest")
    assert headers["content-type"].startswith("application/manifest+json")
    icons = json.loads(body)["icons"]
    assert len(icons) == 2
    for icon in icons:
        picture = get(app, icon["src"].removeprefix("."))[1]
        width, height = struct.unpack(">II", picture[16:24])
        assert picture.startswith(b"\x89PNG") and icon["sizes"] == f"{width}x{height}"
        assert len(picture) < 10_000


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
