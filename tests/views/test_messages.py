"""Prepared messages and blocks to paste: filled in, safe to open, and safe to paste."""

from __future__ import annotations

import io
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pandas as pd
import pytest

from lib.config import ROOT
from lib.reports.list_book import HEADERS, build_case_list_book
from lib.views.messages import (
    CHILD_MESSAGES,
    DATA_MESSAGES,
    ROUND_MESSAGES,
    build_chat_link,
    choose_message,
    fill_message,
)
from lib.views.paste_block import build_actions, build_antar_jemput, build_block
from lib.workbook.setting_names import (
    MESSAGE_FIELDS,
    SETTING_NAMES,
    describe_fields,
    find_unknown_fields,
)
from lib.workbook.tabs import TABS

TODAY = pd.Timestamp("2026-11-22")


PREPARED = {**CHILD_MESSAGES, **ROUND_MESSAGES, **DATA_MESSAGES}


def test_every_text_can_be_replaced_in_pengaturan_and_has_its_fields_declared() -> None:
    assert {name for name, _ in PREPARED.values()} == set(MESSAGE_FIELDS) <= set(SETTING_NAMES)
    for name, words in PREPARED.values():
        assert not find_unknown_fields(name, words), name
        assert describe_fields(name) in SETTING_NAMES[name]


def test_the_guide_names_the_fields_of_every_message() -> None:
    guide = (ROOT / "docs" / "panduan-petugas.md").read_text(encoding="utf-8")
    for name in MESSAGE_FIELDS:
        (row,) = [line for line in guide.splitlines() if line.startswith("|") and name in line]
        assert describe_fields(name) in row, name


def test_a_text_typed_under_its_name_in_any_case_replaces_ours() -> None:
    prepared = ROUND_MESSAGES["invite"]
    assert choose_message(prepared, {"pesan  AJAKAN": "Ayo"}) == "Ayo"
    assert choose_message(prepared, {"Pesan lain": "Ayo"}) == prepared[1]


def test_what_nothing_fills_is_told_as_typed() -> None:
    words = "Ibu {ibu}, {Jam}, { titik } {hari} {hari} {x y} {} {ibu"
    assert find_unknown_fields("Pesan ajakan", words) == ["{hari}", "{x y}", "{}", "{ibu"]


def test_what_was_filled_in_is_not_filled_again() -> None:
    assert fill_message("{ibu} {ANAK}", ibu="{anak}", anak="Budi") == "{anak} Budi"


def test_braces_are_filled_in_and_unknown_ones_left() -> None:
    assert fill_message("Ibu {ibu}, {anak} {hari}.", ibu="Sri", anak="Budi") == "Ibu Sri, Budi {hari}."


def test_what_is_not_known_leaves_no_gap() -> None:
    assert fill_message("Di Posyandu {posyandu} {tanggal}. Ya?", posyandu="Melati", tanggal=None) == (
        "Di Posyandu Melati. Ya?"
    )


def test_a_chat_link_carries_the_number_in_digits_and_the_whole_text() -> None:
    link = build_chat_link("+62812-0000", "Apa kabar? A&B #1 é")
    assert link.startswith("https://wa.me/628120000?text=")
    assert parse_qs(urlsplit(link).query) == {"text": ["Apa kabar? A&B #1 é"]}


@pytest.mark.parametrize("typed", ["=IMPORTXML(1)", "+1", "-1", "@x"])
def test_a_name_cannot_become_a_formula_when_pasted(typed: str) -> None:
    block = build_block(TABS["antar_jemput"], [{"name": typed}])
    assert f"'{typed}" in block.split("\t")


def test_a_line_break_in_a_cell_cannot_make_a_row() -> None:
    assert "\n" not in build_block(TABS["antar_jemput"], [{"name": "a\nb\tc", "note": "x"}])


def rows() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "child_id": ["A-1", "A-2"],
            "label": ["Anak Contoh", "=HYPERLINK(1)"],
            "posyandu": ["MLT1", "MLT1"],
            "pickup_point": ["P1", None],
            "next_day": pd.to_datetime(["2026-12-18", None]),
            "open": [0, 1],
        }
    )


def test_a_child_with_something_open_is_not_agreed_on_twice() -> None:
    (line,) = build_actions(rows(), "kebal", origin="2T atau BGM", today=TODAY).split("\n")
    cells = dict(
        zip((column.name for column in TABS["tindak_lanjut"].columns), line.split("\t"), strict=True)
    )
    assert cells["subject"] == "Anak Contoh · A-1"
    assert (cells["date"], cells["due_on"], cells["status"]) == ("22/11/2026", "29/11/2026", "Belum")


def test_a_child_whose_posyandu_has_no_day_to_come_is_not_to_be_fetched() -> None:
    (line,) = build_antar_jemput(rows()).split("\n")
    assert line.split("\t")[:3] == ["18/12/2026", "MLT1", "Anak Contoh · A-1"]


def test_the_excel_list_keeps_text_as_text() -> None:
    table = rows().reindex(columns=[*HEADERS]).assign(label=rows()["label"], child_id=rows()["child_id"])
    book = openpyxl.load_workbook(io.BytesIO(build_case_list_book(table, title="2T atau BGM")))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [header for header, _ in HEADERS.values()]
    assert sheet["B3"].value == "=HYPERLINK(1)" and sheet["B3"].data_type == "s"
