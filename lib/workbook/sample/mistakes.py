"""A dozen and a half honest typing mistakes, as kader make them, so that the checks have work to show.

Each is planted in one cell or row, spread over the tabs and over the months, on rows whose loss changes no
figure much. `expected` says what the contract makes of it: "Galat", "Peringatan" or "" (does no harm).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from openpyxl.utils import get_column_letter

from lib.workbook.grids import Cell, Grid
from lib.workbook.read_dates import from_serial, to_serial
from lib.workbook.sample.plan import build_grid
from lib.workbook.tabs import TABS


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: `cell` is its A1 address (column A for a whole row), `typed` what stands there."""

    kind: str
    tab: str
    cell: str
    typed: Cell
    expected: str


Values = Callable[[str], Cell]
"""One row, asked by the code name of a column."""


class _NothingFits(LookupError):
    """The sample is too small for this mistake."""


class _Planter:
    """Writes into the grids and notes where; a row once spoilt is not chosen again."""

    def __init__(self, grids: dict[str, Grid], today: date) -> None:
        self.grids = grids
        self.today = today
        self.planted: list[tuple[str, str, list[Cell], str | None, Cell, str]] = []
        self._taken: set[int] = set()

    def column(self, tab: str, name: str) -> int:
        return [column.name for column in TABS[tab].columns].index(name)

    def values(self, tab: str, row: list[Cell]) -> Values:
        return lambda name: row[self.column(tab, name)]

    def write(self, kind: str, tab: str, row: list[Cell], name: str, typed: Cell, expected: str) -> None:
        row[self.column(tab, name)] = typed
        self.planted.append((kind, tab, row, name, typed, expected))

    def note_row(self, kind: str, tab: str, row: list[Cell], expected: str) -> None:
        self.planted.append((kind, tab, row, None, row[0], expected))

    def find(self, tab: str, fits: Callable[[Values], bool], share: float) -> list[Cell]:
        """The first fitting row from `share` of the tab on (and round to its start)."""
        rows = self.grids[tab][1:]
        start = int(len(rows) * share)
        for row in rows[start:] + rows[:start]:
            if id(row) not in self._taken and fits(self.values(tab, row)):
                self._taken.add(id(row))
                return row
        raise _NothingFits(tab)


def plant_mistakes(grids: dict[str, Grid], today: date) -> tuple[Mistake, ...]:
    """Plant the mistakes in the grids (by tab name) and return them with their cells.

    A sample too small for a mistake goes without it.
    """
    planter = _Planter(grids, today)
    for plant in _PLANTS:
        with suppress(_NothingFits):
            plant(planter)
    return tuple(_locate(planter, *planted) for planted in planter.planted)


def _locate(
    planter: _Planter, kind: str, tab: str, row: list[Cell], name: str | None, typed: Cell, expected: str
) -> Mistake:
    letter = get_column_letter(planter.column(tab, name) + 1) if name else "A"
    return Mistake(kind, TABS[tab].title, f"{letter}{_place(planter.grids[tab], row) + 1}", typed, expected)


def _plain_weighing(value: Values) -> bool:
    """An ordinary row: ID, weight and height there, nothing noted."""
    return (
        "-" in str(value("child_id"))
        and "·" not in str(value("child_id"))
        and isinstance(value("height_cm"), float)
        and value("note") is None
        and isinstance(value("date"), int)
    )


def _weight_in_grams(planter: _Planter) -> None:
    row = planter.find(
        "penimbangan", lambda value: _plain_weighing(value) and _number(value("weight_kg")) > 10.5, 0.55
    )
    grams = round(_number(planter.values("penimbangan", row)("weight_kg")) * 1000)
    planter.write("berat dalam gram", "penimbangan", row, "weight_kg", grams, "Galat")


def _height_in_metres(planter: _Planter) -> None:
    row = planter.find(
        "penimbangan", lambda value: _plain_weighing(value) and 70 < _number(value("height_cm")) < 99, 0.62
    )
    metres = f"{_number(planter.values('penimbangan', row)('height_cm')) / 100:.2f}".replace(".", ",")
    planter.write("tinggi dalam meter", "penimbangan", row, "height_cm", metres, "Galat")


def _unit_typed_along(planter: _Planter) -> None:
    row = planter.find("penimbangan", _plain_weighing, 0.68)
    typed = f"{_number(planter.values('penimbangan', row)('weight_kg')):.1f} kg".replace(".", ",")
    planter.write("satuan ikut diketik", "penimbangan", row, "weight_kg", typed, "")


def _choice_misspelt(planter: _Planter) -> None:
    row = planter.find(
        "penimbangan", lambda value: _plain_weighing(value) and value("position") == "Terlentang", 0.73
    )
    planter.write("pilihan salah ketik", "penimbangan", row, "position", "Terlentnag", "Peringatan")


def _date_that_is_none(planter: _Planter) -> None:
    row = planter.find("penimbangan", _plain_weighing, 0.35)
    year = from_serial(int(_number(planter.values("penimbangan", row)("date")))).year
    planter.write("tanggal yang tidak ada", "penimbangan", row, "date", f"31/02/{year}", "Galat")


def _date_after_today(planter: _Planter) -> None:
    row = planter.find("penimbangan", _plain_weighing, 0.8)
    later = to_serial(planter.today) + 40
    planter.write("tanggal sesudah hari ini", "penimbangan", row, "date", later, "Galat")


def _old_spelling_of_month(planter: _Planter) -> None:
    def born(value: Values) -> date:
        return from_serial(int(_number(value("birth_date"))))

    row = planter.find("balita", lambda value: born(value).month in (2, 11), 0.4)
    day = born(planter.values("balita", row))
    typed = f"{day.day} {'Pebruari' if day.month == 2 else 'Nopember'} {day.year}"
    planter.write("nama bulan ejaan lama", "balita", row, "birth_date", typed, "")


def _nik_as_number(planter: _Planter) -> None:
    row = planter.find("balita", lambda value: isinstance(value("nik"), str), 0.3)
    # A spreadsheet keeps 15 digits of a number: the last one is gone.
    lost = int(str(planter.values("balita", row)("nik"))) // 10 * 10
    planter.write("NIK sebagai angka", "balita", row, "nik", lost, "Galat")


def _phone_too_short(planter: _Planter) -> None:
    row = planter.find("ibu_hamil", lambda value: True, 0.3)
    planter.write("nomor HP terlalu pendek", "ibu_hamil", row, "phone", "0800123", "Galat")


def _formula_error(planter: _Planter) -> None:
    row = planter.find("ibu_hamil", lambda value: value("status") == "Hamil", 0.6)
    planter.write("galat rumus", "ibu_hamil", row, "hb_g_dl", "#N/A", "Galat")


def _posyandu_misspelt(planter: _Planter) -> None:
    first = planter.values("posyandu", planter.grids["posyandu"][1])
    row = planter.find("kader", lambda value: value("posyandu") == first("code"), 0)
    planter.write(
        "nama posyandu salah ketik", "kader", row, "posyandu", _misspell(str(first("name"))), "Peringatan"
    )


def _unknown_id(planter: _Planter) -> None:
    """An ID that does not exist, beside a name almost right."""
    row = planter.find("penimbangan", _plain_weighing, 0.45)
    value = planter.values("penimbangan", row)
    code = str(value("child_id")).rpartition("-")[0]
    row[planter.column("penimbangan", "name")] = _misspell(str(value("name")))
    planter.write("ID tidak dikenal", "penimbangan", row, "child_id", f"{code}-9999", "Galat")


def _row_twice(planter: _Planter) -> None:
    grid = planter.grids["penimbangan"]
    source = planter.find("penimbangan", _plain_weighing, 0.5)
    double = list(source)
    grid.insert(_place(grid, source) + 1, double)
    planter.note_row("baris ganda", "penimbangan", double, "Peringatan")


def _blank_row(planter: _Planter) -> None:
    grid = planter.grids["penimbangan"]
    blank: list[Cell] = [None] * len(grid[0])
    grid.insert(1 + 2 * len(grid) // 5, blank)
    planter.note_row("baris kosong", "penimbangan", blank, "")


def _id_with_spaces(planter: _Planter) -> None:
    row = planter.find("antar_jemput", lambda value: "-" in str(value("person_id")), 0.2)
    code, _, number = str(planter.values("antar_jemput", row)("person_id")).rpartition("-")
    typed = f" {code.lower()} - {number} "
    planter.write("ID huruf kecil dan berspasi", "antar_jemput", row, "person_id", typed, "")


def _trailing_spaces(planter: _Planter) -> None:
    row = planter.find("hadir_pertemuan", lambda value: True, 0.5)
    typed = f"{planter.values('hadir_pertemuan', row)('name')}   "
    planter.write("spasi di belakang", "hadir_pertemuan", row, "name", typed, "")


def _book_from_paper(planter: _Planter) -> None:
    """The donation book came from paper: title rows above the header and a sum at its end."""
    grid = planter.grids["donasi"]
    amount = planter.column("donasi", "amount")
    total: list[Cell] = [None] * len(grid[0])
    total[0], total[amount] = "Jumlah", sum(_number(row[amount]) for row in grid[1:])
    grid.append(total)
    planter.note_row("baris Jumlah", "donasi", total, "")
    title: list[Cell] = ["BUKU DONASI"]
    grid[:0] = [title, [f"Puskesmas Contoh, tahun {planter.today.year}"], []]
    planter.note_row("baris judul di atas", "donasi", title, "")


_PLANTS = (
    _weight_in_grams,
    _height_in_metres,
    _unit_typed_along,
    _choice_misspelt,
    _date_that_is_none,
    _date_after_today,
    _old_spelling_of_month,
    _nik_as_number,
    _phone_too_short,
    _formula_error,
    _posyandu_misspelt,
    _unknown_id,
    _row_twice,
    _blank_row,
    _id_with_spaces,
    _trailing_spaces,
    _book_from_paper,
)


def _place(grid: Grid, row: list[Cell]) -> int:
    """0-based, by identity: a doubled row equals the one above it."""
    return next(place for place, each in enumerate(grid) if each is row)


def _misspell(name: str) -> str:
    """One letter doubled, as fingers do: Melati, Mellati."""
    return name[:3] + name[2:]


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


# --- What the sample's puskesmas has looked into and found right: one NIK that names another birth date.

_SHARE = 0.7
_DAY = slice(6, 8)


def build_confirmed_grid(balita: Grid) -> Grid:
    """Grid of dibenarkan; the NIK of one row of `balita` is changed so that there is something to confirm."""
    nik, child, name = (_where(column) for column in ("nik", "child_id", "name"))
    rows = balita[1:]
    start = int(len(rows) * _SHARE)
    for row in rows[start:] + rows[:start]:
        if isinstance(row[nik], str):
            typed = _name_next_day(str(row[nik]))
            row[nik] = typed
            return build_grid(
                "dibenarkan",
                [
                    {
                        "tab_title": TABS["balita"].title,
                        "subject": f"{row[name]} · {row[child]}",
                        "column_title": TABS["balita"].column("nik").header,
                        "value": typed,
                        "reason": "Sama dengan KK dan akta; NIK terbit dengan tanggal yang keliru",
                    }
                ],
            )
    return build_grid("dibenarkan", [])


def _where(column: str) -> int:
    return [one.name for one in TABS["balita"].columns].index(column)


def _name_next_day(nik: str) -> str:
    """The NIK with the day of birth in it moved by one, still a day of the month and of the same sex."""
    day = int(nik[_DAY])
    return f"{nik[:6]}{day + 1 if day % 40 < 27 else day - 1:02d}{nik[8:]}"
