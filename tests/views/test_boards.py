"""State marks and links: said in words, and harmless whatever a cell holds."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.views import boards
from lib.views.templates import build_sheet
from lib.words import tokens
from lib.words.cells import join_given
from lib.words.steps import describe_source

NASTY = '"><script>alert(1)</script>'


@pytest.mark.parametrize("state", list(tokens.STATE_SYMBOLS))
def test_a_mark_says_its_state_in_words_as_well(state: str) -> None:
    html = boards.state_mark(state, "Langkah 3")
    assert f'aria-label="Langkah 3: {tokens.STATE_LABELS[state]}"' in html
    assert tokens.STATE_SYMBOLS[state] in html


def test_a_mark_escapes_its_description() -> None:
    assert "<script" not in boards.state_mark("lewat", NASTY)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//contoh.id", "", None, 5.0, "http://contoh.id/foto",
     "https://contoh.id@jahat.contoh", "https://contoh.id\\@jahat.contoh", "https://c\u043entoh.id",
     "https://a b.id"],
)  # fmt: skip
def test_only_https_addresses_that_say_where_they_lead_become_links(address: object) -> None:
    assert "<a " not in boards.build_proof_link(address)


def test_an_address_without_https_is_still_there_to_read() -> None:
    assert "http://contoh.id/foto" in boards.build_proof_link("http://contoh.id/foto")


def test_a_proof_link_opens_apart_shows_its_host_and_is_escaped() -> None:
    html = boards.build_proof_link(f"https://Contoh.id/{NASTY}")
    assert 'rel="noopener noreferrer nofollow"' in html and 'target="_blank"' in html
    assert "(contoh.id)" in html
    assert "<script" not in html


def test_a_phone_number_is_called_by_a_tap_and_shown_as_indonesians_write_it() -> None:
    assert (
        boards.build_phone_link("+6281234567890")
        == '<a class="tel" href="tel:+6281234567890">081234567890</a>'
    )


@pytest.mark.parametrize("phone", ["javascript:alert(1)", "<b>nanti</b>", "tanya Bu RT"])
def test_what_is_no_number_is_shown_but_not_called(phone: str) -> None:
    html = boards.build_phone_link(phone)
    assert "href" not in html and "<b>" not in html


def test_the_source_of_a_tick_is_named_by_its_tab() -> None:
    assert describe_source("diketik") == "diketik di Daftar Tilik"
    assert describe_source("turunan: antar_jemput") == "dari tab Antar Jemput"
    assert describe_source(float("nan")) == ""


def test_only_what_is_given_is_joined() -> None:
    assert join_given("a", None, pd.NaT, float("nan"), "", "b") == "a · b"


@pytest.mark.parametrize("dark", [False, True])
def test_every_state_has_its_colours(dark: bool) -> None:
    style = build_sheet("boards.css", dark=dark)
    for tone in tokens.palette(dark=dark).states.values():
        assert f"background: {tone.ground}; color: {tone.ink};" in style
