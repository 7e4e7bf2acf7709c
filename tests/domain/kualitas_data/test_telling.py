"""What is told to a posyandu names cells and what to type, and nobody."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.domain.kualitas_data.loop import (
    LOOK_THERE,
    MOST_CHARACTERS,
    MOST_TEXTS,
    list_lines,
    list_names,
    split_texts,
)
from lib.settings import Settings
from tests.domain.kualitas_data.planting import plant
from tests.domain.kualitas_data.whole_book import build_view

ROW = {
    "level": "Galat", "tab": "Timbang Melati", "declared": "Penimbangan", "cell": "E7", "source_row": 7,
    "column": "BB (kg)", "suggestion": "Mungkin 9,8. Timbang ulang.", "value": "98",
}  # fmt: skip


def line(**changes: object) -> str:
    (only,) = list_lines(pd.DataFrame([ROW | changes]), frozenset({"budi"}))
    return only


def test_a_line_names_the_cell_in_its_own_sheet_and_what_to_type() -> None:
    assert line() == "Timbang Melati E7: mungkin 9,8. Timbang ulang"


@pytest.mark.parametrize(
    "changes",
    [
        {"suggestion": "Maksudnya Budi?"},
        {"suggestion": "Tulis 3201010101010001"},
        {"suggestion": "Tulis 03/02/2024"},
        {"column": "Nama", "suggestion": "Tulis namanya"},
        {"column": "NIK"},
        {"column": "Catatan"},
        {"declared": "Tab asing"},
        {"suggestion": ""},
    ],
)
def test_what_could_say_who_somebody_is_stays_on_the_page(changes: dict[str, object]) -> None:
    told = line(**changes)
    assert told.startswith("Timbang Melati E7: ") and told.endswith(LOOK_THERE) and "Budi" not in told


def test_cells_with_one_remedy_share_a_line_and_info_is_not_told() -> None:
    rows = [ROW, ROW | {"cell": "E9"}, ROW | {"cell": "E11", "level": "Info"}]
    assert list_lines(pd.DataFrame(rows), frozenset()) == [
        "Timbang Melati E7, E9: mungkin 9,8. Timbang ulang"
    ]


def test_texts_are_at_most_a_thousand_characters_and_lose_no_line_in_silence() -> None:
    lines = [f"Penimbangan E{place}: ketik berat dalam kilogram, dengan koma" for place in range(40)]
    texts = split_texts("Selamat pagi.", lines, "Terima kasih.")
    assert 1 < len(texts) <= MOST_TEXTS and all(len(text) <= MOST_CHARACTERS for text in texts)
    assert all(any(one in text for text in texts) for one in lines)
    many = split_texts("Selamat pagi.", lines * 20, "Terima kasih.")
    assert len(many) == MOST_TEXTS and all(len(text) <= MOST_CHARACTERS for text in many)
    told = sum(text.count("Penimbangan E") for text in many)
    assert f"Dan {len(lines) * 20 - told} hal lain" in many[-1]
    assert split_texts("Selamat pagi.", [], "Terima kasih.") == []
    assert all(len(text) <= MOST_CHARACTERS for text in split_texts("x" * 300, ["y" * 5000], "z"))


def test_no_name_nik_or_phone_of_a_planted_book_is_in_any_line(settings: Settings) -> None:
    seen = build_view(plant(21, 120, posyandu=4, children=300, months=10).grids, settings)
    frames = seen._whole.tables.frames
    names = list_names(frames)
    lines = [one for code in seen.posyandu_names for one in seen.kualitas_data.mending_lines(code)]
    assert len(lines) > 20
    for text in lines:
        remedy = text.partition(": ")[2].casefold()
        said = remedy.replace(LOOK_THERE.casefold(), "")
        assert not {word.strip(".,“”()") for word in said.split()} & names, text
        assert not any(len(part) >= 6 and part.isdigit() for part in said.split()), text
