"""Rows on their way into text."""

from __future__ import annotations

import pandas as pd

from lib.words.cells import each


def test_each_gives_rows_as_itertuples_does() -> None:
    table = pd.DataFrame(
        {
            "name": pd.Series(["Ani", None], dtype="str"),
            "day": pd.to_datetime(["2026-11-22", None]),
            "weighed": pd.array([True, None], dtype="boolean"),
            "kg": [7.5, float("nan")],
            "times": pd.Series([1, 2], dtype="int32"),
            "no name": [[1], None],
        }
    )
    shown, expected = list(each(table)), list(table.itertuples(index=False))
    assert repr(shown) == repr(expected).replace("Pandas(", "Row(")
    assert [list(map(type, row)) for row in shown] == [list(map(type, row)) for row in expected]
    assert list(each(table.iloc[:0])) == []
