"""A choice that decides one part of a page only redraws that part, for whoever may still be here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lib.domain.access import PAGES
from lib.views.panduan.dictionary import SEARCH
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


def search(visitor: Visitor, words: str) -> list[ForwardMsg]:
    """What a search in the dictionary sends, up to the end of its run."""
    message, field = next(
        (one, one.delta.new_element.text_input)
        for one in visitor.messages
        if one.HasField("delta")
        and one.delta.new_element.HasField("text_input")
        and one.delta.new_element.text_input.label == SEARCH
    )
    frame = BackMsg()
    frame.rerun_script.query_string = "bagian=kamus"
    frame.rerun_script.fragment_id = message.delta.fragment_id
    frame.rerun_script.context_info.timezone = "Asia/Jakarta"
    frame.rerun_script.widget_states.widgets.add(id=field.id, string_value=words)
    visitor.send(frame)
    sent: list[ForwardMsg] = []
    while not sent or sent[-1].WhichOneof("type") != "script_finished":
        sent.append(visitor.receive())
    return sent


def test_a_search_in_the_dictionary_sends_the_table_and_not_the_page(visitor: Visitor) -> None:
    whole = sum(visitor.sizes)
    sent = search(visitor, SEARCHED)
    assert sent[-1].script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
    said = "\n".join(str(message) for message in sent)
    assert SEARCHED in said.casefold() and text.SIGN_OUT_BUTTON not in said
    assert sum(message.ByteSize() for message in sent) < whole / 4


def test_a_part_asks_whether_its_viewer_is_still_signed_in(sample_server: Server) -> None:
    with Visitor(sample_server.url) as visitor:
        visitor.sign_in()
        cookies = fetch_cookies(sample_server.url, visitor)
    with Visitor(sample_server.url, cookies=cookies) as visitor:
        visitor.run(page_name=PAGES["panduan"].url_path, query="bagian=kamus")
        with Visitor(sample_server.url, cookies=cookies) as another:
            another.run()
            another.run(text.SIGN_OUT_BUTTON)
        sent = search(visitor, SEARCHED)
        said = "\n".join(str(message) for message in sent)
        assert SEARCHED not in said.casefold()
        assert sent[-1].script_finished != ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
