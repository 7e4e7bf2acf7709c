"""A puskesmas's own workbook (`contoh --bentuk lama`): unread where nobody can guess, true once told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from lib.__main__ import main
from lib.data.once import read_seen
from lib.domain.access import Role
from lib.domain.privacy import Scope
from lib.workbook.grids import Grid
from lib.workbook.sample.build import build_sample
from lib.workbook.sample.own_shape import GUESSLESS, MAPPING, build_own_shape
from tests.sample import copy_sample_grids
from tests.workbook.foreign_books import CHILDREN, POSYANDU, TODAY, look

FIGURES = ["posyandu", "S", "K", "D", "N", "T", "O", "B"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lama") / "lama.xlsx"
    assert main(["contoh", "--bentuk", "lama", "--keluaran", str(path), "--hari-ini", str(TODAY)]) == 0
    return path


def test_its_skdn_is_the_samples_once_the_mapping_is_pasted(written: Path) -> None:
    (before,) = read_seen([str(written)], TODAY)
    assert before.kualitas_data.unread_measures == 241
    assert {row["tab"] for row in before.kualitas_data.unread if row["kolom"] is None} == {GUESSLESS}
    likely, _ = before.kualitas_data.propose_mapping()
    book = openpyxl.load_workbook(written)
    sheet = book.create_sheet("Pemetaan")
    sheet.append(MAPPING[0])
    # As people paste what "Yang dibaca" proposes.
    for row in likely:
        sheet.append([row.get(name) for name in ("sheet", "read_as", "label", "meaning")])
    book.save(written.with_name("dipetakan.xlsx"))
    (after,) = read_seen([str(written.with_name("dipetakan.xlsx"))], TODAY)
    sample = look(copy_sample_grids())
    assert after.kualitas_data.unread_measures == 0
    ours, theirs = (seen.gizi.skdn(list(seen.months), by=("posyandu",))[FIGURES] for seen in (sample, after))
    assert ours.equals(theirs)
    assert ours["D"].sum() > 1000


def test_the_rows_that_the_guide_shows_do_it_too() -> None:
    sample = copy_sample_grids()
    seen = look({**build_own_shape(sample, TODAY), "Pemetaan": MAPPING})
    assert seen.kualitas_data.unread_measures == 0


@pytest.mark.parametrize("day", [date(2026, 1, 5), date(2028, 2, 29)])
def test_it_is_made_on_any_day(day: date) -> None:
    own = build_own_shape(build_sample(today=day), day)
    assert GUESSLESS in own and "DATA BALITA" in own


NOWHERE: dict[str, Grid] = {
    "Data Balita": [row[:5] for row in CHILDREN[:3]],
    "OKTOBER 2026": [["Nama", "BB", "TB"], ["Budi Contoh", 9.5, 75], ["Siti Contoh", 10.2, 80]],
}
"""Two children of one posyandu and their weights, without a column of posyandu anywhere."""


@pytest.mark.parametrize(
    ("book", "posyandu"),
    [
        ({"Posyandu": POSYANDU, **NOWHERE}, "MLT1"),
        ({"Posyandu": POSYANDU, **NOWHERE}, "Posyandu Melati I"),
        ({"Posyandu": POSYANDU[:2], **NOWHERE}, None),
        ({"Posyandu": POSYANDU, **{f"{title} Melati 1": grid for title, grid in NOWHERE.items()}}, None),
        (
            {
                "Posyandu": POSYANDU,
                **{title: [["POSYANDU MELATI 1"], [], *grid] for title, grid in NOWHERE.items()},
            },
            None,
        ),
    ],
)
def test_a_workbook_of_one_posyandu_needs_no_column_of_it(
    book: dict[str, Grid], posyandu: str | None
) -> None:
    seen = look(book, posyandu=posyandu)
    october = next(month for month in seen.months if str(month) == "2026-10")
    assert seen.gizi.skdn([october], by=("posyandu",)).set_index("posyandu").loc["MLT1", "D"] == 2
    assert not len(seen.kualitas_data.findings) and not seen.kualitas_data.unread
    standing = {sheet.reading.title: (sheet.counted, sheet.left_out) for sheet in seen.kualitas_data.sheets}
    assert [count for title, count in standing.items() if title != "Posyandu"] == [(2, 0), (2, 0)]


def test_who_works_at_one_posyandu_sees_the_sheets_in_which_its_rows_stand() -> None:
    grids = {"Posyandu": POSYANDU, "Balita": CHILDREN, "Timbang Melati 1": NOWHERE["OKTOBER 2026"],
             "Timbang Mawar 2": [["Nama", "BB"], ["Joko Contoh", 8]]}  # fmt: skip
    dated = {
        title: [["Tanggal: 12/10/2026"], *grid] if title.startswith("Timbang") else grid
        for title, grid in grids.items()
    }
    seen = look(dated, scope=Scope(Role.KADER, posyandu=("MLT1",)))
    assert {sheet.reading.title for sheet in seen.kualitas_data.sheets} >= {"Balita", "Timbang Melati 1"}
    assert "Timbang Mawar 2" not in {sheet.reading.title for sheet in seen.kualitas_data.sheets}
