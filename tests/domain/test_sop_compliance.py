"""Tingkat kepatuhan: Ya / (Ya + Tidak) over the steps due in the month."""

import math

from lib.domain.sop import compute_compliance, compute_missed_steps, compute_sop_status
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
    assert november.loc["AJB", "total"] == 3  # H-5, H-5 and H-4 fall on 28 and 29 November
    assert december.loc["AJB", "total"] == 2


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
