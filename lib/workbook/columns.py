"""What a column of a tab may say about itself: one declaration feeds the parser, the checks, the
empty template, the dropdowns and the column dictionary."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The type of a column, named as kader see it, and the pandas dtype its cells become."""

    TEXT = "teks"  # str
    NUMBER = "angka"  # float64
    INTEGER = "bulat"  # float64 holding whole numbers
    DATE = "tanggal"  # datetime64[s], midnight
    TIME = "jam"  # float64, minutes after midnight
    YES_NO = "ya/tidak"  # boolean (nullable)
    CHOICE = "pilihan"  # str, one of Column.choices exactly as declared
    PHONE = "hp"  # str, +62…
    NIK = "nik"  # str, 16 digits
    URL = "url"  # str
    ID = "ID"  # str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a tab.

    `header` is what stands in row 1, `name` the column's name in code and in the typed table.
    `minimum`/`maximum` are what a body (or the thing measured) can be, in `unit`; outside is a Galat.
    `refers_to` names the tab whose ID or code this column points at.
    """

    header: str
    name: str
    kind: Kind
    meaning: str
    example: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    month_is_enough: bool = False
    allow_future: bool = True
    refers_to: str | None = None


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab. `name` is its key in code; `place` says which workbook it belongs to in the guides.

    `row_needs` are the columns (names) without which a row cannot be counted at all: its date, its
    person. Any other bad cell blanks only itself.
    `any_of` are columns of which a row needs at least one (a child's ID or name).
    `key` are columns that identify a row: a repeat is a finding.
    """

    title: str
    name: str
    meaning: str
    columns: tuple[Column, ...]
    place: str = "puskesmas"
    row_needs: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    key: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column with this code name; KeyError when the tab has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")
