"""The page Mentoring for every role that may open it, and over workbooks that are empty or lack tabs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.config import ROOT, SAMPLE_MENTOR
from lib.views import mentoring
from tests.pages.conftest import OpenPage, read_html


def count_pairs(html: str) -> int:
    return html.count('<th scope="row" class="name">')


def test_the_page_is_short_and_computes_nothing() -> None:
    source = (ROOT / "pages" / "mentoring.py").read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 80
    assert not re.search(r"\b(gspread|altair|pandas|numpy)\b|\.iloc|\.loc|groupby|\.sum\(", source)


def test_pairs_stand_along_the_rail_of_the_year(open_page: OpenPage) -> None:
    app = open_page("mentoring")
    assert not app.exception
    html = read_html(app)
    assert count_pairs(html) == 8
    assert all(word in html for word in ("TW 1", "TW 2", "monev 1", "TW 3", "monev 2", "Kegiatan terakhir"))
    assert html.count('role="img"') == 8 * 12
    assert "anak yang sama" in html


def test_the_address_chooses_kelurahan_and_posyandu(open_page: OpenPage) -> None:
    html = read_html(open_page("mentoring", kelurahan="Mekarjaya"))
    assert 0 < count_pairs(html) < 8
    assert "Melati 1 · Sukamaju" not in html
    assert count_pairs(read_html(open_page("mentoring", kelurahan="<b>", posyandu="MLT1"))) < 8


def test_a_mentor_sees_only_their_own_pairs(open_page: OpenPage) -> None:
    html = read_html(open_page("mentoring", user="mentor"))
    assert 0 < count_pairs(html) < 8
    assert html.count(SAMPLE_MENTOR) >= count_pairs(html)
    assert "Bd. Halwa" not in html


def test_a_student_sees_the_steps_of_their_own_mother(open_page: OpenPage) -> None:
    app = open_page("mentoring", user="mahasiswa")
    assert not app.exception
    assert app.header[0].value.startswith("One Student One Client")
    assert "Buat laporan pendampingan" in read_html(app)


@pytest.mark.parametrize("user", ["tamu", "dinkes"])
def test_others_are_not_let_in(open_page: OpenPage, user: str) -> None:
    assert count_pairs(read_html(open_page("mentoring", user=user))) == 0


def test_without_the_tab_it_says_how_to_add_it(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    app = open_page("mentoring", workbook=change_workbook(without=("Mentoring",)))
    assert not app.exception
    assert "Tab “Mentoring” belum ada" in read_html(app)


def test_without_rows_it_says_what_to_fill_in(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    app = open_page("mentoring", workbook=change_workbook(emptied=("Mentoring",)))
    assert not app.exception
    assert mentoring.NO_PAIRS_TITLE in read_html(app)


def test_without_activities_steps_or_weighings_nothing_breaks(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    book = change_workbook(without=("Kegiatan Mentoring", "Penimbangan", "Langkah SOP", "MoU"))
    app = open_page("mentoring", workbook=book)
    assert not app.exception
    assert count_pairs(read_html(app)) == 8
