"""How codes, step numbers and names typed by hand are compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy.typing as npt
import pandas as pd

FINDING_COLUMNS = ("level", "tab", "source_book", "source_row", "column", "value", "message", "suggestion")
"""Columns of the findings that rules add to those of the parser."""
_NONE = pd.DataFrame({column: pd.Series(dtype=object) for column in FINDING_COLUMNS})

AJB, PERTEMUAN, SIKERITING, OSOC, KEBAL = "ajb", "pk", "sikeriting", "osoc", "kebal"

_SAME_SOP = {
    "antarjemput": AJB,
    "pertemuan": PERTEMUAN,
    "pertemuankader": PERTEMUAN,
    "kebalmsg": KEBAL,
    "onestudentoneclient": OSOC,
}

_LEFT_OUT = re.compile(r"^.*·|\s+", re.ASCII)

Words = str | Sequence[str] | npt.NDArray[Any] | pd.Series
"""One text for all rows, or one for each."""


def normalise_key(values: pd.Series) -> pd.Series:
    """Codes, IDs and names without regard to case and spaces; `Nama · ID` counts as its ID.  NaN stays."""
    if values.dtype != "str":
        values = values.astype("str").where(values.notna())
    # Each word once: codes and names stand in many rows. By hand: tables of a few rows come by the hundred.
    at, words = pd.factorize(values)
    keys = pd.array([_normalise_word(word) for word in words], dtype="str")
    return pd.Series(keys.take(at, allow_fill=True), index=values.index, name=values.name, copy=False)


@lru_cache(maxsize=50_000)
def _normalise_word(word: str) -> str:
    return _LEFT_OUT.sub("", word.casefold())


def normalise_step(values: pd.Series) -> pd.Series:
    """Step numbers: `4A`, `4a.` and ` 4a ` are one; `3.0` (a number cell) is `3`.  NaN stays."""
    return normalise_key(values).str.replace(r"\.0*$", "", regex=True)


def normalise_sop(values: pd.Series) -> pd.Series:
    """SOP codes; the long names of the five known SOPs are their codes.  NaN stays."""
    return normalise_key(values).replace(_SAME_SOP)


def look_up(values: pd.Series, table: pd.DataFrame, key: str, column: str) -> pd.Series:
    """`column` of the first row of `table` with each value as its `key`, missing where there is none.

    (Series.map loses the dtype when `table` is empty.)
    """
    by_key = pd.Series(table[column].array, index=pd.Index(table[key]), name=column)
    by_key = by_key[by_key.index.notna() & ~by_key.index.duplicated()]
    return by_key.reindex(values).set_axis(values.index)


def build_findings(rows: list[pd.DataFrame]) -> pd.DataFrame:
    """Findings one below the other, with all of `FINDING_COLUMNS` even when there are none."""
    kept = [frame.reindex(columns=list(FINDING_COLUMNS)) for frame in rows if len(frame)]
    if not kept:
        return _NONE.copy(deep=False)
    return pd.concat(kept, ignore_index=True)


def build_finding_rows(
    rows: pd.DataFrame,
    *,
    level: str,
    tab: Words,
    column: Words,
    value: pd.Series,
    message: Words,
    suggestion: Words,
) -> pd.DataFrame:
    """One finding for each row of `rows`, which carries `source_book` and `source_row`."""
    if rows.empty:
        return _NONE.copy(deep=False)
    return pd.DataFrame(
        {
            "level": level,
            "tab": tab,
            "source_book": rows["source_book"],
            "source_row": rows["source_row"],
            "column": column,
            "value": value,
            "message": message,
            "suggestion": suggestion,
        }
    )
