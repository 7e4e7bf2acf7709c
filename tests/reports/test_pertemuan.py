"""The papers of a meeting: the board's figures in Word and PDF alike, and nobody who should not be there."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from docx import Document
from pypdf import PdfReader

from lib import config
from lib.config import ROOT
from lib.data.once import read_seen
from lib.data.seen import Seen
from lib.reports import letterhead, word
from lib.reports import pertemuan as meeting_papers
from lib.reports.letterhead import BLANK
from lib.reports.pertemuan import DOTS, GUEST_ROWS, KINDS, MeetingPaper, list_papers, open_agenda
from lib.reports.recap import build_pertemuan
from lib.workbook.template import write_template
from tests.personal_data import collect

TODAY = date(2026, 11, 22)
HELD, COMING = "PK-2026-11", "PK-2026-12"
NASTY = "{{ nip }} <b>&\x0b"


def open_view(path: Path) -> Seen:
    (seen,) = read_seen([str(path)], TODAY)
    return seen


@pytest.fixture(scope="module")
def seen(sample_seen: Seen) -> Seen:
    return sample_seen


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAPAN_CONTOH", "1")
    monkeypatch.setenv("PAPAN_DATA", str(tmp_path))
    monkeypatch.setattr(config, "_current", None)
    return tmp_path


def open_paper(seen: Seen, key: str, meeting_id: str = HELD) -> MeetingPaper:
    if key == "agenda":
        return open_agenda(seen, "Pertemuan kader")
    one = seen.pertemuan.meeting(meeting_id)
    assert one is not None
    return next(paper for paper in list_papers(seen, one) if paper.key == key)


def read_docx(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def read_pdf(content: bytes) -> str:
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(text.split())


def list_texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in list_texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in list_texts(one)]
    return [str(value)]


@pytest.mark.parametrize("meeting_id", [HELD, COMING])
@pytest.mark.parametrize("key", list(KINDS))
def test_word_and_pdf_say_the_same_fields(seen: Seen, key: str, meeting_id: str) -> None:
    paper = open_paper(seen, key, meeting_id)
    in_word, in_pdf = read_docx(paper.build_docx()), read_pdf(paper.build_pdf())
    assert "{{" not in in_word and "{%" not in in_word
    named = word.find_fields(paper.template.content)
    for field in named - {"jenis_besar", "kabupaten_besar", "puskesmas_besar"}:
        for text in list_texts(paper.fields[field]):
            assert text in in_word, (field, text)
            assert "".join(text.split()) in "".join(in_pdf.split()), (field, text)


@pytest.mark.parametrize("key", list(KINDS))
def test_the_template_asks_for_fields_that_are_given_and_the_guide_names_them(seen: Seen, key: str) -> None:
    paper = open_paper(seen, key)
    given = {*letterhead.FIELDS, *meeting_papers.COMMON, *meeting_papers.FIELDS[key]}
    assert set(paper.fields) == given
    assert {KINDS[key].needs, "puskesmas_besar"} <= word.find_fields(paper.template.content) <= given
    guide = (ROOT / "docs" / "pemasangan.md").read_text(encoding="utf-8")
    assert KINDS[key].file_name in guide
    for field in (*meeting_papers.COMMON, *meeting_papers.FIELDS[key]):
        assert f"`{field}`" in guide, field


def test_the_report_has_the_figures_of_the_page(seen: Seen) -> None:
    said = read_docx(open_paper(seen, "laporan").build_docx())
    turnout, scores = seen.pertemuan.turnout(HELD), seen.pertemuan.scores(HELD)
    assert f"{turnout['present']:.0f} dari {turnout['listed']:.0f} orang di daftar hadir (87,5%)" in said
    assert "51,4%" in said and "80,0%" in said and "+28,6 poin" in said
    assert scores["people_both"] == 7 and "7 orang yang menjawab sebelum dan sesudah" in said
    assert "Tanda bahaya ibu hamil; masalah posyandu bulan ini." in said
    assert "Lengkapi RT dan RW di tab Balita" in said


def test_the_list_to_sign_has_every_active_kader_and_rows_for_others(seen: Seen) -> None:
    document = Document(io.BytesIO(open_paper(seen, "daftar_hadir").build_docx()))
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    people = seen.pertemuan.active_kader
    assert len(rows) == 1 + len(people) + GUEST_ROWS
    assert [row[1] for row in rows[1 : len(people) + 1]] == people["name"].tolist()
    assert all(row[-1] == "" for row in rows[1:])
    assert document.tables[1].rows[0]._tr.xpath("./w:trPr/w:tblHeader")


def test_what_is_not_known_yet_is_dotted(seen: Seen) -> None:
    fields = open_paper(seen, "notulen", COMING).fields
    assert fields["pembahasan"] == [DOTS] * meeting_papers.LINES
    assert fields["hadir"] == fields["lintas_program"] == BLANK
    assert [row["uraian"] for row in fields["sepakat"]] == [""] * meeting_papers.ACTION_ROWS
    assert len(fields["terbawa"]) == len(seen.pertemuan.open_actions) > 1


@pytest.mark.parametrize("key", [key for key in KINDS if key != "daftar_hadir"])
def test_no_paper_but_the_list_names_anybody(seen: Seen, key: str) -> None:
    personal = collect(seen._whole.tables.frames)
    assert personal.found_in(list_texts(open_paper(seen, key).fields)) == []


def test_the_agenda_is_of_the_next_meeting_or_left_blank(seen: Seen) -> None:
    assert open_agenda(seen, "Pertemuan kader").fields["hari"] == "Jumat, 18 Desember 2026"
    assert open_agenda(seen, "Lokmin").fields["hari"] == BLANK
    assert open_agenda(seen, "Lokmin").name("docx") == "agenda-lokmin.docx"


def test_hostile_cells_are_only_text(small_workbook: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(small_workbook)
    for title, headers in (
        ("Kader", ("Nama", "Jabatan")),
        ("Pertemuan", ("Tempat", "Agenda", "Pembahasan", "Lintas program")),
        ("Tindak Lanjut", ("Rencana", "Penanggung jawab")),
    ):
        sheet = book[title]
        for header in sheet[1]:
            if header.value in headers:
                for row in range(2, sheet.max_row + 1):
                    sheet.cell(row, header.column).value = NASTY.replace("\x0b", "")
    path = tmp_path / "jahat.xlsx"
    book.save(path)
    seen = open_view(path)
    for key in KINDS:
        paper = open_paper(seen, key)
        assert "{{ nip }} <b>&" in read_docx(paper.build_docx())
        assert "{{ nip }} <b>&" in read_pdf(paper.build_pdf())


def test_a_workbook_without_kader_and_settings_still_gives_every_paper(tmp_path: Path) -> None:
    path = tmp_path / "kosong.xlsx"
    write_template(path)
    book = openpyxl.load_workbook(path)
    sheet = book["Pertemuan"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, columns["ID"]).value = HELD
    sheet.cell(2, columns["Tanggal rencana"]).value = "18/11/2026"
    book.save(path)
    seen = open_view(path)
    for key in KINDS:
        paper = open_paper(seen, key)
        assert BLANK in read_docx(paper.build_docx()) and paper.build_pdf().startswith(b"%PDF")


def test_the_recap_of_a_month_without_meetings_has_no_percentages(seen: Seen) -> None:
    nothing = {"belum": 0, "berjalan": 0, "selesai": 0, "lewat": 0}
    assert build_pertemuan(seen, pd.Period("2020-01")) == {
        **{"rencana": 0, "terlaksana": 0, "hadir_persen": None, "nilai_sebelum": None, "nilai_sesudah": None},
        "tindak_lanjut": nothing,
    }
    november = build_pertemuan(seen, pd.Period("2026-11"))
    assert (november["rencana"], november["terlaksana"], november["hadir_persen"]) == (2, 2, 87.5)
    assert sum(november["tindak_lanjut"].values()) == len(seen.pertemuan.actions)


def test_the_staff_may_replace_a_template(seen: Seen, own_folder: Path) -> None:
    document = Document()
    document.add_paragraph("Undangan kami, {{ hari }}, {{ tidak_ada }}")
    document.save(str(own_folder / "undangan.docx"))
    paper = open_paper(seen, "undangan")
    assert paper.problem == ""
    assert "Undangan kami, Rabu, 18 November 2026" in read_docx(paper.build_docx())
    (own_folder / "undangan.docx").write_bytes(b"bukan dokumen")
    assert "undangan.docx tidak bisa dibuka" in open_paper(seen, "undangan").problem
