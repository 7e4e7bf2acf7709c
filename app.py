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
from streamlit.runtime import Runtime

from lib import data, log, web
from lib.auth.door import Door, build_cookie_routes
from lib.auth.doors import doors
from lib.auth.files import guard_files
from lib.config import SettingsError, current_settings
from lib.health import read_health
from lib.limits import limit_strangers
from lib.memory import give_back_freed_memory

try:
    settings = current_settings()
except SettingsError as error:
    sys.exit(f"Papan Posyandu tidak dapat mulai: {error}")

give_back_freed_memory()
log.show_log()
log.clean_the_log()
web.leave_page_errors_to_us()
limit_strangers()


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    guard_files(Runtime.instance().media_file_mgr, doors)
    data.start(settings)
    try:
        yield
    finally:
        data.stop()


app = st.App(
    "lib/main.py",
    lifespan=lifespan,
    routes=[
        Route("/sehat", web.build_health_endpoint(read_health)),
        *build_cookie_routes(doors),
        *web.build_page_routes(),
    ],
    middleware=[Middleware(web.SecurityHeaders), Middleware(web.OwnPage), Middleware(Door, doors=doors)],
    on_script_error=web.show_script_error,
)
