"""Kualitas Data as its viewers get it: whose cells, whom to tell, what became of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import openpyxl
import pytest

from lib.domain.kualitas_data.loop import MOST_CHARACTERS
from tests.app_test import AppTest
from tests.pages.conftest import OpenPage, read_html


def test_the_worst_posyandu_leads_with_its_contact_and_its_message(open_page: OpenPage) -> None:
    app = open_page("kualitas_data")
    assert not app.exception
    assert [one.value for one in app.header][:2] == ["Menurut posyandu", "Isian yang perlu diperbaiki"]
    html = read_html(app)
    assert "Ketua kader" in html and "tel:+62" in html
    shown = [one.value for one in app.code]
    texts = [one for one in shown if one.startswith("Selamat pagi, Kader") and "{" not in one]
    assert texts and all(len(text) <= MOST_CHARACTERS for text in texts)
    links = [urlsplit(one.proto.url) for one in app.get("link_button") if "wa.me" in one.proto.url]
    assert [parse_qs(link.query)["text"][0] for link in links] == texts
    assert all(unquote(link.path).strip("/").startswith("62") for link in links)


def test_bukan_kesalahan_is_a_row_to_paste(open_page: OpenPage) -> None:
    app = open_page("kualitas_data")
    choice = app.multiselect(key="papan_dibenarkan")
    choice.select(choice.options[0]).run()
    assert not app.exception
    blocks = [one.value for one in app.code if "\t" in one.value]
    assert len(blocks) == 1 and len(blocks[0].split("\n")[0].split("\t")) == 7


def test_kader_see_their_own_posyandu_only(open_page: OpenPage) -> None:
    app = open_page("kualitas_data", user="kader")
    assert not app.exception
    assert "Puskesmas (semua posyandu)" not in read_html(app)
    assert not [one for one in app.selectbox if one.key == "papan_pesan"]


@pytest.mark.parametrize("page", ["beranda", "gizi", "daftar_anak", "laporan"])
def test_a_page_that_leaves_rows_out_says_so_and_leads_here(open_page: OpenPage, page: str) -> None:
    app = open_page(page)
    assert "baris tidak dihitung" in read_html(app)
    assert [one for one in app.get("page_link") if one.proto.label == "Lihat sebab dan cara memperbaikinya"]


def test_who_may_not_open_the_page_is_told_who_can(open_page: OpenPage) -> None:
    app = open_page("gizi", user="dinkes")
    assert not [one for one in app.get("page_link") if one.proto.page.endswith("kualitas_data")]
    assert "Mutu ukur." not in read_html(app)


def test_trust_stands_in_words_beside_the_figures(open_page: OpenPage) -> None:
    for page in ("beranda", "gizi"):
        html = read_html(open_page(page, bulan="2026-10"))
        assert "Mutu ukur." in html and "Dipercaya" in html and "D/S" in html
    html = read_html(open_page("gizi", bulan="2026-10", bagian="posyandu"))
    assert "Berat 0/5" in html and "Panjang bulat" in html


def test_an_empty_workbook_has_nothing_to_tell(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    book = change_workbook(emptied=("Penimbangan", "Balita"))
    app = open_page("kualitas_data", workbook=book)
    assert not app.exception


@pytest.fixture(scope="module")
def double_weight(sample_workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The sample with a child's weight of a month doubled: `double_weight("2026-10", "MLT1-012")`."""

    @cache
    def double(month: str, child: str) -> Path:
        book = openpyxl.load_workbook(sample_workbook)
        of_child = [
            row
            for row in book["Penimbangan"].iter_rows(min_row=2)
            if row[2].value == child and isinstance(row[0].value, datetime)
        ]
        weighing = next(row for row in of_child if row[0].value.strftime("%Y-%m") == month)
        weighing[4].value *= 2
        path = tmp_path_factory.mktemp("dobel") / "berat_dobel.xlsx"
        book.save(path)
        return path

    return double


@pytest.mark.parametrize(
    ("page", "month", "child"),
    [
        *((page, "2026-10", "MLT1-012") for page in ("beranda", "gizi", "laporan", "daftar_anak")),
        # Of the running month: they choose none.
        *((page, "2026-11", "MWR1-008") for page in ("mentoring", "anak")),
    ],
)
def test_a_weight_that_is_not_in_every_figure_is_told_beside_them(
    open_page: OpenPage, double_weight: Callable[..., Path], page: str, month: str, child: str
) -> None:
    """One weight of the month doubled: D stays, N/T and status go without it."""
    path = double_weight(month, child)
    said = "1 anak perlu ditimbang ulang"
    assert said not in read_html(open_page(page, bulan=month))
    app = open_page(page, bulan=month, workbook=path)
    assert said in read_html(app)
    assert [one for one in app.get("page_link") if one.proto.label == "Lihat sebab dan cara memperbaikinya"]
    assert "perlu ditimbang ulang" not in read_html(
        open_page(page, user="dinkes", bulan=month, workbook=path)
    )


def test_the_head_counts_the_cells_that_stand_by_posyandu(
    open_page: OpenPage, sample_workbook: Path, tmp_path: Path
) -> None:
    """Five rows of one mistake are one line of the list and five cells, in the head as by posyandu."""
    before = read_galat(open_page("kualitas_data"))
    book = openpyxl.load_workbook(sample_workbook)
    for row in range(300, 305):
        book["Penimbangan"].cell(row, 5).value = "sembilan kilo"
    path = tmp_path / "lima.xlsx"
    book.save(path)
    assert read_galat(open_page("kualitas_data", workbook=path)) == before + 5


def read_galat(app: AppTest) -> int:
    """The first figure of the head."""
    found = re.search(r"✕ Galat</div>.*?(\d+)<", read_html(app), flags=re.DOTALL)
    assert found
    return int(found[1])
