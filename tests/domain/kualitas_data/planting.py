"""Mistakes of many kinds planted into the sample's cells, each where it would be typed.

A planter remembers rows themselves and says at the end where they stand, since some mistakes add rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise

import numpy as np

from lib.domain.growth import compute_value_at_z
from lib.workbook.grids import Cell
from lib.workbook.sample.build import build_sample
from lib.workbook.tabs import TABS
from tests.domain.kualitas_data.whole_book import TODAY

Row = list[Cell]

LEAST_OF_SESSION, MOST_OF_SESSION = 4, 12
"""Rows of one day that a mistake over a whole posyandu day spoils."""


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
    from lib.workbook.read_dates import to_serial

    return to_serial(TODAY)


def _before_birth(book: Book) -> None:
    row = book.pick(
        lambda row, before, after: isinstance(book.get("balita", book.child(row), "birth_date"), int)
    )
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
    from lib.workbook.read_dates import from_serial, to_serial

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
    from lib.workbook.read_dates import from_serial

    day = from_serial(int(row[0]))  # type: ignore[call-overload]
    line: Row = [None] * len(TABS["register_sip"].columns)
    book.put("register_sip", line, year=day.year, child_id=row[2], name=row[3])
    book.put("register_sip", line, **{f"weight_kg_{day.month:02d}": round(_w(book, row) + 0.6, 1)})
    existing = [one for one in book.rows("register_sip") if one[0] == day.year and one[1] == row[2]]
    if existing:
        raise LookupError("has a row")
    book.note("register berbeda", "register_sip", book.add("register_sip", line))


def _nik_of_somebody(book: Book, row: Row) -> dict[str, Cell] | None:
    """The NIK of the first child of another sex: birth date and sex are not this one's."""
    other = next(
        one for one in book.rows("balita") if book.get("balita", one, "sex") != book.get("balita", row, "sex")
    )
    nik = book.get("balita", other, "nik")
    return {"nik": nik} if isinstance(nik, str) else None


def _exchange_cells(kind: str, one: str, other: str) -> Callable[[Book], None]:
    """Two measures of a row in each other's column."""

    def plant(book: Book) -> None:
        row = book.pick(lambda row, before, after: _apart(book, row, one, other))
        first, second = (book.get("penimbangan", row, name) for name in (one, other))
        book.put("penimbangan", row, **{one: second, other: first})
        book.note(kind, "penimbangan", row)

    return plant


def _apart(book: Book, row: Row, one: str, other: str) -> bool:
    values = [book.get("penimbangan", row, name) for name in (one, other)]
    return all(isinstance(value, float) for value in values) and abs(values[0] - values[1]) > 3  # type: ignore[operator]


def _twins_exchanged(book: Book) -> None:
    """Twins, the second heavier and longer, whose rows of one day are exchanged."""
    first = book.pick(lambda row, before, after: book.age(row) > 4)
    child = book.child(first)
    twin = list(child)
    ident = f"{str(child[0]).split('-')[0]}-7{len(book.planted):02d}"
    book.put(
        "balita", twin, child_id=ident, nik=None, name=f"Kembar {str(child[2]).split()[-1]}", birth_order=9
    )
    book.add("balita", twin)
    book.busy.add(ident)
    double: Row = []
    for row in book.series()[str(child[0])]:
        other = book.add("penimbangan", list(row))
        book.put("penimbangan", other, child_id=ident, name=book.get("balita", twin, "name"))
        book.put("penimbangan", other, weight_kg=round(_w(book, row) * 1.16, 1))
        if isinstance(book.get("penimbangan", row, "height_cm"), float):
            book.put("penimbangan", other, height_cm=round(_h(book, row) * 1.05, 1))
        double = other if row is first else double
    for name in ("weight_kg", "height_cm"):
        mine, theirs = book.get("penimbangan", first, name), book.get("penimbangan", double, name)
        book.put("penimbangan", first, **{name: theirs})
        book.put("penimbangan", double, **{name: mine})
    book.note("baris anak kembar tertukar", "penimbangan", first, double)


def _session(book: Book, least: int = 6) -> list[Row]:
    """Rows of a posyandu day on most of whose children nothing was planted."""
    held: dict[tuple[Cell, Cell], list[Row]] = {}
    for rows in book.series().values():
        for row in rows:
            if isinstance(book.get("penimbangan", row, "height_cm"), float) and id(row) not in book.taken:
                held.setdefault((row[0], row[1]), []).append(row)
    days = list(held.values())
    for place in book.chance.permutation(len(days)).tolist():
        rows = [row for row in days[place] if row[2] not in book.busy]
        if len(rows) >= max(least, 0.7 * len(days[place])):
            return rows[:MOST_OF_SESSION]
    raise LookupError("no such day")


def _over_session(kind: str, change: Callable[[Book, Row], dict[str, Cell] | None]) -> Callable[[Book], None]:
    """The same mistake in rows of one posyandu day (those for which `change` gives cells)."""

    def plant(book: Book) -> None:
        cells = [(row, change(book, row)) for row in _session(book)]
        spoilt = [(row, cell) for row, cell in cells if cell is not None]
        if len(spoilt) < LEAST_OF_SESSION:
            raise LookupError("too few")
        for row, cell in spoilt:
            book.put("penimbangan", row, **cell)
        book.busy.update(row[2] for row, _ in cells)
        book.note(kind, "penimbangan", *(row for row, _ in spoilt))

    return plant


def _last_month(book: Book, row: Row) -> dict[str, Cell] | None:
    from lib.workbook.read_dates import from_serial

    rows = book.series()[str(row[2])]
    place = [id(one) for one in rows].index(id(row))
    before = rows[place - 1] if place else row
    months = [12 * day.year + day.month for day in (from_serial(int(one[0])) for one in (before, row))]  # type: ignore[arg-type]
    height = book.get("penimbangan", before, "height_cm")
    if months[1] - months[0] != 1 or not isinstance(height, float):
        return None
    return {"weight_kg": _w(book, before), "height_cm": height}


def _slip_date(
    kind: str, slip: Callable[[date], date | None], *, alone: bool = False
) -> Callable[[Book], None]:
    """The date of a row typed as another, which is not that posyandu's day; `alone`: also where the child has
    no other row in the month it falls in."""
    from lib.workbook.read_dates import from_serial, to_serial

    def plant(book: Book) -> None:
        held = {(row[1], row[0]) for row in book.rows("jadwal")}
        series = book.series()

        def fits(row: Row, before: Row | None, after: Row | None) -> bool:
            typed = slip(from_serial(int(row[0])))  # type: ignore[call-overload]
            if (
                typed is None
                or typed > TODAY
                or (row[1], to_serial(typed)) in held
                or (row[1], row[0]) not in held
            ):
                return False
            months = {from_serial(int(one[0])).replace(day=1) for one in series[str(row[2])]}  # type: ignore[call-overload]
            return alone or typed.replace(day=1) in months

        row = book.pick(fits)
        book.put("penimbangan", row, date=to_serial(slip(from_serial(int(row[0])))))  # type: ignore[arg-type,call-overload]
        book.note(kind, "penimbangan", row)

    return plant


def _exchange_day(day: date) -> date | None:
    return day.replace(day=day.month, month=day.day) if day.day <= 12 and day.day != day.month else None


def _month_before(day: date) -> date | None:
    return day.replace(month=day.month - 1) if day.month > 1 and day.day <= 28 else None


def _again_soon(book: Book) -> None:
    """The row once more two days later, with another weight."""
    row = book.pick(lambda row, before, after: int(row[0]) + 2 <= _today())  # type: ignore[call-overload]
    other = list(row)
    book.put("penimbangan", other, date=int(row[0]) + 2, weight_kg=round(_w(book, row) + 0.5, 1))  # type: ignore[call-overload]
    book.note("dua kali dalam seminggu", "penimbangan", book.add("penimbangan", other))


def _other_posyandu(book: Book) -> None:
    row = book.pick()
    held = {(one[1], one[0]) for one in book.rows("jadwal")}
    closed = [one[0] for one in book.rows("posyandu") if (one[0], row[0]) not in held]
    if not closed or (row[1], row[0]) not in held:
        raise LookupError("all are open")
    book.put("penimbangan", row, posyandu=closed[0])
    book.note("posyandu lain", "penimbangan", row)


def _lone_oedema(book: Book) -> None:
    def fits(row: Row, before: Row | None, after: Row | None) -> bool:
        kilos = compute_value_at_z("bb_tb", sex="L", at=[_h(book, row)], z=-0.3)[0]
        return _w(book, row) >= kilos and 24 > book.age(row) > 6

    row = book.pick(fits)
    book.put("penimbangan", row, oedema="Ya")
    book.note("edema pada anak berberat cukup", "penimbangan", row)


def _mothers_id(book: Book) -> None:
    row = book.pick()
    book.put("penimbangan", row, child_id=book.rows("ibu_hamil")[len(book.planted) % 5][0])
    book.note("ID ibu", "penimbangan", row)


def _born_late(book: Book) -> None:
    """Born after the first of the child's weighings, by the register."""
    row = book.pick()
    child = book.child(row)
    rows = book.series()[str(child[0])]
    book.put("balita", child, birth_date=int(rows[2][0]) - 5, nik=None)  # type: ignore[call-overload]
    book.note("lahir sesudah ditimbang", "balita", child)


def _gone(kind: str, tab: str, person: str) -> Callable[[Book], None]:
    """Something noted of a child who had died before."""

    def plant(book: Book) -> None:
        children = {row[0]: row for row in book.rows("balita")}
        for place in book.chance.permutation(len(book.rows(tab))).tolist():
            row = book.rows(tab)[place]
            child, day = children.get(book.get(tab, row, person)), book.get(tab, row, "date")
            if child is None or child[0] in book.busy or not isinstance(day, int) or id(row) in book.taken:
                continue
            book.busy.add(child[0])
            book.put("balita", child, status="Meninggal", left_on=day - 60)
            book.note(kind, tab, row)
            return
        raise LookupError("nobody")

    return plant


def _kms_half_answered(book: Book) -> None:
    """Punya KMS answered down to the second active child of a posyandu: told at the first without an
    answer."""
    told = [rows[0] for kind, _, rows in book.planted if kind == "Punya KMS terisi sebagian"]
    taken = {book.get("balita", row, "posyandu") for row in told}
    codes = [str(row[0]) for row in book.rows("posyandu") if row[0] not in taken]
    if not codes:
        raise LookupError("all are half answered")
    own = [row for row in book.rows("balita") if book.get("balita", row, "posyandu") == codes[0]]
    born = book.at("balita", "birth_date")
    sasaran = [
        row
        for row in own
        if book.get("balita", row, "status") == "Aktif"
        and isinstance(row[born], int)
        and _today() - row[born] < 1700
        and row[0] not in book.busy
    ]
    first = sasaran[2]
    place = [id(row) for row in own].index(id(first))
    for row in own[:place]:
        book.put("balita", row, has_kms="Ya")
    for row in own[place:]:
        book.put("balita", row, has_kms=None)
    book.note("Punya KMS terisi sebagian", "balita", first)


def _arrived_before_letter(book: Book) -> None:
    """OSOC: the letter (step 1) of a pair is dated after the student's arrival (step 3)."""
    for row in book.rows("daftar_tilik"):
        subject = book.get("daftar_tilik", row, "subject")
        if book.get("daftar_tilik", row, "sop") != "OSOC" or subject in (*book.busy, None):
            continue
        letter, arrival = list(row), list(row)
        book.put("daftar_tilik", letter, step="1", result="Ya")
        book.put(
            "daftar_tilik", arrival, step="3", result="Ya", date=_day(book, "daftar_tilik", row, "date") - 9
        )
        book.add("daftar_tilik", letter)
        book.busy.add(subject)
        book.note("diterima sebelum surat tugas", "daftar_tilik", book.add("daftar_tilik", arrival))
        return
    raise LookupError("no such pair")


def _key_twice(name: str) -> Callable[[Book, Row, Row, Row], Cell | None]:
    """The first digit typed twice: 9,8 → 99,8."""
    return lambda book, row, before, after: float(f"{str(book.weigh(row, name))[0]}{book.weigh(row, name)}")


KINDS: tuple[Callable[[Book], None], ...] = (
    _exchange_cells("LiLA dan LK tertukar", "lila_cm", "head_cm"),
    _exchange_cells("panjang dan LK tertukar", "height_cm", "head_cm"),
    _twins_exchanged,
    _kms_half_answered,
    _arrived_before_letter,
    _slip_date("hari dan bulan timbang tertukar", _exchange_day),
    _slip_date("bulan timbang meleset", _month_before),
    _over_session("sebulan disalin dari bulan lalu", _last_month),
    _over_session(
        "kolom berat dan panjang tertukar sehari",
        lambda b, r: {"weight_kg": _h(b, r), "height_cm": _w(b, r)},
    ),
    _over_session("tanggal sehari mundur setahun", lambda b, r: {"date": int(r[0]) - 365}),  # type: ignore[call-overload]
    _again_soon,
    _other_posyandu,
    _lone_oedema,
    _mothers_id,
    _born_late,
    _gone("dijemput sesudah meninggal", "antar_jemput", "person_id"),
    _gone("KEBAL MSG sesudah meninggal", "peserta_kebal_msg", "child_id"),
    _in(
        "vitamin A bulan lain",
        "penimbangan",
        lambda b, r: isinstance(r[0], int) and (r[0] - 46143) % 365 < 28 and r[2] not in b.busy,  # May
        lambda b, r: {"vitamin_a": "Ya"},
    ),
    _child_cell("lahir 1970", lambda b, r: {"birth_date": 25569}),
    _child_cell("lahir 1900", lambda b, r: {"birth_date": 2}),
    _child_cell("NIK anak lain", _nik_of_somebody),
    _change("panjang separuh", "height_cm", lambda b, r, p, n: round(_h(b, r) / 2, 1)),
    _change("panjang dobel", "height_cm", lambda b, r, p, n: round(_h(b, r) * 2, 1)),
    _change("angka berat ditekan dua kali", "weight_kg", _key_twice("weight_kg")),
    _change("angka panjang ditekan dua kali", "height_cm", _key_twice("height_cm")),
    _change("pon", "weight_kg", lambda b, r, p, n: round(_w(b, r) * 2.2046, 1)),
    _change("berat nol", "weight_kg", lambda b, r, p, n: 0),
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
