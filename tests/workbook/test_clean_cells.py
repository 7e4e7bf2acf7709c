"""Cells hold what people see: nothing invisible, nothing that a terminal or a document obeys."""

from __future__ import annotations

import random
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.workbook.clean_cells import clean_cell, clean_text, clean_title


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("\u202aMLT1-001\u202c", "MLT1-001"),
        ("\u2066+62 812\u2069", "+62 812"),
        ("3171\u200b2345\u200d6789\ufeff", "317123456789"),
        ("Ani\x0bPutri", "Ani Putri"),
        ("Ani\x0cPutri\u2028Sari\x85", "Ani Putri Sari "),
        ("\x1b[31mmerah\x1b[0m", "[31mmerah[0m"),
        ("a\x00b\x07c\x7fd\x9be", "abcde"),
        ("baris 1\r\nbaris 2\rbaris 3\nbaris 4\tkolom", "baris 1\nbaris 2\nbaris 3\nbaris 4\tkolom"),
        ("Siti\xa0A\u00adminah", "Siti\xa0Aminah"),
        ("setengah \ud83d", "setengah ?"),
        ("\uffff\ufdd0é", "é"),
        ("✓ baik 🌱 – Né", "✓ baik 🌱 – Né"),
    ],
)
def test_a_cell_holds_what_people_see(typed: str, seen: str) -> None:
    assert clean_text(typed) == clean_cell(typed) == seen


def test_a_cell_of_marks_only_is_blank() -> None:
    assert [clean_cell(cell) for cell in ("", "\u200b\u202a", "\x1b\x00")] == [None, None, None]


def test_numbers_stay_and_whole_ones_are_whole() -> None:
    cleaned = [clean_cell(cell) for cell in (12.0, 12.5, True, None, 2**60)]
    assert cleaned == [12, 12.5, True, None, float(2**60)]
    assert [type(cell) for cell in cleaned] == [int, float, bool, type(None), float]


def test_a_title_is_one_line() -> None:
    assert clean_title("\u200eBalita\x0b\n Oktober\u202c ") == "Balita Oktober"
    assert clean_title("Balita ") == "Balita "


@given(st.text(st.characters(codec=None), max_size=60))
def test_nothing_unseen_is_left_of_any_text_and_nothing_else_is_taken(typed: str) -> None:
    cleaned = clean_text(typed)
    assert clean_text(cleaned) == cleaned
    for character in cleaned:
        assert unicodedata.category(character) != "Cc" or character in "\n\t"
        assert not 0x200B <= ord(character) <= 0x200F
        assert not 0x202A <= ord(character) <= 0x202E
        assert not 0x2060 <= ord(character) <= 0x2069
        assert character not in "\ufeff\u2028\u2029"
    before, after = (
        [character for character in text if character.isprintable() and character not in " ?"]
        for text in (typed, cleaned)
    )
    assert before == after
    cleaned.encode("utf-8")


def test_a_million_cells_take_well_under_a_second_of_work() -> None:
    rng = random.Random(7)
    names = [f"Nama Anak Nomor {rng.random()}" for _ in range(1000)] + ["Né ✓"] * 100
    cells = [rng.choice(names) if place % 2 else rng.random() * 20 for place in range(1_000_000)]
    begun = time.process_time()
    for cell in cells:
        clean_cell(cell)
    assert time.process_time() - begun < 1.0
