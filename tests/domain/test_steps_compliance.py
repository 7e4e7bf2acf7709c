"""Tingkat kepatuhan: Ya / (Ya + Tidak) over the steps due in the month."""

import math

import pandas as pd
import pytest

from lib.domain.steps import (
    build_engine,
    compute_compliance,
    compute_compliance_months,
    compute_missed_steps,
    compute_month_status,
    compute_place_months,
    compute_sop_status,
    compute_year_rows,
    select_month,
)
from tests.domain.workbook_tables import build_sop_tables, build_tables

TODAY = "2026-11-22"


def tick(step: str, result: str, minutes: float | None = None) -> dict:
    return {
        "date": "2026-11-12",
        "sop": "AJB",
        "posyandu": "MLT1",
        "step": step,
        "result": result,
        "minutes": minutes,
    }


def status(*ticks: dict):
    tables = build_sop_tables(jadwal=[{"date": "2026-11-12", "posyandu": "MLT1"}], daftar_tilik=ticks)
    return compute_sop_status(tables, today=TODAY, month="2026-11")


def test_compliance_is_ya_over_ya_and_tidak_with_tb_left_out() -> None:
    rows = status(tick("1", "Ya"), tick("2", "Ya"), tick("3", "Tidak"), tick("4", "TB"))
    ajb = compute_compliance(rows).set_index("sop").loc["AJB"]
    assert ajb[["ya", "tidak", "tb", "belum", "filled", "total"]].tolist() == [2, 1, 1, 1, 4, 5]
    assert ajb["compliance"] == 200 / 3


def test_a_step_nobody_recorded_is_never_ya() -> None:
    ajb = compute_compliance(status()).set_index("sop").loc["AJB"]
    assert ajb[["ya", "belum", "filled", "total"]].tolist() == [0, 5, 0, 5]
    assert math.isnan(ajb["compliance"])


def test_only_tb_leaves_no_rate() -> None:
    ajb = compute_compliance(status(tick("4", "TB"))).set_index("sop").loc["AJB"]
    assert math.isnan(ajb["compliance"])


def test_minutes_stand_beside_the_standard_time() -> None:
    steps = compute_compliance(status(tick("1", "Ya", 45), tick("5", "Ya", 20)), by=("sop", "step"))
    first = steps[steps["sop"].eq("AJB") & steps["step"].eq("1")].iloc[0]
    assert first[["standard_minutes", "minutes_median", "timed", "over_standard"]].tolist() == [30, 45, 1, 1]
    last = steps[steps["sop"].eq("AJB") & steps["step"].eq("5")].iloc[0]
    assert last[["minutes_median", "over_standard"]].tolist() == [20, 0]


def test_parts_add_up_to_the_whole() -> None:
    rows = status(tick("1", "Ya"), tick("3", "Tidak"))
    whole = compute_compliance(rows, by=()).iloc[0]
    for by in (("sop",), ("sop", "unit"), ("unit_kind",), ("sop", "step")):
        parts = compute_compliance(rows, by=by)
        for figure in ("ya", "tidak", "tb", "belum", "filled", "total"):
            assert parts[figure].sum() == whole[figure]


def test_steps_due_in_another_month_do_not_count() -> None:
    tables = build_sop_tables(jadwal=[{"date": "2026-12-03", "posyandu": "MLT1"}])
    november = compute_compliance(compute_sop_status(tables, today=TODAY, month="2026-11")).set_index("sop")
    december = compute_compliance(compute_sop_status(tables, today=TODAY, month="2026-12")).set_index("sop")
    assert november.loc["AJB", "belum"] == 3  # H-5, H-5 and H-4 fall on 28 and 29 November
    assert december.loc["AJB", "belum"] == 2


def test_empty_tables_give_an_empty_table_and_one_total() -> None:
    rows = compute_sop_status(build_tables(), today=TODAY, month="2026-11")
    assert compute_compliance(rows).empty
    total = compute_compliance(rows, by=())
    assert total["total"].tolist() == [0]
    assert math.isnan(total["compliance"].iloc[0])


def test_missed_steps_are_those_due_and_not_done_the_most_missed_first() -> None:
    days = [{"date": "2026-11-12", "posyandu": "MLT1"}, {"date": "2026-11-13", "posyandu": "MLT2"}]
    ticks = [tick("1", "Ya"), tick("2", "Tidak"), tick("3", "Ya"), tick("4", "TB"), tick("5", "Ya")]
    ticks.append({**tick("5", "Ya"), "posyandu": "MLT2", "date": "2026-11-13"})
    tables = build_sop_tables(jadwal=days, daftar_tilik=ticks)
    missed = compute_missed_steps(compute_sop_status(tables, today=TODAY, month="2026-11"))
    ajb = missed[missed["sop"].eq("AJB")]
    assert list(zip(ajb["step"], ajb["missed"], ajb["due"], strict=True)) == [
        ("2", 2, 2), ("1", 1, 2), ("3", 1, 2), ("4", 1, 1),
    ]  # fmt: skip


def test_a_step_that_is_still_to_come_is_not_missed() -> None:
    tables = build_sop_tables(jadwal=[{"date": "2026-11-28", "posyandu": "MLT1"}])
    missed = compute_missed_steps(compute_sop_status(tables, today=TODAY, month="2026-11"))
    assert "AJB" not in set(missed["sop"])


def test_twelve_months_over_the_turn_of_the_year_are_those_of_each_month() -> None:
    days = ["2025-12-30", "2026-01-03", "2026-11-12"]
    tables = build_sop_tables(
        jadwal=[{"date": day, "posyandu": "MLT1"} for day in days],
        daftar_tilik=[
            tick("1", "Ya") | {"date": "2025-12-29", "round_date": "2026-01-03"},
            tick("5", "Tidak") | {"date": "2026-01-03"},
            tick("B7", "Ya") | {"date": "2026-01-28", "sop": "KEBAL", "round_date": "2025-12-30"},
        ],
    )
    engine = build_engine(tables, today=TODAY)
    rows = pd.concat([compute_year_rows(engine, year) for year in (2025, 2026)], ignore_index=True)
    months = pd.period_range("2025-12", "2026-11", freq="M")
    each = {month: compute_month_status(engine, month) for month in months}
    for sop in ("AJB", "KEBAL"):
        table = compute_compliance_months(rows[rows["sop"].eq(sop)], until=pd.Period("2026-11"))
        assert table["month"].tolist() == months.tolist()
        for one in table.itertuples(index=False):
            status = each[one.month]
            alone = compute_compliance(status[status["sop"].eq(sop)], by=()).iloc[0]
            assert (one.filled, one.total) == (alone["filled"], alone["total"])
            assert one.compliance == alone["compliance"] or math.isnan(alone["compliance"])
    ajb = compute_compliance_months(rows[rows["sop"].eq("AJB")], until=pd.Period("2026-11"))
    assert ajb["filled"].tolist() == [1, 1, *[0] * 10]  # H-5 of 3 January lies in December, H in January
    assert ajb["total"].sum() == 15
    assert ajb["compliance"].isna().sum() == 10


def test_a_year_is_cut_into_months_without_losing_a_step() -> None:
    engine = build_engine(build_sop_tables(jadwal=[{"date": "2026-11-12", "posyandu": "MLT1"}]), today=TODAY)
    rows = compute_year_rows(engine, 2026)
    counted = [int(select_month(rows, f"2026-{month:02}")["counts"].sum()) for month in range(1, 13)]
    assert sum(counted) == int(rows["counted_in"].notna().sum())
    assert counted[10] > counted[9]  # the posyandu day's five steps


@pytest.mark.parametrize(("done_on", "putaran"), [("2025-12-28", "2026-01-05"), ("2026-01-05", "2025-12-28")])
def test_a_tick_without_a_due_date_counts_in_one_year_also_for_a_round_of_the_next_or_the_last(
    done_on: str, putaran: str
) -> None:
    tables = build_tables(
        sop=[{"code": "LAIN", "scope": "Puskesmas"}],
        langkah_sop=[{"sop": "LAIN", "step": "1"}],
        daftar_tilik=[{"sop": "LAIN", "step": "1", "date": done_on, "round_date": putaran, "result": "Ya"}],
    )
    engine = build_engine(tables, today=TODAY)
    rows = pd.concat([compute_year_rows(engine, year) for year in (2025, 2026)])
    assert rows["counted_in"].dropna().dt.strftime("%Y-%m").tolist() == [done_on[:7]]


def test_months_of_posyandu_add_up_to_the_months_of_all() -> None:
    days = [("MLT1", "2026-10-12"), ("MLT2", "2026-10-13"), ("MLT1", "2026-11-12")]
    tables = build_sop_tables(
        jadwal=[{"date": day, "posyandu": place} for place, day in days], daftar_tilik=[tick("1", "Ya")]
    )
    rows = compute_year_rows(build_engine(tables, today=TODAY), 2026)
    rows = rows[rows["sop"].eq("AJB")]
    places = compute_place_months(rows, until=pd.Period("2026-11"))
    assert places[["posyandu", "filled", "total"]].to_numpy().tolist() == [
        ["MLT1", 0, 5],
        ["MLT1", 1, 5],
        ["MLT2", 0, 5],
    ]
    months = compute_compliance_months(rows, until=pd.Period("2026-11"))
    assert places.groupby("month")["total"].sum().tolist() == months["total"].tolist()[-2:]
    assert places["compliance"].isna().tolist() == [True, False, True]
