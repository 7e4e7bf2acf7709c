"""What was read of the workbooks, sheet by sheet: for "Yang dibaca", `rekap` and Beranda alike."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import pandas as pd

from lib.data.ground import ScopedData
from lib.workbook.proposals import Row, propose
from lib.workbook.sheets import SheetStanding


class ReadingFigures(ScopedData):
    """Figures of what was read. The sheets' own headers are shown to who sees the rows under them."""

    @cached_property
    def sheets(self) -> list[SheetStanding]:
        """Every sheet in scope, in the order of the workbooks."""
        if self.scope.names != "full" or self.scope.name_in_book is not None:
            return []
        tables = self._whole.tables
        own = self._own_sources() if self.scope.posyandu else None
        shown = []
        for reading in tables.readings:
            keys = [key for _, key in reading.tabs]
            if own is not None and not own.intersection(keys):
                continue
            counted = [tables.counted.get(key, 0) for key in reading.tabs]
            rows = [tables.rows.get(key, 0) for key in reading.tabs]
            gone = [max(0, all_rows - some) for all_rows, some in zip(rows, counted, strict=True)]
            # A sheet of two tabs has each row twice: its weighings are the rows that count.
            shown.append(
                SheetStanding(
                    self.books.get(reading.book, reading.book), reading,
                    max(counted, default=0), gone[-1] if gone else 0,
                )
            )  # fmt: skip
        return shown

    def _own_sources(self) -> set[str]:
        """The sources in which rows of the scope's posyandu stand."""
        return {
            str(source)
            for table in self._frames.values()
            if "posyandu" in table.columns and "source_book" in table.columns
            for source in table.loc[table["posyandu"].isin(self.posyandu_names), "source_book"].unique()
        }

    @cached_property
    def unread(self) -> list[dict[str, object]]:
        """What is filled and not read: buku, tab, kolom (None: the whole sheet), terisi (cells)."""
        rows: list[dict[str, object]] = []
        for sheet in self.sheets:
            reading = sheet.reading
            if reading.unread:
                rows.append(
                    {"buku": sheet.book, "tab": reading.title, "kolom": None, "terisi": reading.filled}
                )
            if not reading.tabs:
                continue
            rows += [
                {
                    "buku": sheet.book,
                    "tab": reading.title,
                    "kolom": column.header or column.letter,
                    "terisi": column.filled,
                }
                for column in reading.columns
                if column.unread
            ]
        return rows

    @cached_property
    def unread_measures(self) -> int:
        """Filled cells that look like weights or lengths and were not read."""
        return sum(sheet.reading.unread_measures for sheet in self.sheets)

    @property
    def exports(self) -> Mapping[str, pd.DataFrame]:
        """Rows of e-PPGBM or Sigizi exports that are only compared, by tab name, as read; for the puskesmas."""
        whole = self.scope.names == "full" and self.scope.name_in_book is None and not self.scope.posyandu
        return self._whole.tables.exports if whole else {}

    def propose_mapping(self) -> tuple[list[Row], list[Row]]:
        """Rows of `Pemetaan` for what was not read: likely meanings, and those that ask for none."""
        return propose(sheet.reading for sheet in self.sheets)
