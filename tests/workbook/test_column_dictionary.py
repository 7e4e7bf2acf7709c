"""The column dictionary is the declarations, all of them, in words."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.workbook.columns import Kind
from lib.workbook.header_notes import (
    COLUMNS,
    KIND_WORDS,
    MUST_BE_FILLED,
    MUST_EXIST,
    OPTIONAL,
    build_dictionary,
)
from lib.workbook.setting_names import SETTING_NAMES
from lib.workbook.tabs import TABS


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return build_dictionary()


def find(rows: pd.DataFrame, tab: str, header: str) -> dict[str, str]:
    (row,) = rows[(rows["tab"] == tab) & (rows["header"] == header)].to_dict("records")
    return row


def test_it_has_every_column_of_every_tab_in_order(rows: pd.DataFrame) -> None:
    assert tuple(rows.columns) == COLUMNS
    declared = [(tab.name, column.header) for tab in TABS.values() for column in tab.columns]
    assert list(zip(rows["tab"], rows["header"], strict=True)) == declared


def test_every_column_says_what_it_means_and_what_kind_it_is(rows: pd.DataFrame) -> None:
    assert set(KIND_WORDS) == set(Kind)
    assert rows[["tab_title", "meaning", "kind", "needed"]].ne("").all(axis=None)
    assert set(rows["kind"]) <= set(KIND_WORDS.values())


def test_it_says_which_columns_must_be_filled(rows: pd.DataFrame) -> None:
    assert find(rows, "penimbangan", "Tanggal")["needed"] == MUST_BE_FILLED
    assert find(rows, "penimbangan", "ID balita")["needed"] == "isi ID balita atau Nama"
    assert find(rows, "penimbangan", "Posyandu")["needed"] == MUST_EXIST
    assert find(rows, "penimbangan", "Catatan")["needed"] == OPTIONAL


def test_every_column_of_choices_lists_them(rows: pd.DataFrame) -> None:
    for tab in TABS.values():
        for column in tab.columns:
            for choice in column.choices:
                assert choice in find(rows, tab.name, column.header)["choices"].split(" · ")
    assert find(rows, "penimbangan", "Posyandu")["choices"] == "daftar Posyandu"
    assert find(rows, "pengaturan", "Nama")["choices"].split(" · ") == list(SETTING_NAMES)


def test_it_says_how_to_type_with_limits_and_example(rows: pd.DataFrame) -> None:
    weight = find(rows, "penimbangan", "BB (kg)")
    assert weight["how"].endswith("koma untuk desimal. Antara 0,5 dan 60 kg.")
    assert weight["example"] == "9,5"
    assert "Berat badan" in weight["synonyms"].split(" · ")
