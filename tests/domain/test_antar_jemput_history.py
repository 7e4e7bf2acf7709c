"""Antar-jemput over months: calendar, absence, who is lost at which step, D/S beside the funnel, refusals."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from lib.domain.antar_jemput import (
    CANCELLED,
    MOVED_AWAY,
    OPENS,
    STEPS,
    compute_absence,
    compute_bus_months,
    compute_donation_totals,
    compute_dropped,
    compute_every_day,
    compute_funnel,
    compute_lost,
    compute_lost_often,
    compute_lost_people,
    compute_people,
    compute_refusals,
    compute_rounds,
    compute_sasaran,
    compute_year,
    select_lost,
    select_month_days,
)
from lib.domain.skdn import compute_skdn
from tests.budget import examples
from tests.domain.test_antar_jemput import (
    JADWAL,
    MONTH,
    TODAY,
    H,
    child,
    monthly_of,
    people_of,
    register_rows,
    rounds_of,
    row,
    sasaran_ids,
    weighing,
    weighings,
)
from tests.domain.workbook_tables import build_tables

YES = {"contact_result": "Tersambung", "willing": "Ya"}


def days_of(*rows: dict, month: str) -> list[tuple[str, str, str | None]]:
    days = select_month_days(compute_every_day(build_tables(jadwal=rows)["jadwal"]), month=month)
    other = days["other_date"].dt.strftime("%m-%d")
    found = zip(
        days["date"].dt.strftime("%m-%d"), days["state"], other.where(other.notna(), None), strict=True
    )
    return [(day, state, None if pd.isna(to) else to) for day, state, to in found]


def test_a_day_moved_over_the_years_end_stands_in_both_months() -> None:
    moved = {"date": "2027-01-04", "posyandu": "MLT1", "status": "Dipindah", "original_date": "2026-12-30"}
    assert days_of(moved, month="2026-12") == [("12-30", MOVED_AWAY, "01-04")]
    assert days_of(moved, month="2027-01") == [("01-04", OPENS, "12-30")]


def test_two_days_of_one_posyandu_and_a_cancelled_one_all_stand_in_the_calendar() -> None:
    days = days_of(
        {"date": "2026-11-03", "posyandu": "MLT1"},
        {"date": "2026-11-17", "posyandu": "MLT1"},
        {"date": "2026-11-10", "posyandu": "MLT2", "status": "Batal"},
        {"date": "2026-12-01", "posyandu": "MLT2"},
        month="2026-11",
    )
    assert days == [("11-03", OPENS, None), ("11-10", CANCELLED, None), ("11-17", OPENS, None)]


def test_both_rounds_of_a_posyandu_in_one_month_have_the_same_sasaran_over_the_years_end() -> None:
    tables = build_tables(
        jadwal=[{"date": "2026-01-05", "posyandu": "MLT1"}, {"date": "2026-01-19", "posyandu": "MLT1"}],
        balita=[child(1), child(2)],
        penimbangan=[weighing(1, "2025-12-31")],
    )
    people = people_of(tables, "2026-01")
    assert people["person_id"].tolist() == ["MLT1-002", "MLT1-002"]
    assert people["round_date"].dt.day.tolist() == [5, 19]


def test_absence_counts_the_months_before_the_round() -> None:
    tables = build_tables(
        jadwal=JADWAL,
        balita=[
            child(1),  # last weighed in September: October missed
            child(2),  # last weighed in August
            child(3, birth_date="2026-08-20"),  # never, born in August
            child(4, joined_on="2026-10-02"),  # never, came in October
            child(5),  # weighed in the year before
            child(6),  # always weighed; in March nobody was: no day that could be missed
        ],
        ibu_hamil=[{"mother_id": "IH-1", "name": "Ibu", "posyandu": "MLT1", "pickup_point": "A"}],
        penimbangan=[
            weighing(1, "2026-09-10"),
            weighing(2, "2026-08-10"),
            weighing(2, "2026-10-10", None),  # a height alone is no weighing
            weighing(5, "2025-12-31"),
            weighing(5, H),  # on the day itself: not before it
            *(weighing(6, f"2026-{month:02d}-10") for month in range(1, 11) if month != 3),
        ],
    )
    people = people_of(tables)
    absence = compute_absence(tables, people, monthly_of(tables)).set_index(people["person_id"])
    children = [f"MLT1-{number:03d}" for number in range(1, 6)]
    assert absence.loc[children, "absent"].tolist() == [1, 2, 3, 1, 9]
    assert absence.loc[children, "never"].tolist() == [False, False, True, True, False]
    assert math.isnan(absence.loc["IH-1", "absent"]) and not absence.loc["IH-1", "never"]


def test_who_left_s_meanwhile_is_named_with_the_reason() -> None:
    tables = build_tables(
        balita=[
            child(1, status="Pindah", left_on="2026-10-20"),
            child(2, left_on="2026-10-31"),
            child(3, birth_date="2021-10-20"),
            child(4),  # still in S: sasaran
            child(5, status="Pindah", left_on="2026-10-20"),  # was weighed in October
            child(6, left_on="2026-09-30"),  # no longer in S in October
        ],
        penimbangan=[weighing(5, "2026-10-05")],
    )
    gone = compute_dropped(tables, monthly_of(tables), month=MONTH)
    assert dict(zip(gone["person_id"], gone["reason"], strict=True)) == {
        "MLT1-001": "Pindah",
        "MLT1-002": "keluar",
        "MLT1-003": "sudah 5 tahun",
    }
    assert sasaran_ids(tables) == ["MLT1-004"]


def test_each_is_lost_at_the_first_step_not_passed() -> None:
    tables = build_tables(
        jadwal=JADWAL,
        balita=[child(number) for number in range(1, 7)],
        ibu_hamil=[{"mother_id": "IH-1", "name": "Ibu", "posyandu": "MLT1", "pickup_point": "A"}],
        penimbangan=[weighing(5, H), weighing(6, "2026-10-02")],
        antar_jemput=[
            row(2, contact_result="Tersambung", willing="Tidak"),
            row(3, **YES, boarded=False),
            row(4, **YES, boarded=True),
            row(5, **YES, boarded=True),
            row(6, **YES, boarded=True),  # weighed last month: no sasaran
            {**row(1), "person_id": "IH-1", **YES, "boarded": True},
        ],
    )
    people = people_of(tables)
    lost = compute_lost(people).set_axis(people["person_id"])
    assert lost[[f"MLT1-{number:03d}" for number in range(1, 5)]].tolist() == list(STEPS)
    assert lost[["MLT1-005", "MLT1-006", "IH-1"]].isna().all()


@examples(20)
@given(rows=register_rows, weighed=weighings, children=st.integers(0, 8))
def test_the_lost_fill_the_gaps_of_the_funnel_exactly(rows: list, weighed: list, children: int) -> None:
    tables = build_tables(
        jadwal=[{"date": H, "posyandu": "MLT1"}, {"date": "2026-11-19", "posyandu": "MLT1"}],
        balita=[child(number) for number in range(children)],
        penimbangan=weighed,
        antar_jemput=rows,
    )
    people = people_of(tables)
    balita = people[people["kind"].eq("balita")]
    funnel = compute_funnel(people, rounds_of(tables))
    sums = funnel[funnel["kind"].eq("balita")][["sasaran", *STEPS]].sum().to_numpy()
    lost = compute_lost(balita).value_counts().reindex(list(STEPS), fill_value=0).to_numpy()
    assert (np.diff(sums) == -lost).all()


def year_figures(tables: dict[str, pd.DataFrame], months: list[pd.Period]) -> pd.DataFrame:
    people = people_of(tables)
    skdn = compute_skdn(
        tables["balita"], monthly_of(tables), months=[month.start_time for month in months], by=()
    )
    return compute_year(months, compute_funnel(people, rounds_of(tables)), people, skdn)


def test_a_child_that_both_rounds_of_a_month_fetched_counts_once_for_d_s() -> None:
    days = ["2026-11-05", "2026-11-19"]
    tables = build_tables(
        jadwal=[{"date": day, "posyandu": "MLT1"} for day in days],
        balita=[child(number) for number in range(1, 5)],
        penimbangan=[weighing(1, "2026-10-10"), *(weighing(2, day) for day in days)],
        antar_jemput=[row(2, date=day, **YES, boarded=True) for day in days],
    )
    (year,) = year_figures(tables, [pd.Period("2026-11")]).to_dict("records")
    assert (year["rounds"], year["ditimbang"], year["by_bus"], year["bus_points"]) == (2, 2, 1, 25)


def test_a_year_has_d_s_beside_the_funnel() -> None:
    tables = build_tables(
        jadwal=JADWAL,
        balita=[child(number) for number in range(1, 5)],
        penimbangan=[weighing(1, "2026-10-10"), weighing(1, H), weighing(2, H)],
        antar_jemput=[row(2, **YES, boarded=True)],
    )
    months = [pd.Period("2026-10"), pd.Period("2026-11")]
    year = year_figures(tables, months)
    assert year["rounds"].tolist() == [0, 1] and year["sasaran"].tolist() == [0, 3]
    assert year["ds"].tolist() == [25, 50] and year["bus_points"].tolist() == [0, 25]


def year_of(*months: tuple[str, int, int, int]) -> pd.DataFrame:
    """Rows of compute_year by (month, by_bus, D, S)."""
    table = pd.DataFrame(months, columns=["month", "by_bus", "D", "S"])
    return table.assign(month=table["month"].map(pd.Period))


def test_months_with_the_bus_stand_beside_those_without() -> None:
    year = year_of(
        ("2026-08", 0, 70, 100), ("2026-09", 4, 80, 100), ("2026-10", 8, 90, 100), ("2026-11", 9, 20, 100)
    )
    groups = compute_bus_months(year, today=pd.Timestamp(TODAY))
    assert groups["with_bus"].tolist() == [True, False] and groups["months"].tolist() == [2, 1]
    assert groups["ds"].tolist() == [85, 70] and groups["bus_points"].tolist() == [6, 0]


def test_a_month_that_runs_or_has_no_s_is_not_compared() -> None:
    year = year_of(("2026-10", 0, 0, 0), ("2026-11", 9, 20, 100))
    assert compute_bus_months(year, today=pd.Timestamp(TODAY)).empty
    assert len(compute_bus_months(year, today=pd.Timestamp("2026-12-01"))) == 1


def test_who_was_lost_in_two_recorded_rounds_without_being_weighed_is_named() -> None:
    days = ("2026-09-10", "2026-10-08", H)
    tables = build_tables(
        jadwal=[{"date": day, "posyandu": "MLT1"} for day in days],
        balita=[child(number) for number in (1, 2, 3, 4, 99)],
        penimbangan=[
            *(weighing(99, day) for day in ("2026-08-13", "2026-09-10", "2026-10-08")),
            *(weighing(3, H), weighing(4, "2026-09-10")),
        ],
        antar_jemput=[
            {**row(1, contact_result="Tidak tersambung"), "date": days[1]},
            row(1, contact_result="Tersambung", willing="Tidak"),
        ],
    )
    several = [people_of(tables, month) for month in ("2026-09", "2026-10", MONTH)]
    people = pd.concat(several, ignore_index=True)
    gone = select_lost(people.assign(lost=compute_lost(people)))
    often = compute_lost_often(gone)
    # In September nothing was recorded; 3 came alone in November; 4 was weighed in September.
    assert often["person_id"].tolist() == ["MLT1-001", "MLT1-002"]
    assert often["times"].tolist() == [2, 2] and often["lost"].tolist() == ["bersedia", "dihubungi"]
    assert often["last"].eq(pd.Timestamp(H)).all()
    named = compute_lost_people(gone)[["lost", "person_id", "times"]]
    assert list(map(tuple, named.to_numpy())) == [
        ("dihubungi", "MLT1-002", 2),
        ("dihubungi", "MLT1-001", 1),
        ("dihubungi", "MLT1-003", 1),
        ("dihubungi", "MLT1-004", 1),
        ("bersedia", "MLT1-001", 1),
    ]


def test_reasons_that_differ_only_in_spelling_are_one() -> None:
    people = pd.DataFrame(
        {
            "posyandu": "MLT1",
            "round_date": pd.to_datetime(["2026-09-01", "2026-10-01", "2026-10-01", "2026-11-01", H]),
            "bucket": ["menolak"] * 4 + ["di daftar"],
            "reason": ["bekerja", " Bekerja ", None, "Sakit", "bekerja"],
        }
    ).astype({"reason": "str"})
    refusals = compute_refusals(people, lately=pd.Timestamp("2026-10-01"))
    assert refusals["count"].tolist() == [2, 1, 1] and refusals["lately"].tolist() == [1, 1, 1]
    assert refusals["reason"].iloc[0] == "Bekerja" and refusals["reason"].iloc[1] == "Sakit"
    assert pd.isna(refusals["reason"].iloc[2])
    assert refusals["last"].dt.month.tolist() == [10, 11, 10]


def test_gifts_are_added_up_by_form_and_unit() -> None:
    rows = [
        {"date": H, "donor": "A", "form": "Telur", "amount": 30, "unit": "butir"},
        {"date": H, "donor": "B", "form": "telur", "amount": 20, "unit": "Butir"},
        {"date": H, "donor": "B", "form": "Telur", "amount": 2, "unit": "kg"},
        {"date": H, "donor": "C", "form": "Tenaga"},
    ]
    totals = compute_donation_totals(build_tables(donasi=rows)["donasi"])
    assert totals[["amount", "gifts"]].iloc[0].tolist() == [50, 2]
    assert totals["gifts"].tolist() == [2, 1, 1]
    assert math.isnan(totals.loc[totals["form"].eq("Tenaga"), "amount"].item())


def test_empty_tables_give_empty_answers() -> None:
    tables = build_tables()
    people, monthly = people_of(tables), monthly_of(tables)
    assert compute_every_day(tables["jadwal"]).empty
    assert compute_absence(tables, people, monthly).empty and compute_lost(people).empty
    assert compute_dropped(tables, monthly, month=MONTH).empty
    assert compute_refusals(people, lately=pd.Timestamp(H)).empty


def test_refusals_without_any_reason_are_still_counted() -> None:
    tables = build_tables(jadwal=JADWAL, balita=[child(1)], antar_jemput=[row(1, willing="Tidak")])
    (refusal,) = compute_refusals(people_of(tables), lately=pd.Timestamp(H)).to_dict("records")
    assert refusal["count"] == 1 and pd.isna(refusal["reason"])


def test_an_empty_donation_book_has_no_totals() -> None:
    tables = build_tables()
    assert compute_donation_totals(tables["donasi"]).empty


def test_several_months_at_once_are_those_months_one_by_one() -> None:
    days = ("2026-10-08", "2026-10-22")
    tables = build_tables(
        jadwal=[*JADWAL, *({"date": day, "posyandu": "MLT1"} for day in days)],
        balita=[child(number) for number in range(1, 4)],
        penimbangan=[weighing(1, "2026-09-10"), weighing(2, "2026-10-08"), weighing(3, H)],
        antar_jemput=[row(1, **YES, boarded=True), {**row(3, **YES), "date": "2026-10-22"}],
    )
    monthly, months = monthly_of(tables), ("2026-10-01", "2026-11-01")
    rounds = compute_rounds(tables, today=TODAY, month="2026-10", until=MONTH)
    of_months = [
        compute_sasaran(tables, monthly, month=month[:7]).assign(month=pd.Timestamp(month))
        for month in months
    ]
    sasaran = pd.concat(of_months).astype({"month": "datetime64[s]"})
    together = compute_people(tables, rounds, sasaran, monthly)
    apart = pd.concat([people_of(tables, "2026-10"), people_of(tables, MONTH)])
    key = ["posyandu", "round_date", "person_id"]
    pd.testing.assert_frame_equal(
        together[list(apart.columns)].sort_values(key, ignore_index=True),
        apart.sort_values(key, ignore_index=True),
    )
    assert len(rounds) == 3 and len(together) == 6
