"""Marks on trends: a beginning where a programme's first record is, and every month with a session."""

import pandas as pd

from lib.domain.trend_marks import BEGAN, SESSION, compute_trend_marks
from tests.domain.workbook_tables import build_tables

TODAY = pd.Timestamp("2026-11-22")
MONTHS = list(pd.date_range("2026-06-01", "2026-11-01", freq="MS"))


def marks_of(posyandu: str | None = None, **tables: list[dict]) -> list[tuple]:
    found = compute_trend_marks(build_tables(**tables), MONTHS, today=TODAY, posyandu=posyandu)
    return [
        (month.month, kind, programme, count)
        for month, kind, programme, count in found.itertuples(index=False, name=None)
    ]


def test_the_first_record_is_the_beginning_and_sessions_are_counted_by_month() -> None:
    sessions = [
        ("2026-07-14", "MLT1"),
        ("2026-07-14", "MLT2"),
        ("2026-09-02", "MLT1"),
        ("2026-12-01", "MLT1"),
    ]
    held = [{"date": day, "posyandu": place} for day, place in sessions]
    called = [{"date": "2026-08-12", "posyandu": "MLT2", "person_id": "MLT2-001"}]
    assert marks_of(kebal_msg=held, antar_jemput=called) == [
        (7, SESSION, "KEBAL MSG", 2),
        (7, BEGAN, "KEBAL MSG", 1),
        (8, BEGAN, "Antar-jemput", 1),
        (9, SESSION, "KEBAL MSG", 1),
    ]
    assert marks_of("MLT1", kebal_msg=held, antar_jemput=called) == [
        (7, SESSION, "KEBAL MSG", 1),
        (7, BEGAN, "KEBAL MSG", 1),
        (9, SESSION, "KEBAL MSG", 1),
    ]


def test_what_began_before_the_months_shown_is_no_mark() -> None:
    assert marks_of(kebal_msg=[{"date": "2026-05-31", "posyandu": "MLT1"}]) == []
    assert marks_of() == []
