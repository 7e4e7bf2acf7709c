"""A tab that suddenly loses half its rows is remembered until they are back, or for a week."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lib.sources.differences import LEAST_ROWS, STANDS, compute_losses
from lib.sources.refresher import Refresher
from lib.sources.store import SnapshotStore
from lib.workbook.grids import RawBook, RawTab, TabLoss, compute_digest
from tests.google_sheets import GoogleSheetsEmulator
from tests.sources.conftest import MakeSource

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
HEADER = ["ID", "Nama"]


def build_book(losses: tuple[TabLoss, ...] = (), unread=(), **rows: int) -> RawBook:
    """A workbook with so many rows below the header in each tab."""
    tabs = []
    for gid, (title, count) in enumerate(rows.items()):
        grid = [HEADER, *([f"B{row}", "Ani"] for row in range(count))]
        tabs.append(RawTab(title, grid, compute_digest(grid), gid))
    return RawBook("buku", "Melati 1", tuple(tabs), NOW, unread=unread, losses=losses)


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        (40, 19, True),
        (40, 20, False),
        (40, 0, True),
        (LEAST_ROWS, 4, True),
        (LEAST_ROWS - 1, 0, False),
        (3, 40, False),
    ],
)
def test_less_than_half_of_a_tab_that_had_some_rows_is_a_loss(before: int, after: int, lost: bool) -> None:
    losses = compute_losses(build_book(Balita=before), build_book(Balita=after), NOW)
    assert losses == ((TabLoss("Balita", before, after, NOW, None, 0),) if lost else ())


def test_a_tab_that_is_gone_tells_its_new_name_where_google_says_so() -> None:
    old = build_book(Balita=40, Jadwal=12)
    assert compute_losses(old, build_book(Balita=40), NOW) == (TabLoss("Jadwal", 12, None, NOW, None, 1),)
    renamed = build_book(Balita=40, unread=(("Jadwal 2026", 1),))
    assert compute_losses(old, renamed, NOW)[0].renamed_to == "Jadwal 2026"


def test_another_way_to_write_the_title_is_no_loss() -> None:
    assert compute_losses(build_book(**{"Ibu Hamil": 40}), build_book(**{"IBU  HAMIL ": 40}), NOW) == ()


def test_a_copy_that_is_taken_away_again_is_no_loss() -> None:
    copied = build_book(**{"Balita": 40, "Salinan Balita": 40})
    assert compute_losses(copied, build_book(Balita=40), NOW) == ()
    alone = build_book(**{"Salinan Balita": 40, "Jadwal": 12})
    assert [loss.title for loss in compute_losses(alone, build_book(Jadwal=12), NOW)] == ["Salinan Balita"]


def test_rows_that_are_blank_or_hold_only_an_empty_checkbox_do_not_count() -> None:
    emptied = [HEADER, *([None, False] for _ in range(40))]
    new = replace(build_book(), tabs=(RawTab("Balita", emptied, compute_digest(emptied), 0),))
    assert compute_losses(build_book(Balita=40), new, NOW)[0].after == 0


def test_a_loss_stands_until_the_rows_are_back_and_keeps_its_beginning() -> None:
    losses = compute_losses(build_book(Balita=40), build_book(Balita=5), NOW)
    later = NOW + timedelta(hours=3)
    still = compute_losses(build_book(losses, Balita=5), build_book(Balita=30), later)
    assert still == (TabLoss("Balita", 40, 30, NOW, None, 0),)
    assert compute_losses(build_book(still, Balita=30), build_book(Balita=36), later) == ()


def test_after_a_week_what_there_is_counts_as_usual() -> None:
    losses = compute_losses(build_book(Balita=40, Jadwal=12), build_book(Balita=5), NOW)
    assert [loss.title for loss in losses] == ["Balita", "Jadwal"]
    short = build_book(losses, Balita=5)
    assert compute_losses(short, build_book(Balita=5), NOW + STANDS - timedelta(seconds=1)) == losses
    assert compute_losses(short, build_book(Balita=5), NOW + STANDS) == ()


def test_a_loss_outlives_a_restart_and_ends_when_the_rows_return(
    google: GoogleSheetsEmulator, make_source: MakeSource, store: SnapshotStore
) -> None:
    full = [HEADER, *([f"B{row}", "Ani"] for row in range(40))]
    google.add_spreadsheet("buku1", "Melati 1", {"Balita": full})
    Refresher([make_source()], store).refresh_now()
    google.set_values("buku1", "Balita", full[:3])
    first = Refresher([make_source()], store)  # the rows went while the app was off
    first.refresh_now()
    (loss,) = first.snapshot.books[0].book.losses
    assert (loss.title, loss.before, loss.after) == ("Balita", 40, 2)
    second = Refresher([make_source()], store)
    sequence = second.snapshot.sequence
    second.refresh_now()
    assert second.snapshot.books[0].book.losses == (loss,)
    google.set_values("buku1", "Balita", full)
    second.refresh_now()
    assert second.snapshot.books[0].book.losses == ()
    assert second.snapshot.sequence > sequence
