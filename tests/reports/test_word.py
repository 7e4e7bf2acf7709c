"""Word templates: the staff's own, broken ones, and cells that look like fields."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentObject

from lib.reports import word
from lib.reports.kebal_msg import FILE_NAME

ROWS = [{"nama": "Sari & <b>"}, {"nama": "{{ desa }}"}]


def save(document: DocumentObject, folder: Path) -> None:
    document.save(str(folder / FILE_NAME))


def write_template(folder: Path, words: str = "{{ desa }}") -> None:
    document = Document()
    document.add_paragraph(words)
    table = document.add_table(rows=3, cols=1)
    for row, text in zip(
        table.rows, ("{%tr for anak in daftar %}", "{{ anak.nama }}", "{%tr endfor %}"), strict=True
    ):
        row.cells[0].text = text
    save(document, folder)


def fill(template: word.WordTemplate, **fields: object) -> DocumentObject:
    return Document(io.BytesIO(word.build_docx(template, fields, title="Judul\x0b", author="Puskesmas")))


def test_the_staffs_own_template_in_the_data_folder_is_used(tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_paragraph("Yth. ")
    # Word splits what was typed in one go over several runs.
    for part in ("{", "{ de", "sa }", "} dan {{ entah }}"):
        paragraph.add_run(part).bold = True
    document.sections[0].header.paragraphs[0].text = "{{ puskesmas }}"
    save(document, tmp_path)
    template = word.read_template(FILE_NAME, folder=tmp_path)
    assert template.problem == ""
    made = fill(template, desa="Sukamaju", puskesmas="Puskesmas Contoh")
    assert made.paragraphs[0].text == "Yth. Sukamaju dan {{ entah }}"
    assert any(run.text.startswith("Sukamaju") and run.bold for run in made.paragraphs[0].runs)
    assert made.sections[0].header.paragraphs[0].text == "Puskesmas Contoh"
    assert made.core_properties.title == "Judul"
    assert made.core_properties.author == "Puskesmas"


def test_rows_are_repeated_and_a_cell_is_never_taken_for_a_field(tmp_path: Path) -> None:
    write_template(tmp_path)
    made = fill(word.read_template(FILE_NAME, needs=("daftar",), folder=tmp_path), desa="D", daftar=ROWS)
    assert [row.cells[0].text for row in made.tables[0].rows] == ["Sari & <b>", "{{ desa }}"]


def test_lines_of_a_cell_stay_lines(tmp_path: Path) -> None:
    write_template(tmp_path)
    made = fill(word.read_template(FILE_NAME, folder=tmp_path), desa="satu\ndua\x00", daftar=[])
    assert made.paragraphs[0].text == "satu\ndua"


@pytest.mark.parametrize("content", [b"", b"bukan docx", b"PK\x03\x04" + b"\x00" * 60])
def test_a_file_that_is_no_document_is_named_and_the_usual_one_used(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    template = word.read_template(FILE_NAME, folder=tmp_path)
    assert FILE_NAME in template.problem
    assert template.content == word.read_template(FILE_NAME, folder=tmp_path / "tidak ada").content


@pytest.mark.parametrize(
    "words",
    [
        *("{{ desa", "{% for x in %}", "{{ desa | entah }}", "{{ 1 / 0 }}"),
        "{{ desa.__class__.__mro__ }}",  # out of the sandbox
    ],
)
def test_a_mistyped_template_is_named_and_the_usual_one_used(tmp_path: Path, words: str) -> None:
    write_template(tmp_path, words)
    template = word.read_template(FILE_NAME, folder=tmp_path)
    assert "salah tulis" in template.problem
    assert "daftar" in word.find_fields(template.content)


def test_a_template_without_its_list_is_not_used(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("{{ desa }}")
    save(document, tmp_path)
    assert "“daftar”" in word.read_template(FILE_NAME, needs=("daftar",), folder=tmp_path).problem


@pytest.mark.parametrize(
    "path", sorted((Path(word.__file__).parent / "templates").glob("*.docx")), ids=lambda path: path.name
)
def test_every_template_that_comes_with_the_app_has_head_and_signature(path: Path) -> None:
    named = word.find_fields(path.read_bytes())
    assert "puskesmas_besar" in named
    assert {"kepala", "nip"} <= named or path.stem == "agenda"  # which nobody signs
