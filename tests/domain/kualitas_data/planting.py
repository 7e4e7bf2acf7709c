"""Mistakes of many kinds planted into the sample's cells, each where it would be typed.

A planter remembers rows themselves and says at the end where they stand, since some mistakes add rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

from lib.workbook.grids import Cell
from lib.workbook.sample.build import build_sample
from lib.workbook.tabs import TABS
from tests.domain.kualitas_data.whole_book import TODAY

Row = list[Cell]


class Book:
    """The sample's grids, and what was planted: kind → the rows that must be found."""

    def __init__(self, seed: int, **size: int) -> None:
        self.chance = np.random.default_rng(seed)
        self.grids = build_sample(today=TODAY, seed=seed, **size)
        self.planted: list[tuple[str, str, list[Row]]] = []
        self.taken: set[int] = set()
        self.busy: set[object] = set()  # children, so that one mistake does not stand on another

    def rows(self, tab: str) -> list[Row]:
        return self.grids[TABS[tab].title][1:]

    def at(self, tab: str, name: str) -> int:
        return [column.name for column in TABS[tab].columns].index(name)

    def get(self, tab: str, row: Row, name: str) -> Cell:
        return row[self.at(tab, name)]

    def put(self, tab: str, row: Row, **cells: Cell) -> None:
        for name, cell in cells.items():
            row[self.at(tab, name)] = cell

    def add(self, tab: str, row: Row) -> Row:
        self.grids[TABS[tab].title].append(row)
        return row

    def note(self, kind: str, tab: str, *rows: Row) -> None:
        self.planted.append((kind, tab, list(rows)))
        self.taken.update(id(row) for row in rows)

    def locate(self) -> Iterator[tuple[str, str, list[int]]]:
        """Kind, tab title and row numbers in the sheet of everything planted."""
        for kind, tab, rows in self.planted:
            grid = self.grids[TABS[tab].title]
            places = {id(row): place + 1 for place, row in enumerate(grid)}
            yield kind, TABS[tab].title, [places[id(row)] for row in rows]

    def series(self) -> dict[str, list[Row]]:
        """Every child's readable weighings in order of time."""
        place, ident, weight = (self.at("penimbangan", name) for name in ("date", "child_id", "weight_kg"))
        found: dict[str, list[Row]] = {}
        for row in self.rows("penimbangan"):
            who = row[ident] if isinstance(row[ident], str) else "9999"
            if (
                isinstance(row[place], int)
                and isinstance(row[weight], float)
                and not {"·", "9999"} & {part for part in ("·", "9999") if part in who}
            ):
                found.setdefault(who, []).append(row)
        return {child: sorted(rows, key=lambda row: row[place]) for child, rows in found.items()}

    def child(self, row: Row) -> Row:
        ident = self.get("penimbangan", row, "child_id")
        return next(one for one in self.rows("balita") if one[0] == ident)

    def pick(
        self, fits: Callable[[Row, Row | None, Row | None], bool] = lambda row, before, after: True
    ) -> Row:
        """A weighing with weight and length of a child nothing was planted on, which came the month before
        and after."""
        date, height = self.at("penimbangan", "date"), self.at("penimbangan", "height_cm")
        children = [one for one in self.series().items() if one[0] not in self.busy]
        for place in self.chance.permutation(len(children)).tolist():
            child, rows = children[place]
            for middle in (
                self.chance.permutation(np.arange(1, len(rows) - 1)).tolist() if len(rows) > 2 else []
            ):
                before, row, after = rows[middle - 1 : middle + 2]
                near = 20 <= row[date] - before[date] <= 45 and 20 <= after[date] - row[date] <= 45
                whole = all(isinstance(one[height], float) for one in (before, row, after))
                if near and whole and id(row) not in self.taken and fits(row, before, after):
                    self.busy.add(child)
                    return row
        raise LookupError("nothing fits")

    def weigh(self, row: Row, name: str = "weight_kg") -> float:
        return float(self.get("penimbangan", row, name))  # type: ignore[arg-type]

    def age(self, row: Row) -> float:
        """Months."""
        return (
            int(self.get("penimbangan", row, "date")) - int(self.get("balita", self.child(row), "birth_date"))
        ) / 30.4  # type: ignore[arg-type]

    def pick_child(self, fits: Callable[[Row], bool] = lambda row: True) -> Row:
        rows = self.rows("balita")
        for place in self.chance.permutation(len(rows)).tolist():
            row = rows[place]
            readable = isinstance(row[self.at("balita", "birth_date")], int)
            if row[0] not in self.busy and id(row) not in self.taken and readable and fits(row):
                self.busy.add(row[0])
                return row
        raise LookupError("nobody fits")


def _change(
    kind: str, name: str, change: Callable[[Book, Row, Row, Row], Cell | None]
) -> Callable[[Book], None]:
    """A mistake in one cell of a weighing; `change` gives what is typed there, None: not this row."""

    def plant(book: Book) -> None:
        typed: list[Cell] = []

        def fits(row: Row, before: Row | None, after: Row | None) -> bool:
            cell = change(book, row, before, after)  # type: ignore[arg-type]
            typed[:] = [cell]
            return cell is not None

        row = book.pick(fits)
        book.put("penimbangan", row, **{name: typed[0]})
        book.note(kind, "penimbangan", row)

    plant.__name__ = kind
    return plant


def _w(book: Book, row: Row) -> float:
    return book.weigh(row)


def _h(book: Book, row: Row) -> float:
    return book.weigh(row, "height_cm")


def _exchange(value: float, low: int) -> float | None:
    """Two digits exchanged, the lower standing `low` places left of the tenths; None where they are alike."""
    digits = [int(one) for one in f"{round(value * 10):03d}"[::-1]]
    if (
        low + 1 >= len(digits)
        or digits[low] == digits[low + 1]
        or (digits[low] == 0 and low + 2 == len(digits))
    ):
        return None
    digits[low], digits[low + 1] = digits[low + 1], digits[low]
    return int("".join(map(str, digits[::-1]))) / 10


def _if(value: float | None, fits: bool) -> float | None:
    return value if value is not None and fits else None


def _copy_last_month(book: Book) -> None:
    row = book.pick(lambda row, before, after: book.age(row) < 35)
    rows = book.series()[str(book.get("penimbangan", row, "child_id"))]
    before = rows[[id(one) for one in rows].index(id(row)) - 1]
    book.put("penimbangan", row, weight_kg=_w(book, before), height_cm=_h(book, before))
    book.note("nilai bulan lalu", "penimbangan", row)


def _weight_for_length(book: Book) -> None:
    row = book.pick()
    book.put("penimbangan", row, weight_kg=_h(book, row), height_cm=_w(book, row))
    book.note("berat dan panjang tertukar", "penimbangan", row)


def _weighed_later(kind: str, status: str, days: int) -> Callable[[Book], None]:
    def plant(book: Book) -> None:
        row = book.pick(lambda row, before, after: int(row[0]) + days + 40 < _today())  # type: ignore[call-overload]
        child = book.child(row)
        for other in book.series()[str(child[0])]:
            if int(other[0]) > int(row[0]):  # type: ignore[call-overload]
                book.grids["Penimbangan"].remove(other)
        book.put("balita", child, status=status, left_on=int(row[0]) + 2)  # type: ignore[call-overload]
        late = list(row)
        book.put(
            "penimbangan",
            late,
            date=int(row[0]) + days,
            weight_kg=round(_w(book, row) + 0.3, 1),
            height_cm=round(_h(book, row) + 1.5, 1),
        )  # type: ignore[call-overload]
        book.note(kind, "penimbangan", book.add("penimbangan", late))

    return plant


def _today() -> int:
    from lib.workbook.serials import to_serial

    return to_serial(TODAY)


def _before_birth(book: Book) -> None:
    row = book.pick()
    book.put("penimbangan", row, date=int(book.get("balita", book.child(row), "birth_date")) - 20)  # type: ignore[arg-type]
    book.note("sebelum lahir", "penimbangan", row)


def _before_entry(book: Book) -> None:
    row = book.pick()
    child = book.child(row)
    rows = book.series()[str(child[0])]
    book.put("balita", child, joined_on=int(rows[1][0]) - 5)  # type: ignore[call-overload]
    book.note("sebelum masuk", "penimbangan", rows[0])


def _child_cell(kind: str, change: Callable[[Book, Row], dict[str, Cell] | None]) -> Callable[[Book], None]:
    def plant(book: Book) -> None:
        row = book.pick_child(
            lambda row: isinstance(book.get("balita", row, "nik"), str) and change(book, row) is not None
        )
        book.put("balita", row, **(change(book, row) or {}))
        book.note(kind, "balita", row)

    return plant


def _exchange_day_and_month(book: Book, row: Row) -> dict[str, Cell] | None:
    from lib.workbook.serials import from_serial, to_serial

    day = from_serial(int(book.get("balita", row, "birth_date")))  # type: ignore[arg-type]
    if day.day > 12 or day.day == day.month:
        return None
    other = day.replace(day=day.month, month=day.day)
    return {"birth_date": to_serial(other)} if other < TODAY else None


def _twice(kind: str, *, elsewhere: bool) -> Callable[[Book], None]:
    def plant(book: Book) -> None:
        row = book.pick_child(
            lambda row: (
                book.get("balita", row, "caregiver") is not None
                and book.get("balita", row, "status") == "Aktif"
            )
        )
        double = list(row)
        name = str(book.get("balita", row, "name"))
        cells: dict[str, Cell] = {
            "child_id": f"{str(row[0]).split('-')[0]}-8{len(book.planted):02d}",
            "nik": None,
            "name": name[:4] + name[4].replace("a", "e") + name[4:],
        }
        if elsewhere:
            codes = [one[0] for one in book.rows("posyandu") if one[0] != book.get("balita", row, "posyandu")]
            cells |= {
                "posyandu": codes[0],
                "child_id": f"{codes[0]}-8{len(book.planted):02d}",
                "pickup_point": None,
            }
        book.put("balita", double, **cells)
        book.note(kind, "balita", book.add("balita", double))

    return plant


def _row_twice(book: Book) -> None:
    row = book.pick()
    book.note("baris ganda", "penimbangan", book.add("penimbangan", list(row)))


def _different(book: Book, one: Row, other: Row) -> bool:
    return abs(_w(book, one) - _w(book, other)) > 1.2 and abs(_h(book, one) - _h(book, other)) > 5


def _rows_exchanged(book: Book) -> None:
    first = book.pick()
    date, place = first[0], book.get("penimbangan", first, "posyandu")
    second = book.pick(
        lambda row, before, after: (
            row[0] == date
            and book.get("penimbangan", row, "posyandu") == place
            and _different(book, first, row)
        )
    )
    mine, theirs = [(_w(book, row), _h(book, row)) for row in (first, second)]
    book.put("penimbangan", first, weight_kg=theirs[0], height_cm=theirs[1])
    book.put("penimbangan", second, weight_kg=mine[0], height_cm=mine[1])
    book.note("dua baris tertukar", "penimbangan", first, second)


def _pasted_one_off(book: Book) -> None:
    """Five rows in a row whose values are those of the row above."""
    rows = book.rows("penimbangan")
    weight, height = book.at("penimbangan", "weight_kg"), book.at("penimbangan", "height_cm")
    series = book.series()
    for start in book.chance.permutation(len(rows) - 6).tolist():
        block = rows[start : start + 6]
        same = len({(one[0], one[1]) for one in block}) == 1
        whole = all(isinstance(one[weight], float) and isinstance(one[height], float) for one in block)
        known = all(
            isinstance(one[2], str) and len(series.get(one[2], [])) >= 5 and one[2] not in book.busy
            for one in block
        )
        if not (same and whole and known and not any(id(one) in book.taken for one in block)):
            continue
        if all(_different(book, one, other) for one, other in pairwise(block)):
            values = [(one[weight], one[height]) for one in block]
            for row, (kg, cm) in zip(block[1:], values, strict=False):
                row[weight], row[height] = kg, cm
            book.busy.update(one[2] for one in block)
            book.note("tempelan geser satu baris", "penimbangan", *block[1:])
            return
    raise LookupError("no such rows")


def _filled_down(book: Book) -> None:
    """The first weight of six rows of a posyandu day dragged over the others."""
    rows = book.rows("penimbangan")
    weight = book.at("penimbangan", "weight_kg")
    for start in book.chance.permutation(len(rows) - 6).tolist():
        block = rows[start : start + 6]
        same = len({(one[0], one[1]) for one in block}) == 1
        whole = all(isinstance(one[weight], float) and isinstance(one[2], str) for one in block)
        if same and whole and not any(id(one) in book.taken or one[2] in book.busy for one in block):
            for row in block[1:]:
                row[weight] = block[0][weight]
            book.busy.update(one[2] for one in block)
            book.note("berat ditarik ke bawah", "penimbangan", *block[1:])
            return
    raise LookupError("no such rows")


def _two_places(book: Book) -> None:
    """Weighed at another posyandu on the same day, with another weight."""
    row = book.pick()
    code = next(one[0] for one in book.rows("posyandu") if one[0] != book.get("penimbangan", row, "posyandu"))
    other = list(row)
    book.put("penimbangan", other, posyandu=code, weight_kg=round(_w(book, row) + 0.7, 1))
    book.note("dua posyandu sehari", "penimbangan", book.add("penimbangan", other))


def _other_id(book: Book) -> None:
    """A slip in the ID: another child's of the same posyandu, beside the right name."""
    row = book.pick()
    place = book.get("penimbangan", row, "posyandu")
    other = book.pick_child(lambda one: book.get("balita", one, "posyandu") == place)
    name = book.get("balita", book.child(row), "name")
    book.put("penimbangan", row, name=name, child_id=other[0])
    book.note("ID anak lain", "penimbangan", row)


def _other_name(book: Book) -> None:
    row = book.pick()
    place = book.get("penimbangan", row, "posyandu")
    other = book.pick_child(lambda one: book.get("balita", one, "posyandu") == place)
    book.put("penimbangan", row, name=book.get("balita", other, "name"))
    book.note("nama anak lain", "penimbangan", row)


def _in(
    kind: str, tab: str, fits: Callable[[Book, Row], bool], change: Callable[[Book, Row], dict[str, Cell]]
) -> Callable[[Book], None]:
    def plant(book: Book) -> None:
        rows = book.rows(tab)
        for place in book.chance.permutation(len(rows)).tolist():
            row = rows[place]
            if id(row) not in book.taken and fits(book, row):
                book.put(tab, row, **change(book, row))
                book.note(kind, tab, row)
                return
        raise LookupError("nothing fits")

    return plant


def _has(tab: str, *names: str) -> Callable[[Book, Row], bool]:
    return lambda book, row: all(isinstance(book.get(tab, row, name), int) for name in names)


def _day(book: Book, tab: str, row: Row, name: str) -> int:
    return int(book.get(tab, row, name))  # type: ignore[arg-type]


def _register_differs(book: Book) -> None:
    """Of a month that both tabs give, another weight in the register: the row is copied there wrongly."""
    row = book.pick(lambda row, before, after: True)
    from lib.workbook.serials import from_serial

    day = from_serial(int(row[0]))  # type: ignore[call-overload]
    line: Row = [None] * len(TABS["register_sip"].columns)
    book.put("register_sip", line, year=day.year, child_id=row[2], name=row[3])
    book.put("register_sip", line, **{f"weight_kg_{day.month:02d}": round(_w(book, row) + 0.6, 1)})
    existing = [one for one in book.rows("register_sip") if one[0] == day.year and one[1] == row[2]]
    if existing:
        raise LookupError("has a row")
    book.note("register berbeda", "register_sip", book.add("register_sip", line))


KINDS: tuple[Callable[[Book], None], ...] = (
    _change("panjang di kolom berat", "weight_kg", lambda b, r, p, n: _h(b, r)),
    _change("satu angka berat hilang", "weight_kg", lambda b, r, p, n: _if(_w(b, r) - 10, _w(b, r) > 10.5)),
    _change("puluhan panjang salah", "height_cm", lambda b, r, p, n: round(_h(b, r) + 10, 1)),
    _change("tahun penimbangan lain", "date", lambda b, r, p, n: int(r[0]) - 365),
    _child_cell(
        "tahun lahir meleset satu",
        lambda b, r: {"birth_date": int(b.get("balita", r, "birth_date")) - 365},  # type: ignore[arg-type]
    ),
    _filled_down,
    _two_places,
    _other_id,
    _change("berat separuh", "weight_kg", lambda b, r, p, n: _if(round(_w(b, r) / 2, 1), _w(b, r) > 4)),
    _change("berat dobel", "weight_kg", lambda b, r, p, n: round(_w(b, r) * 2, 1)),
    _change("berat kelebihan sepuluh", "weight_kg", lambda b, r, p, n: round(_w(b, r) + 10, 1)),
    _change(
        "angka berat tertukar",
        "weight_kg",
        lambda b, r, p, n: _if(_exchange(_w(b, r), 0), abs((_exchange(_w(b, r), 0) or 0) - _w(b, r)) > 1.5),
    ),
    _change(
        "angka berat tertukar sedikit",
        "weight_kg",
        lambda b, r, p, n: _if(
            _exchange(_w(b, r), 0), 0.8 < abs((_exchange(_w(b, r), 0) or 0) - _w(b, r)) < 1.0
        ),
    ),
    _change(
        "puluhan berat tertukar", "weight_kg", lambda b, r, p, n: _if(_exchange(_w(b, r), 1), _w(b, r) >= 10)
    ),
    _change("angka panjang tertukar", "height_cm", lambda b, r, p, n: _if(_exchange(_h(b, r), 1), True)),
    _change(
        "persepuluhan panjang tertukar",
        "height_cm",
        lambda b, r, p, n: _if(_exchange(_h(b, r), 0), abs((_exchange(_h(b, r), 0) or 0) - _h(b, r)) > 2.5),
    ),
    _change("berat melonjak", "weight_kg", lambda b, r, p, n: round(_w(b, p) + 3.0, 1)),
    _change("berat merosot", "weight_kg", lambda b, r, p, n: round(_w(b, p) - max(1.8, 0.18 * _w(b, p)), 1)),
    _change("berat turun seperdelapan", "weight_kg", lambda b, r, p, n: round(_w(b, p) * 0.86, 1)),
    _change("panjang menyusut", "height_cm", lambda b, r, p, n: round(_h(b, p) - 3.5, 1)),
    _change(
        "panjang menyusut sedikit",
        "height_cm",
        lambda b, r, p, n: _if(round(_h(b, p) - 1.9, 1), r[6] == p[6]),
    ),
    _change("panjang melonjak", "height_cm", lambda b, r, p, n: round(_h(b, p) + 7, 1)),
    _copy_last_month,
    _weight_for_length,
    _change("koma berat terlewat", "weight_kg", lambda b, r, p, n: round(_w(b, r) * 10)),
    _change("koma panjang tergeser", "height_cm", lambda b, r, p, n: round(_h(b, r) / 10, 2)),
    _change("gram", "weight_kg", lambda b, r, p, n: int(_w(b, r) * 1000)),
    _change("meter", "height_cm", lambda b, r, p, n: round(_h(b, r) / 100, 2)),
    _change("tanggal besok", "date", lambda b, r, p, n: _today() + 30),
    _weighed_later("sesudah pindah", "Pindah", 30),
    _weighed_later("sesudah meninggal", "Meninggal", 120),
    _before_birth,
    _before_entry,
    _child_cell(
        "jenis kelamin salah", lambda b, r: {"sex": "P" if b.get("balita", r, "sex") == "L" else "L"}
    ),
    _child_cell("hari dan bulan lahir tertukar", _exchange_day_and_month),
    _child_cell(
        "tahun lahir salah", lambda b, r: {"birth_date": int(b.get("balita", r, "birth_date")) - 3653}
    ),  # type: ignore[arg-type]
    _twice("anak ganda", elsewhere=False),
    _twice("anak ganda di posyandu lain", elsewhere=True),
    _row_twice,
    _rows_exchanged,
    _pasted_one_off,
    _other_name,
    _register_differs,
    _in(
        "kontak sesudah hari H",
        "antar_jemput",
        _has("antar_jemput", "contacted_on", "date"),
        lambda b, r: {"contacted_on": _day(b, "antar_jemput", r, "date") + 1},
    ),
    _in(
        "kunjungan sebelum mulai",
        "kunjungan_ibu",
        _has("kunjungan_ibu", "date"),
        lambda b, r: {"date": _day(b, "kunjungan_ibu", r, "date") - 700},
    ),
    _in(
        "selesai sebelum mulai",
        "pendampingan",
        _has("pendampingan", "started_on", "ended_on"),
        lambda b, r: {"ended_on": _day(b, "pendampingan", r, "started_on") - 9},
    ),
    _in(
        "laporan sebelum mulai",
        "pendampingan",
        _has("pendampingan", "started_on", "reported_on"),
        lambda b, r: {"reported_on": _day(b, "pendampingan", r, "started_on") - 9},
    ),
)


def plant(seed: int, count: int, **size: int) -> Book:
    """The sample with `count` mistakes, the kinds in turn (a kind the sample has no room for is left out)."""
    book = Book(seed, **size)
    turn = 0
    tries = 0
    while len(book.planted) < count and tries < 4 * count:
        kind, tries = KINDS[turn % len(KINDS)], tries + 1
        turn += 1
        try:
            kind(book)
        except LookupError:
            continue
    return book
