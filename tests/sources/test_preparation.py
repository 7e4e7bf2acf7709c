"""`siapkan` against the emulator through unpatched gspread: what is there stays, what was cut is finished,
a second run does nothing."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lib.data.preparation import (
    NoAddress,
    NotSeen,
    Unfinished,
    describe_openness,
    open_preparation,
    prepare_book,
    read_carried,
)
from lib.sources.clock import Clock
from lib.sources.errors import NotASpreadsheet, NotFound, SourceError
from lib.sources.google_preparation import SCOPES, CellsProtected, GooglePreparation, KeyRefused, NotEditor
from lib.sources.google_sheets import GoogleSheetsSource
from lib.sources.xlsx import XlsxSource
from lib.workbook import tab_preparation
from lib.workbook.carrying import Carried
from lib.workbook.findings import Level
from lib.workbook.grids import Grid, RawBook
from lib.workbook.header_notes import build_note, number_format
from lib.workbook.parse import parse_tab
from lib.workbook.sample.build import build_sample, write_sample
from lib.workbook.serials import to_serial
from lib.workbook.sheet_requests import FORMAT_TYPES, Request
from lib.workbook.sheet_state import find_header_row
from lib.workbook.tables import Tables, build_tables
from lib.workbook.tabs import NOT_READ, TABS
from lib.workbook.template import choose_tabs
from lib.workbook.words import header_key
from tests.google_sheets import GoogleSheetsEmulator
from tests.google_sheets.workbooks import Sheet, Spreadsheet

TODAY = date(2026, 11, 22)
WRITE = "spreadsheets.batchUpdate"


@dataclass
class Run:
    """What one run did: changes said, progress, and how many requests wrote."""

    changes: int
    said: list[str] = field(default_factory=list)
    progress: list[str] = field(default_factory=list)
    writes: int = 0


class Prepare:
    """Runs `siapkan` on the emulator's spreadsheets, without sleeping."""

    def __init__(self, google: GoogleSheetsEmulator) -> None:
        self.google = google
        self.clock = Clock(sleep=lambda seconds: None)

    def open(self, spreadsheet: str = "buku1", **account: str) -> GooglePreparation:
        return GooglePreparation(
            spreadsheet, {**self.google.service_account_info(), **account}, clock=self.clock
        )

    def __call__(
        self, spreadsheet: str = "buku1", opened: GooglePreparation | None = None, **options: Any
    ) -> Run:
        before = self.google.count(WRITE)
        run = Run(0)
        opened = opened or self.open(spreadsheet)
        run.changes = prepare_book(opened, say=run.said.append, progress=run.progress.append, **options)
        run.writes = self.google.count(WRITE) - before
        return run


@pytest.fixture(autouse=True)
def small_tabs(monkeypatch: pytest.MonkeyPatch) -> None:
    """New tabs with a few hundred rows instead of two thousand: each cell costs the emulator time."""
    monkeypatch.setattr(tab_preparation, "ROOM", 300)


@pytest.fixture
def prepare(google: GoogleSheetsEmulator) -> Prepare:
    return Prepare(google)


@pytest.fixture
def empty(google: GoogleSheetsEmulator) -> Spreadsheet:
    """As Google makes one: a blank tab, English."""
    return google.add_spreadsheet("buku1", "Tanpa judul", {"Sheet1": []}, "en_US", time_zone="Etc/GMT")


HALF_MADE: dict[str, Grid] = {
    "Balita": [
        ["Register balita posyandu Melati 1"],
        ["No", "Nama anak", "L/P", "Tgl lahir", "Posyandu", "ID", "Agama", "NIK"],
        [1, "Ani", "P", to_serial(date(2024, 2, 3)), "MLT1", "B1", "Islam", "3201000000000001"],
        [2, "Budi", "L", "3 Maret 2024", "MLT1", "B2", None, None],
        [None, None, None, None, None, None, None, None, "catatan jauh di kanan"],
    ],
    "penimbangan": [
        ["Tanggal", "Posyandu", "ID balita", "BB (kg)", "Rumus"],
        [to_serial(date(2026, 10, 5)), "MLT1", "B1", 9.5, 19.0],
    ],
    "Kas kader": [["Tanggal", "Uang"], [46000, 5000]],
    "Jadwal": [],
}


@pytest.fixture
def half_made(google: GoogleSheetsEmulator) -> Spreadsheet:
    """Two tabs typed by hand, an empty one, and one that is nobody's business; a formula, a note."""
    spreadsheet = google.add_spreadsheet("buku1", "Melati 1", HALF_MADE)
    sheet = spreadsheet.sheet("penimbangan")
    sheet.set_value(1, 4, 19.0, "=D2*2")
    sheet.mark(0, 3, "note", "Pakai timbangan dacin")
    return spreadsheet


def contents(spreadsheet: Spreadsheet) -> dict[tuple[str, int, int], Any]:
    """Every cell that holds something, with its formula, note and format, by tab, row and column."""
    return {
        (sheet.title, row, column): (value, sheet.marks.get((row, column), {}).get("formula"))
        for sheet in spreadsheet.sheets
        for row, cells in enumerate(sheet.rows)
        for column, value in enumerate(cells)
        if value not in (None, "")
    }


def headers_of(sheet: Sheet, row: int = 0) -> list[Any]:
    return [value for value in sheet.rows[row] if value not in (None, "")]


def read_back(google: GoogleSheetsEmulator, spreadsheet: str = "buku1") -> RawBook:
    """As the app reads it."""
    titles = {header_key(tab.title) for tab in TABS.values()}
    source = GoogleSheetsSource(
        spreadsheet, None, google.service_account_info(), wanted=lambda title: header_key(title) in titles
    )
    return source.read()


def tables_of(book: RawBook) -> Tables:
    by_title = {header_key(tab.title): tab for tab in TABS.values()}
    parsed = [
        parse_tab(by_title[header_key(raw.title)], raw, "buku")
        for raw in book.tabs
        if header_key(raw.title) in by_title
    ]
    return build_tables(parsed, today=TODAY)


@pytest.mark.parametrize("posyandu", [None, "MLT1"])
def test_an_empty_spreadsheet_becomes_the_template_and_a_second_run_does_nothing(
    google: GoogleSheetsEmulator, prepare: Prepare, empty: Spreadsheet, posyandu: str | None
) -> None:
    first = prepare(posyandu=posyandu)
    tabs = choose_tabs(posyandu)
    assert [sheet.title for sheet in empty.sheets] == ["Baca Saya", *(tab.title for tab in tabs), "Daftar"]
    assert (empty.properties["locale"], empty.properties["timeZone"]) == ("in_ID", "Asia/Jakarta")
    for tab in tabs:
        sheet = empty.sheet(tab.title)
        assert headers_of(sheet) == [column.header for column in tab.columns]
        assert sheet.grid["frozenRowCount"] == 1
        for place, column in enumerate(tab.columns):
            assert sheet.marks[0, place]["note"] == build_note(column)
            pattern = number_format(column)
            if pattern:
                assert sheet.number_format(300, place)["type"] == FORMAT_TYPES[pattern]
            if column.choices:
                values = sheet.marks[300, place]["dataValidation"]["condition"]["values"]
                assert [value["userEnteredValue"] for value in values] == list(column.choices)
    assert empty.sheet("Baca Saya").rows[0][0] == (
        "Buku kerja posyandu MLT1" if posyandu else "Buku kerja puskesmas"
    )
    assert first.writes <= 6
    assert first.changes == len(first.said)

    second = prepare(posyandu=posyandu)
    assert (second.changes, second.said, second.writes) == (0, [], 0)


def test_it_asks_google_for_no_more_than_it_needs(
    google: GoogleSheetsEmulator, prepare: Prepare, empty: Spreadsheet
) -> None:
    prepare()
    assert google.count() <= 12
    assert {claims["scope"] for claims in google.assertions} == {" ".join(SCOPES)}
    read_back(google)
    assert google.assertions[-1]["scope"] == "https://www.googleapis.com/auth/spreadsheets.readonly"


def test_what_the_app_reads_back_has_no_galat_and_the_sop_documents(
    google: GoogleSheetsEmulator, prepare: Prepare, empty: Spreadsheet
) -> None:
    prepare()
    book = read_back(google)
    assert book.locale == "in_ID"
    tables = tables_of(book)
    assert not len(tables.findings[tables.findings["level"] == Level.ERROR])
    assert (len(tables["sop"]), len(tables["langkah_sop"]), len(tables["riwayat_sop"])) == (5, 48, 2)
    assert tables["sop"]["issued_on"].notna().any()


def test_dropdowns_of_a_posyandus_workbook_pick_from_its_own_lists(
    prepare: Prepare, empty: Spreadsheet
) -> None:
    prepare(posyandu="MLT1")
    lists = empty.sheet("Daftar")
    places = {title: place for place, title in enumerate(lists.rows[0])}
    assert lists.value(1, places["Posyandu"]) == "MLT1"
    formula = lists.marks[1, places["Balita"]]["formula"]
    assert "'Balita'!$C$2:$C&\" · \"&'Balita'!$A$2:$A" in formula

    def source_of(tab: str, header: str) -> str:
        sheet = empty.sheet(tab)
        condition = sheet.marks[300, sheet.rows[0].index(header)]["dataValidation"]["condition"]
        assert condition["type"] == "ONE_OF_RANGE"
        return str(condition["values"][0]["userEnteredValue"])

    def column_of(name: str) -> str:
        letter = chr(ord("A") + places[name])
        return f"='Daftar'!${letter}$2:${letter}"

    assert source_of("Penimbangan", "Posyandu") == column_of("Posyandu")
    assert source_of("Penimbangan", "ID balita") == column_of("Balita")
    assert source_of("Antar Jemput", "ID peserta") == column_of("Balita dan ibu hamil")
    assert source_of("Daftar Tilik", "Langkah") == column_of("Langkah SOP")


def test_sop_tabs_are_protected_by_a_warning_and_the_others_are_not(
    prepare: Prepare, empty: Spreadsheet
) -> None:
    prepare()
    protected = {
        sheet.title: sheet.parts["protectedRanges"]
        for sheet in empty.sheets
        if sheet.parts.get("protectedRanges")
    }
    assert set(protected) == {"SOP", "Langkah SOP", "Riwayat SOP"}
    assert all(one["warningOnly"] for ranges in protected.values() for one in ranges)


def test_required_cells_of_every_tab_are_marked(prepare: Prepare, empty: Spreadsheet) -> None:
    prepare()
    for tab in TABS.values():
        rules = empty.sheet(tab.title).parts.get("conditionalFormats", [])
        marked = {area["startColumnIndex"] for rule in rules for area in rule["ranges"]}
        assert marked == {place for place, column in enumerate(tab.columns) if column.required}


def test_a_half_made_workbook_is_completed_and_nothing_in_it_changes(
    google: GoogleSheetsEmulator, prepare: Prepare, half_made: Spreadsheet
) -> None:
    before, stranger = contents(half_made), copy.deepcopy(half_made.sheet("Kas kader"))
    old_tables = tables_of(read_back(google))
    first = prepare(posyandu="MLT1")
    after = contents(half_made)
    assert {place: after[place] for place in before} == before
    now = half_made.sheet("Kas kader")
    assert (now.rows, now.marks, now.properties, now.parts) == (
        stranger.rows, stranger.marks, stranger.properties, stranger.parts,
    )  # fmt: skip
    assert half_made.sheet("penimbangan").marks[0, 3]["note"] == "Pakai timbangan dacin"

    balita = half_made.sheet("Balita")
    assert balita.rows[1][:8] == HALF_MADE["Balita"][1]
    added = [column.header for column in TABS["balita"].columns if column.name not in _known_of_half_made()]
    assert balita.rows[1][9:] == added, "right of everything, the note far right included"
    assert balita.grid["frozenRowCount"] == 2
    nik = 7
    assert balita.number_format(2, nik) is None or balita.number_format(2, nik) == {}
    assert balita.number_format(3, nik)["type"] == "TEXT", "a blank NIK beside a child that is there"
    assert any(words.startswith("Balita: ") and "ujung kanan" in words for words in first.said)

    tables = tables_of(read_back(google))
    assert not len(tables.findings[tables.findings["level"] == Level.ERROR])
    for name in ("balita", "penimbangan"):
        assert len(tables[name]) == len(old_tables[name])
        assert tables[name]["source_row"].tolist() == old_tables[name]["source_row"].tolist()

    second = prepare(posyandu="MLT1")
    assert (second.changes, second.said, second.writes) == (0, [], 0)


def _known_of_half_made() -> set[str]:
    return {"name", "sex", "birth_date", "posyandu", "child_id", "nik"}


def test_a_workbook_with_content_keeps_its_locale_and_is_told(
    google: GoogleSheetsEmulator, prepare: Prepare
) -> None:
    spreadsheet = google.add_spreadsheet("buku1", "Melati", HALF_MADE, "en_US", time_zone="Asia/Tokyo")
    run = prepare(posyandu="MLT1")
    assert (spreadsheet.properties["locale"], spreadsheet.properties["timeZone"]) == ("en_US", "Asia/Tokyo")
    assert any("en_US" in words for words in run.said)
    again = prepare(posyandu="MLT1")
    assert (again.changes, again.writes) == (0, 0)


def test_rows_typed_after_the_first_run_change_nothing_for_the_second(
    google: GoogleSheetsEmulator, prepare: Prepare, empty: Spreadsheet
) -> None:
    prepare(posyandu="MLT1")
    sheet = empty.sheet("Balita")
    for row in range(1, 280):
        sheet.set_value(row, 0, f"B{row}")
    before = contents(empty)
    grown = prepare(posyandu="MLT1")
    assert grown.said[0].startswith("Balita: baris kosong ditambah")
    assert {place: contents(empty)[place] for place in before} == before
    sheet = empty.sheet("Balita")
    assert sheet.row_count >= 420
    for row in (200, 420):
        assert sheet.number_format(row, 1)["type"] == "TEXT"
        for header in ("JK", "Posyandu"):
            assert sheet.marks[row, sheet.rows[0].index(header)]["dataValidation"]
    assert prepare(posyandu="MLT1").writes == 0


def test_a_trial_writes_nothing_and_says_what_a_run_would(
    google: GoogleSheetsEmulator, prepare: Prepare, half_made: Spreadsheet
) -> None:
    before = contents(half_made)
    trial = prepare(posyandu="MLT1", trial=True)
    assert trial.writes == 0
    assert contents(half_made) == before
    run = prepare(posyandu="MLT1")
    assert (trial.changes, trial.said) == (run.changes, run.said)
    assert prepare(posyandu="MLT1", trial=True).changes == 0


class CutAfter(GooglePreparation):
    """Lets some batches pass, then does what was asked instead."""

    left: int
    instead: Callable[[], None]

    def send(self, changes: list[Request]) -> None:
        if self.left == 0:
            self.instead()
        self.left -= 1
        super().send(changes)


def cut(prepare: Prepare, batches: int, instead: Callable[[], None]) -> CutAfter:
    opened = CutAfter("buku1", prepare.google.service_account_info(), clock=prepare.clock)
    opened.left, opened.instead = batches, instead
    return opened


def pull_the_plug() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("batches", "how"),
    [(0, "500"), (1, "killed"), (2, "offline"), (3, "killed"), (3, "500")],
)
def test_a_run_cut_in_the_middle_is_finished_by_the_next(
    google: GoogleSheetsEmulator, prepare: Prepare, half_made: Spreadsheet, batches: int, how: str
) -> None:
    before = contents(half_made)
    troubles: dict[str, Callable[[], None]] = {
        "killed": pull_the_plug,
        "offline": google.go_offline,
        "500": lambda: google.fail_next(500, times=99),
    }
    with pytest.raises(KeyboardInterrupt if how == "killed" else Unfinished) as raised:
        prepare(opened=cut(prepare, batches, troubles[how]))
    if isinstance(raised.value, Unfinished):
        assert "tidak diulang" in raised.value.text
    google.go_online()
    google.clear_faults()
    assert {place: contents(half_made)[place] for place in before} == before

    second = prepare()
    assert second.changes
    after = contents(half_made)
    assert {place: after[place] for place in before} == before
    by_title = {header_key(sheet.title): sheet for sheet in half_made.sheets}
    assert len(by_title) == len(half_made.sheets) == len(TABS) + len(NOT_READ) + 1
    for tab in TABS.values():
        headers = find_header_row(tab, by_title[header_key(tab.title)].rows)
        assert headers is not None
        assert set(headers[1]) == {column.name for column in tab.columns}
    third = prepare()
    assert (third.changes, third.said, third.writes) == (0, [], 0)


@pytest.mark.parametrize("trouble", ["429", "503", "html", "lost"])
def test_a_trouble_that_passes_is_passed_over(
    google: GoogleSheetsEmulator, prepare: Prepare, empty: Spreadsheet, trouble: str
) -> None:
    """`lost`: Google did it all, and its answer broke off on the way."""

    def spoil() -> None:
        if trouble == "lost":
            google.cut_off_next(kinds=(WRITE,))
        elif trouble == "html":
            google.fail_next(502, "<html>502</html>", kinds=(WRITE,))
        else:
            google.fail_next(int(trouble), kinds=(WRITE,))

    run = prepare(posyandu="MLT1", opened=cut(prepare, 1, spoil))
    assert len(run.said) == len(set(run.said)) == run.changes >= 13
    assert any("Mencoba lagi" in words for words in run.progress)
    assert prepare(posyandu="MLT1").writes == 0


@pytest.fixture(scope="module")
def sample_xlsx(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("contoh") / "lama.xlsx"
    write_sample(path, today=TODAY, children=60, months=6, seed=3)
    return path


def without_origin(tables: Tables) -> dict[str, Any]:
    return {
        name: table.drop(columns=["source_book", "source_row"]).to_dict("list")
        for name, table in tables.frames.items()
    }


def test_an_old_workbook_carried_in_gives_the_same_tables_as_the_file(
    google: GoogleSheetsEmulator, prepare: Prepare, empty: Spreadsheet, sample_xlsx: Path
) -> None:
    carried, zone = read_carried(sample_xlsx, None)
    assert zone == "WIB"
    run = prepare(carried=carried)
    file = XlsxSource(sample_xlsx).read()
    before, after = tables_of(file), tables_of(read_back(google))
    assert str(without_origin(after)) == str(without_origin(before))
    columns = ["level", "tab", "column", "message"]
    assert sorted(after.findings[columns].itertuples(index=False)) == sorted(
        before.findings[columns].itertuples(index=False)
    )
    grids = build_sample(today=TODAY, children=60, months=6, seed=3)
    assert f"Posyandu: {len(grids['Posyandu']) - 1} baris dibawa dari lama.xlsx" in run.said

    balita = empty.sheet("Balita")
    places = {title: place for place, title in enumerate(balita.rows[0])}
    for row in range(1, 10):
        assert isinstance(balita.value(row, places["NIK"]), str | None)
        assert isinstance(balita.value(row, places["HP"]), str | None)
        assert balita.number_format(row, places["Tanggal lahir"])["type"] == "DATE"
    again = prepare(carried=carried)
    assert (again.changes, again.writes) == (0, 0)


def test_a_posyandus_workbook_takes_its_own_tabs_and_says_what_it_leaves(
    prepare: Prepare, empty: Spreadsheet, sample_xlsx: Path
) -> None:
    carried, _ = read_carried(sample_xlsx, "MLT1")
    run = prepare(posyandu="MLT1", carried=carried)
    assert any(words.startswith("Balita: ") and "dibawa" in words for words in run.said)
    assert "Catatan · SOP: tidak dibawa, tab ini tidak ada di buku yang disiapkan" in run.said
    assert not [sheet for sheet in empty.sheets if sheet.title == "SOP"]


def test_rows_are_not_carried_over_what_kader_typed(
    google: GoogleSheetsEmulator, prepare: Prepare, half_made: Spreadsheet, sample_xlsx: Path
) -> None:
    before = contents(half_made)
    carried, _ = read_carried(sample_xlsx, "MLT1")
    run = prepare(posyandu="MLT1", carried=carried)
    assert {place: contents(half_made)[place] for place in before} == before
    assert any("Balita" in words and "sudah berisi" in words for words in run.said)
    assert any(words.startswith("Ibu Hamil: ") and "dibawa" in words for words in run.said)


def test_what_kader_type_while_it_runs_is_seen_before_rows_are_written(
    google: GoogleSheetsEmulator, prepare: Prepare, empty: Spreadsheet
) -> None:
    prepare(posyandu="MLT1")
    rows: Grid = [[46000, "MLT1", f"B{number}"] for number in range(3000)]
    carried = Carried("lama.xlsx", {"penimbangan": rows, "kebal_msg": [[46000, "MLT1", "Sup"]]}, ())
    ticks = iter(range(0, 10**6, 30))
    prepare.clock = Clock(sleep=lambda seconds: None, monotonic=lambda: float(next(ticks)))

    def type_in() -> None:
        google.spreadsheets["buku1"].sheet("Kebal MSG").set_value(1, 2, "Bubur")

    run = prepare(posyandu="MLT1", carried=carried, opened=cut(prepare, 1, type_in))
    assert [words for words in run.said if "dibawa" in words] == [
        "Penimbangan: 3000 baris dibawa dari lama.xlsx",
        "Catatan · Kebal MSG: 1 baris dari lama.xlsx tidak dibawa karena tab ini sudah berisi",
    ]
    assert [row for row in empty.sheet("Kebal MSG").rows[1:] if any(row)] == [[None, None, "Bubur"]]
    assert len([row for row in empty.sheet("Penimbangan").rows[1:] if any(row)]) == 3000


def test_what_google_takes_and_does_not_show_is_told_instead_of_tried_for_ever(
    prepare: Prepare, empty: Spreadsheet
) -> None:
    class Deaf(GooglePreparation):
        def send(self, changes: list[Request]) -> None:
            """Google says yes and does nothing."""

    deaf = Deaf("buku1", prepare.google.service_account_info(), clock=prepare.clock)
    with pytest.raises(NotSeen) as raised:
        prepare(opened=deaf, posyandu="MLT1")
    assert "jalankan" in raised.value.text


@pytest.mark.parametrize("kind", ["spreadsheets.get", "values:batchGet"])
def test_an_answer_that_is_not_googles_is_a_trouble_and_no_crash(
    google: GoogleSheetsEmulator, prepare: Prepare, empty: Spreadsheet, kind: str
) -> None:
    google.fail_next(200, {"halo": 1}, kinds=(kind,))
    with pytest.raises(Unfinished):
        prepare(posyandu="MLT1")


@pytest.mark.parametrize("batches", [2, 3, 4])
def test_rows_cut_in_the_middle_go_on_where_they_stopped(
    prepare: Prepare, empty: Spreadsheet, batches: int
) -> None:
    day = to_serial(date(2026, 10, 5))
    rows: Grid = [[day, "MLT1", f"B{number}", None, 9.5] for number in range(3000)]
    carried = Carried("lama.xlsx", {"penimbangan": rows}, ())
    with pytest.raises(KeyboardInterrupt):
        prepare(posyandu="MLT1", carried=carried, opened=cut(prepare, batches, pull_the_plug))
    prepare(posyandu="MLT1", carried=carried)
    sheet = empty.sheet("Penimbangan")
    assert [row[2] for row in sheet.rows[1:] if any(row)] == [f"B{number}" for number in range(3000)]
    assert prepare(posyandu="MLT1", carried=carried).writes == 0


def test_the_puskesmas_in_another_time_zone_gets_its_own(prepare: Prepare, empty: Spreadsheet) -> None:
    prepare(posyandu="MLT1", zone="WIT")
    assert empty.properties["timeZone"] == "Asia/Jayapura"


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("reader", "dapat membuka buku ini"),
        ("writer", "dapat membuka dan mengubah buku ini"),
        (None, "diundang"),
    ],
)
def test_a_workbook_open_to_anyone_with_the_link_is_warned_of(
    google: GoogleSheetsEmulator, prepare: Prepare, empty: Spreadsheet, role: str | None, expected: str
) -> None:
    google.share_with_anyone("buku1", role)
    said = describe_openness(prepare.open())
    assert expected in said
    assert said.startswith("PERINGATAN: siapa pun") == bool(role)


def test_who_may_open_it_cannot_always_be_known(
    google: GoogleSheetsEmulator, prepare: Prepare, empty: Spreadsheet
) -> None:
    google.share("buku1", True, "reader")
    assert "Tidak dapat diketahui" in describe_openness(prepare.open())
    google.share("buku1", True)
    disabled = {
        "error": {
            "code": 403,
            "message": "Google Drive API has not been used in project 123 before or it is disabled.",
            "status": "PERMISSION_DENIED",
        }
    }
    google.fail_next(403, disabled, kinds=("drive.permissions.list",))
    said = describe_openness(prepare.open())
    assert "Google Drive API belum diaktifkan" in said
    assert "Periksa sendiri" in said


def test_a_workbook_shared_for_reading_only_is_refused_with_what_to_do(
    google: GoogleSheetsEmulator, prepare: Prepare, half_made: Spreadsheet
) -> None:
    google.share("buku1", True, "reader")
    before = contents(half_made)
    assert prepare(trial=True).changes, "looking is allowed"
    with pytest.raises(NotEditor) as raised:
        prepare()
    assert google.email in raised.value.text
    assert "Editor" in raised.value.text
    assert contents(half_made) == before


def test_what_cannot_be_opened_is_told_in_one_line(
    google: GoogleSheetsEmulator, prepare: Prepare, empty: Spreadsheet
) -> None:
    google.add_spreadsheet("rahasia", "Bukan untuk kita", {"Balita": []}, shared=False)
    google.add_spreadsheet("unggahan", "lama.xlsx", {"Balita": []}).is_uploaded_xlsx = True
    expected: dict[str, type[SourceError]] = {
        "rahasia": NotEditor, "tidak-ada": NotFound, "unggahan": NotASpreadsheet,
    }  # fmt: skip
    for spreadsheet, error in expected.items():
        with pytest.raises(error) as raised:
            prepare(spreadsheet)
        assert "\n" not in raised.value.text
    with pytest.raises(KeyRefused) as refused:
        prepare(opened=prepare.open(private_key="bukan kunci"))
    assert "--kunci" in refused.value.text
    for address in ("lama.xlsx", "buku 1", "https://contoh.id/buku"):
        with pytest.raises(NoAddress):
            open_preparation(address, google.service_account_info())
    google.revoke_key()
    with pytest.raises(KeyRefused):
        prepare(opened=prepare.open(private_key_id="dicabut"))


def test_a_tab_protected_by_its_owner_is_told_and_the_others_are_done(
    google: GoogleSheetsEmulator, prepare: Prepare, half_made: Spreadsheet
) -> None:
    before = contents(half_made)
    protected = "You are trying to edit a protected cell or object. Please contact the spreadsheet owner."
    body = {"error": {"code": 400, "message": f"Invalid requests[3].updateCells: {protected}"}}
    run = Run(0)

    def refuse() -> None:
        google.fail_next(400, body, times=2, kinds=(WRITE,))

    with pytest.raises(CellsProtected) as raised:
        prepare_book(
            cut(prepare, 0, refuse), posyandu="MLT1", say=run.said.append, progress=run.progress.append
        )
    assert google.email in raised.value.text
    assert {place: contents(half_made)[place] for place in before} == before
    assert [words for words in run.said if words.startswith("Belum")] == [
        "Belum dikerjakan · Baca Saya: penjelasan cara mengisi"
    ]
    assert {header_key(tab.title) for tab in choose_tabs("MLT1")} <= {
        header_key(sheet.title) for sheet in half_made.sheets
    }
    assert prepare(posyandu="MLT1").said == ["Baca Saya: penjelasan cara mengisi"]
    assert prepare(posyandu="MLT1").writes == 0
