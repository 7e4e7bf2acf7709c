"""`server.maxMessageSize` caps both ways: small for strangers' sake, with room for the largest page."""

from __future__ import annotations

import importlib
import tomllib

from lib.config import ROOT
from lib.domain.access import PAGES
from tests.browser.conftest import Server
from tests.visitor import Visitor

ROOM = 4
"""The largest message may grow so many times before a page meets the limit."""


def list_parts(key: str) -> list[str]:
    """The parts of a page as its address names them; [""] for a page without."""
    if key == "daftar_tilik":  # drawn in the room of SOP, without parts of its own
        return [""]
    views = importlib.import_module(f"lib.views.{key}")
    return ["", *(f"bagian={part}" for part in getattr(views, "PARTS", {}))]


def test_every_page_fits_into_the_largest_message(sample_server: Server) -> None:
    limits = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]
    with Visitor(sample_server.url) as visitor:
        visitor.sign_in()
        sizes = {}
        for key, page in PAGES.items():
            for part in list_parts(key):
                visitor.run(page_name=page.url_path, query=part)
                sizes[key, part] = max(visitor.sizes)
    assert max(sizes.values()) * ROOM < limits["maxMessageSize"] * 1_000_000, sizes
    assert limits["maxMessageSize"] <= 2
    assert limits["maxWidgetStateSize"] == 1
