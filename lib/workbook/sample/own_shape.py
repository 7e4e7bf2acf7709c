"""The sample's children and weighings as a puskesmas keeps them itself, before it knew of the board.

Letterheads, a band over BB and TB, a tab a month, no IDs, other spellings, RT/RW in one cell, and one tab
whose headers nobody can guess: read in full only once `Pemetaan` says what they mean. Its SKDN is then the
sample's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from lib.workbook.grids import Cell, Grid
from lib.workbook.read_dates import from_serial
from lib.workbook.tabs import TABS

MONTHS = (
    *("JANUARI", "FEBRUARI", "MARET", "APRIL", "MEI", "JUNI", "JULI"),
    *("AGUSTUS", "SEPTEMBER", "OKTOBER", "NOVEMBER", "DESEMBER"),
)
GUESSLESS = "Buku Bidan"
"""The tab that needs `Pemetaan`: the weighings of the last whole month."""

MAPPING: Grid = [
    ["Tab di buku", "Dibaca sebagai", "Kolom di buku", "Kolom papan"],
    [GUESSLESS, "Penimbangan", None, None],
    [GUESSLESS, "Penimbangan", "W (kg)", "BB (kg)"],
    [GUESSLESS, "Penimbangan", "H (cm)", "TB/PB (cm)"],
]
"""The rows that make it read."""

Row = dict[str, Cell]


def build_own_shape(sample: Mapping[str, Grid], today: date) -> dict[str, Grid]:
    """Grids by the puskesmas's own titles, made of the sample's (dates as serials, or as typed)."""
    children = _records(sample, "balita")
    weighings = _records(sample, "penimbangan")
    places = _records(sample, "posyandu")
    register = _records(sample, "register_sip")
    called = {child["child_id"]: child["name"] for child in children}
    home = {child["child_id"]: child["posyandu"] for child in children}
    nik_of = {child["child_id"]: child["nik"] for child in children}
    name_of = {place["code"]: place["name"] for place in places}
    letterhead: Grid = [["PEMERINTAH KABUPATEN CONTOH"], ["UPT PUSKESMAS CONTOH"], []]
    grids: dict[str, Grid] = {
        "Daftar Posyandu": [
            *letterhead,
            ["NO", "KODE", "NAMA POSYANDU", "DESA", "Hari buka (tanggal ke-)"],
            *(
                [number, place["code"], place["name"], place["desa"], place["open_day"]]
                for number, place in enumerate(places, start=1)
            ),
        ],
        "Jadwal Posyandu": [
            ["JADWAL HARI BUKA"],
            ["Tgl", "POS", "Status"],
            *([row["date"], row["posyandu"], row["status"]] for row in _records(sample, "jadwal")),
        ],
        "DATA BALITA": [
            *letterhead,
            ["REGISTER BALITA"],
            ["NO", "NIK ANAK", "NAMA BALITA", "JNS KEL", "TTL", "NAMA ORTU", "RT/RW", "POS", "Buku KIA",
             "Status", "Tgl Masuk", "Tgl Keluar"],
            *(
                [
                    number, child["nik"], child["name"], child["sex"], _born(child["birth_date"]),
                    child["caregiver"], _together(child["rt"], child["rw"]),
                    name_of.get(child["posyandu"], child["posyandu"]), child["has_kms"], child["status"],
                    child["joined_on"], child["left_on"],
                ]
                for number, child in enumerate(children, start=1)
            ),
        ],
    }  # fmt: skip
    by_month: dict[tuple[int, int], list[Row]] = {}
    undated: list[Row] = []
    for row in weighings:
        day = row["date"]
        if isinstance(day, int):
            typed = from_serial(day)
            by_month.setdefault((typed.year, typed.month), []).append(row)
        else:
            undated.append(row)
    before = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    if undated:
        # Days typed as words stay with the month that is written last: their rows say their own day.
        by_month.setdefault(max(by_month, default=before), []).extend(undated)
    for (year, month), rows in sorted(by_month.items()):
        cells = [
            [
                number, called.get(row["child_id"], row["name"]),
                home.get(row["child_id"], row["posyandu"]), row["date"], row["weight_kg"], row["height_cm"],
            ]
            for number, row in enumerate(rows, start=1)
        ]  # fmt: skip
        if (year, month) == before:
            grids[GUESSLESS] = [["No", "Nama", "POS", "Tgl Timbang", "W (kg)", "H (cm)"], *cells]
        else:
            grids[f"{MONTHS[month - 1]} {year}"] = [
                [f"PENIMBANGAN BULAN {MONTHS[month - 1]} {year}"], [],
                ["NO", "NAMA", "POS", "TGL TIMBANG", "HASIL UKUR", None],
                [None, None, None, None, "BB (Kg)", "TB/PB"],
                *cells,
            ]  # fmt: skip
    for code in dict.fromkeys(home.get(row["child_id"]) for row in register):
        bands: list[Cell] = [cell for month in MONTHS for cell in (month, None)]
        sizes: list[Cell] = ["BB", "TB"] * len(MONTHS)
        grids[f"Register {name_of.get(code, code)}"] = [
            ["REGISTER PENIMBANGAN"],
            ["Posyandu", name_of.get(code, code)],
            ["TAHUN", "NIK", "NAMA ANAK", *bands],
            [None, None, None, *sizes],
            *(
                [
                    row["year"], nik_of.get(row["child_id"]), called.get(row["child_id"], row["name"]),
                    *(
                        row[f"{size}_{month:02d}"]
                        for month in range(1, 13)
                        for size in ("weight_kg", "height_cm")
                    ),
                ]
                for row in register
                if home.get(row["child_id"]) == code
            ),
        ]  # fmt: skip
    return grids


def write_own_shape(path: str | Path, grids: Mapping[str, Grid]) -> None:
    """Write the grids as a plain .xlsx, dates as dates. Raises OSError."""
    book = Workbook(write_only=True)
    for title, grid in grids.items():
        sheet = book.create_sheet(title)
        days = _find_day_columns(grid)
        for cells in grid:
            sheet.append(
                [
                    from_serial(cell) if place in days and isinstance(cell, int) and cell > 366 else cell
                    for place, cell in enumerate(cells)
                ]
            )
    book.save(path)


def _find_day_columns(grid: Grid) -> set[int]:
    return {
        place
        for cells in grid[:6]
        for place, cell in enumerate(cells)
        if isinstance(cell, str) and cell.casefold().startswith("tgl")
    }


def _records(sample: Mapping[str, Grid], name: str) -> list[Row]:
    """The rows below the header by code name; blank rows and sums left off."""
    tab = TABS[name]
    headers: list[Cell] = [column.header for column in tab.columns]
    grid = sample[tab.title]
    names = [column.name for column in tab.columns]
    return [
        dict(zip(names, cells, strict=True))
        for cells in grid[grid.index(headers) + 1 :]
        if any(cell is not None for cell in cells) and cells[0] != "Jumlah"
    ]


def _born(typed: Cell) -> Cell:
    return f"Kab. Contoh, {from_serial(typed):%d-%m-%Y}" if isinstance(typed, int) else typed


def _together(rt: Cell, rw: Cell) -> Cell:
    return f"{rt}/{rw}" if rt and rw else rt
