"""How fast raw grids become tables and findings: `python -m benchmarks.parse`.

Two sizes: 4,000 balita on the books as the sample draws them (some 85,000 weighings: children leave and stay
away), and as many as give the 144,000 weighings of 40 posyandu, 4,000 balita and 36 months without a gap.
Beside it the plain way, every cell handed to the same readers one after the other.
"""

from __future__ import annotations

import platform
import resource
import time
import tracemalloc
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime

from benchmarks.machine import describe_machine
from lib.data.engine import Parser
from lib.workbook.columns import Kind
from lib.workbook.grids import RawBook, RawTab, compute_digest
from lib.workbook.headers import find_header
from lib.workbook.readers import READERS
from lib.workbook.sample.build import build_sample
from lib.workbook.tables import Tables, build_tables
from lib.workbook.tabs import TABS

TODAY = date(2026, 11, 22)
POSYANDU, MONTHS = 40, 36
CHILDREN = (4000, 6750)
MOTHERS = 400
ROUNDS = 5

HEADER = """\
| balita | penimbangan | sel | baca (s) | satukan (s) | sel/detik | cara biasa (s) | memori puncak (MB) \
| proses (MB) | temuan |
|---|---|---|---|---|---|---|---|---|---|"""

_TAB_BY_TITLE = {tab.title: tab for tab in TABS.values()}


@dataclass(frozen=True)
class Result:
    """One size: rows of `Penimbangan`, cells of all tabs, best seconds of each part, memory in MB."""

    children: int
    weighings: int
    cells: int
    parse_seconds: float
    tables_seconds: float
    plain_seconds: float
    peak_mb: float
    process_mb: float
    findings: int

    @property
    def cells_per_second(self) -> float:
        return self.cells / (self.parse_seconds + self.tables_seconds)


def build_book(children: int) -> RawBook:
    """The large sample as fetched."""
    grids = build_sample(today=TODAY, posyandu=POSYANDU, children=children, months=MONTHS, mothers=MOTHERS)
    tabs = tuple(RawTab(title, grid, compute_digest(grid)) for title, grid in grids.items())
    return RawBook("buku", "Buku besar", tabs, fetched_at=datetime.now(UTC))


def read_plainly(book: RawBook) -> int:
    """Every known cell through its reader, one by one; returns how many were read."""
    count = 0
    for raw in book.tabs:
        tab = _TAB_BY_TITLE[raw.title]
        header = find_header(tab, raw.grid)
        if header is None:
            continue
        places = header.places
        columns = [(places[column.name], column) for column in tab.columns if column.name in places]
        for cells in raw.grid[header.last + 1 :]:
            for place, column in columns:
                cell = cells[place] if place < len(cells) else None
                if cell is None or cell == "" or (isinstance(cell, bool) and column.kind is not Kind.YES_NO):
                    continue
                READERS[column.kind](cell, column)
                count += 1
    return count


def measure(children: int) -> Result:
    """Best of ROUNDS, in processor time, since machines do other things too;
    the memory of a round of its own, since counting it slows the work down."""
    book = build_book(children)
    parse_best = tables_best = float("inf")
    tables: Tables | None = None
    for _ in range(ROUNDS):
        start = time.process_time()
        parsed = Parser().parse([book])
        middle = time.process_time()
        tables = build_tables(parsed, today=TODAY)
        end = time.process_time()
        parse_best, tables_best = min(parse_best, middle - start), min(tables_best, end - middle)
        del parsed
    process = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    read_plainly(book)
    plain = time.process_time() - start
    tracemalloc.start()
    build_tables(Parser().parse([book]), today=TODAY)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    assert tables is not None
    return Result(
        children=children,
        weighings=len(tables["penimbangan"]),
        cells=sum(len(row) for tab in book.tabs for row in tab.grid),
        parse_seconds=parse_best,
        tables_seconds=tables_best,
        plain_seconds=plain,
        peak_mb=peak,
        process_mb=process,
        findings=len(tables.findings),
    )


def describe(result: Result) -> str:
    """A row of the table in docs/kinerja.md."""
    return (
        f"| {result.children:,} | {result.weighings:,} | {result.cells:,} | {result.parse_seconds:.2f} "
        f"| {result.tables_seconds:.2f} | {result.cells_per_second:,.0f} | {result.plain_seconds:.1f} "
        f"| {result.peak_mb:,.0f} | {result.process_mb:,.0f} | {result.findings} |"
    )


def main() -> None:
    """Print one row a size, each measured in a process of its own, so that its memory is its own."""
    print(f"Python {platform.python_version()}, {describe_machine()}")
    print(HEADER, flush=True)
    for children in CHILDREN:
        with ProcessPoolExecutor(1) as pool:
            print(describe(pool.submit(measure, children).result()), flush=True)


if __name__ == "__main__":
    main()
