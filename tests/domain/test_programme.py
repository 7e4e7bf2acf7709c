"""Rules of vitamin A, ASI eksklusif and diare: which children, which answers, which months."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lib.domain.kms import compute_monthly_status
from lib.domain.programme import (
    PROGRAMMES,
    compute_programme,
    compute_programme_marks,
    find_strange_capsules,
    is_sweeping,
)
from lib.domain.small_counts import close_cases
from tests.domain.gizi_tables import BALITA, FAR, PENIMBANGAN, build

ANSWERS = {name: ("boolean", None) for name in ("vitamin_a", "exclusive_breastfeeding", "diarrhoea")}
TODAY = pd.Timestamp("2026-11-22")
AUGUST = pd.Timestamp("2026-08-01")


def compute(
    children: list[dict[str, Any]], rows: list[dict[str, Any]], *, month: pd.Timestamp = AUGUST, **more: Any
) -> pd.DataFrame:
    balita = build(BALITA, children)
    penimbangan = build({**PENIMBANGAN, **ANSWERS}, [{"date": "2026-08-10", **row} for row in rows])
    monthly = compute_monthly_status(balita, penimbangan, until=TODAY)
    return compute_programme(balita, penimbangan, monthly, months=[month], until=TODAY, **{"by": (), **more})


def read(table: pd.DataFrame, programme: str) -> tuple[int, int, int]:
    (row,) = table[table["programme"] == programme].to_dict("records")
    return row["count"], row["n"], row["of_age"]


def born(*dates: str) -> list[dict[str, Any]]:
    return [{"child_id": f"A-{at}", "birth_date": day} for at, day in enumerate(dates, start=1)]


def test_vitamin_a_is_given_among_all_of_that_age_in_s() -> None:
    children = born("2026-02-28", "2025-09-01", "2025-08-31", "2021-08-02", "2026-03-01")
    table = compute(children, [{"child_id": f"A-{at}", "vitamin_a": True} for at in (1, 3)])
    assert read(table, "vitamin_a_6_11") == (1, 2, 2), "6 to 11 months on 31 August"
    assert read(table, "vitamin_a_12_59") == (1, 2, 2), "12 months, and 60 months within August"


def test_vitamin_a_counts_only_in_february_and_august() -> None:
    children = born("2025-09-01")
    for month in range(1, 12):
        table = compute(children, [], month=pd.Timestamp(2026, month, 1))
        assert any(table["programme"].str.startswith("vitamin_a")) == (month in (2, 8))


@pytest.mark.parametrize(
    ("given", "months", "count"),
    [
        ("2026-09-20", (2, 8), 1),  # the month after is sweeping
        ("2026-10-01", (2, 8), 0),
        ("2026-07-31", (2, 8), 0),
        ("2026-09-20", (8, 9), 0),  # September has capsules of its own
    ],
)
def test_a_capsule_in_the_month_after_counts_as_sweeping(
    given: str, months: tuple[int, ...], count: int
) -> None:
    balita = build({**BALITA}, [{"child_id": "A-1", "birth_date": "2024-01-10"}])
    rows = build({**PENIMBANGAN, **ANSWERS}, [{"child_id": "A-1", "date": given, "vitamin_a": True}])
    monthly = compute_monthly_status(balita, rows, until=FAR)
    august = pd.Timestamp("2026-08-01")
    table = compute_programme(
        balita, rows, monthly, months=[august], until=FAR, by=(), vitamin_a_months=months
    )
    assert read(table, "vitamin_a_12_59")[0] == count
    marks = compute_programme_marks(balita, rows, monthly, month=august, until=FAR, vitamin_a_months=months)
    assert marks["vitamin_a_12_59:ya"].sum() == count
    strange = find_strange_capsules(rows, months)
    assert len(strange) == (pd.Timestamp(given).month not in (*months, *(month % 12 + 1 for month in months)))


def test_sweeping_after_december_is_january() -> None:
    assert is_sweeping(pd.Series([1, 2, 12]), (6, 12)).tolist() == [True, False, False]


def test_vitamin_a_of_any_row_of_the_month_counts_measured_or_not() -> None:
    rows = [
        {"vitamin_a": True, "date": "2026-08-03"},
        {"vitamin_a": False, "date": "2026-08-20", "weight_kg": 8.0},
        {"vitamin_a": True, "date": "2026-07-31", "child_id": "A-2"},
    ]
    assert read(compute(born("2025-09-01", "2025-09-01"), rows), "vitamin_a_6_11") == (1, 2, 2)


def test_asi_eksklusif_is_ya_among_those_recorded_from_0_to_5_months() -> None:
    children = born("2026-03-01", "2026-08-09", "2026-05-01", "2026-02-28")
    rows = [
        {"child_id": "A-1", "exclusive_breastfeeding": True},
        {"child_id": "A-2", "exclusive_breastfeeding": False},
        {"child_id": "A-4", "exclusive_breastfeeding": True},
    ]
    table = compute(children, rows)
    assert read(table, "asi_eksklusif") == (1, 2, 3), "the third is not recorded, the fourth is 6 months old"
    assert table.set_index("programme").loc["asi_eksklusif", "percent"] == 50


def test_asi_eksklusif_is_the_last_answer_of_the_month() -> None:
    rows = [
        {"exclusive_breastfeeding": False, "date": "2026-08-25"},
        {"exclusive_breastfeeding": True, "date": "2026-08-05"},
        {"exclusive_breastfeeding": None, "date": "2026-08-28"},
    ]
    assert read(compute(born("2026-05-01"), rows), "asi_eksklusif") == (0, 1, 1)


def test_diare_is_any_ya_among_those_measured_or_asked() -> None:
    rows = [
        {"child_id": "A-1", "diarrhoea": True, "date": "2026-08-02"},
        {"child_id": "A-1", "diarrhoea": False, "weight_kg": 8.0},
        {"child_id": "A-2", "weight_kg": 9.0},
        {"child_id": "A-3", "diarrhoea": True},
    ]
    table = compute(born(*["2025-01-01"] * 4), rows)
    assert read(table, "diare") == (2, 3, 4), "the third was not measured, and is no less ill"


def test_only_children_in_s_count() -> None:
    gone = {"left_on": "2026-07-31", "status": "Pindah"}
    children = [one | gone for one in born("2025-09-01")] + [{"child_id": "A-2", "birth_date": "2021-07-31"}]
    rows = [
        {"child_id": name, "vitamin_a": True, "diarrhoea": True, "weight_kg": 9.0} for name in ("A-1", "A-2")
    ]
    table = compute(children, rows)
    assert table[["count", "n", "of_age"]].to_numpy().sum() == 0


def test_rows_before_birth_after_today_and_of_strangers_do_not_count() -> None:
    rows = [
        {"child_id": "A-1", "exclusive_breastfeeding": True, "date": "2026-11-02"},
        {"child_id": "A-2", "exclusive_breastfeeding": True, "date": "2026-11-23"},
        {"child_id": "X-9", "exclusive_breastfeeding": True, "date": "2026-11-10"},
    ]
    table = compute(born("2026-11-10", "2026-10-01"), rows, month=pd.Timestamp("2026-11-01"))
    assert read(table, "asi_eksklusif") == (0, 0, 2)
    assert table["percent"].isna().all()


def test_posyandu_add_up_to_the_whole_and_each_has_its_rows() -> None:
    places = ["MLT1", "MLT2", None, "MLT2", "MWR1"]
    children = [
        child | {"posyandu": place}
        for child, place in zip(
            born("2025-09-01", "2024-09-01", "2026-05-01", "2026-06-01", "2020-01-01"), places, strict=True
        )
    ]
    rows = [
        {
            "child_id": f"A-{at}",
            "vitamin_a": True,
            "exclusive_breastfeeding": at % 2 == 1,
            "diarrhoea": at > 2,
        }
        for at in range(1, 5)
    ]
    whole, parts = compute(children, rows), compute(children, rows, by=("posyandu",))
    assert len(parts) == 4 * len(PROGRAMMES), "three posyandu, and one row of who has none"
    sums = parts.groupby("programme")[["count", "n", "of_age"]].sum()
    assert (
        sums.loc[list(PROGRAMMES)].to_numpy().tolist() == whole[["count", "n", "of_age"]].to_numpy().tolist()
    )
    assert (parts["count"] <= parts["n"]).all() and (parts["n"] <= parts["of_age"]).all()


def test_nobody_at_all_gives_rows_of_nothing() -> None:
    table = compute([], [])
    assert list(table["programme"]) == list(PROGRAMMES)
    assert table[["count", "n", "of_age"]].to_numpy().sum() == 0


@pytest.mark.parametrize(
    ("count", "n", "shown", "small"),
    [
        (0, 9, True, False),
        (4, 20, False, True),
        (5, 20, True, False),
        (16, 20, False, False),
        (9, 9, True, False),
    ],
)
def test_counts_below_five_and_what_gives_them_away_are_closed(
    count: int, n: int, shown: bool, small: bool
) -> None:
    table = pd.DataFrame({"count": [count], "n": [n], "percent": [count * 100.0 / n]})
    hides = ("count", "percent")
    (row,) = close_cases(table, of_part=False, count="count", hides=hides).to_dict("records")
    assert pd.notna(row["count"]) == pd.notna(row["percent"]) == shown
    assert bool(row["small"]) == small
