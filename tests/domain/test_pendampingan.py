"""Ibu hamil: gestational age, KSPR, KEK, anaemia, blood pressure, nifas."""

import pandas as pd
import pytest

from lib.domain.pendampingan import (
    KSPR_FACTORS,
    compute_kspr,
    compute_mothers,
    compute_postpartum_day,
    compute_unread_factors,
)
from tests.domain.workbook_tables import build_table, build_tables

TODAY = "2026-11-22"


def mother(**more: object) -> dict:
    return {"mother_id": "IH-001", "name": "Ibu", "posyandu": "MLT1", "last_period": "2026-05-01", **more}


def one(visits: list | None = None, **more: object) -> pd.Series:
    tables = build_tables(ibu_hamil=[mother(**more)], kunjungan_ibu=visits or [])
    return compute_mothers(tables, today=TODAY).iloc[0]


def kspr(**more: object) -> tuple[int, str, str]:
    row = compute_kspr(build_table("ibu_hamil", [mother(**more)]), today=TODAY).iloc[0]
    return row["kspr_score"], row["kspr_group"], row["kspr_factors"]


def visit(date: str, **more: object) -> dict:
    return {"date": date, "mother_id": "IH-001", **more}


def test_hpl_is_hpht_plus_280_days() -> None:
    row = one(last_period="2026-01-01")
    assert row["hpl"] == pd.Timestamp("2026-10-08")
    assert row["gestation_days"] == 325


@pytest.mark.parametrize(("days", "trimester"), [(0, 1), (97, 1), (98, 2), (195, 2), (196, 3), (280, 3)])
def test_trimester_changes_at_14_and_28_weeks(days: int, trimester: int) -> None:
    row = one(last_period=str((pd.Timestamp(TODAY) - pd.Timedelta(days=days)).date()))
    assert (row["gestation_days"], row["trimester"]) == (days, trimester)


def test_gestation_stops_at_the_birth() -> None:
    assert one(last_period="2026-01-01", delivered_on="2026-10-01")["gestation_days"] == 273


def test_an_hpht_after_today_gives_no_gestation() -> None:
    row = one(last_period="2026-11-23")
    assert pd.isna(row["gestation_days"]) and pd.isna(row["trimester"])
    assert one(last_period=TODAY)["gestation_days"] == 0


def test_of_two_measurements_on_one_day_the_lower_row_counts() -> None:
    same_day = [visit("2026-11-01", systolic=150, lila_cm=22), visit("2026-11-01", systolic=120, lila_cm=24)]
    row = one(same_day)
    assert (row["systolic"], row["hypertension"]) == (120, False)
    assert (row["lila_cm"], row["kek"]) == (24, False)


@pytest.mark.parametrize(
    ("typed", "score", "group", "factors"),
    [
        (None, 2, "KRR", ""),
        ("3", 6, "KRT", "3"),
        ("3, 8", 10, "KRT", "3, 8"),
        ("10", 10, "KRT", "10"),
        ("10; 3", 14, "KRST", "3, 10"),
        ("8 8 8", 6, "KRT", "8"),
        ("11a, 11b", 6, "KRT", "11ab"),
        ("11a 11c 11E 11f", 18, "KRST", "11ab, 11cd, 11e, 11f"),
        ("11", 6, "KRT", "11"),
        ("11ab, 11 cd", 10, "KRT", "11ab, 11cd"),
        ("11, 11e", 6, "KRT", "11e"),
        ("9a,9b,9c", 14, "KRST", "9a, 9b, 9c"),
        ("17, 18, 19, 20", 34, "KRST", "17, 18, 19, 20"),
        ("2a", 6, "KRT", "2a"),
        ("06", 6, "KRT", "6"),
        ("01, 06 02a", 14, "KRST", "1, 2a, 6"),
        ("6, 06", 6, "KRT", "6"),
        ("99", 2, "KRR", ""),
        ("2", 6, "KRT", "2a"),
        ("9", 6, "KRT", "9a"),
        ("9, 9b", 6, "KRT", "9b"),
        ("3, 4, 8", 14, "KRST", "3, 4, 8"),
        ("6/10", 14, "KRST", "6, 10"),
        ("1.6.9", 14, "KRST", "1, 6, 9a"),
        ("1. 6. 10", 18, "KRST", "1, 6, 10"),
        ("1.3.6.10", 22, "KRST", "1, 3, 6, 10"),
        ("17/18/19", 26, "KRST", "17, 18, 19"),
        ("15 janin mati", 6, "KRT", "15"),
    ],
)
def test_kspr_counts_each_factor_once(typed: str | None, score: int, group: str, factors: str) -> None:
    assert kspr(risk_factors=typed) == (score, group, factors)


@pytest.mark.parametrize(
    "day",
    [
        *("17/08/1995", "17-8-1995", "17.08.1995", "1995-08-17", "1995-08-17 00:00:00", "08/17/95"),
        *("06/10/26", "6/10/12", "1-6-10", "1.6.10", "17 agustus 1995", "6-Okt-26", "6 Mei"),
    ],
)
def test_a_date_is_no_factor_and_is_found(day: str) -> None:
    assert kspr(risk_factors=day) == (2, "KRR", "")
    assert kspr(risk_factors=f"3, {day}") == (6, "KRT", "3")
    typed = build_table("ibu_hamil", [mother(risk_factors=day), mother(risk_factors=f"3, {day}")])
    assert compute_unread_factors(typed["risk_factors"]).all()


def test_kspr_follows_from_age_parity_and_height() -> None:
    assert kspr(birth_date="2009-11-23")[2] == "1"  # 16 until tomorrow
    assert kspr(birth_date="2009-11-22")[2] == ""  # 17 today
    assert kspr(parity=4)[2] == "5"
    assert kspr(parity=3)[2] == ""
    assert kspr(height_cm=145)[2] == "7"
    assert kspr(height_cm=145.5)[2] == ""


def test_an_old_mother_is_2b_in_her_first_pregnancy_else_6_never_both() -> None:
    born = "1991-11-22"  # 35 today
    assert kspr(birth_date=born, gravida=1)[2] == "2b"
    assert kspr(birth_date=born, gravida=2)[2] == "6"
    assert kspr(birth_date=born, gravida=1, risk_factors="6")[2] == "2b"
    assert kspr(birth_date=born, gravida=3, risk_factors="2b, 6")[2] == "6"
    assert kspr(birth_date="1991-11-23", gravida=1)[2] == ""
    assert kspr(birth_date="1991-11-23", gravida=2)[2] == ""  # 34 until tomorrow
    assert kspr(birth_date=born, parity=0)[2] == "2b"
    assert kspr(birth_date=born, parity=0, abortus=1)[2] == "6"


def test_a_birthday_after_the_birth_changes_no_score() -> None:
    assert kspr(birth_date="1991-06-01", gravida=2, delivered_on="2026-05-31")[0] == 2
    assert kspr(birth_date="1991-06-01", gravida=2, delivered_on="2026-06-01")[0] == 6


@pytest.mark.parametrize(
    ("typed", "unread"),
    [
        *(
            (typed, False)
            for typed in (
                "1, 6, 10",
                "9; 11ab",
                "-",
                None,
                "Tidak ada",
                "0",
                "06",
                "01,08",
                "02b",
                "00",
                "6/10",
                "1.6.9",
            )
        ),
        *(
            (typed, True)
            for typed in ("99", "1, 21", "darah tinggi", "110", "6g", "06g", "006", "06/10/2026")
        ),
    ],
)
def test_a_factor_the_card_does_not_have_is_found(typed: str | None, unread: bool) -> None:
    table = build_table("ibu_hamil", [mother(risk_factors=typed)])
    assert compute_unread_factors(table["risk_factors"]).tolist() == [unread]


def test_every_factor_of_the_card_has_its_score() -> None:
    assert {code for code, (score, _) in KSPR_FACTORS.items() if score == 8} == {"10", "17", "18", "19", "20"}


def test_the_newest_dated_lila_and_hb_count() -> None:
    visits = [
        visit("2026-11-01", lila_cm=23.4),
        visit("2026-10-01", lila_cm=25.0, hb_g_dl=10.9),
        visit("2026-12-01", lila_cm=30.0),
    ]
    row = one(visits, lila_cm=26, hb_g_dl=12)
    assert (row["lila_cm"], row["kek"]) == (23.4, True)
    assert (row["hb_g_dl"], row["hb_date"]) == (10.9, pd.Timestamp("2026-10-01"))
    assert not one(lila_cm=23.5)["kek"]
    assert one(lila_cm=23.4)["kek"]
    assert pd.isna(one()["kek"]) and pd.isna(one()["anaemia"])


@pytest.mark.parametrize(
    ("date", "hb", "anaemia"),
    [
        ("2026-06-01", 10.9, True),  # trimester 1
        ("2026-09-01", 10.9, False),  # trimester 2
        ("2026-09-01", 10.4, True),
        ("2026-09-01", 10.5, False),
        ("2026-06-01", 11.0, False),
        ("2026-08-06", 10.9, True),  # the last day of trimester 1
        ("2026-08-07", 10.9, False),  # 14 weeks
        ("2026-11-12", 10.9, False),  # the last day of trimester 2
        ("2026-11-13", 10.9, True),  # 28 weeks
        ("2026-11-20", 10.9, True),  # trimester 3
        ("2026-11-20", 11.0, False),
    ],
)
def test_anaemia_by_the_trimester_of_the_measurement(date: str, hb: float, anaemia: bool) -> None:
    assert bool(one([visit(date, hb_g_dl=hb)])["anaemia"]) is anaemia


@pytest.mark.parametrize(
    ("systolic", "diastolic", "high", "danger"),
    [
        (139, 89, False, False),
        (140, 70, True, False),
        (110, 90, True, False),
        (160, 80, True, True),
        (120, 110, True, True),
        (159, 109, True, False),
        (140, 89, True, False),
        (139, 90, True, False),
    ],
)
def test_blood_pressure_of_the_newest_visit(systolic: int, diastolic: int, high: bool, danger: bool) -> None:
    visits = [visit("2026-11-01", systolic=systolic, diastolic=diastolic), visit("2026-10-01", systolic=200)]
    row = one(visits)
    assert (bool(row["hypertension"]), bool(row["danger"])) == (high, danger)
    assert pd.isna(one()["hypertension"])


def test_an_empty_table_gives_no_mothers() -> None:
    assert compute_mothers(build_tables(), today=TODAY).empty


@pytest.mark.parametrize(
    ("delivered", "day"),
    [("2026-11-22", 0), ("2026-10-11", 42), ("2026-10-10", None), ("2026-11-23", None), (None, None)],
)
def test_nifas_ends_42_days_after_the_birth(delivered: str | None, day: int | None) -> None:
    days = compute_postpartum_day(build_table("ibu_hamil", [mother(delivered_on=delivered)]), today=TODAY)
    assert days.isna().iloc[0] if day is None else days.iloc[0] == day
