"""The page Daftar Tilik for every role, and over workbooks that are empty or lack tabs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.views.sop import head
from lib.views.sop.causes import EXECUTORS_TITLE, MINUTES_TITLE, MISSED_TITLE, PLACES_TITLE
from tests.pages.conftest import OpenPage, read_html

SOPS = ["AJB", "PK", "SIKERITING", "OSOC", "KEBAL"]


@pytest.mark.parametrize("sop", SOPS)
def test_every_sop_shows_its_document_and_its_steps(open_page: OpenPage, sop: str) -> None:
    app = open_page("daftar_tilik", sop=sop)
    assert not app.exception
    assert app.header[0].value == head.GLANCE_TITLE
    assert app.header[1].value.startswith(sop)
    html = read_html(app)
    assert all(f'aria-label="{other}"' in html for other in SOPS)
    assert "terisi" in html and "papan-tilik" in html


def test_identity_and_doubts_are_those_of_the_document(open_page: OpenPage) -> None:
    html = read_html(open_page("daftar_tilik", sop="kebal"))
    assert "Nomor 440/SOP/III/2019 · Revisi 00 · Terbit Maret 2019 · Puskesmas Gunung Putri" in html
    assert "3 menit untuk makan bersama tampaknya salah ketik" in html


def test_the_address_chooses_month_posyandu_sop_and_unit(open_page: OpenPage) -> None:
    app = open_page("daftar_tilik", bulan="2026-10", sop="AJB", unit="MLT2@2026-10-18")
    assert app.selectbox(key="papan_saring_unit").value == "MLT2@2026-10-18"
    app = open_page("daftar_tilik", bulan="2026-10", sop="AJB", posyandu="MWR2")
    assert "Mawar 1" not in read_html(app)


def test_ticks_say_whether_they_were_typed_or_read_elsewhere(open_page: OpenPage) -> None:
    html = read_html(open_page("daftar_tilik", sop="AJB", unit="MLT2@2026-11-18"))
    assert "diketik di Daftar Tilik" in html
    assert "dari tab Antar Jemput" in html


@pytest.mark.parametrize("user", ["kepala", "petugas", "dinkes", "tamu"])
def test_every_role_of_the_puskesmas_sees_the_same_compliance(open_page: OpenPage, user: str) -> None:
    def cards(name: str) -> list[str]:
        return re.findall(r"terisi \d+/\d+", read_html(open_page("daftar_tilik", user=name)))[: len(SOPS)]

    assert cards(user) == cards("kepala")


def test_dinkes_see_totals_of_pairs_and_nobody(open_page: OpenPage) -> None:
    html = read_html(open_page("daftar_tilik", user="dinkes", sop="OSOC"))
    assert "papan-count" in html
    assert 'class="papan-matrix"' not in html
    assert "Laras Pitaloka" not in html
    # Few pairs are few children or mothers: told as "<5", with no other part that gives them away.
    assert "<5" in html and "tidak dirinci" in html
    assert not re.search(r"</span> [1-4]</span>", html)


def test_tamu_see_initials_of_pairs(open_page: OpenPage) -> None:
    html = read_html(open_page("daftar_tilik", user="tamu", sop="OSOC"))
    assert re.search(r"[A-Z]\.[A-Z]\. RT \d+", html)
    assert "Laras Pitaloka" not in html


def test_kader_see_their_own_posyandu(open_page: OpenPage) -> None:
    html = read_html(open_page("daftar_tilik", user="kader", sop="AJB"))
    assert "Rapat koordinasi" in html
    assert "Melati 2" not in html


def test_without_the_sop_tabs_it_says_how_to_add_them(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    app = open_page("daftar_tilik", workbook=change_workbook(without=("Langkah SOP",)))
    assert not app.exception
    assert "Tab “Langkah SOP” belum ada" in read_html(app)


def test_empty_tabs_break_nothing_and_look_nothing_like_good(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    emptied = ("Daftar Tilik", "Pertemuan", "Tanya Jawab", "Antar Jemput", "Mentoring", "Kegiatan Mentoring")
    book = change_workbook(emptied=(*emptied, "Pendampingan", "Kebal MSG"), without=("Penimbangan",))
    for sop in SOPS:
        app = open_page("daftar_tilik", workbook=book, sop=sop)
        assert not app.exception
        html = read_html(app)
        assert "verdict good" not in html
    assert "Belum dimulai" in html


def test_steps_missed_most_and_executors_stand_below_the_steps(open_page: OpenPage) -> None:
    app = open_page("daftar_tilik", sop="KEBAL", bulan="2026-10")
    assert [heading.value for heading in app.subheader] == [MISSED_TITLE, EXECUTORS_TITLE, MINUTES_TITLE]
    (causes,) = re.findall(r'<ol class="papan-causes">(.*?)</ol>', read_html(app))
    missed = [(int(count), int(due)) for count, due in re.findall(r"<b>(\d+) dari (\d+)</b>", causes)]
    assert missed and missed == sorted(missed, key=lambda pair: -pair[0])
    assert all(0 < count <= due for count, due in missed)


def test_a_file_is_not_offered_for_typing_in_google(open_page: OpenPage) -> None:
    assert not open_page("daftar_tilik").get("link_button")


def test_twelve_months_are_shown_when_asked_for_and_end_in_the_cards_figure(open_page: OpenPage) -> None:
    app = open_page("daftar_tilik", sop="AJB", bulan="2026-10", posyandu="MLT1")
    assert not app.get("vega_lite_chart") and not app.get("arrow_vega_lite_chart")
    (filled,) = re.findall(r'(?s)aria-label="AJB">.*?terisi (\d+/\d+)', read_html(app))
    app.toggle(key="papan_tilik_tren").set_value(True).run()
    assert not app.exception
    months = re.findall(
        r'data-label="Bulan">([^<]+)</td><td data-label="Kepatuhan"[^>]*>([^<]+)</td>'
        r'<td data-label="Terisi"[^>]*>([^<]+)<',
        read_html(app),
    )
    assert len(months) == 12
    assert (months[0][0], months[0][2]) == ("Oktober 2026", filled)
    assert months[-1][0] == "November 2025"
    assert all((rate == "—") == (count.startswith("0/")) for _, rate, count in months)


def test_twelve_months_of_every_posyandu_stand_side_by_side(open_page: OpenPage) -> None:
    app = open_page("daftar_tilik", sop="KEBAL", bulan="2026-10")
    app.toggle(key="papan_tilik_tren").set_value(True).run()
    assert not app.exception
    assert PLACES_TITLE in [heading.value for heading in app.subheader]
    (board,) = re.findall(r'<div class="papan-wide plain">.*?</table>', read_html(app), re.DOTALL)
    # Only posyandu in which something was due: those that hold sessions, the first two of the sample.
    assert re.findall(r"(Melati \d|Mawar \d)<", board) == ["Melati 1", "Melati 2"]
    months = re.findall(r'<th scope="col"[^>]*>([^<]+)<', board)
    assert (len(months), months[1], months[-1]) == (13, "Okt 2026", "Nov 2025")


def test_a_tick_that_another_tab_contradicts_stands_on_kualitas_data(open_page: OpenPage) -> None:
    html = read_html(open_page("kualitas_data"))
    assert re.search(r"Diketik Tidak, tetapi tab Antar Jemput baris \d+ mencatat langkah ini dilakukan", html)
    assert "Diketik Ya, tetapi tab Pertemuan baris" in html
