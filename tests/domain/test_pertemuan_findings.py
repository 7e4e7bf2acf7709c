"""What is typed of meetings and actions and does not count: one finding each, at its cell."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lib.domain.pertemuan.findings import compute_pertemuan_findings
from tests.domain.workbook_tables import POSYANDU, build_tables

TODAY = pd.Timestamp("2026-11-22")


def find(**tables: Any) -> list[tuple[str, str, str, int]]:
    found = compute_pertemuan_findings(build_tables(posyandu=POSYANDU, **tables), today=TODAY)
    return [
        (str(row.level), str(row.tab), str(row.column), int(row.source_row))
        for row in found.itertuples(index=False)
    ]


@pytest.mark.parametrize(
    ("status", "day", "doubtful"),
    [
        ("Terlaksana", None, True),
        ("Terlaksana", "2026-11-23", True),
        ("Terlaksana", "2026-11-22", False),
        ("Rencana", "2026-11-22", True),
        ("Rencana", "2026-11-23", False),
        ("Ditunda", "2026-11-18", True),
        ("Batal", "2026-11-18", False),
        (None, "2026-11-18", False),
        (None, None, False),
    ],
)
def test_status_and_day_of_a_meeting_contradict_each_other(
    status: str | None, day: str | None, doubtful: bool
) -> None:
    meeting = {"meeting_id": "PK-2026-11", "planned_on": "2026-11-18", "date": day, "status": status}
    assert find(pertemuan=[meeting]) == [("Peringatan", "Pertemuan", "status", 2)] * doubtful


def test_answers_without_a_stage_are_one_finding_a_meeting_with_their_number() -> None:
    answer = {"meeting_id": "PK-1", "name": "Rina", "question": "1", "correct": True}
    answers = [answer | {"stage": "Sebelum"}, answer, answer, answer | {"meeting_id": "PK-2"}]
    expected = [("Galat", "Tanya Jawab", "stage", 3), ("Galat", "Tanya Jawab", "stage", 5)]
    assert find(tanya_jawab=answers) == expected
    tables = build_tables(tanya_jawab=answers)
    assert "2 jawaban" in compute_pertemuan_findings(tables, today=TODAY)["message"].iloc[0]


@pytest.mark.parametrize(
    ("status", "done_on", "doubtful"),
    [
        (None, "2026-11-11", True),
        ("Berjalan", "2026-11-11", True),
        ("Selesai", "2026-11-11", False),
        (None, None, False),
    ],
)
def test_an_action_with_a_day_of_being_done_is_marked_so(
    status: str | None, done_on: str | None, doubtful: bool
) -> None:
    action = {"date": "2026-11-10", "plan": "Tera ulang dacin", "status": status, "done_on": done_on}
    assert find(tindak_lanjut=[action]) == [("Peringatan", "Tindak Lanjut", "status", 2)] * doubtful


@pytest.mark.parametrize(
    ("subject", "doubtful"),
    [
        ("a-1", False),
        ("MLT1", False),
        ("SUKAMAJU", False),
        ("Tim 1", False),
        ("tim 2", False),
        ("Kenanga", False),
        (None, False),
        ("Budi Santoso", True),
    ],
)
def test_the_subject_of_an_action_is_somebody_or_some_place_known(
    subject: str | None, doubtful: bool
) -> None:
    found = find(
        balita=[{"child_id": "A-1", "name": "Budi Santoso", "posyandu": "MLT1"}],
        tim_mentoring=[{"team": "Tim 1", "name": "Rina"}],
        kegiatan_mentoring=[{"team": "Tim 2", "kelurahan": "Kenanga"}],
        tindak_lanjut=[{"date": "2026-11-10", "plan": "Kunjungi", "subject": subject}],
    )
    assert found == [("Peringatan", "Tindak Lanjut", "subject", 2)] * doubtful
