"""The command line's recap as a workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from lib.reports.recap import write_recap_xlsx


@pytest.mark.parametrize("typed", ["=HYPERLINK(1)", "+62", "-2+3", "@SUM(1)"])
def test_a_cell_that_begins_like_a_formula_is_text(typed: str, tmp_path: Path) -> None:
    write_recap_xlsx([{"penimbangan": [{"nama": typed, "posyandu": "Melati"}]}], tmp_path / "rekap.xlsx")
    cells = [
        cell.value
        for sheet in openpyxl.load_workbook(tmp_path / "rekap.xlsx").worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert f"'{typed}" in cells and typed not in cells and "Melati" in cells
