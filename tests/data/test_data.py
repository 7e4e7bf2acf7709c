"""From sources to `Seen`: the same figures from everywhere, only what changed read anew, a day that ends."""

from __future__ import annotations

import json
import shutil
import weakref
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from lib import data
from lib.data.engine import Engine, Parser, build_source
from lib.data.once import read_seen
from lib.data.seen import Seen, open_seen
from lib.domain.access import Role, Viewer
from lib.domain.privacy import Scope
from lib.reports.recap import Recap, build_recap
from lib.settings import BookSetting, Settings
from lib.workbook.tabs import TABS
from tests.data.conftest import TODAY, SampleViews
from tests.google_sheets import GoogleSheetsEmulator
from tests.installation import split_books
from tests.reading import build_settings, read_whole
from tests.sample import copy_sample_grids
from tests.sources.conftest import wait_until

KEPALA = Viewer("kepala", "Kepala", Role.KEPALA)
BOOK_ID = "buku-contoh-untuk-pengujian-1"
OTHER_ID = "buku-contoh-untuk-pengujian-2"


def recap_of(seen: Seen) -> Recap:
    recap = build_recap(seen, seen.this_month - 1)
    assert recap.pop("sumber")
    assert len(recap["penimbangan"]) > 100
    return json.loads(json.dumps(recap, allow_nan=False))


@pytest.fixture(scope="module")
def recap_of_file(views: SampleViews) -> Recap:
    return recap_of(views["kepala"])


@pytest.fixture(scope="module")
def seen_of_google(sample_xlsx: Path, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """The sample in Google Sheets."""
    with GoogleSheetsEmulator() as google, pytest.MonkeyPatch.context() as patch:
        for name, value in google.env().items():
            patch.setenv(name, value)
        google.load_xlsx(BOOK_ID, sample_xlsx, title="Buku contoh")
        settings = build_settings(tmp_path_factory.mktemp("google"))
        settings = replace(settings, service_account=google.service_account_info())
        whole = read_whole((BookSetting("Buku", id=BOOK_ID),), settings)
    return open_seen(whole, Scope(Role.KEPALA))


def test_the_same_figures_from_google_as_from_the_file(seen_of_google: Seen, recap_of_file: Recap) -> None:
    assert recap_of(seen_of_google) == recap_of_file


def test_the_same_figures_from_one_workbook_as_from_two(
    google: GoogleSheetsEmulator, settings: Settings, recap_of_file: Recap
) -> None:
    kader, puskesmas = split_books(copy_sample_grids())
    google.add_spreadsheet(BOOK_ID, "Melati 1", kader)
    google.add_spreadsheet(OTHER_ID, "Puskesmas", puskesmas)
    settings = replace(settings, service_account=google.service_account_info())
    two = (BookSetting("Melati 1", id=BOOK_ID), BookSetting("Puskesmas", id=OTHER_ID))
    assert recap_of(open_seen(read_whole(two, settings), Scope(Role.KEPALA))) == recap_of_file


def test_a_finding_links_to_its_very_cell_in_google_and_nowhere_in_a_file(
    seen_of_google: Seen, views: SampleViews
) -> None:
    found = seen_of_google.kualitas_data.findings
    cell = found[found["cell"] != ""].iloc[0]
    assert cell["link"].startswith(f"https://docs.google.com/spreadsheets/d/{BOOK_ID}/edit?gid=")
    assert cell["link"].endswith(f"&range={cell['cell']}")
    assert set(found["book"]) == {"Buku"}
    assert set(views["kepala"].kualitas_data.findings["link"]) == {""}


def test_one_edited_tab_costs_one_tab(small_workbook: Path, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "buku.xlsx"
    shutil.copy(small_workbook, path)
    source, parser = build_source(BookSetting("Buku", berkas=path), settings), Parser()
    before = {one.tab.name: one for one in parser.parse([source.read()])}
    book = openpyxl.load_workbook(path)
    book["Donasi"]["B5"] = "Toko Sumber Rejeki"
    book.save(path)
    after = {one.tab.name: one for one in parser.parse([source.read()])}
    assert len(after) == len(TABS)
    assert [name for name in after if after[name] is not before[name]] == ["donasi"]
    assert "Toko Sumber Rejeki" in set(after["donasi"].table["donor"])


def test_viewers_of_one_scope_share_a_view_and_others_do_not(
    settings: Settings, reading: Callable[[Settings], None]
) -> None:
    reading(settings)
    seen = data.load(KEPALA)
    assert seen is not None
    assert data.load(Viewer("petugas", "Petugas", Role.PETUGAS)) is seen
    guest = data.load(Viewer("tamu", "Tamu", Role.TAMU))
    assert guest is not None and guest is not seen
    assert data.load(Viewer("tamu2", "Tamu 2", Role.TAMU)) is guest


def save_whole(book: openpyxl.Workbook, path: Path) -> None:
    """At once: who reads while it is written meets a broken file."""
    book.save(path.with_suffix(".baru"))
    path.with_suffix(".baru").replace(path)


def test_an_edit_of_the_sample_changes_what_is_seen_within_seconds(
    settings: Settings, reading: Callable[[Settings], None]
) -> None:
    reading(settings)
    first = data.load(KEPALA)
    assert first is not None
    path = settings.books[0].berkas
    assert path is not None
    book = openpyxl.load_workbook(path)
    book["Balita"]["C2"] = "Nama Yang Baru"
    save_whole(book, path)

    def shown() -> bool:
        seen = data.load(KEPALA)
        return seen is not None and "Nama Yang Baru" in seen.person_labels.values()

    wait_until(shown)
    second = data.load(KEPALA)
    assert second is not None and second.sequence > first.sequence
    assert "Nama Yang Baru" not in first.person_labels.values(), "what was handed out does not change"


def test_what_was_made_of_replaced_tables_is_freed_at_the_refresh(
    settings: Settings, running: Callable[[Settings], None]
) -> None:
    """`Seen` and its rooms hold each other: kept over the collection, it would stay, tables and all."""
    running(settings)
    first = data.load(KEPALA)
    assert first is not None and not first.gizi.monthly.empty
    old = weakref.ref(first)
    del first
    path = settings.books[0].berkas
    assert path is not None
    book = openpyxl.load_workbook(path)
    book["Balita"]["C2"] = "Nama Yang Baru"
    save_whole(book, path)
    assert data._running().refresher.refresh_now(120)
    wait_until(lambda: old() is None)


def test_an_edited_sample_is_never_written_again_and_an_untouched_one_moves_with_the_day(
    settings: Settings, reading: Callable[[Settings], None]
) -> None:
    path = settings.books[0].berkas
    assert path is not None
    path.unlink()  # one of ours
    reading(settings)
    reading(replace(settings, today_override=TODAY + timedelta(days=1)))
    moved = path.read_bytes()
    book = openpyxl.load_workbook(path)
    book["Donasi"]["B5"] = "Toko Sumber Rejeki"
    book.save(path)
    edited = path.read_bytes()
    assert edited != moved
    reading(replace(settings, today_override=TODAY + timedelta(days=2)))
    assert path.read_bytes() == edited


def test_the_next_day_begins_without_a_change_of_the_workbook(settings: Settings) -> None:
    engine = Engine(settings)
    engine.start()
    try:
        today = engine.whole("")
        assert today is not None
        engine.settings = replace(settings, today_override=TODAY + timedelta(days=1))
        tomorrow = engine.whole("")
        assert tomorrow is not None and tomorrow is engine.whole("")
        assert (tomorrow.today - today.today, tomorrow.sequence) == (timedelta(days=1), today.sequence)
        assert tomorrow.tables["balita"].equals(today.tables["balita"])
    finally:
        engine.stop()


def two_puskesmas(sample: Path, folder: Path, settings: Settings) -> Settings:
    """A second puskesmas with a smaller workbook beside the sample's."""
    from lib.workbook.sample.build import write_sample

    other = folder / "lain.xlsx"
    write_sample(other, today=TODAY, children=12, posyandu=1, months=3, mothers=2)
    books = (
        BookSetting("Cempaka", berkas=sample, puskesmas="Puskesmas Cempaka"),
        BookSetting("Kenanga", berkas=other, puskesmas="Puskesmas Kenanga"),
    )
    return replace(settings, books=books, sample_mode=False)


def test_a_viewer_limited_to_a_puskesmas_gets_no_other(
    sample_xlsx: Path, tmp_path: Path, settings: Settings, reading: Callable[[Settings], None]
) -> None:
    reading(two_puskesmas(sample_xlsx, tmp_path, settings))
    limited = Viewer("ani", "Ani", Role.KEPALA, puskesmas=("Puskesmas Kenanga",))
    assert data.puskesmas_of(limited) == ["Puskesmas Kenanga"]
    assert data.puskesmas_of(KEPALA) == ["Puskesmas Cempaka", "Puskesmas Kenanga"]
    for asked in (None, "Puskesmas Kenanga", "Puskesmas Cempaka", "tidak ada"):
        seen = data.load(limited, asked)
        assert seen is not None
        assert (seen.puskesmas, len(seen.tables["balita"])) == ("Puskesmas Kenanga", 12)
        assert data.freshness_of(limited, asked)().books == ("Kenanga",)
    nowhere = Viewer("budi", "Budi", Role.KEPALA, puskesmas=("Puskesmas Lain",))
    assert data.load(nowhere) is None
    assert data.freshness_of(nowhere)().books == ()
    both = data.load(KEPALA, "Puskesmas Cempaka")
    assert both is not None and len(both.tables["balita"]) > 100


def test_the_command_line_gets_a_seen_for_each_puskesmas(
    sample_xlsx: Path, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    each_seen = read_seen([str(sample_xlsx)], TODAY + timedelta(days=40), heard.append)
    assert [seen.today for seen in each_seen] == [pd.Timestamp(TODAY + timedelta(days=40))]
    assert heard == ["Membaca contoh …"]


def test_health_tells_ages_and_no_data(settings: Settings, reading: Callable[[Settings], None]) -> None:
    data.stop()  # whoever came before in this process may have left it reading
    assert data.health() == {"status": "belum mulai", "perlu_dilihat": True}
    reading(settings)
    assert data.load(KEPALA) is not None
    health = data.health()
    assert health["status"] == "baik"
    assert set(health) == {"status", "perlu_dilihat", "buku", "urutan", "simpanan", "membaca"}
    assert health["simpanan"] == "baik" and health["perlu_dilihat"] is False
    assert "contoh" not in json.dumps(health)


def test_without_network_and_without_memory_there_is_no_seen_but_a_reason(
    google: GoogleSheetsEmulator, settings: Settings, reading: Callable[[Settings], None]
) -> None:
    google.add_spreadsheet(BOOK_ID, "Buku", {"Balita": [["ID"]]})
    google.go_offline()
    reading(
        replace(
            settings,
            books=(BookSetting("Melati 1", id=BOOK_ID),),
            service_account=google.service_account_info(),
            sample_mode=False,
        )
    )
    assert data.load(KEPALA) is None
    freshness = data.freshness_of(KEPALA)()
    assert freshness.taken_at is None
    (problem,) = freshness.problems
    assert problem.startswith("Melati 1 (sejak ")
    assert problem.endswith("Belum ada data darinya.")
