"""A puskesmas's own workbook (`contoh --bentuk lama`): unread where nobody can guess, true once told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from lib.__main__ import main
from lib.data.once import open_views
from lib.workbook.sample.build import build_sample
from lib.workbook.sample.own_shape import GUESSLESS, MAPPING, build_own_shape
from tests.workbook.foreign_books import TODAY, look

FIGURES = ["posyandu", "S", "K", "D", "N", "T", "O", "B"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lama") / "lama.xlsx"
    assert main(["contoh", "--bentuk", "lama", "--keluaran", str(path), "--hari-ini", str(TODAY)]) == 0
    return path


def test_its_skdn_is_the_samples_once_the_mapping_is_pasted(written: Path) -> None:
    (before,) = open_views([str(written)], TODAY)
    assert before.unread_measures == 241
    assert {row["tab"] for row in before.unread if row["kolom"] is None} == {GUESSLESS}
    likely, _ = before.propose_mapping()
    book = openpyxl.load_workbook(written)
    sheet = book.create_sheet("Pemetaan")
    sheet.append(MAPPING[0])
    # As people paste what "Yang dibaca" proposes.
    for row in likely:
        sheet.append([row.get(name) for name in ("sheet", "read_as", "label", "meaning")])
    book.save(written.with_name("dipetakan.xlsx"))
    (after,) = open_views([str(written.with_name("dipetakan.xlsx"))], TODAY)
    sample = look(build_sample(today=TODAY))
    assert after.unread_measures == 0
    ours, theirs = (view.skdn(list(view.months), by=("posyandu",))[FIGURES] for view in (sample, after))
    assert ours.equals(theirs)
    assert ours["D"].sum() > 1000


def test_the_rows_that_the_guide_shows_do_it_too() -> None:
    sample = build_sample(today=TODAY)
    view = look({**build_own_shape(sample, TODAY), "Pemetaan": MAPPING})
    assert view.unread_measures == 0


@pytest.mark.parametrize("day", [date(2026, 1, 5), date(2028, 2, 29)])
def test_it_is_made_on_any_day(day: date) -> None:
    own = build_own_shape(build_sample(today=day), day)
    assert GUESSLESS in own and "DATA BALITA" in own
