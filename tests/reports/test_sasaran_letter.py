"""The letter to the Desa: what is in it, what never is, and a template that the staff changed."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from docx import Document

from lib.config import ROOT
from lib.domain.settings import PuskesmasSettings
from lib.reports import sasaran_letter
from lib.reports.sasaran_letter import BLANK, CHILD_FIELDS, FIELDS, FILE_NAME, build_letter, read_template

MONTH = pd.Period("2026-11")
DAY = date(2026, 11, 22)
SETTINGS = PuskesmasSettings(
    name="Puskesmas Contoh", district="Kabupaten Contoh", subdistrict="Kecamatan Contoh",
    address="Jalan Contoh 1", phone="021-000", head="dr. Surya Contoh", head_nip="990000000000000000",
)  # fmt: skip
CHILDREN = pd.DataFrame(
    {"name": ["Sari & <b>", "Budi"], "posyandu": ["Melati 1", "Melati 2"], "rt": ["001", None]}
)


def write(template: bytes | None = None, settings: PuskesmasSettings = SETTINGS, **changes: object) -> bytes:
    content = template or read_template(Path("tidak-ada")).content
    children = pd.DataFrame(CHILDREN.to_dict("list") | changes)
    return build_letter(settings, children, "Sukamaju", month=MONTH, day=DAY, template=content)


def read(letter: bytes) -> tuple[str, list[list[str]]]:
    """All text outside the list of children, and that list's rows."""
    document = Document(io.BytesIO(letter))
    *others, listed = document.tables
    cells = [cell.text for table in others for row in table.rows for cell in row.cells]
    texts = [paragraph.text for paragraph in document.paragraphs]
    return "\n".join([*texts, *cells]), [[cell.text for cell in row.cells] for row in listed.rows]


def test_the_letter_has_head_desa_month_children_and_signature() -> None:
    words, rows = read(write())
    for said in (
        *("PEMERINTAH KABUPATEN CONTOH", "PUSKESMAS CONTOH", "Jalan Contoh 1 · Telepon 021-000"),
        *("Contoh, 22 November 2026", "Kepala Desa/Lurah Sukamaju", "bulan November 2026, sebanyak 2 anak"),
        *("Kepala Puskesmas Contoh", "dr. Surya Contoh", "NIP 990000000000000000", "KEBAL MSG"),
    ):
        assert said in words, said
    assert rows == [
        ["No", "Nama balita", "Posyandu", "RT"],
        ["1", "Sari & <b>", "Melati 1", "001"],
        ["2", "Budi", "Melati 2", "–"],
    ]
    assert "{{" not in words


def test_nothing_is_said_of_nutrition_and_no_field_could_hold_more() -> None:
    words, _ = read(write())
    for word in ("2T", "BGM", "gizi buruk", "NIK", "lahir", "kurang", "stunting", " kg"):
        assert word.casefold() not in words.casefold(), word
    assert set(CHILD_FIELDS) == {"no", "nama", "posyandu", "rt"}


def test_settings_that_are_missing_are_left_blank_to_write_by_hand() -> None:
    words, _ = read(write(settings=PuskesmasSettings()))
    assert words.count(BLANK) >= 6 and "{{" not in words
    assert len(sasaran_letter.list_missing(PuskesmasSettings())) == 7
    assert sasaran_letter.list_missing(SETTINGS) == []


def test_a_name_is_never_taken_for_a_field_and_no_control_character_breaks_the_file() -> None:
    _, rows = read(write(name=["{{ nip }}", "Bu\x0bdi\x00 \ufffe"]))
    assert [row[1] for row in rows[1:]] == ["{{ nip }}", "Budi "]


def test_a_long_list_repeats_its_head_on_every_page() -> None:
    many = {"name": ["Anak Contoh"] * 90, "posyandu": ["Melati 1"] * 90, "rt": ["001"] * 90}
    letter = write(**many)
    table = Document(io.BytesIO(letter)).tables[-1]
    assert len(table.rows) == 91
    assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")


def test_the_staffs_own_template_in_the_data_folder_is_used(tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_paragraph("Yth. ")
    # Word splits what was typed in one go over several runs.
    for part in ("{", "{ de", "sa }", "} dan {{ entah }}"):
        paragraph.add_run(part).bold = True
    document.sections[0].header.paragraphs[0].text = "{{ puskesmas }}"
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "{{no}}.", "{{ nama }}"
    document.save(tmp_path / FILE_NAME)
    template = read_template(tmp_path)
    assert template.problem == ""
    made = Document(io.BytesIO(write(template.content)))
    assert made.paragraphs[0].text == "Yth. Sukamaju dan {{ entah }}"
    assert made.paragraphs[0].runs[1].text == "Sukamaju" and made.paragraphs[0].runs[1].bold
    assert made.sections[0].header.paragraphs[0].text == "Puskesmas Contoh"
    assert [[cell.text for cell in row.cells] for row in made.tables[0].rows] == [
        ["1.", "Sari & <b>"],
        ["2.", "Budi"],
    ]


@pytest.mark.parametrize("content", [b"", b"bukan docx", b"PK\x03\x04" + b"\x00" * 60])
def test_a_broken_template_is_named_and_the_usual_one_used(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    template = read_template(tmp_path)
    assert FILE_NAME in template.problem
    assert read(write(template.content))[1][1][1] == "Sari & <b>"


def test_a_workbook_or_a_letter_without_the_list_is_no_template(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("{{ nama }}")
    document.save(tmp_path / FILE_NAME)
    assert "{{ nama }}" in read_template(tmp_path).problem


def test_the_template_that_comes_with_the_app_knows_every_field_it_names() -> None:
    content = read_template(Path("tidak-ada")).content
    document = Document(io.BytesIO(content))
    named = {
        name
        for paragraph in sasaran_letter._list_paragraphs(document)
        for name in sasaran_letter._find_names(paragraph)
    }
    assert named <= {*FIELDS, *CHILD_FIELDS} and set(CHILD_FIELDS) <= named


@pytest.mark.parametrize(("desa", "name"), [("Suka Maju", "suka-maju"), ("../x", "x"), ("…", "desa")])
def test_the_file_name_is_plain(desa: str, name: str) -> None:
    assert sasaran_letter.name_letter(desa, MONTH) == f"surat-kebal-msg-{name}-2026-11.docx"


def test_the_guide_names_every_field() -> None:
    guide = (ROOT / "docs" / "pemasangan.md").read_text(encoding="utf-8")
    assert [name for name in (*FIELDS, *CHILD_FIELDS) if f"{{{{ {name} }}}}" not in guide] == []
    assert FILE_NAME in guide
