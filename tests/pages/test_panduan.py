"""Panduan for every role, with data and without: the page that helps when nothing else does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lib import config
from lib.domain.access import Role
from lib.views import panduan
from lib.words.guides import FOLDER, GUIDES_OF_ROLE, read_guide
from tests.app_test import AppTest
from tests.pages.conftest import OpenPage, read_html
from tests.pages.test_every_page import USERS

CODE = "papan_kode_posyandu"


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rusak") / "rusak.xlsx"
    path.write_bytes(b"bukan buku kerja")
    return path


def buttons(app: AppTest) -> list[str]:
    return [element.proto.label for element in app.get("download_button")]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reads_its_own_guide_first(open_page: OpenPage, role: Role) -> None:
    app = open_page("panduan", user=USERS[role])
    assert not app.exception
    guide = read_guide(GUIDES_OF_ROLE[role][0])
    assert guide.title in [heading.value for heading in app.header]
    assert [section.title for section in guide.sections if section.title] == [
        heading.value for heading in app.subheader
    ]


def test_nobody_opens_the_guide_of_another_role_by_its_address(open_page: OpenPage) -> None:
    app = open_page("panduan", user="tamu", untuk="pemasangan")
    assert read_guide("membaca").title in [heading.value for heading in app.header]
    assert open_page("panduan", untuk="pemasangan").header[0].value == read_guide("pemasangan").title


def test_the_guide_of_kader_shows_its_pictures(open_page: OpenPage) -> None:
    html = read_html(open_page("panduan", user="kader"))
    assert html.count("data:image/svg+xml;base64,") == 6
    assert all(section.description in html for section in read_guide("kader").sections)


@pytest.mark.parametrize("part", panduan.PARTS)
def test_every_part_is_there_without_data(open_page: OpenPage, broken: Path, part: str) -> None:
    app = open_page("panduan", user="petugas", workbook=broken, bagian=part)
    assert not app.exception
    html = read_html(app)
    assert "ternyata teks biasa tanpa kolom" in html
    if part == "panduan":
        assert read_guide("petugas").title in [heading.value for heading in app.header]
    elif part == "kamus":
        assert "Berat badan dalam kilogram" in html
    else:
        assert buttons(app) == [panduan.SHEET_BUTTON, panduan.WHOLE_BOOK_BUTTON]


@pytest.mark.parametrize("user", ["kader", "tamu"])
def test_who_cannot_mend_it_is_not_sent_to_technical_words(
    open_page: OpenPage, broken: Path, user: str
) -> None:
    app = open_page("panduan", user=user, workbook=broken)
    assert panduan.TROUBLE_BUTTON not in [button.label for button in app.button]


def test_who_can_mend_it_is_led_to_what_the_message_means(open_page: OpenPage, broken: Path) -> None:
    app = open_page("panduan", user="petugas", workbook=broken, bagian="unduhan")
    next(button for button in app.button if button.label == panduan.TROUBLE_BUTTON).click().run()
    assert app.header[0].value == read_guide("google").title
    assert "| Berkas buku kerja ternyata … |" in " ".join(element.value for element in app.markdown)


def test_downloads_are_made_at_the_click_and_not_before(open_page: OpenPage) -> None:
    app = open_page("panduan", user="kader", bagian="unduhan")
    assert app.selectbox(key=CODE).value == "MLT1"
    assert buttons(app) == [panduan.SHEET_BUTTON, panduan.WHOLE_BOOK_BUTTON, panduan.ONE_BOOK_BUTTON]
    for element in app.get("download_button"):
        assert element.proto.deferred_file_id
        assert not element.proto.url


def test_the_dictionary_is_searched_through_all_tabs(open_page: OpenPage) -> None:
    app = open_page("panduan", bagian="kamus", tab="balita")
    assert "Punya KMS atau Buku KIA" in read_html(app)
    app.text_input(key="papan_cari_kolom").set_value("EDEMA").run()
    html = read_html(app)
    assert "Bengkak pada kedua punggung kaki" in html
    assert "Punya KMS atau Buku KIA" not in html
    app.text_input(key="papan_cari_kolom").set_value("<img src=x>").run()
    assert panduan.NOTHING_TITLE in read_html(app)


def test_installing_names_every_file_that_the_papan_writes(open_page: OpenPage) -> None:
    open_page("panduan")
    named = re.findall(r"`([\w.]+)`", (FOLDER / "pemasangan.md").read_text(encoding="utf-8"))
    written = {path.name for path in config.current_settings().data_folder.iterdir()}
    assert written <= set(named)
    assert "sesi.sqlite3" in written
