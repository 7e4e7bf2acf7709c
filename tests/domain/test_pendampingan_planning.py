"""Bahan perencanaan: what adds up, and that no small count can be worked out from what is shown."""

from __future__ import annotations

from itertools import product

import pandas as pd

from lib.domain.pendampingan import (
    FIGURES,
    compute_mothers,
    compute_planning,
    compute_postpartum_day,
    compute_posyandu_planning,
    compute_visit_months,
    compute_visits,
    hide_small_planning,
)
from lib.domain.pendampingan.planning import OF_MOTHERS
from lib.domain.small_counts import close_parts
from tests.domain.workbook_tables import build_tables

TODAY = pd.Timestamp("2026-11-22")


def plan(mothers: list, pairs: list = ()) -> pd.DataFrame:  # type: ignore[assignment]
    rows = [
        {"mother_id": f"IH-{at}", "posyandu": "MLT1", "last_period": "2026-06-01", **one}
        for at, one in enumerate(mothers)
    ]
    tables = build_tables(ibu_hamil=rows, pendampingan=pairs)
    table = compute_mothers(tables, today=TODAY)
    days = compute_postpartum_day(tables["ibu_hamil"], today=TODAY).to_numpy()
    return compute_planning(table.assign(nifas_day=days), tables["pendampingan"], today=TODAY)


def read(planning: pd.DataFrame) -> dict[str, list[int]]:
    groups = planning.groupby("figure", sort=False)["count"]
    return {str(figure): counts.astype(int).tolist() for figure, counts in groups}


MOTHERS = [
    {"risk_factors": "10, 3", "lila_cm": 23.4, "hb_g_dl": 10},
    {"risk_factors": "10", "lila_cm": 23.5},
    {"risk_factors": "10"},
    {"last_period": None},
    {"status": "Nifas", "delivered_on": "2026-11-01", "risk_factors": "10"},
    {"status": "Pindah"},
]
PAIRS = [
    {"mother_id": "IH-0", "student": "A", "started_on": "2026-10-01", "status": "Berhenti"},
    {"mother_id": "IH-0", "student": "B", "started_on": "2026-10-01", "status": "Aktif"},
    {"mother_id": "IH-1", "student": "C", "started_on": "2026-12-01", "status": "Direncanakan"},
    {"mother_id": "IH-4", "student": "D", "started_on": "2026-05-01", "status": "Selesai", "report": "ada"},
    {"mother_id": "IH-5", "student": "E", "started_on": "2026-05-01", "status": "Selesai"},
]


def test_every_figure_of_mothers_adds_up_to_the_pregnant_ones() -> None:
    counts = read(plan(MOTHERS, PAIRS))
    assert counts == {
        "ibu_hamil": [4],
        "kspr": [1, 2, 1],
        "trimester": [0, 3, 0, 1],
        "kek": [1, 1, 2],
        "anemia": [1, 0, 3],
        "tekanan_darah": [0, 0, 0, 4],
        "didampingi": [1, 1, 2],
        "risiko_didampingi": [1, 1, 1],
        "nifas": [1],
        "pasangan": [1, 1, 1, 1, 1],
    }
    assert all(sum(counts[figure]) == 4 for figure in OF_MOTHERS)
    assert list(counts) == list(FIGURES)


def test_a_danger_is_counted_once_not_also_as_high() -> None:
    rows = [{"mother_id": "IH-0", "date": "2026-11-01", "systolic": 160}]
    tables = build_tables(ibu_hamil=[{"mother_id": "IH-0", "last_period": "2026-06-01"}], kunjungan_ibu=rows)
    mothers = compute_mothers(tables, today=TODAY).assign(nifas_day=float("nan"))
    counts = read(compute_planning(mothers, tables["pendampingan"], today=TODAY))
    assert counts["tekanan_darah"] == [1, 0, 0, 0]


def test_no_small_part_can_be_worked_out_from_what_is_shown() -> None:
    """Every solution that fits what is seen is tried: a part said to be below five always has two."""
    for counts in product((0, 1, 2, 3, 4, 5, 6, 9), repeat=3):
        states, total = close_parts(counts), sum(counts)
        is_small = [0 < count < 5 for count in counts]
        assert set(states) == {"closed"} or is_small == [state == "small" for state in states]
        if total < 5:  # the page shows no such total, nor its parts
            continue
        seen = [
            {"open": [count], "small": [1, 2, 3, 4], "closed": range(total + 1)}[state]
            if set(states) == {"closed"} or state != "closed"
            else range(5, total + 1)
            for count, state in zip(counts, states, strict=True)
        ]
        fitting = [parts for parts in product(*seen) if sum(parts) == total]
        for place, small in enumerate(is_small):
            assert not small or len({parts[place] for parts in fitting}) > 1, (counts, states)


def test_parts_of_five_and_more_stay_open() -> None:
    assert close_parts([5, 0, 12]) == ["open", "open", "open"]
    assert close_parts([4, 5, 12]) == ["small", "closed", "open"]
    assert close_parts([1, 5, 12]) == ["small", "closed", "closed"]  # 6 of a small and a larger is 1 and 5
    assert close_parts([4, 4, 0]) == ["closed", "closed", "closed"]  # 8 of two small ones is 4 and 4


def test_a_small_whole_hides_all_that_adds_up_to_it() -> None:
    hidden = hide_small_planning(plan(MOTHERS, PAIRS))
    of_mothers = hidden[hidden["figure"].isin([*OF_MOTHERS, "risiko_didampingi"])]
    assert of_mothers["count"].isna().all()
    assert hidden.loc[hidden["figure"].eq("ibu_hamil"), "shown"].tolist() == ["small"]
    assert not hidden["count"].between(1, 4).any()


def test_mothers_at_high_risk_are_split_only_where_no_difference_is_small() -> None:
    def pairs(count: int) -> list:
        return [
            {"mother_id": f"IH-{at}", "student": f"S{at}", "started_on": "2026-10-01", "status": "Aktif"}
            for at in range(count)
        ]

    def shown(high: int, low: int, accompanied: int) -> set[str]:
        mothers = [{"risk_factors": "3"}] * high + [{}] * low
        hidden = hide_small_planning(plan(mothers, pairs(accompanied)))
        return set(hidden.loc[hidden["figure"].eq("risiko_didampingi"), "shown"])

    assert shown(12, 6, 6) == {"open"}
    assert shown(12, 6, 12) == {"open"}
    assert shown(12, 6, 8) == {"closed"}  # four at high risk are alone
    assert shown(12, 3, 6) == {"closed"}  # three at low risk
    assert shown(12, 6, 13) == {"closed"}  # one at low risk is accompanied


def test_each_posyandu_has_its_own_counts() -> None:
    tables = build_tables(
        ibu_hamil=[
            {"mother_id": "IH-0", "posyandu": "MLT1", "last_period": "2026-06-01", "risk_factors": "10"},
            {"mother_id": "IH-1", "posyandu": "MLT1", "last_period": "2026-06-01", "lila_cm": 20},
            {"mother_id": "IH-2", "posyandu": "MLT2", "last_period": "2026-06-01", "risk_factors": "10"},
            {"mother_id": "IH-3", "posyandu": "MLT2", "last_period": "2026-06-01", "status": "Pindah"},
        ],
        pendampingan=[{"mother_id": "IH-2", "student": "A", "started_on": "2026-10-01", "status": "Aktif"}],
    )
    mothers = compute_mothers(tables, today=TODAY)
    table = compute_posyandu_planning(mothers, tables["pendampingan"], today=TODAY).set_index("posyandu")
    assert table.loc["MLT1"].tolist() == [2, 1, 0, 1, 1, 0, 0]
    assert table.loc["MLT2"].tolist() == [1, 1, 1, 0, 0, 0, 0]


def test_visits_of_twelve_months_with_empty_ones() -> None:
    rows = [{"date": day, "mother_id": "IH-0"} for day in ("2025-11-30", "2025-12-01", "2026-11-22")]
    visits = compute_visits(build_tables(kunjungan_ibu=rows), today=TODAY)
    table = compute_visit_months(visits, pd.Period("2026-11"))
    assert len(table) == 12
    assert table["count"].tolist() == [1, *[0] * 10, 1]
