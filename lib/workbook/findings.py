"""Findings (temuan): what is wrong in the workbook, where, and what to type instead."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cache

import numpy as np
import pandas as pd


class Level(StrEnum):
    """How much a finding matters (buku-kerja.md)."""

    ERROR = "Galat"  # a value or row is not counted
    WARNING = "Peringatan"  # counted, doubtful
    INFO = "Info"


COLUMNS = (
    "level",
    "source_book",
    "tab",
    "source_row",
    "column",
    "cell",
    "value",
    "message",
    "suggestion",
    "posyandu",
)
"""Columns of a findings table: level (Level), source_book (key), tab (title), source_row (sheet row, 0
where the finding is about a whole tab), column (header), cell (A1 or ""), value (as typed), message and
suggestion (plain Indonesian), posyandu (code or "")."""


def column_letter(index: int) -> str:
    """0-based column index → A, B, … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def build_findings(
    *,
    level: str | np.ndarray,
    source_book: str | np.ndarray | pd.Series,
    tab: str,
    source_row: int | np.ndarray | pd.Series,
    column: str = "",
    column_index: int | np.ndarray | None = None,
    value: str | Iterable[str] = "",
    message: str | Iterable[str] = "",
    suggestion: str | Iterable[str] = "",
) -> pd.DataFrame:
    """A findings table of as many rows as `source_row` has; scalars are repeated.

    `column_index` is 0-based in the sheet; with it the cell is named (A1 notation).
    """
    rows = np.atleast_1d(np.asarray(source_row)).astype("int64")
    count = len(rows)
    if column_index is None:
        cells: list[str] = [""] * count
    else:
        letters = np.broadcast_to(np.atleast_1d(np.asarray(column_index)), (count,)).astype(int)
        names = {index: column_letter(int(index)) for index in set(letters.tolist())}
        cells = [
            f"{names[letter]}{row}" if letter >= 0 else ""
            for letter, row in zip(letters.tolist(), rows.tolist(), strict=True)
        ]

    def repeated(item: object) -> object:
        return [item] * count if isinstance(item, str) else list(item)  # type: ignore[call-overload]

    table = pd.DataFrame(
        {
            "level": repeated(str(level) if isinstance(level, str) else level),
            "source_book": repeated(source_book),
            "tab": [tab] * count,
            "source_row": rows,
            "column": [column] * count,
            "cell": cells,
            "value": repeated(value),
            "message": repeated(message),
            "suggestion": repeated(suggestion),
            "posyandu": [""] * count,
        },
        columns=list(COLUMNS),
    )
    return table.astype({name: "str" for name in COLUMNS if name != "source_row"})


COUNT = "count"
"""Column that join_runs adds: how many rows a finding is about. What has it before is about so many
already."""

_SAME = ("level", "source_book", "tab", "column", "value", "message", "suggestion", "posyandu")
"""What the rows of one run have in common, besides the column's letter."""


MANY_ROWS = 10
MOST_OF_ROWS = 0.7
"""A Galat of so many rows of a column, and of that share of the rows from its first to its last, has one
cause whatever the values: a whole column in grams, a tab of names nobody registered."""


def _find_one_cause(findings: pd.DataFrame, letters: pd.Series) -> pd.Series:
    """Which findings are of one cause although their values differ."""
    keys = [name for name in _SAME if name not in ("value", "suggestion")]
    groups = findings.assign(letter=letters).groupby([*keys, "letter"], sort=False, dropna=False)
    rows = groups["source_row"]
    size = rows.transform("size")
    share = size / (rows.transform("max") - rows.transform("min") + 1)
    many = (rows.transform("nunique") >= MANY_ROWS) & (share >= MOST_OF_ROWS)
    differ = groups["value"].transform("nunique") > 1
    return many & differ & findings["level"].eq(Level.ERROR) & findings["source_row"].gt(0)


def _tell_once(findings: pd.DataFrame, one_cause: pd.Series) -> pd.DataFrame:
    """The findings of one cause with the value and the suggestion of their first."""
    keys = [name for name in _SAME if name not in ("value", "suggestion")]
    hit = findings[one_cause].sort_values("source_row", kind="stable")
    groups = hit.groupby(keys, sort=False, dropna=False)
    first, last = (groups["value"].transform(which) for which in ("first", "last"))
    told = groups["suggestion"].transform("first")
    told = told.where(groups["suggestion"].transform("nunique") == 1, told + "; baris lainnya serupa")
    findings = findings.copy()
    findings.loc[hit.index, "value"] = first + " … " + last
    findings.loc[hit.index, "suggestion"] = told
    return findings


def join_runs(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings with `count`: an unbroken run of rows with the same message and value is one, whose cell is a
    range (F37:F336) and whose row is its first; so are the rows of one cause. The order is that of each run's
    first."""
    if not len(findings):
        return findings.assign(count=pd.Series([], dtype="int64"))
    letters = findings["cell"].str.extract(r"^([A-Z]+)", expand=False).fillna("")
    one_cause = _find_one_cause(findings, letters)
    if one_cause.any():
        findings = _tell_once(findings, one_cause)
    group = findings.assign(letter=letters).groupby([*_SAME, "letter"], sort=False, dropna=False).ngroup()
    order = np.lexsort((np.arange(len(findings)), findings["source_row"], group))
    groups, rows = group.to_numpy()[order], findings["source_row"].to_numpy()[order]
    fresh = np.ones(len(order), dtype=bool)
    # A finding about a whole tab (row 0) stands alone, and so does a second one of the very same cell.
    fresh[1:] = (groups[1:] != groups[:-1]) | (rows[1:] != rows[:-1] + 1) | (rows[:-1] == 0)
    fresh[1:] &= ~(one_cause.to_numpy()[order][1:] & (groups[1:] == groups[:-1]))
    starts = np.flatnonzero(fresh)
    counts = np.diff(np.append(starts, len(order)))
    first, last = order[starts], order[starts + counts - 1]
    already = findings[COUNT].fillna(1) if COUNT in findings.columns else pd.Series(1, index=findings.index)
    told = np.maximum(counts, already.iloc[first].to_numpy().astype("int64"))
    joined = findings.iloc[first].assign(count=told)
    long = (counts > 1) & joined["cell"].ne("").to_numpy()
    ranges = [
        f"{a}:{b}" for a, b in zip(findings["cell"].iloc[first], findings["cell"].iloc[last], strict=True)
    ]
    joined["cell"] = np.where(long, ranges, joined["cell"].to_numpy())
    joined = joined.astype({"cell": "str"})
    return joined.iloc[np.argsort(first, kind="stable")].reset_index(drop=True)


@cache
def _nothing() -> pd.DataFrame:
    return build_findings(level=Level.INFO, source_book="", tab="", source_row=np.array([], dtype="int64"))


def empty_findings() -> pd.DataFrame:
    """A findings table without rows."""
    # Asked for by every tab, and a frame of ten columns takes milliseconds to make.
    return _nothing().copy()


def join_findings(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Several findings tables as one, in order; empty parts are left out."""
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else empty_findings()
