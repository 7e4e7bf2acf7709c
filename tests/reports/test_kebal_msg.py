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
from lib.reports import word
from lib.reports.kebal_msg import CHILD_FIELDS, CHILDREN, FIELDS, FILE_NAME, SasaranLetter
from lib.reports.letterhead import BLANK, list_missing

MONTH = pd.Period("2026-11")
DAY = date(2026, 11, 22)
SETTINGS = PuskesmasSettings(
    name="Puskesmas Contoh", district="Kabupaten Contoh", subdistrict="Kecamatan Contoh",
    address="Jalan Contoh 1", phone="021-000", head="dr. Surya Contoh", head_nip="990000000000000000",
)  # fmt: skip
LISTED = {"name": ["Sari & <b>", "Budi"], "posyandu": ["Melati 1", "Melati 2"], "rt": ["001", None]}
TEMPLATE = word.read_template(FILE_NAME, folder=Path("tidak-ada"))


def open_letter(settings: PuskesmasSettings = SETTINGS) -> SasaranLetter:
    return SasaranLetter(settings, MONTH, DAY, TEMPLATE)


def write(settings: PuskesmasSettings = SETTINGS, **changes: object) -> bytes:
    return open_letter(settings).build(pd.DataFrame(LISTED | changes), "Sukamaju")


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
    for secret in ("2T", "BGM", "gizi buruk", "NIK", "lahir", "kurang", "stunting", " kg"):
        assert secret.casefold() not in words.casefold(), secret
    assert set(CHILD_FIELDS) == {"no", "nama", "posyandu", "rt"}


def test_settings_that_are_missing_are_left_blank_to_write_by_hand() -> None:
    words, _ = read(write(settings=PuskesmasSettings()))
    assert words.count(BLANK) >= 6 and "{{" not in words
    assert len(list_missing(PuskesmasSettings())) == 7
    assert list_missing(SETTINGS) == []


def test_a_name_is_never_taken_for_a_field_and_no_control_character_breaks_the_file() -> None:
    _, rows = read(write(name=["{{ nip }}", "Bu\x0bdi\x00 \ufffe"]))
    assert [row[1] for row in rows[1:]] == ["{{ nip }}", "Budi "]


def test_a_long_list_repeats_its_head_on_every_page() -> None:
    many = {"name": ["Anak Contoh"] * 90, "posyandu": ["Melati 1"] * 90, "rt": ["001"] * 90}
    letter = write(**many)
    table = Document(io.BytesIO(letter)).tables[-1]
    assert len(table.rows) == 91
    assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")


def test_the_template_that_comes_with_the_app_knows_every_field_it_names() -> None:
    named = word.find_fields(TEMPLATE.content)
    assert CHILDREN in named and named <= set(FIELDS)
    cells = Document(io.BytesIO(TEMPLATE.content)).tables[-1].rows[2].cells
    assert [cell.text for cell in cells] == [f"{{{{ anak.{name} }}}}" for name in CHILD_FIELDS]


@pytest.mark.parametrize(("desa", "name"), [("Suka Maju", "suka-maju"), ("../x", "x"), ("…", "desa")])
def test_the_file_name_is_plain(desa: str, name: str) -> None:
    assert open_letter().name(desa) == f"surat-kebal-msg-{name}-2026-11.docx"


def test_the_guide_names_every_field() -> None:
    guide = (ROOT / "docs" / "pemasangan.md").read_text(encoding="utf-8")
    fields = [f"{{{{ {name} }}}}" for name in FIELDS if name != CHILDREN]
    fields += [f"{{{{ anak.{name} }}}}" for name in CHILD_FIELDS]
    assert [field for field in fields if field not in guide] == []
    assert FILE_NAME in guide
