"""The page Laporan: what is shown to whom, over a full, an empty and an unfilled workbook."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest

from lib.domain.access import PAGES, Role
from lib.views import laporan
from lib.words.rapat import TITLES
from tests.app_test import AppTest
from tests.pages.conftest import OpenPage, read_html

TABLES = [
    *("SKDN puskesmas", "Cakupan dan target", "Prevalensi", "Vitamin A, ASI eksklusif, diare"),
    "Dibanding bulan lalu dan tahun lalu",
    *("SKDN tiap posyandu", "Status gizi BB/U", "Status gizi TB/U", "Status gizi BB/TB", "Status gizi IMT/U"),
    "KEBAL MSG",
]


def read_buttons(app: AppTest) -> list[str]:
    return [one.proto.label for one in app.get("download_button")]


def test_it_stands_before_kualitas_data_for_whom_it_is() -> None:
    keys = list(PAGES)
    assert keys.index("laporan") < keys.index("kualitas_data")
    assert PAGES["laporan"].roles == {Role.KEPALA, Role.PETUGAS, Role.DINKES}


@pytest.mark.parametrize("user", ["kepala", "petugas"])
def test_a_month_shows_every_table_and_both_downloads(open_page: OpenPage, user: str) -> None:
    app = open_page("laporan", user=user, bulan="2026-08")
    assert not app.exception
    assert [one.value for one in app.header] == ["Agustus 2026"]
    assert [one.value for one in app.subheader] == [laporan.SEND_TITLE, *TABLES]
    assert read_buttons(app) == [laporan.PDF_BUTTON, laporan.BOOK_BUTTON, *TITLES.values()]
    html = read_html(app)
    assert "4 dari 4 posyandu sudah buka." in html
    assert "▲ di bawah" in html and "✓ tercapai" in html
    assert laporan.RUNNING_TITLE not in html
    assert "3 anak 0–5 bulan belum dicatat ASI-nya." in html


def test_a_running_month_says_that_it_may_change(open_page: OpenPage) -> None:
    html = read_html(open_page("laporan"))
    assert laporan.RUNNING_TITLE in html
    assert "Sementara: 3 dari 4 posyandu sudah buka." in html


def test_the_dinas_reads_no_count_below_five(open_page: OpenPage) -> None:
    app = open_page("laporan", user="dinkes", bulan="2026-08")
    assert not app.exception
    assert [one.value for one in app.subheader] == [laporan.SEND_TITLE, *TABLES]
    html = read_html(app)
    assert "<5" in html and "tidak dirinci" in html
    assert "Pengaturan" not in html, "the head is not theirs to fill in"
    # Pictures of the slides whose pages they may open.
    assert read_buttons(app)[2:] == [
        TITLES[slide] for slide in ("skdn", "timbang", "2t", "prioritas", "ibu", "sop")
    ]


def read_message(app: AppTest) -> str:
    (block,) = app.code
    return str(block.value)


def test_the_summary_opens_in_whatsapp_as_it_stands_on_the_page(open_page: OpenPage) -> None:
    app = open_page("laporan", bulan="2026-10")
    text = read_message(app)
    assert "Grup" not in text and "*Ringkasan posyandu Oktober 2026*" in text
    (link,) = [one.proto.url for one in app.get("link_button")]
    assert link.startswith("https://wa.me/?text=")
    assert parse_qs(urlsplit(link).query)["text"] == [text]
    assert laporan.READERS["kader"] in [one.value for one in app.caption]


def test_the_kepala_reads_whole_figures_and_a_group_reads_them_closed(open_page: OpenPage) -> None:
    group = read_message(open_page("laporan", bulan="2026-10", untuk="kader"))
    kepala = read_message(open_page("laporan", bulan="2026-10", untuk="kepala"))
    assert "Gizi buruk: <5 anak" in group
    assert "gizi buruk 2 anak" in kepala and "untuk kepala puskesmas" in kepala


def test_the_summary_of_the_dinas_is_closed_for_the_kepala_too(open_page: OpenPage) -> None:
    text = read_message(open_page("laporan", user="dinkes", bulan="2026-10", untuk="kepala"))
    assert "gizi buruk <5 anak" in text and "perlu diperbaiki" not in text


@pytest.mark.parametrize("user", ["kader", "tamu", "mentor"])
def test_others_do_not_open_it(open_page: OpenPage, user: str) -> None:
    app = open_page("laporan", user=user)
    assert laporan.TITLE not in [one.value for one in app.title]
    assert read_buttons(app) == []


def test_an_empty_workbook_says_what_to_fill_and_offers_no_file(
    open_page: OpenPage, empty_workbook: Path
) -> None:
    app = open_page("laporan", workbook=empty_workbook)
    assert "Belum ada penimbangan" in read_html(app)
    assert read_buttons(app) == []


def test_what_head_and_signature_lack_is_said(
    open_page: OpenPage, small_workbook: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(small_workbook)
    for row in book["Pengaturan"].iter_rows(min_row=2):
        if row[0].value in ("NIP kepala", "Alamat"):
            row[1].value = None
    path = tmp_path / "kurang.xlsx"
    book.save(path)
    assert "Isi di tab “Pengaturan”: Alamat, NIP kepala." in read_html(open_page("laporan", workbook=path))
