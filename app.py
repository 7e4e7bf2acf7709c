"""Entry point: `streamlit run app.py`.

One process reads the workbooks once for all viewers (`lib.data`); the pages are run by lib/main.py.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from lib import data, web
from lib.config import SettingsError, current_settings
from lib.health import read_health

try:
    settings = current_settings()
except SettingsError as error:
    sys.exit(f"Papan Posyandu tidak dapat mulai: {error}")

web.show_log()
web.keep_exceptions_out_of_the_log()


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    data.start(settings)
    try:
        yield
    finally:
        data.stop()


app = st.App(
    "lib/main.py",
    lifespan=lifespan,
    routes=[Route("/sehat", web.build_health_endpoint(read_health))],
    middleware=[Middleware(web.SecurityHeaders)],
    on_script_error=web.show_script_error,
)
