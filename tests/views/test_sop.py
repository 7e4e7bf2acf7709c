"""The parts of an SOP on screen: its checklist, and where it falls short and why."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.domain.steps import compute_sop_status
from lib.views.sop import checklist as tilik
from lib.views.sop import head
from lib.views.sop.causes import build_executors, build_minutes
from lib.views.steps import name_units
from lib.words.sop_document import UNSET
from tests.domain.workbook_tables import build_sop_tables

# --- Parts of Daftar Tilik: verdicts, identity, and the lines of the matrix.

NOTHING = float("nan")


@pytest.mark.parametrize(
    ("compliance", "filled", "total", "kind"),
    [
        (NOTHING, 0, 0, "none"),
        (NOTHING, 0, 5, "none"),
        (NOTHING, 2, 5, "none"),
        (100.0, 1, 5, "none"),
        (100.0, 4, 5, "part"),
        (100.0, 5, 5, "good"),
        (80.0, 5, 5, "good"),
        (79.9, 5, 5, "problem"),
    ],
)
def test_good_is_only_what_is_filled_in_and_reaches_the_target(
    compliance: float, filled: int, total: int, kind: str
) -> None:
    assert head.describe_compliance(compliance, filled, total, 80.0)[0] == kind


def test_a_document_without_number_revision_and_date_says_so_by_dashes() -> None:
    said = head.describe_identity({"number": NOTHING, "revision": NOTHING, "unit": "Puskesmas A"})
    assert said == "Nomor — · Revisi — · Terbit — · Puskesmas A"


@pytest.mark.parametrize(("by_month", "shown"), [(True, "Terbit Maret 2019"), (False, "Terbit 1 Maret 2019")])
def test_a_date_that_was_only_a_month_is_shown_as_a_month(by_month: bool, shown: str) -> None:
    document = {"issued_on": pd.Timestamp("2019-03-01"), "issued_on_month_only": by_month}
    assert shown in head.describe_identity(document)


def status(*rows: dict[str, object]) -> pd.DataFrame:
    usual = {
        "unit": "MLT1",
        "unit_kind": "posyandu",
        "posyandu": "MLT1",
        "partner": None,
        "unit_status": None,
        "timing": "H",
        "original_date": pd.NaT,
        "state": "selesai",
    }
    table = pd.DataFrame([{**usual, **row} for row in rows])
    return table.astype({"round_date": "datetime64[s]", "original_date": "datetime64[s]"})


def test_two_posyandu_days_of_one_posyandu_are_two_lines() -> None:
    rows = status({"round_date": "2026-11-02"}, {"round_date": "2026-11-28", "original_date": "2026-11-30"})
    named = name_units(rows, people={}, posyandu_names={"MLT1": "Melati 1"})
    assert named["key"].tolist() == ["MLT1@2026-11-02", "MLT1@2026-11-28"]
    assert named["below"].tolist() == ["2 Nov 2026", "28 Nov 2026 · dipindah dari 30 Nov 2026"]


def test_a_step_after_the_posyandu_day_does_not_split_a_monthly_sop() -> None:
    rows = status(
        {"round_date": "2026-11-01", "timing": "Bulanan"}, {"round_date": "2026-10-18", "timing": "H+30"}
    )
    assert name_units(rows, people={}, posyandu_names={})["key"].unique().tolist() == ["MLT1"]


def test_a_child_of_two_teams_stands_in_two_lines_and_no_name_in_the_address() -> None:
    rows = status(
        {
            "unit": "A1",
            "unit_kind": "pasangan",
            "partner": "Laras",
            "round_date": "2026-01-01",
            "timing": "TW1",
        },
        {
            "unit": "A1",
            "unit_kind": "pasangan",
            "partner": "Gita",
            "round_date": "2026-01-01",
            "timing": "TW1",
        },
    )
    named = name_units(rows, people={"A1": "Budi"}, posyandu_names={"MLT1": "Melati 1"})
    assert named["key"].tolist() == ["A1", "A1.1"]
    assert named["below"].tolist() == ["Laras · Melati 1", "Gita · Melati 1"]


def test_the_line_that_needs_attention_is_shown_first() -> None:
    rows = status({"unit": "MLT1", "round_date": "2026-11-02"}, {"unit": "MLT2", "round_date": "2026-11-02"})
    rows["state"] = ["selesai", "lewat"]
    named = name_units(rows, people={}, posyandu_names={})
    assert tilik.describe_units(named)[1] == "MLT2@2026-11-02"


# --- Compliance by the executor that the SOP names, in words.

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
