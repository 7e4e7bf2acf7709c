"""What the sample's puskesmas has looked into and found right: one NIK that names another birth date."""

from __future__ import annotations

from lib.workbook.grids import Grid
from lib.workbook.sample.tables import build_grid
from lib.workbook.tabs import TABS

_SHARE = 0.7
_DAY = slice(6, 8)


def build_confirmed_grid(balita: Grid) -> Grid:
    """Grid of dibenarkan; the NIK of one row of `balita` is changed so that there is something to confirm."""
    nik, child, name = (_place(column) for column in ("nik", "child_id", "name"))
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


def _place(column: str) -> int:
    return [one.name for one in TABS["balita"].columns].index(column)


def _name_next_day(nik: str) -> str:
    """The NIK with the day of birth in it moved by one, still a day of the month and of the same sex."""
    day = int(nik[_DAY])
    return f"{nik[:6]}{day + 1 if day % 40 < 27 else day - 1:02d}{nik[8:]}"
