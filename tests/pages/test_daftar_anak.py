"""The lists of children to act on: for every role, each list with its reasons, contacts and ways on."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.domain.case_lists import LISTS, URGENT
from lib.domain.followed_up import UNFOLLOWED
from lib.views import components, daftar_anak
from tests.app_test import AppTest
from tests.pages.conftest import OpenPage, read_html
from tests.pages.test_gizi import read_names


def open_list(open_page: OpenPage, key: str, **more: str) -> AppTest:
    app = open_page("daftar_anak", bulan="2026-10", daftar=key, **more)
    assert not app.exception
    return app


@pytest.mark.parametrize("key", LISTS)
def test_each_list_says_what_to_do_and_why_or_that_there_is_nobody(open_page: OpenPage, key: str) -> None:
    html = read_html(open_list(open_page, key))
    assert (daftar_anak.WHAT_TO_DO[key] in html and "Mengapa" in html) or daftar_anak.NOBODY[key] in html


def test_whom_nobody_follows_up_stands_by_days_of_waiting_with_a_row_to_paste(open_page: OpenPage) -> None:
    app = open_list(open_page, UNFOLLOWED)
    html = read_html(app)
    assert re.search(r"\d+ dari \d+ anak prioritas sudah ditindaklanjuti; \d+ belum \(", html)
    days = [int(found) for found in re.findall(r"menunggu (\d+) hari", html)]
    assert len(days) > 2 and days == sorted(days, reverse=True)
    (block,) = (one.value.split("\n") for one in app.code)
    assert len(block) == len(days) and all("Belum ada tindak lanjut Oktober 2026" in line for line in block)


def test_who_sees_no_names_is_offered_no_list_of_the_unfollowed(open_page: OpenPage) -> None:
    for user in ("tamu", "dinkes"):
        html = read_html(open_list(open_page, UNFOLLOWED, user=user))
        assert "menunggu" not in html and "anak prioritas sudah" not in html


def test_a_name_opens_the_child_and_whatsapp_its_carer(open_page: OpenPage) -> None:
    html = read_html(open_list(open_page, "not_weighed"))
    assert re.search(r'<a href="anak\?anak=[A-Z]+\d-\d{3}" target="_self">', html)
    assert re.search(r'href="https://wa\.me/62\d+\?text=Selamat%20pagi', html)


def test_a_list_can_be_put_in_another_order(open_page: OpenPage) -> None:
    def names(order: str) -> list[str]:
        html = read_html(open_list(open_page, "stunting", urut=order))
        return re.findall(r'target="_self">([^<]+)</a>', html)

    assert names("nama") == sorted(names("tempat"))
    assert names("nama") != names("umur")


def test_what_is_copied_has_the_tabs_own_columns(open_page: OpenPage) -> None:
    app = open_list(open_page, "not_weighed")
    actions, antar_jemput = (block.value.split("\n") for block in app.code)
    assert {len(line.split("\t")) for line in actions} == {13}
    assert {len(line.split("\t")) for line in antar_jemput} == {15}
    assert all("22/11/2026" in line and "29/11/2026" in line for line in actions)


def test_kader_see_names_of_their_own_posyandu_only(open_page: OpenPage, sample_workbook: Path) -> None:
    html = read_html(open_list(open_page, "not_weighed", user="kader"))
    listed = set(re.findall(r'target="_self">([^<]+)</a>', html))
    assert listed
    assert listed <= read_names(sample_workbook, posyandu="MLT1")


def test_kader_are_told_when_their_posyandu_opens(open_page: OpenPage) -> None:
    html = read_html(open_page("daftar_anak", user="kader", bulan="2026-11", daftar="not_weighed"))
    assert "posyandu baru buka 25 Nov 2026" in html


@pytest.mark.parametrize("key", URGENT)
def test_guests_see_initials_and_rt_at_most(open_page: OpenPage, sample_workbook: Path, key: str) -> None:
    html = read_html(open_list(open_page, key, user="tamu"))
    assert not [name for name in read_names(sample_workbook) if name in html]
    assert not re.search(r"MLT1-\d|wa\.me", html)
    assert bool(re.search(r"[A-Z]\.[A-Z]\. RT \d{3}", html)) is (key in ("nyaris_2t", "not_weighed"))


def test_guests_are_offered_the_urgent_lists_only(open_page: OpenPage) -> None:
    app = open_list(open_page, "stunting", user="tamu")
    (bar,) = (one for one in app.get("button_group") if one.key == "papan_saring_daftar")
    assert len(bar.options) == len(URGENT)


def test_dinkes_sees_counts_and_no_rows(open_page: OpenPage, sample_workbook: Path) -> None:
    html = read_html(open_list(open_page, "kebal", user="dinkes"))
    assert daftar_anak.NO_NAMES in html
    assert "Mengapa" not in html
    assert not [name for name in read_names(sample_workbook) if name in html]


@pytest.mark.parametrize("user", ["tamu", "dinkes"])
def test_cases_of_one_posyandu_are_closed_to_guests_and_dinkes(open_page: OpenPage, user: str) -> None:
    html = read_html(open_list(open_page, "kebal", user=user, posyandu="MLT1"))
    assert daftar_anak.CLOSED_HERE in html or "tidak dirinci" in html


def test_without_any_weighing_it_says_how_to_begin(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    app = open_page("daftar_anak", workbook=change_workbook(emptied=("Penimbangan", "Register SIP")))
    assert not app.exception
    assert "Isi tab Penimbangan" in read_html(app)


def test_everybody_measured_can_be_sifted_to_one_status(open_page: OpenPage) -> None:
    app = open_list(open_page, "measured")
    (box,) = (one for one in app.selectbox if one.label == "Saring")
    short = next(option for option in box.options if option.startswith("TB/U: Pendek"))
    box.set_value(short).run()
    html = read_html(app)
    count = int(short.rpartition(" · ")[2])
    assert 0 < html.count('target="_self">') <= min(count, components.ROWS_A_PAGE)
    assert html.count("TB/U: Pendek") == html.count('target="_self">')


@pytest.mark.parametrize(("user", "there"), [("petugas", True), ("kader", True), ("tamu", False)])
def test_the_lembar_kader_is_for_whoever_sees_names(open_page: OpenPage, user: str, there: bool) -> None:
    app = open_page("daftar_anak", user=user, bulan="2026-10")
    buttons = [one.proto.label for one in app.get("download_button")]
    assert (daftar_anak.SHEETS_BUTTON in buttons) is there
