"""Compliance by the executor that the SOP names, in words."""

from __future__ import annotations

import pandas as pd

from lib.domain.steps import compute_sop_status
from lib.views.sop.causes import build_executors, build_minutes
from lib.words.sop_document import UNSET
from tests.domain.workbook_tables import build_sop_tables

STEPS = [
    {"sop": "A", "step": "1", "description": "Satu", "executor": "Kader", "timing": "Bulanan"},
    {"sop": "A", "step": "2", "description": "Dua", "executor": "Bidan", "timing": "Bulanan"},
    {"sop": "A", "step": "3", "description": "Tiga", "executor": "Kader", "timing": "Bulanan"},
    {"sop": "A", "step": "4", "description": "Empat", "timing": "Bulanan"},
]


def test_each_executor_has_a_rate_beside_what_is_filled_and_none_looks_good_by_silence() -> None:
    tables = build_sop_tables(
        sop=[{"code": "A", "title": "A", "scope": "Puskesmas"}],
        langkah_sop=STEPS,
        daftar_tilik=[
            {"date": "2026-10-12", "sop": "A", "step": "1", "result": "Ya"},
            {"date": "2026-10-12", "sop": "A", "step": "2", "result": "Tidak"},
        ],
    )
    rows = compute_sop_status(tables, today=pd.Timestamp("2026-11-22"), month="2026-10")
    assert build_executors(rows).to_dict("records") == [
        {"executor": "Kader", "compliance": "100,0%", "filled": "1/2"},
        {"executor": "Bidan", "compliance": "0,0%", "filled": "1/1"},
        {"executor": UNSET, "compliance": "—", "filled": "0/1"},
    ]


def test_minutes_stand_beside_the_standard_and_say_how_often_longer() -> None:
    steps = [
        one | {"standard_minutes": minutes} for one, minutes in zip(STEPS, (30, None, 10, 5), strict=True)
    ]
    ticks = [("2026-10-12", "1", 45), ("2026-10-13", "2", 20), ("2026-10-14", "3", 10)]
    tables = build_sop_tables(
        sop=[{"code": "A", "title": "A", "scope": "Puskesmas"}],
        langkah_sop=steps,
        daftar_tilik=[
            {"date": day, "sop": "A", "step": step, "result": "Ya", "minutes": minutes}
            for day, step, minutes in ticks
        ],
    )
    rows = compute_sop_status(tables, today=pd.Timestamp("2026-11-22"), month="2026-10")
    shown = build_minutes(rows).replace({"\u00a0": " "}, regex=True)
    assert shown.to_numpy().tolist() == [
        ["1", "Satu", "30 menit", "45 menit", "1 dari 1"],
        ["2", "Dua", "—", "20 menit", "—"],
        ["3", "Tiga", "10 menit", "10 menit", "0 dari 1"],
    ]  # nobody timed step 4
