"""The page Pertemuan: every part, for those who see names, their own, or totals only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from lib.views import links, pertemuan
from lib.views.pertemuan import results, year
from tests.pages.conftest import OpenPage, read_html

HELD = "PK-2026-11"
PAPERS = ("Undangan", "Daftar hadir", "Notulen", "Laporan")


def test_the_next_meeting_is_chosen_and_the_year_shown(open_page: OpenPage) -> None:
    app = open_page("pertemuan")
    assert not app.exception
    assert any("18 Desember 2026" in header.value for header in app.header)
    html = read_html(app)
    assert [link.proto.label for link in app.get("page_link")] == [links.RAPAT_MODE]
    assert "26 hari lagi" in html and "Lokmin 5 Mei 2026: ditunda" in html
    assert year.NOT_PLANNED not in html
    for part in ("hadir", "soal"):
        app.segmented_control(key="papan_saring_bagian").set_value(part).run()
        assert results.NOT_HELD_TITLE in read_html(app)


def test_of_a_cancelled_meeting_nothing_is_asked_to_be_filled_in(open_page: OpenPage) -> None:
    app = open_page("pertemuan", pertemuan="PK-2026-03", bagian="hadir")
    for part in ("hadir", "soal"):
        app.segmented_control(key="papan_saring_bagian").set_value(part).run()
        html = read_html(app)
        assert results.CANCELLED_TITLE in html and results.NOT_HELD_TITLE not in html
        assert "Isi tab" not in html


def test_every_part_of_a_held_meeting(open_page: OpenPage) -> None:
    app = open_page("pertemuan", pertemuan=HELD)
    assert "87,5%" in read_html(app) and "Pembahasan" in read_html(app)
    said = {
        "hadir": "Semua posyandu terwakili",
        "soal": "Soal 3",
        "tindak": "Kunjungan rumah",
        "agenda": "D/S di bawah target",
        "tahun": "Posyandu terwakili",
    }
    for part, words in said.items():
        app.segmented_control(key="papan_saring_bagian").set_value(part).run()
        assert not app.exception
        assert words in read_html(app), part


@pytest.mark.parametrize("user", ["dinkes", "tamu"])
def test_who_sees_totals_only_gets_no_names_no_agenda_and_no_documents(
    open_page: OpenPage, user: str
) -> None:
    app = open_page("pertemuan", user=user, pertemuan=HELD, bagian="hadir")
    assert not app.exception
    options = app.segmented_control(key="papan_saring_bagian").options
    assert not {"Agenda", "Dokumen"} & set(options)
    html = read_html(app)
    assert results.TOTALS_ONLY in html and "Melati" not in html


def test_a_kader_sees_head_counts_of_all_and_actions_of_their_own(open_page: OpenPage) -> None:
    app = open_page("pertemuan", user="kader", pertemuan=HELD, bagian="hadir")
    assert "Mawar 2" in read_html(app)
    app.segmented_control(key="papan_saring_bagian").set_value("tindak").run()
    html = read_html(app)
    assert "Tambah hari KEBAL MSG" in html and "Melati 2" not in html


def test_missing_and_empty_tabs_say_what_to_do(
    open_page: OpenPage, change_workbook: Callable[..., Path]
) -> None:
    book = change_workbook(without=("Pertemuan",), emptied=("Tanya Jawab",))
    app = open_page("pertemuan", workbook=book)
    assert not app.exception
    html = read_html(app)
    assert "Tab “Pertemuan” belum ada" in html
    assert pertemuan.NO_MEETINGS_TITLE not in html, "said once"


def test_staff_download_papers_and_the_agenda(open_page: OpenPage) -> None:
    app = open_page("pertemuan", pertemuan=HELD, bagian="dokumen")
    assert not app.exception
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == [f"{paper} ({form})" for paper in PAPERS for form in ("Word", "PDF")]
    assert "Undangan pertemuan kader, Rabu, 18 November 2026 di Aula Puskesmas Contoh." in app.code[0].value
    app.segmented_control(key="papan_saring_bagian").set_value("agenda").run()
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Agenda (Word)", "Agenda (PDF)"]
    app.segmented_control(key="papan_saring_untuk").set_value("lokmin").run()
    assert "Lokmin berikutnya belum direncanakan" in read_html(app)


NASTY = '<img src=x onerror="alert(1)">**[x](javascript:alert(1))**'
TYPED = {
    "Pertemuan": (
        "Tempat",
        "Agenda",
        "Penanggung jawab",
        "Lintas program",
        "Pembahasan",
        "Kesimpulan",
        "Laporan",
    ),
    "Hadir Pertemuan": ("Nama", "Instansi", "Jabatan"),
    "Tanya Jawab": ("Soal",),
    "Tindak Lanjut": ("Sumber", "Rencana", "Penanggung jawab", "Hasil"),
    "Posyandu": ("Nama",),
}


def test_markup_in_cells_is_shown_as_typed(
    open_page: OpenPage, sample_workbook: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(sample_workbook)
    for title, headers in TYPED.items():
        for header in book[title][1]:
            if header.value in headers:
                for row in range(2, book[title].max_row + 1):
                    book[title].cell(row, header.column).value = NASTY
    book.save(tmp_path / "jahat.xlsx")
    app = open_page("pertemuan", workbook=tmp_path / "jahat.xlsx", pertemuan=HELD)
    for part in ("ringkas", "hadir", "soal", "tindak", "agenda", "dokumen"):
        app.segmented_control(key="papan_saring_bagian").set_value(part).run()
        assert not app.exception, part
        drawn = " ".join(element.proto.body for element in app.get("html"))
        assert "<img" not in drawn and 'javascript:alert(1)"' not in drawn
        assert part == "dokumen" or "&lt;img" in drawn, part
