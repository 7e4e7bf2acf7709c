"""The one small script of the sign-in: it asks the server for the cookie, which it cannot read itself.

The ticket goes in the body of a POST, so that it stands in no address, log or Referer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

SIGN_IN_PATH = "/masuk"
SIGN_OUT_PATH = "/keluar"

# A component is called again whenever the page is drawn again: each errand is run once.
_JS = """
const done = new Set();
export default function ({ data }) {
  const { path, errand, body } = data;
  if (done.has(errand)) return;
  done.add(errand);
  fetch(path, { method: "POST", body, credentials: "same-origin", keepalive: true, cache: "no-store" })
    .catch(() => done.delete(errand));
}
"""


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component("papan_kuki", js=_JS)


def render_cookie_request(ticket: str) -> None:
    """The browser exchanges this ticket for its cookie."""
    _run_errand(SIGN_IN_PATH, ticket, ticket)


def render_farewell(errand: str) -> None:
    """The browser gives its cookie back; `errand` tells this sign-out from the next."""
    _run_errand(SIGN_OUT_PATH, errand, "")


def _run_errand(path: str, errand: str, body: str) -> None:
    with st.container(key="papan_kuki"):
        _component()(key="papan_kuki_tugas", data={"path": path, "errand": errand, "body": body})
