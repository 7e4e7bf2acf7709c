"""The page Mentoring for every role that may open it, and over workbooks that are empty or lack tabs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lib.config import SAMPLE_MENTOR
from lib.domain.attention import SILENT_DAYS
from lib.views import components, mentoring
from lib.views.mentoring import board, candidates, mou, plan, rtl
from tests.pages.conftest import OpenPage, read_html


def count_pairs(html: str) -> int:
    return html.count('<th scope="row" class="name">')


def test_pairs_stand_along_the_rail_of_the_year(open_page: OpenPage) -> None:
    app = open_page("mentoring")
    assert not app.exception
    html = read_html(app)
    assert count_pairs(html) == 2 + 8
    assert all(
        word in html for word in ("TW 1", "TW 2", "monev 1", "TW 3", "monev 2 + RTL", "Kegiatan terakhir")
    )
    assert html.count('role="img"') == (2 + 8) * 12  # two teams, eight pairs
    assert "anak yang sama" in html


def test_the_address_chooses_kelurahan_and_posyandu(open_page: OpenPage) -> None:
    html = read_html(open_page("mentoring", kelurahan="Mekarjaya"))
    assert 1 < count_pairs(html) < 8
    assert "Melati 1 · Sukamaju" not in html
    assert count_pairs(read_html(open_page("mentoring", kelurahan="<b>", posyandu="MLT1"))) < 8


def test_each_part_of_the_page_has_its_own_work(open_page: OpenPage) -> None:
    pairs = open_page("mentoring", bagian="pasangan")
    assert [one.value for one in pairs.header] == [board.TITLE, plan.TITLE]
    html = read_html(pairs)
    assert html.count("diam 9") == 5 and f"lebih dari {SILENT_DAYS} hari" in html
    assert "belum terlaksana" in html and "39 hari lagi" in html
    chosen = open_page("mentoring", bagian="calon", alasan="gizi_buruk")
    assert read_html(chosen).count("pernah didampingi") == 0
    (block,) = [one.value for one in chosen.code]
    cells = block.split("\t")
    assert [cells[at] for at in (2, 3, 4, 5, 7)] == ["Tim 1", "", "Sukamaju", "22/11/2026", "Aktif"]
    everybody = read_html(open_page("mentoring", bagian="calon"))
    assert everybody.count('data-label="z-score"') == components.ROWS_A_PAGE  # and pages for the others
    agreed = read_html(open_page("mentoring", bagian="mou"))
    assert agreed.count("segera berakhir") == 2 and "39 hari lagi" in agreed
    assert not pairs.exception and not chosen.exception


def test_monev_compares_the_same_children_and_prepares_what_is_to_be_done(open_page: OpenPage) -> None:
    app = open_page("mentoring", bagian="monev", monev="1")
    assert not app.exception
    html = read_html(app)
    assert "7 anak yang sama" in html
    assert "Tidak dibandingkan TB/U dan BB/U: 1 tanpa ukuran awal." in html
    assert app.header[-1].value == rtl.TITLE
    (block,) = [one.value for one in app.code]
    assert "SIKERITING langkah 10 (" in block and html.count("</span>lewat ") == 1  # one plan is overdue
    assert len(app.get("vega_lite_chart")) == 2
    second = read_html(open_page("mentoring", bagian="monev"))
    assert "Bulan monev 2 belum mulai" in second


def test_a_mentor_sees_only_their_own_pairs(open_page: OpenPage) -> None:
    app = open_page("mentoring", user="mentor")
    html = read_html(app)
    assert count_pairs(html) == 1 + 2  # the team and its two pairs
    assert html.count(SAMPLE_MENTOR) == 2
    for part in ("pasangan", "calon", "monev"):  # nobody is chosen here: the address leads back to the year
        shown = open_page("mentoring", user="mentor", bagian=part)
        assert not shown.exception
        html += read_html(shown)
    assert "Bd. Halwa" not in html and "Mekarjaya" not in html and candidates.TITLE not in html


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
    book = change_workbook(emptied=("Mentoring", "MoU", "Kegiatan Mentoring", "Tindak Lanjut"))
    app = open_page("mentoring", workbook=book)
    assert not app.exception
    assert mentoring.NO_PAIRS_TITLE in read_html(app)
    said = {"mou": mou.NO_MOU_TITLE, "monev": mentoring.NO_PAIRS_TITLE, "calon": candidates.LEAD}
    for part, words in said.items():
        shown = open_page("mentoring", workbook=book, bagian=part)
        assert not shown.exception and words in read_html(shown)


def test_without_activities_steps_or_weighings_nothing_breaks(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    book = change_workbook(without=("Kegiatan Mentoring", "Penimbangan", "Langkah SOP", "MoU"))
    app = open_page("mentoring", workbook=book)
    assert not app.exception
    assert count_pairs(read_html(app)) == 4
    for part in ("pasangan", "calon", "mou", "monev"):
        assert not open_page("mentoring", workbook=book, bagian=part).exception
