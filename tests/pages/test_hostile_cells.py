"""Pages of SOPs, rounds and pairs over a workbook that cannot be read, and over cells that are markup."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from lib.views import notes
from tests.pages.conftest import OpenPage, read_html

NASTY = '<img src=x onerror="alert(1)">**[x](javascript:alert(1))**'
PAGES = ("daftar_tilik", "antar_jemput", "mentoring")
COLUMNS = {
    "Posyandu": ("Nama", "Desa"),
    "Balita": ("Nama", "Nama pengasuh", "Pengasuh"),
    "Jadwal": ("Tempat", "Catatan"),
    "Mentoring": ("Mentor", "Tim", "Kelurahan"),
    "Kegiatan Mentoring": ("Tim", "Kelurahan", "Rencana tindak lanjut"),
    "MoU": ("Kelurahan", "No MoU", "Berkas"),
    "Tindak Lanjut": ("Sumber", "Rencana", "Penanggung jawab"),
    "SOP": ("Judul", "Unit", "No dokumen", "Keterangan"),
    "Langkah SOP": ("Langkah", "Pelaksana", "Fase", "Keterangan"),
    "Daftar Tilik": ("Pelaksana", "Bukti", "Catatan"),
    "Antar Jemput": ("Alasan", "Pendamping"),
    "Titik Jemput": ("Nama",),
    "Kader": ("Nama",),
    "Donasi": ("Pemberi", "Bentuk", "Satuan", "Untuk"),
}


@pytest.fixture(scope="module")
def hostile(sample_workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = openpyxl.load_workbook(sample_workbook)
    for title, headers in COLUMNS.items():
        sheet = book[title]
        for header in sheet[1]:
            if str(header.value) in headers:
                for row in range(2, sheet.max_row + 1):
                    sheet.cell(row, header.column).value = NASTY
    path = tmp_path_factory.mktemp("jahat") / "jahat.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("page", PAGES)
def test_markup_in_cells_is_shown_as_typed(open_page: OpenPage, hostile: Path, page: str) -> None:
    app = open_page(page, workbook=hostile)
    assert not app.exception
    drawn = " ".join(element.proto.body for element in app.get("html"))
    assert "<img src=x" not in drawn
    assert "&lt;img" in drawn
    assert 'javascript:alert(1)"' not in drawn
    assert not any("<img" in one.value and "\\<img" not in one.value for one in app.header)


@pytest.mark.parametrize("part", ["ajakan", "bus", "tahun"])
def test_markup_is_shown_as_typed_in_every_part_of_antar_jemput(
    open_page: OpenPage, hostile: Path, part: str
) -> None:
    app = open_page("antar_jemput", workbook=hostile, bagian=part, putaran="MWR1@2026-11-02")
    assert not app.exception
    drawn = " ".join(element.proto.body for element in app.get("html"))
    assert "<img src=x" not in drawn and "&lt;img" in drawn
    assert 'javascript:alert(1)"' not in drawn


@pytest.mark.parametrize("part", ["pasangan", "calon", "mou", "monev"])
def test_markup_is_shown_as_typed_in_every_part_of_mentoring(
    open_page: OpenPage, hostile: Path, part: str
) -> None:
    app = open_page("mentoring", workbook=hostile, bagian=part)
    assert not app.exception
    drawn = " ".join(element.proto.body for element in app.get("html"))
    assert "<img src=x" not in drawn and "&lt;img" in drawn
    assert 'javascript:alert(1)"' not in drawn


def test_a_workbook_that_cannot_be_read_is_said_calmly(open_page: OpenPage, tmp_path: Path) -> None:
    broken = tmp_path / "rusak.xlsx"
    broken.write_bytes(b"bukan buku kerja")
    for page in PAGES:
        app = open_page(page, workbook=broken)
        assert not app.exception, page
        assert notes.WAITING_TITLE in read_html(app), page
