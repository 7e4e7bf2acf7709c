"""The dictionary on screen: what is found, and how a need is shown."""

from __future__ import annotations

import pytest

from lib.views.panduan import FILLED_BY, find_columns
from lib.workbook.tabs import TABS


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_shows_all_its_columns(tab: str) -> None:
    assert find_columns(tab, "")["header"].tolist() == [column.header for column in TABS[tab].columns]
    assert TABS[tab].place in FILLED_BY


def test_every_word_must_occur_whatever_its_case() -> None:
    found = find_columns("balita", "TANGGAL lahir")
    assert {"Balita", "Ibu Hamil"} <= set(found["tab_title"])
    assert "Penimbangan" not in set(found["tab_title"])


def test_other_headers_and_choices_are_found_too() -> None:
    assert {"BB (kg)", "BB lahir (kg)"} <= set(find_columns("balita", "Berat badan")["header"])
    assert "Cara ukur" in set(find_columns("balita", "terlentang")["header"])


def test_what_looks_like_a_pattern_is_taken_as_typed() -> None:
    found = find_columns("balita", "(kg)")
    assert not found.empty
    assert found.astype("str").agg(" ".join, axis=1).str.contains("(kg)", regex=False).all()
    assert find_columns("balita", "[").empty
