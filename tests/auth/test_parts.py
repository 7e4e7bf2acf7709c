"""A choice that decides one part of a page only redraws that part, for whoever may still be here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lib.domain.access import PAGES
from lib.views.panduan import SEARCH
from lib.views.search import LABEL as SEARCH_LABEL
from lib.words import text
from tests.browser.conftest import Server
from tests.visitor import Visitor, fetch_cookies

SEARCHED = "edema"


@pytest.fixture
def visitor(sample_server: Server) -> Iterator[Visitor]:
    with Visitor(sample_server.url) as visitor:
        visitor.sign_in()
        visitor.run(page_name=PAGES["panduan"].url_path, query="bagian=kamus")
        yield visitor


def say(sent: list[ForwardMsg]) -> str:
    return "\n".join(str(message) for message in sent)


def test_a_search_in_the_dictionary_sends_the_table_and_not_the_page(visitor: Visitor) -> None:
    whole = sum(visitor.sizes)
    sent = visitor.change("text_input", SEARCH, string_value=SEARCHED)
    assert sent[-1].script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
    said = say(sent)
    assert SEARCHED in said.casefold() and text.SIGN_OUT_BUTTON not in said
    assert sum(message.ByteSize() for message in sent) < whole / 4


def test_a_month_draws_the_page_and_not_what_is_around_it(sample_server: Server) -> None:
    with Visitor(sample_server.url) as visitor:
        visitor.sign_in()
        whole = visitor.run(page_name=PAGES["gizi"].url_path)
        sent = visitor.change("selectbox", text.FILTER_MONTH, string_value="Oktober 2026")
    said = say(sent)
    assert sent[-1].script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
    assert "Oktober 2026" in said and "bulan=2026-10" in said
    for around in (text.SIGN_OUT_BUTTON, SEARCH_LABEL, "navigation {"):
        assert around in whole and around not in said


def test_a_part_asks_whether_its_viewer_is_still_signed_in(sample_server: Server) -> None:
    with Visitor(sample_server.url) as visitor:
        visitor.sign_in()
        cookies = fetch_cookies(sample_server.url, visitor)
    with Visitor(sample_server.url, cookies=cookies) as visitor:
        visitor.run(page_name=PAGES["panduan"].url_path, query="bagian=kamus")
        with Visitor(sample_server.url, cookies=cookies) as another:
            another.run()
            another.run(text.SIGN_OUT_BUTTON)
        sent = visitor.change("text_input", SEARCH, string_value=SEARCHED)
        said = say(sent)
        assert SEARCHED not in said.casefold()
        assert sent[-1].script_finished != ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
