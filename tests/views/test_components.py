"""Page parts: whatever a cell holds is shown as typed and does nothing."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from types import SimpleNamespace

import pandas as pd
import pytest

from lib.config import TIME_ZONES
from lib.domain.freshness import Freshness
from lib.views import components
from lib.words import text, tokens
from tests.app_test import AppTest

NASTY = '<img src=x onerror="alert(1)">&\'"'
NOW = datetime(2026, 11, 22, 9, 45, tzinfo=TIME_ZONES["WIB"])


def freshness(**values: object) -> Freshness:
    given = {"sequence": 1, "taken_at": NOW - timedelta(minutes=3), "asked_at": NOW, "books": ("Melati",)}
    return Freshness(**{**given, **values})  # type: ignore[arg-type]


def test_a_table_escapes_every_cell_and_header() -> None:
    table = pd.DataFrame({"nama": [NASTY, None], "angka": [1.5, float("nan")]})
    html = components.build_table(table, {"nama": NASTY, "angka": "Angka"}, caption=NASTY, numbers=["angka"])
    assert "<img" not in html
    assert html.count("&lt;img") == 5  # cell, header, caption, two data-labels
    assert html.count("—") == 2


def test_a_table_formats_cells_and_keeps_our_own_html() -> None:
    table = {"n": [1234.5, 2], "status": [components.state_chip("lewat"), NASTY]}
    html = components.build_table(
        table, {"n": "N", "status": "Status"}, formats={"n": lambda value: f"<{value}>"}
    )
    assert "&lt;1234.5&gt;" in html
    assert '<td data-label="Status"><div><span class="papan-chip papan-lewat">' in html
    assert "<img" not in html


def test_an_empty_table_keeps_its_headers() -> None:
    assert "<th" in components.build_table(pd.DataFrame({"a": []}), {"a": "A"})


@pytest.mark.parametrize("state", list(tokens.STATE_SYMBOLS))
def test_a_state_is_a_symbol_and_a_word(state: str) -> None:
    chip = components.state_chip(state)
    assert tokens.STATE_SYMBOLS[state] in chip
    assert tokens.STATE_LABELS[state] in chip


def test_an_unknown_state_is_shown_escaped() -> None:
    assert "<img" not in components.state_chip(NASTY)


def test_plain_text_has_no_meaning_in_markdown() -> None:
    assert components.plain("a *b* _c_ $d$ [e](f) <g> :red[h] `i`\n# j") == (
        r"a \*b\* \_c\_ \$d\$ \[e\]\(f\) \<g\> \:red\[h\] \`i\` \# j"
    )


@pytest.mark.parametrize(
    "bare", ["https://contoh.id/a", "HTTP://contoh.id", "www.contoh.id", "ani@contoh.id"]
)
def test_an_address_in_plain_text_is_no_link_even_once_escapes_are_read(bare: str) -> None:
    read = re.sub(r"\\(.)", r"\1", components.plain(f"Melati {bare}"))
    # Both patterns that Markdown's autolinks are found by.
    assert not re.search(r"https?://|www(?=\.)|[-.\w+]+@[-\w]+(\.[-\w]+)+", read, re.IGNORECASE)
    assert read.replace("\u2060", "") == f"Melati {bare}"


def test_the_freshness_line_says_time_age_and_book() -> None:
    html = components.build_freshness(freshness())
    assert "Data 09.42, 3 menit lalu" in html
    assert "Buku: Melati" in html


def test_the_freshness_line_counts_many_books_and_escapes_their_names() -> None:
    html = components.build_freshness(freshness(books=(NASTY, "b", "c", "d")))
    assert "4 buku" in html
    assert "<img" not in html


def test_a_failing_read_is_said_beside_the_age() -> None:
    said = freshness(problems=("Google <Sheets> diam.", "Kunci ditolak."), notices=("Tab Balita menyusut.",))
    html = components.build_freshness(said)
    assert "Data 09.42" in html
    assert html.count('role="alert"') == 2 and "Google &lt;Sheets&gt; diam." in html
    assert 'class="papan-note notice" role="status">Tab Balita menyusut.' in html
    assert text.FRESHNESS_NONE in components.build_freshness(freshness(taken_at=None))


def _page() -> None:
    import streamlit as st

    from lib.views import components

    given = st.session_state["kesegaran"]
    components.page_head("Gizi *kita*", "Satu <kalimat>.", lambda: given, rerun=st.rerun)
    components.figure("D/S", 82.35, numerator=28, denominator=34, compare="target 80%", percent=True)
    components.empty_state("Belum ada <jadwal>", "Isi tab Jadwal.")
    components.method_note("K dibagi S")
    with components.loading():
        components.notice_note("3 baris tidak dihitung")


def test_a_page_of_all_parts_runs() -> None:
    app = AppTest.from_function(_page)
    app.session_state["kesegaran"] = freshness()
    app.run()
    assert not app.exception
    assert app.title[0].value == r"Gizi \*kita\*"
    assert app.expander[0].label == text.METHOD_TITLE
    html = " ".join(element.proto.body for element in app.get("html"))
    assert "82,4%" in html
    assert "28 dari 34" in html
    assert "&lt;jadwal&gt;" in html


def redraw() -> None:
    """A page that is outdated, at one look."""
    import streamlit as st

    from lib.views import components

    st.text(str(components._may_redraw()))


def test_an_outdated_page_lets_those_go_first_who_did_something_but_not_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(components, "PAGE_RUNS", SimpleNamespace(is_calm=False))
    app = AppTest.from_function(redraw)
    assert app.run().text[0].value == app.run().text[0].value == "False"
    monkeypatch.setattr(components, "MOST_PATIENCE_SECONDS", 0.0)
    assert app.run().text[0].value == "True"
    monkeypatch.setattr(components, "MOST_PATIENCE_SECONDS", 60.0)
    monkeypatch.setattr(components, "PAGE_RUNS", SimpleNamespace(is_calm=True))
    assert app.run().text[0].value == "True"
