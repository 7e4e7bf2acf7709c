"""What a column of a tab may say about itself: one declaration feeds the parser, the checks, the
empty template, the dropdowns and the column dictionary."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from enum import StrEnum
from typing import Any


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


class Shows(StrEnum):
    """Who may see a column's cells : the table in docs/keamanan.md."""

    PUBLIC = "public"  # posyandu, month, RT, sex, age
    NAME = "name"  # of a person, also of staff
    IDENTITY = "identity"  # NIK, KK, birth date, an ID typed by hand
    CONTACT = "contact"  # phone, address, RW
    HEALTH = "health"  # weights, statuses, Hb, risks
    FREE = "free"  # notes and other free text, in which a name may stand


PUBLIC, NAME, IDENTITY, CONTACT, HEALTH, FREE = Shows


class Mask(StrEnum):
    """What stands in the tables that figures are computed of, where the viewer may not read the cell."""

    NOTHING = "nothing"  # the cell is empty
    FILLED = "filled"  # that something is there: it proves a step, or takes a seat
    PERSON = "person"  # the opaque number of the child or mother (a place or a team stays)
    STUDENT = "student"  # the number of the student
    LABEL = "label"  # initials and RT, for those who may know these


class Rows(StrEnum):
    """Whose the rows of a tab are: kader see those of their posyandu, mitra those of their pairs."""

    POSYANDU = "posyandu"  # by its column Posyandu
    CHILD = "child"  # by its child, whose register says the posyandu
    MOTHER = "mother"  # by its mother, likewise
    PAIR = "pair"  # by a subject: a child, a mother, a team or a place
    ALL = "all"  # of the puskesmas: everybody's


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a tab.

    `shows` has no default: a column that does not say who may see it does not import. `mask` says what
    figures are computed of where a viewer may not read it, `computed_with` that it is read for computing by
    every scope (health always is) and shown to those only who may read it. `public_for`: in rows whose key
    begins with one of these (folded) the cell is public: settings that everybody's figures need.

    `header` is what stands in row 1, `name` the column's name in code and in the typed table.
    `minimum`/`maximum` are what a body (or the thing measured) can be, in `unit`; outside is a Galat.
    `refers_to` names the tab whose ID or code this column points at ("orang": a child or a mother).
    `digits` pads a number typed in a text column with zeros (RT 1 -> "001").
    `fills_down` marks what kader merge over several rows: a blank repeats the cell above.
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
    not_after_today: bool = False
    refers_to: str | None = None
    fills_down: bool = False
    digits: int = 0
    _: KW_ONLY
    shows: Shows
    mask: Mask = Mask.NOTHING
    computed_with: bool = False
    public_for: tuple[str, ...] = ()

    @property
    def is_computed_with(self) -> bool:
        """Whether figures are computed of its cells for every viewer, whoever may read them."""
        return self.computed_with or self.shows is Shows.HEALTH


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab. `name` is its key in code; `place` says which workbook it belongs to in the guides.

    `row_needs` are the columns (names) without which a row cannot be counted at all: its date, its
    person. Any other bad cell blanks only itself.
    `any_of` are columns of which a row needs at least one (a child's ID or name).
    `key` are columns that identify a row: a repeat is a finding.
    `rows_of` has no default either: a tab that does not say whose its rows are does not import. What widens
    it has the closed side as default:
    `rows_are_named`: each row is about a person it names; who may read no names gets none of them.
    `others_public`: rows that are not one's own stay, with their public columns only.
    `blank_is_everybodys`: so does a row without a posyandu, whole.
    `for_pairs`: a tab of all that mitra read too (where it has a kelurahan: that of their pairs).
    `worked_out`: columns that no kader types and that computing adds; one that is not declared is hidden.
    """

    title: str
    name: str
    meaning: str
    columns: tuple[Column, ...]
    place: str = "puskesmas"
    row_needs: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    _: KW_ONLY
    rows_of: Rows
    rows_are_named: bool = False
    others_public: bool = False
    blank_is_everybodys: bool = False
    for_pairs: bool = False
    worked_out: tuple[Column, ...] = ()

    def column(self, name: str) -> Column:
        """The column with this code name; KeyError when the tab has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")


def text(header: str, name: str, meaning: str, example: str = "", **more: Any) -> Column:
    """A column of free text."""
    return Column(header, name, Kind.TEXT, meaning, example, **more)


def number(header: str, name: str, meaning: str, example: str = "", **more: Any) -> Column:
    """A column of decimal numbers."""
    return Column(header, name, Kind.NUMBER, meaning, example, **more)


def integer(header: str, name: str, meaning: str, example: str = "", **more: Any) -> Column:
    """A column of whole numbers."""
    return Column(header, name, Kind.INTEGER, meaning, example, **more)


def date(header: str, name: str, meaning: str, example: str = "03/02/2026", **more: Any) -> Column:
    """A column of dates."""
    return Column(header, name, Kind.DATE, meaning, example, **more)


def yes_no(header: str, name: str, meaning: str, **more: Any) -> Column:
    """A column of Ya/Tidak."""
    return Column(header, name, Kind.YES_NO, meaning, "Ya", choices=("Ya", "Tidak"), **more)


def choice(header: str, name: str, meaning: str, *choices: str, **more: Any) -> Column:
    """A column in which one of `choices` is picked."""
    return Column(header, name, Kind.CHOICE, meaning, choices[0], choices=choices, **more)


def url(header: str, name: str, meaning: str, **more: Any) -> Column:
    """A column of links to proofs."""
    return Column(header, name, Kind.URL, meaning, "https://drive.google.com/…", **more)


def proof(header: str, name: str, meaning: str, **more: Any) -> Column:
    """A column of proofs: words or an https address. Both prove; only the address becomes a link."""
    return Column(header, name, Kind.TEXT, meaning, "map merah, lemari 2", **more)


def phone(header: str, name: str, meaning: str, **more: Any) -> Column:
    """A column of mobile numbers."""
    more.setdefault("synonyms", ("No HP", "Nomor HP", "Telepon", "WA", "No WA"))
    return Column(header, name, Kind.PHONE, meaning, "0812 3456 7890", **more)


def identifier(header: str, name: str, meaning: str, example: str = "", **more: Any) -> Column:
    """A column of IDs or codes, matched without regard to case and spaces."""
    return Column(header, name, Kind.ID, meaning, example, **more)


def nik(header: str, name: str, meaning: str, **more: Any) -> Column:
    """A column of 16-digit NIK or No KK, kept as text."""
    return Column(header, name, Kind.NIK, meaning, "16 angka, diketik sebagai teks", **more)


def posyandu_code(meaning: str = "Kode atau nama posyandu", **more: Any) -> Column:
    """The posyandu of a row, as most tabs have it."""
    more.setdefault("required", True)
    more.setdefault("fills_down", True)
    more.setdefault(
        "synonyms",
        ("Nama posyandu", "Kode posyandu", "Posyandu asal", "Tempat posyandu", "Lokasi posyandu",
         "Wilayah posyandu", "Pos pelayanan terpadu"),
    )  # fmt: skip
    return identifier("Posyandu", "posyandu", meaning, "MLT1", refers_to="posyandu", shows=PUBLIC, **more)
