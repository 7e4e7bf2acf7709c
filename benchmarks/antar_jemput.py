"""Antar Jemput at the size its issue names: `python -m benchmarks.antar_jemput` (half a minute to begin).

A month of 40 posyandu days with exactly 2,000 sasaran, nine of ten willing.  Each part of the page as kepala,
first after the data came (cold) and again (warm, the median of seven; beside it the processor time alone,
which other work on the machine does not stretch); then the papers of the largest day, of all days one after
the other, and of one day with everybody.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.machine import describe_machine
from benchmarks.pages import sign_in_as_kepala

if TYPE_CHECKING:
    import pandas as pd

    from lib.data.seen import Seen
    from lib.workbook.grids import Grid

TODAY = date(2026, 11, 22)
POSYANDU, MONTHS, CHILDREN, SASARAN = 40, 14, 4000, 2000
NOT_CALLED = 10
"""Every so manieth has not been called yet."""
RERUNS = 7


def build_grids() -> dict[str, Grid]:
    """The sample of that size, without as many of last month's weighings as make 2,000 sasaran this month,
    each of them with a row in `Antar Jemput`."""
    from lib.domain.antar_jemput.rounds import compute_member_months
    from lib.workbook.sample.build import build_sample

    grids = build_sample(today=TODAY, posyandu=POSYANDU, children=CHILDREN, months=MONTHS, mothers=POSYANDU)
    del grids["Register SIP"][1:]  # months of weighings that Penimbangan does not have
    seen = open_view(grids)
    month = seen.this_month
    # Those in S of both months who would be sasaran had they not been weighed.
    members = compute_member_months(seen.gizi._sasaran, [(month - 1).start_time, month.start_time])
    both = members[members["weighed"] & (members["at"] + 1).isin(members["at"])]
    children = seen.tables["balita"]
    # Who left without a date would leave S with the last weighing.
    staying = children.loc[children["status"].fillna("Aktif").eq("Aktif"), "child_id"]
    spare = both[both["child_id"].isin(staying)]
    have = int(seen.antar_jemput.sasaran(month)["kind"].eq("balita").sum())
    chosen = spare["child_id"].sample(SASARAN - have, random_state=1)
    weighings = seen.tables["penimbangan"]
    in_month = weighings["date"].dt.to_period("M").eq(month - 1)
    left_out = set(weighings.loc[in_month & weighings["child_id"].isin(chosen), "source_row"])
    grids["Penimbangan"] = [
        row for number, row in enumerate(grids["Penimbangan"], start=1) if number not in left_out
    ]
    grids["Antar Jemput"] = build_register(open_view(grids))
    return grids


def build_register(seen: Seen) -> Grid:
    """A row of `Antar Jemput` for everyone of this month's rounds."""
    from lib.workbook.read_dates import to_serial
    from lib.workbook.sample.plan import build_grid

    asked = {
        "validation": "Benar",
        "contacted_on": TODAY - timedelta(days=3),
        "contact_result": "Tersambung",
        "willing": "Ya",
        "companion": "Ibu",
    }
    homes = seen.antar_jemput.round_sasaran(seen.this_month)
    return build_grid(
        "antar_jemput",
        [
            {
                "date": to_serial(row.round_date.date()),
                "posyandu": row.posyandu,
                "person_id": row.person_id,
                "name": row.name,
                "pickup_point": f"{row.posyandu}-{'ABC'[place % 3]}",
                **(asked if place % NOT_CALLED else {}),
            }
            for place, row in enumerate(homes.itertuples(index=False))
        ],
    )


def open_view(grids: dict[str, Grid]) -> Seen:
    """What kepala sees of these cells."""
    from lib import config
    from lib.data.engine import Parser, build_whole
    from lib.data.seen import open_seen
    from lib.domain.access import Role
    from lib.domain.privacy import Scope
    from lib.sources.refresher import BookState
    from lib.workbook.grids import RawBook, RawTab, compute_digest

    tabs = tuple(RawTab(title, grid, compute_digest(grid)) for title, grid in grids.items())
    book = RawBook("buku", "Buku", tabs, fetched_at=datetime.now(UTC))
    states = (BookState(book.key, book.name, book, book.fetched_at),)
    return open_seen(
        build_whole("", states, Parser(), config.current_settings(), sequence=1), Scope(Role.KEPALA)
    )


def write_workbook(path: Path) -> None:
    """That month as .xlsx."""
    from lib.workbook.book_writer import write_book
    from lib.workbook.dropdown_lists import build_lists
    from lib.workbook.read_me import build_read_me
    from lib.workbook.tabs import TABS

    tabs, grids = tuple(TABS.values()), build_grids()
    write_book(path, tabs, grids, build_lists(tabs, grids), build_read_me(tabs, sample=True))


def time_parts() -> None:
    """A row for each part of the page."""
    from lib.config import ROOT
    from lib.views.antar_jemput import PARTS

    app: Any = sign_in_as_kepala()[0]
    print(
        "| bagian | pertama (s) | ulang (s) | terlama (s) | prosesor (s) |\n|---|---|---|---|---|", flush=True
    )
    for part, title in PARTS.items():
        app.query_params["bagian"] = part
        seconds, processor = [], []
        for run in range(1 + RERUNS):
            start, used = time.perf_counter(), time.process_time()
            app.switch_page(str(ROOT / "pages" / "antar_jemput.py")).run() if run == 0 else app.run()
            seconds.append(time.perf_counter() - start)
            processor.append(time.process_time() - used)
            if app.exception:
                sys.exit(f"{part}: {app.exception}")
        warm = seconds[1:]
        again, work = statistics.median(warm), statistics.median(processor[1:])
        print(f"| {title} | {seconds[0]:.2f} | {again:.3f} | {max(warm):.3f} | {work:.3f} |", flush=True)


def time_papers(seen: Seen) -> None:
    """A row for each paper of the largest day, of all days, and of everybody as if on one day."""
    from lib.reports.antar_jemput import list_sheets

    month = seen.this_month
    rounds = seen.antar_jemput.rounds(month).assign(posyandu_name=lambda table: table["posyandu"])
    people, roster = seen.antar_jemput.round_sasaran(month), seen.antar_jemput.roster(month)
    largest = roster.groupby("posyandu").size().idxmax()

    def sheets(one: dict[Any, Any], place: pd.Series | None) -> dict[str, Callable[[], bytes]]:
        of_day = [
            table if place is None else table[table["posyandu"].eq(place)] for table in (people, roster)
        ]
        return list_sheets(one, *of_day, seen.settings, today=seen.today)

    records = {row["posyandu"]: row for row in rounds.to_dict("records")}
    names = list(sheets(records[largest], largest))
    print(f"Hari terbesar: {int(roster['posyandu'].eq(largest).sum())} orang di daftar naik bus")
    print(
        "| berkas | hari terbesar (s) | 40 hari (s) | semua orang dalam satu daftar (s) |\n|---|---|---|---|"
    )
    for name in names:
        day = measure(sheets(records[largest], largest)[name])
        days = measure(lambda name=name: [sheets(one, place)[name]() for place, one in records.items()])
        everybody = measure(sheets(records[largest], None)[name])
        print(f"| {name} | {day:.3f} | {days:.2f} | {everybody:.2f} |", flush=True)


def measure(work: Callable[[], object]) -> float:
    """Seconds, the median of three."""
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def main() -> None:
    """Make the workbook, read it, run every part, print every paper."""
    print(f"Python {platform.python_version()}, {describe_machine()}")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PAPAN_DATA"], os.environ["PAPAN_HARI_INI"] = folder, TODAY.isoformat()
        from lib import config, data
        from lib.domain.access import Role, Viewer

        write_workbook(Path(folder) / config.SAMPLE_WORKBOOK)
        data.start(config.current_settings())
        seen = None
        while seen is None:
            seen = data.load(Viewer("kepala", "Kepala", Role.KEPALA))
        sasaran = seen.antar_jemput.sasaran(seen.this_month)["kind"].eq("balita").sum()
        days = len(seen.antar_jemput.rounds(seen.this_month))
        print(
            f"{days} hari posyandu, {sasaran} balita sasaran, {len(seen.tables['penimbangan'])} penimbangan"
        )
        if (days, sasaran) != (POSYANDU, SASARAN):
            sys.exit("Ukurannya bukan yang diminta.")
        time_parts()
        time_papers(seen)
        data.stop()


if __name__ == "__main__":
    main()
