"""Beranda as its viewers get it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl

from tests.pages.conftest import OpenPage, read_html


def test_what_is_urgent_comes_first_and_every_line_says_when_and_leads_on(open_page: OpenPage) -> None:
    app = open_page("beranda")
    assert not app.exception
    html = read_html(app)
    assert html.index("Segera") < html.index("tindak lanjut lewat tenggat") < html.index("Minggu ini")
    assert html.index("Minggu ini") < html.index("anak nyaris 2T")
    assert re.search(r"tindak lanjut lewat tenggat.*Terbaru \d+ \w+ 2026 \(\d+ hari lalu\)", html, re.DOTALL)
    assert "Hari posyandu di Melati 1" in html
    figures = re.findall(r'class="papan-figure".*?</div></div>', html)
    assert len(figures) == 8
    assert "3 dari 4 posyandu sudah buka bulan ini" in html
    assert re.search(r"Bulan lalu [\d,]+%</div><div>turun [\d,]+ poin", html)


def test_small_counts_are_not_told_of_a_single_posyandu(open_page: OpenPage) -> None:
    html = read_html(open_page("beranda", user="dinkes", bulan="2026-10", posyandu="MLT1"))
    closed = re.findall(r'<div class="label">([^<]+)</div><div class="value">tidak dirinci', html)
    assert closed == [
        *("Naik berat (N/D′)", "Stunting", "Wasting", "Underweight"),
        *("2T (dua kali tidak naik)", "BGM (bawah garis merah)"),
    ]
    assert "&lt;5" not in html
    assert "<5" not in html


def test_a_month_without_weighings_says_nothing_of_its_children(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    path = change_workbook()
    book = openpyxl.load_workbook(path)
    book["Penimbangan"].delete_rows(3, book["Penimbangan"].max_row)  # one weighing of long ago stays
    book.save(path)
    app = open_page("beranda", workbook=path)
    assert not app.exception
    values = re.findall(r'<div class="label">([^<]+)</div><div class="value">([^<]+)</div>', read_html(app))
    unknown = ["Stunting", "Wasting", "2T (dua kali tidak naik)", "BGM (bawah garis merah)"]
    assert [dict(values)[label] for label in unknown] == ["—"] * 4  # nobody weighed is no good news


def test_a_posyandu_has_the_compliance_that_daftar_tilik_gives_it(open_page: OpenPage) -> None:
    chosen = {"bulan": "2026-10", "posyandu": "MLT2"}
    rows = re.findall(
        r'data-label="Kepatuhan"[^>]*>([^<]+)</td><td data-label="Terisi"[^>]*>([^<]+)<',
        read_html(open_page("beranda", **chosen)),
    )
    cards = re.findall(
        r'<span class="value">([^<]+)</span>.*?terisi (\d+/\d+)',
        read_html(open_page("daftar_tilik", **chosen)),
    )
    assert len(cards) == 5
    assert [(rate, filled.replace(" dari ", "/")) for rate, filled in rows] == cards


def test_a_new_puskesmas_is_guided_instead_of_judged(open_page: OpenPage, empty_workbook: Path) -> None:
    app = open_page("beranda", workbook=empty_workbook)
    assert not app.exception
    html = read_html(app)
    assert re.search(r"Pilih SOP yang dijalankan</strong> · Kerjakan sekarang", html)
    assert re.search(r"Catat penimbangan pertama</strong> · Nanti", html)
    assert "Aktif" in html and "Mulai" in html and "Posyandu pelaksana" in html
    assert 'class="papan-figure"' not in html and "Perlu perhatian" not in html
    assert "langkah lewat" not in html and "di bawah target" not in html


def test_before_the_first_weighing_what_is_urgent_still_stands(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    html = read_html(open_page("beranda", workbook=change_workbook(emptied=("Penimbangan", "Register SIP"))))
    assert re.search(r"Catat penimbangan pertama</strong> · Kerjakan sekarang", html)
    assert "ibu perlu segera diperiksa" in html and 'class="papan-figure"' not in html
