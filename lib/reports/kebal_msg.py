"""The letter that tells a Desa which children are invited to KEBAL MSG (SOP, step A5), as DOCX.

Its words stand in templates/surat_sasaran.docx (see word.py). Of a child there are CHILD_FIELDS only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pandas as pd

from lib.domain.settings import PuskesmasSettings
from lib.reports import letterhead, word
from lib.words.formats import format_day, format_month, format_number

FILE_NAME = "surat_sasaran.docx"
CHILDREN = "daftar"
FIELDS = (*letterhead.FIELDS, "bulan", "tanggal", "desa", "jumlah", CHILDREN)
CHILD_FIELDS = ("no", "nama", "posyandu", "rt")


@dataclass(frozen=True, slots=True)
class SasaranLetter:
    """The letters of one month: what they lack, and one to each Desa."""

    settings: PuskesmasSettings
    month: pd.Period
    day: date
    template: word.WordTemplate

    @property
    def problem(self) -> str:
        """Why the staff's own template is not used; "" when all is well."""
        return self.template.problem

    @property
    def missing(self) -> list[str]:
        """Settings of the head of the letter that the tab Pengaturan does not have."""
        return letterhead.list_missing(self.settings)

    def build(self, children: pd.DataFrame, desa: str) -> bytes:
        """The letter to one Desa as .docx. `children`: name, posyandu, rt, in the order they are listed."""
        listed = children[["name", "posyandu", "rt"]].fillna("–").itertuples(index=False)
        fields = letterhead.build_letterhead(self.settings) | {
            "desa": desa,
            "bulan": format_month(self.month),
            "tanggal": format_day(self.day),
            "jumlah": format_number(len(children)),
        }
        rows = [
            dict(zip(CHILD_FIELDS, (str(place), *map(str, child)), strict=True))
            for place, child in enumerate(listed, start=1)
        ]
        return word.build_docx(
            self.template,
            fields | {CHILDREN: rows},
            title=f"Sasaran KEBAL MSG {fields['bulan']}",
            author=fields["puskesmas"],
        )

    def name(self, desa: str) -> str:
        """Its file name: "surat-kebal-msg-sukamaju-2026-11.docx"."""
        place = re.sub(r"[^a-z0-9]+", "-", desa.casefold()).strip("-") or "desa"
        return f"surat-kebal-msg-{place}-{self.month}.docx"


def open_letter(settings: PuskesmasSettings, month: pd.Period, day: date) -> SasaranLetter:
    """The letters of a month, with the template as it is now."""
    return SasaranLetter(settings, month, day, word.read_template(FILE_NAME, needs=(CHILDREN,)))
