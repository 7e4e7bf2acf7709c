"""The page Antar Jemput for every role, and over workbooks that are empty or lack tabs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.config import ROOT
from lib.views import antar_jemput as jemput
from lib.views import bus_list
from tests.pages.conftest import OpenPage, read_html

PHONE = "tel:"


def test_the_page_is_short_and_computes_nothing() -> None:
    source = (ROOT / "pages" / "antar_jemput.py").read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 80
    assert not re.search(r"\b(gspread|altair|pandas|numpy)\b|\.iloc|\.loc|groupby|\.sum\(", source)


def test_the_next_round_stands_open_with_its_five_tasks(open_page: OpenPage) -> None:
    app = open_page("antar_jemput")
    assert not app.exception
    assert app.header[0].value == "Melati 1, Rabu, 25 November 2026"
    html = read_html(app)
    assert html.count("H-3") >= 2
    assert all(step in html for step in ("Rapat koordinasi", "Validasi nama", "Beri tahu pihak PT"))
    assert all(label in html for label in (*jemput.FUNNEL.values(), *jemput.BUCKETS.values()))
    assert [one.value for one in app.subheader][:2] == [bus_list.TO_CALL_TITLE, bus_list.ROSTER_TITLE]


def test_buckets_of_a_round_add_up_to_its_sasaran(open_page: OpenPage) -> None:
    html = read_html(open_page("antar_jemput"))
    table = html[html.index('class="papan-buckets"') :]
    numbers = [
        int(n) for n in re.findall(r'class="count(?: zero)?">(\d+)<', table[: table.index("</table>")])
    ]
    for place in (0, 1):
        of_kind = numbers[place::2]
        assert sum(of_kind[:-1]) == of_kind[-1]


def test_a_round_of_the_past_can_be_opened_by_its_address(open_page: OpenPage) -> None:
    app = open_page("antar_jemput", putaran="MLT2@2026-11-18")
    assert app.header[0].value == "Melati 2, Rabu, 18 November 2026"


def test_moved_and_cancelled_days_are_said(open_page: OpenPage) -> None:
    assert "Dipindah dari Selasa, 18 Agustus 2026. Alasan: Bersamaan dengan hari libur." in read_html(
        open_page("antar_jemput", bulan="2026-08", putaran="MLT2@2026-08-21")
    )
    html = read_html(open_page("antar_jemput", bulan="2026-06"))
    assert "Batal: posyandu Mawar 2, Kamis, 11 Juni 2026. Alasan: Banjir." in html


def test_the_next_month_is_there_and_says_that_it_will_change(open_page: OpenPage) -> None:
    app = open_page("antar_jemput", bulan="2026-12")
    assert not app.exception
    assert jemput.AHEAD_NOTE in read_html(app)


@pytest.mark.parametrize("user", ["kepala", "petugas", "kader"])
def test_those_who_call_see_phones(open_page: OpenPage, user: str) -> None:
    assert PHONE in read_html(open_page("antar_jemput", user=user))


def test_tamu_see_initials_and_rt_and_the_same_seats(open_page: OpenPage) -> None:
    html = read_html(open_page("antar_jemput", user="tamu"))
    assert PHONE not in html and "Pengasuh" not in html
    assert re.search(r"<b>[A-Z]\.[A-Z]\. RT \d+</b>", html)
    seats = re.findall(r"\d+ orang, \d+ kursi bersama", html)
    assert seats and seats == re.findall(
        r"\d+ orang, \d+ kursi bersama", read_html(open_page("antar_jemput"))
    )


def test_kader_see_only_their_own_rounds(open_page: OpenPage) -> None:
    html = read_html(open_page("antar_jemput", user="kader"))
    assert "Melati 1" in html
    assert "Mawar" not in html


def test_without_a_schedule_it_says_how_to_fill_it(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    app = open_page("antar_jemput", workbook=change_workbook(without=("Jadwal",)))
    assert not app.exception
    html = read_html(app)
    assert "Tab “Jadwal” belum ada" in html
    assert jemput.NO_ROUNDS_TITLE in html


def test_without_points_buses_register_and_sop_nobody_is_dropped(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    book = change_workbook(without=("Armada", "Titik Jemput", "Langkah SOP"))
    app = open_page("antar_jemput", workbook=book)
    assert not app.exception
    assert "orang belum punya titik jemput" in read_html(app)


def test_an_empty_register_and_no_weighings_break_nothing(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    app = open_page("antar_jemput", workbook=change_workbook(emptied=("Antar Jemput", "Penimbangan")))
    assert not app.exception
    assert "Belum ada yang naik bus" in read_html(app)
