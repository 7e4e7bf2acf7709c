"""The loop through the engine: a finding follows its row, is mended, confirmed, counted, and kept on disk."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import orjson
import pandas as pd
import pytest

from lib import data
from lib.data.engine import Engine
from lib.data.kualitas_data.loop import QualityLoop
from lib.data.seen import Seen
from lib.domain.access import Role, Viewer
from lib.domain.kualitas_data.loop import WeekCount
from lib.settings import BookSetting, Settings
from lib.workbook.tabs import TABS

KEPALA = Viewer("kepala", "Kepala", Role.KEPALA)
TITLE = "Penimbangan"
ROW = 42
"""A weighing of a child that is known and was weighed before."""
PLACES = [column.name for column in TABS["penimbangan"].columns]


@pytest.fixture
def started(
    small_workbook: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The engine over a workbook of its own, reading when it is told to; the path of the workbook."""
    path = Path(shutil.copy(small_workbook, tmp_path / "buku.xlsx"))
    own = replace(settings, sample_mode=False, books=(BookSetting(nama="Buku", berkas=path),))
    monkeypatch.setattr(data, "_engine", Engine(own))
    monkeypatch.setattr(data, "_loop", QualityLoop(own.snapshot_folder))
    assert data._engine is not None and data._engine.refresher.refresh_now()
    return path


def reread(path: Path, book: openpyxl.Workbook) -> Seen:
    book.save(path)
    assert data._engine is not None and data._engine.refresher.refresh_now()
    return look()


def look() -> Seen:
    seen = data.load(KEPALA)
    assert seen is not None
    data.findings_by_week(KEPALA)
    return seen


def find_at(seen: Seen, book: openpyxl.Workbook, value: object) -> pd.DataFrame:
    """Findings of the weighing whose weight is `value`."""
    column = PLACES.index("weight_kg")
    (row,) = [cells[0].row for cells in book[TITLE].iter_rows(min_row=2) if cells[column].value == value]
    found = seen.kualitas_data.findings
    return found[(found["tab"] == TITLE) & (found["cell"] == f"{chr(65 + column)}{row}")]


def test_a_sorted_or_inserted_into_sheet_keeps_findings_at_their_cells(started: Path) -> None:
    book = openpyxl.load_workbook(started)
    sheet = book[TITLE]
    sheet.cell(ROW, PLACES.index("weight_kg") + 1).value = 77.7
    assert len(find_at(reread(started, book), book, 77.7)) == 1
    before = data.findings_by_week(KEPALA)
    sheet.insert_rows(5, 3)
    seen = reread(started, book)
    assert len(find_at(seen, book, 77.7)) == 1
    rows = [[cell.value for cell in cells] for cells in sheet.iter_rows(min_row=2)]
    rows = sorted(
        (row for row in rows if any(cell is not None for cell in row)),
        key=lambda row: str(row[2]),
        reverse=True,
    )
    sheet.delete_rows(2, sheet.max_row)
    for row in rows:
        sheet.append(row)
    seen = reread(started, book)
    moved = find_at(seen, book, 77.7)
    assert len(moved) == 1 and moved["source_row"].tolist() != [ROW]
    # Where a row stands is nothing that anybody mended.
    after = data.findings_by_week(KEPALA)
    assert {code: set(rows) for code, rows in after.standing.items()} == {
        code: set(rows) for code, rows in before.standing.items()
    }


def test_a_mended_cell_is_gone_from_the_list_and_thanked_for(started: Path) -> None:
    book = openpyxl.load_workbook(started)
    cell = book[TITLE].cell(ROW, PLACES.index("weight_kg") + 1)
    right, posyandu = cell.value, book[TITLE].cell(ROW, PLACES.index("posyandu") + 1).value
    cell.value = 77.7
    reread(started, book)
    (week,) = data.findings_by_week(KEPALA).weeks.values()
    wrong = week[str(posyandu)]
    cell.value = right
    seen = reread(started, book)
    assert not len(seen.kualitas_data.findings[seen.kualitas_data.findings["value"] == "77,7"])
    (week,) = data.findings_by_week(KEPALA).weeks.values()
    assert week[str(posyandu)].mended == wrong.mended + 1 and week[str(posyandu)].open == wrong.open - 1


def test_a_row_pasted_into_dibenarkan_silences_the_finding_and_is_no_mending(started: Path) -> None:
    book = openpyxl.load_workbook(started)
    book[TITLE].cell(ROW, PLACES.index("weight_kg") + 1).value = 33.3
    seen = reread(started, book)
    found = find_at(seen, book, 33.3)
    (row,) = seen.kualitas_data.propose_confirmations(found)
    order = [column.name for column in TABS["dibenarkan"].columns]
    book["Dibenarkan"].append([row.get(name, "") for name in order])
    seen = reread(started, book)
    assert find_at(seen, book, 33.3).empty
    (week,) = data.findings_by_week(KEPALA).weeks.values()
    assert sum(one.justified for one in week.values()) == 1


def test_what_is_kept_holds_hashes_and_counts_and_survives_a_restart(
    started: Path, settings: Settings
) -> None:
    seen = look()
    ledger = data.findings_by_week(KEPALA)
    assert sum(len(rows) for rows in ledger.standing.values()) > 5
    (path,) = settings.snapshot_folder.parent.glob("snapshot*/*.temuan.json")
    kept = path.read_text(encoding="utf-8")
    names = seen._frames["balita"]["name"].dropna()
    assert not any(name in kept for name in names)
    assert not any(f'"{value}"' in kept for value in seen.kualitas_data.findings["value"] if len(value) > 2)
    assert QualityLoop(path.parent).ledger("") == ledger
    path.write_bytes(orjson.dumps({"version": 1, "salt": "zz"}))
    assert not QualityLoop(path.parent).ledger("").weeks


def test_kader_see_the_counts_of_their_posyandu_only_and_tamu_none(started: Path) -> None:
    seen = look()
    code = next(iter(seen.posyandu_names))
    (week,) = data.findings_by_week(Viewer("k", "K", Role.KADER, posyandu=(code,))).weeks.values()
    assert set(week) <= {code}
    assert not data.findings_by_week(Viewer("t", "T", Role.TAMU)).weeks


def test_a_disk_that_cannot_be_written_costs_no_page(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "berkas"
    blocked.write_text("bukan folder", encoding="utf-8")
    loop = QualityLoop(blocked / "snapshot")
    empty = {name: TABS_EMPTY[name] for name in ("penimbangan", "jadwal")}
    for _ in range(2):
        loop.record("", {"M1": ["a"]}, frozenset(), empty, date(2026, 11, 16), (date(2026, 11, 16), 1))
    loop.record("", {}, frozenset(), empty, date(2026, 11, 17), (date(2026, 11, 17), 2))
    assert loop.ledger("").weeks["2026-11-16"]["M1"] == WeekCount(found=1, mended=1)
    assert caplog.text.count("findings_log_not_saved") == 1


TABS_EMPTY = {
    "penimbangan": pd.DataFrame(
        {"date": pd.Series(dtype="datetime64[s]"), "posyandu": pd.Series(dtype="str")}
    ),
    "jadwal": pd.DataFrame(
        {
            "date": pd.Series(dtype="datetime64[s]"),
            "posyandu": pd.Series(dtype="str"),
            "status": pd.Series(dtype="str"),
        }
    ),
}
