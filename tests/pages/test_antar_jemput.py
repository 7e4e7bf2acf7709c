"""The page Antar Jemput for every role, and over workbooks that are empty or lack tabs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from lib.views import antar_jemput as jemput
from lib.views.antar_jemput import calls as calls_part
from lib.views.antar_jemput import days, papers, people
from lib.views.antar_jemput import year as year_part
from lib.words.antar_jemput import ROUTE_TITLE
from tests.pages.conftest import OpenPage, read_html

PHONE = "tel:"


def test_the_next_round_stands_open_with_its_five_tasks(open_page: OpenPage) -> None:
    app = open_page("antar_jemput")
    assert not app.exception
    assert app.header[0].value == "Melati 1, Rabu, 25 November 2026"
    html = read_html(app)
    assert html.count("H-3") >= 2
    assert all(step in html for step in ("Rapat koordinasi", "Validasi nama", "Beri tahu pihak PT"))
    assert all(label in html for label in (*jemput.FUNNEL.values(), *jemput.BUCKETS.values()))
    assert days.TITLE in html and "22 · hari ini" in html
    assert re.search(r"<b>D/S posyandu ini, November 2026</b>: \d+(,\d)?% \(\d+ dari \d+\)", html)


def test_each_part_of_the_page_has_its_own_work(open_page: OpenPage) -> None:
    calls = open_page("antar_jemput", bagian="ajakan")
    assert [one.value for one in calls.subheader][:1] == [calls_part.TO_CALL_TITLE]
    html = read_html(calls)
    assert "https://wa.me/6280000" in html and "Bus%20menjemput%20" in html and "%7B" not in html
    assert "Validasi nama</b> (langkah 2): 7 dari 7 diperiksa: 7 benar." in html
    assert "Usulan pembagian" in html and "masih perlu dihubungi" in html and "<b>{titik}</b>" in html
    bus = open_page("antar_jemput", bagian="bus")
    titles = [people.ROSTER_TITLE, ROUTE_TITLE, papers.COMPANY_TITLE]
    assert [one.value for one in bus.subheader] == titles
    assert len(bus.get("download_button")) == len(papers.SHEETS)
    year = open_page("antar_jemput", bagian="tahun")
    assert [one.value for one in year.header][1:] == [
        year_part.TITLE,
        year_part.LOST_YEAR_TITLE,
        year_part.OFTEN_TITLE,
        year_part.DONATIONS_TITLE,
    ]
    assert "3 bulan dengan bus" in read_html(year) and "Selisih ini belum tentu karena bus" in read_html(year)
    assert not calls.exception and not bus.exception and not year.exception


def test_the_way_of_the_bus_is_told_with_its_minutes_and_opens_on_the_map_without_a_name(
    open_page: OpenPage, sample_workbook: Path, tmp_path: Path
) -> None:
    bus = open_page("antar_jemput", bagian="bus")
    html = read_html(bus)
    assert re.search(r"Menjemput kira-kira \d+ menit: (cukup dalam|lebih dari) 35 menit menurut SOP", html)
    assert "20 km/jam, 3 menit tiap titik, dan jalan 1,3 kali garis lurus" in html
    (way,) = [one.proto.url for one in bus.get("link_button") if "google.com/maps" in one.proto.url]
    assert re.fullmatch(r"[\w./:?&;=%|,+-]+", way) and "destination=-6" in way
    changed = openpyxl.load_workbook(sample_workbook)
    points = changed["Titik Jemput"]
    column = next(cell.column for cell in points[1] if cell.value == "Lintang")
    for row in range(2, points.max_row + 1):
        points.cell(row, column).value = None
    changed.save(tmp_path / "tanpa_letak.xlsx")
    bus = open_page("antar_jemput", workbook=tmp_path / "tanpa_letak.xlsx", bagian="bus")
    html = read_html(bus)
    assert "Letak belum ada: " in html and "Menjemput kira-kira" not in html
    assert not [one for one in bus.get("link_button") if "google.com/maps" in one.proto.url]


def test_a_round_that_is_over_names_who_was_lost(open_page: OpenPage) -> None:
    html = read_html(open_page("antar_jemput", putaran="MWR1@2026-11-02"))
    assert year_part.LOST_TITLE in html and "<b>Bersedia, tidak naik</b>: 1 orang" in html
    assert year_part.LOST_TITLE not in read_html(open_page("antar_jemput", putaran="MLT1@2026-11-25"))


def test_sasaran_without_a_row_are_ready_to_paste(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    app = open_page("antar_jemput", workbook=change_workbook(emptied=("Antar Jemput",)), bagian="ajakan")
    block = app.get("code")[1].value  # the first is the message
    assert re.search(r"^25/11/2026\tMLT1\t.+ · MLT1-\d+\t", block)
    assert len(block.splitlines()) == 6
    assert calls_part.ALL_COPIED in read_html(open_page("antar_jemput", bagian="ajakan"))


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
    assert PHONE in read_html(open_page("antar_jemput", user=user, bagian="bus"))


def test_tamu_see_initials_and_rt_and_the_same_seats(open_page: OpenPage) -> None:
    app = open_page("antar_jemput", user="tamu", bagian="bus")
    html = read_html(app)
    assert PHONE not in html and "Pengasuh" not in html
    assert not app.get("download_button") and not app.get("code")
    assert re.search(r"<b>[A-Z]\.[A-Z]\. RT \d+</b>", html)
    seats = re.findall(r"\d+ orang, \d+ kursi bersama", html)
    assert seats and seats == re.findall(
        r"\d+ orang, \d+ kursi bersama", read_html(open_page("antar_jemput", bagian="bus"))
    )


@pytest.mark.parametrize("part", ["putaran", "ajakan", "bus", "tahun"])
def test_tamu_see_no_name_phone_or_message_in_any_part(open_page: OpenPage, part: str) -> None:
    app = open_page("antar_jemput", user="tamu", bagian=part, putaran="MWR1@2026-11-02")
    html = read_html(app)
    assert not app.exception and not app.get("download_button") and not app.get("code")
    for private in (PHONE, "wa.me", "Pengasuh", "Pemberi", "Usulan pembagian", calls_part.DROPPED_TITLE):
        assert private not in html, private


def test_kader_see_only_their_own_rounds(open_page: OpenPage) -> None:
    for part in jemput.PARTS:
        app = open_page("antar_jemput", user="kader", bagian=part)
        html = " ".join([read_html(app), *(one.value for one in app.header)])
        assert not app.exception
        assert "Melati" in html and "Mawar" not in html, part


def test_without_a_schedule_it_says_how_to_fill_it(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    app = open_page("antar_jemput", workbook=change_workbook(without=("Jadwal",)))
    assert not app.exception
    html = read_html(app)
    assert "Tab “Jadwal” belum ada" in html
    assert jemput.NO_ROUNDS_TITLE not in html, "said once"


def test_without_points_buses_register_and_sop_nobody_is_dropped(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    book = change_workbook(without=("Armada", "Titik Jemput", "Langkah SOP"))
    assert not open_page("antar_jemput", workbook=book).exception
    app = open_page("antar_jemput", workbook=book, bagian="bus")
    assert not app.exception
    assert people.NO_SEATS in read_html(app)
    assert "orang belum punya titik jemput" in read_html(app)


def test_an_empty_register_and_no_weighings_break_nothing(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    book = change_workbook(emptied=("Antar Jemput", "Penimbangan", "Donasi"))
    shown = {part: open_page("antar_jemput", workbook=book, bagian=part) for part in jemput.PARTS}
    assert not any(app.exception for app in shown.values())
    assert people.NO_ROSTER in read_html(shown["bus"])
    assert year_part.NO_DONATIONS in read_html(shown["tahun"])
    assert year_part.NOBODY_OFTEN not in read_html(shown["tahun"])
