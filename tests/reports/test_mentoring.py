"""The monev report: the figures of the page in PDF and Word alike, and a template that staff may change."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from lib.config import ROOT, SAMPLE_MENTOR
from lib.data.seen import Seen, open_seen
from lib.domain.access import Role
from lib.domain.privacy import Scope
from lib.reports import word
from lib.reports.mentoring import COPY, FILE_NAME, MARK, MonevReport, build_charts

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def seen(sample_seen: Seen) -> Seen:
    return sample_seen


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(word, "current_settings", lambda: type("Folder", (), {"data_folder": tmp_path}))
    return tmp_path


def read_pdf(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def read_docx(content: bytes) -> tuple[str, list[list[list[str]]]]:
    """The text of the paragraphs, and the cells of each table."""
    document = Document(io.BytesIO(content))
    cells = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    return "\n".join(one.text for one in document.paragraphs), cells


def test_pdf_and_word_say_the_same_figures_as_the_page(seen: Seen) -> None:
    report = MonevReport(seen, 2026, 1)
    pdf, (words, tables) = read_pdf(report.build_pdf()), read_docx(report.build_docx())
    assert [len(table) - 1 for table in tables] == [len(table.rows) for table in report.tables]
    for table, cells in zip(report.tables, tables, strict=True):
        assert cells[1:] == table.rows
    patients = seen.mentoring.monev(2026, 1)["name"]
    assert len(patients) == 8 and all(name in pdf for name in patients)
    for said in ("Laporan Monev 1 SIKERITING, Tahun 2026", "Tidak dibandingkan TB/U dan BB/U", "dr. Surya"):
        assert said in pdf and said in words
    assert MARK not in words and "{{" not in words and "{%" not in words


def test_the_charts_are_a_picture_with_words_in_word_and_drawn_in_the_pdf(seen: Seen) -> None:
    report = MonevReport(seen, 2026, 1)
    document = Document(io.BytesIO(report.build_docx()))
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr").startswith("z TB/U: ")
    assert [len(chart["rows"]) for chart in report.charts] == [7, 7]
    first = [row["change"] for row in report.charts[0]["rows"]]
    assert first[0].startswith("+") and first[-1].startswith("−")
    unnamed = build_charts(seen.mentoring.monev(2026, 1), with_names=False)
    assert unnamed[0]["rows"][0]["name"] == "Pasien 1"


def test_a_mentors_report_is_a_copy_of_their_own_pairs(seen: Seen) -> None:
    own = open_seen(seen._whole, Scope(Role.MITRA, name_in_book=SAMPLE_MENTOR))
    report = MonevReport(own, 2026, 2)
    pdf, (words, _) = read_pdf(report.build_pdf()), read_docx(report.build_docx())
    others = set(seen.mentoring.monev(2026, 2)["name"]) - set(own.mentoring.monev(2026, 2)["name"])
    assert others and not [name for name in others if name in pdf]
    assert COPY in pdf and "Bulan monev 2 belum mulai" in pdf
    assert COPY in words and "dr. Surya" not in words and "dr. Surya" not in pdf
    assert report.missing == []


def test_nobody_compared_is_said_and_nothing_breaks(seen: Seen) -> None:
    report = MonevReport(seen, 2019, 1, "Sukamaju", "MLT1")
    pdf, (words, _) = read_pdf(report.build_pdf()), read_docx(report.build_docx())
    assert report.charts == [] and "Belum ada pasien." in pdf and "Belum ada pasien." in words
    assert "Kelurahan Sukamaju, Posyandu Melati 1" in words
    assert report.name("pdf") == "laporan-monev-1-2019-sukamaju-mlt1.pdf"


def test_the_staffs_own_template_is_used_and_a_useless_one_is_not(seen: Seen, own_folder: Path) -> None:
    document = Document()
    document.add_paragraph("Laporan kami {{ lingkup }}: {{ pasien|length }} pasien {{ entah }}")
    document.save(own_folder / FILE_NAME)
    report = MonevReport(seen, 2026, 1)
    words, _ = read_docx(report.build_docx())
    assert words == "Laporan kami Semua kelurahan: 8 pasien {{ entah }}" and not report.problem
    document = Document()
    document.add_paragraph("Tanpa isian")
    document.save(own_folder / FILE_NAME)
    broken = MonevReport(seen, 2026, 1)
    assert "pasien" in broken.problem and "SIKERITING" in read_docx(broken.build_docx())[0]


def test_the_guide_names_every_field_of_the_template(seen: Seen) -> None:
    guide = (ROOT / "docs" / "pemasangan.md").read_text(encoding="utf-8")
    named = word.find_fields((ROOT / "lib" / "reports" / "templates" / FILE_NAME).read_bytes())
    section = guide[guide.index("## Templat laporan monev") :].split("\n## ")[0]
    usual = guide[guide.index("## Templat surat untuk Desa") :].split("\n## ")[0]
    assert [
        field for field in named if f"`{field}`" not in section and f"{{{{ {field} }}}}" not in usual
    ] == []
    cells = [name for table in MonevReport(seen, 2026, 1).tables for name, _, _ in table.columns]
    assert [name for name in cells if f"`{name}`" not in section] == []
