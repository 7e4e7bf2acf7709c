"""Dibenarkan: one value of one row is silent and counts as typed, as long as the cell says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib.domain.kualitas_data.justified import (
    REGISTER_MONTH,
    compute_justified_findings,
    find_justified,
    find_justified_measures,
    silence,
)
from lib.workbook.findings import build_findings
from tests.domain.workbook_tables import build_tables

BOOKS = {"buku": "Posyandu Melati 1"}
CHILD = {"child_id": "MLT1-001", "name": "Budi Santoso", "posyandu": "MLT1", "birth_date": "2024-01-10"}
LINE = {
    "tab_title": "Penimbangan",
    "subject": "MLT1-001",
    "date": "2026-10-10",
    "column_title": "BB (kg)",
    "value": "9,8",
}


def tables(*lines: dict[str, Any], weight: float | None = 9.8) -> dict[str, pd.DataFrame]:
    weighing = {"date": "2026-10-10", "posyandu": "MLT1", "child_id": "MLT1-001", "weight_kg": weight}
    later = weighing | {"date": "2026-11-10"}
    return build_tables(balita=[CHILD], penimbangan=[weighing, later], dibenarkan=lines)


def found(value: str = "9,8", row: int = 2, column: str = "BB (kg)") -> pd.DataFrame:
    return build_findings(
        level="Galat",
        source_book="buku",
        tab="Penimbangan",
        source_row=row,
        column=column,
        value=value,
        message="mustahil",
    )


def remain(frames: dict[str, pd.DataFrame], findings: pd.DataFrame) -> int:
    return len(silence(findings, find_justified(frames, BOOKS)))


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"subject": "mlt1 - 001"},
        {"subject": "Budi Santoso · MLT1-001"},
        {"subject": "budi  santoso"},
        {"value": "9.8"},
        {"value": "9,80 kg"},
        {"column_title": "bb"},
        {"tab_title": "penimbangan "},
        {"date": None},
        {"book": "posyandu melati 1"},
    ],
)
def test_a_finding_at_that_value_of_that_row_is_silent(change: dict[str, Any]) -> None:
    assert remain(tables(LINE | change), found()) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "MLT1-002"},
        {"value": "9,9"},
        {"column_title": "TB/PB (cm)"},
        {"tab_title": "Balita"},
        {"tab_title": "Tab lain"},
        {"date": "2026-11-11"},
        {"book": "Posyandu Melati 2"},
    ],
)
def test_anything_else_speaks(change: dict[str, Any]) -> None:
    assert remain(tables(LINE | change), found()) == 1


def test_another_row_or_column_of_the_same_child_speaks() -> None:
    assert remain(tables(LINE), found(row=3)) == 1
    assert remain(tables(LINE), found(column="TB/PB (cm)")) == 1


def test_it_ends_when_the_cell_changes() -> None:
    assert remain(tables(LINE, weight=8.9), found(value="8,9")) == 1


def test_a_value_that_could_not_be_read_is_silent_as_quoted() -> None:
    frames = tables(LINE | {"value": "9800"}, weight=None)
    assert remain(frames, found(value="9800")) == 0
    assert remain(frames, found(value="9700")) == 1


def test_a_confirmed_weight_is_known_at_its_row_and_month_of_the_register() -> None:
    frames = tables(LINE)
    weighings = frames["penimbangan"].assign(**{REGISTER_MONTH: np.nan})
    masks = find_justified_measures(weighings, find_justified(frames, BOOKS))
    assert masks["weight_kg"].tolist() == [True, False] and not masks["height_cm"].any()

    row = {"year": 2026, "child_id": "MLT1-001", "weight_kg_10": 9.8}
    line = LINE | {"tab_title": "Register SIP", "column_title": "BB Okt", "date": None}
    frames = build_tables(balita=[CHILD], register_sip=[row], dibenarkan=[line])
    merged = tables()["penimbangan"].assign(**{REGISTER_MONTH: [10.0, 11.0]}, source_row=2)
    masks = find_justified_measures(merged, find_justified(frames, BOOKS))
    assert masks["weight_kg"].tolist() == [True, False]


def test_a_line_that_silences_nothing_is_told() -> None:
    lines = (LINE, LINE | {"value": "7"}, LINE | {"tab_title": "Tab lain"}, LINE | {"column_title": "Entah"})
    frames = tables(*lines)
    told = compute_justified_findings(frames, find_justified(frames, BOOKS), found())
    assert sorted(zip(told["source_row"], told["level"], strict=True)) == [
        (3, "Info"),
        (4, "Peringatan"),
        (5, "Peringatan"),
    ]
