"""What pages ask of the facts, in SQL: DuckDB reads of the files what is asked for and no more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from lib.facts.files import find_files
from lib.facts.schema import COLUMNS, WHOLE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MONTHS = "SELECT DISTINCT month FROM read_parquet($files) WHERE posyandu = $whole AND indicator = 'S'"
_WHOLES = f"""
    SELECT {", ".join(COLUMNS)} FROM read_parquet($files)
    WHERE posyandu = $whole AND month BETWEEN $first AND $last
    ORDER BY puskesmas, indicator, month
"""


def ask_months(folder: Path, puskesmas: Sequence[str]) -> list[pd.Period]:
    """The months of which there are facts of any of these puskesmas, in order."""
    files = [str(path) for path in find_files(folder, puskesmas)]
    if not files:
        return []
    with _open() as asked:
        rows = asked.execute(_MONTHS, {"files": files, "whole": WHOLE}).fetchall()
    return sorted(pd.Period(month, freq="M") for (month,) in rows)


def ask_wholes(folder: Path, puskesmas: Sequence[str], months: Sequence[pd.Period]) -> pd.DataFrame:
    """Facts of these puskesmas as wholes from the first to the last of `months`: schema.COLUMNS, with `month`
    as datetime64 (its first day), numbers as float64 (NaN: no denominator). Only the files of these puskesmas
    are opened."""
    files = [str(path) for path in find_files(folder, puskesmas)]
    if not files or not months:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _KINDS.items()})
    days = [month.start_time.date() for month in months]
    asked_for = {"files": files, "whole": WHOLE, "first": min(days), "last": max(days)}
    with _open() as asked:
        rows = asked.execute(_WHOLES, asked_for).df()
    # A file could have been put under another's name: its rows say whose they are.
    return rows[rows["puskesmas"].isin(puskesmas)].astype(_KINDS).reset_index(drop=True)


_KINDS = {
    "puskesmas": "str",
    "month": "datetime64[s]",
    "posyandu": "str",
    "indicator": "str",
    "numerator": "float64",
    "denominator": "float64",
    "read_on": "datetime64[s]",
}


def _open() -> DuckDBPyConnection:
    """A database in memory of its own: pages run in several threads."""
    # Imported when asked: a start whose first pages show one puskesmas need not wait for it.
    import duckdb

    return duckdb.connect(":memory:", config={"threads": 2})
