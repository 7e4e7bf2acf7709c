"""An announced weighing day by day: which days are announced, and who was weighed by when."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from lib.domain.settings import compute_settings_findings, read_settings
from lib.domain.weighing_days import compute_weighing_days, find_announced
from tests.domain.workbook_tables import build_table

AUGUST = (pd.Timestamp("2026-08-01"), pd.Timestamp("2026-08-31"))
NAMES = {"A": "Anggrek", "B": "Bakung"}


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


def test_february_and_august_are_announced_and_any_span_of_the_puskesmas() -> None:
    assert find_announced(pd.Period("2026-08"), None) == AUGUST
    assert find_announced(pd.Period("2026-11"), None) is None
    operation = (day("2026-10-26"), day("2026-11-07"))
    assert find_announced(pd.Period("2026-11"), operation) == (day("2026-11-01"), day("2026-11-07"))
    assert find_announced(pd.Period("2026-10"), operation) == (day("2026-10-26"), day("2026-10-31"))
    assert find_announced(pd.Period("2026-12"), operation) is None
    assert find_announced(pd.Period("2027-02"), operation) == (day("2027-02-01"), day("2027-02-28"))


def settings(**values: str) -> pd.DataFrame:
    rows = [{"name": f"Operasi timbang {name}", "value": value} for name, value in values.items()]
    return build_table("pengaturan", rows)


@pytest.mark.parametrize(
    ("typed", "span", "findings"),
    [
        ({"mulai": "02/08/2026", "selesai": "14 Agustus 2026"}, ("2026-08-02", "2026-08-14"), 0),
        ({"mulai": "46236"}, ("2026-08-02", "2026-08-31"), 0),
        ({"mulai": "02/08/2026", "selesai": "01/08/2026"}, None, 1),
        ({"mulai": "Agustus depan"}, None, 1),
        ({"selesai": "14/08/2026"}, None, 0),
        ({}, None, 0),
    ],
)
def test_the_span_is_typed_in_pengaturan(
    typed: dict[str, str], span: tuple[str, str] | None, findings: int
) -> None:
    table = settings(**typed)
    assert read_settings(table).weighing_operation == (span and (day(span[0]), day(span[1])))
    assert len(compute_settings_findings(table)) == findings


def build(*weighed: tuple[str, str]) -> pd.DataFrame:
    dates = pd.to_datetime([on for _, on in weighed]).astype("datetime64[s]")
    return pd.DataFrame({"child_id": [child for child, _ in weighed], "date": dates}).astype(
        {"child_id": "str"}
    )


MEMBERS = pd.DataFrame({"child_id": ["a1", "a2", "a3", "b1", "x1"], "posyandu": ["A", "A", "A", "B", "X"]})


def counts_of(table: pd.DataFrame, posyandu: str | None) -> list[tuple[str, float]]:
    rows = table[table["posyandu"].isna() if posyandu is None else table["posyandu"].eq(posyandu)]
    return list(zip(rows["day"].dt.strftime("%d"), rows["weighed"], strict=True))


def test_numbers_count_up_over_the_days_on_which_somebody_was_weighed() -> None:
    weighed = build(("a1", "2026-08-03"), ("a2", "2026-08-05"), ("b1", "2026-08-05"), ("x1", "2026-08-04"))
    table = compute_weighing_days(weighed, MEMBERS, NAMES, span=AUGUST)
    assert counts_of(table, "A") == [("03", 1), ("05", 2)]
    assert counts_of(table, "B") == [("03", 0), ("05", 1)]
    assert counts_of(table, None) == [("03", 1), ("05", 3)]
    last = table[table["posyandu"].isna()].iloc[-1]
    assert (last["sasaran"], last["percent"]) == (4, 75)


def test_who_was_weighed_before_the_first_day_counts_on_it_and_after_the_last_not() -> None:
    weighed = build(("a1", "2026-08-01"), ("a2", "2026-08-12"), ("b1", "2026-08-15"))
    span = (day("2026-08-10"), day("2026-08-14"))
    table = compute_weighing_days(weighed, MEMBERS, NAMES, span=span)
    assert counts_of(table, None) == [("10", 1), ("12", 2)]


def test_before_the_first_weighing_there_is_no_day_and_without_sasaran_no_share() -> None:
    assert compute_weighing_days(build(), MEMBERS, NAMES, span=AUGUST).empty
    table = compute_weighing_days(build(("b1", "2026-08-03")), MEMBERS[3:], NAMES, span=AUGUST)
    assert table[table["posyandu"].eq("A")]["percent"].isna().all()


@pytest.mark.parametrize("seed", range(10))
def test_the_same_numbers_by_hand(seed: int) -> None:
    pick = random.Random(seed)
    home = {f"c{number}": pick.choice("ABX") for number in range(30)}
    on = {child: pick.randint(1, 31) for child in home if pick.random() < 0.7}
    first, last = sorted(pick.sample(range(1, 32), 2))
    members = pd.DataFrame({"child_id": list(home), "posyandu": list(home.values())})
    weighed = build(*((child, f"2026-08-{number:02}") for child, number in on.items()))
    span = (day(f"2026-08-{first:02}"), day(f"2026-08-{last:02}"))
    table = compute_weighing_days(weighed, members, NAMES, span=span)
    for row in table.to_dict("records"):
        own = [
            child for child, place in home.items()
            if (place in NAMES if pd.isna(row["posyandu"]) else place == row["posyandu"])
        ]  # fmt: skip
        by_hand = sum(1 for child in own if on.get(child, 99) <= row["day"].day)
        assert (row["weighed"], row["sasaran"]) == (by_hand, len(own))
    shown = {number.day for number in table["day"]}
    own_days = {number for child, number in on.items() if home[child] in NAMES and number <= last}
    assert shown == {max(number, first) for number in own_days}
