"""The e-PPGBM page: what is shown to whom, over a full, an empty and a changed workbook."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from lib.domain.access import PAGES, Role
from lib.views import eppgbm
from lib.views.components import plain
from lib.views.eppgbm import sigizi
from tests.app_test import AppTest
from tests.pages.conftest import OpenPage, read_html
from tests.workbook.foreign_books import EXPORT

NIK = re.compile(r"\b\d{16}\b")
SECTIONS = [eppgbm.FILES_TITLE, eppgbm.HELD_TITLE, eppgbm.POSYANDU_TITLE, sigizi.TITLE]


def read_buttons(app: AppTest) -> dict[str, bool]:
    """Labels of the download buttons → whether they can be clicked."""
    return {one.proto.label: not one.proto.disabled for one in app.get("download_button")}


@pytest.mark.parametrize("user", ["kepala", "petugas"])
def test_a_month_shows_what_goes_what_is_held_back_and_why(open_page: OpenPage, user: str) -> None:
    app = open_page("eppgbm", user=user, bulan="2026-10")
    assert not app.exception
    assert [one.value for one in app.title] == [plain(eppgbm.TITLE)]
    assert [one.value for one in app.header] == SECTIONS
    html = read_html(app)
    assert "113 dari 123" in html
    assert "Siap dikirim 113, 10 kurang dari D (123): 10 anak dalam D tertahan." in html
    assert "NIK tidak terbaca: Tersimpan sebagai angka, digit terakhirnya sudah hilang" in html
    assert "Umur di atas 59 bulan" in html
    assert "Balita B50" in html
    assert "NIK: 9</div>" in html and "umur: 1</div>" in html
    assert read_buttons(app) == {
        "Identitas · 127 anak": True,
        "Pengukuran · 113 anak": True,
        "Daftar tertahan · 13 baris": True,
    }


def test_nik_stand_in_the_files_and_not_on_the_screen(open_page: OpenPage) -> None:
    assert not NIK.search(read_html(open_page("eppgbm", bulan="2026-10")))


def test_one_posyandu_has_its_own_files(open_page: OpenPage) -> None:
    app = open_page("eppgbm", bulan="2026-10", posyandu="MLT1")
    assert app.checkbox(key="papan_buka_pilihan").label.endswith("Oktober 2026 · Melati 1")
    html = read_html(app)
    assert "Siap dikirim 28, sama dengan D." in html
    assert eppgbm.NOTHING_HELD in html
    assert read_buttons(app)["Daftar tertahan · 0 baris"] is False


def test_nik_that_two_children_share_holds_back_both(
    open_page: OpenPage, sample_workbook: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(sample_workbook)
    sheet = book["Balita"]
    names = [cell.value for cell in sheet[1]]
    nik, child = names.index("NIK") + 1, names.index("ID") + 1
    rows = {sheet.cell(row, child).value: row for row in range(2, sheet.max_row + 1)}
    sheet.cell(rows["MLT1-030"], nik).value = sheet.cell(rows["MLT1-029"], nik).value
    path = tmp_path / "ganda.xlsx"
    book.save(path)
    html = read_html(open_page("eppgbm", workbook=path, bulan="2026-10", posyandu="MLT1"))
    assert html.count("NIK dipakai lebih dari satu anak") == 2
    assert "juga" in html and "(MLT1-029)" in html and "(MLT1-030)" in html


def test_an_export_in_the_workbook_is_compared_on_the_page_without_a_nik(
    open_page: OpenPage, sample_workbook: Path, tmp_path: Path
) -> None:
    assert sigizi.NOTHING_TITLE in read_html(open_page("eppgbm", bulan="2026-10"))
    book = openpyxl.load_workbook(sample_workbook)
    sheet = book.create_sheet("Worksheet")
    for row in EXPORT:
        sheet.append(row)
    path = tmp_path / "dengan-ekspor.xlsx"
    book.save(path)
    app = open_page("eppgbm", workbook=path, bulan="2026-10")
    assert not app.exception
    html = read_html(app)
    assert "Budi Contoh" in html and "belum ada di tab Balita" in html
    assert "12 Okt 2026 · 9,5 kg · 75,5 cm" in html
    assert not NIK.search(html) and not any(NIK.search(one.value) for one in app.code)
    assert read_buttons(app)["Unduh baris untuk dimasukkan"]
    assert "113 dari 123" in html  # an export adds no figure


def test_an_empty_workbook_says_how_to_fill_it(open_page: OpenPage, empty_workbook: Path) -> None:
    app = open_page("eppgbm", workbook=empty_workbook)
    assert not app.exception
    assert eppgbm.NOTHING_TITLE in read_html(app)
    assert not app.get("download_button")


@pytest.mark.parametrize("title", ["Balita", "Penimbangan", "Register SIP", "Posyandu", "Jadwal"])
def test_a_missing_tab_breaks_nothing(
    open_page: OpenPage, change_workbook: Callable[..., Path], title: str
) -> None:
    app = open_page("eppgbm", workbook=change_workbook(without=(title,)), bulan="2026-10")
    assert not app.exception
    assert (f"Tab “{title}” belum ada" in read_html(app)) == (title == "Balita")


@pytest.mark.parametrize("user", ["kader", "mentor", "mahasiswa", "dinkes", "tamu"])
def test_other_roles_cannot_open_it(open_page: OpenPage, user: str) -> None:
    app = open_page("eppgbm", user=user, bulan="2026-10")
    assert not app.exception
    assert plain(eppgbm.TITLE) not in [one.value for one in app.title]
    assert not app.get("download_button")
    assert PAGES["eppgbm"].roles == {Role.KEPALA, Role.PETUGAS}
