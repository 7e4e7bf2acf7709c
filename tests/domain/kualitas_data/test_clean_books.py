"""Whoever measured and typed well is left alone: at most one row of a hundred is doubted, none is refused."""

from __future__ import annotations

import pytest

from lib.domain.kualitas_data import compute_quality_findings
from lib.domain.own_line import judge_own_line
from lib.settings import Settings
from lib.workbook.sample.build import build_sample, list_mistakes
from tests.budget import seeds
from tests.domain.kualitas_data.clean_book import build_clean_book
from tests.domain.kualitas_data.whole_book import TODAY, build_view, find_rows

MOST_FALSE = 0.01


@pytest.mark.parametrize("seed", seeds(range(6)))
def test_a_clean_book_has_no_false_galat_and_hardly_a_false_peringatan(seed: int) -> None:
    frames = build_clean_book(seed)
    found = compute_quality_findings(frames)
    assert not find_rows(found, "Galat")
    rows = len(frames["penimbangan"]) + len(frames["balita"])
    assert len(find_rows(found, "Peringatan")) <= MOST_FALSE * rows
    judged = judge_own_line(frames["penimbangan"], frames["balita"])
    assert judged[["weight_usable", "height_usable"]].all(axis=None)


def test_twins_and_namesakes_are_told_apart() -> None:
    found = compute_quality_findings(build_clean_book(5))
    assert not (found["tab"] == "Balita").any()


def test_the_clean_rows_of_the_sample_are_left_alone(settings: Settings) -> None:
    seen = build_view(build_sample(today=TODAY), settings)
    spoilt = {(one.tab, int("".join(filter(str.isdigit, one.cell)))) for one in list_mistakes(today=TODAY)}
    doubled = {
        row
        for row in find_rows(seen.kualitas_data.findings)
        if (row[0], row[1] + 1) in spoilt or (row[0], row[1] - 1) in spoilt
    }
    assert find_rows(seen.kualitas_data.findings, "Galat") <= spoilt
    rows = sum(len(table) for table in seen._whole.tables.frames.values())
    assert (
        len(find_rows(seen.kualitas_data.findings, "Peringatan") - spoilt - doubled) <= MOST_FALSE * rows / 4
    )


def test_what_the_sample_confirms_is_silent_until_its_cell_changes(settings: Settings) -> None:
    grids = build_sample(today=TODAY)
    (line,) = grids["Dibenarkan"][1:]
    nik = line[5]
    assert nik not in set(build_view(grids, settings).kualitas_data.findings["value"])
    grids["Dibenarkan"] = grids["Dibenarkan"][:1]
    found = build_view(grids, settings, "tanpa").kualitas_data.findings
    assert found.loc[found["value"] == nik, "column"].tolist() == ["NIK"]
