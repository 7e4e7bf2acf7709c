"""How fast rows are checked against the child's own line, people, tabs and measuring: `python -m
benchmarks.quality`.

The sample of 40 posyandu, 4,000 and twice as many balita, 36 months: twice the rows may cost twice the time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import pandas as pd

from benchmarks.machine import describe_machine
from lib.data.engine import complete_tables
from lib.domain.kualitas_data import compute_quality_findings
from lib.domain.kualitas_data.records import compute_record_findings
from lib.domain.own_line import judge_own_line
from lib.workbook.grids import RawTab
from lib.workbook.parse import parse_tab
from lib.workbook.sample.build import build_sample
from lib.workbook.tables import Tables, build_tables, locate_findings
from lib.workbook.tabs import TABS

TODAY = date(2026, 11, 22)
POSYANDU, MONTHS = 40, 36
CHILDREN = (4000, 8000)
ROUNDS = 5


def build_big_tables(children: int) -> Tables:
    """The sample of that many balita, parsed and completed as the engine does."""
    grids = build_sample(today=TODAY, posyandu=POSYANDU, children=children, months=MONTHS)
    by_title = {tab.title: tab for tab in TABS.values()}
    parsed = [parse_tab(by_title[title], RawTab(title, grid, title), "b") for title, grid in grids.items()]
    return complete_tables(build_tables(parsed, today=TODAY), pd.Timestamp(TODAY), {"b": "b"})


def measure(work: Callable[[], object]) -> float:
    """Processor seconds of the fastest of ROUNDS: one thread, and others at work do not count."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def report(children: int) -> str:
    """One row of the table."""
    tables = build_big_tables(children)
    frames = tables.frames
    line = measure(lambda: judge_own_line(frames["penimbangan"], frames["balita"]))
    found = compute_quality_findings(frames)
    whole = measure(lambda: (compute_quality_findings(frames), compute_record_findings(frames)))
    cells = measure(lambda: locate_findings(found, tables))
    rows = len(frames["penimbangan"])
    return f"| {children} | {rows} | {line:.2f} | {whole:.2f} | {cells:.2f} | {len(found)} |".replace(
        ".", ","
    )


def main() -> None:
    """Print the table of docs/kinerja.md."""
    print(describe_machine())
    print("| balita | penimbangan | garis sendiri (s) | semua pemeriksaan (s) | letak selnya (s) | temuan |")
    print("|---|---|---|---|---|---|")
    for children in CHILDREN:
        print(report(children))


if __name__ == "__main__":
    main()
