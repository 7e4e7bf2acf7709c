"""Found, mended, confirmed and still open are counted from fingerprints, week by week."""

from __future__ import annotations

from datetime import date, timedelta

from lib.domain.kualitas_data.loop import (
    MOST_WEEKS,
    Ledger,
    WeekCount,
    count_week,
    find_entry_delays,
    find_menders,
    keep_posyandu,
    list_weeks,
    note_entries,
)
from lib.domain.measurement import describe_delay
from tests.domain.workbook_tables import build_table

MONDAY = date(2026, 11, 16)


def test_what_is_gone_is_mended_and_what_is_confirmed_is_not_called_mended() -> None:
    ledger = count_week(Ledger(), {"M1": ["a", "b", "c"]}, [], MONDAY)
    ledger = count_week(ledger, {"M1": ["c"]}, ["b"], MONDAY + timedelta(days=3))
    assert ledger.weeks["2026-11-16"]["M1"] == WeekCount(found=3, mended=1, justified=1, open=1)
    assert find_menders(ledger, MONDAY + timedelta(days=6)) == {"M1": 1}
    assert find_menders(ledger, MONDAY + timedelta(days=7)) == {}


def test_the_same_reading_twice_changes_nothing() -> None:
    once = count_week(Ledger(), {"M1": ["a"]}, [], MONDAY)
    assert count_week(once, {"M1": ["a"]}, [], MONDAY) == once


def test_a_cell_that_is_wrong_again_was_not_mended_nor_found_twice() -> None:
    ledger = count_week(Ledger(), {"M1": ["a"]}, [], MONDAY)
    ledger = count_week(ledger, {}, [], MONDAY)
    ledger = count_week(ledger, {"M1": ["a"]}, [], MONDAY + timedelta(days=8))
    assert ledger.weeks["2026-11-16"]["M1"] == WeekCount(found=1, open=0)
    assert ledger.weeks["2026-11-23"]["M1"] == WeekCount(open=1)


def test_what_stays_open_is_counted_in_each_week_and_old_weeks_are_dropped() -> None:
    ledger = Ledger()
    for week in range(MOST_WEEKS + 5):
        ledger = count_week(ledger, {"M1": ["a"], "": ["b"]}, [], MONDAY + timedelta(weeks=week))
    assert len(ledger.weeks) == MOST_WEEKS
    newest = list_weeks(ledger, None, 1).iloc[0]
    assert (newest["found"], newest["open"]) == (0, 2)
    assert list_weeks(ledger, ["M1"], 1)["open"].tolist() == [1]
    assert list_weeks(keep_posyandu(ledger, ["m1"]), None, 1)["open"].tolist() == [1]
    assert not keep_posyandu(ledger, ["m1"]).standing


def test_days_to_the_first_row_are_known_only_from_the_first_reading_on() -> None:
    schedule = build_table(
        "jadwal",
        [
            {"date": day, "posyandu": "M1", "status": status}
            for day, status in (("2026-11-10", None), ("2026-11-18", "Terjadwal"), ("2026-11-19", "Batal"))
        ],
    )
    typed = build_table(
        "penimbangan",
        [
            {"date": day, "posyandu": "M1", "child_id": "a"}
            for day in ("2026-11-10", "2026-11-18", "2026-11-19")
        ],
    )
    ledger = count_week(Ledger(), {}, [], MONDAY)
    assert not note_entries(ledger, typed[:1], schedule, MONDAY + timedelta(days=3)).entries
    ledger = note_entries(ledger, typed, schedule, date(2026, 11, 22))
    assert ledger.entries == {"M1": {"2026-11-18": "2026-11-22"}}
    later = note_entries(ledger, typed, schedule, date(2026, 11, 29))
    assert find_entry_delays(later) == {("M1", "2026-11"): 4}


def test_delays_are_marked_beyond_three_and_five_days() -> None:
    assert [describe_delay(days).split()[1] for days in (0, 3, 4, 5, 6)] == ["✓", "✓", "◐", "◐", "▲"]
