"""e-PPGBM: the upload of a month, and the month beside what was exported; only for those who see NIK."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from lib.data.engine import add_links
from lib.data.room import Room, remembered
from lib.domain.access import Role
from lib.domain.eppgbm import Comparison, Upload, compare_month, compute_upload
from lib.workbook.findings import Level
from lib.workbook.resolve.codes import build_codebook, look_up
from lib.workbook.tables import locate_findings

_MAY_BE_UNREAD = frozenset({"nik", "nama", "jk", "tanggal_lahir", "berat"})
"""Reasons that speak of a missing value: what is typed there may only be unreadable."""


class Eppgbm(Room):
    """The upload of a month with the cells to mend."""

    @remembered
    def upload(self, month: pd.Period) -> Upload:
        """The upload of a month (see eppgbm.compute_upload); empty for every scope but the puskesmas's own.

        `held` has cell (A1), link ("" for files) and book (name) beside refusals.HELD_COLUMNS; where a value
        could not be read, the parser's own words stand as message and suggestion.
        """
        tables, monthly = self._frames, self.seen.gizi.monthly
        if self.scope.role is not Role.KEPALA:
            tables, monthly = {name: table.iloc[:0] for name, table in tables.items()}, monthly.iloc[:0]
        upload = compute_upload(tables, monthly, month=month, today=self.today)
        return replace(upload, held=self._locate_held(upload.held))

    @remembered
    def compare(self, month: pd.Period) -> Comparison | None:
        """The month beside the exports of e-PPGBM or Sigizi that stand next to the puskesmas's own tabs; None
        where there is none to compare with, or the scope is not the puskesmas's own."""
        exported = self.seen.kualitas_data.exports
        if self.scope.role is not Role.KEPALA or {"balita", "penimbangan"} - set(exported):
            return None
        known = self._frames["posyandu"]
        codebook = build_codebook(known["code"], known["name"], "posyandu")
        people = exported["balita"]
        places = people["posyandu"].map(lambda typed: look_up(str(typed), codebook)[0], na_action="ignore")
        people = people.assign(place=people["posyandu"], posyandu=places.astype("str"))
        measured = self.seen.gizi.monthly[self.seen.gizi.monthly["month"] == month.start_time]
        return compare_month(
            self._frames["balita"].dropna(subset=["child_id"]),
            measured,
            {**exported, "balita": people},
            month=month,
            today=self.today,
        )

    def _locate_held(self, held: pd.DataFrame) -> pd.DataFrame:
        asked = held.assign(level=str(Level.ERROR), value="")
        located = locate_findings(asked, self.seen._whole.tables)
        held = held.assign(cell=located["cell"].astype("str"), header=located["column"].astype("str"))
        found = self.seen._whole.tables.findings
        errors = found[(found["level"] == str(Level.ERROR)) & found["cell"].ne("")]
        told = {
            (row["source_book"], row["tab"], row["cell"]): row
            for row in errors[["source_book", "tab", "cell", "message", "suggestion"]].to_dict("records")
        }
        messages, suggestions = [], []
        for row in held.to_dict("records"):
            unread = told.get((row["source_book"], row["tab"], row["cell"]))
            if unread is not None and row["reason"] in _MAY_BE_UNREAD:
                messages.append(f"{row['header']} tidak terbaca: {unread['message']}")
                suggestions.append(unread["suggestion"])
            else:
                messages.append(row["message"])
                suggestions.append(row["suggestion"])
        texts = {
            name: pd.Series(words, index=held.index, dtype="str")
            for name, words in (("message", messages), ("suggestion", suggestions))
        }
        held = held.assign(**texts, book=held["source_book"].map(self.seen.books)).drop(columns="header")
        return add_links(held, self.seen._whole.links)
