"""The letter that tells a Desa which children are invited to KEBAL MSG (SOP, step A5), as DOCX.

The words stand in templates/surat_sasaran.docx, which the staff may edit in Word or LibreOffice: a file of
the same name in the data folder is used in its place. Names of FIELDS stand in it as `{{ desa }}`; the table
row with `{{ nama }}` is repeated for each child. Of a child there are CHILD_FIELDS and nothing else.
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zipfile import BadZipFile

import pandas as pd
from docx import Document
from docx.document import Document as DocumentObject
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import _Row
from docx.text.paragraph import Paragraph

from lib.config import current_settings
from lib.domain.settings import PuskesmasSettings
from lib.views.formats import format_day, format_month, format_number

FILE_NAME = "surat_sasaran.docx"
MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BLANK = "……………………"
"""Where a setting is not filled in: to be written by hand."""

FIELDS = (
    *(
        "kabupaten",
        "kabupaten_besar",
        "kecamatan",
        "tempat",
        "puskesmas",
        "puskesmas_besar",
        "alamat",
        "telepon",
    ),
    *("alamat", "telepon", "kepala", "nip", "bulan", "tanggal", "desa", "jumlah"),
)
CHILD_FIELDS = ("no", "nama", "posyandu", "rt")
_NAME_FIELD = "nama"

_TEMPLATE = Path(__file__).parent / "templates" / FILE_NAME
_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_NOT_IN_XML = re.compile(r"[^\t\n\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """The words of the letter; `problem` says why the staff's own file is not used ("" when all is well)."""

    content: bytes
    problem: str = ""


def read_template(folder: Path | None = None) -> LetterTemplate:
    """The staff's own template of the data folder, else the one that comes with the app."""
    own = (folder or current_settings().data_folder) / FILE_NAME
    usual = _TEMPLATE.read_bytes()
    if not own.is_file():
        return LetterTemplate(usual)
    try:
        content = own.read_bytes()
        rows = [row for table in Document(io.BytesIO(content)).tables for row in table.rows]
        known = {name for row in rows for part in _paragraphs_of_row(row) for name in _find_names(part)}
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError):
        return LetterTemplate(usual, f"Templat {FILE_NAME} tidak bisa dibuka sebagai dokumen Word (.docx).")
    if _NAME_FIELD not in known:
        return LetterTemplate(usual, f"Templat {FILE_NAME} tidak punya baris tabel dengan {{{{ nama }}}}.")
    return LetterTemplate(content)


@dataclass(frozen=True, slots=True)
class SasaranLetter:
    """The letters of one month: what they lack, and one to each Desa."""

    settings: PuskesmasSettings
    month: pd.Period
    day: date
    template: LetterTemplate

    @property
    def problem(self) -> str:
        """Why the staff's own template is not used; "" when all is well."""
        return self.template.problem

    @property
    def missing(self) -> list[str]:
        """Settings of the head of the letter that the tab Pengaturan does not have."""
        return list_missing(self.settings)

    def build(self, children: pd.DataFrame, desa: str) -> bytes:
        """The letter to one Desa (see build_letter)."""
        return build_letter(
            self.settings, children, desa, month=self.month, day=self.day, template=self.template.content
        )

    def name(self, desa: str) -> str:
        """Its file name."""
        return name_letter(desa, self.month)


def open_letter(settings: PuskesmasSettings, month: pd.Period, day: date) -> SasaranLetter:
    """The letters of a month, with the template as it is now."""
    return SasaranLetter(settings, month, day, read_template())


def list_missing(settings: PuskesmasSettings) -> list[str]:
    """Settings of the head of the letter that the tab Pengaturan does not have."""
    needed = {
        "Nama puskesmas": settings.name,
        "Kabupaten/Kota": settings.district,
        "Kecamatan": settings.subdistrict,
        "Alamat": settings.address,
        "Telepon": settings.phone,
        "Kepala puskesmas": settings.head,
        "NIP kepala": settings.head_nip,
    }
    return [name for name, value in needed.items() if not value]


def name_letter(desa: str, month: pd.Period) -> str:
    """File name: "surat-kebal-msg-sukamaju-2026-11.docx"."""
    place = re.sub(r"[^a-z0-9]+", "-", desa.casefold()).strip("-") or "desa"
    return f"surat-kebal-msg-{place}-{month}.docx"


def build_letter(
    settings: PuskesmasSettings,
    children: pd.DataFrame,
    desa: str,
    *,
    month: pd.Period,
    day: date,
    template: bytes,
) -> bytes:
    """The letter to one Desa as .docx. `children`: name, posyandu, rt, in the order they are listed."""
    document = Document(io.BytesIO(template))
    fields = _build_fields(settings, desa=desa, month=month, day=day, count=len(children))
    _fill(_list_paragraphs(document), fields)
    listed = children[["name", "posyandu", "rt"]].fillna("–").itertuples(index=False)
    rows = [
        dict(zip(CHILD_FIELDS, (str(place), *map(str, child)), strict=True))
        for place, child in enumerate(listed, start=1)
    ]
    # After the other fields: what a name contains is never taken for a field.
    for table in document.tables:
        for row in list(table.rows):
            if any(_NAME_FIELD in _find_names(paragraph) for paragraph in _paragraphs_of_row(row)):
                _repeat_row(row, rows)
    document.core_properties.title = f"Sasaran KEBAL MSG {fields['bulan']}"
    document.core_properties.author = fields["puskesmas"]
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _build_fields(
    settings: PuskesmasSettings, *, desa: str, month: pd.Period, day: date, count: int
) -> dict[str, str]:
    given = {
        "kabupaten": settings.district,
        "kecamatan": settings.subdistrict,
        "tempat": settings.place,
        "puskesmas": settings.name,
        "alamat": settings.address,
        "telepon": settings.phone,
        "kepala": settings.head,
        "nip": settings.head_nip,
        "desa": desa,
    }
    filled = {name: value or BLANK for name, value in given.items()}
    return filled | {
        "kabupaten_besar": filled["kabupaten"].upper(),
        "puskesmas_besar": filled["puskesmas"].upper(),
        "bulan": format_month(month),
        "tanggal": format_day(day),
        "jumlah": format_number(count),
    }


def _repeat_row(row: _Row, fields: Iterable[Mapping[str, str]]) -> None:
    for one in fields:
        element = copy.deepcopy(row._tr)
        row._tr.addprevious(element)
        _fill(_paragraphs_of_row(_Row(element, row.table)), one)
    row._tr.getparent().remove(row._tr)


def _fill(paragraphs: Iterable[Paragraph], fields: Mapping[str, str]) -> None:
    """Put values in place of the placeholders. Word splits "{{ desa }}" over runs as it likes: the value goes
    where the placeholder begins, with the looks of that place. A name nobody knows stays as it was typed."""
    for paragraph in paragraphs:
        # From the end, so that places further ahead stay where they are.
        for found in reversed(list(_PLACEHOLDER.finditer(_read_text(paragraph)))):
            if found[1] in fields:
                _replace(paragraph, found.start(), found.end(), _NOT_IN_XML.sub("", fields[found[1]]))


def _replace(paragraph: Paragraph, start: int, end: int, value: str) -> None:
    at, pending = 0, value
    for run in paragraph.runs:
        text, begins = run.text, at
        at += len(text)
        low, high = max(start - begins, 0), min(end - begins, len(text))
        if low < high:
            run.text = text[:low] + pending + text[high:]
            pending = ""


def _read_text(paragraph: Paragraph) -> str:
    return "".join(run.text for run in paragraph.runs)


def _find_names(paragraph: Paragraph) -> list[str]:
    return _PLACEHOLDER.findall(_read_text(paragraph))


def _paragraphs_of_row(row: _Row) -> Iterator[Paragraph]:
    for cell in row.cells:
        yield from cell.paragraphs


def _list_paragraphs(document: DocumentObject) -> Iterator[Paragraph]:
    """Every paragraph of body, tables, headers and footers."""
    places = [document._body, *(part for one in document.sections for part in (one.header, one.footer))]
    for place in places:
        for element in place._element.iter(qn("w:p")):
            yield Paragraph(element, place)
