"""Whose rows are shown when a posyandu is chosen."""

from __future__ import annotations

import pandas as pd

from lib.domain.rows import of_posyandu, of_posyandu_and_all

ROWS = pd.DataFrame({"posyandu": ["MLT1", "MLT2", None], "n": [1, 2, 3]})


def test_rows_of_no_posyandu_stay_only_where_they_are_of_all() -> None:
    assert of_posyandu(ROWS, "MLT1")["n"].tolist() == [1]
    assert of_posyandu_and_all(ROWS, "MLT1")["n"].tolist() == [1, 3]
    assert len(of_posyandu(ROWS, None)) == len(of_posyandu_and_all(ROWS, None)) == 3
