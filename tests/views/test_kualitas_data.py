"""The list of findings as a file: a cell of the workbook never becomes a formula."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from lib.views.kualitas_data import build_csv

COLUMNS = ("level", "book", "tab", "cell", "value", "message", "suggestion", "posyandu")


@pytest.mark.parametrize("typed", ["=HYPERLINK(1)", "+62811", "-1", "@SUM(A1)", "\t=1+1", "\n=1+1"])
@pytest.mark.parametrize("column", COLUMNS)
def test_a_cell_that_begins_like_a_formula_is_text(typed: str, column: str) -> None:
    row = dict.fromkeys(COLUMNS, "biasa") | {"count": 1} | {column: typed}
    file = build_csv(pd.DataFrame([row])).decode("utf-8-sig")
    _, cells = csv.reader(io.StringIO(file))
    assert cells.count(f"'{typed}") == 1 and cells.count("biasa") == len(COLUMNS) - 1
