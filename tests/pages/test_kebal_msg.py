"""The page KEBAL MSG for every role that may open it, and over workbooks that are empty, odd or lack tabs."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from lib import config
from lib.reports.kebal_msg import FILE_NAME
from lib.views import kebal_msg
from lib.views.kebal_msg import follow_up, letter
from tests.app_test import AppTest
from tests.pages.conftest import OpenPage, read_html
from tests.sample import read_tab

MONTH = "2026-10"
NASTY = '<img src=x onerror="alert(1)">'


def headers_of(app: AppTest) -> list[str]:
    return [header.value for header in app.header]


def test_attendance_steps_sessions_minutes_and_the_month_after(open_page: OpenPage) -> None:
    app = open_page("kebal_msg", bulan=MONTH)
    assert not app.exception
    assert headers_of(app) == [
        kebal_msg.ATTENDANCE_TITLE,
        kebal_msg.STEPS_TITLE,
        kebal_msg.SESSIONS_TITLE,
        follow_up.TITLE,
    ]
    html = read_html(app)
    for words in (
        *("Semua sasaran", "Mengapa sasaran", "Sasaran hadir", "Materi penyuluhan", "kegiatan lebih lama"),
        *("dapat dibandingkan", "bukan bukti sebab-akibat", "Sayur bening telur"),
    ):
        assert words in html, words
    assert all(f"<b>{step}</b>" in html for step in ("A1", "A7", "B1", "B7"))
    assert app.get("download_button")[0].label == letter.BUTTON
    assert "2T: T bulan ini" in " ".join(one.value for one in app.markdown)


def test_one_posyandu_shows_its_own_list_of_steps(open_page: OpenPage) -> None:
    app = open_page("kebal_msg", bulan=MONTH, posyandu="MLT1")
    assert not app.exception
    html = read_html(app)
    assert "Laporkan sasaran kepada Desa" in html and "di 1 dari 1 posyandu" in html
    assert "Melati 2" not in html


def test_the_letter_is_made_for_the_chosen_desa_at_the_click(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    import streamlit as st

    made: list[Callable[[], bytes]] = []
    monkeypatch.setattr(st, "download_button", lambda label, build, **_: made.append(build))
    app = open_page("kebal_msg", bulan=MONTH)
    assert not app.exception
    desa = app.selectbox(key="papan_saring_desa")
    assert all(" anak" in label for label in desa.options)
    document = Document(io.BytesIO(made[-1]()))
    rows = [[cell.text for cell in row.cells] for row in document.tables[-1].rows][1:]
    assert f"· {len(rows)} anak" in desa.options[0]
    assert rows and all(len(row) == 4 and row[3].isdigit() for row in rows)


def test_a_broken_template_of_the_staff_is_said(open_page: OpenPage) -> None:
    open_page("kebal_msg", bulan=MONTH)
    own = config.current_settings().data_folder / FILE_NAME
    own.write_bytes(b"bukan docx")
    try:
        app = open_page("kebal_msg", bulan=MONTH).run()
        assert not app.exception
        assert f"Templat {FILE_NAME} tidak bisa dibuka" in read_html(app)
    finally:
        own.unlink()


@pytest.mark.parametrize("user", ["kader", "tamu", "dinkes"])
def test_others_get_no_letter(open_page: OpenPage, user: str) -> None:
    app = open_page("kebal_msg", user=user, bulan=MONTH)
    assert not app.exception
    assert not app.get("download_button") and letter.TITLE not in [one.value for one in app.subheader]


@pytest.mark.parametrize("user", ["tamu", "dinkes"])
def test_guests_and_the_dinas_see_no_names_and_no_small_counts(
    open_page: OpenPage, sample_workbook: Path, user: str
) -> None:
    names = [row[2] for row in read_tab(sample_workbook, "Balita")][1:]
    assert len(names) > 100 and all(" " in name for name in names)
    for query in ({"bulan": MONTH}, {"bulan": "2026-08"}, {"bulan": MONTH, "posyandu": "MLT1"}):
        app = open_page("kebal_msg", user=user, **query)
        assert not app.exception
        html = read_html(app)
        assert not [name for name in names if name in html]
        assert "Mengapa sasaran" not in html and "Anak lain hadir" not in html
        assert kebal_msg.CLOSED in html or kebal_msg.CLOSED_HERE in html
        assert not [one.label for one in app.expander if one.label.startswith("Anak yang hadir")]


def test_a_mitra_is_not_let_in(open_page: OpenPage) -> None:
    app = open_page("kebal_msg", user="mentor")
    assert kebal_msg.ATTENDANCE_TITLE not in headers_of(app)


def test_the_running_month_has_no_result_yet(open_page: OpenPage) -> None:
    app = open_page("kebal_msg", bulan="2026-11")
    assert not app.exception
    assert "belum dapat dibaca" in read_html(app) or "belum ada yang dibandingkan" in read_html(app)


@pytest.mark.parametrize(
    ("without", "said"),
    [
        (("Kebal MSG", "Peserta Kebal MSG"), "Tab “Kebal MSG” belum ada"),
        (("Langkah SOP",), kebal_msg.NO_STEPS_TITLE),
        (("Penimbangan",), kebal_msg.NOT_WEIGHED_TITLE),
    ],
)
def test_a_missing_tab_breaks_nothing_and_says_what_to_do(
    open_page: OpenPage, change_workbook: Callable[..., Path], without: tuple[str, ...], said: str
) -> None:
    app = open_page("kebal_msg", workbook=change_workbook(without=without), bulan=MONTH)
    assert not app.exception
    assert said in read_html(app)


def test_without_sessions_it_says_what_to_fill_in(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    book = change_workbook(emptied=("Kebal MSG", "Peserta Kebal MSG"))
    app = open_page("kebal_msg", workbook=book, bulan=MONTH)
    assert not app.exception
    html = read_html(app)
    assert "Belum ada kegiatan KEBAL MSG pada Oktober 2026" in html
    assert "satu baris satu kegiatan" in html and "Semua sasaran" in html


def test_participants_without_a_session_are_said_with_their_day(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    app = open_page("kebal_msg", workbook=change_workbook(emptied=("Kebal MSG",)), bulan=MONTH)
    assert "menyebut hari yang tidak ada di tab “Kebal MSG”" in read_html(app)


def test_markup_in_cells_is_shown_as_typed(
    open_page: OpenPage, sample_workbook: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(sample_workbook)
    for title, headers in (
        ("Kebal MSG", ("Menu", "Materi penyuluhan", "Dokumentasi")),
        ("Balita", ("Nama",)),
        ("Posyandu", ("Nama", "Desa/Kelurahan")),
        ("Langkah SOP", ("Langkah",)),
    ):
        sheet = book[title]
        for header in (cell for cell in sheet[1] if cell.value in headers):
            for row in range(2, sheet.max_row + 1):
                sheet.cell(row, header.column).value = NASTY
    path = tmp_path / "jahat.xlsx"
    book.save(path)
    app = open_page("kebal_msg", workbook=path, bulan=MONTH)
    assert not app.exception
    drawn = " ".join(element.proto.body for element in app.get("html"))
    assert "<img src=x" not in drawn and "&lt;img" in drawn
