"""Styles by names of Streamlit's own find what they are for: a new Streamlit that names it otherwise would
leave them without effect and say nothing. The list is what the files hold, so none can be forgotten."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import streamlit
from playwright.sync_api import Page

from lib.config import ROOT
from lib.domain.access import PAGES
from tests.browser.conftest import Server, go_to, sign_in, wait_for_cookie, wait_for_page, wait_for_sign_in

pytestmark = pytest.mark.browser

VIEWS = ROOT / "lib" / "views"
FILES = sorted(VIEWS.rglob("streamlit.css"))
MEETING = "rapat"
FOREIGN = re.compile(r"\[data-|\.st[A-Z]|\.st-(?!key-)")
"""What Streamlit names by itself; `.st-key-…` are keys that we give."""

SOMETIMES = {
    '[data-testid="stExpandSidebarButton"]': "only while the side bar is folded",
    '[data-testid="stHeader"] button': "the same",
    '[data-testid="stHeader"] div': "the same",
    '[data-testid="stToolbar"]': "not for whoever only looks",
    '[data-testid="stStatusWidget"]': "only while a run takes long",
    '[data-testid="stDialog"]': "only while Streamlit says that it lost the server",
    '[data-testid="stConnectionStatus"]': "the same",
    '[data-stale="true"]': "only during a run",
    ".st-key-papan_temuan": "only once somebody is searched for",
    ".st-key-papan_temuan p": "the same",
}
"""Selector → why a page at rest has nothing of it; that Streamlit knows the name is looked up though."""


def read_selectors(css: str) -> list[str]:
    """Every selector of a style sheet once, without states of the pointer."""
    css = re.sub(r"/\*.*?\*/|\{\{.*?\}\}|\{%.*?%\}", "", css, flags=re.DOTALL)
    found: dict[str, None] = {}
    for heads in re.findall(r"([^{}]+)\{", css):
        if not heads.strip().startswith("@"):
            for one in re.split(r",(?![^(]*\))", heads):
                found[re.sub(r"::details-content|:(hover|focus|active)\b", "", " ".join(one.split()))] = None
    return list(found)


def test_selectors_are_read_out_of_media_and_lists() -> None:
    css = "/* a, b */ .a, .b:hover { x: {{ p.ink }}; } @media print { .c:is(.d, .e) > f { y: 1; } }"
    assert read_selectors(css) == [".a", ".b", ".c:is(.d, .e) > f"]


def test_names_of_streamlit_stand_in_their_files_only() -> None:
    assert FILES
    for path in (*VIEWS.rglob("*.css"), *VIEWS.rglob("*.html")):
        foreign = FOREIGN.findall(path.read_text(encoding="utf-8"))
        assert path in FILES or not foreign, (path, foreign)


def test_each_name_is_one_that_this_streamlit_knows() -> None:
    """Also those that a page at rest does not show."""
    scripts = (Path(streamlit.__file__).parent / "static").rglob("*.js")
    known = "\n".join(path.read_text(encoding="utf-8") for path in scripts)
    named = {
        name
        for path in FILES
        for one in read_selectors(path.read_text(encoding="utf-8"))
        # The ending is put on later: stBaseButton- and the button's kind.
        for name in re.findall(r"(?<!-)\bst[A-Z][A-Za-z]+|data-[a-z]+", one)
    }
    assert len(named) > 10
    assert [name for name in sorted(named) if name not in known] == []


def find_missing(page: Page, selectors: list[str]) -> list[str]:
    return [one for one in selectors if not page.locator(one).count()]


def wait_for_all(page: Page, selectors: list[str], seconds: float = 30) -> list[str]:
    """What is not there even after a while: buttons and icons are drawn after the page's text."""
    until = time.monotonic() + seconds
    while (selectors := find_missing(page, selectors)) and time.monotonic() < until:
        page.wait_for_timeout(100)
    return selectors


def test_each_of_them_finds_something_on_some_page(sample_server: Server, page: Page) -> None:
    wanted = [one for path in FILES for one in read_selectors(path.read_text(encoding="utf-8"))]
    assert len(wanted) > 20
    wanted = [one for one in wanted if one not in SOMETIMES]
    page.goto(sample_server.url)
    wait_for_sign_in(page)
    wanted = find_missing(page, wanted)
    sign_in(page)
    wait_for_page(page)
    wait_for_cookie(page)
    # What is for several puskesmas is not there with the sample's one.
    shown = [key for key, page_of in PAGES.items() if not page_of.several]
    for key in sorted(shown, key=lambda one: one == MEETING):
        if not wanted:
            break
        go_to(page, f"/{PAGES[key].url_path}")
        if key == MEETING:
            page.locator(".rapat-kaki").first.wait_for(state="attached")
        else:
            wait_for_page(page)
        wanted = find_missing(page, wanted)
    # Meeting mode came last: what is left can only be there.
    wanted = wait_for_all(page, wanted)
    assert not wanted, "\n".join(wanted)
