"""Whoever measured and typed well is left alone: at most one row of a hundred is doubted, none is refused."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from lib.data.seen import Seen
from lib.domain.kualitas_data import compute_quality_findings
from lib.domain.own_line import judge_own_line
from lib.settings import Settings
from lib.workbook.sample.build import list_mistakes
from tests.budget import seeds
from tests.domain.kualitas_data.clean_book import build_clean_book
from tests.domain.kualitas_data.whole_book import TODAY, build_view, find_rows
from tests.sample import copy_sample_grids

MOST_FALSE = 0.01


@cache
def look_at_clean_book(seed: int) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Its tables, and what is found in them."""
    frames = build_clean_book(seed)
    return frames, compute_quality_findings(frames)


@pytest.mark.parametrize("seed", seeds([5, 0, 1, 2, 3, 4], usual=3))
def test_a_clean_book_has_no_false_galat_and_hardly_a_false_peringatan(seed: int) -> None:
    frames, found = look_at_clean_book(seed)
    assert not find_rows(found, "Galat")
    rows = len(frames["penimbangan"]) + len(frames["balita"])
    assert len(find_rows(found, "Peringatan")) <= MOST_FALSE * rows
    judged = judge_own_line(frames["penimbangan"], frames["balita"])
    assert judged[["weight_usable", "height_usable"]].all(axis=None)


def test_twins_and_namesakes_are_told_apart() -> None:
    _, found = look_at_clean_book(5)
    assert not (found["tab"] == "Balita").any()


def test_the_clean_rows_of_the_sample_are_left_alone(sample_view: Seen) -> None:
    seen = sample_view
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


def test_what_the_sample_confirms_is_silent_until_its_cell_changes(
    sample_view: Seen, settings: Settings
) -> None:
    grids = copy_sample_grids()
    (line,) = grids["Dibenarkan"][1:]
    nik = line[5]
    assert nik not in set(sample_view.kualitas_data.findings["value"])
    grids["Dibenarkan"] = grids["Dibenarkan"][:1]
    found = build_view(grids, settings, "tanpa").kualitas_data.findings
    assert found.loc[found["value"] == nik, "column"].tolist() == ["NIK"]
