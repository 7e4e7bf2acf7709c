"""Rows beside the child's other rows and the posyandu's days: what is told, and what is left alone."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lib.domain.kms import compute_monthly_status
from lib.domain.kualitas_data import compute_quality_findings
from lib.domain.kualitas_data.records import compute_kms_findings
from tests.domain.workbook_tables import POSYANDU, build_tables

CHILD = {
    "child_id": "A-1", "name": "Hasan Basri", "sex": "L", "birth_date": "2024-03-05", "posyandu": "MLT1",
    "status": "Aktif",
}  # fmt: skip
HELD = [{"posyandu": "MLT1", "date": "2026-03-10"}, {"posyandu": "MLT2", "date": "2026-03-17"}]


def row(day: str, weight: float | None, height: float | None, **more: Any) -> dict[str, Any]:
    return {
        "date": day, "posyandu": "MLT1", "child_id": "A-1", "weight_kg": weight, "height_cm": height,
        "position": "Berdiri", **more,
    }  # fmt: skip


def told(*weighings: dict[str, Any], children: Any = (CHILD,), held: Any = ()) -> list[tuple[int, str]]:
    """(row, column) of Peringatan and Galat."""
    tables = build_tables(posyandu=POSYANDU, balita=children, penimbangan=weighings, jadwal=held)
    found = compute_quality_findings(tables)
    found = found[found["level"] != "Info"]
    return sorted(zip(found["source_row"], found["column"], strict=True))


@pytest.mark.parametrize(
    ("day", "height", "weight", "again"),
    [
        ("2026-03-12", 86.0, 12.4, True),
        ("2026-03-17", 86.0, 12.4, True),
        ("2026-03-18", 86.0, 12.4, False),  # eight days
        ("2026-03-12", 86.2, 12.1, False),  # measured again
    ],
)
def test_twice_in_a_week_with_one_length(day: str, height: float, weight: float, again: bool) -> None:
    found = told(row("2026-03-10", 12.0, 86.0), row(day, weight, height))
    assert found == ([(3, "weight_kg")] if again else [])


@pytest.mark.parametrize(
    ("posyandu", "day", "wrong"),
    [
        ("MLT2", "2026-03-10", True),
        ("MLT2", "2026-03-17", False),  # weighed there on its day
        ("MLT2", "2026-03-12", False),  # neither was open: a visit
        ("MLT1", "2026-03-10", False),
    ],
)
def test_a_posyandu_that_was_closed_while_the_childs_own_was_open(
    posyandu: str, day: str, wrong: bool
) -> None:
    found = told(row(day, 12.0, 86.0, posyandu=posyandu), held=HELD)
    assert found == ([(2, "posyandu")] if wrong else [])


@pytest.mark.parametrize(("weight", "wrong"), [(12.0, True), (9.4, False)])
def test_oedema_beside_a_weight_that_is_not_low(weight: float, wrong: bool) -> None:
    found = told(row("2026-03-10", weight, 86.0, oedema=True))
    assert ((2, "oedema") in found) == wrong


def test_oedema_in_two_months_is_no_slip() -> None:
    found = told(row("2026-03-10", 12.0, 86.0, oedema=True), row("2026-04-10", 12.1, 86.8, oedema=True))
    assert found == []


@pytest.mark.parametrize(("later", "wrong"), [(88.9, True), (89.1, False)])
def test_nobody_shrinks_however_long_after(later: float, wrong: bool) -> None:
    found = told(row("2026-03-10", 12.5, 90.0), row("2026-09-10", 13.0, later))
    assert found == ([(3, "height_cm")] if wrong else [])


@pytest.mark.parametrize(("copied", "wrong"), [(4, True), (3, False)])
def test_a_month_pasted_is_told_of_older_children_too(copied: int, wrong: bool) -> None:
    children = [
        CHILD | {"child_id": f"A-{n}", "name": f"Anak {n}", "birth_date": "2022-01-05"} for n in range(6)
    ]
    rows = [row("2026-02-10", 14 + n, 98.0 + n, child_id=f"A-{n}") for n in range(6)]
    rows += [row("2026-03-10", 14 + n + 0.2 * (n >= copied), 98.0 + n, child_id=f"A-{n}") for n in range(6)]
    assert told(*rows, children=children) == ([(8 + n, "weight_kg") for n in range(4)] if wrong else [])


@pytest.mark.parametrize(("born", "wrong"), [("2021-12-05", True), ("2024-03-05", False)])
def test_measurements_beyond_who_point_at_the_birth_date(born: str, wrong: bool) -> None:
    rows = [row(f"2025-{month:02d}-10", 7.0 + 0.2 * month, 66.0 + month) for month in (1, 2, 3, 4)]
    found = told(*rows, children=[CHILD | {"birth_date": born}])
    assert ((2, "birth_date") in found) == wrong


@pytest.mark.parametrize(("typed", "wrong"), [("2025-03-10", True), ("2024-03-10", False)])
def test_a_year_beside_the_rows_around_it(typed: str, wrong: bool) -> None:
    """The first child of forty; two years off is no slip of one digit."""
    born = pd.date_range("2023-01-05", periods=40)
    children = [
        CHILD | {"child_id": f"A-{n}", "name": f"Anak {n}", "birth_date": day} for n, day in enumerate(born)
    ]
    rows = [row("2026-03-10", 12.0 + n / 10, None, child_id=f"A-{n}") for n in range(40)]
    assert told(*rows, children=children) == []
    rows[7]["date"] = typed
    assert told(*rows, children=children) == ([(9, "date")] if wrong else [])


@pytest.mark.parametrize(
    ("answers", "at"),
    [
        (["Ya", None, None, None], 3),
        ([None] * 4, None),  # nobody asks there
        (["Ya", "Ya", "Tidak", "Ya"], None),
        (["Ya", "Ya", "Ya", "Ya", None], None),  # 80%
    ],
)
def test_punya_kms_answered_for_a_few_only(answers: list[str | None], at: int | None) -> None:
    said = {"Ya": True, "Tidak": False, None: None}
    children = [CHILD | {"child_id": f"A-{n}", "has_kms": said[one]} for n, one in enumerate(answers)]
    tables = build_tables(posyandu=POSYANDU, balita=children)
    monthly = compute_monthly_status(
        tables["balita"], tables["penimbangan"], until=pd.Timestamp("2026-03-31")
    )
    found = compute_kms_findings(tables["balita"], monthly, month=pd.Timestamp("2026-03-01"))
    assert found["source_row"].tolist() == ([at] if at else [])
