"""What is wrong in the cells, how well was measured, what was read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import cast

import numpy as np
import pandas as pd

from lib.data.book_findings import withhold_others
from lib.data.engine import add_links
from lib.data.room import Room, remembered
from lib.domain.kualitas_data import compute_quality, compute_quality_findings
from lib.domain.kualitas_data.justified import (
    compute_justified_findings,
    find_justified,
    propose_confirmations,
    silence,
)
from lib.domain.kualitas_data.loop import COUNTED, compute_prints, list_confirmed, list_lines, list_names
from lib.domain.kualitas_data.records import compute_kms_findings, compute_record_findings
from lib.domain.own_rows import PEOPLE
from lib.domain.privacy import EVERYTHING
from lib.domain.settings import compute_settings_findings
from lib.workbook.findings import Level, empty_findings, join_findings, join_runs
from lib.workbook.parse import split_sheet_key
from lib.workbook.proposals import Row, propose
from lib.workbook.sheets import SheetStanding
from lib.workbook.tables import Tables, locate_findings

_FOUND = "findings"
_GRAVITY = {str(level): place for place, level in enumerate(Level)}


def _name_sheets(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings whose tab is the sheet they were found in, under the title it has in its workbook."""
    if not findings["source_book"].str.contains("\n", regex=False).any():
        return findings
    titles = [
        split_sheet_key(key)[1] or tab
        for key, tab in zip(findings["source_book"], findings["tab"], strict=True)
    ]
    return findings.assign(tab=pd.Series(titles, index=findings.index, dtype="str"))


class KualitasData(Room):
    """Findings of the rows in scope, what was read of each sheet, and the trust in a month's figures."""

    @cached_property
    def _quality(self) -> pd.DataFrame:
        return compute_quality(self._frames)

    @remembered
    def measurement(self, months: list[pd.Period], posyandu: str | None = None) -> pd.DataFrame:
        """Rows of measurement.compute_measurement_quality of these months and this posyandu (None = all in
        scope), with `name`; no row for scopes with small counts hidden or without posyandu of their own."""
        table = self._quality
        if self.scope.hides_small_counts or self.scope.name_in_book is not None:
            table = table.iloc[:0]
        wanted = table["month"].isin([month.start_time for month in months])
        wanted &= table["posyandu"].isin([posyandu] if posyandu else list(self.seen.posyandu_names))
        shown = table[wanted].reset_index(drop=True)
        return shown.assign(name=shown["posyandu"].map(self.seen.posyandu_names).astype("str"))

    @cached_property
    def sheets(self) -> list[SheetStanding]:
        """Every sheet in scope, in the order of the workbooks."""
        if self.scope.names != "full" or self.scope.name_in_book is not None:
            return []
        tables = self.seen._whole.tables
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
                    self.seen.books.get(reading.book, reading.book), reading,
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
            for source in table.loc[table["posyandu"].isin(self.seen.posyandu_names), "source_book"].unique()
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
        """Rows of e-PPGBM or Sigizi exports that are only compared, by tab name, as read; for the
        puskesmas."""
        whole = self.scope.names == "full" and self.scope.name_in_book is None and not self.scope.posyandu
        return self.seen._whole.tables.exports if whole else {}

    def propose_mapping(self) -> tuple[list[Row], list[Row]]:
        """Rows of `Pemetaan` for what was not read: likely meanings, and those that ask for none."""
        return propose(sheet.reading for sheet in self.sheets)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Findings of the rows in scope, gravest first, with `book` (name), `link` and `count` (rows that one
        finding is about); none for those who see no persons. `tab` is the sheet's title."""
        if self.scope.names != "full" or self.scope.name_in_book is not None:
            return add_links(join_runs(empty_findings()), {}).assign(book=pd.Series([], dtype="str"))
        found = self._found
        if self.scope.posyandu:
            found = found[found["posyandu"].isin(self.seen.posyandu_names)].reset_index(drop=True)
            frames = self.seen._whole.tables.frames
            homes = {
                str(person): str(code)
                for tab, column in PEOPLE.items()
                for person, code in zip(frames[tab][column], frames[tab]["posyandu"], strict=True)
            }
            found = withhold_others(found, homes, self.seen.posyandu_names)
        found = join_runs(_name_sheets(found.assign(declared=found["tab"])))
        order = np.lexsort((-found["count"], found["level"].map(_GRAVITY)))
        found = found.iloc[order].reset_index(drop=True)
        books = found["source_book"].map(lambda key: self.seen.books.get(split_sheet_key(key)[0], key))
        return add_links(found, self.seen._whole.links).assign(book=books.astype("str"))

    @cached_property
    def _found(self) -> pd.DataFrame:
        """Findings of the whole puskesmas as located, cell by cell, without those confirmed in Dibenarkan:
        looked for once for all scopes, who see what of them is theirs."""
        whole = self.seen._whole
        tables, found = cast("tuple[Tables | None, pd.DataFrame]", whole.shared.get(_FOUND, (None, None)))
        if tables is not whole.tables:
            everything = self.seen if self.scope == EVERYTHING else type(self.seen)(whole, EVERYTHING)
            found = everything.kualitas_data._find_all()
            whole.shared[_FOUND] = whole.tables, found
        return found

    def _find_all(self) -> pd.DataFrame:
        whole = self.seen._whole.tables
        found = join_findings(
            [
                whole.findings,
                locate_findings(compute_record_findings(whole.frames), whole),
                locate_findings(self.seen.kebal_msg._cell_findings(), whole),
                locate_findings(self._kms_findings, whole),
                locate_findings(self.seen.pertemuan._cell_findings(), whole),
                locate_findings(self.seen.mentoring._cell_findings(), whole),
                locate_findings(self.seen.sop._cell_findings(), whole),
                locate_findings(self.seen.antar_jemput._cell_findings(), whole),
                locate_findings(self.seen.pendampingan._cell_findings(), whole),
                locate_findings(compute_settings_findings(whole.frames["pengaturan"]), whole),
                locate_findings(compute_quality_findings(whole.frames), whole),
            ]
        )
        justified = find_justified(whole.frames, self.seen.books)
        idle = locate_findings(compute_justified_findings(whole.frames, justified, found), whole)
        return join_findings([silence(found, justified), idle])

    def prints(self, salt: bytes) -> tuple[dict[str, set[str]], frozenset[str]]:
        """Fingerprints of the wrong cells by posyandu, and of those that are confirmed right (see
        loop.py)."""
        frames = self.seen._whole.tables.frames
        standing = self._found
        standing = standing[standing["level"].isin(COUNTED)]
        prints = compute_prints(standing, frames, salt)
        by_posyandu = {str(code): set(rows) for code, rows in prints.groupby(standing["posyandu"].to_numpy())}
        confirmed = list_confirmed(frames, find_justified(frames, self.seen.books))
        return by_posyandu, frozenset(compute_prints(confirmed, frames, salt))

    @remembered
    def _names(self) -> frozenset[str]:
        return list_names(self.seen._whole.tables.frames)

    def mending_lines(self, posyandu: str) -> list[str]:
        """What to mend in a posyandu's cells, a line each, without persons (see telling.list_lines)."""
        return list_lines(self.findings_of(posyandu), self._names())

    def propose_confirmations(self, findings: pd.DataFrame) -> list[dict[str, str]]:
        """Rows of `Dibenarkan` that would silence these rows of `findings` (see
        justified.propose_confirmations)."""
        return propose_confirmations(findings, self._frames, self.seen.books)

    @property
    def _kms_findings(self) -> pd.DataFrame:
        return compute_kms_findings(
            self._frames["balita"], self.seen.gizi.monthly, month=self.seen.this_month.start_time
        )

    def findings_of(
        self, posyandu: str | None = None, *, level: str | None = None, tab: str | None = None
    ) -> pd.DataFrame:
        """Findings of one posyandu, level and tab (None = all), gravest first."""
        found = self.findings
        if not self.scope.posyandu and len(self.seen.posyandu_names) <= 1:
            posyandu = None  # the only one is the puskesmas: what is of no row is its matter too
        for column, wanted in (("posyandu", posyandu), ("level", level), ("tab", tab)):
            if wanted is not None:
                found = found[found[column] == wanted]
        return found.reset_index(drop=True)
