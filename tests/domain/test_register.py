"""Register SIP read as weighings."""

from __future__ import annotations

from datetime import date

import pandas as pd

from lib.domain.register import merge_register
from lib.workbook.grids import Grid, RawTab, compute_digest
from lib.workbook.parse import parse_tab
from lib.workbook.tables import build_tables
from lib.workbook.tabs import TABS

TODAY = date(2026, 3, 10)


def merge(
    register: Grid, penimbangan: Grid | None = None, jadwal: Grid | None = None, open_day: object = ""
) -> tuple[pd.DataFrame, pd.DataFrame]:
    grids: dict[str, Grid] = {
        "posyandu": [
            ["Kode", "Nama", "Desa/Kelurahan", "Hari buka"],
            ["MLT1", "Melati 1", "Sukamaju", open_day],
        ],
        "balita": [
            ["ID", "Nama", "JK", "Tanggal lahir", "Posyandu"],
            ["A1", "Budi Contoh", "L", "01/01/2025", "MLT1"],
        ],
        "register_sip": [
            ["Tahun", "ID balita", "Nama", "BB Jan", "TB Jan", "BB Feb", "TB Feb", "BB Mar", "BB Apr"],
            *register,
        ],
        "penimbangan": penimbangan or [["Tanggal", "Posyandu", "ID balita", "BB (kg)"]],
        "jadwal": jadwal or [["Tanggal", "Posyandu"]],
    }
    parsed = [
        parse_tab(TABS[name], RawTab(TABS[name].title, grid, compute_digest(grid)), "buku")
        for name, grid in grids.items()
    ]
    return merge_register(build_tables(parsed, today=TODAY).frames, today=pd.Timestamp(TODAY))


def days(table: pd.DataFrame) -> list[str]:
    return [f"{day:%Y-%m-%d}" for day in table["date"]]


def test_the_day_is_that_of_the_schedule() -> None:
    table, findings = merge([[2026, "A1", "", 9.1]], jadwal=[["Tanggal", "Posyandu"], ["12/01/2026", "MLT1"]])
    assert days(table) == ["2026-01-12"]
    assert table["weight_kg"].tolist() == [9.1]
    assert table["posyandu"].tolist() == ["MLT1"]
    assert findings.empty


def test_without_a_schedule_it_is_the_posyandu_s_day_else_the_fifteenth() -> None:
    assert days(merge([[2026, "A1", "", 9.1]], open_day=7)[0]) == ["2026-01-07"]
    assert days(merge([[2026, "A1", "", "", "", 9.1]], open_day=31)[0]) == ["2026-02-28"]
    assert days(merge([[2026, "A1", "", 9.1]])[0]) == ["2026-01-15"]


def test_a_cancelled_day_is_no_day() -> None:
    cancelled: Grid = [["Tanggal", "Posyandu", "Status"], ["12/01/2026", "MLT1", "Batal"]]
    assert days(merge([[2026, "A1", "", 9.1]], jadwal=cancelled)[0]) == ["2026-01-15"]


def test_penimbangan_counts_where_both_give_a_month_and_a_difference_is_a_finding() -> None:
    typed: Grid = [["Tanggal", "Posyandu", "ID balita", "BB (kg)"], ["20/01/2026", "MLT1", "A1", 9.0]]
    table, findings = merge([[2026, "A1", "", 9.1, 70, 9.4]], penimbangan=typed)
    assert table["weight_kg"].tolist() == [9.0, 9.4]
    assert findings[["level", "column", "value"]].to_numpy().tolist() == [
        ["Peringatan", "weight_kg_01", "9,1"]
    ]
    assert merge([[2026, "A1", "", 9.0]], penimbangan=typed)[1].empty


def test_the_running_month_is_not_after_today_and_later_months_are_findings() -> None:
    table, findings = merge([[2026, "A1", "", "", "", "", "", 9.5, 9.9]])
    assert days(table) == ["2026-03-10"]
    assert findings[["level", "column"]].to_numpy().tolist() == [["Galat", "weight_kg_04"]]
