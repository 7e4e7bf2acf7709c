"""Whom the kader visit: once, with every reason, the gravest first, and the weight to reach."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lib.domain.case_lists import compute_case_table
from lib.domain.daftar_anak import REASONS, VISIT_COLUMNS, compute_visits
from lib.domain.kms import compute_monthly_status
from lib.domain.skdn import compute_membership
from tests.domain.gizi_tables import FAR, build_balita, build_penimbangan, weigh

MARCH = pd.Period("2026-03")
LATER, RUNNING = pd.Timestamp("2026-06-10"), pd.Timestamp("2026-03-28")


def visit(
    *children: list[dict[str, Any]], today: pd.Timestamp = LATER, **more: Any
) -> tuple[pd.DataFrame, list[str]]:
    """The visits of March of children a, b, c … with these weighings, and who they are."""
    names = "abcdefgh"[: len(children)]
    balita = build_balita(
        *({"child_id": name, "birth_date": "2024-12-10", "posyandu": "P", "sex": "L"} for name in names)
    )
    weighings = [
        {**row, "child_id": name} for name, rows in zip(names, children, strict=True) for row in rows
    ]
    monthly = compute_monthly_status(balita, build_penimbangan(*weighings), until=FAR)
    people = balita.set_index("child_id")[["sex", "posyandu"]].assign(
        label=list(names), rt="001", age_months=15.0
    )
    members = compute_membership(balita, monthly, [MARCH.start_time])
    lists = compute_case_table(
        people, monthly, members, month=MARCH.start_time,
        opens=more.get("opens", {}), called_off=more.get("called_off", ()),
    ).lists()  # fmt: skip
    table = compute_visits(lists, monthly, month=MARCH, today=today)
    assert list(table.columns) == list(VISIT_COLUMNS)
    return table, table["child_id"].tolist()


def months(*weights: float) -> list[dict[str, Any]]:
    """Weighings of January, February, March …; 0 for none."""
    return [weigh(f"2026-{at:02d}-10", kg) for at, kg in enumerate(weights, start=1) if kg]


def reasons(row: pd.Series) -> list[str]:
    return [name for name in REASONS if row[name]]


def test_the_gravest_reason_stands_first_and_nobody_stands_twice() -> None:
    nearly, twice, absent, below = (
        months(9.5, 9.8, 9.8),
        months(9.8, 9.8, 9.8),
        months(9.5, 9.8),
        months(6, 6, 6),
    )
    table, order = visit(nearly, absent, twice, below)
    assert order == ["d", "c", "a", "b"]
    assert [reasons(row) for _, row in table.iterrows()] == [
        ["bgm", "two_t"],
        ["two_t"],
        ["nyaris_2t"],
        ["not_weighed"],
    ]


def test_who_grew_enough_is_not_visited() -> None:
    assert visit(months(9.4, 9.7, 10.0))[1] == []


def test_the_least_weight_is_the_last_one_and_the_kbm_of_next_month() -> None:
    table, _ = visit(months(9.8, 9.8, 9.8))
    assert table["least_kg"].tolist() == [pytest.approx(10.0)]  # 16 months then: KBM 200 g
    assert table["least_month"].tolist() == [pd.Timestamp("2026-04-01")]


@pytest.mark.parametrize(("today", "known"), [(RUNNING, True), (LATER, False)])
def test_who_missed_the_month_can_still_reach_last_months_least_while_it_runs(
    today: pd.Timestamp, known: bool
) -> None:
    table, _ = visit(months(9.5, 9.8), today=today)
    assert table["least_kg"].notna().tolist() == [known]
    if known:
        assert table.iloc[0][["least_kg", "least_month"]].tolist() == [
            pytest.approx(10.0),
            pd.Timestamp("2026-03-01"),
        ]


def test_a_weight_that_cannot_be_asks_to_be_weighed_again_and_gives_no_least() -> None:
    table, _ = visit(months(9.5, 9.8, 40.0))
    assert reasons(table.iloc[0]) == ["reweigh"]
    assert table["least_kg"].isna().all()


def test_nobody_waits_for_a_day_to_come_or_is_called_absent_of_one_called_off() -> None:
    once, longer = months(9.5, 9.8), months(9.5)
    assert visit(once, opens={"P": pd.Timestamp("2026-03-30")}, today=RUNNING)[1] == []
    table, order = visit(once, longer, called_off={"P"})
    assert order == ["b"] and table["missed"].tolist() == [2]
