"""Where the resolving steps write down what they find and which rows they leave out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from lib.workbook.columns import Tab
from lib.workbook.findings import COUNT, Level, build_findings, join_findings


class Ledger:
    """Findings so far, and rows left out by tab title. `positions` maps (tab name, book) to the place of
    each column in that sheet."""

    def __init__(self, positions: Mapping[tuple[str, str], Mapping[str, int]]) -> None:
        self._positions = positions
        self._parts: list[pd.DataFrame] = []
        self.left_out: Counter[str] = Counter()

    def note(
        self,
        tab: Tab,
        rows: pd.DataFrame,
        column: str,
        level: Level,
        message: str | Iterable[str],
        suggestion: str | Iterable[str],
        value: Iterable[object] | None = None,
    ) -> None:
        """One finding for each of `rows` (rows of the tab's table) at `column`."""
        if not len(rows):
            return
        typed = pd.Series(rows[column].tolist() if value is None else list(value), dtype=object)
        books = rows["source_book"].to_numpy()
        places = np.array([self._positions.get((tab.name, book), {}).get(column, -1) for book in books])
        part = build_findings(
            level=level,
            source_book=rows["source_book"],
            tab=tab.title,
            source_row=rows["source_row"].to_numpy(),
            column=tab.column(column).header,
            column_index=places,
            value=[
                "" if missing else show_value(cell) for cell, missing in zip(typed, typed.isna(), strict=True)
            ],
            message=message,
            suggestion=suggestion,
        )
        if "posyandu" in rows.columns:
            part["posyandu"] = rows["posyandu"].fillna("").tolist()
        self._parts.append(part)

    def note_once(
        self, tab: Tab, rows: pd.DataFrame, column: str, level: Level, message: str, suggestion: str
    ) -> None:
        """One finding about all of `rows`, which have one cause elsewhere: at the first, with their number,
        and with their range where they follow each other."""
        self.note(tab, rows.head(1), column, level, message, suggestion, [None])
        part = self._parts[-1]
        part[COUNT] = len(rows)
        first, last = int(rows["source_row"].iloc[0]), int(rows["source_row"].iloc[-1])
        cell = str(part["cell"].iloc[0])
        if cell and len(rows) > 1 and last - first + 1 == len(rows):
            part["cell"] = f"{cell}:{cell.rstrip('0123456789')}{last}"

    def has_column(self, tab: Tab, rows: pd.DataFrame, column: str) -> np.ndarray:
        """Mask of the rows whose sheet has that column."""
        return np.array(
            [column in self._positions.get((tab.name, book), {}) for book in rows["source_book"]], dtype=bool
        )

    def leave_out(self, tab: Tab, table: pd.DataFrame, gone: np.ndarray | pd.Series) -> pd.DataFrame:
        """The table without the rows of mask `gone`, which are counted as left out."""
        mask = np.asarray(gone, dtype=bool)
        if not mask.any():
            return table
        self.left_out[tab.title] += int(mask.sum())
        return table[~mask].reset_index(drop=True)

    def findings(self) -> pd.DataFrame:
        """All findings noted so far."""
        return join_findings(self._parts)


def show_value(cell: object) -> str:
    """A typed value as a kader would write it."""
    if isinstance(cell, pd.Timestamp):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    return str(cell).replace(".", ",") if isinstance(cell, float) else str(cell)
