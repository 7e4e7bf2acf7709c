"""Waktu: how it is read, when a step is due, and its state today."""

import pandas as pd
import pytest

from lib.domain.steps.rounds import compute_moves, compute_posyandu_days
from lib.domain.steps.timing import NO_TIMING, Rhythm, Timing, compute_period, compute_state, parse_timing
from tests.domain.workbook_tables import build_table


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("H-5", Timing(Rhythm.DAY, -5)),
        (" h – 4 ", Timing(Rhythm.DAY, -4)),
        ("H−1", Timing(Rhythm.DAY, -1)),
        ("Hari H", Timing(Rhythm.DAY, 0)),
        ("H", Timing(Rhythm.DAY, 0)),
        ("H+30", Timing(Rhythm.DAY, 30)),
        ("TW1", Timing(Rhythm.QUARTER, 1)),
        ("tw 4", Timing(Rhythm.QUARTER, 4)),
        ("Triwulan III", Timing(Rhythm.QUARTER, 3)),
        ("Juni", Timing(Rhythm.NAMED_MONTH, 6)),
        ("bulan Desember", Timing(Rhythm.NAMED_MONTH, 12)),
        ("Peb", Timing(Rhythm.NAMED_MONTH, 2)),
        ("Nopember", Timing(Rhythm.NAMED_MONTH, 11)),
        ("AGT", Timing(Rhythm.NAMED_MONTH, 8)),
        ("Mei", Timing(Rhythm.NAMED_MONTH, 5)),
        ("Bulanan", Timing(Rhythm.MONTHLY)),
        ("tiap bulan", Timing(Rhythm.MONTHLY)),
        ("Tahunan", Timing(Rhythm.YEARLY)),
        ("", NO_TIMING),
        (" - ", NO_TIMING),
        (None, NO_TIMING),
        (float("nan"), NO_TIMING),
        ("TW5", None),
        ("kapan-kapan", None),
        ("H-5 sampai H", None),
    ],
)
def test_waktu_is_read_in_every_spelling(typed: object, read: Timing | None) -> None:
    assert parse_timing(typed) == read


@pytest.mark.parametrize(
    ("typed", "anchor", "starts_on", "due_on"),
    [
        ("H-5", "2027-01-03", "2026-12-29", "2026-12-29"),
        ("H+30", "2026-12-15", "2027-01-14", "2027-01-14"),
        ("H-1", "2028-03-01", "2028-02-29", "2028-02-29"),
        ("TW1", "2026-01-01", "2026-01-01", "2026-03-31"),
        ("TW4", "2026-01-01", "2026-10-01", "2026-12-31"),
        ("Februari", "2028-01-01", "2028-02-01", "2028-02-29"),
        ("Desember", "2026-01-01", "2026-12-01", "2026-12-31"),
        ("Bulanan", "2026-02-01", "2026-02-01", "2026-02-28"),
        ("Bulanan", "2026-12-01", "2026-12-01", "2026-12-31"),
        ("Tahunan", "2026-01-01", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_period_is_due_on_its_last_day(typed: str, anchor: str, starts_on: str, due_on: str) -> None:
    timing = parse_timing(typed)
    assert timing is not None
    starts, due = compute_period(timing, pd.to_datetime(pd.Series([anchor, None])))
    assert starts[0] == pd.Timestamp(starts_on)
    assert due[0] == pd.Timestamp(due_on)
    assert pd.isna(starts[1]) and pd.isna(due[1])


def test_no_waktu_has_no_due_date() -> None:
    starts, due = compute_period(NO_TIMING, pd.to_datetime(pd.Series(["2026-01-01"])))
    assert starts.isna().all() and due.isna().all()


def state(result: str | None, done: str | None, starts: str | None, due: str | None, today: str) -> str:
    dates = [pd.to_datetime(pd.Series([day])) for day in (done, starts, due)]
    return str(compute_state(pd.Series([result], dtype="str"), *dates, pd.Timestamp(today))[0])


@pytest.mark.parametrize(
    ("result", "done", "starts", "due", "today", "expected"),
    [
        ("Ya", "2026-03-31", "2026-01-01", "2026-03-31", "2026-11-22", "selesai"),
        ("Ya", "2026-04-01", "2026-01-01", "2026-03-31", "2026-11-22", "terlambat"),
        ("Ya", None, "2026-01-01", "2026-03-31", "2026-11-22", "selesai"),
        ("Ya", "2026-04-01", None, None, "2026-11-22", "selesai"),
        (None, None, "2026-01-01", "2026-03-31", "2026-04-01", "lewat"),
        (None, None, "2026-01-01", "2026-03-31", "2026-03-31", "hari ini"),
        (None, None, "2026-01-01", "2026-03-31", "2026-01-01", "berjalan"),
        (None, None, "2026-01-01", "2026-03-31", "2025-12-31", "akan datang"),
        (None, None, "2026-03-31", "2026-03-31", "2026-03-30", "akan datang"),
        ("Tidak", "2026-04-01", "2026-01-01", "2026-03-31", "2026-11-22", "tidak dilakukan"),
        ("TB", "2026-04-01", "2026-01-01", "2026-03-31", "2026-11-22", "tidak berlaku"),
        (None, None, None, None, "2026-11-22", "belum diisi"),
    ],
)
def test_state_of_a_step(
    result: str | None, done: str | None, starts: str | None, due: str | None, today: str, expected: str
) -> None:
    assert state(result, done, starts, due, today) == expected


def day(date: str, status: str | None = None, original: str | None = None, posyandu: str = "MLT1") -> dict:
    return {"date": date, "posyandu": posyandu, "status": status, "original_date": original}


def test_a_moved_day_moves_the_round_and_keeps_its_old_date() -> None:
    days = compute_posyandu_days(build_table("jadwal", [day("2026-11-12", "Dipindah", "2026-11-05")]))
    assert days["date"].tolist() == [pd.Timestamp("2026-11-12")]
    assert days["original_date"].tolist() == [pd.Timestamp("2026-11-05")]


def test_a_row_left_on_the_old_day_is_not_a_second_round() -> None:
    jadwal = build_table(
        "jadwal", [day("2026-11-05", "Terjadwal"), day("2026-11-12", "Dipindah", "2026-11-05")]
    )
    assert compute_posyandu_days(jadwal)["date"].tolist() == [pd.Timestamp("2026-11-12")]


def test_a_day_moved_twice_is_found_under_both_old_dates() -> None:
    jadwal = build_table(
        "jadwal",
        [day("2026-11-12", "Dipindah", "2026-11-05"), day("2026-11-19", "Dipindah", "2026-11-12")],
    )
    assert compute_posyandu_days(jadwal)["date"].tolist() == [pd.Timestamp("2026-11-19")]
    moves = compute_moves(jadwal)
    assert set(moves["typed_date"].dt.day) == {5, 12, 19}
    assert set(moves["date"].dt.day) == {19}


def test_two_posyandu_days_that_swap_both_take_place() -> None:
    jadwal = build_table(
        "jadwal",
        [day("2026-11-12", "Dipindah", "2026-11-05"), day("2026-11-05", "Dipindah", "2026-11-12")],
    )
    assert compute_posyandu_days(jadwal)["date"].dt.day.tolist() == [5, 12]


def test_a_cancelled_day_has_no_round() -> None:
    jadwal = build_table("jadwal", [day("2026-11-05", "Batal"), day("2026-11-12", posyandu="MLT2")])
    assert compute_posyandu_days(jadwal)["posyandu"].tolist() == ["MLT2"]
    assert compute_moves(jadwal)["posyandu"].tolist() == ["MLT2"]


def test_two_days_in_a_month_are_two_rounds_and_a_repeat_is_one() -> None:
    jadwal = build_table("jadwal", [day("2026-11-05"), day("2026-11-19"), day("2026-11-19")])
    assert compute_posyandu_days(jadwal)["date"].dt.day.tolist() == [5, 19]


def test_an_empty_jadwal_has_no_days() -> None:
    assert compute_posyandu_days(build_table("jadwal")).empty
